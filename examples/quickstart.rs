//! An installation runs A and wants D. It must not jump over B.

use rack_updates::{Release, Timeline, plan};

fn main() -> anyhow::Result<()> {
    clap::Command::new("quickstart")
        .about("Follows updates from A to D, without files")
        .get_matches();

    //  A ── B* ── C ── D      * required
    let timeline = Timeline::new([
        Release::new("A"),
        Release::new("B").because("copies the settings that C deletes"),
        Release::new("C"),
        Release::new("D"),
    ])?;
    println!("{}", plan::full_path(&timeline, "A", "D")?);

    let mut current = "A";
    while let Some(hop) = plan::next_hop(&timeline, current, "D")? {
        println!("{hop:#}");
        current = hop.to().version();
    }
    println!("{current} is up to date");
    Ok(())
}
