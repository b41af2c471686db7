use alloc::boxed::Box;
use core::fmt;

use crate::{short_version::ShortVersion, text::Plain};

/// One release of a timeline: an opaque version and what is known about it.
///
/// [`Release::new`] makes the common case, a published release that may be jumped over; the chained
/// methods say what is different about this one.
///
/// ```
/// use rack_updates::Release;
///
/// let release = Release::new("20170306140228")
///     .because("a direct update over it failed")
///     .described("New balancer");
///
/// assert_eq!(release.version(), "20170306140228");
/// assert!(release.is_published() && release.is_required());
/// assert_eq!(release.reason(), Some("a direct update over it failed"));
/// assert_eq!(release.description(), "New balancer");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Release {
    /// The version and behind it the description, so that one allocation is enough.
    texts: Box<str>,
    version_length: usize,
    short_version: ShortVersion,
    /// Few releases have any.
    reasons: Option<Box<Reasons>>,
    pub(crate) published: bool,
    pub(crate) required: bool,
}

/// Why a release is required, and why there is no way on from it: at least one of the two.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
struct Reasons {
    required: Option<Box<str>>,
    dead_end: Option<Box<str>>,
}

impl Release {
    /// Makes a release that is published and not required.
    ///
    /// The version is an opaque text: it is never parsed, and never compared to decide what is
    /// newer. It is checked when the release joins a [`Timeline`](crate::Timeline).
    ///
    /// ```
    /// use rack_updates::Release;
    ///
    /// let release = Release::new("20170306140228");
    /// assert!(release.is_published() && !release.is_required());
    /// ```
    #[must_use]
    pub fn new(version: impl AsRef<str>) -> Self {
        Self::with_description(version.as_ref(), "")
    }

    pub(crate) fn with_description(version: &str, description: &str) -> Self {
        Self {
            texts: [version, description].concat().into(),
            version_length: version.len(),
            short_version: version.into(),
            reasons: None,
            published: true,
            required: false,
        }
    }

    /// Marks the release as required: no update may jump over it.
    ///
    /// ```
    /// use rack_updates::Release;
    ///
    /// assert!(Release::new("B").required().is_required());
    /// ```
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Marks the release as [required](Self::required) and says why.
    ///
    /// ```
    /// use rack_updates::Release;
    ///
    /// let release = Release::new("B").because("copies the settings that C deletes");
    /// assert!(release.is_required());
    /// ```
    #[must_use]
    pub fn because(mut self, reason: impl AsRef<str>) -> Self {
        self.set_reason(reason.as_ref().into());
        self.required()
    }

    /// Marks the release as not published: it isn't offered to anybody.
    ///
    /// ```
    /// use rack_updates::Release;
    ///
    /// assert!(!Release::new("E").unpublished().is_published());
    /// ```
    #[must_use]
    pub fn unpublished(mut self) -> Self {
        self.published = false;
        self
    }

    /// Marks the release as one from which no update is possible any more, and says why.
    ///
    /// Nobody may be led into a dead end, so this also marks the release as
    /// [not published](Self::unpublished). A release that is required as well is refused by the
    /// timeline.
    ///
    /// ```
    /// use rack_updates::Release;
    ///
    /// let release = Release::new("C").dead_end("its updater is broken: install anew");
    /// assert_eq!(release.dead_end_reason(), Some("its updater is broken: install anew"));
    /// assert!(!release.is_published());
    /// ```
    #[must_use]
    pub fn dead_end(mut self, reason: impl AsRef<str>) -> Self {
        self.set_dead_end_reason(reason.as_ref().into());
        self.unpublished()
    }

    /// Describes the release in the words of its release note.
    ///
    /// ```
    /// use rack_updates::Release;
    ///
    /// assert_eq!(Release::new("A").described("First light").description(), "First light");
    /// ```
    #[must_use]
    pub fn described(mut self, text: impl AsRef<str>) -> Self {
        self.texts = [self.version(), text.as_ref()].concat().into();
        self
    }

    /// The version, exactly as given.
    ///
    /// ```
    /// use rack_updates::Release;
    ///
    /// // Nothing is trimmed, so these are two releases.
    /// let release = Release::new("1.0 ");
    /// assert_eq!(release.version(), "1.0 ");
    /// assert_ne!(release, Release::new("1.0"));
    /// ```
    #[must_use]
    pub fn version(&self) -> &str {
        self.texts.get(..self.version_length).unwrap_or_default()
    }

    /// The bytes of the version, without following a pointer if it is short.
    #[inline]
    pub(crate) fn version_bytes(&self) -> &[u8] {
        let short = self.short_version.bytes(self.version_length);
        short.unwrap_or_else(|| self.version().as_bytes())
    }

    /// Whether no update may jump over this release.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// // That a release isn't offered doesn't make it one that may be jumped over.
    /// let mut timeline = Timeline::new([Release::new("A"), Release::new("B").required()])?;
    /// timeline.withdraw("B")?;
    /// assert!(timeline[1].is_required());
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.required
    }

    /// Whether this release may be offered.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// let timeline = Timeline::new([Release::new("A"), Release::new("B").unpublished()])?;
    /// let offered = timeline.iter().filter(|release| release.is_published());
    /// assert!(offered.map(Release::version).eq(["A"]));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn is_published(&self) -> bool {
        self.published
    }

    /// Why the release is required, if somebody said so.
    ///
    /// A reason may stand on a release that isn't required (any more); it does nothing there.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// let mut timeline = Timeline::new([Release::new("A").because("copies the settings")])?;
    /// timeline.waive("A")?;
    /// assert!(!timeline[0].is_required());
    /// assert_eq!(timeline[0].reason(), Some("copies the settings"));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.reasons.as_deref()?.required.as_deref()
    }

    /// Says why the release is required, whether or not it is.
    pub(crate) fn set_reason(&mut self, reason: Box<str>) {
        self.reasons.get_or_insert_default().required = Some(reason);
    }

    /// Says why no update is possible from this release, whether or not it is published.
    pub(crate) fn set_dead_end_reason(&mut self, reason: Box<str>) {
        self.reasons.get_or_insert_default().dead_end = Some(reason);
    }

    /// The reason, if it does something: if the release is required.
    pub(crate) fn required_reason(&self) -> Option<&str> {
        self.reason().filter(|_| self.required)
    }

    /// Why no update is possible from this release, if it is a [dead end](Self::dead_end).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// // What to tell everybody who is stuck.
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").dead_end("install anew"),
    /// ])?;
    /// let advice = timeline.iter().filter_map(Release::dead_end_reason);
    /// assert!(advice.eq(["install anew"]));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn dead_end_reason(&self) -> Option<&str> {
        self.reasons.as_deref()?.dead_end.as_deref()
    }

    /// The description, empty if there is none.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// // What is new in an update that leads from A to C.
    /// let timeline = Timeline::new([
    ///     Release::new("A").described("First light"),
    ///     Release::new("B").described("New balancer"),
    ///     Release::new("C"),
    /// ])?;
    /// let hop = plan::next_hop(&timeline, "A", "C")?.ok_or("nothing to do")?;
    /// let news = hop.skipped().iter().chain([hop.to()]).map(Release::description);
    /// assert!(news.eq(["New balancer", ""]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn description(&self) -> &str {
        self.texts.get(self.version_length..).unwrap_or_default()
    }
}

#[allow(clippy::missing_fields_in_debug, reason = "the reasons are shown one by one")]
impl fmt::Debug for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Release")
            .field("version", &self.version())
            .field("description", &self.description())
            .field("published", &self.published)
            .field("required", &self.required)
            .field("reason", &self.reason())
            .field("dead_end", &self.dead_end_reason())
            .finish()
    }
}

/// Shows the version on one line: what can't be seen, would break the line or is written from right
/// to left is escaped, and a version of more than 400 characters is cut in the middle.
///
/// ```
/// use rack_updates::Release;
///
/// // A version can't forge a second line.
/// let release = Release::new("A\nok: B is installed");
/// assert_eq!(release.to_string(), r"A\nok: B is installed");
/// assert!(Release::new("9".repeat(401)).to_string().contains("..."));
/// ```
impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Plain(self.version()).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_pointer_width = "64")]
    fn a_release_takes_no_more_than_a_line_of_the_cache() {
        assert_eq!(size_of::<Release>(), 64);
    }
}
