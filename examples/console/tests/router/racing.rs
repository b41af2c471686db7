use std::fs;

use crate::{MANIFEST, RACKS, Site};

/// Logs each run and takes a moment.
const LOGGED: &str = r#"echo "$RACK $FROM $TO" >>"$SITE/log"; sleep 0.2"#;

#[tokio::test(flavor = "multi_thread")]
async fn an_update_started_from_many_browsers_is_done_once() {
    let site = Site::installing(LOGGED);
    let token = site.token().await;
    let form = format!("token={token}&rack=alpha&from=A&to=B");
    let presses: Vec<_> = (0..8)
        .map(|number| {
            let other = site.share();
            let form = form.clone();
            tokio::spawn(async move {
                if number % 2 == 0 {
                    other.post_form(&form).await
                } else {
                    other.post("alpha", r#"{"from": "A", "to": "B"}"#).await
                }
            })
        })
        .collect();
    let mut started = 0;
    for press in presses {
        let answer = press.await.expect("an answer");
        match answer.status.as_u16() {
            202 | 303 => started += 1,
            _ => answer.has(409, "another update of it runs"),
        }
    }
    assert_eq!(started, 1);
    site.idle("alpha").await;
    assert_eq!(fs::read_to_string(site.path("log")).expect("a log"), "alpha A B\n");

    // A browser that still shows the old page doesn't start the next hop.
    let late = site.post_form(&form).await;
    late.has(409, "has been updated in the meantime: it runs B");
    assert_eq!(site.version("alpha"), "B");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_consoles_on_the_same_files_start_an_update_once() {
    let site = Site::installing(LOGGED);
    let other = site.another(&[
        "--installer",
        &LOGGED.replace("$SITE", site.path("").to_str().expect("a plain path")),
    ]);
    let (one, two) = tokio::join!(site.post("alpha", "null"), other.post("alpha", "null"));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [202, 409]);
    site.idle("alpha").await;
    assert_eq!(fs::read_to_string(site.path("log")).expect("a log"), "alpha A B\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_does_what_the_button_says_or_nothing() {
    let site = Site::new(MANIFEST, RACKS);
    let without_stop = MANIFEST.replace(r#""required": true"#, r#""required": false"#);
    site.write("versions.json", &without_stop);
    let answer = site.press("alpha", "A", "B").await;
    answer.has(409, "the next update from A leads to C now");
    assert_eq!(site.version("alpha"), "A");
}
