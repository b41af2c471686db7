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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize, serde::Serialize))]
#[cfg_attr(feature = "serde", serde(expecting = "a release"))]
pub struct Release {
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::serde::text"))]
    pub(crate) version: Version,
    #[cfg_attr(feature = "serde", serde(default, deserialize_with = "crate::serde::text"))]
    pub(crate) description: Box<str>,
    // The flags have no default: one that is misspelt must not make a release that may be jumped
    // over.
    pub(crate) published: bool,
    pub(crate) required: bool,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(crate) reason: Option<Box<str>>,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(crate) dead_end: Option<Box<str>>,
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
            reason: None,
            dead_end: None,
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
        self.reason = Some(reason.into());
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
        self.dead_end = Some(reason.into());
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
        self.reason.as_deref()
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
        self.dead_end.as_deref()
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
