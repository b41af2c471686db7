//! The console as a process, with signals and other processes.

#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "the tests need the standard library"
)]

use std::{
    fs,
    io::Write,
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use rack_updates_console_browser::{Console, Site, signal, wait_for};

/// Ends when the file `go` appears, and writes its own process number to `pid`.
const SLOW: &str = r#"echo $$ >pid; echo "30% slow"
    while [ ! -e go ]; do sleep 0.05; done; echo "$RACK $FROM $TO" >>log"#;

fn status(console: &Console, rack: &str) -> String {
    let racks: serde_json::Value = serde_json::from_str(&console.get("/api/racks")).expect("JSON");
    let mut racks = racks.as_array().expect("a list").iter();
    let rack = racks.find(|entry| entry["name"] == rack).expect("the rack");
    rack["status"].as_str().expect("a status").to_owned()
}

fn start(site: &Site) -> Console {
    let console = site.console(&["--installer", SLOW]);
    assert_eq!(console.update("production"), 202);
    wait_for("installer", || {
        site.read("racks.json.updates/rack-production").contains("30%").then_some(())
    });
    console
}

#[test]
fn after_a_kill_the_rack_keeps_its_version_and_the_page_says_so() {
    let site = Site::shipped();
    let before = site.read("racks.json");
    let mut console = start(&site);
    console.signal("-KILL");
    wait_for("end", || console.ended());

    // The installer runs on, so the rack stays locked.
    let console = site.console(&["--installer", SLOW]);
    assert_eq!(status(&console, "production"), "updating");
    assert_eq!(console.update("production"), 409);
    signal("-KILL", site.read("pid").trim());
    wait_for("end", || (status(&console, "production") == "outdated").then_some(()));
    let page = console.get("/rack?name=production");
    assert!(
        page.contains("was interrupted, so it isn't known how far the installer got."),
        "{page}"
    );
    assert!(page.contains("30% slow"), "{page}");
    assert_eq!(site.read("racks.json"), before);

    fs::write(site.path("go"), "").expect("a file");
    assert_eq!(console.update("production"), 202);
    wait_for("end", || (status(&console, "production") != "updating").then_some(()));
    assert_eq!(site.read("log"), "production 20170202012654 20170306140228\n");
}

#[test]
fn the_first_ctrl_c_lets_the_update_finish() {
    let site = Site::shipped();
    let mut console = start(&site);
    console.signal("-INT");
    wait_for("message", || site.read("errors").contains("Waiting for updates").then_some(()));
    // The page is still there, but begins no further update.
    assert_eq!(status(&console, "production"), "updating");
    assert_eq!(console.update("staging"), 503);
    fs::write(site.path("go"), "").expect("a file");
    assert_eq!(wait_for("end", || console.ended()), Some(0));
    assert!(site.read("racks.json").contains("20170306140228"));
    assert!(!site.path("racks.json.updates").exists());
}

#[test]
fn the_second_ctrl_c_does_not() {
    let site = Site::shipped();
    let before = site.read("racks.json");
    let mut console = start(&site);
    console.signal("-INT");
    wait_for("message", || site.read("errors").contains("Waiting for updates").then_some(()));
    console.signal("-INT");
    assert_eq!(wait_for("end", || console.ended()), Some(0));
    assert_eq!(site.read("racks.json"), before);
    let console = site.console(&[]);
    assert!(console.get("/").contains("the installer was stopped"));
}

#[test]
fn without_an_update_the_first_ctrl_c_ends_it() {
    let site = Site::shipped();
    let mut console = site.console(&[]);
    console.signal("-INT");
    assert_eq!(wait_for("end", || console.ended()), Some(0));
}

#[test]
fn an_address_that_cannot_be_printed_is_an_error() {
    let site = Site::shipped();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = site.program("console", &["--listen", "127.0.0.1:0"]);
    assert_eq!(command.stdout(writer).status().expect("it runs").code(), Some(141));
}

#[test]
fn an_update_in_the_browser_and_in_a_terminal_is_done_once() {
    let site = Site::shipped();
    let console = start(&site);
    let output = site.program("rack_update", &["--installer", SLOW]).output().expect("it runs");
    let error = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(error, "error: rack \"production\" can't be updated: another update of it runs\n");
    assert_eq!(output.status.code(), Some(1));

    // Another rack isn't locked.
    let other = site.program("rack_update", &["--rack", "staging"]).status().expect("it runs");
    assert!(other.success());
    fs::write(site.path("go"), "").expect("a file");
    wait_for("end", || (status(&console, "production") != "updating").then_some(()));
    assert_eq!(site.read("log"), "production 20170202012654 20170306140228\n");
    assert_eq!(status(&console, "staging"), "up to date");
}

#[test]
fn the_installer_of_a_terminal_prints_its_lines() {
    let site = Site::shipped();
    let update = |installer| {
        let output = site.program("rack_update", &["--installer", installer]).output();
        let output = output.expect("it runs");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    assert_eq!(
        update("echo one; echo two >&2; exit 4"),
        (
            Some(1),
            "Updating to 20170306140228... \none\ntwo\n".into(),
            "error: rack \"production\" wasn't updated: the installer failed with exit status: 4\n"
                .into()
        )
    );
    let (code, output, _) = update(r#"echo "$RACK $FROM $TO""#);
    assert_eq!(code, Some(0));
    assert!(
        output.starts_with(
            "Updating to 20170306140228... \nproduction 20170202012654 20170306140228\nUPDATING\n"
        ),
        "{output}"
    );
}

/// Its output is closed before the update begins.
#[test]
fn an_update_that_cannot_be_announced_leaves_nothing() {
    let site = Site::shipped();
    let before = site.read("racks.json");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = site.program("rack_update", &["--installer", "touch installed"]);
    assert_eq!(command.stdout(writer).status().expect("it runs").code(), Some(141));
    assert_eq!(site.read("racks.json"), before);
    assert!(!site.path("racks.json.updates").exists() && !site.path("installed").exists());
}

/// Clients that ask for a long page and read nothing.
#[test]
fn a_client_that_stops_reading_holds_no_other_up() {
    let racks: Vec<_> = (0..10_000)
        .map(|number| format!(r#"{{"name": "rack {number}", "version": "A"}}"#))
        .collect();
    let manifest = r#"[{"version": "A", "published": true, "required": false}]"#;
    let site = Site::new(manifest, &format!("[{}]", racks.join(",")));
    let console = site.console(&[]);
    let address = console.link("").replace("http://", "");
    let slow: Vec<_> = (0..50)
        .map(|_| {
            let mut client = TcpStream::connect(&address).expect("a connection");
            let request = format!("GET /api/racks HTTP/1.1\r\nhost: {address}\r\n\r\n");
            client.write_all(request.as_bytes()).expect("a request");
            client
        })
        .collect();
    thread::sleep(Duration::from_secs(2));
    let start = Instant::now();
    assert!(console.get("/").contains("10000 racks"));
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    drop(slow);
}

#[test]
fn an_address_that_others_reach_is_warned_of() {
    let site = Site::shipped();
    let console = site.console(&["--listen", "0.0.0.0:0"]);
    assert!(console.link("").starts_with("http://0.0.0.0:"));
    let errors = site.read("errors");
    assert!(
        errors.starts_with("warning: there is no login: each machine that can reach"),
        "{errors}"
    );
    for listen in ["127.0.0.1:0", "localhost:0"] {
        let console = site.console(&["--listen", listen]);
        // The name may lead to the newer protocol.
        let link = console.link("").replace("[::1]", "127.0.0.1");
        assert!(link.starts_with("http://127.0.0.1:"), "{link}");
        assert_eq!(site.read("errors"), "");
    }
    for listen in ["localhost", "8080", "no.such.host.invalid:8080", ""] {
        let output = site.program("console", &["--listen", listen]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{listen}");
        let error = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(error.contains("and a port: localhost:8080"), "{error}");
    }
}
