//! Which release may an installation update to next, and which path leads to its
//! target?
//!
//! Most releases can be skipped. A *required* release can't, because it is the
//! first half of a migration: it introduces the new part, and a later release
//! removes the old one. From `A` to `D` with `B` required, the path is
//! `A -> B -> D`.
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
//! assert_eq!(hop.end().version(), "B");
//!
//! let path = plan::full_path(&timeline, "A", "D")?;
//! assert_eq!(path.to_string(), "A -> B (required) -> D");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Other systems call a required release a required stop, a barrier, a floor, a
//! watershed or a checkpoint, or state a minimum source version. This crate
//! implements the rule as a small, pure library, for command lines, consoles and
//! agents to embed.
//!
//! # Overview
//!
//! - [`Timeline`] and [`Release`] are the data: a list of releases, oldest first,
//!   with its look-ups and edits.
//! - [`plan`] is the rule: [`next_hop`](plan::next_hop) and
//!   [`full_path`](plan::full_path).
//! - [`Timeline::require_each`] and [`Timeline::require_last_of_each`] derive
//!   stops from a key, such as the minor version.
//! - [`lint`] finds likely mistakes in a timeline before it is published.
//! - [`drift`] shows the effect of a change on the installations.
//! - [`diagram`] draws a timeline and a path.
//!
//! # Guarantees
//!
//! - **Position is the order.** A version is an opaque string, unique and not
//!   empty. Planning never parses it, nor compares it to decide which release is
//!   newer. Only [`lint`] reads the numbers in versions, to find a wrong order.
//!   Fedora CoreOS shipped 38.20230310.1.0 before 37.20230303.1.1 in one stream,
//!   so neither the text nor the numbers of a version give the order.
//! - **A target never overrides a required release.**
//! - **A required release that isn't published can't be skipped either.** If no
//!   release that [meets its requirement](Release::required_since) is published,
//!   it blocks the path, and the error names it.
//! - **Nothing to do is a value,** not an error.
//! - **A path is the next hop, repeated.** If the repeated hops end in an error,
//!   [`full_path`](plan::full_path) returns this error.
//!
//! # Scope of this crate
//!
//! - It does no input or output, runs nothing, and reads no clock. It plans
//!   updates, and its caller performs them.
//! - It doesn't plan by the numbers in versions, so it knows no `^1.2`, no
//!   precedence and no channels. The caller puts the releases in order and
//!   provides the keys to derive stops from. Each channel needs a timeline of
//!   its own, and so does each series of releases that gets backports.
//! - It doesn't plan downgrades. They are refused, and if a required release
//!   makes one unsafe, the error names it.
//! - It doesn't schedule. To hold a release back from some installations, plan
//!   for them on a clone of the timeline in which it is
//!   [withdrawn](Timeline::withdraw).
//!
//! # Cookbook
//!
//! **Policy is data.** Planning takes no options. Edit a clone of the timeline
//! instead.
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
//! // Waive a requirement for one installation.
//! let mut waived = timeline.clone();
//! waived.waive("B")?;
//! assert_eq!(plan(&waived, "A", Target::Latest)?, "A -> C");
//!
//! // Try a release that isn't published.
//! let mut preview = timeline.clone();
//! preview.publish("D")?;
//! assert_eq!(plan(&preview, "C", Target::Release("D"))?, "C -> D");
//!
//! // An installation runs its own build, made from A: insert it after A.
//! let mut own_build = timeline.clone();
//! own_build.insert_after("A", Release::new("dev").unpublished())?;
//! assert_eq!(plan(&own_build, "dev", Target::Latest)?, "dev -> B (required) -> C");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **A tool keeps its own records in a `Vec`, at the positions of the releases.**
//!
//! ```
//! use rack_updates::{Release, Timeline, plan};
//!
//! let downloads = [("A", "/images/a.tgz"), ("B", "/images/b.tgz")];
//! let timeline = Timeline::new(downloads.map(|(version, _)| Release::new(version)))?;
//!
//! let hop = plan::next_hop(&timeline, "A", "B")?.ok_or("nothing to do")?;
//! let (_, download) = downloads[hop.end_position()];
//! assert_eq!(download, "/images/b.tgz");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **A blocked path can be followed as far as it is open.**
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
//! With the feature `serde`, which is on by default, a [`Timeline`] is read and
//! written as an array like the `versions.json` of Convox, oldest release first:
//!
//! ```json
//! [
//!   {"version": "20170302002744", "description": "", "published": true, "required": false},
//!   {"version": "20170306140228", "description": "", "published": true, "required": true,
//!    "reason": "a direct update over it failed"}
//! ]
//! ```
//!
//! | field | type | if it is absent |
//! |---|---|---|
//! | `version` | string | an error |
//! | `published`, `required` | boolean | an error, so a misspelt name isn't taken for `false` |
//! | `description` | string or null | empty |
//! | `reason` | string or null | no reason |
//! | `since` | string or null | only the release itself meets its requirement |
//! | `dead_end` | string or null | not a dead end |
//!
//! Unknown fields are ignored, so a program can read manifests that are newer
//! than itself. If the name `since` is misspelt, or unknown to the program, only
//! the release itself meets its requirement, which is stricter. The name
//! `dead_end` has no such protection: if it is misspelt or unknown, the release
//! is like any other.
//!
//! Reading performs all checks of [`Timeline::new`]. The error has the type of the
//! format, such as `serde_json::Error`. Its message contains that of the
//! [`TimelineError`] if the format keeps messages; `postcard` doesn't. An error in
//! a single entry is reported where the entry is, in JSON with its line and column.
//! A duplicate or an unknown `since` is reported at the end of the array, with the
//! indices of the two equal releases or of the one that states the `since`.
//!
//! To get the `TimelineError` itself, or to read other fields of the same
//! entries, read a list of releases first:
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
//! A format that isn't human-readable, such as `MessagePack`, may omit the names
//! of fields. So all fields of a release are written to it, in the order
//! `version`, `description`, `published`, `required`, `reason`, `since`,
//! `dead_end`. A serializer that omits names but reports that it is
//! human-readable would mix up the optional fields.
//!
//! A [`plan::UpdatePath`] is written like this, and read as a
//! [`plan::OwnedPath`]:
//!
//! ```json
//! {
//!   "from": "20170302002744",
//!   "to": "20170405220740",
//!   "hops": [
//!     {"number": 1, "total": 2, "from": "20170302002744", "to": "20170306140228",
//!      "required": true,
//!      "stop": {"version": "20170306140228", "since": null,
//!               "reason": "a direct update over it failed"},
//!      "skipped": 0, "last": false},
//!     {"number": 2, "total": 2, "from": "20170306140228", "to": "20170405220740",
//!      "required": false, "stop": null, "skipped": 4, "last": true}
//!   ]
//! }
//! ```
//!
//! `required` is whether the release that the hop leads to is required, and
//! `stop` the required release that the hop stops for. A single [`plan::Hop`] is
//! written without `number` and `total`, and read as a [`plan::OwnedHop`].
//!
//! # Crate features
//!
//! - `serde` (default): serialization of releases, timelines, plans, findings,
//!   severities, drifts and errors, and deserialization of releases, timelines,
//!   owned plans, severities and [`plan::PlanError`].
//!
//! The crate is `no_std` and needs `alloc`.
//!
//! # Cost
//!
//! With n releases, a look-up takes O(1), and O(log n) for versions that were
//! crafted to collide. A hop takes at most two look-ups and O(1). A path takes
//! O(1) more for each hop, and allocates nothing. Refusing a downgrade takes O(r)
//! more for r required releases. Appending a release takes amortized O(1) plus a
//! look-up. Any other edit of a release takes O(n), and O(n log n) for crafted
//! versions. Deriving stops takes as long as such an edit, and O(m log m) more
//! for m runs.
//!
#![doc = include_str!("systems.md")]
#![no_std]
#![forbid(unsafe_code)]
// Unit tests are exempt, because they fail by panicking.
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

/// Tests the examples in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
