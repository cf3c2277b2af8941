//! What follows a failed attempt. Nothing here depends on the endpoint, so it is compiled once and not for each of them.

use std::time::Duration;

use super::Tries;
use crate::endpoint::Repeat;
use crate::env::{Env, Moment};
use crate::error::{Error, OutcomeUnknown, SignatureProblem, Transport, TransportKind};
use crate::flow::Event;
use crate::refusal::Kind;

/// What the platform suppresses for a time.
const SOON: &str = "WeChat suppresses a repeat for as long as it was told to look for duplicates: repeat it soon and \
    unchanged; later, look first whether it was done";

/// What a repeat may double.
const AGAIN: &str = "it can be done again: at worst there are two of it then, and one is not used";

/// What is known of a call when one attempt at it has failed.
#[derive(Debug)]
pub(super) struct Failed<'a> {
    /// Method and path.
    pub(super) name: String,
    pub(super) repeat: Repeat,
    /// Whether another credential can be asked for.
    pub(super) can_renew: bool,
    pub(super) is_patient: bool,
    /// The code that may only mean that the platform is behind.
    pub(super) unsettled: Option<i64>,
    pub(super) tries: &'a mut Tries,
    pub(super) news: &'a mut Vec<Event>,
}

/// What a failed attempt leads to.
#[derive(Debug)]
pub(super) enum Next {
    /// Another credential is needed, because of this refusal.
    Renew(Error),
    Pause(Moment),
    End(Error),
}

impl Failed<'_> {
    /// What this error leads to.
    pub(super) fn next(mut self, env: &Env, error: Error) -> Next {
        match self.follow(env, error) {
            // Whatever became of this attempt, one before it may have been carried out.
            Next::End(error)
                if self.repeat == Repeat::Suppressed
                    && self.tries.lost > 0
                    && !matches!(error, Error::OutcomeUnknown(_)) =>
            {
                self.unknown(&error)
            }
            next => next,
        }
    }

    fn follow(&mut self, env: &Env, error: Error) -> Next {
        let name = &self.name;
        match &error {
            Error::Refused(refusal) => match refusal.kind {
                Kind::Token if self.can_renew && self.tries.token < 3 => {
                    self.tries.token += 1;
                    return Next::Renew(error);
                }
                _ if refusal.unsure && self.repeat == Repeat::Never => return self.unknown(&error),
                _ if self.unsettled == Some(refusal.code) && self.tries.unsettled < 3 => {
                    self.tries.unsettled += 1;
                    let pause = Duration::from_secs(2 * u64::from(self.tries.unsettled));
                    return self.pause(env, pause, format!("{name}: WeChat may not know a new id yet"));
                }
                Kind::Busy if self.repeat != Repeat::Never && self.tries.busy < 3 => {
                    self.tries.busy += 1;
                    let pause = Duration::from_secs(1 << (self.tries.busy - 1));
                    return self.pause(env, pause, format!("{name}: WeChat is busy"));
                }
                Kind::Throttled if self.is_patient && self.tries.throttled < 3 => {
                    self.tries.throttled += 1;
                    let pause = refusal.retry_after.unwrap_or(Duration::from_secs(60));
                    return self.pause(env, pause, format!("{name}: too many calls"));
                }
                _ => {}
            },
            Error::Transport(transport) if !transport.arrived && self.tries.connect < 3 => {
                self.tries.connect += 1;
                let pause = Transport::pause(self.tries.connect);
                return self.pause(env, pause, format!("{name}: {transport}"));
            }
            Error::Transport(
                Transport { arrived: false, .. } | Transport { kind: TransportKind::Gateway(413), .. },
            ) => {}
            Error::Transport(Transport { kind: TransportKind::Gateway(400..=407 | 409..=424), .. })
                if self.repeat != Repeat::Never => {}
            Error::Transport(Transport { kind, .. }) => {
                let gateway = matches!(kind, TransportKind::Gateway(_)) && self.repeat == Repeat::Duplicates;
                if gateway || self.repeat.is_harmless() {
                    return self.again(env, error);
                }
                return self.unknown(&error);
            }
            Error::Untrusted(untrusted) => match (untrusted.kind, self.repeat) {
                (_, Repeat::Never) => return self.unknown(&error),
                // The next answer is likely to be signed well.
                (SignatureProblem::Probe, _) => return self.again(env, error),
                _ => {}
            },
            // It was carried out, as far as anybody can tell.
            Error::Reply(_) if !self.repeat.is_harmless() => return self.unknown(&error),
            // Whole JSON of a wrong form would come back the same.
            Error::Reply(reply) if !reply.parsed => return self.again(env, error),
            Error::Reply(_) if self.repeat == Repeat::Suppressed => return self.unknown(&error),
            _ => {}
        }
        Next::End(error)
    }

    /// What may have been done must not be done again.
    fn unknown(&self, error: &Error) -> Next {
        let cause = match error {
            // What is not verified may still be right.
            Error::Untrusted(untrusted) => {
                let hint = match (untrusted.kind, untrusted.hint.as_str()) {
                    (SignatureProblem::Probe, _) | (_, "") => String::new(),
                    (_, hint) => format!("; {hint}"),
                };
                format!("it probably was, but its answer cannot be verified: {untrusted}{hint}")
            }
            error => error.to_string(),
        };
        let unknown = OutcomeUnknown::new(self.name.clone(), cause);
        Next::End(Error::OutcomeUnknown(match self.repeat {
            Repeat::Duplicates => unknown.advise(AGAIN),
            Repeat::Suppressed => unknown.advise(SOON),
            _ => unknown,
        }))
    }

    fn again(&mut self, env: &Env, error: Error) -> Next {
        if self.tries.lost >= 3 {
            return Next::End(error);
        }
        self.tries.lost += 1;
        let what = format!("{}: {error}", self.name);
        self.pause(env, Transport::pause(self.tries.lost), what)
    }

    /// Up to a quarter more than the pause, by chance, so that many callers do not come back at once.
    fn pause(&mut self, env: &Env, pause: Duration, what: String) -> Next {
        let pause = pause.mul_f64(1.0 + env.fraction("pause") / 4.0);
        self.news.push(Event::Waiting { what, pause });
        Next::Pause(env.uptime + pause)
    }
}

/// An error without what `clean` takes out of the texts of others in it.
pub(super) fn redacted(error: Error, clean: &dyn Fn(&str) -> String) -> Error {
    match error {
        Error::Refused(mut refusal) => {
            refusal.message = clean(&refusal.message);
            Error::Refused(refusal)
        }
        Error::Reply(mut reply) => {
            reply.message = clean(&reply.message);
            reply.excerpt = clean(&reply.excerpt).chars().take(256).collect();
            Error::Reply(reply)
        }
        Error::Transport(mut transport) => {
            transport.message = clean(&transport.message);
            Error::Transport(transport)
        }
        other => other,
    }
}
