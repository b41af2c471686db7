use crate::{Site, ok};

#[test]
fn quickstart() {
    let expected = "\
A -> B (required) -> D
A -> B (required: copies the settings that C deletes)
B -> D, skips 1 release
D is up to date
";
    assert_eq!(Site::empty().demo("quickstart"), ok(expected));
}

#[test]
fn minor_by_minor() {
    let expected = "1.28.2 -> 1.29.14 (required) -> 1.30.10 (for required 1.30.11) -> 1.31.0\n";
    assert_eq!(Site::empty().demo("minor_by_minor"), ok(expected));
}
