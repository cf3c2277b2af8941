//! Where an answer goes: into memory, or into a file if it is one.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{
    CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, HeaderMap,
};
use http::{Response, StatusCode};
use serde_json::{Map, Value};

use crate::error::{Error, Transport, Unreadable};
use crate::json::{self, MARK};

/// The longest answer in JSON that is taken in, in bytes. A list of 20 articles with their content stays below.
pub const REPLY_CAP: usize = 16 * 1024 * 1024;

/// How much of an answer is looked at, in bytes, before what may still be JSON is taken for a file.
const LOOK: usize = 1024 * 1024;

/// A body that claims to be something else may still be a refusal if it is at most this long, in bytes.
const SHORT: usize = 2048;

/// Where an answer goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sink {
    /// Into memory, but not more than this many bytes: a longer one is an [`Error::Reply`].
    /// → [`Answer::Reply`](crate::Answer::Reply)
    Memory(usize),
    /// Into a file if the answer is one, else into memory, at most [`REPLY_CAP`] bytes.
    /// → [`Answer::Stored`](crate::Answer::Stored) or [`Answer::Reply`](crate::Answer::Reply)
    File(Target),
}

/// A file that is being received.
///
/// A driver reads until [`Target::sort`] has decided. Nothing is opened before that, so an error in place of a file leaves no trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where the bytes are written. It is not the final name: that is given by [`Ask::Rename`](crate::flow::Ask::Rename).
    pub path: Arc<PathBuf>,
    /// Where in the file the bytes of a partial answer (206) belong. A whole one (200) begins at 0.
    pub at: u64,
    /// Whether it must not be there yet. What is there and was not made by this download is never touched:
    /// [`LocalKind::Exists`](crate::error::LocalKind::Exists).
    pub fresh: bool,
    /// How long the file may become, in bytes; a longer one is an [`Error::Reply`].
    pub limit: u64,
    /// The fields by which a reply in JSON is told from a file that is JSON, such as `video_url`.
    pub fields: &'static [&'static str],
}

/// What an answer is, as far as can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerKind {
    /// Not decided: read on.
    Undecided,
    /// A reply, a refusal, or nothing readable: all of it belongs into memory.
    Reply,
    /// The file. Cut the target to this length and write everything behind it.
    File {
        /// Where the first byte of the answer belongs.
        at: u64,
    },
}

/// A file that was received, or a part of it.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Status and headers of the answer.
    pub head: Response<()>,
    /// How many bytes the file holds now, from its beginning.
    pub len: u64,
    /// Why the answer broke off; `None`: all that was announced is there.
    pub cut: Option<Transport>,
}

impl Target {
    /// Holds the head of an answer against what was asked for, before anything of it is read.
    ///
    /// # Errors
    /// [`Error::Reply`] if the file is packed, which was not asked for, or longer than it may be.
    pub fn check(&self, status: StatusCode, headers: &HeaderMap) -> Result<(), Error> {
        if !status.is_success() {
            return Ok(());
        }
        let coding = headers.get(CONTENT_ENCODING).map(|value| String::from_utf8_lossy(value.as_bytes()));
        let coding = coding.filter(|coding| !matches!(coding.trim(), "" | "identity"));
        if let Some(coding) = coding {
            let coding: String = coding.chars().filter(char::is_ascii_graphic).take(20).collect();
            return Err(odd(format!(
                "the file arrived packed ({coding}), though it was asked for as it is; a proxy on the way may do that"
            )));
        }
        let begin = if status == StatusCode::PARTIAL_CONTENT { self.at } else { 0 };
        let announced =
            headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.trim().parse().ok());
        self.admit(begin.saturating_add(announced.unwrap_or(0)))
    }

    /// Whether the file may be so long.
    ///
    /// # Errors
    /// [`Error::Reply`] if not.
    pub fn admit(&self, len: u64) -> Result<(), Error> {
        match len > self.limit {
            true => {
                Err(odd(format!("the file is longer than {} bytes, the most that is taken here", self.limit)))
            }
            false => Ok(()),
        }
    }

    /// Decides by the head, the first bytes, and whether they are all there is.
    /// It decides at the latest after a MiB.
    #[must_use]
    pub fn sort(&self, status: StatusCode, headers: &HeaderMap, first: &[u8], ended: bool) -> AnswerKind {
        sort(self.at, self.fields, status, headers, first, ended)
    }
}

/// Whether an answer that lies in memory as a whole is a file, and not a reply or a refusal.
#[must_use]
pub fn is_file(fields: &[&str], response: &Response<Bytes>) -> bool {
    let sorted = sort(0, fields, response.status(), response.headers(), response.body(), true);
    matches!(sorted, AnswerKind::File { .. })
}

fn sort(
    at: u64,
    fields: &[&str],
    status: StatusCode,
    headers: &HeaderMap,
    first: &[u8],
    ended: bool,
) -> AnswerKind {
    let goes_on = at > 0;
    let at = match status {
        StatusCode::OK => 0,
        StatusCode::PARTIAL_CONTENT if begins_at(headers).is_none_or(|begin| begin == at) => at,
        _ => return AnswerKind::Reply,
    };
    let file = AnswerKind::File { at };
    if !ended && MARK.starts_with(first) {
        return AnswerKind::Undecided;
    }
    let Some(begin) = first.strip_prefix(MARK).unwrap_or(first).trim_ascii_start().first() else {
        // A file may consist of blanks, as may what is left of one: the line break at its end.
        let blanks = !first.is_empty() && (has_name(headers) || status == StatusCode::PARTIAL_CONTENT);
        return match ended {
            _ if first.len() > LOOK => file,
            true if blanks => file,
            true => AnswerKind::Reply,
            false => AnswerKind::Undecided,
        };
    };
    // In the middle of a file its name says nothing: a refusal there may still bear it.
    if has_name(headers) && !(goes_on && *begin == b'{') {
        return file;
    }
    let text = is_text(headers);
    let limit = if text { LOOK } else { SHORT };
    // The same bytes are looked at however the network cuts an answer.
    let is_enough = ended || first.len() >= SHORT;
    match begin {
        b'{' | b'<' if is_enough && is_binary(first) => file,
        b'{' if first.len() > limit => file,
        b'{' if !ended => AnswerKind::Undecided,
        b'{' if is_reply(fields, first, text) => AnswerKind::Reply,
        // What was binary does not begin anew as JSON.
        b'{' if goes_on && at == 0 && json::parse(first).is_ok() => AnswerKind::Reply,
        b'<' if text && !is_enough => AnswerKind::Undecided,
        b'<' if text => AnswerKind::Reply,
        _ => file,
    }
}

/// Whether it has more control characters than any text: what is encrypted may begin with any byte, and is called text by
/// some servers.
fn is_binary(first: &[u8]) -> bool {
    let looked = first.get(..SHORT).unwrap_or(first);
    let controls =
        looked.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()).count();
    looked.len() >= 64 && controls * 32 > looked.len()
}

/// Whether an object in JSON is an answer of the platform. One that is broken must not pass for a file.
fn is_reply(fields: &[&str], bytes: &[u8], text: bool) -> bool {
    match json::parse(bytes) {
        Ok(Value::Object(object)) => is_error(&object, text) || text && has_any(&object, fields),
        _ => text,
    }
}

/// An error as WeChat Pay writes it, and nothing else.
fn is_bare_error(object: &Map<String, Value>) -> bool {
    object.get("code").is_some_and(Value::is_string)
        && object.contains_key("message")
        && object.keys().all(|key| ["code", "message", "detail"].contains(&key.as_str()))
}

/// Whether it speaks of an error, or of none, in the words of one of the platforms.
fn is_error(object: &Map<String, Value>, text: bool) -> bool {
    let is_code = object.get("errcode").is_some_and(|code| text || json::as_int(code).is_some());
    is_code || is_bare_error(object) || text && has_any(object, &["ret", "errmsg"])
}

fn has_any(object: &Map<String, Value>, fields: &[&str]) -> bool {
    fields.iter().any(|field| object.contains_key(*field))
}

fn odd(message: String) -> Error {
    Error::Reply(Unreadable { message, excerpt: String::new(), parsed: true })
}

/// Whether the answer says of itself that it is to be saved.
fn has_name(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_DISPOSITION).is_some_and(|value| {
        let text = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
        text.contains("filename") || text.trim_start().starts_with("attachment")
    })
}

/// Whether the content type leaves open that it is a reply: JSON, any text, or none at all.
fn is_text(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE) else { return true };
    let text = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
    text.trim_start().starts_with("text/") || text.contains("json") || text.trim().is_empty()
}

/// The first position of a `Content-Range`.
fn begins_at(headers: &HeaderMap) -> Option<u64> {
    content_range(headers).and_then(|(begin, _)| begin)
}

/// `bytes BEGIN-END/TOTAL`, `bytes */TOTAL` and `bytes BEGIN-END/*`: what is known of begin and total.
pub(crate) fn content_range(headers: &HeaderMap) -> Option<(Option<u64>, Option<u64>)> {
    let text = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    let (range, total) = text.trim().strip_prefix("bytes")?.trim_start().split_once('/')?;
    let begin = range.split_once('-').and_then(|(begin, _)| begin.trim().parse().ok());
    Some((begin, total.trim().parse().ok()))
}

#[cfg(test)]
mod tests;
