//! Anything that takes more than one exchange, as a state machine that asks for what it needs.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use crate::body::Body;
use crate::digest::{DigestPlan, Digests};
use crate::env::{Env, Moment};
use crate::error::{Error, Warning};
use crate::file::Source;
use crate::journal::Record;
use crate::platform::Platform;
use crate::probe::Probe;
use crate::sink::{Sink, Stored};

/// A state machine for anything that takes more than one exchange.
///
/// # Contract
/// 1. Call [`step`](Flow::step) until it returns [`Step::Wait`] or [`Step::Done`].
/// 2. Perform every [`Step::Do`], in parallel or one after the other.
/// 3. Give each ticket one answer, in any order. An answer for an unknown ticket is ignored.
/// 4. After each answer, and when the time of a `Wait` has come, go on at 1. A `Wait` without a time ends only by an
///    answer.
/// 5. Every call gets a fresh [`Env`].
/// 6. After `Done` there is nothing more to call. Dropping a flow at any point is safe.
/// 7. An event of the platform may be handed in between any two steps with [`notice`](Flow::notice); then go on at 1.
///
/// The whole loop, for a transport that does one thing at a time:
///
/// ```
/// use wxkit_proto::{Answer, Env, Error, Flow, Step};
/// use wxkit_proto::flow::{Ask, Credential};
///
/// fn run<F: Flow>(
///     mut flow: F,
///     env: impl Fn() -> Env,
///     sleep_until: impl Fn(Option<wxkit_proto::env::Moment>),
///     perform: impl Fn(Ask<Credential<F>>) -> Answer<Credential<F>>,
/// ) -> Result<F::Output, Error> {
///     loop {
///         match flow.step(&env()) {
///             Step::Do(ticket, ask) => flow.answer(&env(), ticket, perform(ask)),
///             Step::Tell(event) => println!("{event:?}"),
///             Step::Wait(until) => sleep_until(until),
///             Step::Done(result) => return result,
///         }
///     }
/// }
/// ```
pub trait Flow {
    /// Whose endpoints it calls.
    type Platform: Platform;
    /// What it brings in the end.
    type Output;

    /// What to do next.
    fn step(&mut self, env: &Env) -> Step<Self::Output, Credential<Self>>;

    /// Takes in what became of an earlier [`Step::Do`].
    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Credential<Self>>);

    /// Takes in that something on the platform is said to have ended. A flow that waits for just that asks at its next
    /// [`step`](Flow::step), in place of waiting for its next question; to any other it means nothing.
    ///
    /// The notice itself is not believed and not needed: one that is lost, late, early, doubled or forged changes nothing in
    /// what is done.
    fn notice(&mut self, notice: &Notice) {
        let _ = notice;
    }
}

/// A flow that is run by reference can be asked afterwards how far it has come.
impl<F: Flow> Flow for &mut F {
    type Platform = F::Platform;
    type Output = F::Output;

    fn step(&mut self, env: &Env) -> Step<Self::Output, Credential<Self>> {
        (**self).step(env)
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Credential<Self>>) {
        (**self).answer(env, ticket, answer);
    }

    fn notice(&mut self, notice: &Notice) {
        (**self).notice(notice);
    }
}

/// Word that something on the platform has ended: a publication, a mass message, a job. Made of its id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Notice(String);

impl Notice {
    /// Of what has this id.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id of what has ended.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0
    }
}

/// The credential of a flow's platform.
pub type Credential<F> = <<F as Flow>::Platform as Platform>::Credential;

/// What a flow wants next.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "a step is moved once and never kept")]
#[must_use = "a step that is not carried out leaves the flow waiting for ever"]
pub enum Step<T, C> {
    /// Do this and give the ticket its answer.
    Do(Ticket, Ask<C>),
    /// Show this to people; nothing to answer.
    Tell(Event),
    /// Nothing to do until an answer arrives, or until [`Env::uptime`] has come to this.
    Wait(Option<Moment>),
    /// The end.
    Done(Result<T, Error>),
}

/// Names one [`Step::Do`] of one flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub(crate) u64);

/// What a flow asks a driver to do.
#[expect(clippy::large_enum_variant, reason = "an ask is moved once and never kept")]
pub enum Ask<C> {
    /// Send this; no redirect is followed. If its extensions hold [`Once`], then over a connection of its own. → [`Answer::Reply`], or [`Answer::Stored`] if the sink is a file
    Send {
        /// The request, complete.
        request: Request<Body>,
        /// Where the answer goes.
        sink: Sink,
        /// Whether it holds no credential and asks for nothing secret, so that plain http does no harm.
        public: bool,
    },
    /// Look into a file. → [`Answer::Probe`]
    Inspect(Source),
    /// Compute digests in one pass. → [`Answer::Digests`]
    Digest(Source, DigestPlan),
    /// Bring a credential. → [`Answer::Credential`]
    Credential(Need<C>),
    /// Append to the journal; answer when it is written, and synced if the record wants it. → [`Answer::Saved`]
    Save(Record),
    /// Give a file its final name. → [`Answer::Saved`], or [`Local`](crate::error::Local) with
    /// [`LocalKind::Exists`](crate::error::LocalKind::Exists) if there is one of that name that may not be replaced
    Rename {
        /// The file that was received.
        from: Arc<PathBuf>,
        /// Its final path, in the same folder.
        to: Arc<PathBuf>,
        /// Whether a file of that name is replaced.
        replace: bool,
    },
}

/// The mark, among the extensions of a request, of a call that must not be repeated when its answer is lost. It does not go
/// over a connection that was idle: the platform may have closed that meanwhile, and then nobody could tell whether the
/// call has arrived.
#[derive(Clone, Copy, Debug)]
pub struct Once;

/// What a [`Call`](crate::Call) says of a request among its extensions, for logs and counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// Which attempt of the call this is, from 1.
    pub number: u32,
    /// Whether it bears a credential.
    pub auth: bool,
}

/// What became of an [`Ask`].
#[derive(Clone)]
pub enum Answer<C> {
    /// The platform answered.
    Reply(Response<Bytes>),
    /// The answer is a file; this much of it is stored.
    Stored(Stored),
    /// What the look into the file found.
    Probe(Probe),
    /// The digests.
    Digests(Digests),
    /// The credential.
    Credential(C),
    /// The record is in the journal, or the file has its name.
    Saved,
    /// It failed: [`Error::Transport`] for a send, [`Error::Local`] for files, anything for a credential.
    Failed(Error),
}

/// Which credential is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need<C> {
    /// The current one.
    First,
    /// A newer one than this, which the platform refused. A keeper renews only if this very one is still current.
    Refused(C),
    /// One that holds the platform's key of this serial number, by which an answer is signed. It may be asked of the
    /// platform once; if it is not to be had, the credential comes back without it.
    Key(String),
}

/// News for people.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// A transfer begins: a bar may appear.
    Started {
        /// Which transfer, unique in its flow.
        transfer: u32,
        /// The file's name.
        name: String,
        /// Its length in bytes.
        bytes: u64,
    },
    /// A transfer has got so far.
    Moved {
        /// Which transfer.
        transfer: u32,
        /// Acknowledged bytes, from the start of the file.
        bytes: u64,
    },
    /// A transfer is complete.
    Finished {
        /// Which transfer.
        transfer: u32,
    },
    /// A step is done.
    Note(String),
    /// Something looks wrong but may work.
    Warning(Warning),
    /// Nothing to do but wait.
    Waiting {
        /// For what.
        what: String,
        /// How long, before asking or trying again.
        pause: Duration,
    },
}

impl<C> fmt::Debug for Ask<C> {
    // `http::Request` would print its query, and with it the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send { request, .. } => {
                write!(
                    f,
                    "Send({} {}, {} bytes)",
                    request.method(),
                    request.uri().path(),
                    request.body().len()
                )
            }
            Self::Inspect(source) => f.debug_tuple("Inspect").field(source).finish(),
            Self::Digest(source, plan) => f.debug_tuple("Digest").field(source).field(plan).finish(),
            Self::Credential(Need::First) => f.write_str("Credential(First)"),
            Self::Credential(Need::Refused(_)) => f.write_str("Credential(Refused(…))"),
            Self::Credential(Need::Key(serial)) => write!(f, "Credential(Key({serial}))"),
            Self::Save(record) => f.debug_tuple("Save").field(record).finish(),
            Self::Rename { from, to, .. } => write!(f, "Rename({} to {})", from.display(), to.display()),
        }
    }
}

impl<C> fmt::Debug for Answer<C> {
    // The reply of a token endpoint is the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reply(reply) => write!(f, "Reply({}, {} bytes)", reply.status(), reply.body().len()),
            Self::Stored(stored) => write!(f, "Stored({}, {} bytes)", stored.head.status(), stored.len),
            Self::Probe(probe) => f.debug_tuple("Probe").field(probe).finish(),
            Self::Digests(digests) => f.debug_tuple("Digests").field(digests).finish(),
            Self::Credential(_) => f.write_str("Credential(…)"),
            Self::Saved => f.write_str("Saved"),
            Self::Failed(error) => f.debug_tuple("Failed").field(error).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Transport;
    use crate::error::TransportKind;
    use crate::tea::Tea;

    #[test]
    fn debug_shows_no_credential_and_no_reply() {
        let check = |answer: Answer<&str>, expected: &str| {
            let shown = format!("{answer:?}");
            assert!(shown.starts_with(expected) && !shown.contains("s3cret"), "{shown}");
        };
        check(Answer::Credential("s3cret"), "Credential(…)");
        check(Answer::Reply(Response::new("s3cret".into())), "Reply(200 OK, 6 bytes)");
        check(Answer::Saved, "Saved");
        check(Answer::Probe(Probe::of_bytes(b"s3cret")), "Probe(Probe {");
        check(
            Answer::Failed(Error::Transport(Transport::new(TransportKind::Timeout, true, "late"))),
            "Failed(Transport(",
        );
        let asks: [Ask<&str>; 3] =
            [Need::First, Need::Refused("s3cret"), Need::Key("5A".into())].map(Ask::Credential);
        assert_eq!(
            asks.map(|ask| format!("{ask:?}")),
            ["Credential(First)", "Credential(Refused(…))", "Credential(Key(5A))"]
        );
    }

    /// Ends when it was answered, with what it was told.
    #[derive(Default)]
    struct Cup {
        is_answered: bool,
        told: String,
    }

    impl Flow for Cup {
        type Platform = Tea;
        type Output = String;
        fn step(&mut self, _: &Env) -> Step<String, ()> {
            if self.is_answered { Step::Done(Ok(self.told.clone())) } else { Step::Wait(None) }
        }
        fn answer(&mut self, _: &Env, _: Ticket, _: Answer<()>) {
            self.is_answered = true;
        }
        fn notice(&mut self, notice: &Notice) {
            self.told += notice.id();
        }
    }

    #[test]
    fn a_flow_may_be_lent() {
        fn drive(mut flow: impl Flow<Platform = Tea, Output = String>) -> String {
            let env = Env::new(crate::Timestamp::default(), [0; 32]);
            assert!(matches!(flow.step(&env), Step::Wait(None)));
            flow.notice(&Notice::new("MSG_1"));
            flow.answer(&env, Ticket(1), Answer::Saved);
            match flow.step(&env) {
                Step::Done(Ok(told)) => told,
                other => panic!("{other:?}"),
            }
        }
        let mut cup = Cup::default();
        assert_eq!(drive(&mut cup), "MSG_1");
        assert!(cup.is_answered);
    }
}
