use crate::{Outcome, program};

#[test]
fn stops_at_the_newest_patch_that_is_out_of_each_minor_version() {
    program("minor_by_minor").prints(
        "1.28.2 -> 1.28.15 (required) -> 1.29.14 (required) -> 1.30.10 (required) -> 1.31.0\n",
    );
}
