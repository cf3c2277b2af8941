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
    /// The platform's id of this request (`rid`, the text behind `hint:`, or the header `Request-ID`), for its support.
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
            Some((end, _)) => write!(f, ": {}…", text.get(..end).unwrap_or_default())?,
            None if text.is_empty() => {}
            None => write!(f, ": {text}")?,
        }
        match &self.request_id {
            Some(id) if !text.contains(id) => write!(f, "; Request-ID: {id}"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_word_and_somebody_who_can_mend_it() {
        let check = |kind: Kind, word: &str, mender: &str| {
            assert_eq!(kind.as_str(), word);
            assert!(kind.mender().starts_with(mender), "{word}: {}", kind.mender());
        };
        check(Kind::Token, "token", "the program");
        check(Kind::Busy, "busy", "time");
        check(Kind::Throttled, "throttled", "time");
        check(Kind::Quota, "quota", "time, or whoever may clear the quota");
        check(Kind::Input, "input", "whoever makes the request");
        check(Kind::Media, "media", "whoever makes the request");
        check(Kind::Content, "content", "the author");
        check(Kind::Permission, "permission", "the administrator");
        check(Kind::Account, "account", "the administrator");
        check(Kind::Whitelist, "whitelist", "the administrator");
        check(Kind::State, "state", "nobody has to");
        check(Kind::Receiver, "receiver", "the receiver");
        check(Kind::Unknown, "unknown", "WeChat's support");
        check(Kind::Local, "local", "whoever runs this machine");
        check(Kind::Transport, "transport", "the network");
        check(Kind::OutcomeUnknown, "outcome_unknown", "whoever can look");
        check(Kind::Reply, "reply", "the network");
        check(Kind::Untrusted, "untrusted", "whoever runs this machine: its clock");
        check(Kind::Review, "review", "the author, or time");
    }

    #[test]
    fn how_long_to_wait_is_in_the_words() {
        let check = |kind: Kind, message: &str, expected: (Kind, Option<u64>)| {
            let mut refusal = Refusal::new(1, kind);
            refusal.message = message.into();
            refusal.count_by_period();
            let waits = refusal.retry_after.map(|wait| wait.as_millis().try_into().unwrap());
            assert_eq!((refusal.kind, waits), expected, "{message}");
        };
        let (throttled, quota) = (Kind::Throttled, Kind::Quota);
        check(throttled, "api minute-quota reached", (throttled, Some(60_000)));
        check(throttled, "超过每秒的次数", (throttled, Some(1_600)));
        check(quota, "QPS limit", (throttled, Some(1_600)));
        check(throttled, "5 times an hour", (quota, None));
        check(quota, "当天上传文件数已达上限", (quota, None));
        check(throttled, "too often", (throttled, Some(60_000)));
        check(quota, "too often", (quota, None));
        check(Kind::Busy, "once a minute", (Kind::Busy, None));
    }

    #[test]
    fn nobody_waits_for_hours() {
        let check = |kind: Kind, told: &str, expected: (Kind, Option<u64>, &str)| {
            let mut refusal = Refusal::new(1, kind);
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, told.parse().unwrap());
            refusal.retry_as_told(&headers);
            let waits = refusal.retry_after.map(|wait| wait.as_secs());
            assert_eq!((refusal.kind, waits, refusal.hint.as_str()), expected, "{told}");
        };
        check(Kind::Throttled, "7", (Kind::Throttled, Some(7), ""));
        check(Kind::Throttled, "0", (Kind::Throttled, Some(1), ""));
        check(Kind::Throttled, "600", (Kind::Throttled, Some(600), ""));
        check(Kind::Throttled, "601", (Kind::Quota, None, "repeat in 601 seconds, as the answer says"));
        check(Kind::Throttled, "Wed, 21 Oct 2026 07:28:00 GMT", (Kind::Throttled, None, ""));
        check(Kind::Busy, "7", (Kind::Busy, None, ""));
    }

    #[test]
    fn what_was_said_is_shown_with_the_id_for_support() {
        let check = |change: &dyn Fn(&mut Refusal), expected: &str| {
            let mut refusal = Refusal::new(0, Kind::Input);
            change(&mut refusal);
            assert_eq!(refusal.to_string(), expected);
        };
        check(&|_| {}, "WeChat refused");
        check(&|refusal| refusal.code = 45009, "WeChat refused with 45009");
        let signed = |refusal: &mut Refusal| {
            (refusal.code, refusal.word, refusal.meaning) =
                (400, "PARAM_ERROR".into(), "the request is wrong");
            (refusal.message, refusal.request_id) = (" 参数错误 ".into(), Some("08F7".into()));
        };
        let said = "WeChat refused with PARAM_ERROR (HTTP 400), the request is wrong";
        check(&signed, &format!("{said}: 参数错误; Request-ID: 08F7"));
        let unverified = |refusal: &mut Refusal| {
            signed(refusal);
            refusal.unverified = true;
        };
        let unsure = format!("{said} (not verified: the answer has no signature)");
        check(&unverified, &format!("{unsure}: 参数错误; Request-ID: 08F7"));
        let with_rid = |refusal: &mut Refusal| {
            signed(refusal);
            refusal.message = "参数错误 rid: 08F7".into();
        };
        check(&with_rid, &format!("{said}: 参数错误 rid: 08F7"));
        let long = |refusal: &mut Refusal| {
            signed(refusal);
            (refusal.message, refusal.request_id) = ("错".repeat(301), None);
        };
        check(&long, &format!("{said}: {}…", "错".repeat(300)));
        let full = |refusal: &mut Refusal| {
            signed(refusal);
            (refusal.message, refusal.request_id) = ("错".repeat(300), None);
        };
        check(&full, &format!("{said}: {}", "错".repeat(300)));
    }
}
