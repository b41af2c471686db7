//! How the racks file is written.

use std::{fs, process::Stdio};

use crate::{Outcome, Site, program};

#[test]
fn no_other_file_stays_behind_but_the_lock() {
    let site = Site::shipped();
    for _ in 0..3 {
        site.program("rack_update").assert().code(0);
        assert_eq!(site.files(), ["racks.json", "racks.json.lock", "versions.json"]);
    }
}

#[test]
fn processes_at_the_same_time_lose_nothing() {
    const COUNT: usize = 24;
    let manifest = r#"[{"version": "A", "published": true, "required": false},
                       {"version": "B", "published": true, "required": false}]"#;
    let racks: Vec<_> = (0..COUNT)
        .map(|number| support::Rack { name: format!("rack {number}"), version: "A".into() })
        .collect();
    let site = Site::new(manifest, serde_json::to_string(&racks).expect("the racks are JSON"));

    let running: Vec<_> = racks
        .iter()
        .map(|rack| {
            std::process::Command::new(program("racks").get_program())
                .arg("--manifest")
                .arg(site.manifest())
                .arg("--racks")
                .arg(site.racks())
                .args(["--update", &rack.name])
                .stdout(Stdio::null())
                .spawn()
                .expect("the program starts")
        })
        .collect();
    for mut process in running {
        assert!(process.wait().expect("the program ends").success());
    }
    assert_eq!(site.versions(), ["B"; COUNT]);
}

/// The file is replaced and never written over: whoever is reading it reads the old text to its end.
#[cfg(unix)]
#[test]
fn a_reader_never_sees_half_a_file() {
    let site = Site::shipped();
    let before = fs::read_to_string(site.racks()).expect("the racks");
    let reader = fs::File::open(site.racks()).expect("the racks are opened");
    site.program("rack_update").assert().code(0);
    assert_eq!(std::io::read_to_string(reader).expect("the old text"), before);
    assert_ne!(fs::read_to_string(site.racks()).expect("the new text"), before);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_are_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let site = Site::shipped();
    let link = site.folder.path().join("link.json");
    symlink("racks.json", &link).expect("a link is made");
    fs::set_permissions(site.racks(), fs::Permissions::from_mode(0o664)).expect("mode is set");

    program("rack_update")
        .arg("--manifest")
        .arg(site.manifest())
        .arg("--racks")
        .arg(&link)
        .args(["--rack", "staging"])
        .prints("Updating to 20170405220740... UPDATING\n");
    assert!(link.symlink_metadata().expect("the link is there").is_symlink());
    assert_eq!(site.versions()[1], "20170405220740");
    let mode = site.racks().metadata().expect("the racks are there").permissions().mode();
    assert_eq!(mode & 0o777, 0o664);
}

#[cfg(unix)]
#[test]
fn nobody_listening_is_an_error_and_no_panic() {
    let site = Site::shipped();
    for (name, arguments) in [
        ("rack_update", &["--dry-run"][..]),
        ("rack_update", &["--json"]),
        ("racks", &[]),
        ("racks", &["--diagram"]),
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = std::process::Command::new(program(name).get_program())
            .arg("--manifest")
            .arg(site.manifest())
            .arg("--racks")
            .arg(site.racks())
            .args(arguments)
            .stdout(writer)
            .output()
            .expect("the program runs");
        assert_eq!(output.status.code(), Some(1));
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(error, "error: Broken pipe (os error 32)\n");
    }
}
