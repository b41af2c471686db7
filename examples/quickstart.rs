//! An installation runs A and wants D. B must not be skipped.

use rack_updates::{Release, Timeline, diagram, plan};

fn main() -> Result<(), Box<dyn core::error::Error>> {
    //  A ── B* ── C ── D      * required
    let timeline = Timeline::new([
        Release::new("A"),
        Release::new("B").because("copies the settings that C deletes"),
        Release::new("C"),
        Release::new("D"),
    ])?;
    let path = plan::full_path(&timeline, "A", "D")?;
    println!("{path}\n{}", diagram::terminal(path, 80));

    let mut current = "A";
    while let Some(hop) = plan::next_hop(&timeline, current, "D")? {
        println!("{hop:#}");
        current = hop.end().version();
    }
    println!("{current} is up to date");
    Ok(())
}
