//! Which release may an installation update to next, and what is the whole way to its target?
//!
//! Most releases can be jumped over. A *required* release can't: it introduces the new half of
//! something of which a later release removes the old half. From `A` to `D` with `B` required, the
//! way is `A -> B -> D`.
//!
//! ```
//! use rack_updates::{Release, Timeline, plan};
//!
//! //  A ── B* ── C ── D      * required
//! let timeline = Timeline::new([
//!     Release::new("A"),
//!     Release::new("B").because("copies the settings that C deletes"),
//!     Release::new("C"),
//!     Release::new("D"),
//! ])?;
//!
//! let hop = plan::next_hop(&timeline, "A", "D")?.ok_or("nothing to do")?;
//! assert_eq!(hop.to().version(), "B");
//!
//! let path = plan::full_path(&timeline, "A", "D")?;
//! assert_eq!(path.to_string(), "A -> B (required) -> D");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The same rule has many names: required stop, barrier, floor, watershed, checkpoint. This crate
//! is the small pure core of it, for command lines, consoles and agents to embed.
//!
//! # The rooms
//!
//! - [`Timeline`] and [`Release`] are the data: the releases of one line in order, their look-ups
//!   and edits.
//! - [`plan`] is the rule: [`next_hop`](plan::next_hop) and [`full_path`](plan::full_path).
//! - [`lint`] finds what is likely wrong with a timeline before it is published.
//! - [`drift`] tells what a change of a timeline does to those who follow it.
//! - [`diagram`] draws a timeline and a path.
//!
//! # What holds
//!
//! - **Position is the order.** A version is an opaque text, unique and not empty. It is never
//!   parsed, and never compared to decide what is newer. Fedora CoreOS shipped 38.20230310.1.0
//!   before 37.20230303.1.1 in one stream: text, number and date order are all wrong there.
//! - **One timeline is one line of releases.** A line that gets backports is a timeline of its own.
//! - **A target never overrides a required release,** whoever named it.
//! - **A required release that isn't published can't be jumped over either.** Whoever would have to
//!   stop there is blocked, and told by what.
//! - **Having nothing to do is a value,** not an error.
//! - **The path is what following the hops gives,** including how it ends.
//!
//! # What this crate does not do
//!
//! - It does no input or output, starts nothing, and knows no clock: it says what to update to, and
//!   somebody else updates.
//! - It doesn't understand versions: no ranges, no precedence, no channels. Who knows what a version
//!   means puts the releases in order, and can [derive stops](Timeline::require_last_of_each).
//! - It doesn't plan downgrades. They are refused, with the required release that makes them unsafe.
//! - It doesn't decide who gets an update when. To hold a release back from somebody, plan on a copy
//!   of the timeline on which it is [withdrawn](Timeline::withdraw).
//!
//! # Cookbook
//!
//! **Policy lives in the data.** Planning takes no flags; a copy of the timeline is edited instead.
//!
//! ```
//! use rack_updates::{Release, Timeline, plan::{self, Target}};
//!
//! let timeline = Timeline::new([
//!     Release::new("A"),
//!     Release::new("B").required(),
//!     Release::new("C"),
//!     Release::new("D").unpublished(),
//! ])?;
//! let plan = |timeline: &Timeline, current: &str, target: Target<'_>| {
//!     plan::full_path(timeline, current, target).map(|path| path.to_string())
//! };
//!
//! // Waive a stop for one installation.
//! let mut waived = timeline.clone();
//! waived.waive("B")?;
//! assert_eq!(plan(&waived, "A", Target::Latest)?, "A -> C");
//!
//! // Try a release that isn't published.
//! let mut preview = timeline.clone();
//! preview.publish("D")?;
//! assert_eq!(plan(&preview, "C", Target::Release("D"))?, "C -> D");
//!
//! // Somebody runs a build of their own, made from A: place it where it belongs.
//! let mut placed = timeline.clone();
//! placed.insert_after("A", Release::new("dev").unpublished())?;
//! assert_eq!(plan(&placed, "dev", Target::Latest)?, "dev -> B (required) -> C");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **A tool's own records stand in a `Vec` beside the timeline.** Positions are plain indices.
//!
//! ```
//! use rack_updates::{Release, Timeline, plan};
//!
//! let downloads = [("A", "/images/a.tgz"), ("B", "/images/b.tgz")];
//! let timeline = Timeline::new(downloads.map(|(version, _)| Release::new(version)))?;
//!
//! let hop = plan::next_hop(&timeline, "A", "B")?.ok_or("nothing to do")?;
//! let (_, path) = downloads[hop.to_position()];
//! assert_eq!(path, "/images/b.tgz");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **A blocked way can be gone as far as it is open.**
//!
//! ```
//! use rack_updates::{Release, Timeline, plan::{self, PlanError}};
//!
//! let timeline = Timeline::new([
//!     Release::new("A"),
//!     Release::new("B").required(),
//!     Release::new("C").required().unpublished(),
//!     Release::new("D"),
//! ])?;
//! let open = match plan::full_path(&timeline, "A", "D") {
//!     Err(PlanError::Blocked { reachable, .. }) => plan::full_path(&timeline, "A", &reachable)?,
//!     path => path?,
//! };
//! assert_eq!(open.to_string(), "A -> B (required)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The manifest
//!
//! With the feature `serde`, which is on by default, a [`Timeline`] is read and written as an array
//! like the `versions.json` of Convox:
//!
//! ```json
//! [
//!   {"version": "20170302002744", "description": "", "published": true, "required": false},
//!   {"version": "20170306140228", "description": "", "published": true, "required": true,
//!    "reason": "a direct update over it failed"}
//! ]
//! ```
//!
//! `version`, `published` and `required` must be there: a flag that is misspelt is an error and can't
//! make a release one that may be jumped over. `description`, `reason` and `dead_end` may be missing,
//! and unknown fields are passed over, so that an agent survives a manifest newer than itself.
//!
//! What [`Timeline::new`] checks is checked while the manifest is read. The error is then one of the
//! format, with its line and column and with the text of the [`TimelineError`]. To have the
//! `TimelineError` itself, or to read fields of one's own from the same entries, read a list of
//! releases first:
//!
//! ```
//! # #[cfg(feature = "serde")] {
//! use rack_updates::{Release, Timeline, TimelineError};
//!
//! #[derive(serde::Deserialize)]
//! struct Record {
//!     #[serde(flatten)]
//!     release: Release,
//!     download: String,
//! }
//!
//! /// The timeline, and the downloads at the same positions.
//! fn split(records: Vec<Record>) -> Result<(Timeline, Vec<String>), TimelineError> {
//!     let (releases, downloads): (Vec<_>, _) =
//!         records.into_iter().map(|record| (record.release, record.download)).unzip();
//!     Ok((Timeline::new(releases)?, downloads))
//! }
//! # let _ = split(Vec::new()).unwrap();
//! # }
//! ```
//!
//! [`plan::Hop`] and [`plan::UpdatePath`] are written, and not read:
//!
//! ```json
//! {
//!   "from": "20170302002744",
//!   "to": "20170405220740",
//!   "hops": [
//!     {"number": 1, "total": 2, "from": "20170302002744", "to": "20170306140228",
//!      "required": true, "reason": "a direct update over it failed", "skipped": 0, "last": false},
//!     {"number": 2, "total": 2, "from": "20170306140228", "to": "20170405220740",
//!      "required": false, "reason": null, "skipped": 4, "last": true}
//!   ]
//! }
//! ```
//!
//! A hop alone is written as it is there, without `number` and `total`. What may be missing is left
//! out when it is written, so the format must be one that names its fields, as JSON does. An entry
//! that is an array, such as `["A", "", true, false]`, is read by position.
//!
//! # Crate features
//!
//! - `serde` (default): reading and writing as above.
//!
//! The crate is `no_std` and needs `alloc`.
//!
//! # Cost
//!
//! A look-up is O(1) whatever the number of releases, and O(log n) for versions that were crafted to
//! collide. A hop and a path of any length are two look-ups and O(1), and allocate nothing. Beside
//! the releases, a timeline takes 7 to 15 bytes for each of them and 4 to 8 for each required one.

#![no_std]
#![forbid(unsafe_code)]
// These hold for the library and not for its tests, where a panic is how a test fails.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::todo,
        clippy::unimplemented,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

extern crate alloc;

mod derive;
pub mod diagram;
pub mod drift;
mod edit;
mod error;
mod hash;
mod index;
pub mod lint;
mod owned;
pub mod plan;
mod release;
#[cfg(feature = "serde")]
mod serde;
mod stops;
mod text;
mod timeline;

pub use crate::{
    error::TimelineError,
    release::Release,
    timeline::{RequiredReleases, Timeline},
};

/// The examples of the README are tests as well.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
