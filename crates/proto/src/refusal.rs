//! The platform's "no", and the kinds that callers match on.

use std::fmt;
use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;

use crate::error::Error;

/// What class an error belongs to: first those of the platform, then those that do not come from the platform.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The token is bad or was replaced. The library renews it; seen only when renewing did not help.
    Token,
    /// The platform is busy; repeated a few times where that does no harm.
    Busy,
    /// Too many calls per minute; wait, then repeat.
    Throttled,
    /// A daily or monthly quota is used up.
    Quota,
    /// The request is wrong.
    Input,
    /// The file is wrong: type, size or id.
    Media,
    /// The content was refused: risk, originality, review.
    Content,
    /// The account lacks the right, or the interface is closed.
    Permission,
    /// The account or its secret is frozen or banned.
    Account,
    /// The caller's address is not on the whitelist.
    Whitelist,
    /// The object is not in the state that is needed, or it was done already.
    State,
    /// The receiver cannot get it.
    Receiver,
    /// A number that is not in the table.
    #[default]
    Unknown,
    /// This machine: a file, the journal, a store.
    Local,
    /// The network or a gateway.
    Transport,
    /// It is not known whether it was done.
    OutcomeUnknown,
    /// The answer cannot be read.
    Reply,
    /// The answer is not the platform's own, as far as its signature tells.
    Untrusted,
    /// A review failed, or did not end in time.
    Review,
}

impl Kind {
    /// Who can mend it, for people.
    #[must_use]
    pub fn mender(self) -> &'static str {
        match self {
            Self::Token => {
                "the program: it fetches another token; if that does not help, whoever else fetches tokens"
            }
            Self::Busy | Self::Throttled => "time: wait, then repeat",
            Self::Quota => "time, or whoever may clear the quota",
            Self::Input | Self::Media => "whoever makes the request",
            Self::Content => "the author",
            Self::Permission | Self::Account | Self::Whitelist => {
                "the administrator of the account, in the console"
            }
            Self::State => "nobody has to: it was done already, or the state has to change first",
            Self::Receiver => "the receiver",
            Self::Unknown => "WeChat's support, by the rid of the request",
            Self::Local => "whoever runs this machine",
            Self::Transport | Self::Reply => "the network, or time",
            Self::Untrusted => {
                "whoever runs this machine: its clock, its keys, and what stands before WeChat"
            }
            Self::OutcomeUnknown => "whoever can look in the console whether it was done",
            Self::Review => "the author, or time",
        }
    }

    /// The word for programs, as in the command's JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Busy => "busy",
            Self::Throttled => "throttled",
            Self::Quota => "quota",
            Self::Input => "input",
            Self::Media => "media",
            Self::Content => "content",
            Self::Permission => "permission",
            Self::Account => "account",
            Self::Whitelist => "whitelist",
            Self::State => "state",
            Self::Receiver => "receiver",
            Self::Unknown => "unknown",
            Self::Local => "local",
            Self::Transport => "transport",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::Reply => "reply",
            Self::Untrusted => "untrusted",
            Self::Review => "review",
        }
    }
}

/// The platform's "no".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The platform's number (`errcode`, or a non-zero `ret`); the HTTP status where it answers with words.
    pub code: i64,
    /// The platform's word, such as `PARAM_ERROR`, where it answers with words; else empty.
    pub word: String,
    /// Whether the platform itself does not know what was done, or a gateway that says nothing of how long to wait has answered: then only
    /// what may be repeated is.
    pub unsure: bool,
    /// Whether it came without the signature that the platform's answers have, so that it may be anybody's.
    pub unverified: bool,
    /// The platform's own text, without credentials. For people only: it changes without notice.
    pub message: String,
    /// What to match on.
    pub kind: Kind,
    /// The platform's id of this request (`rid`, or the text behind `hint:`), for its support.
    pub request_id: Option<String>,
    /// How long to wait before a repeat, where the platform is known to count per time.
    pub retry_after: Option<Duration>,
    /// What the number means, from the platform's table; empty if it is not in the table.
    pub meaning: &'static str,
    /// What to do next; empty if nothing is known.
    pub hint: String,
}

/// One row of a platform's table of refusals. Tables are never shared between platforms: the same number means
/// different things.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The platform's number.
    pub code: i64,
    /// Its class.
    pub kind: Kind,
    /// What it means.
    pub meaning: &'static str,
    /// What to do next; may be empty.
    pub hint: &'static str,
}

/// Shorthand for a [`Row`] of a table.
#[must_use]
pub const fn row(code: i64, kind: Kind, meaning: &'static str, hint: &'static str) -> Row {
    Row { code, kind, meaning, hint }
}

impl Refusal {
    /// With a code and what it means for the caller; the rest can be set afterwards.
    #[must_use]
    pub fn new(code: i64, kind: Kind) -> Self {
        Self { code, kind, ..Self::default() }
    }

    /// Takes a limit for what the platform's text says of it: one that is counted per second or per minute is waited for
    /// so long, one per hour or per day is a quota. Without such a word, what is throttled waits a minute.
    pub fn count_by_period(&mut self) {
        if !matches!(self.kind, Kind::Throttled | Kind::Quota) {
            return;
        }
        match period_in(&self.message) {
            Some(period) if period > MINUTE => self.kind = Kind::Quota,
            Some(period) => {
                self.kind = Kind::Throttled;
                // The platform's second may begin later than ours.
                self.retry_after = Some(period.max(Duration::from_millis(1600)));
            }
            None if self.kind == Kind::Throttled => self.retry_after = Some(MINUTE),
            None => {}
        }
    }

    /// Takes over the header `Retry-After` where too many calls were made. Nobody waits for longer than ten minutes: then it
    /// is a quota.
    pub fn retry_as_told(&mut self, headers: &HeaderMap) {
        let told = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse::<u64>().ok());
        let Some(secs) = told.filter(|_| self.kind == Kind::Throttled) else { return };
        if secs > 600 {
            (self.kind, self.retry_after) = (Kind::Quota, None);
            self.hint = format!("repeat in {secs} seconds, as the answer says");
        } else {
            self.retry_after = Some(Duration::from_secs(secs.max(1)));
        }
    }
}

/// The period that a limit is counted in.
fn period_in(message: &str) -> Option<Duration> {
    const PERIODS: [(u64, &[&str]); 4] = [
        (24 * 3600, &["day", "daily", "每日", "每天", "当日", "当天", "今日", "今天", "/天"]),
        (3600, &["hour", "小时"]),
        (60, &["minute", "分钟", "/min", "/分"]),
        (1, &["second", "秒", "qps"]),
    ];
    let message = message.to_lowercase();
    let is_named = |words: &[&str]| words.iter().any(|word| message.contains(word));
    PERIODS.iter().find(|(_, words)| is_named(words)).map(|(secs, _)| Duration::from_secs(*secs))
}

const MINUTE: Duration = Duration::from_secs(60);

/// How much of a text from outside is shown.
const SHOWN: usize = 300;

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code, self.word.as_str()) {
            (0, "") => f.write_str("WeChat refused")?,
            (code, "") => write!(f, "WeChat refused with {code}")?,
            (status, word) => write!(f, "WeChat refused with {word} (HTTP {status})")?,
        }
        if !self.meaning.is_empty() {
            write!(f, ", {}", self.meaning)?;
        }
        if self.unverified {
            f.write_str(" (not verified: the answer has no signature)")?;
        }
        let text = self.message.trim();
        match text.char_indices().nth(SHOWN) {
            Some((end, _)) => write!(f, ": {}…", text.get(..end).unwrap_or_default()),
            None if text.is_empty() => Ok(()),
            None => write!(f, ": {text}"),
        }
    }
}
