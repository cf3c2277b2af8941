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
//!
//! Only the last lines can vanish unseen, by a damaged disk and not by a crash, if they were synced. In a file the first line
//! is therefore written over whenever a record was synced, and says how many bytes are on the disk for certain, with a check
//! value of its own ([`sealed_header`]):
//!
//! ```text
//! wxkit journal 2 0000000052 3389ad25
//! ```

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, Local, LocalKind};

/// The first line of a journal, with its line break. The number is the version of the format.
pub const JOURNAL_HEADER: &str = "wxkit journal 2\n";

/// The first line of a journal of which so many bytes, this line among them, must never be missing. It is as long for every
/// number, so it can be written over the one before; that must happen after the bytes are on the disk.
#[must_use]
pub fn sealed_header(bytes: u64) -> String {
    let content = format!(" {:010}", bytes.min(9_999_999_999));
    format!("{BARE_HEADER}{content} {}\n", check_value(BARE_HEADER, &content))
}

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
        let header = if journal.is_empty() { JOURNAL_HEADER } else { "" };
        let before = match journal.lines().next_back() {
            // The seal behind the header changes, and the record in the next line does not.
            Some(line) if !line.starts_with(BARE_HEADER) => line,
            _ => BARE_HEADER,
        };
        format!("{header}{}{content}\n", check_value(before, &content))
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
/// [`Error::Local`] if it is damaged, has lost what its first line says to be there, or is of another version.
pub fn mend_journal(bytes: &[u8]) -> Result<String, Error> {
    if JOURNAL_HEADER.as_bytes().starts_with(bytes) {
        // Nothing was ever recorded.
        return Ok(String::new());
    }
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let first = lines.next().and_then(|line| str::from_utf8(line).ok()).unwrap_or_default();
    let sealed = match first {
        JOURNAL_HEADER => 0,
        _ => seal(first).ok_or_else(|| unusable(0, foreign(bytes)))?,
    };
    let mut text = String::with_capacity(bytes.len() + 1);
    text.push_str(first);
    let (mut before, mut next) = (BARE_HEADER, 1);
    for line in lines {
        let (content, ended) = line.strip_suffix(b"\n").map_or((line, false), |content| (content, true));
        match str::from_utf8(content).ok().filter(|line| is_whole(before, line)) {
            Some(whole) => {
                text.push_str(whole);
                text.push('\n');
                (before, next) = (whole, next + 1);
            }
            // Its line break has become something else, which no crash does.
            None if !ended && !ends_in_excess(before, content) => break,
            None => return Err(unusable(next, "is damaged")),
        }
    }
    if (text.len() as u64) < sealed {
        return Err(unusable(next, "is missing"));
    }
    Ok(text)
}

const BARE_HEADER: &str = "wxkit journal 2";

/// How many bytes must be there, if this first line says so.
fn seal(line: &str) -> Option<u64> {
    let number = line.strip_prefix(BARE_HEADER)?.trim_start().split(' ').next()?;
    let sealed = number.parse().ok()?;
    (sealed_header(sealed) == line).then_some(sealed)
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
    let newer = bytes.strip_prefix(b"wxkit journal ");
    let newer = newer.and_then(|rest| rest.split(|byte| matches!(byte, b'\n' | b' ')).next());
    match newer {
        Some(version) if version != b"2" && version.iter().all(u8::is_ascii_digit) => {
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
        let of = |record: Record| (record.sync, record.ignorable);
        let kinds = [of(Record::new(&1)), of(Record::synced(&1)), of(Record::ignorable(&1))];
        assert_eq!(kinds, [(false, false), (true, false), (false, true)]);
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
        let text = of_steps();
        for text in [sealed(&text, 60), text] {
            no_byte_of(text.into_bytes());
        }
    }

    fn no_byte_of(text: Vec<u8>) {
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

    fn sealed(text: &str, bytes: u64) -> String {
        text.replacen(JOURNAL_HEADER, &sealed_header(bytes), 1)
    }

    #[test]
    fn what_is_sealed_cannot_vanish() {
        // The check value was computed with Python's zlib.crc32.
        assert_eq!(sealed_header(52), "wxkit journal 2 0000000052 3389ad25\n");
        let text = sealed(&of_steps(), 0);
        assert_eq!(read_journal::<Step>(&text).unwrap(), steps());
        assert_eq!(
            Record::new(&1).line(&sealed_header(36)),
            Record::new(&1).line("")[JOURNAL_HEADER.len()..]
        );
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        for end in ends.skip(1) {
            let text = sealed(&text.replacen(&sealed_header(0), JOURNAL_HEADER, 1), end as u64);
            for len in 0..text.len() {
                let read = mend_journal(&text.as_bytes()[..len]);
                match len {
                    // A journal that was begun and not yet sealed begins like this.
                    ..16 => assert_eq!(read.unwrap(), ""),
                    // Only the line break is missing.
                    _ if len + 1 >= end => assert!(text.starts_with(&read.unwrap()), "{len} of {end}"),
                    _ => _ = read.unwrap_err(),
                }
            }
        }
        let error = mend_journal(sealed(&of_steps(), 200).as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("line 5 of the journal is missing, so it cannot be known"), "{error}");
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
            ("wxkit journal 3 0000000036 00000000\n", "line 1 of the journal names another version"),
            ("wxkit journal 2 0000000036 00000000\n", "line 1 of the journal is damaged"),
            ("tea\n", "line 1 of the journal is damaged"),
        ] {
            let error = mend_journal(text.as_bytes()).unwrap_err().to_string();
            assert!(error.starts_with(why), "{error}");
        }
    }
}
