//! The rule a second and a third time, as plainly as possible.
//!
//! Every function walks lists from one end to the other, so it can be compared with the words of
//! the rule; clarity beats speed. Of the library it uses releases, timelines and targets only.

use core::fmt::Debug;

use rack_updates::{Release, Timeline, plan::Target};

/// The facts of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) version: String,
    pub(crate) description: String,
    pub(crate) published: bool,
    pub(crate) required: bool,
    pub(crate) since: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) dead_end: Option<String>,
}

impl Entry {
    pub(crate) fn new(version: &str, kind: Kind) -> Self {
        Self {
            version: version.to_owned(),
            description: format!("the news of {version}"),
            published: matches!(kind, Kind::Plain | Kind::Required),
            required: matches!(kind, Kind::Required | Kind::Blocking),
            since: None,
            // Half of the required releases have a reason.
            reason: (kind == Kind::Blocking).then(|| format!("why {version}")),
            dead_end: (kind == Kind::DeadEnd).then(|| format!("the end at {version}")),
        }
    }

    /// The release, built as a caller would build it.
    ///
    /// A `since` or a reason on a release that isn't required is left out: only an edit or a
    /// manifest makes one.
    pub(crate) fn release(&self) -> Release {
        let mut release = Release::new(&self.version).described(&self.description);
        if self.required {
            release = match &self.reason {
                Some(reason) => release.because(reason),
                None => release.required(),
            };
            if let Some(since) = &self.since {
                release = release.required_since(since);
            }
        }
        if let Some(reason) = &self.dead_end {
            release = release.dead_end(reason);
        }
        if self.published { release } else { release.unpublished() }
    }

    /// Whether the library gives just these facts.
    pub(crate) fn describes(&self, release: &Release) -> bool {
        release.version() == self.version
            && release.description() == self.description
            && release.is_published() == self.published
            && release.is_required() == self.required
            && release.since() == self.since.as_deref()
            && release.reason() == self.reason.as_deref()
            && release.dead_end_reason() == self.dead_end.as_deref()
    }
}

/// The facts that can be true of a release at the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Published, not required.
    Plain,
    /// Published and required.
    Required,
    /// Neither published nor required.
    Withdrawn,
    /// Required, but not published.
    Blocking,
    /// No update leads from here or to here.
    DeadEnd,
}

impl Kind {
    pub(crate) const FLAGS: [Self; 4] =
        [Self::Plain, Self::Required, Self::Withdrawn, Self::Blocking];
    pub(crate) const ALL: [Self; 5] =
        [Self::Plain, Self::Required, Self::Withdrawn, Self::Blocking, Self::DeadEnd];
}

pub(crate) fn timeline(entries: &[Entry]) -> Timeline {
    Timeline::new(entries.iter().map(Entry::release)).unwrap()
}

pub(crate) fn position(entries: &[Entry], version: &str) -> Option<usize> {
    entries.iter().position(|entry| entry.version == version)
}

/// A required release B and its S, by their positions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Requirement {
    pub(crate) since: usize,
    pub(crate) required: usize,
}

impl Requirement {
    /// An update from p to q crosses B iff p < S and q > B.
    pub(crate) fn is_crossed(self, p: usize, q: usize) -> bool {
        p < self.since && q > self.required
    }
}

/// The required releases, oldest first. S is B itself unless stated.
pub(crate) fn requirements(entries: &[Entry]) -> Vec<Requirement> {
    (0..entries.len())
        .filter(|&required| entries[required].required)
        .map(|required| {
            let since = entries[required].since.as_ref();
            let since = since.map_or(required, |since| position(entries, since).unwrap());
            Requirement { since, required }
        })
        .collect()
}

/// One hop, by positions. `stop` is the required release that it stops for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) stop: Option<usize>,
    pub(crate) last: bool,
}

/// The next hop from c leads to t if that crosses none. Otherwise take, of the Bi that would be
/// crossed, the one at the oldest position, and go to the newest published release in Si..=Bi. If
/// none of them is published, Bi blocks the path and is the error.
fn hop(entries: &[Entry], c: usize, t: usize) -> Result<Step, usize> {
    let crossed = requirements(entries).into_iter().find(|b| b.is_crossed(c, t));
    match crossed {
        None => Ok(Step { from: c, to: t, stop: None, last: true }),
        Some(Requirement { since, required }) => {
            let landing = (since..=required).rev().find(|&position| entries[position].published);
            let to = landing.ok_or(required)?;
            Ok(Step { from: c, to, stop: Some(required), last: false })
        }
    }
}

pub(crate) fn next_hop(
    entries: &[Entry],
    current: &str,
    target: Target<'_>,
) -> Result<Option<Step>, Refusal> {
    let (c, t) = resolve(entries, current, target)?;
    if c == t {
        return Ok(None);
    }
    hop(entries, c, t).map(Some).map_err(|required| blocked(entries, t, required, c))
}

/// The full path is that hop, repeated, up to the target or to an error.
pub(crate) fn walk(
    entries: &[Entry],
    current: &str,
    target: Target<'_>,
) -> (Vec<Step>, Option<Refusal>) {
    let mut path = Vec::new();
    let mut at = current;
    loop {
        match next_hop(entries, at, target) {
            Ok(Some(step)) => {
                path.push(step);
                at = &entries[step.to].version;
            }
            Ok(None) => return (path, None),
            Err(refusal) => return (path, Some(refusal)),
        }
    }
}

pub(crate) fn full_path(
    entries: &[Entry],
    current: &str,
    target: Target<'_>,
) -> Result<Vec<Step>, Refusal> {
    let (path, refusal) = walk(entries, current, target);
    refusal.map_or(Ok(path), Err)
}

/// The fewest hops from one position to another by breadth-first search over the allowed hops, or
/// `None` if there is no path.
///
/// A hop is allowed if it crosses no required release, doesn't start in a dead end, and leads to
/// a published release or to the target.
pub(crate) fn fewest_hops(entries: &[Entry], from: usize, to: usize) -> Option<usize> {
    let requirements = requirements(entries);
    let is_allowed = |start: usize, end: usize| {
        start < end
            && entries[start].dead_end.is_none()
            && !requirements.iter().any(|b| b.is_crossed(start, end))
    };
    let mut reached = vec![from];
    let mut unreached: Vec<_> =
        (from + 1..=to).filter(|&end| entries[end].published || end == to).collect();
    let mut hops = 0;
    while !reached.contains(&to) {
        let starts = reached;
        (reached, unreached) = unreached
            .into_iter()
            .partition(|&end| starts.iter().any(|&start| is_allowed(start, end)));
        if reached.is_empty() {
            return None;
        }
        hops += 1;
    }
    Some(hops)
}

/// The positions of the current release and of the target, or the first error that holds.
fn resolve(
    entries: &[Entry],
    current: &str,
    target: Target<'_>,
) -> Result<(usize, usize), Refusal> {
    let Some(c) = position(entries, current) else {
        return Err(Refusal::UnknownCurrent { version: current.to_owned() });
    };
    let t = match target {
        Target::Release(version) => match position(entries, version) {
            Some(t) => t,
            None => return Err(Refusal::UnknownTarget { version: version.to_owned() }),
        },
        // If no such release is newer, the current one is up to date.
        Target::Latest => entries.iter().rposition(|entry| entry.published).unwrap_or(c).max(c),
        Target::Edge => {
            entries.iter().rposition(|entry| entry.dead_end.is_none()).unwrap_or(c).max(c)
        }
        _ => unreachable!("there is no other target"),
    };
    let is_named = matches!(target, Target::Release(_));
    if c == t && is_named {
        return Ok((c, t));
    }

    let version = entries[t].version.clone();
    if t < c {
        // Going back is unsafe because of the newest Bi with t < Si <= c.
        let mut unsafe_because_of = None;
        for b in requirements(entries) {
            if t < b.since && b.since <= c {
                unsafe_because_of = Some(&entries[b.required]);
            }
        }
        return Err(Refusal::Downgrade {
            current: current.to_owned(),
            target: version,
            required: unsafe_because_of.map(|b| b.version.clone()),
            since: unsafe_because_of.and_then(|b| b.since.clone()),
        });
    }
    match &entries[t].dead_end {
        Some(reason) if is_named => {
            return Err(Refusal::DeadEndTarget { version, reason: reason.clone() });
        }
        None if is_named && !entries[t].published => {
            return Err(Refusal::UnpublishedTarget { version });
        }
        _ => {}
    }
    match &entries[c].dead_end {
        Some(reason) => {
            Err(Refusal::DeadEnd { version: current.to_owned(), reason: reason.clone() })
        }
        None => Ok((c, t)),
    }
}

fn blocked(entries: &[Entry], t: usize, required: usize, reachable: usize) -> Refusal {
    let version = |position: usize| entries[position].version.clone();
    Refusal::Blocked {
        target: version(t),
        required: version(required),
        since: entries[required].since.clone(),
        reason: entries[required].reason.clone(),
        reachable: version(reachable),
    }
}

/// Why there is no plan, with the variants and fields of the library's error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    UnknownCurrent { version: String },
    UnknownTarget { version: String },
    Downgrade { current: String, target: String, required: Stated, since: Stated },
    DeadEndTarget { version: String, reason: String },
    UnpublishedTarget { version: String },
    DeadEnd { version: String, reason: String },
    Blocked { target: String, required: String, since: Stated, reason: Stated, reachable: String },
}

type Stated = Option<String>;

/// A result that can be compared with the library's. Only the library can construct its errors, so
/// an error is compared as `Debug` shows it, with every field.
pub(crate) fn shown<T, E: Debug>(result: Result<T, E>) -> Result<T, String> {
    result.map_err(|error| format!("{error:?}"))
}
