//! What follows a failed attempt.

use std::time::Duration;

use super::{Call, Need, State};
use crate::endpoint::{Endpoint, Repeat};
use crate::env::Env;
use crate::error::{Error, OutcomeUnknown, SignatureProblem, Transport, TransportKind};
use crate::flow::Event;
use crate::platform::Platform;
use crate::refusal::Kind;
use crate::secret::redact;

/// What the platform suppresses for a time.
const SOON: &str = "WeChat suppresses a repeat for as long as it was told to look for duplicates: repeat it soon and \
    unchanged; later, look first whether it was done";

/// What a repeat may double.
const AGAIN: &str = "it can be done again: at worst there are two of it then, and one is not used";

impl<E: Endpoint> Call<E> {
    /// What a failed attempt leads to.
    pub(super) fn failed(
        &mut self,
        env: &Env,
        error: Error,
    ) -> State<<E::Platform as Platform>::Credential, E::Reply> {
        match self.follow(env, error) {
            // Whatever became of this attempt, one before it may have been carried out.
            State::End(Err(error))
                if self.repeat == Repeat::Suppressed
                    && self.tries.lost > 0
                    && !matches!(error, Error::OutcomeUnknown(_)) =>
            {
                self.unknown(&error)
            }
            state => state,
        }
    }

    fn follow(&mut self, env: &Env, error: Error) -> State<<E::Platform as Platform>::Credential, E::Reply> {
        let name = self.name();
        let error = self.redacted(error);
        match &error {
            Error::Refused(refusal) => match (refusal.kind, self.credential.clone()) {
                (Kind::Token, Some(credential)) if E::AUTH && self.tries.token < 3 => {
                    self.tries.token += 1;
                    self.refused = Some(error);
                    return State::Need(Need::Refused(credential));
                }
                (_, _) if refusal.unsure && self.repeat == Repeat::Never => return self.unknown(&error),
                (_, _) if self.unsettled == Some(refusal.code) && self.tries.unsettled < 3 => {
                    self.tries.unsettled += 1;
                    let pause = Duration::from_secs(2 * u64::from(self.tries.unsettled));
                    return self.pause(env, pause, format!("{name}: WeChat may not know a new id yet"));
                }
                (Kind::Busy, _) if self.repeat != Repeat::Never && self.tries.busy < 3 => {
                    self.tries.busy += 1;
                    let pause = Duration::from_secs(1 << (self.tries.busy - 1));
                    return self.pause(env, pause, format!("{name}: WeChat is busy"));
                }
                (Kind::Throttled, _) if E::PATIENT && self.tries.throttled < 3 => {
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
                if gateway || self.may_repeat() {
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
            Error::Reply(_) if !self.may_repeat() => return self.unknown(&error),
            // Whole JSON of a wrong form would come back the same.
            Error::Reply(reply) if !reply.parsed => return self.again(env, error),
            Error::Reply(_) if self.repeat == Repeat::Suppressed => return self.unknown(&error),
            _ => {}
        }
        State::End(Err(error))
    }

    /// Whether a repeat at once does no harm.
    pub(super) fn may_repeat(&self) -> bool {
        matches!(self.repeat, Repeat::Safe | Repeat::Suppressed)
    }

    /// What may have been done must not be done again.
    fn unknown<C, R>(&self, error: &Error) -> State<C, R> {
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
        let unknown = OutcomeUnknown::new(self.name(), cause);
        State::End(Err(Error::OutcomeUnknown(match self.repeat {
            Repeat::Duplicates => unknown.advise(AGAIN),
            Repeat::Suppressed => unknown.advise(SOON),
            _ => unknown,
        })))
    }

    fn again(&mut self, env: &Env, error: Error) -> State<<E::Platform as Platform>::Credential, E::Reply> {
        if self.tries.lost >= 3 {
            return State::End(Err(error));
        }
        self.tries.lost += 1;
        let what = format!("{}: {error}", self.name());
        self.pause(env, Transport::pause(self.tries.lost), what)
    }

    /// Up to a quarter more than the pause, by chance, so that many callers do not come back at once.
    fn pause<R>(
        &mut self,
        env: &Env,
        pause: Duration,
        what: String,
    ) -> State<<E::Platform as Platform>::Credential, R> {
        let pause = pause.mul_f64(1.0 + env.fraction("pause") / 4.0);
        self.news.push(Event::Waiting { what, pause });
        State::Pause(env.uptime + pause)
    }

    fn redacted(&self, error: Error) -> Error {
        let clean = |text: &str| {
            let text = redact(text, &self.endpoint.secrets());
            match &self.credential {
                Some(credential) => E::Platform::redact(credential, &text),
                None => text,
            }
        };
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
}
