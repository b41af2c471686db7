//! A timeline and a plan that are written in any of these formats are read back
//! the same.

use core::{error::Error, fmt::Debug};

use rack_updates::{
    Release, Timeline,
    plan::{self, OwnedPath},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// TOML has no arrays at the top level, so every value is in a table.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Table<T> {
    value: T,
}

/// A release of every kind, with every combination of its optional facts.
fn every_kind() -> Timeline {
    let mut releases = vec![Release::new("start").described("Fïrst \"light\"\n")];
    for facts in 0..1 << 6 {
        let has = |fact: u32| facts >> fact & 1 == 1;
        let mut release = Release::new(format!("release {facts} é🚀"));
        if has(0) {
            release = release.because("copies the settings");
        }
        if has(1) {
            release = release.required_since("start");
        }
        if has(2) {
            release = release.unpublished();
        }
        if has(3) {
            release = release.described("New balancer");
        }
        if has(4) && !release.is_required() {
            release = release.dead_end("");
        }
        releases.push(release);
    }
    let mut timeline = Timeline::new(releases).unwrap();
    // Facts without effect: a reason and a `since` that outlived a requirement.
    timeline.waive("release 3 é🚀").unwrap();
    timeline
}

fn path() -> OwnedPath {
    let timeline = Timeline::new([
        Release::new("A"),
        Release::new("B"),
        Release::new("C").required_since("B").because("copies the settings").unpublished(),
        Release::new("D").required(),
        Release::new("E"),
    ]);
    plan::full_path(&timeline.unwrap(), "A", "E").unwrap().into()
}

type Result<T> = core::result::Result<T, Box<dyn Error>>;

/// Checks a format, given as a function that writes a value and reads it.
#[track_caller]
fn check<T: Debug + PartialEq>(value: T, written_and_read: impl Fn(&Table<T>) -> Result<Table<T>>) {
    let table = Table { value };
    assert_eq!(written_and_read(&table).unwrap(), table);
}

/// Writes a value in a format and reads it.
macro_rules! round_trips {
    ($($format:ident: |$table:ident| $written_and_read:expr;)*) => {$(
        mod $format {
            use super::*;

            fn written_and_read<T: Serialize + DeserializeOwned>(
                $table: &Table<T>,
            ) -> Result<Table<T>> {
                Ok($written_and_read)
            }

            #[test]
            fn keeps_every_fact_of_a_timeline() {
                check(every_kind(), written_and_read);
                check(Timeline::default(), written_and_read);
            }

            #[test]
            fn keeps_every_fact_of_a_plan() {
                check(path(), written_and_read);
            }
        }
    )*};
}

round_trips! {
    json: |table| ::serde_json::from_str(&::serde_json::to_string(table)?)?;
    json_bytes: |table| ::serde_json::from_slice(&::serde_json::to_vec_pretty(table)?)?;
    json_reader: |table| ::serde_json::from_reader(::serde_json::to_vec(table)?.as_slice())?;
    json_value: |table| ::serde_json::from_value(::serde_json::to_value(table)?)?;
    yaml: |table| ::serde_saphyr::from_str(&::serde_saphyr::to_string(table)?)?;
    toml: |table| ::toml::from_str(&::toml::to_string(table)?)?;
    cbor: |table| {
        let mut bytes = Vec::new();
        ::ciborium::into_writer(table, &mut bytes)?;
        ::ciborium::from_reader(bytes.as_slice())?
    };
    message_pack: |table| ::rmp_serde::from_slice(&::rmp_serde::to_vec(table)?)?;
    message_pack_with_names: |table| ::rmp_serde::from_slice(&::rmp_serde::to_vec_named(table)?)?;
    postcard: |table| ::postcard::from_bytes(&::postcard::to_stdvec(table)?)?;
    bincode: |table| {
        let configuration = ::bincode::config::standard();
        let bytes = ::bincode::serde::encode_to_vec(table, configuration)?;
        ::bincode::serde::decode_from_slice(&bytes, configuration)?.0
    };
}

#[test]
fn a_dead_end_in_compact_message_pack_is_not_led_into() {
    let timeline = Timeline::new([
        Release::new("A"),
        Release::new("B").dead_end("reinstall"),
        Release::new("C"),
    ]);
    let bytes = ::rmp_serde::to_vec(&timeline.unwrap()).unwrap();
    let read: Timeline = ::rmp_serde::from_slice(&bytes).unwrap();
    assert!(plan::next_hop(&read, "B", "C").is_err());
}

#[test]
fn a_number_of_entries_that_is_announced_reserves_no_memory() {
    // An array of 4 294 967 295 elements that ends after its length.
    let array = [0xdd, 0xff, 0xff, 0xff, 0xff];
    assert!(::rmp_serde::from_slice::<Timeline>(&array).is_err());
}
