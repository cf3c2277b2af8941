//! The account to work with: a real one by its credentials, or the sandbox's.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use wxkit::client::{Client, Journal, Session, Tokens};
use wxkit::official::{ClassicTokens, Official, StableTokens};
use wxkit::proto::{Call, Endpoint, Error, Event, Family as _, Flow, Need, Secret, Token, read_journal};
use wxkit::token::store::{FileStore, Memory, RedisStore};
use wxkit::token::{Held, Source, TokenServer};
use wxkit_sandbox::{Config, Sandbox, Server};

use super::{build, client};
use crate::console::{Console, Progress};
use crate::failure::Failure;
use crate::settings::{Settings, TokenKind, TokenStore};
use crate::state::{self, Work};

/// An account, and the way to it.
pub(crate) struct Account<'a> {
    client: Client<Official>,
    tokens: Kept,
    appid: String,
    secret: Option<Secret>,
    /// Where journals lie; nowhere in a sandbox, which forgets what they tell of.
    state: Option<PathBuf>,
    console: &'a Console,
    /// Stops when the account is dropped.
    _sandbox: Option<Server>,
}

enum Kept {
    Stable(Tokens<StableTokens>),
    Classic(Tokens<ClassicTokens>),
    Server(Tokens<TokenServer<Official>>),
}

/// Who to be, and where.
struct Identity {
    appid: String,
    /// None if a token server has it.
    secret: Option<Secret>,
    base_url: Option<String>,
    store: TokenStore,
    state: Option<PathBuf>,
    sandbox: Option<Server>,
}

impl<'a> Account<'a> {
    pub(super) fn open(settings: &Settings, console: &'a Console) -> Result<Self, Failure> {
        let Identity { appid, secret, base_url, store, state, sandbox } =
            if settings.sandbox { pretend()? } else { identify(settings)? };
        let builder = client(settings, base_url.as_deref())?;
        let (id, app_secret) = (appid.clone(), secret.clone());
        let tokens = match (settings.token_kind, app_secret) {
            (TokenKind::Stable, Some(secret)) => {
                Kept::Stable(kept(StableTokens { appid: id, secret }, &store, console)?)
            }
            (TokenKind::Classic, Some(secret)) => {
                Kept::Classic(kept(ClassicTokens { appid: id, secret }, &store, console)?)
            }
            (TokenKind::Server, _) | (_, None) => Kept::Server(kept(server(settings)?, &store, console)?),
        };
        let builder = match &tokens {
            Kept::Stable(tokens) => builder.credentials(tokens.clone()),
            Kept::Classic(tokens) => builder.credentials(tokens.clone()),
            Kept::Server(tokens) => builder.credentials(tokens.clone()),
        };
        let kind = settings.token_kind.name();
        let account = Self {
            client: build(builder, base_url.as_deref())?,
            tokens,
            appid,
            secret,
            state,
            console,
            _sandbox: sandbox,
        };
        let (id, origin, store) = (&account.appid, account.origin(), store.as_str());
        console.detail(&format!("account {id} at {origin}; {kind} token, kept in: {store}"));
        Ok(account)
    }

    pub(crate) fn client(&self) -> &Client<Official> {
        &self.client
    }

    pub(crate) fn appid(&self) -> &str {
        &self.appid
    }

    /// For the few calls that take it in place of a token.
    pub(crate) fn secret(&self) -> Result<&Secret, Failure> {
        self.secret.as_ref().ok_or_else(|| Failure::usage("WXKIT_SECRET is not set, and this call needs it"))
    }

    /// Calls one endpoint, and tells what it says.
    pub(crate) async fn call<E: Endpoint<Family = Official>>(
        &self,
        endpoint: E,
    ) -> Result<E::Reply, Failure> {
        self.run(Call::new(endpoint), Journal::none()).await
    }

    /// Runs a flow, and shows how far it is.
    pub(crate) async fn run<F: Flow<Family = Official>>(
        &self,
        flow: F,
        journal: Journal,
    ) -> Result<F::Output, Failure> {
        let mut progress = Progress::new(self.console);
        let mut session = Session::new(journal).tell(|event| progress.tell(event));
        Ok(self.client.run_with(flow, &mut session).await?)
    }

    /// The journal of some work, held until it is dropped, and what it says.
    pub(crate) fn journal<'w, T: DeserializeOwned>(
        &'w self,
        work: &dyn Fn(&'w str, &'w str) -> Work<'w>,
    ) -> Result<(Journal, Vec<T>), Failure> {
        let Some(folder) = &self.state else { return Ok((Journal::none(), Vec::new())) };
        let file = work(&self.appid, self.origin()).file(folder);
        state::create(folder)?;
        self.console.detail(&format!("journal {}", file.display()));
        let (journal, text) = Journal::open(&file)?;
        let records = read_journal(&text).map_err(|error| match error {
            Error::Local(mut local) => {
                local.message = format!("{}: {}", file.display(), local.message);
                Error::Local(local)
            }
            error => error,
        });
        Ok((journal, records?))
    }

    /// The access token and its life, or after a need for another one that.
    pub(crate) async fn token(&self, need: Need<Token>) -> Result<Arc<Held>, Error> {
        let link = self.client.link();
        let held = match &self.tokens {
            Kept::Stable(tokens) => tokens.token(need, link).await.map(|_| tokens.held())?,
            Kept::Classic(tokens) => tokens.token(need, link).await.map(|_| tokens.held())?,
            Kept::Server(tokens) => tokens.token(need, link).await.map(|_| tokens.held())?,
        };
        held.ok_or(Error::Misuse("the keeper gave a token and has none"))
    }

    fn origin(&self) -> &str {
        self.client.link().origin().unwrap_or(Official::ORIGIN)
    }
}

impl fmt::Debug for Account<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("appid", &self.appid).finish_non_exhaustive()
    }
}

/// The account of a sandbox that is started here. It has a thread of its own, so that its work is not ours.
fn pretend() -> Result<Identity, Failure> {
    let Config { appid, secret, .. } = Config::default();
    let server = Server::on_thread("127.0.0.1:0", Sandbox::default())
        .map_err(|error| Failure::io("starting the sandbox", &error))?;
    let base_url = Some(server.base_url());
    let (secret, store) = (Some(secret), TokenStore::Memory);
    Ok(Identity { appid, secret, base_url, store, state: None, sandbox: Some(server) })
}

/// The account of the settings.
fn identify(settings: &Settings) -> Result<Identity, Failure> {
    let missing = |name: &str| {
        let hint = format!(
            "set it in the environment, or as {} under {} of config.toml; --sandbox needs no account",
            name.trim_start_matches("WXKIT_").to_ascii_lowercase(),
            settings.profile,
        );
        Failure::usage_hint(format!("{name} is not set"), hint)
    };
    let (appid, secret) = match (&settings.appid, &settings.secret) {
        (Some(appid), secret) if secret.is_some() || settings.token_url.is_some() => {
            (appid.clone(), secret.clone())
        }
        (None, _) if settings.secret.is_some() || settings.token_url.is_some() => {
            return Err(missing("WXKIT_APPID"));
        }
        (Some(_), _) => return Err(missing("WXKIT_SECRET")),
        (None, _) => {
            let place = &settings.profile;
            let hint = format!(
                "set them in the environment, or as appid and secret under {place} of config.toml; --sandbox needs no \
                 account"
            );
            return Err(Failure::usage_hint("WXKIT_APPID and WXKIT_SECRET are not set", hint));
        }
    };
    let state = Some(state::folder(settings.state.as_deref())?);
    let (base_url, store) = (settings.base_url.clone(), settings.token_store.clone());
    Ok(Identity { appid, secret, base_url, store, state, sandbox: None })
}

/// The token server of the settings.
fn server(settings: &Settings) -> Result<TokenServer<Official>, Failure> {
    let url = settings.token_url.as_ref().map_or("", Secret::reveal);
    let server = TokenServer::new(url)
        .map_err(|error| about(error, "WXKIT_TOKEN_URL, or token_url in config.toml"))?;
    Ok(match &settings.token_key {
        Some(key) => server.bearer(key.clone()),
        None => server,
    })
}

/// Wrong input, and the setting that it stands in.
fn about(error: Error, setting: &str) -> Failure {
    match error {
        Error::Request(wrong) => Failure::usage_hint(wrong.message, format!("this is about {setting}")),
        error => error.into(),
    }
}

/// The tokens of this source, in the store that was asked for; its warnings go to people.
fn kept<S>(source: S, store: &TokenStore, console: &Console) -> Result<Tokens<S>, Failure>
where
    S: Source<Endpoint: Send> + Send + 'static,
{
    let tokens = match store {
        TokenStore::Memory => Tokens::new(source, Memory::default()),
        TokenStore::File(folder) => Tokens::new(source, FileStore::open(folder)?),
        TokenStore::Redis(url) => Tokens::new(
            source,
            RedisStore::open(url.reveal())
                .map_err(|error| about(error, "WXKIT_TOKEN_STORE, or token_store in config.toml"))?,
        ),
    };
    let console = console.clone();
    Ok(tokens.tell(move |event| match event {
        Event::Warning(warning) => console.warn(&warning.message),
        Event::Waiting { what, .. } => console.detail(&what),
        Event::Note(text) => console.detail(&text),
        _ => {}
    }))
}
