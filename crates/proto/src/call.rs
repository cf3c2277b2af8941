//! One endpoint with retry.

mod failed;

use std::sync::Arc;

use bytes::Bytes;
use http::Response;

use crate::EndpointExt as _;
use crate::encoder::Encoder;
use crate::endpoint::{Endpoint, Repeat, unknown_key};
use crate::env::{Env, Moment, Timestamp};
use crate::error::{Error, Warning};
use crate::flow::{Answer, Ask, Attempt, Event, Flow, Need, Once, Step, Ticket};
use crate::platform::{Platform, Verdict};
use crate::secret::redact;
use crate::sink::{REPLY_CAP, Sink};
use failed::{Failed, Next};

/// Calls one endpoint, and repeats it as far as that is known to be harmless. [`Repeat::Suppressed`] is repeated like `Safe`,
/// and like `Never` [`Error::OutcomeUnknown`] in the end.
///
/// | what happened | what follows |
/// |---|---|
/// | token refused (the request was not carried out) | asks for another credential while a different one comes back, at most three times |
/// | busy | repeats [`Repeat::Safe`] and [`Repeat::Duplicates`] after 1, 2 and 4 seconds |
/// | an id is not valid that was made a moment ago ([`Call::settling`]) | repeats after 2, 4 and 6 seconds |
/// | throttled | repeats after as long as the refusal says, else a minute, at most three times; never a call that is not [`PATIENT`](Endpoint::PATIENT) |
/// | no connection | repeats at most three times after growing pauses |
/// | a gateway finds the body too large (HTTP 413) | never repeats; nothing was done |
/// | a page came with HTTP 400 to 424, but for 408 and 413 | never repeats: that server would say the same again |
/// | the answer was lost, or came from a gateway | repeats [`Repeat::Safe`] (and, after a gateway, `Duplicates`) at most three times; else [`Error::OutcomeUnknown`] |
/// | the answer is empty, cut or no JSON | repeats [`Repeat::Safe`] at most three times; else [`Error::OutcomeUnknown`] |
/// | the answer is JSON of a wrong form | [`Repeat::Safe`] ends with [`Error::Reply`]; else [`Error::OutcomeUnknown`] |
/// | the answer is signed with an unknown key | keeps the answer, asks for the key once and verifies again; never sends again |
/// | the answer's signature is wrong on purpose | repeats [`Repeat::Safe`] and [`Repeat::Duplicates`] at most three times |
/// | the answer's signature does not hold | never repeats; of a call that is [`Repeat::Never`] it is [`Error::OutcomeUnknown`], because it was probably done |
/// | quota, input, permission and all the rest | never repeats |
///
/// Each attempt is built and authorized anew; one that is not [`Repeat::Safe`] is marked as [`Once`]. Where the platform has a
/// second host, each repeat after a lost connection or answer goes to the other one; what may not be repeated never does.
#[derive(Debug)]
pub struct Call<E: Endpoint> {
    endpoint: E,
    repeat: Repeat,
    state: State<<E::Platform as Platform>::Credential, E::Reply>,
    credential: Option<<E::Platform as Platform>::Credential>,
    /// Why the current credential is to be replaced.
    refused: Option<Error>,
    /// The code that may only mean that the platform is behind.
    unsettled: Option<i64>,
    tickets: u64,
    attempts: u32,
    tries: Tries,
    news: Vec<Event>,
}

#[derive(Debug)]
enum State<C, R> {
    Check,
    Need(Need<C>),
    Fetching(Ticket),
    Build,
    Sent(Ticket),
    /// Until the key is there, by which the answer can be verified.
    Held(Held),
    Verifying(Ticket, Held),
    Pause(Moment),
    End(Result<R, Error>),
    Over,
}

/// An answer that is not read yet.
#[derive(Debug)]
struct Held {
    response: Response<Bytes>,
    arrived: Timestamp,
    serial: String,
}

/// How often each kind of failure was met.
#[derive(Debug, Default)]
struct Tries {
    token: u32,
    busy: u32,
    throttled: u32,
    connect: u32,
    lost: u32,
    unsettled: u32,
}

impl<E: Endpoint> Call<E> {
    /// Calls the endpoint under its own rule for repeats.
    pub fn new(endpoint: E) -> Self {
        let repeat = endpoint.repeat();
        Self {
            endpoint,
            repeat,
            state: State::Check,
            credential: None,
            refused: None,
            unsettled: None,
            tickets: 0,
            attempts: 0,
            tries: Tries::default(),
            news: Vec::new(),
        }
    }

    /// Calls the endpoint under another rule: for a flow that knows what a repeat does.
    #[must_use]
    pub fn repeating(mut self, repeat: Repeat) -> Self {
        self.repeat = repeat;
        self
    }

    /// Waits out refusals with this code, 2, 4 and 6 seconds: for a call with an id that was made a moment ago, which the
    /// platform may not know yet. It is repeated under any rule, as nothing came of what was refused.
    #[must_use]
    pub fn settling(mut self, code: i64) -> Self {
        self.unsettled = Some(code);
        self
    }

    /// Whether a request is on its way, or its success was not handed out yet. If not, dropping the call loses nothing.
    pub fn is_sent(&self) -> bool {
        matches!(self.state, State::Sent(_) | State::Held(_) | State::Verifying(..) | State::End(Ok(_)))
    }

    /// Whether an answer was lost on the way, so that a later refusal may be the echo of an earlier success.
    pub fn lost_an_answer(&self) -> bool {
        self.tries.lost > 0
    }

    /// The limits, and what has no place in a text.
    fn check(&self) -> Result<Vec<Warning>, Error> {
        let warnings = self.endpoint.check()?;
        let mut out = Encoder::default();
        self.endpoint.encode(&mut out);
        out.check()?;
        Ok(warnings)
    }

    fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }

    /// A refused credential that comes back unchanged would only be refused again.
    fn renewed(
        &mut self,
        new: <E::Platform as Platform>::Credential,
    ) -> State<<E::Platform as Platform>::Credential, E::Reply> {
        let same = self.credential.as_ref() == Some(&new);
        self.credential = Some(new);
        match self.refused.take() {
            Some(refusal) if same => State::End(Err(refusal)),
            _ => State::Build,
        }
    }

    /// An answer, verified as of the time of its arrival; `asked` if a key for it was asked for already.
    fn received(
        &mut self,
        env: &Env,
        response: Response<Bytes>,
        arrived: Timestamp,
        asked: bool,
    ) -> State<<E::Platform as Platform>::Credential, E::Reply> {
        match E::examine(self.credential.as_ref(), response, arrived) {
            (Verdict::Good, response) => match E::reply(&response) {
                Ok(reply) => {
                    self.news.extend(E::Platform::remarks(&response).into_iter().map(Event::Warning));
                    State::End(Ok(reply))
                }
                Err(error) => self.failed(env, error),
            },
            (Verdict::Bad(error), _) => self.failed(env, error),
            (Verdict::NeedKey(serial), _) if asked => self.failed(env, unknown_key(&serial, None)),
            (Verdict::NeedKey(serial), response) => State::Held(Held { response, arrived, serial }),
        }
    }

    /// What a failed attempt leads to.
    fn failed(&mut self, env: &Env, error: Error) -> State<<E::Platform as Platform>::Credential, E::Reply> {
        let error = failed::redacted(error, &|text| {
            let text = redact(text, &self.endpoint.secrets());
            match &self.credential {
                Some(credential) => E::Platform::redact(credential, &text),
                None => text,
            }
        });
        let failed = Failed {
            name: self.name(),
            repeat: self.repeat,
            can_renew: E::AUTH,
            is_patient: E::PATIENT,
            unsettled: self.unsettled,
            tries: &mut self.tries,
            news: &mut self.news,
        };
        match (failed.next(env, error), &self.credential) {
            (Next::Renew(refusal), Some(credential)) => {
                let need = Need::Refused(credential.clone());
                self.refused = Some(refusal);
                State::Need(need)
            }
            (Next::Pause(until), _) => State::Pause(until),
            (Next::Renew(error) | Next::End(error), _) => State::End(Err(error)),
        }
    }

    /// The other host for every second attempt after a lost connection or answer.
    fn place(&self, env: &Env) -> Env {
        let is_second = (self.tries.connect + self.tries.lost) % 2 == 1;
        match (E::Platform::BACKUP, &env.base_url) {
            (Some(backup), None) if is_second => Env { base_url: Some(Arc::from(backup)), ..env.clone() },
            _ => env.clone(),
        }
    }

    fn name(&self) -> String {
        let path = self.endpoint.path();
        // Only a fixed query is known to hold no secret.
        let shown = if path == E::PATH { path } else { path.split('?').next().unwrap_or_default() };
        format!("{} {shown}", self.endpoint.method())
    }
}

impl<E: Endpoint> Flow for Call<E> {
    type Platform = E::Platform;
    type Output = E::Reply;

    fn step(&mut self, env: &Env) -> Step<E::Reply, <E::Platform as Platform>::Credential> {
        loop {
            if !self.news.is_empty() {
                return Step::Tell(self.news.remove(0));
            }
            match std::mem::replace(&mut self.state, State::Over) {
                // What cannot be built is found before anything is asked for.
                State::Check => match self.check() {
                    Ok(warnings) => {
                        self.news.extend(warnings.into_iter().map(Event::Warning));
                        self.state = if E::AUTH { State::Need(Need::First) } else { State::Build };
                    }
                    Err(error) => return Step::Done(Err(error)),
                },
                State::Need(need) => {
                    let ticket = self.ticket();
                    self.state = State::Fetching(ticket);
                    return Step::Do(ticket, Ask::Credential(need));
                }
                State::Held(held) => {
                    let (ticket, need) = (self.ticket(), Need::Key(held.serial.clone()));
                    self.state = State::Verifying(ticket, held);
                    return Step::Do(ticket, Ask::Credential(need));
                }
                State::Build => match self.endpoint.request(self.credential.as_ref(), &self.place(env)) {
                    Ok(mut request) => {
                        if !self.repeat.is_harmless() {
                            request.extensions_mut().insert(Once);
                        }
                        self.attempts += 1;
                        request.extensions_mut().insert(Attempt { number: self.attempts, auth: E::AUTH });
                        let ticket = self.ticket();
                        self.state = State::Sent(ticket);
                        let ask = Ask::Send { request, sink: Sink::Memory(REPLY_CAP), public: false };
                        return Step::Do(ticket, ask);
                    }
                    Err(error) => return Step::Done(Err(error)),
                },
                state @ (State::Fetching(_) | State::Sent(_) | State::Verifying(..)) => {
                    self.state = state;
                    return Step::Wait(None);
                }
                State::Pause(until) if env.uptime < until => {
                    self.state = State::Pause(until);
                    return Step::Wait(Some(until));
                }
                State::Pause(_) => {
                    self.state = if E::AUTH { State::Need(Need::First) } else { State::Build };
                }
                State::End(result) => return Step::Done(result),
                State::Over => return Step::Done(Err(Error::Misuse("step was called after Done"))),
            }
        }
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<<E::Platform as Platform>::Credential>) {
        self.state = match (std::mem::replace(&mut self.state, State::Over), answer) {
            (State::Fetching(open), answer) if open == ticket => match answer {
                Answer::Credential(new) => self.renewed(new),
                // Whoever brings credentials has tried what there is to try.
                Answer::Failed(error) => State::End(Err(error)),
                _ => State::End(Err(WRONG_KIND)),
            },
            (State::Sent(open), answer) if open == ticket => match answer {
                Answer::Reply(response) => self.received(env, response, env.now, false),
                Answer::Failed(error) => self.failed(env, error),
                _ => State::End(Err(WRONG_KIND)),
            },
            (State::Verifying(open, held), answer) if open == ticket => match answer {
                Answer::Credential(new) => {
                    self.credential = Some(new);
                    self.received(env, held.response, held.arrived, true)
                }
                Answer::Failed(error) => self.failed(env, unknown_key(&held.serial, Some(&error))),
                _ => State::End(Err(WRONG_KIND)),
            },
            // An answer that nobody waits for.
            (state, _) => state,
        };
    }
}

const WRONG_KIND: Error = Error::Misuse("a ticket got an answer of a wrong kind");

#[cfg(test)]
mod signed;
#[cfg(test)]
mod tests;
