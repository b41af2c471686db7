use crate::{BLOCKED, Site, ok};

#[test]
fn the_shipped_racks_are_listed() {
    let expected = "\
NAME        VERSION                         STATUS      NEXT            LATEST          UPDATES
production  20170202012654                  outdated    20170306140228  20170405220740  2
staging     20170306140228                  outdated    20170405220740  20170405220740  1
europe      20161102160040                  outdated    20170306140228  20170405220740  2
demo        20170405220740                  up to date  -               20170405220740  0
canary      20170413175739                  up to date  -               20170405220740  0
experiment  20160809175449-subnet-behavior  unknown     -               20170405220740  -

experiment: release \"20160809175449-subnet-behavior\" is not in the manifest versions.json. \
Correct the version of the rack in the racks file, or add the release to the manifest
";
    let site = Site::shipped();
    assert_eq!(site.run("racks"), ok(expected));
    assert_eq!(site.files(), ["racks.json", "versions.json"]);
}

#[test]
fn racks_that_cannot_be_updated_say_why() {
    let racks = r#"[{"name": "a", "version": "A"}, {"name": "x", "version": "X"}]"#;
    let expected = "\
NAME  VERSION  STATUS    NEXT  LATEST  UPDATES
a     A        blocked   B     E       -
x     X        dead end  -     E       -

a: no path to \"E\" yet: required release \"D\" can't be skipped and is not published (required \
because: \"can't be undone\"); the path is open up to \"B\". \
The rest of the path opens as soon as the required release is published
x: no update is possible from release \"X\": \"reinstall\". Install a published release by hand, and \
enter its version in the racks file
";
    assert_eq!(Site::new(BLOCKED, racks).run("racks"), ok(expected));
}

#[test]
fn nothing_may_be_published() {
    let site = Site::new(
        r#"[{"version": "A", "published": false, "required": false}]"#,
        r#"[{"name": "only", "version": "A"}]"#,
    );
    let expected = "\
NAME  VERSION  STATUS             NEXT  LATEST  UPDATES
only  A        nothing published  -     -       -
";
    assert_eq!(site.run("racks"), ok(expected));
    let expected = "Rack only has no update, as no release is published yet: it runs A\n";
    assert_eq!(site.run("rack_update"), ok(expected));
}
