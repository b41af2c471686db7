use crate::{Outcome, program};

#[test]
fn goes_from_a_to_d_over_b() {
    program("quickstart").prints(
        "A -> B (required) -> D\n\
         A -> B (required: copies the settings that C deletes), jumps over 0 releases\n\
         B -> D, jumps over 1 release\n\
         D is up to date\n",
    );
}
