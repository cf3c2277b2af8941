//! The journal: what was acknowledged, one JSON object a line, so that a run can go on where another was cut off.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

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

/// Reads a journal. A torn last line, as a crash leaves it, is ignored; so are lines that this version does not
/// understand.
#[must_use]
pub fn read_journal<T: DeserializeOwned>(text: &str) -> Vec<T> {
    text.split_inclusive('\n')
        .filter(|line| line.ends_with('\n'))
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn torn_and_foreign_lines_are_ignored() {
        let mut text = Record::new(&vec![1, 2]).line();
        text += "{\"other\":1}\n";
        text += &Record::synced(&vec![3]).line();
        text += "[4,5";
        assert_eq!(read_journal::<Vec<u8>>(&text), [vec![1, 2], vec![3]]);
        assert_eq!(read_journal::<u8>("4\n5"), [4], "a last line without a line break may be torn");
    }
}
