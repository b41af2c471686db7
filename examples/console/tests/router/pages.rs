use crate::{BLOCKED, MANIFEST, RACKS, Site};

#[tokio::test]
async fn the_list_says_how_each_rack_is() {
    let site = Site::new(MANIFEST, RACKS);
    let page = site.get("/").await;
    page.has(200, "<b>versions.json</b> lists 5 releases.");
    page.has(200, "The latest release is <bdi class=\"version\">C</bdi>. ");
    page.has(200, "Racks: 2 outdated, 1 dead end, 1 unknown.");
    page.has(200, "Updates are simulated");
    for (rack, status, updates) in [
        ("alpha", "outdated", "<dd>2</dd>"),
        ("beta", "outdated", "<dd>1</dd>"),
        ("gamma", "up to date", "<dd>0</dd>"),
        ("xi", "dead end", "No update is possible from release &quot;X&quot;"),
        ("zeta", "unknown", "Release &quot;Z&quot; is not in the manifest. Correct the version"),
    ] {
        let row = site.row(rack).await;
        assert!(row.contains(&format!("\">{status}</p>")), "{row}");
        assert!(row.contains(updates), "{row}");
    }
    assert!(site.row("xi").await.contains("Install a published release by hand"));

    // Only a rack that can be updated has a button.
    for (rack, button) in
        [("alpha", true), ("beta", true), ("gamma", false), ("xi", false), ("zeta", false)]
    {
        assert_eq!(site.row(rack).await.contains("<button>"), button, "{rack}");
    }
}

#[tokio::test]
async fn a_manifest_without_a_published_release_is_reported() {
    let manifest = r#"[{"version": "A", "published": false, "required": false}]"#;
    let site = Site::new(manifest, r#"[{"name": "alpha", "version": "A"}]"#);
    site.get("/").await.has(200, "No release is published yet. Racks: 0 outdated.");
    let row = site.row("alpha").await;
    assert!(row.contains("No release is published yet, so there is no update."), "{row}");
    assert!(!row.contains("up to date"), "{row}");
    assert_eq!(site.get("/api/racks").await.json()[0]["status"], "nothing published");
}

#[tokio::test]
async fn a_blocked_rack_is_updated_as_far_as_the_path_is_open() {
    let site = Site::new(BLOCKED, r#"[{"name": "alpha", "version": "A"}]"#);
    let row = site.row("alpha").await;
    assert!(row.contains("\">blocked</p>"), "{row}");
    assert!(row.contains("required release &quot;D&quot; can't be skipped and is not published"));
    assert!(row.contains("The rest of the path opens as soon as"));
    assert!(row.contains("Required release D blocks it."));
    site.press("alpha", "A", "B").await.has(303, "");
    let row = site.row_with("alpha", "alpha runs").await;
    assert!(row.contains("because it is a required release: <bdi>copies the settings</bdi>."));
    assert!(!row.contains("<button>"), "{row}");
}

/// B meets the requirement of C, which isn't published.
#[tokio::test]
async fn a_stop_may_be_met_by_an_older_release() {
    let manifest = r#"[
        {"version": "A", "published": true, "required": false},
        {"version": "B", "published": true, "required": false},
        {"version": "C", "published": false, "required": true, "since": "B", "reason": "why"},
        {"version": "D", "published": true, "required": false}
    ]"#;
    let site = Site::new(manifest, r#"[{"name": "alpha", "version": "A"}]"#);
    let reason = "It stops at <bdi class=\"version\">B</bdi>, because it meets the required \
        release <bdi class=\"version\">C</bdi>: <bdi>why</bdi>.";
    let before = site.row("alpha").await;
    assert!(before.contains(&format!("The next update isn't the last one. {reason}")), "{before}");

    site.press("alpha", "A", "B").await.has(303, "");
    let row = site.row_with("alpha", "alpha runs <bdi class=\"version\">B</bdi> now.").await;
    assert!(row.contains(&format!("{reason} 1 update left")), "{row}");
    assert!(!row.contains("isn't the last one"), "{row}");
}

#[tokio::test]
async fn the_picture_has_a_text() {
    let site = Site::new(MANIFEST, RACKS);
    let row = site.row("alpha").await;
    assert!(row.contains(
        "role=\"img\" aria-label=\"The path is A -&gt; B (required) -&gt; C. Newer releases: 0.\""
    ));
    // The current release, the required one as a square, and the latest one.
    assert_eq!(row.matches("<circle").count(), 2);
    assert_eq!(row.matches("<rect").count(), 1);
    assert!(site.row("gamma").await.contains("\"The path is C. Newer releases: 0.\""));
    assert!(!site.row("zeta").await.contains("<svg"));
}

#[tokio::test]
async fn the_picture_of_a_long_path_is_folded() {
    let releases: Vec<_> = (0..100)
        .map(|number| format!(r#"{{"version": "v{number}", "published": true, "required": true}}"#))
        .collect();
    let racks = r#"[{"name": "old", "version": "v10"}, {"name": "new", "version": "v95"}]"#;
    let site = Site::new(&format!("[{}]", releases.join(",")), racks);
    let row = site.row("old").await;
    assert_eq!(row.matches("<rect").count(), 5, "the first release, three stops and the last one");
    assert!(row.contains(">85 more stops</text>") && row.contains(">10</text>"), "{row}");
    let row = site.row("new").await;
    assert_eq!(row.matches("<rect").count(), 5);
    assert!(!row.contains("more stops"));
}

#[tokio::test]
async fn racks_are_searched_and_paged() {
    let racks: Vec<_> = (0..120)
        .map(|number| {
            let version = if number % 2 == 0 { "A" } else { "C" };
            format!(r#"{{"name": "rack {number:03}", "version": "{version}"}}"#)
        })
        .collect();
    let site = Site::new(MANIFEST, &format!("[{}]", racks.join(",")));
    let rows = async |path: &str| site.get(path).await.body.matches("class=\"rack\"").count();
    assert_eq!(rows("/").await, 50);
    assert_eq!(rows("/?page=2").await, 20);
    assert_eq!(rows("/?page=999999").await, 20, "the last page");
    assert_eq!(rows("/?q=RACK%2001").await, 10);
    assert_eq!(rows("/?q=outdated").await, 50);
    assert_eq!(rows("/?q=outdated&page=1").await, 10);
    site.get("/?q=nothing").await.has(200, "No rack is found.");
    site.get("/?page=1").await.has(200, "Page 2 of 3, 120 racks");
    site.get("/?page=1").await.has(200, "href=\"/?q=&amp;page=2\"");
    site.get("/?page=-1").await.has(400, "");

    // A button leads back to the place where it is.
    let token = site.token().await;
    for (path, rack) in [
        ("/?q=rack%20%26%3F%23&page=1", "rack+000"),
        ("/rack?name=rack%20002&target=C", "rack+002"),
    ] {
        let form = format!("token={token}&rack={rack}&from=A&to=B");
        let answer = site.post_form_to(path, &form).await;
        answer.has(303, "");
        assert_eq!(answer.headers["location"], path);
    }
}

#[tokio::test]
async fn the_page_of_a_rack_lists_the_changes_of_each_hop() {
    let site = Site::new(MANIFEST, RACKS);
    let page = site.get("/rack?name=alpha").await;
    page.has(200, "because it is a required release: <bdi>copies the settings</bdi>.");
    page.has(200, "Skips 1 release.");
    page.has(200, "<bdi>faster start</bdi>");
    page.has(200, "<bdi>new balancer</bdi>");
    assert!(!page.body.contains("first light"), "the rack runs that release already");
    site.get("/rack?name=zeta").await.has(200, "Release &quot;Z&quot; is not in the manifest.");
    site.get("/rack?name=omega").await.has(404, "There is no such rack.");
    site.get("/rack").await.has(400, "");
}

#[tokio::test]
async fn a_path_is_planned_to_any_release() {
    let site = Site::new(MANIFEST, RACKS);
    for (rack, target, part) in [
        ("alpha", "A2", "<bdi>faster start</bdi>"),
        ("gamma", "A", "Downgrade from &quot;C&quot; to &quot;A&quot;"),
        ("alpha", "Q", "Release &quot;Q&quot; is not in the manifest."),
        ("alpha", "X", "Downgrade from &quot;A&quot; to &quot;X&quot;"),
        ("xi", "C", "No update is possible from release &quot;X&quot;"),
        ("gamma", "C", "The rack runs <bdi class=\"version\">C</bdi> already."),
    ] {
        let page = site.get(&format!("/rack?name={rack}&target={target}")).await;
        let (_, plan) = page.body.split_once("<section id=\"hops\">").expect("the path");
        assert!(plan.contains(part), "{rack} to {target}: {plan}");
        page.has(200, &format!("list=\"releases\" value=\"{target}\""));
    }
    site.get("/rack?name=alpha").await.has(200, "<option value=\"A2\"></option>");
}

/// A hop of 250 skipped releases and the one that it leads to.
#[tokio::test]
async fn of_a_long_hop_a_hundred_changes_are_listed_and_the_rest_is_linked() {
    let releases: Vec<_> = (0..252)
        .map(|number| {
            format!(
                r#"{{"version": "v{number}", "published": true, "required": false,
                     "description": "change {number}."}}"#
            )
        })
        .collect();
    let site =
        Site::new(&format!("[{}]", releases.join(",")), r#"[{"name": "old", "version": "v0"}]"#);
    let page = site.get("/rack?name=old").await;
    assert_eq!(page.body.matches("<bdi>change").count(), 100);
    page.has(200, "Skips 250 releases.");
    page.has(200, "href=\"/rack?name=old&amp;target=&amp;all=true\">The other 151 releases of");
    assert!(!page.body.contains("change 101."));
    let page = site.get("/rack?name=old&target=&all=true").await;
    assert_eq!(page.body.matches("<bdi>change").count(), 251);
    assert!(!page.body.contains("The other"));

    // A hop of a hundred releases needs no link, and that of one more does.
    site.get("/rack?name=old&target=v100").await.has(200, "change 100.");
    let page = site.get("/rack?name=old&target=v101").await;
    page.has(200, "href=\"/rack?name=old&amp;target=v101&amp;all=true\">The other 1 release of");
}

#[tokio::test]
async fn the_files_of_the_page_are_served() {
    let site = Site::new(MANIFEST, RACKS);
    for (path, kind) in [
        ("/style.css", "text/css"),
        ("/script.js", "text/javascript"),
        ("/icon.svg", "image/svg+xml"),
    ] {
        let answer = site.get(path).await;
        answer.has(200, "");
        assert_eq!(answer.headers["content-type"], kind);
        let page = site.get("/").await;
        assert!(page.body.contains(&format!("\"{path}\"")), "{path} is used");
    }
    site.get("/favicon.ico").await.has(404, "There is no such page.");
}

/// Each string of a file that a page shows, in each place where it is shown.
#[tokio::test]
async fn hostile_strings_are_inert() {
    const HOSTILE: &str = r#"\"><script src=//evil></script><img onerror=alert(1)>'"#;
    let manifest = format!(
        r#"[
            {{"version": "A{HOSTILE}", "published": true, "required": false}},
            {{"version": "B{HOSTILE}", "published": true, "required": true,
              "reason": "R{HOSTILE}", "description": "D{HOSTILE}\u202e"}},
            {{"version": "C{HOSTILE}", "published": true, "required": false}},
            {{"version": "X{HOSTILE}", "published": false, "required": false,
              "dead_end": "E{HOSTILE}"}}
        ]"#
    );
    let racks = format!(
        r#"[{{"name": "n{HOSTILE}\r\nset-cookie: a=b", "version": "A{HOSTILE}"}},
            {{"name": "../..", "version": "X{HOSTILE}"}},
            {{"name": "z", "version": "Z{HOSTILE}"}}]"#
    );
    let site = Site::with(&manifest, &racks, &["--installer", "printf '%s\\n' \"$TO\"; exit 3"]);
    let encoded = |text: &str| {
        let text = text.replace(r#"\""#, "\"").replace(r"\r\n", "\r\n");
        percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let name = encoded(&format!("n{HOSTILE}\\r\\nset-cookie: a=b"));
    let [a, b] = ["A", "B"].map(|version| encoded(&format!("{version}{HOSTILE}")));
    let token = site.token().await;
    let form = format!("token={token}&rack={name}&from={a}&to={b}");
    let page = format!("/rack?name={name}");
    let update = site.post_form_to(&page, &form).await;
    update.has(303, "");
    assert_eq!(update.headers["location"], page);
    assert!(update.headers.get("set-cookie").is_none());
    while site.get("/").await.body.contains("data-running") {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }

    let evil = encoded(HOSTILE);
    for path in [
        "/".to_owned(),
        format!("/?q={evil}"),
        "/?q=%3Cscript".to_owned(),
        format!("/rack?name={name}"),
        format!("/rack?name={name}&target={evil}"),
        format!("/rack?name={name}&target={b}"),
        format!("/rack?name={evil}"),
        "/rack?name=%2e%2e%2f%2e%2e".to_owned(),
        "/rack?name=z".to_owned(),
        format!("/rack?name={name}&target={b}&all=true"),
        format!("/{evil}"),
    ] {
        let page = site.get(&path).await;
        for tag in page.body.split('<').skip(1) {
            let name = tag.split([' ', '>']).next().expect("a tag");
            assert!(!matches!(name, "img" | "iframe"), "{path}: <{tag}");
            assert!(
                name != "script" || tag.starts_with("script src=\"/script.js\" defer>"),
                "{tag}"
            );
            // Each attribute is in quotes, so outside of them there is no text of a file.
            let outside: String =
                tag.split('>').next().expect("a tag").split('"').step_by(2).collect();
            assert!(!outside.contains("onerror") && !outside.contains("evil"), "{path}: <{tag}");
        }
        assert!(!page.body.contains('\u{202e}'), "{path} has a character that reverses text");
    }
    let row = site.get("/").await;
    row.has(200, "The last line of the installer was");
    let row = site.get(&format!("/rack?name={name}")).await;
    row.has(200, "R&quot;&gt;&lt;script");
    row.has(200, "D&quot;&gt;&lt;script");
}
