use alloc::string::String;

use thiserror::Error;

use crate::text::Quoted;

/// Why a timeline can't be made or changed as asked.
///
/// The timeline is left as it was, so that a caller may go on with it.
///
/// ```
/// use rack_updates::{Release, Timeline, TimelineError};
///
/// // Of releases that are listed twice, keep the first.
/// let mut timeline = Timeline::default();
/// for version in ["A", "B", "A"] {
///     match timeline.push(Release::new(version)) {
///         Err(TimelineError::DuplicateVersion { first, .. }) => assert_eq!(first, 0),
///         result => result?,
///     }
/// }
/// assert_eq!(timeline.len(), 2);
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TimelineError {
    /// A release has the empty text as its version.
    #[error("empty version at index {position}")]
    EmptyVersion {
        /// The position the release would have had.
        position: usize,
    },

    /// Two releases have the same version.
    #[error("duplicate release {} at index {second} (first listed at index {first})", Quoted(.version))]
    DuplicateVersion {
        /// The version that both have.
        version: String,
        /// The position of the release that has the version.
        first: usize,
        /// The position the other release would have had.
        second: usize,
    },

    /// An edit names a version that isn't in the timeline.
    #[error("unknown release {}: it is not in the timeline", Quoted(.version))]
    UnknownVersion {
        /// The version that wasn't found.
        version: String,
    },

    /// A dead end is, or would become, published or required.
    #[error(
        "release {} at index {position} is a dead end, so it can't be published or required",
        Quoted(.version)
    )]
    DeadEnd {
        /// The version of the dead end.
        version: String,
        /// The position the release has, or would have had.
        position: usize,
    },

    /// The timeline holds as many releases as it can, which is 2²⁶.
    #[error("the timeline is full: it can't hold more than {limit} releases")]
    Full {
        /// How many releases a timeline can hold.
        limit: usize,
    },
}

/// Why no update can be planned.
///
/// When several things are wrong, the first in this order is reported: unknown current, unknown
/// target, downgrade, unpublished target, dead end, blocked.
///
/// ```
/// use rack_updates::{Release, Timeline, plan::{self, PlanError}};
///
/// let timeline = Timeline::new([Release::new("A"), Release::new("B").unpublished()])?;
/// let advice = |current, target| match plan::full_path(&timeline, current, target) {
///     Ok(_) => "update",
///     Err(PlanError::UnpublishedTarget { .. } | PlanError::Blocked { .. }) => "try again later",
///     Err(PlanError::DeadEnd { .. }) => "install anew",
///     Err(_) => "check what was asked for",
/// };
/// assert_eq!(advice("A", "B"), "try again later");
/// assert_eq!(advice("B", "A"), "check what was asked for");
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The current version isn't in the timeline.
    #[error("unknown current release {}: it is not in the timeline", Quoted(.version))]
    UnknownCurrent {
        /// The version that wasn't found.
        version: String,
    },

    /// The target version isn't in the timeline.
    #[error("unknown target release {}: it is not in the timeline", Quoted(.version))]
    UnknownTarget {
        /// The version that wasn't found.
        version: String,
    },

    /// The target is older than the current release.
    #[error(
        "downgrade from {} to {}: {}",
        Quoted(.current),
        Quoted(.target),
        match .required {
            Some(required) => alloc::format!("required release {} makes going back unsafe", Quoted(required)),
            None => String::from("the target is older than the current release"),
        }
    )]
    Downgrade {
        /// The current version.
        current: String,
        /// The target version, which is older.
        target: String,
        /// The newest required release after the target, up to and including the current one: what
        /// it migrated isn't migrated back. `None` if there is none.
        required: Option<String>,
    },

    /// The target was named by its version, and it isn't published.
    #[error("target release {} is not published", Quoted(.version))]
    UnpublishedTarget {
        /// The version that isn't published.
        version: String,
    },

    /// The current release is a dead end: no update is possible from it.
    #[error("no update is possible from release {}: {}", Quoted(.version), Quoted(.reason))]
    DeadEnd {
        /// The current version.
        version: String,
        /// Why no update is possible, in the words of the timeline.
        reason: String,
    },

    /// A required release on the way isn't published, and it can't be jumped over.
    #[error(
        "no way to {} yet: required release {} is not published and can't be jumped over, \
        so the way ends at {}{}",
        Quoted(.target),
        Quoted(.required),
        Quoted(.reachable),
        match .reason {
            Some(reason) => alloc::format!(" (it is required because: {})", Quoted(reason)),
            None => String::new(),
        }
    )]
    Blocked {
        /// The target version, also when the target was given as latest or edge.
        target: String,
        /// The required release that isn't published.
        required: String,
        /// Why it is required, if the timeline says so.
        reason: Option<String>,
        /// The newest release on the way that can still be reached; the current one if there is no
        /// published required release before the one that blocks.
        reachable: String,
    },
}
