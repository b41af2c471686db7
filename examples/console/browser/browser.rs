//! The console in a browser.
//!
//! With `SCREENSHOTS`, the pictures of the documentation are written to that folder. With `AXE`, the
//! pages are checked by that copy of `axe.min.js`.

#![allow(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "the tests need the standard library"
)]

use std::{env, fs, path::Path};

use rack_updates_console_browser::{Browser, Site, wait_for};
use serde_json::{Value, json};

const ROW: &str = "//li[.//a='production']";

fn part(part: &str) -> String {
    format!("{ROW}//{part}")
}

fn screenshot(browser: &Browser, name: &str) {
    if let Some(folder) = env::var_os("SCREENSHOTS") {
        browser.screenshot(&Path::new(&folder).join(name));
    }
}

#[track_caller]
fn assert_quiet(browser: &Browser) {
    assert_eq!(browser.messages(), Vec::<Value>::new());
}

#[test]
fn two_clicks_lead_through_the_required_release() {
    let site = Site::shipped();
    let console = site.console(&[]);
    let browser = Browser::new(true);
    browser.open(&console.link("/"));
    browser.wait_for_text("//main", "Racks: 3 outdated, 1 unknown");
    browser.wait_for_text("//main", "Updates are simulated");
    browser.wait_for_text(&part("p[1]"), "outdated");
    browser.value("window.marker = 'same page'");

    browser.click(&part("button"));
    browser.wait_for_text(&part("p[1]"), "updating");
    browser.wait_for_text(&part("div[@data-running]/p"), "moving the services");
    let bar = format!("document.querySelector('{}').value", "progress");
    assert_eq!(browser.value(&bar), 50);
    screenshot(&browser, "updating.png");

    let note = browser.wait_for_text(&part("p[@role='status']"), "production runs");
    assert_eq!(
        note,
        "production runs 20170306140228 now. It stops at 20170306140228, because it is a required \
         release: a direct update from 20170202012654 to 20170405220740 failed \
         (convox/rack#2209). 1 update left: press Update again to go on."
    );
    screenshot(&browser, "list.png");
    // The button that was replaced has the focus, so the keyboard works as well.
    browser.value("document.querySelector('#rack-production button').focus()");
    browser.press("\u{e007}");
    browser.wait_for_text(&part("p[@role='status']"), "production runs 20170405220740 now.");
    browser.wait_for_text(&part("p[1]"), "up to date");
    browser.wait_for_text("//main", "Racks: 2 outdated, 1 unknown");
    assert_eq!(browser.value("window.marker"), "same page", "nothing was loaded as a whole");

    browser.open(&console.link("/rack?name=europe"));
    browser.wait_for_text("//section[@id='hops']", "Skips 23 releases.");
    screenshot(&browser, "rack.png");
    browser.click("//section[@id='rack']//button");
    browser.wait_for_text("//section[@id='rack']", "europe runs 20170306140228 now.");
    wait_for("shorter path", || {
        let hops = browser.value("document.querySelectorAll('.hops > li').length");
        (hops == 1).then_some(())
    });
    browser.click("//input[@id='target']");
    browser.value("document.querySelector('#target').value = '20160101000000'");
    browser.click("//form[@id='plan']//button");
    browser.wait_for_text("//section[@id='hops']", "is not in the manifest.");
    assert_quiet(&browser);
}

#[test]
fn the_pages_work_without_a_script() {
    let site = Site::shipped();
    let console = site.console(&[]);
    let browser = Browser::new(false);
    browser.open(&console.link("/"));
    browser.click(&part("button"));
    browser.wait_for_text(&part("p[1]"), "updating");
    // The page refreshes itself.
    browser.wait_for_text(&part("p[@role='status']"), "because it is a required release");
    browser.click(&part("button"));
    browser.wait_for_text(&part("p[1]"), "up to date");
    assert_quiet(&browser);
}

#[test]
fn an_update_in_a_terminal_shows_up() {
    let site = Site::shipped();
    let console = site.console(&[]);
    let browser = Browser::new(true);
    browser.open(&console.link("/"));
    let installer = r#"echo "70% in a terminal"; sleep 2"#;
    let mut terminal =
        site.program("rack_update", &["--installer", installer]).spawn().expect("it starts");
    browser.wait_for_text(&part("div[@data-running]/p"), "70% in a terminal");
    assert!(terminal.wait().expect("it ends").success());
    browser.wait_for_text(&part("dl/div[1]"), "20170306140228");
    assert_quiet(&browser);
}

#[test]
fn a_click_on_an_old_page_says_why_nothing_is_done() {
    let site = Site::shipped();
    let console = site.console(&["--installer", "true"]);
    let browser = Browser::new(false);
    browser.open(&console.link("/"));
    assert!(site.program("rack_update", &[]).status().expect("it runs").success());
    browser.click(&part("button"));
    let main = browser.wait_for_text("//main", "Not done");
    assert!(main.contains("it runs 20170306140228."), "{main}");
}

#[test]
fn hostile_strings_run_nothing() {
    let hostile = r#"\"'><script>hacked = 1</script><img src=x onerror=\"hacked = 2\"><svg/onload=\"hacked=3\">"#;
    let manifest = format!(
        r#"[{{"version": "A", "published": true, "required": false}},
            {{"version": "B{hostile}", "published": true, "required": true,
              "reason": "{hostile}", "description": "{hostile}"}},
            {{"version": "C", "published": true, "required": false, "description": "{hostile}"}}]"#
    );
    let racks = format!(
        r#"[{{"name": "'\"><img src=x onerror=hacked=4>", "version": "A"}},
            {{"name": "z", "version": "{hostile}"}}]"#
    );
    let site = Site::new(&manifest, &racks);
    let console = site.console(&["--installer", r#"echo "40% $TO"; sleep 1; echo "$TO"; exit 1"#]);
    let browser = Browser::new(true);
    let check = |what: &str| {
        browser.wait_for_text("//main", what);
        assert_eq!(browser.value("typeof hacked"), "undefined");
        assert_eq!(browser.value("document.querySelectorAll('main img, main script').length"), 0);
    };
    browser.open(&console.link("/"));
    check("<img src=x onerror=hacked=4>");
    browser.click("//li[1]//button");
    check("Updating from A to");
    check("failed: the installer failed with exit status: 1");
    browser.click("//li[1]//a");
    check("Brings the changes of:");
    browser.open(&console.link("/rack?name=z&target=%22%3E%3Cscript%3Ehacked=5%3C/script%3E"));
    check("is not in the manifest.");
    browser.open(&console.link("/?q=%22%3E%3Cscript%3Ehacked=6%3C/script%3E"));
    check("No rack is found.");
    assert_quiet(&browser);
}

/// The policy of the page blocks what the escaping would let through.
#[test]
fn the_policy_blocks_inline_scripts() {
    let site = Site::shipped();
    let console = site.console(&[]);
    let browser = Browser::new(true);
    browser.open(&console.link("/"));
    browser.value(
        "void document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"hacked=1\">')",
    );
    let message = wait_for("violation", || {
        let messages = browser.messages();
        messages.into_iter().find(|message| {
            let text = message["message"].as_str().unwrap_or_default();
            text.contains("Content Security Policy")
        })
    });
    assert_eq!(browser.value("typeof hacked"), "undefined", "{message}");
}

/// Light and dark, wide and narrow: no rule of the checker is violated, and nothing is cut off.
#[test]
#[ignore = "needs a copy of axe-core"]
fn the_pages_are_accessible() {
    let axe = env::var_os("AXE").expect("AXE names axe.min.js");
    let axe = fs::read_to_string(axe).expect("axe.min.js");
    let site = Site::shipped();
    let console = site.console(&["--installer", "echo 10% slow; sleep 30"]);
    assert_eq!(console.update("staging"), 202);
    let browser = Browser::new(true);
    for path in [
        "/",
        "/rack?name=europe",
        "/rack?name=europe&target=A",
        "/rack?name=experiment",
        "/rack?name=europe&target=20170306140228&all=true",
        "/nothing",
    ] {
        for (scheme, width) in [("light", 1000), ("dark", 1000), ("light", 320), ("dark", 320)] {
            let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
            browser.command("Emulation.setEmulatedMedia", &json!({"features": features}));
            browser.command(
                "Emulation.setDeviceMetricsOverride",
                &json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false}),
            );
            browser.open(&console.link(path));
            let overflow = "document.documentElement.scrollWidth - innerWidth";
            let overflow = browser.value(overflow).as_i64().expect("a number");
            assert!(overflow <= 0, "{path} is {overflow} too wide in {width}");
            let script = format!(
                "{axe}; const done = arguments[arguments.length - 1]; \
                 axe.run().then((result) => done({{violations: result.violations.map((rule) => \
                 [rule.id, rule.nodes.map((node) => node.html)]), \
                 passes: result.passes.map((rule) => rule.id)}}), (error) => done(String(error)))"
            );
            let result = browser.value_later(&script);
            assert_eq!(result["violations"], json!([]), "{path} {scheme} {width}");
            let passes = result["passes"].as_array().expect("the rules that passed");
            assert!(passes.contains(&json!("color-contrast")), "{path} {scheme} {width}");
        }
    }
}

/// A path is planned while an update runs.
#[test]
fn a_page_with_a_plan_refreshes_itself_without_a_script() {
    let site = Site::shipped();
    let console = site.console(&["--installer", "sleep 3"]);
    let browser = Browser::new(false);
    browser.open(&console.link("/rack?name=production"));
    assert_eq!(console.update("production"), 202);
    browser.click("//form[@id='plan']//button");
    browser.wait_for_text("//section[@id='rack']", "updating");
    browser.wait_for_text("//section[@id='rack']", "production runs 20170306140228 now.");
    assert_quiet(&browser);
}

#[test]
fn a_double_click_is_one_click() {
    let site = Site::shipped();
    let console = site.console(&["--installer", "sleep 1"]);
    let browser = Browser::new(true);
    browser.open(&console.link("/"));
    let buttons = "document.querySelectorAll('#rack-production button')";
    browser.value(&format!("{buttons}.forEach((button) => {{ button.click(); button.click(); }})"));
    browser.wait_for_text(&part("p[1]"), "updating");
    browser.wait_for_text(&part("p[@role='status']"), "production runs");
    assert_quiet(&browser);
}

/// Without the racks file, the console answers with an error.
#[test]
fn a_page_outlives_an_error_of_the_console() {
    let site = Site::shipped();
    let console = site.console(&[]);
    let browser = Browser::new(true);
    browser.open(&console.link("/"));
    browser.wait_for_text("//main", "production");
    let racks = site.read("racks.json");
    fs::create_dir(site.path("racks.json.updates")).expect("a folder");
    fs::remove_file(site.path("racks.json")).expect("it is deleted");
    wait_for("error", || (!browser.messages().is_empty()).then_some(()));
    fs::write(site.path("racks.json"), racks.replace("production", "renamed")).expect("a file");
    browser.wait_for_text("//main", "renamed");
}
