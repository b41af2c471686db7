use alloc::boxed::Box;
use core::{fmt, hash};

use crate::text::Escaped;

/// One release of a timeline: an opaque version and the facts about it.
///
/// [`Release::new`] makes the common case, a published release that updates may
/// skip. The chained methods state where a release differs from that.
///
/// Two releases are equal if all their facts are: the version, the description,
/// the flags, the reasons and `since`.
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
#[derive(Clone)]
pub struct Release {
    version: Box<str>,
    description: Box<str>,
    /// `None` for most releases.
    details: Option<Box<Details>>,
    pub(crate) published: bool,
    pub(crate) required: bool,
    /// Whether the requirement was derived from a key and not stated. This isn't
    /// a fact of the release, and is never written.
    pub(crate) derived: bool,
}

/// The facts that few releases have.
#[derive(Clone, Default)]
struct Details {
    reason: Option<Box<str>>,
    since: Option<Box<str>>,
    dead_end: Option<Box<str>>,
}

impl Release {
    /// Creates a release that is published and not required.
    ///
    /// The version is an opaque string: planning never parses it, nor compares it to
    /// decide which release is newer. It is checked when the release joins a
    /// [`Timeline`](crate::Timeline).
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
            version: version.into(),
            description: description.into(),
            details: None,
            published: true,
            required: false,
            derived: false,
        }
    }

    /// Marks the release as required: no update may skip it.
    ///
    /// ```
    /// use rack_updates::Release;
    ///
    /// assert!(Release::new("B").required().is_required());
    /// ```
    #[doc(alias = "barrier")]
    #[doc(alias = "checkpoint")]
    #[doc(alias = "floor")]
    #[doc(alias = "required stop")]
    #[doc(alias = "watershed")]
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Marks the release as [required](Self::required) since an older release:
    /// any release from that one up to this one meets the requirement.
    ///
    /// No update leads from before `version` to beyond this release. An update
    /// that would do so stops at the newest published release of that range.
    ///
    /// The version must be that of a release at or before this one. A
    /// [`Timeline`](crate::Timeline) checks this when the release joins it.
    /// The older release may be unpublished or a dead end.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// // GitLab: "16.3.7, or any release of 16.3".
    /// let timeline = Timeline::new([
    ///     Release::new("16.2.9"),
    ///     Release::new("16.3.6"),
    ///     Release::new("16.3.7").required_since("16.3.6"),
    ///     Release::new("16.7.7"),
    /// ])?;
    /// let path = plan::full_path(&timeline, "16.2.9", "16.7.7")?;
    /// assert_eq!(path.to_string(), "16.2.9 -> 16.3.7 (required) -> 16.7.7");
    ///
    /// // An installation of 16.3.6 meets the requirement already.
    /// assert!(plan::full_path(&timeline, "16.3.6", "16.7.7")?.is_direct());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// A minimum source version, such as "3.0 can be reached from 2.1.3 or
    /// newer", is stated on the last release before 3.0 that isn't a dead end:
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// let mut timeline = Timeline::new([
    ///     Release::new("2.1.2"),
    ///     Release::new("2.1.3"),
    ///     Release::new("2.2.0").required_since("2.1.3"),
    ///     Release::new("3.0.0"),
    /// ])?;
    /// let path = plan::full_path(&timeline, "2.1.2", "3.0.0")?;
    /// assert_eq!(path.to_string(), "2.1.2 -> 2.2.0 (required) -> 3.0.0");
    /// assert!(plan::full_path(&timeline, "2.1.3", "3.0.0")?.is_direct());
    ///
    /// // A release that is inserted after 2.2.0 is not in the range.
    /// timeline.insert_after("2.2.0", Release::new("2.2.1"))?;
    /// let path = plan::full_path(&timeline, "2.1.2", "3.0.0")?;
    /// assert_eq!(path.to_string(), "2.1.2 -> 2.2.0 (required) -> 3.0.0");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "minimum source version")]
    #[must_use]
    pub fn required_since(mut self, version: impl AsRef<str>) -> Self {
        self.set_since(Some(version.as_ref()));
        self.required()
    }

    /// Marks the release as [required](Self::required) and states why.
    ///
    /// ```
    /// use rack_updates::Release;
    ///
    /// let release = Release::new("B").because("copies the settings that C deletes");
    /// assert!(release.is_required());
    /// ```
    #[must_use]
    pub fn because(mut self, reason: impl AsRef<str>) -> Self {
        self.set_reason(Some(reason.as_ref()));
        self.required()
    }

    /// Marks the release as not published: it isn't offered to installations.
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

    /// Marks the release as a dead end, from which no update is possible, and
    /// states why.
    ///
    /// No update may lead into a dead end, so this also marks the release as
    /// [not published](Self::unpublished). A timeline refuses a dead end that
    /// is required.
    ///
    /// ```
    /// use rack_updates::Release;
    ///
    /// let release = Release::new("C").dead_end("its updater is broken: reinstall");
    /// assert_eq!(release.dead_end_reason(), Some("its updater is broken: reinstall"));
    /// assert!(!release.is_published());
    /// ```
    #[must_use]
    pub fn dead_end(mut self, reason: impl AsRef<str>) -> Self {
        self.set_dead_end(Some(reason.as_ref()));
        self
    }

    /// Describes the release, as its release note does.
    ///
    /// ```
    /// use rack_updates::Release;
    ///
    /// assert_eq!(Release::new("A").described("First light").description(), "First light");
    /// ```
    #[must_use]
    pub fn described(mut self, text: impl AsRef<str>) -> Self {
        self.set_description(text.as_ref());
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
    #[inline]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The description, empty if there is none.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline, plan};
    ///
    /// // The changes that arrive with an update from A to C.
    /// let timeline = Timeline::new([
    ///     Release::new("A").described("First light"),
    ///     Release::new("B").described("New balancer"),
    ///     Release::new("C"),
    /// ])?;
    /// let hop = plan::next_hop(&timeline, "A", "C")?.ok_or("nothing to do")?;
    /// let changes = hop.skipped().iter().chain([hop.end()]).map(Release::description);
    /// assert!(changes.eq(["New balancer", ""]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Whether the release is offered to installations.
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

    /// Whether the release is [required](Self::required).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// // A release that is withdrawn stays required: it can't be skipped.
    /// let mut timeline = Timeline::new([Release::new("A"), Release::new("B").required()])?;
    /// timeline.withdraw("B")?;
    /// assert!(timeline[1].is_required());
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.required
    }

    /// The version since which the release is [required](Self::required_since),
    /// if another one than its own is stated.
    ///
    /// Without it, only the release itself meets the requirement. On a release
    /// that isn't required, it has no effect on plans.
    ///
    /// ```
    /// use rack_updates::Release;
    ///
    /// assert_eq!(Release::new("16.3.7").required_since("16.3.0").since(), Some("16.3.0"));
    /// assert_eq!(Release::new("16.3.7").required().since(), None);
    /// ```
    #[must_use]
    pub fn since(&self) -> Option<&str> {
        self.details.as_ref()?.since.as_deref()
    }

    /// Why the release is required, if a reason is stated.
    ///
    /// On a release that isn't required, it has no effect.
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// // The reason outlives the requirement, so `require` can restore both.
    /// let mut timeline = Timeline::new([Release::new("A").because("copies the settings")])?;
    /// timeline.waive("A")?;
    /// assert!(!timeline[0].is_required());
    /// assert_eq!(timeline[0].reason(), Some("copies the settings"));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.details.as_ref()?.reason.as_deref()
    }

    /// Why no update is possible from the release, if it is a
    /// [dead end](Self::dead_end).
    ///
    /// ```
    /// use rack_updates::{Release, Timeline};
    ///
    /// // Advice for each installation that can't be updated.
    /// let timeline = Timeline::new([
    ///     Release::new("A"),
    ///     Release::new("B").dead_end("reinstall"),
    /// ])?;
    /// let advice = timeline.iter().filter_map(Release::dead_end_reason);
    /// assert!(advice.eq(["reinstall"]));
    /// # Ok::<(), rack_updates::TimelineError>(())
    /// ```
    #[must_use]
    pub fn dead_end_reason(&self) -> Option<&str> {
        self.details.as_ref()?.dead_end.as_deref()
    }

    /// The reason, if it has an effect: if the release is required.
    pub(crate) fn required_reason(&self) -> Option<&str> {
        self.reason().filter(|_| self.required)
    }

    pub(crate) fn is_dead_end(&self) -> bool {
        self.dead_end_reason().is_some()
    }

    pub(crate) fn set_reason(&mut self, reason: Option<&str>) {
        self.set_detail(reason, |details| &mut details.reason);
    }

    /// States `since`. The release's own version counts as none.
    pub(crate) fn set_since(&mut self, version: Option<&str>) {
        let stated = version.filter(|&version| version != self.version());
        self.set_detail(stated, |details| &mut details.since);
    }

    /// Declares the release a dead end and withdraws it, or only removes that
    /// declaration.
    pub(crate) fn set_dead_end(&mut self, reason: Option<&str>) {
        self.set_detail(reason, |details| &mut details.dead_end);
        self.published &= reason.is_none();
    }

    pub(crate) fn set_description(&mut self, text: &str) {
        self.description = text.into();
    }

    fn set_detail(
        &mut self,
        value: Option<&str>,
        detail: impl Fn(&mut Details) -> &mut Option<Box<str>>,
    ) {
        if let Some(value) = value {
            *detail(self.details.get_or_insert_default()) = Some(value.into());
        } else if let Some(details) = &mut self.details {
            *detail(details) = None;
        }
    }

    /// The facts that equality and hash are based on.
    fn facts(&self) -> impl PartialEq + hash::Hash {
        (
            (self.version(), self.description(), self.published, self.required),
            (self.reason(), self.since(), self.dead_end_reason()),
        )
    }
}

impl PartialEq for Release {
    fn eq(&self, other: &Self) -> bool {
        self.facts() == other.facts()
    }
}

impl Eq for Release {}

impl hash::Hash for Release {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.facts().hash(state);
    }
}

impl AsRef<str> for Release {
    fn as_ref(&self) -> &str {
        self.version()
    }
}

#[allow(clippy::missing_fields_in_debug, reason = "the facts are shown, however they are stored")]
impl fmt::Debug for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Release")
            .field("version", &self.version())
            .field("description", &self.description())
            .field("published", &self.published)
            .field("required", &self.required)
            .field("reason", &self.reason())
            .field("since", &self.since())
            .field("dead_end", &self.dead_end_reason())
            .finish()
    }
}

/// Shows the version on one line. Characters that are invisible, break the line
/// or are written from right to left are escaped, and a version of more than
/// 400 characters is cut in the middle.
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
        Escaped(self.version()).fmt(f)
    }
}
