//! A world of one's own: a clock, files, a journal and a sandbox, and a generator that decides what goes wrong.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use wxkit::proto::body::Chunk;
use wxkit::proto::digest::digest;
use wxkit::proto::error::{Local, LocalKind, Transport, TransportKind};
use wxkit::proto::flow::{Ask, Need, Ticket};
use wxkit::proto::journal::{Record, mend_journal};
use wxkit::proto::probe::Probe;
use wxkit::proto::sink::{AnswerKind, Sink, Stored};
use wxkit::proto::{Answer, Body, Env, Error, Event, Flow, Kind, Source, Step, Timestamp, Token};
use wxkit_sandbox::Sandbox;

use crate::Chance;

mod account;
mod noticed;

pub use account::Account;
pub use noticed::Noticed;

/// How likely what is to go wrong, in percent of the asks; only as long as [`Odds::trouble`] lasts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Odds {
    /// The answer is lost after the work was done.
    pub lost: u8,
    /// The request is lost before the work is done, and nobody can tell.
    pub dropped: u8,
    /// There is no connection.
    pub refused: u8,
    /// All tokens die.
    pub revoked: u8,
    /// The process dies.
    pub crash: u8,
    /// Somebody sets this machine's clock, far ahead or far back; the platform's own is right.
    pub clock: u8,
    /// How many things may go wrong in all.
    pub trouble: u32,
}

impl Odds {
    /// Random odds below `most` percent, each of them nothing in half of the worlds.
    pub fn random(chance: &mut Chance, most: usize) -> Self {
        let mut percent =
            || if chance.percent(50) { 0 } else { u8::try_from(chance.below(most)).unwrap_or(0) };
        Self {
            lost: percent(),
            dropped: percent(),
            refused: percent(),
            revoked: percent(),
            crash: percent(),
            clock: percent(),
            trouble: 60,
        }
    }
}

/// How a run ended.
#[derive(Debug)]
pub enum End<T> {
    /// By itself.
    Done(Result<T, Error>),
    /// The process died. What was in the journal is in the journal.
    Crashed,
}

/// A world: run flows in it, one after the other, as a process that dies and is started again.
#[derive(Debug)]
pub struct World {
    /// What decides.
    pub chance: Chance,
    /// The time, which is also the platform's.
    pub now: Timestamp,
    /// The platform.
    pub sandbox: Sandbox,
    /// The files.
    pub files: BTreeMap<PathBuf, Bytes>,
    /// The journal.
    pub journal: String,
    /// What goes wrong.
    pub odds: Odds,
    /// News of all runs.
    pub news: Vec<Event>,
    /// The most requests that were on their way at once.
    pub most_in_flight: usize,
    /// How often a token was fetched.
    pub fetches: u32,
    token: Option<Token>,
    /// By how much this machine's clock is wrong, in milliseconds.
    skew: i64,
}

type Asked = (Ticket, Ask<Token>);

/// Steps after which a run is said to hang.
const HANG: u32 = 200_000;

impl World {
    /// A world in which nothing goes wrong yet.
    #[must_use]
    pub fn new(seed: u64, sandbox: Sandbox) -> Self {
        Self {
            chance: Chance::new(seed),
            now: Timestamp::from_secs(1_700_000_000),
            sandbox,
            files: BTreeMap::new(),
            journal: String::new(),
            odds: Odds::default(),
            news: Vec::new(),
            most_in_flight: 0,
            fetches: 0,
            token: None,
            skew: 0,
        }
    }

    /// Runs a flow to its end, or until the process dies.
    ///
    /// # Panics
    /// If it hangs.
    pub fn run<F: Flow<Platform: Account>>(&mut self, mut flow: F) -> End<F::Output> {
        let mut open: Vec<Asked> = Vec::new();
        for _ in 0..HANG {
            if self.goes_wrong(self.odds.clock) {
                self.set_clock();
            }
            let env = self.wrong_env();
            match flow.step(&env) {
                Step::Do(ticket, ask) => {
                    open.push((ticket, ask));
                    let sends = open.iter().filter(|(_, ask)| matches!(ask, Ask::Send { .. })).count();
                    self.most_in_flight = self.most_in_flight.max(sends);
                }
                Step::Tell(event) => self.news.push(event),
                Step::Done(result) => return End::Done(result),
                Step::Wait(until) => {
                    if self.goes_wrong(self.odds.crash) {
                        self.crash(open);
                        return End::Crashed;
                    }
                    if open.is_empty() {
                        let until = until.expect("a flow waits for nothing: no time, and no answer is open");
                        self.now = self.now + until.since(env.uptime);
                        continue;
                    }
                    let (ticket, ask) = open.swap_remove(self.chance.below(open.len()));
                    self.now = self.now + Duration::from_millis(self.chance.below(2000) as u64);
                    let answer = self.perform::<F::Platform>(ask);
                    flow.answer(&self.wrong_env(), ticket, answer);
                }
            }
        }
        panic!("the flow hangs");
    }

    /// Starts the process again whenever it died or gave up for a reason of the network; `flow` makes one from the
    /// journal.
    ///
    /// # Panics
    /// If it never ends, or ends for another reason.
    pub fn finish<F: Flow<Platform: Account>>(&mut self, flow: impl Fn(&str) -> F) -> F::Output {
        for _ in 0..100 {
            let flow = flow(&self.journal);
            match self.run(flow) {
                End::Done(Ok(output)) => return output,
                End::Crashed => {}
                End::Done(Err(error)) => {
                    let again = matches!(error.kind(), Kind::Transport | Kind::OutcomeUnknown | Kind::Token);
                    assert!(again, "{error:?}");
                }
            }
        }
        panic!("it never ends");
    }

    fn env(&mut self) -> Env {
        Env::new(self.now, self.chance.seed())
    }

    /// As this machine sees it.
    fn wrong_env(&mut self) -> Env {
        let mut env = self.env();
        env.now = Timestamp::from_millis(env.now.as_millis().saturating_add_signed(self.skew));
        env
    }

    fn set_clock(&mut self) {
        const MINUTE: i64 = 60_000;
        let skews = [0, -5, 5, 8 * 60, -8 * 60, 400 * 24 * 60, -20_000 * 24 * 60];
        self.skew = skews[self.chance.below(skews.len())] * MINUTE;
    }

    fn goes_wrong(&mut self, percent: u8) -> bool {
        let wrong = self.odds.trouble > 0 && self.chance.percent(percent);
        if wrong {
            self.odds.trouble -= 1;
        }
        wrong
    }

    /// What is on its way when the process dies may still be carried out.
    fn crash(&mut self, open: Vec<Asked>) {
        let mut torn = None;
        for (_, ask) in open {
            if !self.chance.percent(50) {
                continue;
            }
            match ask {
                Ask::Send { request, sink, .. } => {
                    if let Answer::Reply(response) = self.exchange(request) {
                        self.deliver(response, sink, true);
                    }
                }
                Ask::Save(record) if self.chance.percent(50) => self.append(&record),
                Ask::Save(record) => torn = Some(record),
                _ => {}
            }
        }
        // Only the last record can be torn.
        let torn = torn.map(|record| record.line(&self.journal)).unwrap_or_default();
        let half = (0..=torn.len() / 2).rev().find(|at| torn.is_char_boundary(*at)).unwrap_or(0);
        self.journal.push_str(&torn[..half]);
        // The next run cuts off what is torn, as the journal's file does.
        self.journal = mend_journal(self.journal.as_bytes()).expect("it is only torn");
    }

    /// Puts a record into the journal.
    pub fn append(&mut self, record: &Record) {
        let line = record.line(&self.journal);
        self.journal.push_str(&line);
    }

    fn perform<P: Account>(&mut self, ask: Ask<Token>) -> Answer<Token> {
        match ask {
            Ask::Send { request, sink, .. } => self.send(request, sink),
            Ask::Inspect(source) => match self.read(&source) {
                Some(bytes) => Answer::Probe(Probe::of_bytes(&bytes)),
                None => failed(LocalKind::Missing),
            },
            Ask::Digest(source, plan) => {
                let bytes = self.read(&source).expect("it was looked at");
                Answer::Digests(digest(&bytes[..], &plan).expect("memory can be read"))
            }
            Ask::Credential(need) => Answer::Credential(self.credential::<P>(&need)),
            Ask::Save(record) => {
                self.append(&record);
                Answer::Saved
            }
            Ask::Rename { to, replace: false, .. } if self.files.contains_key(&*to) => {
                failed(LocalKind::Exists)
            }
            Ask::Rename { from, to, .. } => match self.files.remove(&*from) {
                Some(bytes) => {
                    self.files.insert(to.to_path_buf(), bytes);
                    Answer::Saved
                }
                None => failed(LocalKind::Missing),
            },
        }
    }

    fn send(&mut self, request: Request<Body>, sink: Sink) -> Answer<Token> {
        let failed =
            |kind, arrived| Answer::Failed(Error::Transport(Transport::new(kind, arrived, "in this world")));
        if self.goes_wrong(self.odds.revoked) {
            self.sandbox.revoke_tokens();
        }
        if self.goes_wrong(self.odds.refused) {
            return failed(TransportKind::Connect, false);
        }
        if self.goes_wrong(self.odds.dropped) {
            return failed(TransportKind::Timeout, true);
        }
        let (answer, lost) = (self.exchange(request), self.goes_wrong(self.odds.lost));
        match answer {
            Answer::Reply(response) => self.deliver(response, sink, lost),
            answer => answer,
        }
    }

    /// Hands over an answer; of a file that is lost on the way a part may have come.
    fn deliver(&mut self, response: Response<Bytes>, sink: Sink, lost: bool) -> Answer<Token> {
        let cut = lost.then(|| Transport::new(TransportKind::Interrupted, true, "in this world"));
        let target = match (sink, &cut) {
            (Sink::File(target), _) => target,
            (_, None) => return Answer::Reply(response),
            (_, Some(cut)) => return Answer::Failed(Error::Transport(cut.clone())),
        };
        let len = response.body().len();
        let arrived = response.body().slice(..if lost { self.chance.below(len + 1) } else { len });
        match (target.sort(response.status(), response.headers(), &arrived, !lost), cut) {
            (AnswerKind::File { .. }, _) if target.fresh && self.files.contains_key(&*target.path) => {
                failed(LocalKind::Exists)
            }
            (AnswerKind::File { at }, cut) => {
                let before = self.files.get(&*target.path).cloned().unwrap_or_default();
                let at = usize::try_from(at).expect("it is small");
                let bytes = [&before[..at], &arrived].concat();
                let len = bytes.len() as u64;
                self.files.insert(target.path.to_path_buf(), bytes.into());
                Answer::Stored(Stored { head: response.map(drop), len, cut })
            }
            (_, Some(cut)) => Answer::Failed(Error::Transport(cut)),
            (_, None) => Answer::Reply(response),
        }
    }

    fn exchange(&mut self, request: Request<Body>) -> Answer<Token> {
        let (head, body) = request.into_parts();
        let bytes = self.bytes_of(&body);
        let env = self.env();
        let outcome = self.sandbox.handle(&env, &Request::from_parts(head, bytes));
        // What it is to fetch from somewhere lies among the files, under its address.
        for (job, url) in self.sandbox.take_jobs() {
            let file = self.files.get(&PathBuf::from(url)).cloned();
            self.sandbox.fetched(&env, &job, file.ok_or_else(|| (830_001, "no such file".to_owned())));
        }
        match outcome.delivered() {
            Some(response) => Answer::Reply(response),
            None => {
                Answer::Failed(Error::Transport(Transport::new(TransportKind::Interrupted, true, "a fault")))
            }
        }
    }

    /// As a keeper does: the same token until it is refused by value.
    fn credential<P: Account>(&mut self, need: &Need<Token>) -> Token {
        let refused = matches!(need, Need::Refused(token) if Some(token) == self.token.as_ref());
        if let Some(token) = self.token.clone().filter(|_| !refused) {
            return token;
        }
        self.fetches += 1;
        let env = self.env();
        let Answer::Reply(response) = self.exchange(P::ask(self.sandbox.config(), &env)) else {
            panic!("no token")
        };
        self.token.insert(P::read(&response)).clone()
    }

    fn bytes_of(&self, body: &Body) -> Bytes {
        let mut all = Vec::new();
        for chunk in body.chunks() {
            match chunk {
                Chunk::Bytes(bytes) => all.extend_from_slice(bytes),
                Chunk::Slot(slot) => {
                    let bytes = self.read(&slot.source).expect("it was looked at");
                    let index = |at: u64| usize::try_from(at).expect("it is small");
                    all.extend_from_slice(&bytes[index(slot.range.start)..index(slot.range.end)]);
                }
                _ => panic!("an unknown chunk"),
            }
        }
        all.into()
    }

    fn read(&self, source: &Source) -> Option<Bytes> {
        match source {
            Source::Bytes(bytes) => Some(bytes.clone()),
            Source::Path(path) => self.files.get(path.as_ref()).cloned(),
            _ => None,
        }
    }
}

fn failed(kind: LocalKind) -> Answer<Token> {
    Answer::Failed(Error::Local(Local::new(kind, "in this world")))
}
