use std::{fs, time::Duration};

use rack_updates::{
    Timeline,
    plan::{self, Target},
};
use support::{Files, Installer, Update};

use crate::{MANIFEST, RACKS, Site};

/// Reports its progress, and ends when the file `go` appears.
const SLOW: &str = r#"echo "30% for $RACK"; echo "from $FROM to $TO" >>"$SITE/log"
    while [ ! -e "$SITE/go" ]; do sleep 0.02; done; echo done"#;

#[tokio::test]
async fn two_clicks_lead_through_a_required_release() {
    let site = Site::installing(SLOW);
    assert!(!site.get("/").await.body.contains("simulated"));
    let answer = site.press("alpha", "A", "B").await;
    answer.has(303, "");
    assert_eq!(answer.headers["location"], "/");
    let row = site.row_with("alpha", "30% for alpha").await;
    assert!(row.contains("\">updating</p>") && row.contains("value=\"30\""), "{row}");
    assert!(!row.contains("<button>"), "{row}");
    // Without a script the page is loaded again.
    let page = site.get("/").await;
    page.has(200, "<noscript><meta http-equiv=\"refresh\" content=\"1\"></noscript>");
    site.get("/rack?name=alpha").await.has(200, "http-equiv=\"refresh\"");
    site.get("/rack?name=beta").await;
    assert_eq!(site.version("alpha"), "A");

    site.write("go", "");
    let row = site.row_with("alpha", "alpha runs <bdi class=\"version\">B</bdi> now.").await;
    assert!(row.contains(
        "It stops at <bdi class=\"version\">B</bdi>, because it is a required release: \
         <bdi>copies the settings</bdi>. 1 update left: press Update again to go on."
    ));
    assert_eq!(site.version("alpha"), "B");
    site.press("alpha", "B", "C").await.has(303, "");
    let row = site.row_with("alpha", "alpha runs <bdi class=\"version\">C</bdi> now.").await;
    assert!(row.contains("\">up to date</p>") && !row.contains("It stops"), "{row}");
    assert!(!site.get("/").await.body.contains("http-equiv"));
    assert_eq!(fs::read_to_string(site.path("log")).expect("a log"), "from A to B\nfrom B to C\n");
}

#[tokio::test]
async fn the_page_says_how_an_installer_failed() {
    let site = Site::installing("echo '10% fine'; echo 'the disk is full' >&2; exit 3");
    site.press("alpha", "A", "B").await.has(303, "");
    let row = site.row_with("alpha", "failed").await;
    assert!(row.contains("failed: <bdi>the installer failed with exit status: 3</bdi>."), "{row}");
    assert!(row.contains("was “<bdi>the disk is full</bdi>”."), "{row}");
    assert!(row.contains("alpha keeps its version <bdi class=\"version\">A</bdi>."), "{row}");
    assert!(row.contains("<button>"), "{row}");
    assert_eq!(site.version("alpha"), "A");
    let rack = site.idle("alpha").await;
    assert_eq!(rack["update"]["failure"], "the installer failed with exit status: 3");

    // It is still known after a restart, until an update succeeds.
    let site = Site::open(site.folder, &[]);
    site.row_with("alpha", "the disk is full").await;
    site.press("alpha", "A", "B").await.has(303, "");
    let row = site.row_with("alpha", "alpha runs").await;
    assert!(!row.contains("the disk is full"), "{row}");
    assert!(!site.path("racks.json.updates").exists());
}

#[tokio::test]
async fn an_installer_that_cannot_be_run_is_a_failure() {
    let site = Site::installing("exec $SITE/missing");
    site.press("alpha", "A", "B").await.has(303, "");
    site.row_with("alpha", "the installer failed with exit status: 127").await;
    assert_eq!(site.version("alpha"), "A");

    // The environment of a process can't hold this name.
    let site =
        Site::with(MANIFEST, r#"[{"name": "\u0000", "version": "A"}]"#, &["--installer", "true"]);
    site.post("%00", "null").await.has(202, "");
    let rack = site.idle("\0").await;
    let failure = rack["update"]["failure"].as_str().expect("a failure");
    assert!(failure.starts_with("the installer can't be started: nul byte"), "{failure}");
}

/// An installer that doesn't end holds up neither pages nor other racks.
#[tokio::test]
async fn an_installer_that_hangs_harms_no_other_rack() {
    let site = Site::installing(r#"[ "$RACK" = beta ] || sleep 600"#);
    site.press("alpha", "A", "B").await.has(303, "");
    site.row_with("alpha", "\">updating</p>").await;
    site.press("beta", "B", "C").await.has(303, "");
    site.row_with("beta", "beta runs").await;
    site.post("alpha", "null").await.has(409, "another update of it runs");

    // The first signal waits for it, the second one kills it with what it started.
    let mut end = std::pin::pin!(site.app.updates.end());
    let ended = tokio::time::timeout(Duration::from_millis(300), &mut end).await;
    assert!(ended.is_err(), "an update runs");
    site.post("beta", "null").await.has(503, "about to end");
    site.app.updates.stop();
    tokio::time::timeout(Duration::from_secs(10), end).await.expect("an end");
    let row = site.row("alpha").await;
    assert!(row.contains("failed: <bdi>the installer was stopped</bdi>"), "{row}");
    assert_eq!(site.version("alpha"), "A");
}

#[tokio::test]
async fn updates_at_the_same_time_are_bounded() {
    let racks: Vec<_> = (0..=console::MAX_UPDATES)
        .map(|number| format!(r#"{{"name": "r{number}", "version": "A"}}"#))
        .collect();
    let site = Site::with(MANIFEST, &format!("[{}]", racks.join(",")), &["--installer", SLOW]);
    for number in 0..console::MAX_UPDATES {
        site.post(&format!("r{number}"), "null").await.has(202, "");
    }
    let last = format!("r{}", console::MAX_UPDATES);
    site.post(&last, "null").await.has(503, "16 run");
    site.write("go", "");
    site.app.updates.end().await;
    for number in 0..console::MAX_UPDATES {
        assert_eq!(site.version(&format!("r{number}")), "B", "none of them is lost");
    }
    assert_eq!(site.version(&last), "A");
}

/// A console that is killed leaves the record of its update, and no lock.
#[tokio::test]
async fn the_page_says_that_an_update_was_interrupted() {
    let site = Site::new(MANIFEST, RACKS);
    fs::create_dir(site.path("racks.json.updates")).expect("a folder");
    site.write(
        "racks.json.updates/rack-alpha",
        r#"{"rack": "alpha", "from": "A", "to": "B", "line": "40% moving", "failure": null}"#,
    );
    let row = site.row("alpha").await;
    assert!(row.contains("was interrupted, so it isn't known how far the installer got."), "{row}");
    assert!(row.contains("<bdi>40% moving</bdi>") && row.contains("keeps its version"), "{row}");
    site.press("alpha", "A", "B").await.has(303, "");
    let row = site.row_with("alpha", "alpha runs").await;
    assert!(!row.contains("interrupted"), "{row}");

    // A record that no longer fits the racks file isn't shown.
    fs::create_dir(site.path("racks.json.updates")).expect("a folder");
    site.write(
        "racks.json.updates/rack-alpha",
        r#"{"rack": "alpha", "from": "A", "to": "B", "line": "", "failure": null}"#,
    );
    assert!(!site.row("alpha").await.contains("interrupted"));
}

#[tokio::test]
async fn lines_are_bounded_and_read_while_they_come() {
    let site = Site::installing(
        "head -c 1000000 /dev/zero | tr '\\0' x; echo; printf '1%%\\r\\nbar 55 %%\\rbar 56 %%\\n'; \
         sleep 0.4; exit 1",
    );
    site.press("alpha", "A", "B").await.has(303, "");
    let row = site.row_with("alpha", "value=\"56\"").await;
    assert!(row.contains("bar 56 %") && row.len() < 10_000, "{row}");
    site.idle("alpha").await;
}

/// A process that the installer leaves running neither delays the end nor keeps the rack locked.
#[tokio::test]
async fn a_process_left_running_does_not_hold_the_update() {
    let site = Site::installing("sleep 20 & echo last");
    site.press("alpha", "A", "B").await.has(303, "");
    site.row_with("alpha", "alpha runs").await;
    site.press("alpha", "B", "C").await.has(303, "");
    site.row_with("alpha", "alpha runs <bdi class=\"version\">C</bdi>").await;
}

/// The same update as in a terminal.
#[tokio::test]
async fn an_update_of_another_process_is_shown() {
    #[derive(clap::Parser)]
    struct Options {
        #[command(flatten)]
        files: Files,
        #[command(flatten)]
        installer: Installer,
    }

    let site = Site::new(MANIFEST, RACKS);
    let folder = site.folder.path().to_str().expect("a plain path").to_owned();
    let other = std::thread::spawn({
        let folder = folder.clone();
        move || {
            let options = <Options as clap::Parser>::parse_from([
                "test",
                &format!("--manifest={folder}/versions.json"),
                &format!("--racks={folder}/racks.json"),
                &format!("--installer={}", SLOW.replace("$SITE", &folder)),
            ]);
            let timeline: Timeline = serde_json::from_str(MANIFEST).expect("a manifest");
            let hop = plan::next_hop(&timeline, "A", Target::Latest).expect("a plan");
            let hop = hop.expect("an update").into();
            let update = Update::begin(&options.files, "alpha", &hop).expect("it begins");
            update.run(&options.installer, None, |_| {}).expect("it succeeds");
        }
    });
    site.row_with("alpha", "30% for alpha").await;
    site.press("alpha", "A", "B").await.has(409, "another update of it runs");
    site.write("go", "");
    other.join().expect("the thread ends");
    assert_eq!(site.version("alpha"), "B");
    let row = site.row("alpha").await;
    assert!(row.contains("<dd><bdi class=\"version\">B</bdi></dd>"), "{row}");
}

/// The first record is left by a console that was killed, or on a full disk. The second one is of
/// an update whose console was killed while it wrote a shorter line.
#[tokio::test]
async fn a_record_that_is_cut_off_breaks_no_page() {
    let site = Site::new(MANIFEST, RACKS);
    fs::create_dir(site.path("racks.json.updates")).expect("a folder");
    site.write("racks.json.updates/rack-alpha", "");
    site.write(
        "racks.json.updates/rack-beta",
        r#"{"rack": "beta", "from": "B", "to": "C", "line": "4%", "failure": null}": null}"#,
    );
    assert!(!site.row("alpha").await.contains("interrupted"));
    assert!(site.row("beta").await.contains("was interrupted"));
    site.press("alpha", "A", "B").await.has(303, "");
    site.row_with("alpha", "alpha runs").await;
}

#[tokio::test]
async fn a_percentage_may_have_decimals() {
    let site = Site::installing("echo '12.5 % of 100%'; sleep 0.4; exit 1");
    site.press("alpha", "A", "B").await.has(303, "");
    site.row_with("alpha", "value=\"12.5\"").await;
    site.idle("alpha").await;
}

/// While the console waits for its updates, it says why it begins no other one.
#[tokio::test]
async fn an_update_is_refused_while_the_console_ends() {
    let site = Site::installing("sleep 0.5");
    site.press("alpha", "A", "B").await.has(303, "");
    let app = std::sync::Arc::clone(&site.app);
    let end = tokio::spawn(async move { app.updates.end().await });
    tokio::task::yield_now().await;
    site.post("beta", "null").await.has(503, "about to end");
    end.await.expect("it ends");
    site.post("beta", "null").await.has(503, "about to end");
    assert_eq!((site.version("alpha").as_str(), site.version("beta").as_str()), ("B", "B"));
}
