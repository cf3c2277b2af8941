//! The journal: what was acknowledged, so that a run can go on where another was cut off.
//!
//! A journal is text. Its first line is [`JOURNAL_HEADER`]; each further line is a check value, a `?` if the record may be
//! ignored, a blank, and the record in JSON:
//!
//! ```text
//! wxkit journal 2
//! 2f2a1b0c {"picture":{"sha1":"…","url":"…"}}
//! 9d81c3e7? {"object":"…"}
//! ```
//!
//! The check value is the CRC-32, in eight hex digits, of the line before together with all that follows the check value in
//! its own line. So no byte can change, and no line can vanish, come twice or move, without being seen.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, Local, LocalKind};

/// The first line of a journal, with its line break. The number is the version of the format.
pub const JOURNAL_HEADER: &str = "wxkit journal 2\n";

/// One line of a journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What is kept. It holds no credential.
    pub value: Value,
    /// Whether it must be on the disk, and not only written, before the answer.
    pub sync: bool,
    /// Whether a version of wxkit that does not know it may pass over it. All else that is not known is an error.
    pub ignorable: bool,
}

impl Record {
    /// A record that only needs to be written.
    pub fn new<T: Serialize>(value: &T) -> Self {
        Self { value: serde_json::to_value(value).unwrap_or_default(), sync: false, ignorable: false }
    }

    /// A record that must be on the disk before the next step.
    pub fn synced<T: Serialize>(value: &T) -> Self {
        Self { sync: true, ..Self::new(value) }
    }

    /// A record without which nothing goes wrong.
    pub fn ignorable<T: Serialize>(value: &T) -> Self {
        Self { ignorable: true, ..Self::new(value) }
    }

    /// The text to append to a journal, which may be given as a whole or by its last line. An empty one gets its header
    /// too.
    #[must_use]
    pub fn line(&self, journal: &str) -> String {
        let mark = if self.ignorable { "?" } else { "" };
        let content = format!("{mark} {}", self.value);
        match journal.lines().next_back() {
            Some(before) => format!("{}{content}\n", check_value(before, &content)),
            None => {
                format!("{JOURNAL_HEADER}{}{content}\n", check_value(JOURNAL_HEADER.trim_end(), &content))
            }
        }
    }
}

/// Reads a journal. A torn last line, as a crash leaves it, is ignored, and so is what is marked as ignorable and not known
/// to this version.
///
/// # Errors
/// [`Error::Local`] if a line is damaged or not known: what it said may be that something was submitted, so nothing may go
/// on as if it had never been there.
pub fn read_journal<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, Error> {
    let text = mend_journal(text.as_bytes())?;
    let mut records = Vec::new();
    for (at, line) in text.lines().enumerate().skip(1) {
        let content = line.get(CHECK..).unwrap_or_default();
        let ignorable = content.starts_with('?');
        match serde_json::from_str(content.trim_start_matches('?')) {
            Ok(record) => records.push(record),
            Err(_) if ignorable => {}
            Err(_) => return Err(unusable(at, "is of a kind that this version of wxkit does not know")),
        }
    }
    Ok(records)
}

/// The whole lines of a journal. What a crash tore off the last one is completed if only the line break is missing, and
/// else left out: it was never acknowledged.
///
/// # Errors
/// [`Error::Local`] if it is damaged, or of another version.
pub fn mend_journal(bytes: &[u8]) -> Result<String, Error> {
    if JOURNAL_HEADER.as_bytes().starts_with(bytes) {
        // Nothing was ever recorded.
        return Ok(String::new());
    }
    if !bytes.starts_with(JOURNAL_HEADER.as_bytes()) {
        return Err(unusable(0, foreign(bytes)));
    }
    let mut text = String::with_capacity(bytes.len() + 1);
    let mut before = "";
    for (at, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let (content, ended) = line.strip_suffix(b"\n").map_or((line, false), |content| (content, true));
        let whole = str::from_utf8(content).ok().filter(|line| at == 0 || is_whole(before, line));
        match whole {
            Some(whole) => {
                text.push_str(whole);
                text.push('\n');
                before = whole;
            }
            // Its line break has become something else, which no crash does.
            None if !ended && !ends_in_excess(before, content) => break,
            None => return Err(unusable(at, "is damaged")),
        }
    }
    Ok(text)
}

/// How many characters a check value has.
const CHECK: usize = 8;

fn check_value(before: &str, content: &str) -> String {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(before.as_bytes());
    hasher.update(content.as_bytes());
    format!("{:08x}", hasher.finalize())
}

fn is_whole(before: &str, line: &str) -> bool {
    line.split_at_checked(CHECK).is_some_and(|(check, content)| check == check_value(before, content))
}

fn ends_in_excess(before: &str, line: &[u8]) -> bool {
    let shorter = line.split_last().and_then(|(_, shorter)| str::from_utf8(shorter).ok());
    shorter.is_some_and(|shorter| is_whole(before, shorter))
}

/// Why the first line is not the header.
fn foreign(bytes: &[u8]) -> &'static str {
    let newer =
        bytes.strip_prefix(b"wxkit journal ").and_then(|rest| rest.split(|byte| *byte == b'\n').next());
    match newer {
        Some(version) if version.iter().all(u8::is_ascii_digit) => {
            "names another version of the journal's format"
        }
        // The first format had neither header nor check values.
        _ if matches!(bytes.first(), Some(b'{' | b'"')) => {
            "shows that an older wxkit wrote it, without the values by which damage is seen"
        }
        _ => "is damaged",
    }
}

fn unusable(at: usize, why: &str) -> Error {
    let message = format!(
        "line {} of the journal {why}, so it cannot be known what was done already; look in the WeChat console what was \
         published, then remove the journal",
        at + 1
    );
    Error::Local(Local::new(LocalKind::Io, message))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Step {
        Uploaded(String),
        Submitting,
        Submitted,
    }

    fn journal(records: &[Record]) -> String {
        records.iter().fold(String::new(), |text, record| {
            let line = record.line(&text);
            text + &line
        })
    }

    fn steps() -> Vec<Step> {
        vec![Step::Uploaded("茶".into()), Step::Submitting, Step::Submitted]
    }

    fn of_steps() -> String {
        journal(&steps().iter().map(Record::synced).collect::<Vec<_>>())
    }

    #[test]
    fn what_was_written_is_read() {
        let text = of_steps();
        // The check values were computed with Python's zlib.crc32.
        let expected = "wxkit journal 2\nc9261587 {\"uploaded\":\"茶\"}\n8176235e \"submitting\"\n76dfcd1f \"submitted\"\n";
        assert_eq!(text, expected);
        assert_eq!(read_journal::<Step>(&text).unwrap(), steps());
        assert_eq!(read_journal::<Step>("").unwrap(), []);
        assert_eq!(read_journal::<Step>(JOURNAL_HEADER).unwrap(), []);
        let last = text.lines().next_back().unwrap();
        assert_eq!(Record::new(&1).line(last), Record::new(&1).line(&text), "the last line is enough");
    }

    #[test]
    fn a_torn_last_line_is_ignored() {
        let text = of_steps();
        for len in 0..=text.len() {
            let mended = mend_journal(&text.as_bytes()[..len]).unwrap();
            assert!(text.starts_with(&mended));
            // What is whole but for its line break is whole.
            if len <= JOURNAL_HEADER.len() {
                assert_eq!(mended, "");
                continue;
            }
            let lines = text.as_bytes()[..len].iter().filter(|byte| **byte == b'\n').count();
            let whole = text.as_bytes().get(len) == Some(&b'\n');
            assert_eq!(mended.lines().count(), lines + usize::from(whole), "{len}");
        }
    }

    #[test]
    fn no_byte_changes_unseen() {
        let text = of_steps().into_bytes();
        for at in 0..text.len() {
            let (before, byte, after) = (&text[..at], text[at], &text[at + 1..]);
            let flips = (0..8).map(|bit| vec![byte ^ (1 << bit)]);
            for put in flips.chain([vec![], vec![byte, byte], vec![0], vec![b'\n'], vec![b' ', byte]]) {
                let changed = [before, &put, after].concat();
                if changed == text {
                    continue;
                }
                let read = mend_journal(&changed);
                // The line break of the last line may be missing, as a crash leaves it.
                let torn = changed == text[..text.len() - 1];
                assert!(
                    if torn { read.is_ok_and(|read| read.as_bytes() == text) } else { read.is_err() },
                    "{at}: {put:?}"
                );
            }
        }
    }

    #[test]
    fn no_line_vanishes_comes_twice_or_moves() {
        let text = of_steps();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for order in
            [&[0, 2, 3][..], &[0, 1, 3], &[0, 1, 1, 2, 3], &[0, 1, 3, 2], &[1, 2, 3], &[0, 0, 1, 2, 3]]
        {
            let changed: String = order.iter().map(|at| lines[*at]).collect();
            mend_journal(changed.as_bytes()).unwrap_err();
        }
    }

    #[test]
    fn what_is_not_known_is_an_error_unless_it_may_be_ignored() {
        let known = Record::new(&Step::Submitting);
        let ignored = journal(&[Record::ignorable(&"later"), known.clone()]);
        assert_eq!(read_journal::<Step>(&ignored).unwrap(), [Step::Submitting]);
        let error = read_journal::<Step>(&journal(&[known, Record::new(&"later")])).unwrap_err();
        assert!(
            error.to_string().starts_with("line 3 of the journal is of a kind that this version"),
            "{error}"
        );
    }

    #[test]
    fn journals_of_other_versions_are_named() {
        for (text, why) in [
            (
                "{\"picture\":{}}\n\"submitting\"\n",
                "line 1 of the journal shows that an older wxkit wrote it",
            ),
            ("wxkit journal 3\n", "line 1 of the journal names another version"),
            ("tea\n", "line 1 of the journal is damaged"),
        ] {
            let error = mend_journal(text.as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with(why), "{error}");
        }
    }
}
