use alloc::{format, string::String};

use thiserror::Error;

use crate::text::{Quoted, QuotedProse};

/// Why a timeline can't be made or changed as asked.
///
/// A failed edit leaves the timeline unchanged, so a caller may continue with it.
///
/// With the feature `serde` it is written as its fields and a `code`, which is
/// the name of the variant in `snake_case`, such as `"duplicate_version"`.
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
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum TimelineError {
    /// The version of a release is the empty string.
    #[error("empty version at index {position}")]
    #[non_exhaustive]
    EmptyVersion {
        /// The position that the release would have.
        position: usize,
    },

    /// Two releases have the same version.
    #[error("duplicate release {} at index {second} (first listed at index {first})", Quoted(.version))]
    #[non_exhaustive]
    DuplicateVersion {
        /// The version of both.
        version: String,
        /// The position of the release that has the version.
        first: usize,
        /// The position that the other release would have.
        second: usize,
    },

    /// A release states a `since` that isn't the version of a release at or
    /// before it.
    ///
    /// This is an error whether or not the release is required.
    #[error(
        "release {} at index {position} states `since` {}, \
        which is not the version of a release at or before it",
        Quoted(.version),
        Quoted(.since)
    )]
    #[non_exhaustive]
    UnknownSince {
        /// The version of the release.
        version: String,
        /// The `since` that it states.
        since: String,
        /// The position that the release has or would have.
        position: usize,
    },

    /// A dead end is, or would become, published or required.
    #[error(
        "release {} at index {position} is a dead end, so it can't be published or required",
        Quoted(.version)
    )]
    #[non_exhaustive]
    DeadEnd {
        /// The version of the dead end.
        version: String,
        /// The position that the release has or would have.
        position: usize,
    },

    /// An edit names a version that isn't in the timeline.
    #[error("unknown release {}: it is not in the timeline", Quoted(.version))]
    #[non_exhaustive]
    UnknownVersion {
        /// The version that wasn't found.
        version: String,
    },

    /// A release can't be removed because another one states it as its `since`.
    #[error(
        "release {} can't be removed: release {} at index {position} states it as its `since`",
        Quoted(.version),
        Quoted(.required)
    )]
    #[non_exhaustive]
    SinceOfAnother {
        /// The version that would be removed.
        version: String,
        /// The version of the oldest other release that states it as its `since`.
        required: String,
        /// The position of that release.
        position: usize,
    },

    /// Stops can't be derived because another key is between releases with equal
    /// keys, so the list isn't in the order of the keys.
    #[error(
        "releases {} at index {first_position} and {} at index {second_position} have the same \
        key, but releases with another key are between them: the list must be in version order, \
        oldest first",
        Quoted(.first),
        Quoted(.second)
    )]
    #[non_exhaustive]
    SplitRun {
        /// The version of the last release of the first run with the key.
        first: String,
        /// The position of that release.
        first_position: usize,
        /// The version of the first release of the second run with the key.
        second: String,
        /// The position of that release.
        second_position: usize,
    },

    /// Stops can't be derived because a run has only dead ends, which can't be
    /// required.
    #[error(
        "every release with the key of release {} at index {position} is a dead end, so none of \
        them can be required",
        Quoted(.version)
    )]
    #[non_exhaustive]
    DeadEndRun {
        /// The version of the last release of the run.
        version: String,
        /// The position of that release.
        position: usize,
    },

    /// The timeline has the maximum number of releases, which is 2²⁶.
    #[error("the timeline is full: it can't hold more than {limit} releases")]
    #[non_exhaustive]
    Full {
        /// The maximum number of releases.
        limit: usize,
    },
}

/// Why no update can be planned.
///
/// When several things are wrong, the first in this order is reported: unknown
/// current, unknown target, downgrade, target that is a dead end or isn't
/// published, current that is a dead end, blocked.
///
/// With the feature `serde` it is written as its fields and a `code`, which is
/// the name of the variant in `snake_case`. It can be read from self-describing
/// formats such as JSON:
///
/// ```json
/// {"code": "blocked", "target": "D", "required": "C", "since": null, "reason": null,
///  "reachable": "B"}
/// ```
///
/// ```
/// use rack_updates::{Release, Timeline, plan::{self, PlanError}};
///
/// let timeline = Timeline::new([Release::new("A"), Release::new("B").unpublished()])?;
/// let advice = |current, target| match plan::full_path(&timeline, current, target) {
///     Ok(_) => "update",
///     Err(PlanError::UnpublishedTarget { .. } | PlanError::Blocked { .. }) => "try again later",
///     Err(PlanError::DeadEnd { .. }) => "reinstall",
///     Err(_) => "check the versions",
/// };
/// assert_eq!(advice("A", "B"), "try again later");
/// assert_eq!(advice("B", "A"), "check the versions");
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum PlanError {
    /// The current version isn't in the timeline.
    #[error("unknown current release {}: it is not in the timeline", Quoted(.version))]
    #[non_exhaustive]
    UnknownCurrent {
        /// The version that wasn't found.
        version: String,
    },

    /// The target version isn't in the timeline.
    #[error("unknown target release {}: it is not in the timeline", Quoted(.version))]
    #[non_exhaustive]
    UnknownTarget {
        /// The version that wasn't found.
        version: String,
    },

    /// The target is older than the current release.
    #[error(
        "downgrade from {} to {}: {}",
        Quoted(.current),
        Quoted(.target),
        match (.required, .since) {
            (Some(required), Some(since)) => format!(
                "going back is unsafe, because the current release meets the requirement of release \
                {}, required since release {}, and the target doesn't",
                Quoted(required),
                Quoted(since)
            ),
            (Some(required), None) => format!(
                "going back is unsafe, because the current release meets the requirement of release \
                {} and the target doesn't",
                Quoted(required)
            ),
            (None, _) => String::from("the target is older than the current release"),
        }
    )]
    #[non_exhaustive]
    Downgrade {
        /// The current version.
        current: String,
        /// The target version, which is older.
        target: String,
        /// The required release that makes going back unsafe; `None` if there
        /// is none. It is the newest of those whose requirement the current release
        /// meets and the target doesn't. It may be newer than the current
        /// release.
        required: Option<String>,
        /// The version since which that release is required, if one is stated.
        since: Option<String>,
    },

    /// The target was named by its version, and it is a dead end.
    #[error("no update leads to release {}, which is a dead end: {}", Quoted(.version), QuotedProse(.reason))]
    #[non_exhaustive]
    DeadEndTarget {
        /// The target version.
        version: String,
        /// Why no update is possible from the target, as the timeline states.
        reason: String,
    },

    /// The target was named by its version, and it isn't published.
    #[error("target release {} is not published", Quoted(.version))]
    #[non_exhaustive]
    UnpublishedTarget {
        /// The target version.
        version: String,
    },

    /// The current release is a dead end: no update is possible from it.
    #[error("no update is possible from release {}: {}", Quoted(.version), QuotedProse(.reason))]
    #[non_exhaustive]
    DeadEnd {
        /// The current version.
        version: String,
        /// Why no update is possible, as the timeline states.
        reason: String,
    },

    /// A required release on the path can't be skipped, and no release that
    /// meets its requirement is published.
    #[error(
        "no path to {} yet: required release {} can't be skipped and {}{}; the path is open up to {}",
        Quoted(.target),
        Quoted(.required),
        match .since {
            Some(since) => {
                format!("nothing from {} up to it is published", Quoted(since))
            }
            None => String::from("is not published"),
        },
        match .reason {
            Some(reason) => format!(" (required because: {})", QuotedProse(reason)),
            None => String::new(),
        },
        Quoted(.reachable)
    )]
    #[non_exhaustive]
    Blocked {
        /// The target version, also when the target is latest or edge.
        target: String,
        /// The required release that blocks.
        required: String,
        /// The version since which that release is required, if one is stated.
        since: Option<String>,
        /// Why that release is required, if a reason is stated.
        reason: Option<String>,
        /// The newest release on the path that can be reached: the current one
        /// if the first stop blocks.
        reachable: String,
    },
}
