//! Errors that say who is at fault and what to do next.

mod told;

use std::fmt;
use std::io;
use std::time::Duration;

use crate::refusal::{Kind, Refusal};

/// What went wrong, sorted by whose fault it is.
///
/// `Display` tells people what happened; [`Error::hint`] what to do next; [`Error::kind`] is what programs match on.
/// No variant holds a query string, a request body, a token, a secret or a key.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The caller: the request could not be built, or breaks a documented limit. Nothing was sent.
    Request(Invalid),
    /// This machine: a file, the journal or a store.
    Local(Local),
    /// The network, or a gateway before the platform.
    Transport(Transport),
    /// The platform said no.
    Refused(Box<Refusal>),
    /// The platform's answer cannot be read.
    Reply(Unreadable),
    /// The answer's signature does not hold, so it may be anybody's. Nothing of it was used.
    Untrusted(Untrusted),
    /// The answer was lost and repeating might do harm; what was asked may or may not have been done.
    OutcomeUnknown(OutcomeUnknown),
    /// A review (审核) ended badly, or did not end in the time allowed.
    Review(Review),
    /// The contract of [`Flow`](crate::Flow) was broken, by its driver or by the flow itself.
    Misuse(&'static str),
    /// A fault of wxkit: something that cannot be, is.
    Bug(&'static str),
}

/// Input that breaks a rule, found before anything was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalid {
    /// What is wrong, naming the value, the limit and its source.
    pub message: String,
}

/// Something that looks wrong but may work; shown to people, and nothing is stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Warning {
    /// What looks wrong.
    pub message: String,
}

/// A failure on this machine.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Local {
    /// What kind of failure.
    pub kind: LocalKind,
    /// What was being done, and what the system said.
    pub message: String,
}

/// Kinds of [`Local`] failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LocalKind {
    /// There is no such file.
    Missing,
    /// A file is not what it was when it was looked at.
    Changed,
    /// There is a file of that name already.
    Exists,
    /// The disk is full, or what this user may have of it.
    Full,
    /// Anything else the system reports.
    Io,
    /// Another part failed, so this one was not carried on.
    Stopped,
}

/// A failure between this machine and the platform.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Transport {
    /// What kind of failure.
    pub kind: TransportKind,
    /// Whether the request may have arrived and been carried out.
    pub arrived: bool,
    /// What the transport said; never with a query string.
    pub message: String,
}

/// Kinds of [`Transport`] failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportKind {
    /// No connection: name, address, TLS. The request was not sent.
    Connect,
    /// A clock ran out.
    Timeout,
    /// The connection broke.
    Interrupted,
    /// A gateway answered in place of the platform, with this HTTP status.
    Gateway(u16),
}

/// An answer that cannot be read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Unreadable {
    /// What was expected and not found.
    pub message: String,
    /// The beginning of the answer, at most 1024 characters, without what looks like a credential.
    pub excerpt: String,
    /// Whether it was not damaged on the way, only of a wrong form or length: asking again would bring the same.
    pub parsed: bool,
}

impl Unreadable {
    /// A whole answer that lacks something, or has it in a wrong form.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), excerpt: String::new(), parsed: true }
    }
}

/// An answer that may be anybody's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Untrusted {
    /// What is wrong with it.
    pub kind: SignatureProblem,
    /// The same for people, without anything of the answer that could be taken for the platform's word.
    pub message: String,
    /// What to do next; may be empty.
    pub hint: String,
}

/// What can be wrong with the signature of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureProblem {
    /// There is none, and there should be: nobody asked [`verify`](crate::Platform::verify), or the answer is a success
    /// without signature.
    Missing,
    /// It is of an algorithm that is not supported.
    Algorithm,
    /// It is too old or from the future: the clock of this machine is wrong, or an old answer was played again.
    Time,
    /// It is made with a key that is not known.
    Key,
    /// It does not fit the answer.
    Signature,
    /// It is the platform's, but what is encrypted in it cannot be decrypted or is not what it should be.
    Sealed,
    /// The platform made it wrong on purpose, to see whether it is verified (签名探测流量). No cause for alarm.
    Probe,
}

/// An operation whose result is not known.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OutcomeUnknown {
    /// Which operation, as method and path.
    pub operation: String,
    /// Why the answer was lost.
    pub cause: String,
    /// How to find out, or that it can be done again; empty if only the platform's console can tell.
    pub hint: String,
}

/// A review that did not end well.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Review {
    /// What was reviewed, and how it ended.
    pub message: String,
    /// What to do next.
    pub hint: String,
}

impl Error {
    /// What programs match on.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Request(_) => Kind::Input,
            Self::Local(_) | Self::Misuse(_) | Self::Bug(_) => Kind::Local,
            Self::Transport(_) => Kind::Transport,
            Self::Refused(refusal) => refusal.kind,
            Self::Reply(_) => Kind::Reply,
            Self::Untrusted(_) => Kind::Untrusted,
            Self::OutcomeUnknown(_) => Kind::OutcomeUnknown,
            Self::Review(_) => Kind::Review,
        }
    }

    /// The platform's number, if the platform said no.
    #[must_use]
    pub fn code(&self) -> Option<i64> {
        match self {
            // Some refusals say no with a text, and 0 as their number.
            Self::Refused(refusal) => Some(refusal.code).filter(|code| *code != 0),
            _ => None,
        }
    }

    /// Shorthand for [`Error::Request`].
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::Request(Invalid::new(message))
    }

    /// Shorthand for [`Error::Local`]: `doing` names the file and what was being done with it.
    pub fn io(doing: impl fmt::Display, error: &io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::NotFound => LocalKind::Missing,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => LocalKind::Full,
            _ => LocalKind::Io,
        };
        Self::Local(Local { kind, message: format!("{doing}: {error}") })
    }

    /// Shorthand for [`Error::Local`] with [`LocalKind::Changed`].
    pub fn changed(name: impl fmt::Display) -> Self {
        Self::Local(Local {
            kind: LocalKind::Changed,
            message: format!("{name} changed while it was in use"),
        })
    }
}

impl Local {
    /// A fault of this machine.
    #[must_use]
    pub fn new(kind: LocalKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

impl Transport {
    /// A fault on the way; `arrived` if the platform may have got the request.
    #[must_use]
    pub fn new(kind: TransportKind, arrived: bool, message: impl Into<String>) -> Self {
        Self { kind, arrived, message: message.into() }
    }
}

impl OutcomeUnknown {
    /// What may have taken effect, and why nobody can tell.
    #[must_use]
    pub fn new(operation: impl Into<String>, cause: impl Into<String>) -> Self {
        Self { operation: operation.into(), cause: cause.into(), hint: String::new() }
    }

    /// With what to do next.
    #[must_use]
    pub fn advise(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }
}

impl Review {
    /// What the review said, and what to do next.
    #[must_use]
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }
}

impl Invalid {
    /// An input error with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl Warning {
    /// A warning with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl Untrusted {
    /// An answer that cannot be trusted.
    pub fn new(kind: SignatureProblem, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: hint.into() }
    }
}

impl Transport {
    /// How long to wait before attempt number `attempt` (from 1) is followed by the next.
    #[must_use]
    pub fn pause(attempt: u32) -> Duration {
        Duration::from_millis(500 << attempt.saturating_sub(1).min(6))
    }
}

impl From<Untrusted> for Error {
    fn from(untrusted: Untrusted) -> Self {
        Self::Untrusted(untrusted)
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::Request(invalid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_tell_errors_apart() {
        let check = |error: Error, kind: Kind, code: Option<i64>| {
            assert_eq!((error.kind(), error.code()), (kind, code), "{error}");
        };
        check(Error::invalid("x"), Kind::Input, None);
        check(Error::changed("x"), Kind::Local, None);
        check(Error::Misuse("x"), Kind::Local, None);
        check(Error::Bug("x"), Kind::Local, None);
        check(Error::Transport(Transport::new(TransportKind::Timeout, true, "x")), Kind::Transport, None);
        check(Refusal::new(45009, Kind::Quota).into(), Kind::Quota, Some(45009));
        check(Refusal::new(0, Kind::Input).into(), Kind::Input, None);
        check(Error::Reply(Unreadable::new("x")), Kind::Reply, None);
        check(Untrusted::new(SignatureProblem::Time, "x", "").into(), Kind::Untrusted, None);
        check(Error::OutcomeUnknown(OutcomeUnknown::new("x", "y")), Kind::OutcomeUnknown, None);
        check(Error::Review(Review::new("x", "y")), Kind::Review, None);
    }

    #[test]
    fn pauses_double_up_to_half_a_minute() {
        let pauses = [0, 1, 2, 3, 7, 8, 1000].map(|attempt| Transport::pause(attempt).as_millis());
        assert_eq!(pauses, [500, 500, 1000, 2000, 32_000, 32_000, 32_000]);
    }
}
