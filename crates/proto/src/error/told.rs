//! What errors say to people, and what they advise.

use std::fmt;

use super::{Error, Invalid, Local, LocalKind, Transport, TransportKind, Untrusted};

impl Error {
    /// What to do next, if that is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Refused(refusal) => (!refusal.hint.is_empty()).then(|| refusal.hint.clone()),
            Self::Local(Local { kind: LocalKind::Changed, .. }) => {
                Some("let the file come to rest and run again; what was done so far is kept".into())
            }
            Self::Local(Local { kind: LocalKind::Full, .. }) => {
                Some("make room on that disk, then run again; what was done so far is kept".into())
            }
            Self::Transport(transport) if !transport.arrived => {
                Some("the request was not sent; check the network and the address, then repeat".into())
            }
            Self::Transport(Transport { kind: TransportKind::Gateway(413), .. }) => Some(
                "a gateway before WeChat takes no body of this size; send less, or mend the gateway".into(),
            ),
            Self::Transport(Transport { kind: TransportKind::Gateway(404 | 405 | 410), .. }) => {
                Some("that server has no such path: check the base URL, and the proxy if there is one".into())
            }
            Self::Transport(_) => Some("repeat later; nothing that was acknowledged is lost".into()),
            Self::OutcomeUnknown(unknown) if !unknown.hint.is_empty() => Some(unknown.hint.clone()),
            Self::OutcomeUnknown(_) => {
                Some("look in the WeChat console whether it was done before you repeat it".into())
            }
            Self::Review(review) => Some(review.hint.clone()),
            Self::Bug(_) => Some("please report it, with what was being done".into()),
            Self::Untrusted(untrusted) => (!untrusted.hint.is_empty()).then(|| untrusted.hint.clone()),
            _ => None,
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(invalid) => f.write_str(&invalid.message),
            Self::Local(local) => f.write_str(&local.message),
            Self::Transport(transport) => write!(f, "{transport}"),
            Self::Refused(refusal) => write!(f, "{refusal}"),
            Self::Reply(reply) if reply.excerpt.is_empty() && reply.parsed => {
                write!(f, "unreadable answer: {}", reply.message)
            }
            Self::Reply(reply) if reply.excerpt.is_empty() => {
                write!(f, "unreadable answer: {}; it was empty", reply.message)
            }
            Self::Reply(reply) => {
                let excerpt: String = reply.excerpt.chars().take(256).collect();
                write!(f, "unreadable answer: {}; it began with: {excerpt}", reply.message)
            }
            Self::Untrusted(untrusted) => write!(f, "{untrusted}"),
            Self::OutcomeUnknown(unknown) => {
                write!(
                    f,
                    "outcome unknown: {} may or may not have been done ({})",
                    unknown.operation, unknown.cause
                )
            }
            Self::Review(review) => f.write_str(&review.message),
            Self::Misuse(rule) => write!(f, "the contract of a flow was broken: {rule}"),
            Self::Bug(what) => write!(f, "a fault of wxkit: {what}"),
        }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TransportKind::Connect => write!(f, "cannot connect: {}", self.message),
            TransportKind::Timeout => write!(f, "timed out: {}", self.message),
            TransportKind::Interrupted => write!(f, "the connection broke: {}", self.message),
            TransportKind::Gateway(status) => {
                write!(f, "a gateway answered in place of WeChat (HTTP {status}): {}", self.message)
            }
        }
    }
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Untrusted {}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Invalid {}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::error::{OutcomeUnknown, Review, SignatureProblem, Unreadable};
    use crate::refusal::{Kind, Refusal};

    fn check(error: &Error, said: &str, hint: &str) {
        assert_eq!((error.to_string().as_str(), error.hint().unwrap_or_default().as_str()), (said, hint));
    }

    #[test]
    fn who_asked_wrongly_is_told_what() {
        check(&Error::invalid("no title"), "no title", "");
        check(&Error::Misuse("two answers"), "the contract of a flow was broken: two answers", "");
        let bug = Error::Bug("no stage");
        check(&bug, "a fault of wxkit: no stage", "please report it, with what was being done");
    }

    #[test]
    fn this_machine_is_told_apart() {
        let io = |kind: io::ErrorKind| Error::io("reading a.jpg", &io::Error::new(kind, "said"));
        check(&io(io::ErrorKind::NotFound), "reading a.jpg: said", "");
        check(&io(io::ErrorKind::PermissionDenied), "reading a.jpg: said", "");
        let room = "make room on that disk, then run again; what was done so far is kept";
        check(&io(io::ErrorKind::StorageFull), "reading a.jpg: said", room);
        check(&io(io::ErrorKind::QuotaExceeded), "reading a.jpg: said", room);
        let rest = "let the file come to rest and run again; what was done so far is kept";
        let kind = |kind| match io(kind) {
            Error::Local(local) => local.kind,
            other => panic!("{other}"),
        };
        assert_eq!(kind(io::ErrorKind::NotFound), LocalKind::Missing);
        assert_eq!(kind(io::ErrorKind::PermissionDenied), LocalKind::Io);
        check(&Error::changed("a.jpg"), "a.jpg changed while it was in use", rest);
    }

    #[test]
    fn the_network_and_gateways_are_told_apart() {
        let check = |kind, arrived, said: &str, hint: &str| {
            check(&Error::Transport(Transport::new(kind, arrived, "x")), said, hint);
        };
        let unsent = "the request was not sent; check the network and the address, then repeat";
        let later = "repeat later; nothing that was acknowledged is lost";
        check(TransportKind::Connect, false, "cannot connect: x", unsent);
        check(TransportKind::Timeout, true, "timed out: x", later);
        check(TransportKind::Interrupted, true, "the connection broke: x", later);
        let gateway = |status, hint: &str| {
            let said = format!("a gateway answered in place of WeChat (HTTP {status}): x");
            check(TransportKind::Gateway(status), true, &said, hint);
        };
        gateway(413, "a gateway before WeChat takes no body of this size; send less, or mend the gateway");
        for status in [404, 405, 410] {
            gateway(
                status,
                "that server has no such path: check the base URL, and the proxy if there is one",
            );
        }
        gateway(502, later);
    }

    #[test]
    fn what_wechat_said_is_told_with_a_way_on() {
        let mut refusal = Refusal::new(45009, Kind::Quota);
        refusal.meaning = "the daily quota is used up";
        check(
            &Error::Refused(Box::new(refusal.clone())),
            "WeChat refused with 45009, the daily quota is used up",
            "",
        );
        refusal.hint = "wait".into();
        assert_eq!(Error::Refused(Box::new(refusal)).hint().unwrap(), "wait");

        let look = "look in the WeChat console whether it was done before you repeat it";
        let lost = OutcomeUnknown::new("POST /a", "cut");
        let said = "outcome unknown: POST /a may or may not have been done (cut)";
        check(&Error::OutcomeUnknown(lost.clone()), said, look);
        check(&Error::OutcomeUnknown(lost.advise("ask again")), said, "ask again");
        check(&Error::Review(Review::new("it failed", "change it")), "it failed", "change it");

        let untrusted = |hint: &str| Untrusted::new(SignatureProblem::Key, "an unknown key", hint).into();
        check(&untrusted(""), "an unknown key", "");
        check(&untrusted("give the key"), "an unknown key", "give the key");
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_shown_in_part() {
        let whole = Unreadable::new("no id");
        check(&Error::Reply(whole.clone()), "unreadable answer: no id", "");
        let empty = Unreadable { parsed: false, ..whole };
        check(&Error::Reply(empty.clone()), "unreadable answer: no id; it was empty", "");
        let long = Unreadable { excerpt: "好".repeat(300), ..empty };
        let said = format!("unreadable answer: no id; it began with: {}", "好".repeat(256));
        check(&Error::Reply(long), &said, "");
    }
}
