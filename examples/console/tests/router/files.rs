use std::{fs, time::Duration};

use crate::{MANIFEST, RACKS, Site};

#[tokio::test]
async fn a_manifest_that_changes_is_read_again() {
    let site = Site::new(MANIFEST, RACKS);
    assert!(site.row("alpha").await.contains("<dd>2</dd>"));
    let more =
        MANIFEST.replace("\n]", r#", {"version": "D", "published": true, "required": false}]"#);
    site.write("versions.json", &more);
    site.get("/").await.has(200, "The latest release is <bdi class=\"version\">D</bdi>.");

    // Also if it is replaced, as by `release`.
    site.write("new.json", &more.replace("\"D\"", "\"F\""));
    fs::rename(site.path("new.json"), site.path("versions.json")).expect("it is replaced");
    site.get("/").await.has(200, "The latest release is <bdi class=\"version\">F</bdi>.");
    assert_eq!(site.get("/api/plan?current=C&to=latest").await.json()["to"], "F");
}

#[tokio::test]
async fn a_broken_manifest_leaves_the_last_good_one_in_force() {
    let site = Site::new(MANIFEST, RACKS);
    for (broken, problem) in [
        ("[\n  {", "EOF while parsing an object at line 2 column 3"),
        (
            "[{\"version\": \"A\", \"published\": true, \"required\": false},\n {\"version\": \
             \"A\", \"published\": true, \"required\": false}]",
            "duplicate release &quot;A&quot; at index 1 (first listed at index 0)",
        ),
        (
            "[{\"version\": \"<b>\", \"published\": true, \"required\": \"<i>\"}]",
            "invalid type: string &quot;&lt;i&gt;&quot;",
        ),
        (
            r#"[{"version": "3", "published": true, "required": false},
                {"version": "2", "published": true, "required": false},
                {"version": "1", "published": true, "required": false}]"#,
            "the releases seem to be newest first",
        ),
    ] {
        site.write("versions.json", broken);
        let page = site.get("/").await;
        page.has(200, "role=\"alert\"");
        page.has(200, "versions.json has changed and can't be used: ");
        page.has(200, problem);
        page.has(200, "The latest release is <bdi class=\"version\">C</bdi>.");
        site.get("/rack?name=alpha").await.has(200, problem);
    }
    site.press("alpha", "A", "B").await.has(303, "");
    site.row_with("alpha", "alpha runs").await;

    fs::remove_file(site.path("versions.json")).expect("it is deleted");
    site.get("/").await.has(200, "versions.json has changed and can't be used: No such file");
    site.write("versions.json", MANIFEST);
    let page = site.get("/").await;
    assert!(!page.body.contains("role=\"alert\""), "{}", page.body);
}

#[tokio::test]
async fn a_racks_file_that_changes_is_read_again() {
    let site = Site::new(MANIFEST, RACKS);
    site.get("/").await.has(200, ">gamma<");
    site.write("racks.json", r#"[{"name": "delta", "version": "A"}]"#);
    let page = site.get("/").await;
    page.has(200, ">delta<");
    assert!(!page.body.contains(">gamma<"));

    site.write("racks.json", r#"[{"name": "a", "version": "A"}, {"name": "a", "version": "B"}]"#);
    let page = site.get("/").await;
    page.has(200, "is listed twice in the racks file racks.json");
    page.has(200, ">delta<");
    // An update works on the file itself.
    site.post("delta", "null").await.has(500, "internal_server_error");
}

/// Changes to the manifest while pages are asked for: each page is of one manifest.
#[tokio::test(flavor = "multi_thread")]
async fn no_page_sees_half_of_each_manifest() {
    let manifest = |name: &str, count: usize| {
        let releases: Vec<_> = (0..count)
            .map(|number| {
                format!(r#"{{"version": "{name}{number}", "published": true, "required": false}}"#)
            })
            .collect();
        format!("[{}]", releases.join(","))
    };
    let [one, two] = [manifest("one", 11), manifest("two", 22)];
    let site = Site::new(&one, r#"[{"name": "alpha", "version": "one0"}]"#);
    let (path, next) = (site.path("versions.json"), site.path("next"));
    let writer = std::thread::spawn(move || {
        for _ in 0..100 {
            for manifest in [&two, &one] {
                fs::write(&next, manifest).expect("it is written");
                fs::rename(&next, &path).expect("it is replaced");
            }
        }
    });
    let mut seen = [false; 2];
    while !writer.is_finished() {
        let page = site.get("/").await.body;
        let is_one = page.contains("lists 11 releases");
        seen[usize::from(is_one)] = true;
        let latest = if is_one { ">one10<" } else { ">two21<" };
        assert!(page.contains(latest) && page.contains("\">unknown</p>") != is_one, "{page}");
    }
    writer.join().expect("it ends");
    assert_eq!(seen, [true; 2], "both manifests are seen");
}

/// Time stamps of a file system are coarse, so the second of two quick changes may keep them.
#[tokio::test]
async fn a_change_that_keeps_length_and_time_is_noticed() {
    let site = Site::new(MANIFEST, RACKS);
    let path = site.path("racks.json");
    let time = fs::metadata(&path).and_then(|file| file.modified()).expect("a time");
    site.get("/").await.has(200, ">gamma</a>");
    site.write("racks.json", &RACKS.replace("gamma", "delta"));
    let file = fs::File::options().append(true).open(&path).expect("the file");
    file.set_modified(time).expect("the time is set");
    site.get("/").await.has(200, ">delta</a>");
}

/// A file that takes long to read, as on a network, holds up only the requests that need it.
#[cfg(unix)]
#[tokio::test]
async fn a_file_that_is_read_slowly_holds_up_no_other_request() {
    let site = Site::new(MANIFEST, RACKS);
    let path = site.path("versions.json");
    fs::remove_file(&path).expect("it is deleted");
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.expect("mkfifo runs").success());
    // A reader waits until the last writer is gone.
    let pipe = fs::File::options().read(true).write(true).open(&path).expect("the pipe");
    let writer = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(1));
        fs::remove_file(&path).map(|()| drop(pipe))
    });
    for path in ["/", "/rack?name=alpha", "/api/racks", "/api/plan?current=A&to=latest"] {
        let start = std::time::Instant::now();
        let _ = tokio::time::timeout(Duration::from_millis(10), site.get(path)).await;
        site.get("/style.css").await.has(200, "");
        assert!(start.elapsed() < Duration::from_millis(500), "{path} holds up other requests");
    }
    assert!(!writer.is_finished());
    writer.join().expect("it ends").expect("the pipe is deleted");
}
