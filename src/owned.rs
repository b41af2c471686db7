//! A path that borrows nothing, so it can be sent, stored and read again.

use alloc::{string::String, vec::Vec};
use core::fmt;

use crate::{
    Release,
    plan::{Hop, UpdatePath},
    text::{MaybeQuoted, Plural, Prose},
};

/// An [`UpdatePath`] that doesn't borrow from a timeline.
///
/// With the feature `serde`, a server can send it and an agent can read it. Its
/// serialized form and its `Display` are those of an [`UpdatePath`]. Reading
/// checks that the hops form a chain from the start to the end.
///
/// ```
/// use rack_updates::{Release, Timeline, plan::{self, OwnedPath}};
///
/// fn plan_on_the_server() -> Result<OwnedPath, Box<dyn std::error::Error>> {
///     let timeline = Timeline::new([
///         Release::new("A"),
///         Release::new("B").because("copies the settings"),
///         Release::new("C"),
///     ])?;
///     Ok(plan::full_path(&timeline, "A", "C")?.into())
/// }
///
/// let path = plan_on_the_server()?;
/// assert_eq!(path.to_string(), "A -> B (required) -> C");
/// let stop = path.hops()[0].stop().ok_or("no stop")?;
/// assert_eq!(stop.reason.as_deref(), Some("copies the settings"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[must_use = "a path has no effect: it says which releases to update to"]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(
        rename = "UpdatePath",
        into = "crate::serde::WrittenPath",
        try_from = "crate::serde::WrittenPath"
    )
)]
pub struct OwnedPath {
    pub(crate) start: String,
    pub(crate) end: String,
    pub(crate) hops: Vec<OwnedHop>,
}

/// One update of an [`OwnedPath`]: a [`Hop`] that doesn't borrow from a timeline.
///
/// ```
/// use rack_updates::{Release, Timeline, plan::{self, OwnedPath}};
///
/// let timeline = Timeline::new(["A", "B", "C"].map(Release::new))?;
/// let path = OwnedPath::from(plan::full_path(&timeline, "A", "C")?);
/// let hop = &path.hops()[0];
/// assert_eq!((hop.start(), hop.end(), hop.skipped()), ("A", "C", 1));
/// assert!(hop.is_last());
/// assert_eq!(hop.to_string(), "A -> C");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[must_use = "a hop has no effect: it says which release to update to"]
#[cfg_attr(
    feature = "serde",
    serde(into = "crate::serde::WrittenHop", try_from = "crate::serde::WrittenHop")
)]
pub struct OwnedHop {
    pub(crate) start: String,
    pub(crate) end: String,
    pub(crate) required: bool,
    pub(crate) stop: Option<OwnedStop>,
    pub(crate) skipped: usize,
}

/// The required release that an [`OwnedHop`] stops for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct OwnedStop {
    /// The version of the required release.
    pub version: String,
    /// The version since which it is required, if one is stated.
    pub since: Option<String>,
    /// Why it is required, if a reason is stated.
    pub reason: Option<String>,
}

impl OwnedPath {
    /// The version that the path starts from.
    #[must_use]
    pub fn start(&self) -> &str {
        &self.start
    }

    /// The version that the path ends at, which is its start if there is nothing
    /// to do.
    #[must_use]
    pub fn end(&self) -> &str {
        &self.end
    }

    /// The hops, first to last.
    pub fn hops(&self) -> &[OwnedHop] {
        &self.hops
    }

    /// The number of hops.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hops.len()
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hops.is_empty()
    }
}

impl OwnedHop {
    /// The version that the update starts from.
    #[must_use]
    pub fn start(&self) -> &str {
        &self.start
    }

    /// The version that the update leads to.
    #[must_use]
    pub fn end(&self) -> &str {
        &self.end
    }

    /// The required release that the update stops for; `None` if the update
    /// leads to the target. See [`Hop::stop`].
    #[must_use]
    pub fn stop(&self) -> Option<&OwnedStop> {
        self.stop.as_ref()
    }

    /// Whether the release that the update leads to is required.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.required
    }

    /// The number of releases that the update skips.
    #[must_use]
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// Whether the update reaches the target.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.stop.is_none()
    }

    /// Writes the hop without the release it starts from.
    fn fmt_arrival(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, " -> {}", MaybeQuoted(&self.end))?;
        match &self.stop {
            Some(stop) if stop.version != self.end => {
                write!(f, " (for required {}", MaybeQuoted(&stop.version))?;
            }
            None if !self.required => return Ok(()),
            _ => f.write_str(" (required")?,
        }
        let reason = self.stop.as_ref().and_then(|stop| stop.reason.as_deref());
        if let (Some(reason), true) = (reason, f.alternate()) {
            write!(f, ": {}", Prose(reason))?;
        }
        f.write_str(")")
    }
}

impl From<UpdatePath<'_>> for OwnedPath {
    fn from(path: UpdatePath<'_>) -> Self {
        Self {
            start: path.start().version().into(),
            end: path.end().version().into(),
            hops: path.hops().map(OwnedHop::from).collect(),
        }
    }
}

impl From<&UpdatePath<'_>> for OwnedPath {
    fn from(path: &UpdatePath<'_>) -> Self {
        (*path).into()
    }
}

impl From<Hop<'_>> for OwnedHop {
    fn from(hop: Hop<'_>) -> Self {
        Self {
            start: hop.start().version().into(),
            end: hop.end().version().into(),
            required: hop.end().is_required(),
            stop: hop.stop().map(OwnedStop::new),
            skipped: hop.skipped().len(),
        }
    }
}

impl OwnedStop {
    fn new(required: &Release) -> Self {
        Self {
            version: required.version().into(),
            since: required.since().map(Into::into),
            reason: required.reason().map(Into::into),
        }
    }
}

impl fmt::Display for OwnedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() && !self.is_empty() {
            return self.hops.iter().zip(1..).try_for_each(|(hop, number)| {
                let line_break = if number == 1 { "" } else { "\n" };
                write!(f, "{line_break}{number} of {}: {hop:#}", self.len())
            });
        }
        write!(f, "{}", MaybeQuoted(&self.start))?;
        self.hops.iter().try_for_each(|hop| hop.fmt_arrival(f))
    }
}

impl fmt::Display for OwnedHop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", MaybeQuoted(&self.start))?;
        self.fmt_arrival(f)?;
        if f.alternate() && self.skipped > 0 {
            write!(f, ", skips {}", Plural(self.skipped, "release"))?;
        }
        Ok(())
    }
}
