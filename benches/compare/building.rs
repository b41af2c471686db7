//! Building a timeline, changing it, and reading it from JSON.

use rack_updates::{Release, Timeline};
use rack_updates_benches::{
    contenders::{Hashed, Refusal},
    data::{self, Ids},
    runner::{contest, each, making},
    table::{Bar, Ratios},
};
use serde::de::IgnoredAny;

use crate::Scope;

pub(crate) fn building(ratios: &mut Ratios, scope: Scope) {
    for n in scope.sizes() {
        for ids in Ids::ALL {
            let records = data::manifest(ids.versions(n), 50);
            let releases = data::releases(&records);
            let versions: String = records.iter().map(|record| &*record.version).collect();
            let outcome = contest(vec![
                making(|| releases.clone(), Timeline::new),
                making(|| records.clone(), Hashed::new),
                making(|| (), |()| versions.clone()),
            ]);
            ratios.add("build", n, ids, "HashMap", outcome.against(1), Bar::AtMost(0.3));
            ratios.add("build", n, ids, "copying the versions", outcome.against(2), Bar::None);
        }
    }
}

pub(crate) fn editing(ratios: &mut Ratios, _: Scope) {
    let n = 10_000;
    for ids in Ids::ALL {
        let mut records = data::manifest(ids.versions(n), 50);
        let last = records.pop().expect("there are many");
        let versions: Vec<String> =
            data::random_queries(&records, 500).into_iter().map(|(from, _)| from).collect();
        let releases = data::releases(&records);
        let built = Timeline::new(releases).expect("the manifest is sound");
        let hashed = Hashed::new(records).expect("the manifest is sound");

        let (mut ours, mut theirs) = (built.clone(), hashed.clone());
        let outcome = contest(vec![
            each(&versions, |version| {
                ours.withdraw(version)?;
                ours.publish(version)
            }),
            each(&versions, |version| {
                theirs.edit(version, |record| record.published = false)?;
                theirs.edit(version, |record| record.published = true)
            }),
        ]);
        ratios.add("withdraw, publish", n, ids, "HashMap", outcome.against(1), Bar::None);

        let (mut ours, mut theirs) = (built.clone(), hashed.clone());
        let outcome = contest(vec![
            each(&versions, |version| {
                ours.require(version, None)?;
                ours.waive(version)
            }),
            each(&versions, |version| {
                theirs.edit(version, |record| record.required = true)?;
                theirs.edit(version, |record| record.required = false)
            }),
        ]);
        ratios.add("require, waive", n, ids, "HashMap", outcome.against(1), Bar::None);

        let anchor = &*versions[0];
        let outcome = contest(vec![
            making(
                || (built.clone(), Release::from(last.clone())),
                |(mut timeline, release)| timeline.insert_after(anchor, release).map(|()| timeline),
            ),
            making(
                || (hashed.clone(), last.clone()),
                |(mut table, record)| -> Result<Hashed, Refusal> {
                    table.insert_after(anchor, record)?;
                    Ok(table)
                },
            ),
        ]);
        ratios.add("insert_after", n, ids, "HashMap", outcome.against(1), Bar::None);
    }
}

pub(crate) fn reading(ratios: &mut Ratios, scope: Scope) {
    for n in scope.sizes() {
        for ids in Ids::ALL {
            let records = data::manifest(ids.versions(n), 50);
            let texts = [
                ("read compact JSON", serde_json::to_string(&records)),
                ("read pretty JSON", serde_json::to_string_pretty(&records)),
            ];
            for (work, text) in texts {
                let text = text.expect("it can be written");
                let ours = serde_json::from_str::<Timeline>(&text);
                assert_eq!(ours.expect("it can be read"), data::timeline(&records));
                let outcome = contest(vec![
                    making(|| (), |()| serde_json::from_str::<Timeline>(&text)),
                    making(|| (), |()| serde_json::from_str::<IgnoredAny>(&text)),
                    making(|| (), |()| serde_json::from_str(&text).map(Hashed::new)),
                ]);
                let bar = Bar::AtMost(3.0);
                ratios.add(work, n, ids, "skipping it", outcome.against(1), bar);
                let bar = Bar::AtMost(0.6);
                ratios.add(work, n, ids, "Vec and HashMap", outcome.against(2), bar);
            }
        }
    }
}
