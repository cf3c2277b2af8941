//! The journal: what was acknowledged, one JSON object a line, so that a run can go on where another was cut off.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, Local, LocalKind};

/// One line of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What is kept. It holds no credential.
    pub value: Value,
    /// Whether it must be on the disk, and not only written, before the answer.
    pub sync: bool,
}

impl Record {
    /// A record that only needs to be written.
    pub fn new<T: Serialize>(value: &T) -> Self {
        Self { value: serde_json::to_value(value).unwrap_or_default(), sync: false }
    }

    /// A record that must be on the disk before the next step.
    pub fn synced<T: Serialize>(value: &T) -> Self {
        Self { sync: true, ..Self::new(value) }
    }

    /// The line as it is written, with its line break.
    #[must_use]
    pub fn line(&self) -> String {
        format!("{}\n", self.value)
    }
}

/// Reads a journal. A torn last line, as a crash leaves it, is ignored; so is a record that this version does not know.
///
/// # Errors
/// [`Error::Local`] if a whole line is damaged: what it said may be that something was submitted, so nothing may go on
/// as if it had never been there.
pub fn read_journal<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, Error> {
    let mut records = Vec::new();
    for (at, line) in text.split_inclusive('\n').enumerate().filter(|(_, line)| line.ends_with('\n')) {
        match serde_json::from_str::<Value>(line) {
            Ok(value) => records.extend(serde_json::from_value(value).ok()),
            Err(_) => return Err(damaged(at + 1)),
        }
    }
    Ok(records)
}

fn damaged(line: usize) -> Error {
    let message = format!(
        "line {line} of the journal is damaged; look in the WeChat console what was published, then remove the journal"
    );
    Error::Local(Local { kind: LocalKind::Io, message })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn torn_and_foreign_records_are_ignored() {
        let mut text = Record::new(&vec![1, 2]).line();
        text += "{\"other\":1}\n";
        text += &Record::synced(&vec![3]).line();
        text += "[4,5";
        assert_eq!(read_journal::<Vec<u8>>(&text).unwrap(), [vec![1, 2], vec![3]]);
        assert_eq!(read_journal::<u8>("4\n5").unwrap(), [4], "a last line without a line break may be torn");
    }

    #[test]
    fn a_damaged_record_is_not_skipped() {
        for text in ["[1]\n[2[3]\n[4]\n", "[1]\n\0\0\0\n", "[1]\n\n"] {
            let error = read_journal::<Vec<u8>>(text).unwrap_err();
            assert!(error.to_string().starts_with("line 2 of the journal is damaged"), "{error}");
        }
    }
}
