//! Edits of a timeline, and the same edits of a plain list.

use rack_updates::{Release, Timeline, TimelineError};

use crate::oracle::{self, Entry, Kind, Requirement, shown};

#[derive(Clone, Debug)]
pub(crate) enum Edit {
    Publish(String),
    Withdraw(String),
    Require(String, Option<String>),
    Waive(String),
    SetReason(String, Option<String>),
    SetSince(String, Option<String>),
    SetDeadEnd(String, Option<String>),
    SetDescription(String, String),
    Derive(Derivation),
    InsertBefore(String, Entry),
    InsertAfter(String, Entry),
    Push(Entry),
    Remove(String),
}

impl Edit {
    /// Makes the edit on both, which must accept it or refuse it with the same error.
    pub(crate) fn make_on_both(
        &self,
        timeline: &mut Timeline,
        list: &mut Vec<Entry>,
    ) -> Result<(), Flaw> {
        let expected = self.make_on_list(list);
        assert_eq!(shown(self.make(timeline)), shown(expected.clone()), "{self:#?}: {list:#?}");
        expected
    }

    fn make(&self, timeline: &mut Timeline) -> Result<(), TimelineError> {
        match self {
            Self::Publish(version) => timeline.publish(version),
            Self::Withdraw(version) => timeline.withdraw(version),
            Self::Require(version, reason) => timeline.require(version, reason.as_deref()),
            Self::Waive(version) => timeline.waive(version),
            Self::SetReason(version, reason) => timeline.set_reason(version, reason.as_deref()),
            Self::SetSince(version, since) => timeline.set_since(version, since.as_deref()),
            Self::SetDeadEnd(version, reason) => timeline.set_dead_end(version, reason.as_deref()),
            Self::SetDescription(version, text) => timeline.set_description(version, text),
            Self::Derive(derivation) => derivation.derive(timeline, key),
            Self::InsertBefore(anchor, entry) => timeline.insert_before(anchor, entry.release()),
            Self::InsertAfter(anchor, entry) => timeline.insert_after(anchor, entry.release()),
            Self::Push(entry) => timeline.push(entry.release()),
            Self::Remove(version) => {
                let removed = timeline.get(version).cloned();
                let release = timeline.remove(version)?;
                assert_eq!(Some(release), removed);
                Ok(())
            }
        }
    }

    pub(crate) fn make_on_list(&self, list: &mut Vec<Entry>) -> Result<(), Flaw> {
        match self {
            Self::Publish(version) => change(list, version, |entry| entry.published = true),
            Self::Withdraw(version) => change(list, version, |entry| entry.published = false),
            Self::Require(version, reason) => change(list, version, |entry| {
                entry.required = true;
                if reason.is_some() {
                    entry.reason.clone_from(reason);
                }
            }),
            Self::Waive(version) => change(list, version, |entry| entry.required = false),
            Self::SetReason(version, reason) => {
                change(list, version, |entry| entry.reason.clone_from(reason))
            }
            Self::SetSince(version, since) => {
                // The release's own version counts as none.
                change(list, version, |entry| {
                    entry.since = since.clone().filter(|it| it != version);
                })
            }
            Self::SetDeadEnd(version, reason) => change(list, version, |entry| {
                entry.dead_end.clone_from(reason);
                entry.published &= reason.is_none();
            }),
            Self::SetDescription(version, text) => {
                change(list, version, |entry| entry.description.clone_from(text))
            }
            Self::Derive(derivation) => derivation.derive_list(list, key),
            Self::InsertBefore(anchor, entry) => {
                let anchor = find(list, anchor)?;
                insert(list, anchor, entry)
            }
            Self::InsertAfter(anchor, entry) => {
                let anchor = find(list, anchor)?;
                insert(list, anchor + 1, entry)
            }
            Self::Push(entry) => insert(list, list.len(), entry),
            Self::Remove(version) => {
                let removed = find(list, version)?;
                let names_it = |entry: &Entry| {
                    entry.version != *version && entry.since.as_ref() == Some(version)
                };
                if let Some(position) = list.iter().position(names_it) {
                    let required = list[position].version.clone();
                    let version = version.clone();
                    return Err(Flaw::SinceOfAnother { version, required, position });
                }
                list.remove(removed);
                Ok(())
            }
        }
    }
}

/// Every edit of a fact of any of these releases and of one that isn't there, and both derivations.
pub(crate) fn every_fact(list: &[Entry]) -> Vec<Edit> {
    let versions = || list.iter().map(|entry| entry.version.clone()).chain(["unknown".to_owned()]);
    let text = || Some("a new text".to_owned());
    let mut edits = Vec::from(Derivation::BOTH.map(Edit::Derive));
    for version in versions() {
        edits.extend(versions().map(|since| Edit::SetSince(version.clone(), Some(since))));
        edits.extend([
            Edit::Publish(version.clone()),
            Edit::Withdraw(version.clone()),
            Edit::Require(version.clone(), None),
            Edit::Require(version.clone(), text()),
            Edit::Waive(version.clone()),
            Edit::SetReason(version.clone(), None),
            Edit::SetReason(version.clone(), text()),
            Edit::SetSince(version.clone(), None),
            Edit::SetDeadEnd(version.clone(), None),
            Edit::SetDeadEnd(version.clone(), text()),
            Edit::SetDescription(version.clone(), "a new text".to_owned()),
            Edit::Remove(version),
        ]);
    }
    edits
}

/// Every edit of a fact, and each kind of release, good or bad, at each place.
pub(crate) fn every_edit(list: &[Entry]) -> Vec<Edit> {
    let new = "v".repeat(list.len() + 1);
    let mut entries = Kind::ALL.map(|kind| Entry::new(&new, kind)).to_vec();
    entries.push(Entry::new("", Kind::Plain));
    entries.push(Entry { required: true, ..Entry::new(&new, Kind::DeadEnd) });
    entries.extend(list.first().cloned());
    for since in list.iter().map(|entry| &*entry.version).chain(["unknown"]) {
        // The version of the second one is taken: which of two errors comes first?
        for version in [&*new, list.last().map_or("", |last| &last.version)] {
            let since = Some(since.to_owned());
            entries.push(Entry { since, ..Entry::new(version, Kind::Required) });
        }
    }

    let mut edits = every_fact(list);
    for entry in entries {
        for anchor in list.iter().map(|entry| &*entry.version).chain(["unknown"]) {
            edits.push(Edit::InsertBefore(anchor.to_owned(), entry.clone()));
            edits.push(Edit::InsertAfter(anchor.to_owned(), entry.clone()));
        }
        edits.push(Edit::Push(entry));
    }
    edits
}

/// The key of a release in the derivations.
fn key(version: &str) -> Option<usize> {
    (version.len() != 2).then_some(version.len() / 3)
}

fn find(list: &[Entry], version: &str) -> Result<usize, Flaw> {
    oracle::position(list, version)
        .ok_or_else(|| Flaw::UnknownVersion { version: version.to_owned() })
}

fn change(list: &mut [Entry], version: &str, change: impl FnOnce(&mut Entry)) -> Result<(), Flaw> {
    let position = find(list, version)?;
    let mut changed = list[position].clone();
    change(&mut changed);
    refuse_dead_end(&changed, position)?;
    refuse_since(&changed, &list[..position])?;
    list[position] = changed;
    Ok(())
}

fn insert(list: &mut Vec<Entry>, position: usize, entry: &Entry) -> Result<(), Flaw> {
    if entry.version.is_empty() {
        return Err(Flaw::EmptyVersion { position });
    }
    refuse_dead_end(entry, position)?;
    if let Some(first) = oracle::position(list, &entry.version) {
        let version = entry.version.clone();
        return Err(Flaw::DuplicateVersion { version, first, second: position });
    }
    refuse_since(entry, &list[..position])?;
    list.insert(position, entry.clone());
    Ok(())
}

fn refuse_dead_end(entry: &Entry, position: usize) -> Result<(), Flaw> {
    if entry.dead_end.is_some() && (entry.published || entry.required) {
        return Err(Flaw::DeadEnd { version: entry.version.clone(), position });
    }
    Ok(())
}

/// S must be the version of a release at or before B, whether or not B is required.
fn refuse_since(entry: &Entry, older: &[Entry]) -> Result<(), Flaw> {
    match &entry.since {
        Some(since) if *since != entry.version && oracle::position(older, since).is_none() => {
            let (version, since) = (entry.version.clone(), since.clone());
            Err(Flaw::UnknownSince { version, since, position: older.len() })
        }
        _ => Ok(()),
    }
}

/// The rule by which stops follow from a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Derivation {
    /// One release of each run will do.
    Each,
    /// The last release of each run can't be skipped.
    LastOfEach,
}

impl Derivation {
    pub(crate) const BOTH: [Self; 2] = [Self::Each, Self::LastOfEach];

    /// The library's derivation, by the version of a release.
    pub(crate) fn derive<K: Ord>(
        self,
        timeline: &mut Timeline,
        key: impl Fn(&str) -> Option<K>,
    ) -> Result<(), TimelineError> {
        let key = |release: &Release| key(release.version());
        match self {
            Self::Each => timeline.require_each(key),
            Self::LastOfEach => timeline.require_last_of_each(key),
        }
    }

    /// The last release of every run but the newest becomes required, since itself or since the
    /// first of its run.
    pub(crate) fn derive_list<K: Eq>(
        self,
        list: &mut [Entry],
        key: impl Fn(&str) -> Option<K>,
    ) -> Result<(), Flaw> {
        // A release without a key belongs to no run and splits none.
        let mut runs: Vec<(K, Vec<usize>)> = Vec::new();
        for (position, entry) in list.iter().enumerate() {
            let Some(key) = key(&entry.version) else { continue };
            match runs.iter().rposition(|(earlier, _)| *earlier == key) {
                None => runs.push((key, vec![position])),
                Some(run) if run == runs.len() - 1 => runs[run].1.push(position),
                Some(run) => {
                    let first_position = *runs[run].1.last().unwrap();
                    return Err(Flaw::SplitRun {
                        first: list[first_position].version.clone(),
                        first_position,
                        second: entry.version.clone(),
                        second_position: position,
                    });
                }
            }
        }
        runs.pop();

        let mut stops = Vec::new();
        for (_, run) in runs {
            let newest = |holds: fn(&Entry) -> bool| {
                run.iter().copied().rfind(|&position| holds(&list[position]))
            };
            let usable = newest(|entry| entry.dead_end.is_none());
            let (since, required) = match self {
                Self::Each => (Some(run[0]), usable),
                Self::LastOfEach => {
                    // Where nothing is published, the stop blocks.
                    let required = newest(|entry| entry.published).or(usable);
                    (required, required)
                }
            };
            let Some((since, required)) = since.zip(required) else {
                let position = run[run.len() - 1];
                return Err(Flaw::DeadEndRun { version: list[position].version.clone(), position });
            };
            stops.push(Requirement { since, required });
        }

        for Requirement { since, required } in stops {
            // Of two S the newer one stays.
            let stated = oracle::requirements(list).into_iter().find(|b| b.required == required);
            if stated.is_none_or(|stated| stated.since < since) {
                list[required].since = (since < required).then(|| list[since].version.clone());
                list[required].required = true;
            }
        }
        Ok(())
    }
}

/// Why a list can't be made or changed, with the variants and fields of the library's error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    EmptyVersion { position: usize },
    DuplicateVersion { version: String, first: usize, second: usize },
    UnknownVersion { version: String },
    DeadEnd { version: String, position: usize },
    UnknownSince { version: String, since: String, position: usize },
    SinceOfAnother { version: String, required: String, position: usize },
    SplitRun { first: String, first_position: usize, second: String, second_position: usize },
    DeadEndRun { version: String, position: usize },
}
