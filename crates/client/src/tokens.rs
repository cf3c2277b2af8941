//! Access tokens: fetched once, shared by all callers.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard};
use wxkit_proto::envelope::Grant;
use wxkit_proto::flow::Need;
use wxkit_proto::{Call, Endpoint, Error, Event, Platform, Timestamp, Token};
use wxkit_token::store::Store;
use wxkit_token::{Act, Answer, Current, FETCH_LIMIT, Held, Keeper, Op, Ready, Source};

use crate::drive::{drive, runtime_ended};
use crate::env::{Envs, tokio_now};
use crate::fixed::Nobody;
use crate::limited::{Limited, late};
use crate::link::Link;
use crate::provider::{Provider, Providing};
use crate::session::Session;
use crate::voice::Voice;

/// Brings the access tokens of one app. A clone shares them, so that several clients can.
///
/// - A caller with a valid token never waits: reading it is one atomic load.
/// - However many callers find no valid token, one fetch serves them all. It runs as a task of its own, over the
///   client's transport and base URL; so it goes on when its caller gives up.
/// - A token that is about to end is renewed in the background of whoever notices first.
///
/// ```no_run
/// use wxkit_client::{Client, Tokens};
/// use wxkit_official::{Official, StableTokens};
/// use wxkit_proto::Secret;
/// use wxkit_token::store::Memory;
///
/// let source = StableTokens::new("wx0123456789abcdef", Secret::new("…"));
/// let client: Client<Official> =
///     Client::builder().credentials(Tokens::new(source, Memory::default())).build()?;
/// # Ok::<(), wxkit_proto::Error>(())
/// ```
pub struct Tokens<S: Source> {
    current: Arc<Current>,
    keeper: Arc<Mutex<Keeper<S>>>,
    store: Arc<dyn Store>,
    voice: Voice,
    /// For an endpoint that asks for a credential itself.
    bearer: Arc<dyn Provider<<S::Endpoint as Endpoint>::Platform>>,
}

impl<S> Tokens<S>
where
    S: Source<Endpoint: Send> + Send + 'static,
{
    /// The tokens of this source, kept in this store.
    pub fn new(source: S, store: impl Store + 'static) -> Self {
        let keeper = Keeper::new(source);
        Self {
            current: keeper.current(),
            keeper: Arc::new(Mutex::new(keeper)),
            store: Arc::new(store),
            voice: Voice::default(),
            bearer: Arc::new(Nobody),
        }
    }

    /// Who brings the credential that the fetch itself asks for: the account's tokens, for tickets of pages
    /// (`PageTickets` of the official account, `CorpTickets` and `AgentTickets` of WeChat Work), which are kept and renewed as
    /// tokens are.
    ///
    /// ```no_run
    /// # use wxkit_client::{Client, Tokens};
    /// # use wxkit_official::{Official, StableTokens, ticket};
    /// # use wxkit_proto::{Secret, Timestamp, flow::Need};
    /// # use wxkit_token::store::Memory;
    /// # async fn sign(appid: &str, secret: Secret) -> Result<(), wxkit_proto::Error> {
    /// let tokens = Tokens::new(StableTokens::new(appid, secret.clone()), Memory::default());
    /// let client: Client<Official> = Client::builder().credentials(tokens.clone()).build()?;
    /// let tickets = ticket::PageTickets::new(appid, secret, ticket::TicketKind::Page);
    /// let tickets = Tokens::new(tickets, Memory::default()).authorized_by(tokens);
    ///
    /// let ticket = tickets.token(Need::First, client.link()).await?;
    /// let ticket = Secret::new(ticket.reveal());
    /// let signed = ticket::sign_page(&ticket, "a nonce", Timestamp::from_secs(1_790_000_000), "https://example.com/");
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn authorized_by(
        mut self,
        bearer: impl Provider<<S::Endpoint as Endpoint>::Platform> + 'static,
    ) -> Self {
        self.bearer = Arc::new(bearer);
        self
    }

    /// Who hears of a store that fails, a renewal that must wait and the like. Without this, warnings go to the log.
    #[must_use]
    pub fn tell(mut self, tell: impl Fn(Event) + Send + Sync + 'static) -> Self {
        self.voice = Voice::new(tell);
        self
    }

    /// What is known about the token at hand; `None` before the first was asked for, and after it was refused.
    #[must_use]
    pub fn held(&self) -> Option<Arc<Held>> {
        self.current.held()
    }

    /// A valid token.
    ///
    /// # Errors
    /// What kept the keeper from getting one.
    pub async fn token(&self, need: Need<Token>, link: &Link) -> Result<Token, Error> {
        match self.current.read(&need, tokio_now()) {
            Ready::Fresh(token) => return Ok(token),
            Ready::Renewable(token) => {
                if let Ok(keeper) = Arc::clone(&self.keeper).try_lock_owned() {
                    // Whether it succeeds is told by the voice; this caller has a token.
                    tokio::spawn(self.drive(keeper, need, link));
                }
                return Ok(token);
            }
            Ready::No => {}
        }
        let keeper = Arc::clone(&self.keeper).lock_owned().await;
        // Somebody else may have been faster.
        if let Ready::Fresh(token) | Ready::Renewable(token) = self.current.read(&need, tokio_now()) {
            return Ok(token);
        }
        let held = tokio::spawn(self.drive(keeper, need, link)).await.map_err(runtime_ended)?;
        Ok(held?.token.clone())
    }

    /// Carries out what the keeper asks for, until it has a token or gives up.
    fn drive(
        &self,
        mut keeper: OwnedMutexGuard<Keeper<S>>,
        need: Need<Token>,
        link: &Link,
    ) -> impl Future<Output = Result<Arc<Held>, Error>> + Send + use<S> {
        let (store, voice, link) = (Arc::clone(&self.store), self.voice.clone(), link.clone());
        let bearer = Arc::clone(&self.bearer);
        async move {
            let mut envs = Envs::of_tokio(link.base_url.as_ref());
            let mut env = || envs.next();
            keeper.begin(&env()?, need);
            loop {
                let now = env()?;
                let answer = match keeper.step(&now) {
                    Act::Store(op) => perform(op, &store, now.now).await,
                    Act::Fetch(endpoint) => fetch(endpoint, &link, &*bearer, FETCH_LIMIT).await,
                    Act::Tell(event) => {
                        voice.tell(event);
                        continue;
                    }
                    Act::Wait(until) => {
                        tokio::time::sleep(until.since(now.uptime)).await;
                        continue;
                    }
                    Act::Done(result) => return result,
                };
                keeper.answer(&env()?, answer);
            }
        }
    }
}

impl<F, S> Provider<F> for Tokens<S>
where
    F: Platform<Credential = Token>,
    S: Source<Endpoint: Endpoint<Platform = F> + Send> + Send + 'static,
{
    fn credential<'a>(&'a self, need: Need<Token>, link: &'a Link) -> Providing<'a, Token> {
        Box::pin(self.token(need, link))
    }
}

impl<S: Source> Clone for Tokens<S> {
    fn clone(&self) -> Self {
        Self {
            current: Arc::clone(&self.current),
            keeper: Arc::clone(&self.keeper),
            store: Arc::clone(&self.store),
            voice: self.voice.clone(),
            bearer: Arc::clone(&self.bearer),
        }
    }
}

impl<S: Source> fmt::Debug for Tokens<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("store", &self.store).finish_non_exhaustive()
    }
}

async fn perform(op: Op, store: &Arc<dyn Store>, now: Timestamp) -> Answer {
    if !store.blocks() {
        return op.perform(&**store, now);
    }
    let store = Arc::clone(store);
    let work = tokio::task::spawn_blocking(move || op.perform(&*store, now));
    work.await.unwrap_or_else(|ended| Answer::Failed(runtime_ended(ended)))
}

/// One fetch, broken off at the limit wherever it is.
pub(crate) async fn fetch<E>(
    endpoint: E,
    link: &Link,
    bearer: &dyn Provider<E::Platform>,
    limit: Duration,
) -> Answer
where
    E: Endpoint<Reply: Into<Grant> + Send> + Send,
{
    // Outlives the flow, which is dropped together with what it knows.
    let mut cause = None;
    let result = {
        let mut session = Session::default().tell(|event| {
            if let Event::Waiting { what, .. } = event {
                cause = Some(what);
            }
        });
        let flow = Limited::new(Call::new(endpoint), limit);
        tokio::time::timeout(limit, drive(flow, link, bearer, &mut session)).await
    };
    Answer::fetched(result.unwrap_or_else(|_| Err(late(limit, cause))).map(Into::into))
}
