//! Exit status, and the words of an error.

use std::fmt::Display;
use std::io;

use serde::Serialize;
use wxkit::proto::{Error, Kind};

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
    /// Ctrl-C; with what to do next.
    Interrupted(&'static str),
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

    /// This machine.
    pub(crate) fn io(doing: impl Display, error: &io::Error) -> Self {
        Self::Library(Error::io(doing, error))
    }

    /// The one place where exit statuses are given out.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Usage { .. } | Self::Library(Error::Request(_)) => 2,
            Self::Library(Error::Refused(_)) => 3,
            Self::Library(Error::Transport(_)) => 4,
            Self::Library(Error::Review(_)) => 5,
            // An answer that may be anybody's does not tell what was done either.
            Self::Library(Error::OutcomeUnknown(_) | Error::Untrusted(_)) => 6,
            // As a shell counts a process that ended by SIGINT.
            Self::Interrupted(_) => 130,
            // Local, unreadable answers, broken contracts, and whatever comes to be.
            Self::Library(_) => 1,
        }
    }

    pub(crate) fn message(&self) -> String {
        match self {
            Self::Library(error) => error.to_string(),
            Self::Usage { message, .. } => message.clone(),
            Self::Interrupted(_) => "interrupted".into(),
        }
    }

    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Library(error) => error.hint(),
            Self::Usage { hint, .. } => hint.clone(),
            Self::Interrupted(hint) => Some((*hint).into()),
        }
    }

    /// For programs: `{"error":{"kind","code","message","hint"}}`.
    pub(crate) fn json(&self) -> String {
        let (kind, code) = match self {
            Self::Library(error) => (error.kind(), error.code()),
            Self::Usage { .. } => (Kind::Input, None),
            Self::Interrupted(_) => (Kind::Local, None),
        };
        let error = Wire { kind: kind.as_str(), code, message: self.message(), hint: self.hint() };
        serde_json::to_string(&Envelope { error }).unwrap_or_default()
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Library(error)
    }
}

#[derive(Serialize)]
struct Envelope {
    error: Wire,
}

#[derive(Serialize)]
struct Wire {
    kind: &'static str,
    code: Option<i64>,
    message: String,
    hint: Option<String>,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use wxkit::proto::{
        Local, LocalKind, OutcomeUnknown, Refusal, Review, Transport, TransportKind, Unreadable,
    };

    use super::*;

    #[test]
    fn every_error_has_its_status() {
        let text = String::new;
        let refusal = Refusal { code: 48001, kind: Kind::Permission, ..Refusal::default() };
        let transport = Transport { kind: TransportKind::Connect, arrived: false, message: text() };
        for (failure, status) in [
            (Failure::usage("x"), 2),
            (Error::invalid("x").into(), 2),
            (Error::Local(Local { kind: LocalKind::Changed, message: text() }).into(), 1),
            (Error::from(refusal).into(), 3),
            (Error::Transport(transport).into(), 4),
            (Error::Review(Review { message: text(), hint: text() }).into(), 5),
            (Error::OutcomeUnknown(OutcomeUnknown { operation: text(), cause: text() }).into(), 6),
            (Error::Reply(Unreadable { message: text(), excerpt: text(), parsed: false }).into(), 1),
            (Error::Misuse("x").into(), 1),
            (Failure::Interrupted("x"), 130),
        ] {
            assert_eq!(Failure::status(&failure), status, "{failure:?}");
        }
    }

    #[test]
    fn programs_get_one_object() {
        let failure = Failure::usage_hint("no \"title\"", "write one");
        expect![[r#"{"error":{"kind":"input","code":null,"message":"no \"title\"","hint":"write one"}}"#]]
            .assert_eq(&failure.json());
    }
}
