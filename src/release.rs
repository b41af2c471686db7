use alloc::boxed::Box;
use core::fmt;

use crate::{text::Plain, version::Version};

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
    pub(crate) version: Version,
    pub(crate) description: Box<str>,
    /// Few releases have any. With them, a release would be larger than a line of the cache, and a
    /// look-up would have to wait for two.
    pub(crate) reasons: Option<Box<Reasons>>,
    pub(crate) published: bool,
    pub(crate) required: bool,
}

/// Why a release is required, and why there is no way on from it: at least one of the two.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Reasons {
    required: Option<Box<str>>,
    dead_end: Option<Box<str>>,
}

impl Reasons {
    #[cfg(feature = "serde")]
    #[inline]
    pub(crate) fn of(required: Option<Box<str>>, dead_end: Option<Box<str>>) -> Option<Box<Self>> {
        let any = required.is_some() || dead_end.is_some();
        any.then(|| Box::new(Self { required, dead_end }))
    }
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
        Self {
            version: version.as_ref().into(),
            description: Box::default(),
            published: true,
            required: false,
            reasons: None,
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
    pub fn because(mut self, reason: impl Into<Box<str>>) -> Self {
        self.set_reason(reason.into());
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
    pub fn dead_end(mut self, reason: impl Into<Box<str>>) -> Self {
        self.reasons.get_or_insert_default().dead_end = Some(reason.into());
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
    pub fn described(mut self, text: impl Into<Box<str>>) -> Self {
        self.description = text.into();
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
        self.version.as_str()
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
        &self.description
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
