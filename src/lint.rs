//! What is wrong with a timeline, as data.
//!
//! The person who publishes a timeline sets a flag for everybody who follows it. [`check`] finds the
//! flags that are likely to be a mistake, before anybody is stopped by one.

use alloc::{
    collections::{BTreeMap, btree_map::Entry},
    string::String,
    vec::Vec,
};
use core::fmt;

use crate::{
    Release, Timeline,
    text::{Quoted, QuotedProse},
};

/// How bad a finding is, the worst being the greatest.
///
/// ```
/// use rack_updates::{Release, Timeline, lint::{self, Finding, Severity}};
///
/// // Whoever publishes may want to stop at the first error and let warnings pass.
/// let timeline = Timeline::new([
///     Release::new("A"),
///     Release::new("B").required(),
///     Release::new("C"),
/// ])?;
/// let findings = lint::check(&timeline);
/// let worst = findings.iter().map(Finding::severity).max();
/// assert_eq!(worst, Some(Severity::Warning));
/// assert!(worst < Some(Severity::Error));
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing, and right as it is.
    Info,
    /// Likely a mistake.
    Warning,
    /// Somebody can't update.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Something about a timeline that its publisher should look at.
///
/// `Display` gives the message, without the severity.
///
/// ```
/// use rack_updates::{Release, Timeline, lint::{self, Finding}};
///
/// let timeline = Timeline::new([
///     Release::new("A"),
///     Release::new("a").required(),
///     Release::new("B"),
/// ])?;
/// for finding in lint::check(&timeline) {
///     match finding {
///         Finding::NoReason { release } => assert_eq!(release.version(), "a"),
///         Finding::LookAlike { first, second } => assert_ne!(first, second),
///         other => println!("{}: {other}", other.severity()),
///     }
/// }
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding<'t> {
    /// No release is published, so nobody can update. An error; an empty timeline has none.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint::{self, Finding}};
    ///
    /// let timeline = Timeline::new([Release::new("A").unpublished()])?;
    /// assert_eq!(lint::check(&timeline), [Finding::NothingPublished]);
    /// assert_eq!(lint::check(&Timeline::default()), []);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    NothingPublished,

    /// A required release isn't published, but a newer one is: whoever runs one of the older releases
    /// is blocked. An error.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint::{self, Finding}};
    ///
    /// let mut timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").because("copies the settings").unpublished(),
    ///     Release::new("C"),
    /// ])?;
    /// assert_eq!(lint::check(&timeline), [Finding::Blocking { release: &timeline[1] }]);
    ///
    /// // One way out; to publish it is the other.
    /// timeline.waive("B")?;
    /// assert_eq!(lint::check(&timeline), []);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    Blocking {
        /// The required release that isn't published.
        release: &'t Release,
    },

    /// A required release gives no reason, so nobody can tell later whether it is still needed. A
    /// warning.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint::{self, Finding}};
    ///
    /// let mut timeline = Timeline::new([Release::new("A").required(), Release::new("B")])?;
    /// assert_eq!(lint::check(&timeline), [Finding::NoReason { release: &timeline[0] }]);
    ///
    /// timeline.require("A", Some("copies the settings"))?;
    /// assert_eq!(lint::check(&timeline), []);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    NoReason {
        /// The required release without a reason.
        release: &'t Release,
    },

    /// Between two required releases nothing is published, so that each costs whoever runs an older
    /// release an update where one might do. A warning.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint::{self, Finding}};
    ///
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").because("copies the settings"),
    ///     Release::new("C").because("copies the users"),
    ///     Release::new("D"),
    /// ])?;
    /// let (first, second) = (&timeline[1], &timeline[2]);
    /// assert_eq!(lint::check(&timeline), [Finding::AdjacentStops { first, second }]);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    AdjacentStops {
        /// The older of the two.
        first: &'t Release,
        /// The newer of the two.
        second: &'t Release,
    },

    /// Nothing newer than a required release is published: it is no stop yet, and will be one for
    /// everybody once something is. An information.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint::{self, Finding}};
    ///
    /// let mut timeline = Timeline::new([Release::new("A"), Release::new("B").because("copies")])?;
    /// assert_eq!(lint::check(&timeline), [Finding::PendingStop { release: &timeline[1] }]);
    ///
    /// timeline.push(Release::new("C"))?;
    /// assert_eq!(lint::check(&timeline), []);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    PendingStop {
        /// The required release.
        release: &'t Release,
    },

    /// Two versions differ only in case or in surrounding white space. A warning.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint::{self, Finding}};
    ///
    /// let timeline = Timeline::new(["1.0-RC", "1.0-rc "].map(Release::new))?;
    /// let (first, second) = (&timeline[0], &timeline[1]);
    /// assert_eq!(lint::check(&timeline), [Finding::LookAlike { first, second }]);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    LookAlike {
        /// The older of the two, which is the oldest release that looks like this.
        first: &'t Release,
        /// The newer of the two.
        second: &'t Release,
    },

    /// Of two versions that are numbers of the same width, such as time stamps, the newer one is
    /// less, with no number of that width between them. A warning.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint::{self, Finding}};
    ///
    /// let timeline = Timeline::new(["20170306140228", "20170302002744"].map(Release::new))?;
    /// let (first, second) = (&timeline[0], &timeline[1]);
    /// assert_eq!(lint::check(&timeline), [Finding::OutOfOrder { first, second }]);
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    OutOfOrder {
        /// The older of the two, whose number is greater.
        first: &'t Release,
        /// The newer of the two, whose number is less.
        second: &'t Release,
    },

    /// A release is a dead end: whoever runs it can't update. An information.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint::{self, Finding}};
    ///
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").dead_end("install anew"),
    /// ])?;
    /// let findings = lint::check(&timeline);
    /// assert_eq!(findings, [Finding::DeadEnd { release: &timeline[1] }]);
    /// assert_eq!(
    ///     findings[0].to_string(),
    ///     r#"no update is possible from release "B": "install anew""#,
    /// );
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    DeadEnd {
        /// The dead end.
        release: &'t Release,
    },
}

impl Finding<'_> {
    /// How bad it is.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, lint::{self, Finding}};
    ///
    /// let timeline = Timeline::new([Release::new("A").unpublished()])?;
    /// let findings = lint::check(&timeline);
    /// let lines = findings.iter().map(|finding| format!("{}: {finding}", finding.severity()));
    /// assert!(lines.eq(["error: no release is published"]));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::NothingPublished | Self::Blocking { .. } => Severity::Error,
            Self::NoReason { .. }
            | Self::AdjacentStops { .. }
            | Self::LookAlike { .. }
            | Self::OutOfOrder { .. } => Severity::Warning,
            Self::PendingStop { .. } | Self::DeadEnd { .. } => Severity::Info,
        }
    }
}

impl fmt::Display for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingPublished => f.write_str("no release is published"),
            Self::Blocking { release } => write!(
                f,
                "required release {} is not published and blocks everybody who runs an older one: \
                publish it or waive it",
                Quoted(release.version())
            ),
            Self::NoReason { release } => {
                write!(f, "required release {} gives no reason", Quoted(release.version()))
            }
            Self::AdjacentStops { first, second } => write!(
                f,
                "nothing is published between required releases {} and {}: could one do?",
                Quoted(first.version()),
                Quoted(second.version())
            ),
            Self::PendingStop { release } => write!(
                f,
                "required release {} becomes a stop once something newer is published",
                Quoted(release.version())
            ),
            Self::LookAlike { first, second } => write!(
                f,
                "release {} looks like release {}",
                Quoted(second.version()),
                Quoted(first.version())
            ),
            Self::OutOfOrder { first, second } => write!(
                f,
                "release {} stands behind release {}, whose number is greater",
                Quoted(second.version()),
                Quoted(first.version())
            ),
            Self::DeadEnd { release } => write!(
                f,
                "no update is possible from release {}: {}",
                Quoted(release.version()),
                QuotedProse(release.dead_end_reason().unwrap_or_default())
            ),
        }
    }
}

/// Finds what is likely to be wrong with a timeline.
///
/// The findings come in the order of the timeline; one that concerns two releases stands where the
/// newer one is. An empty timeline has none.
///
/// Cost: O(n log n).
///
/// ```
/// use rack_updates::{Release, Timeline, lint::{self, Finding, Severity}};
///
/// let timeline = Timeline::new([
///     Release::new("A"),
///     Release::new("B").because("copies the settings").unpublished(),
///     Release::new("C"),
/// ])?;
///
/// let findings = lint::check(&timeline);
/// assert_eq!(findings, [Finding::Blocking { release: &timeline[1] }]);
/// assert_eq!(findings[0].severity(), Severity::Error);
/// assert_eq!(
///     findings[0].to_string(),
///     r#"required release "B" is not published and blocks everybody who runs an older one: publish it or waive it"#,
/// );
/// # Ok::<(), rack_updates::TimelineError>(())
/// ```
#[must_use]
pub fn check(timeline: &Timeline) -> Vec<Finding<'_>> {
    let mut findings = Vec::new();
    let latest = timeline.latest_position();
    if latest.is_none() && !timeline.is_empty() {
        findings.push(Finding::NothingPublished);
    }

    // The newest required release so far, as long as nothing was published since.
    let mut stop = None;
    let mut looks = BTreeMap::new();
    let mut numbers = BTreeMap::new();
    for (position, release) in (0_u32..).zip(timeline) {
        let version = release.version();
        if release.is_required() {
            // Nobody is older than the first release, so that it holds nobody up.
            let is_passed = position > 0;
            if latest <= Some(position) {
                findings.push(Finding::PendingStop { release });
            } else if is_passed && !release.is_published() {
                findings.push(Finding::Blocking { release });
            }
            if release.reason().is_none_or(|reason| reason.trim().is_empty()) {
                findings.push(Finding::NoReason { release });
            }
            if is_passed {
                if let Some(first) = stop.replace(release) {
                    findings.push(Finding::AdjacentStops { first, second: release });
                }
            }
        } else if release.is_published() {
            stop = None;
        }
        match looks.entry(look(version)) {
            Entry::Vacant(entry) => {
                entry.insert(release);
            }
            Entry::Occupied(entry) => {
                findings.push(Finding::LookAlike { first: entry.get(), second: release });
            }
        }
        if version.bytes().all(|byte| byte.is_ascii_digit()) {
            match numbers.insert(version.len(), release) {
                Some(first) if first.version() > version => {
                    findings.push(Finding::OutOfOrder { first, second: release });
                }
                _ => {}
            }
        }
        if release.dead_end_reason().is_some() {
            findings.push(Finding::DeadEnd { release });
        }
    }
    findings
}

/// What is left of a version for somebody who doesn't look closely.
fn look(version: &str) -> String {
    version.trim().to_lowercase()
}
