//! Exit status, and the words of an error.

use std::fmt::Display;
use std::io;

use serde::Serialize;
use serde_json::Value;
use wxkit::proto::{Error, Kind};

use crate::console::Told;

/// Why a command did not do what it was told.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What the library says.
    Library(Error),
    /// Wrong usage or input that only the command knows about; nothing was sent.
    Usage {
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// What the library says, where the command knows better what to do next.
    Advised {
        /// What the library says.
        error: Error,
        /// What to do next.
        hint: String,
    },
    /// Ctrl-C; with what to do next.
    Interrupted(&'static str),
    /// What was looked for was found, and has been told.
    Findings,
    /// Something that was looked into is not in order, and has been told.
    Unwell,
}

impl Failure {
    /// Wrong usage or input.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: None }
    }

    /// Wrong usage or input, and a way out.
    pub(crate) fn usage_hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: Some(hint.into()) }
    }

    /// With what to do next.
    pub(crate) fn advise(self, hint: impl Into<String>) -> Self {
        match self {
            Self::Library(error) | Self::Advised { error, .. } => Self::Advised { error, hint: hint.into() },
            failure => failure,
        }
    }

    /// With the way to find out whether it was done, if that is not known.
    pub(crate) fn find_out(self, hint: impl Into<String>) -> Self {
        match self {
            Self::Library(Error::OutcomeUnknown(_) | Error::Reply(_)) => self.advise(hint),
            failure => failure,
        }
    }

    /// This machine.
    pub(crate) fn io(doing: impl Display, error: &io::Error) -> Self {
        Self::Library(Error::io(doing, error))
    }

    /// An address that is none is wrong input; one that is taken is the fault of this machine.
    pub(crate) fn listening(address: &str, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::InvalidInput => Self::usage(format!("cannot listen on {address}: {error}")),
            _ => Self::io(format!("listening on {address}"), error),
        }
    }

    /// The one place where exit statuses are given out.
    pub(crate) fn status(&self) -> u8 {
        let error = match self {
            Self::Usage { .. } | Self::Findings => return 2,
            Self::Unwell => return 1,
            Self::Library(error) | Self::Advised { error, .. } => error,
            // As a shell counts a process that ended by SIGINT.
            Self::Interrupted(_) => return 130,
        };
        match error {
            Error::Request(_) => 2,
            Error::Refused(refusal) if matches!(refusal.kind, Kind::Busy | Kind::Throttled) => 4,
            Error::Refused(_) => 3,
            // Whole, but not what was asked for: asking again would bring the same.
            Error::Reply(reply) if reply.parsed => 3,
            // Damaged on the way. Where asking again does harm, it is an unknown outcome.
            Error::Transport(_) | Error::Reply(_) => 4,
            Error::Review(_) => 5,
            // An answer that may be anybody's does not tell what was done either.
            Error::OutcomeUnknown(_) | Error::Untrusted(_) => 6,
            // Local, broken contracts, and whatever comes to be.
            _ => 1,
        }
    }

    pub(crate) fn message(&self) -> String {
        match self {
            Self::Library(error) | Self::Advised { error, .. } => error.to_string(),
            Self::Usage { message, .. } => message.clone(),
            Self::Interrupted(_) => "interrupted".into(),
            Self::Findings => "there are findings".into(),
            Self::Unwell => "not all is in order".into(),
        }
    }

    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Library(error) => error.hint(),
            Self::Usage { hint, .. } => hint.clone(),
            Self::Advised { hint, .. } => Some(hint.clone()),
            Self::Interrupted(hint) => Some((*hint).into()),
            Self::Findings | Self::Unwell => None,
        }
    }

    /// For programs: `{"error":{"kind","code","message","hint"}}`, with the platform's id of the request as `rid` and what
    /// looked wrong before as `"warnings"`.
    pub(crate) fn json(&self, warnings: &[Told]) -> String {
        let (kind, code) = match self {
            Self::Library(error) | Self::Advised { error, .. } => (error.kind(), code(error)),
            Self::Usage { .. } | Self::Findings => (Kind::Input, None),
            Self::Interrupted(_) | Self::Unwell => (Kind::Local, None),
        };
        let rid = self.rid();
        let error = Wire { kind: kind.as_str(), code, message: self.message(), hint: self.hint(), rid };
        serde_json::to_string(&Envelope { error, warnings }).unwrap_or_default()
    }
}

impl Failure {
    /// The platform's id of the request.
    fn rid(&self) -> Option<&str> {
        match self {
            Self::Library(Error::Refused(refusal)) | Self::Advised { error: Error::Refused(refusal), .. } => {
                refusal.request_id.as_deref()
            }
            _ => None,
        }
    }
}

/// The platform's number, or its word where it answers with words.
fn code(error: &Error) -> Option<Value> {
    match error {
        Error::Refused(refusal) if !refusal.word.is_empty() => Some(refusal.word.as_str().into()),
        error => error.code().map(Value::from),
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Library(error)
    }
}

#[derive(Serialize)]
struct Envelope<'a> {
    error: Wire<'a>,
    #[serde(skip_serializing_if = "<[Told]>::is_empty")]
    warnings: &'a [Told],
}

#[derive(Serialize)]
struct Wire<'a> {
    kind: &'static str,
    code: Option<Value>,
    message: String,
    hint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rid: Option<&'a str>,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use wxkit::proto::Refusal;
    use wxkit::proto::error::{
        Local, LocalKind, OutcomeUnknown, Review, Transport, TransportKind, Unreadable,
    };

    use super::*;

    #[test]
    fn every_error_has_its_status() {
        let text = String::new;
        let refusal = Refusal::new(48001, Kind::Permission);
        let transport = Transport::new(TransportKind::Connect, false, text());
        let mut damaged = Unreadable::new(text());
        damaged.parsed = false;
        for (failure, status) in [
            (Failure::usage("x"), 2),
            (Error::invalid("x").into(), 2),
            (Error::Local(Local::new(LocalKind::Changed, text())).into(), 1),
            (Error::from(refusal).into(), 3),
            (Error::from(Refusal::new(0, Kind::Busy)).into(), 4),
            (Error::from(Refusal::new(0, Kind::Throttled)).into(), 4),
            (Error::Transport(transport).into(), 4),
            (Error::Review(Review::new(text(), text())).into(), 5),
            (Error::OutcomeUnknown(OutcomeUnknown::new(text(), text())).into(), 6),
            (Error::Reply(damaged).into(), 4),
            (Error::Reply(Unreadable::new(text())).into(), 3),
            (Error::Misuse("x").into(), 1),
            (Failure::Interrupted("x"), 130),
        ] {
            assert_eq!(Failure::status(&failure), status, "{failure:?}");
        }
    }

    #[test]
    fn only_what_may_have_been_done_is_to_be_found_out() {
        let unknown = OutcomeUnknown::new("sending", "cut");
        let failure = Failure::from(Error::OutcomeUnknown(unknown)).find_out("look there");
        assert_eq!((failure.status(), failure.hint().as_deref()), (6, Some("look there")));
        assert!(failure.json(&[]).contains(r#""kind":"outcome_unknown""#));
        assert_eq!(Failure::from(Error::invalid("x")).find_out("look there").hint(), None);
    }

    #[test]
    fn programs_get_one_object() {
        let failure = Failure::usage_hint("no \"title\"", "write one");
        expect![[r#"{"error":{"kind":"input","code":null,"message":"no \"title\"","hint":"write one"}}"#]]
            .assert_eq(&failure.json(&[]));
    }
}
