use std::{
    fs,
    process::{self, Stdio},
};

use rack_updates::{Timeline, drift, lint};
use tempfile::TempDir;

use crate::{BLOCKED, Outcome, Site, program, shipped};

/// Written by people and tools who don't agree how, with fields that only they know.
const MANIFEST: &str = r#"[
  {"version": "A", "size": 1.50e3, "published": true, "required": false, "note": "caf\u00e9"},
  {"required": false, "version": "B", "build": {"of":[1,  2], "id": 123456789012345678901234567890}, "published": false},
  {
    "version": "C",
    "reason": "copies the settings",
    "required": true, "published": true,
    "sums": [
      0.10
    ]
  },
  {"version":"D","published":true,"required":false,"reason":null}
]
"#;

fn manifest(site: &Site) -> String {
    fs::read_to_string(site.manifest()).expect("the manifest")
}

fn timeline(manifest: &str) -> Timeline {
    serde_json::from_str(manifest).expect("a manifest")
}

/// Changes of [`MANIFEST`], and how it reads after each.
fn changes() -> [(&'static [&'static str], String); 8] {
    let replaced = |old: &str, new: &str| {
        assert_eq!(MANIFEST.matches(old).count(), 1);
        MANIFEST.replace(old, new)
    };
    let id = r#"890}, "published": "#;
    let (start, end) = MANIFEST.split_once("  {\n").expect("C is written on several lines");
    let (_, end) = end.split_once("\n  },").expect("something follows it");
    let c = |required, published| {
        format!(
            "{start}  {{\"version\": \"C\", \"reason\": \"copies the settings\", \
             \"required\": {required}, \"published\": {published}, \"sums\": [\n      0.10\n    \
             ]}},{end}"
        )
    };
    let b_required =
        replaced(r#"{"required": false, "version": "B""#, r#"{"required": true, "version": "B""#);
    let created = |description: &str| {
        replaced(
            "null}\n]",
            &format!(
                "null}},\n  {{\"version\": \"E\\n\", \"description\": \"{description}\", \
                 \"published\": false, \"required\": false}}\n]"
            ),
        )
    };
    [
        (&["publish", "B"], replaced(&format!("{id}false"), &format!("{id}true"))),
        (&["withdraw", "A"], replaced(r#"e3, "published": true"#, r#"e3, "published": false"#)),
        (&["require", "B", "--allow-errors"], b_required.clone()),
        (
            &["require", "B", "--reason", "it's \"new\"", "--allow-errors"],
            b_required.replace(
                &format!("{id}false"),
                &format!("{id}false, \"reason\": \"it's \\\"new\\\"\""),
            ),
        ),
        (&["waive", "C"], c(false, true)),
        (&["withdraw", "C", "--allow-errors"], c(true, false)),
        (&["create", "E\n"], created("")),
        (&["create", "E\n", "--description", "Fïrst light"], created("Fïrst light")),
    ]
}

#[test]
fn a_change_is_of_one_fact_and_shown() {
    for (arguments, expected) in changes() {
        let site = Site::new(MANIFEST, "[]");
        let (old, new) = (timeline(MANIFEST), timeline(&expected));
        assert_ne!(old, new);
        site.release(arguments).prints(format!("{}\n", drift::compare(&old, &new)));
        assert_eq!(manifest(&site), expected);
        assert_eq!(site.files(), ["racks.json", "versions.json", "versions.json.lock"]);
    }
}

#[test]
fn the_second_time_nothing_changes() {
    for (arguments, expected) in changes() {
        let site = Site::new(MANIFEST, "[]");
        site.release(arguments).assert().code(0);
        let mut again = site.release(arguments);
        if arguments[0] == "create" {
            again.fails(r#"duplicate release "E\n" at index 5 (first listed at index 4)"#);
        } else {
            again.prints("nothing changes\n");
        }
        assert_eq!(manifest(&site), expected);
    }
}

#[test]
fn what_if_shows_the_same_and_writes_nothing() {
    for (arguments, expected) in changes() {
        let site = Site::new(MANIFEST, "[]");
        let (old, new) = (timeline(MANIFEST), timeline(&expected));
        let drift = drift::compare(&old, &new);
        let shown = if arguments.contains(&"--allow-errors") {
            let finding = lint::check(&new).remove(0);
            format!("{drift}\nthe change would be refused: {finding}\n")
        } else {
            format!("{drift}\n")
        };
        for _ in 0..2 {
            site.release(&["what-if"]).args(arguments).prints(&shown);
            assert_eq!(manifest(&site), MANIFEST);
            assert_eq!(site.files(), ["racks.json", "versions.json"]);
        }
    }
}

#[test]
fn a_change_that_is_undone_leaves_the_manifest_as_it_was() {
    let site = Site::shipped();
    let before = manifest(&site);
    for (done, undone) in [
        (["publish", "20170413175739"], ["withdraw", "20170413175739"]),
        (["waive", "20170306140228"], ["require", "20170306140228"]),
    ] {
        site.release(&done).assert().code(0).stderr("");
        assert_ne!(manifest(&site), before);
        site.release(&undone).assert().code(0).stderr("");
        assert_eq!(manifest(&site), before);
    }
}

#[test]
fn a_change_that_makes_an_error_is_refused() {
    const REFUSED: &str = "error: the change is refused: ";
    const OVERRIDE: &str = " (--allow-errors makes it nevertheless)\n";
    let site = Site::new(MANIFEST, "[]");
    let old = timeline(MANIFEST);

    let mut new = old.clone();
    new.withdraw("C").expect("C is there");
    let blocking = "required release \"C\" is not published and blocks everybody who runs an \
        older one: publish it or waive it";
    for _ in 0..2 {
        site.release(&["withdraw", "C"])
            .assert()
            .code(1)
            .stdout(format!("{}\n", drift::compare(&old, &new)))
            .stderr(format!("{REFUSED}{blocking}{OVERRIDE}"));
        assert_eq!(manifest(&site), MANIFEST);
    }

    let only = r#"[{"version": "A", "published": true, "required": false}]"#;
    let site = Site::new(only, "[]");
    site.release(&["withdraw", "A"])
        .assert()
        .code(1)
        .stderr(format!("{REFUSED}no release is published{OVERRIDE}"));
    assert_eq!(manifest(&site), only);
    site.release(&["withdraw", "A", "--allow-errors"]).assert().code(0).stderr("");
    assert_eq!(
        manifest(&site),
        format!("[\n  {}\n]\n", &only[1..only.len() - 1]).replace("true", "false")
    );
}

#[test]
fn errors_that_were_there_before_are_no_hindrance() {
    // D blocks everybody.
    let site = Site::new(BLOCKED, "[]");
    for arguments in [
        &["create", "F"][..],
        &["publish", "F"],
        &["require", "D", "--reason", "a better reason"],
        &["withdraw", "A"],
    ] {
        site.release(arguments).assert().code(0).stderr("");
    }
    // One more is one too many.
    site.release(&["withdraw", "B"]).assert().code(1);
    site.release(&["publish", "D"]).assert().code(0);
    site.release(&["lint"]).assert().code(0);
}

#[test]
fn a_manifest_is_begun() {
    let site = Site::new("[]", "[]");
    site.release(&["create", "A"]).assert().code(0).stderr("");
    site.release(&["create", "B"]).assert().code(0).stderr("");
    site.release(&["publish", "A"]).assert().code(0).stderr("");
    assert_eq!(
        manifest(&site),
        r#"[
  {"version": "A", "description": "", "published": true, "required": false},
  {"version": "B", "description": "", "published": false, "required": false}
]
"#,
    );
}

#[test]
fn what_cannot_be_changed_is_an_error() {
    let site = Site::new(BLOCKED, "[]");
    let dead_end = "release \"X\" at index 5 is a dead end, so it can't be published or required";
    let unknown = "unknown release \"a\": it is not in the timeline";
    let table: [(&[&str], &str); 8] = [
        (&["publish", "X"], dead_end),
        (&["require", "X"], dead_end),
        (&["publish", "a"], unknown),
        (&["withdraw", "a"], unknown),
        (&["require", "a"], unknown),
        (&["waive", "a"], unknown),
        (&["create", "A"], "duplicate release \"A\" at index 6 (first listed at index 0)"),
        (&["create", ""], "empty version at index 6"),
    ];
    for (arguments, error) in table {
        site.release(arguments).arg("--allow-errors").fails(error);
        site.release(&["what-if"]).args(arguments).fails(error);
        assert_eq!(manifest(&site), BLOCKED);
    }
}

#[test]
fn findings_are_listed_with_their_severity() {
    let site = Site::new(BLOCKED, "[]");
    let lint = "\
error: required release \"D\" is not published and blocks everybody who runs an older one: publish it or waive it
info: no update is possible from release \"X\": \"install anew\"
";
    site.release(&["lint"])
        .assert()
        .code(1)
        .stdout(lint)
        .stderr(format!("error: there are errors in the manifest {}\n", site.manifest().display()));

    let site = Site::new(r#"[{"version": "A", "published": true, "required": true}]"#, "[]");
    site.release(&["lint"]).prints(
        "\
info: required release \"A\" becomes a stop once something newer is published
warning: required release \"A\" gives no reason
",
    );

    for manifest in ["[]", r#"[{"version": "A", "published": true, "required": false}]"#] {
        Site::new(manifest, "[]").release(&["lint"]).prints("nothing is wrong\n");
    }
}

#[test]
fn the_releases_are_listed() {
    Site::new(BLOCKED, "[]").release(&["list"]).prints(
        "\
VERSION  STATE          REQUIRED  REASON               DESCRIPTION
A        published      no
B        published      yes       copies the settings
C        published      no
D        not published  yes       can't be undone
E        latest         no
X        dead end       no        install anew
",
    );
    let header = "VERSION  STATE  REQUIRED  REASON  DESCRIPTION\n";
    Site::new("[]", "[]").release(&["list"]).prints(header);
    let hostile = r#"[{"version": "A\n\u202e", "description": "two\nlines", "published": true,
        "required": false, "reason": "\u001b[2J"}]"#;
    Site::new(hostile, "[]").release(&["list"]).prints(
        "\
VERSION      STATE   REQUIRED  REASON     DESCRIPTION
A\\n\\u{202e}  latest  no        \\u{1b}[2J  two\\nlines
",
    );
}

#[test]
fn looking_changes_nothing() {
    for arguments in [["list"], ["lint"]] {
        let site = Site::new(MANIFEST, "[]");
        site.release(&arguments).assert().code(0);
        assert_eq!(manifest(&site), MANIFEST);
        assert_eq!(site.files(), ["racks.json", "versions.json"]);
    }
}

#[test]
fn the_manifest_is_made_at_the_first_run_and_kept() {
    let target = TempDir::new().expect("a folder for the test");
    let folder = target.path().join("not").join("yet");
    let state = folder.join("versions.json");
    let read = || fs::read_to_string(&state).expect("the state");
    let original = fs::read_to_string(shipped("versions.json")).expect("the shipped manifest");
    let run = |arguments: &[&str]| {
        program("release").env("CARGO_TARGET_DIR", &folder).args(arguments).assert().code(0);
    };

    run(&["what-if", "publish", "20170413175739"]);
    assert_eq!(read(), original);
    run(&["publish", "20170413175739"]);
    let published = read();
    assert_ne!(published, original);
    run(&["list"]);
    run(&["publish", "20170413175739"]);
    assert_eq!(read(), published);
    assert_eq!(
        fs::read_to_string(shipped("versions.json")).expect("the shipped manifest"),
        original,
    );
}

/// Starts all of these at the same time and waits until they have succeeded.
fn at_the_same_time(commands: impl IntoIterator<Item = process::Command>) {
    let running: Vec<_> = commands
        .into_iter()
        .map(|mut command| command.stdout(Stdio::null()).spawn().expect("the program starts"))
        .collect();
    for mut process in running {
        assert!(process.wait().expect("the program ends").success());
    }
}

fn release(arguments: [&str; 2]) -> process::Command {
    let mut command = process::Command::new(program("release").get_program());
    command.args(arguments);
    command
}

#[test]
fn processes_at_the_same_time_lose_nothing() {
    const COUNT: usize = 12;
    let old: Vec<_> = (0..COUNT).map(|number| format!("old {number}")).collect();
    let created: Vec<_> = (0..COUNT).map(|number| format!("new {number}")).collect();
    let records: Vec<_> = old
        .iter()
        .map(|version| {
            format!(
                r#"{{"version": "{version}", "published": true, "required": false, "of": 1e3}}"#
            )
        })
        .collect();
    let site = Site::new(format!("[{}]", records.join(",")), "[]");

    at_the_same_time(old.iter().zip(&created).flat_map(|(old, new)| {
        [["require", old], ["create", new], ["list", "--allow-errors"]].map(|arguments| {
            let mut command = release(arguments);
            command.arg("--manifest").arg(site.manifest());
            command
        })
    }));

    let text = manifest(&site);
    let timeline = timeline(&text);
    assert_eq!(timeline.len(), 2 * COUNT);
    for version in &old {
        let release = timeline.get(version).expect("it was there before");
        assert!(release.is_required() && release.is_published());
    }
    for version in &created {
        let release = timeline.get(version).expect("it was created");
        assert!(!release.is_required() && !release.is_published());
    }
    assert_eq!(text.matches(r#""of": 1e3"#).count(), COUNT);
}

#[test]
fn first_runs_at_the_same_time_lose_nothing() {
    const COUNT: usize = 12;
    let target = TempDir::new().expect("a folder for the test");
    let created: Vec<_> = (0..COUNT).map(|number| format!("new {number}")).collect();
    at_the_same_time(created.iter().map(|version| {
        let mut command = release(["create", version]);
        command.env("CARGO_TARGET_DIR", target.path());
        command
    }));
    let timeline: Timeline =
        support::read("manifest", &target.path().join("versions.json")).expect("the state");
    assert_eq!(timeline.len(), 35 + COUNT);
    for version in &created {
        assert!(timeline.get(version).is_some(), "{version} got lost");
    }
}

/// A change that nobody could see isn't made.
#[cfg(unix)]
#[test]
fn nobody_listening_is_an_error_and_nothing_is_written() {
    let site = Site::new(MANIFEST, "[]");
    for arguments in [["publish", "B"], ["list", "--allow-errors"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = release(arguments)
            .arg("--manifest")
            .arg(site.manifest())
            .stdout(writer)
            .output()
            .expect("the program runs");
        assert_eq!(output.status.code(), Some(1));
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(error, "error: Broken pipe (os error 32)\n");
        assert_eq!(manifest(&site), MANIFEST);
    }
}

#[cfg(unix)]
#[test]
fn the_file_is_replaced_where_it_is() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let site = Site::new(MANIFEST, "[]");
    let link = site.folder.path().join("link.json");
    symlink("versions.json", &link).expect("a link is made");
    fs::set_permissions(site.manifest(), fs::Permissions::from_mode(0o664)).expect("mode is set");
    let reader = fs::File::open(site.manifest()).expect("the manifest is opened");

    program("release").args(["publish", "B", "--manifest"]).arg(&link).assert().code(0);
    assert!(link.symlink_metadata().expect("the link is there").is_symlink());
    assert!(timeline(&manifest(&site))[1].is_published());
    let mode = site.manifest().metadata().expect("the manifest is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o664);
    // Whoever was reading it reads the old text to its end.
    assert_eq!(std::io::read_to_string(reader).expect("the old text"), MANIFEST);
}
