use std::fs;

use crate::{BLOCKED, BLOCKED_RACKS, Outcome, Site};

#[test]
fn the_shipped_racks_are_listed() {
    Site::shipped().program("racks").prints(
        "\
NAME        VERSION                         STATUS      NEXT            LATEST          UPDATES
production  20170202012654                  outdated    20170306140228  20170405220740  2
staging     20170306140228                  outdated    20170405220740  20170405220740  1
europe      20161102160040                  outdated    20170306140228  20170405220740  2
demo        20170405220740                  up to date  -               20170405220740  0
canary      20170413175739                  up to date  -               20170405220740  0
experiment  20160809175449-subnet-behavior  unknown     -               20170405220740  -

experiment: unknown current release \"20160809175449-subnet-behavior\": it is not in the timeline
",
    );
}

#[test]
fn blocked_racks_have_their_reason() {
    Site::new(BLOCKED, BLOCKED_RACKS).program("racks").prints(
        "\
NAME  VERSION  STATUS      NEXT  LATEST  UPDATES
a     A        blocked     B     E       -
b     B        blocked     -     E       -
c     C        blocked     -     E       -
d     D        outdated    E     E       1
e     E        up to date  -     E       0
x     X        dead end    -     E       -
z     Z        unknown     -     E       -

a: no way to \"E\" yet: required release \"D\" is not published and can't be jumped over, so the \
way ends at \"B\" (it is required because: \"can't be undone\")
b: no way to \"E\" yet: required release \"D\" is not published and can't be jumped over, so the \
way ends at \"B\" (it is required because: \"can't be undone\")
c: no way to \"E\" yet: required release \"D\" is not published and can't be jumped over, so the \
way ends at \"C\" (it is required because: \"can't be undone\")
x: no update is possible from release \"X\": \"install anew\"
z: unknown current release \"Z\": it is not in the timeline
",
    );
}

#[test]
fn the_way_of_each_rack_is_drawn_as_far_as_it_is_open() {
    let blocked = "no way to \"E\" yet: required release \"D\" is not published and can't be jumped \
        over, so the way ends at";
    let reason = "(it is required because: \"can't be undone\")";
    let racks = r#"[
        {"name": "a", "version": "A"},
        {"name": "c", "version": "C"},
        {"name": "d", "version": "D"},
        {"name": "e", "version": "E"},
        {"name": "z", "version": "Z"}
    ]"#;
    let site = Site::new(BLOCKED, racks);
    site.program("racks").arg("--diagram").prints(format!(
        "\
NAME  VERSION  STATUS      NEXT  LATEST  UPDATES
a     A        blocked     B     E       -
c     C        blocked     -     E       -
d     D        outdated    E     E       1
e     E        up to date  -     E       0
z     Z        unknown     -     E       -

a: {blocked} \"B\" {reason}
> o A
> * B  required: copies the settings
  : 1 release
  * D  required, not published: can't be undone
  o E  latest
  x X  dead end: install anew

c: {blocked} \"C\" {reason}
  o A
  * B  required: copies the settings
> o C
  * D  required, not published: can't be undone
  o E  latest
  x X  dead end: install anew

d: D -> E
  o A
  * B  required: copies the settings
  : 1 release
> * D  required, not published: can't be undone
> o E  latest
  x X  dead end: install anew

e: E
  o A
  * B  required: copies the settings
  : 1 release
  * D  required, not published: can't be undone
> o E  latest
  x X  dead end: install anew

z: unknown current release \"Z\": it is not in the timeline
"
    ));
    assert_eq!(site.files(), ["racks.json", "versions.json"]);
}

#[test]
fn a_dead_end_has_its_reason() {
    let manifest = r#"[
        {"version": "A", "published": false, "required": false, "dead_end": "install anew"},
        {"version": "B", "published": true, "required": false}
    ]"#;
    Site::new(manifest, r#"[{"name": "lost", "version": "A"}]"#).program("racks").prints(
        "\
NAME  VERSION  STATUS    NEXT  LATEST  UPDATES
lost  A        dead end  -     B       -

lost: no update is possible from release \"A\": \"install anew\"
",
    );
}

#[test]
fn columns_stay_aligned_whatever_is_in_them() {
    let manifest = r#"[{"version": "版本", "published": true, "required": false},
                       {"version": "B\tb", "published": true, "required": false}]"#;
    let racks = r#"[{"name": "東京", "version": "版本"}, {"name": "a\nb", "version": "B\tb"}]"#;
    Site::new(manifest, racks).program("racks").prints(
        "\
NAME  VERSION  STATUS      NEXT  LATEST  UPDATES
東京  版本     outdated    B\\tb  B\\tb    1
a\\nb  B\\tb     up to date  -     B\\tb    0
",
    );
}

#[test]
fn there_may_be_nothing_to_list() {
    let header = "NAME  VERSION  STATUS  NEXT  LATEST  UPDATES\n";
    Site::new(BLOCKED, "[]").program("racks").prints(header);

    // Nothing is published, so there is nothing newer to update to.
    let manifest = r#"[{"version": "A", "published": false, "required": false}]"#;
    Site::new(manifest, r#"[{"name": "only", "version": "A"}]"#).program("racks").prints(
        "\
NAME  VERSION  STATUS      NEXT  LATEST  UPDATES
only  A        up to date  -     -       0
",
    );
}

#[test]
fn listing_changes_nothing() {
    let site = Site::shipped();
    let before = fs::read(site.racks()).expect("the racks");
    site.program("racks").assert().code(0);
    assert_eq!(fs::read(site.racks()).expect("the racks"), before);
    assert_eq!(site.files(), ["racks.json", "versions.json"]);
}

#[test]
fn the_button_does_what_the_command_does() {
    let (button, command) = (Site::shipped(), Site::shipped());
    for rack in ["production", "staging", "europe", "demo", "canary", "experiment", "nowhere"] {
        for _ in 0..3 {
            let pressed = button.program("racks").args(["--update", rack]).output();
            let typed = command.program("rack_update").args(["--rack", rack]).output();
            let (pressed, typed) = (pressed.expect("it runs"), typed.expect("it runs"));
            assert_eq!(pressed.status, typed.status);
            assert_eq!(pressed.stdout, typed.stdout);
            // The errors name different files only where they name the folder of the test.
            if rack != "nowhere" {
                assert_eq!(pressed.stderr, typed.stderr);
            }
            assert_eq!(button.versions(), command.versions());
        }
    }
    assert_eq!(
        button.versions(),
        [
            "20170405220740",
            "20170405220740",
            "20170405220740",
            "20170405220740",
            "20170413175739",
            "20160809175449-subnet-behavior",
        ],
    );
}
