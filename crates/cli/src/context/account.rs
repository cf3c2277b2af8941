//! The account to work with: a real one by its credentials, or the sandbox's.

use std::cell::Cell;
use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use wxkit::client::{Client, Journal, Notices, Session, Tokens};
use wxkit::official::{ClassicTokens, Official, StableTokens};
use wxkit::proto::flow::Need;
use wxkit::proto::{Call, Endpoint, Error, Flow, Platform, Repeat, Secret, Token};
use wxkit::token::{Held, TokenServer};
use wxkit::work::{AppTokens, Work};
use wxkit_sandbox::{Config, Sandbox, Server, WorkConfig};

use super::tokens::{kept, server};
use super::{build, client, host_of};
use crate::console::{Console, Progress};
use crate::failure::Failure;
use crate::known::Known;
use crate::settings::{Parts, Settings, TokenKind, TokenStore};
use crate::state;

/// An account, and the way to it.
pub(crate) struct Account<'a, F: Platform = Official> {
    client: Client<F>,
    tokens: Kept,
    appid: String,
    secret: Option<Secret>,
    /// Where its settings stand.
    place: String,
    /// Where journals lie; nowhere in a sandbox, which forgets what they tell of.
    state: Option<PathBuf>,
    console: &'a Console,
    /// Whether a call names an id that was made a moment ago.
    is_fresh: Cell<bool>,
    /// Stops when the account is dropped.
    _sandbox: Option<Server>,
}

enum Kept {
    Stable(Tokens<StableTokens>),
    Classic(Tokens<ClassicTokens>),
    Server(Tokens<TokenServer<Official>>),
    App(Tokens<AppTokens>),
    /// A group robot has none.
    Nothing,
}

/// Who to be, and where.
struct Identity {
    appid: String,
    /// None if a token server has it.
    secret: Option<Secret>,
    /// Of the default application of WeChat Work.
    agentid: Option<i64>,
    base_url: Option<String>,
    store: TokenStore,
    state: Option<PathBuf>,
    sandbox: Option<Server>,
}

impl<'a> Account<'a, Official> {
    pub(super) fn open(settings: &Settings, console: &'a Console) -> Result<Self, Failure> {
        let Identity { appid, secret, base_url, store, state, sandbox, .. } =
            if settings.sandbox { pretend()? } else { identify(settings)? };
        let builder = client(settings, base_url.as_deref())?;
        let (id, app_secret) = (appid.clone(), secret.clone());
        let tokens = match (settings.token_kind, app_secret) {
            (TokenKind::Stable, Some(secret)) => {
                Kept::Stable(kept(StableTokens::new(id, secret), &store, console)?)
            }
            (TokenKind::Classic, Some(secret)) => {
                Kept::Classic(kept(ClassicTokens::new(id, secret), &store, console)?)
            }
            (TokenKind::Server, _) | (_, None) => Kept::Server(kept(server(settings)?, &store, console)?),
        };
        let builder = match &tokens {
            Kept::Stable(tokens) => builder.credentials(tokens.clone()),
            Kept::Classic(tokens) => builder.credentials(tokens.clone()),
            Kept::Server(tokens) => builder.credentials(tokens.clone()),
            Kept::App(_) | Kept::Nothing => builder,
        };
        let kind = settings.token_kind.name();
        let account = Self {
            client: build(builder, base_url.as_deref())?,
            tokens,
            appid,
            secret,
            place: place(settings, &settings.official),
            state,
            console,
            is_fresh: Cell::new(false),
            _sandbox: sandbox,
        };
        let (id, base_url, store) = (&account.appid, host_of(account.base_url()), store.as_str());
        console.detail(&format!("account {id} at {base_url}; {kind}, kept in: {store}"));
        Ok(account)
    }

    /// What is known of this account's ids.
    pub(crate) fn known(&self) -> Known<'_> {
        let file = |folder| state::ids(&self.appid, self.base_url()).file(folder);
        Known::new(self.state.as_deref().map(file), self.console, &self.is_fresh)
    }
}

impl<'a> Account<'a, Work> {
    /// An application of WeChat Work, and its AgentID if that is set.
    pub(super) fn open_app(
        settings: &Settings,
        console: &'a Console,
    ) -> Result<(Self, Option<i64>), Failure> {
        let Identity { appid, secret, agentid, base_url, store, state, sandbox } =
            if settings.sandbox { pretend_app()? } else { identify_app(settings)? };
        let missing = || Failure::usage("WXKIT_CORPSECRET is not set");
        let app = AppTokens::new(appid.clone(), secret.clone().ok_or_else(missing)?);
        let tokens = kept(app, &store, console)?;
        let builder = client(settings, base_url.as_deref())?.credentials(tokens.clone());
        let client = build(builder, base_url.as_deref())?;
        let tokens = Kept::App(tokens);
        let place = place(settings, &settings.work);
        let is_fresh = Cell::new(false);
        let account =
            Self { client, tokens, appid, secret, place, state, console, is_fresh, _sandbox: sandbox };
        let (id, base_url, store) = (&account.appid, host_of(account.base_url()), store.as_str());
        console.detail(&format!("corp {id} at {base_url}; token kept in: {store}"));
        Ok((account, agentid))
    }
}

impl<'a> Account<'a, Work> {
    /// A group robot of WeChat Work; its key is the secret.
    pub(super) fn open_robot(
        settings: &Settings,
        key: Option<Secret>,
        console: &'a Console,
    ) -> Result<Self, Failure> {
        let (key, base_url, sandbox) = if settings.sandbox {
            let Identity { base_url, sandbox, .. } = pretend()?;
            (WorkConfig::default().robot_key, base_url, sandbox)
        } else {
            let hint = "set it in the environment, or as robot_key in config.toml: the address of the robot's webhook, or \
                        what stands behind key= in it";
            let missing = || Failure::usage_hint("WXKIT_ROBOT_KEY is not set", hint);
            (key.or_else(|| settings.robot_key.clone()).ok_or_else(missing)?, settings.base_url.clone(), None)
        };
        let client = build(client(settings, base_url.as_deref())?, base_url.as_deref())?;
        let (tokens, appid, place) = (Kept::Nothing, String::new(), place(settings, &settings.robot));
        let (secret, is_fresh) = (Some(key), Cell::new(false));
        Ok(Self { client, tokens, appid, secret, place, state: None, console, is_fresh, _sandbox: sandbox })
    }
}

/// How the official account refuses an id that it does not know.
const UNKNOWN_ID: i64 = 40007;

impl<F: Platform<Credential = Token>> Account<'_, F> {
    pub(crate) fn client(&self) -> &Client<F> {
        &self.client
    }

    pub(crate) fn appid(&self) -> &str {
        &self.appid
    }

    pub(crate) fn console(&self) -> &Console {
        self.console
    }

    /// Where its settings stand, for people.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// For the few calls that take it in place of a token.
    pub(crate) fn secret(&self) -> Result<&Secret, Failure> {
        self.secret.as_ref().ok_or_else(|| Failure::usage("WXKIT_SECRET is not set, and this call needs it"))
    }

    /// Calls one endpoint, and tells what it says.
    pub(crate) async fn call<E: Endpoint<Platform = F>>(&self, endpoint: E) -> Result<E::Reply, Failure> {
        self.run(self.settled(Call::new(endpoint)), Journal::none()).await
    }

    /// The same for what may be done twice, as it takes no place and nobody sees it: repeated after a lost answer.
    pub(crate) async fn call_harmless<E: Endpoint<Platform = F>>(
        &self,
        endpoint: E,
    ) -> Result<E::Reply, Failure> {
        self.run(self.settled(Call::new(endpoint)).repeating(Repeat::Safe), Journal::none()).await
    }

    /// An id that was made a moment ago may not be known everywhere yet.
    fn settled<E: Endpoint<Platform = F>>(&self, call: Call<E>) -> Call<E> {
        if self.is_fresh.get() { call.settling(UNKNOWN_ID) } else { call }
    }

    /// Runs a flow, and shows how far it is.
    pub(crate) async fn run<T: Flow<Platform = F>>(
        &self,
        flow: T,
        journal: Journal,
    ) -> Result<T::Output, Failure> {
        self.run_noticed(flow, journal, &Notices::default()).await
    }

    /// The same, with events that may wake it.
    pub(crate) async fn run_noticed<T: Flow<Platform = F>>(
        &self,
        flow: T,
        journal: Journal,
        notices: &Notices,
    ) -> Result<T::Output, Failure> {
        let mut progress = Progress::new(self.console);
        let mut session = Session::new(journal).tell(|event| progress.tell(event)).notices(notices);
        Ok(self.client.run_with(flow, &mut session).await?)
    }

    /// The journal of some work, held until it is dropped, and what it says.
    pub(crate) fn journal<'w, T: DeserializeOwned>(
        &'w self,
        work: &dyn Fn(&'w str, &'w str) -> state::Work<'w>,
    ) -> Result<(Journal, Vec<T>), Failure> {
        let Some(folder) = &self.state else { return Ok((Journal::none(), Vec::new())) };
        let file = work(&self.appid, self.base_url()).file(folder);
        state::create(folder)?;
        state::warn_of_others(folder, self.console);
        state::warn_of_others(&file, self.console);
        self.console.detail(&format!("journal {}", file.display()));
        let (journal, text) = Journal::open(&file)?;
        Ok((journal, state::records(&file, &text)?))
    }

    /// What the journal of some work says, without holding it; nothing if there is none, or, which is told, if it is
    /// damaged. Only for what does no harm when it is done once more.
    pub(crate) fn records<'w, T: DeserializeOwned>(
        &'w self,
        work: &dyn Fn(&'w str, &'w str) -> state::Work<'w>,
    ) -> Vec<T> {
        let Some(folder) = &self.state else { return Vec::new() };
        let file = work(&self.appid, self.base_url()).file(folder);
        let text = fs::read(&file).unwrap_or_default();
        state::records(&file, &String::from_utf8_lossy(&text)).unwrap_or_else(|error| {
            self.console.warn(&error.to_string());
            Vec::new()
        })
    }

    /// The access token and its life, or after a need for another one that.
    pub(crate) async fn token(&self, need: Need<Token>) -> Result<Arc<Held>, Error> {
        let link = self.client.link();
        let held = match &self.tokens {
            Kept::Stable(tokens) => tokens.token(need, link).await.map(|_| tokens.held())?,
            Kept::Classic(tokens) => tokens.token(need, link).await.map(|_| tokens.held())?,
            Kept::Server(tokens) => tokens.token(need, link).await.map(|_| tokens.held())?,
            Kept::Nothing => None,
            Kept::App(tokens) => tokens.token(need, link).await.map(|_| tokens.held())?,
        };
        held.ok_or(Error::Bug("the keeper gave a token and has none"))
    }

    fn base_url(&self) -> &str {
        self.client.link().base_url().unwrap_or(F::BASE_URL)
    }
}

impl<F: Platform> fmt::Debug for Account<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("appid", &self.appid).finish_non_exhaustive()
    }
}

fn place(settings: &Settings, parts: &Parts) -> String {
    if settings.sandbox { "the sandbox".into() } else { parts.place().to_owned() }
}

/// The account of a sandbox that is started here. It has a thread of its own, so that its work is not ours.
fn pretend() -> Result<Identity, Failure> {
    let Config { appid, secret, .. } = Config::default();
    let server = Server::on_thread("127.0.0.1:0", Sandbox::default())
        .map_err(|error| Failure::io("starting the sandbox", &error))?;
    let base_url = Some(server.base_url());
    let (store, sandbox) = (TokenStore::Memory, Some(server));
    Ok(Identity { appid, secret: Some(secret), agentid: None, base_url, store, state: None, sandbox })
}

/// The first application of the sandbox's corp.
fn pretend_app() -> Result<Identity, Failure> {
    let WorkConfig { corpid, apps, .. } = WorkConfig::default();
    let app = apps.into_iter().next().ok_or_else(|| Failure::usage("the sandbox knows no application"))?;
    Ok(Identity { appid: corpid, secret: Some(app.secret), agentid: Some(app.agentid), ..pretend()? })
}

/// The account of the settings.
fn identify(settings: &Settings) -> Result<Identity, Failure> {
    // A token server stands in for the secret.
    let is_known = settings.secret.is_some() || settings.token_url.is_some();
    let (Some(appid), true) = (settings.appid.clone(), is_known) else {
        return Err(settings.official.missing(&["appid", "secret"]));
    };
    let secret = settings.secret.clone();
    let state = Some(state::folder(settings.state.as_deref())?);
    let (base_url, store) = (settings.base_url.clone(), settings.token_store.clone());
    Ok(Identity { appid, secret, agentid: None, base_url, store, state, sandbox: None })
}

/// The application of the settings.
fn identify_app(settings: &Settings) -> Result<Identity, Failure> {
    let (Some(corpid), Some(secret)) = (settings.corpid.clone(), settings.corpsecret.clone()) else {
        return Err(settings.work.missing(&["corpid", "corpsecret"]));
    };
    let state = Some(state::folder(settings.state.as_deref())?);
    let (base_url, store) = (settings.base_url.clone(), settings.token_store.clone());
    let (secret, agentid) = (Some(secret), settings.agentid);
    Ok(Identity { appid: corpid, secret, agentid, base_url, store, state, sandbox: None })
}
