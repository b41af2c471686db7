use indexmap::IndexMap;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::JsonFile;

/// The records of a JSON file, as they are written there.
///
/// Where a record changes, only the fields that changed are replaced.
#[derive(Debug)]
pub struct Records(Vec<Box<RawValue>>);

/// The fields of a record, in the order and in the form of the file.
type Fields = IndexMap<String, Box<RawValue>>;

impl Records {
    /// Reads the records, and the value of each.
    pub fn read<T: DeserializeOwned>(file: &JsonFile) -> anyhow::Result<(Self, Vec<T>)> {
        file.read_with(|bytes| {
            Ok((Self(serde_json::from_slice(bytes)?), serde_json::from_slice(bytes)?))
        })
    }

    /// Writes the file with new values: those at the positions of the old ones, and then further
    /// ones.
    pub fn save<T: PartialEq + Serialize>(
        mut self,
        file: &JsonFile,
        old: &[T],
        new: &[T],
    ) -> anyhow::Result<()> {
        for (position, new) in new.iter().enumerate() {
            match old.get(position) {
                Some(old) if old == new => {}
                Some(old) => self.change(position, &fields(old)?, fields(new)?)?,
                None => self.0.push(one_line(&fields(new)?)?),
            }
        }
        file.replace(&self.0)
    }

    /// Replaces the fields of a record that differ between two values of it.
    fn change(&mut self, position: usize, old: &Fields, mut new: Fields) -> serde_json::Result<()> {
        new.retain(|name, value| old.get(name).is_none_or(|old| old.get() != value.get()));
        let record = &mut self.0[position];
        let mut written: Fields = serde_json::from_str(record.get())?;
        written.extend(new);
        *record = one_line(&written)?;
        Ok(())
    }
}

fn fields(value: &impl Serialize) -> serde_json::Result<Fields> {
    serde_json::from_str(&serde_json::to_string(value)?)
}

/// Writes a record on a line of its own, as in a file that people read and compare.
fn one_line(fields: &Fields) -> serde_json::Result<Box<RawValue>> {
    let fields: serde_json::Result<Vec<_>> = fields
        .iter()
        .map(|(name, value)| Ok(format!("{}: {value}", serde_json::to_string(name)?)))
        .collect();
    RawValue::from_string(format!("{{{}}}", fields?.join(", ")))
}
