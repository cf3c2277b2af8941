//! From settings to what a command works with: a client, a journal, a sandbox.

mod account;
mod merchant;
mod tickets;
mod tokens;

use std::fs;
use std::io;
use std::time::Duration;

use serde::de::DeserializeOwned;
use wxkit::client::{Builder, Client, Journal, Session};
use wxkit::official::{Official, Patience};
use wxkit::proto::{Call, Endpoint, Error, Flow, Platform, Secret};

use crate::console::{Console, Progress};
use crate::failure::Failure;
use crate::known::Wanted;
use crate::settings::Settings;
use crate::state::{self, Work};
pub(crate) use account::Account;
pub(crate) use merchant::Merchant;

/// What every command works with.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) console: &'a Console,
}

/// The first pause for a review in a sandbox of one's own, whose reviews end after a few questions.
const QUICK: Duration = Duration::from_millis(200);

impl<'a> Context<'a> {
    pub(crate) fn new(settings: &'a Settings, console: &'a Console) -> Self {
        settings.warnings.iter().for_each(|warning| console.warn(warning));
        Self { settings, console }
    }

    /// Whether the account is a sandbox inside this process.
    pub(crate) fn is_pretending(&self) -> bool {
        self.settings.sandbox
    }

    /// How to wait for reviews.
    pub(crate) fn patience(&self, limit: Duration) -> Patience {
        let usual = if self.settings.sandbox { QUICK } else { Patience::default().poll };
        Patience::new(self.settings.poll.unwrap_or(usual), limit)
    }

    /// The account to work with. Everything that can be wrong with it without asking WeChat is found here.
    pub(crate) fn account(&self) -> Result<Account<'a>, Failure> {
        Account::open(self.settings, self.console)
    }

    /// The application of WeChat Work to work with, and its AgentID if that is set. As [`account`](Context::account).
    pub(crate) fn app(&self) -> Result<(Account<'a, wxkit::work::Work>, Option<i64>), Failure> {
        Account::open_app(self.settings, self.console)
    }

    /// The group robot of WeChat Work to work with. As [`account`](Context::account).
    /// Its key is the one given, else the one that is set.
    pub(crate) fn robot(&self, key: Option<Secret>) -> Result<Account<'a, wxkit::work::Work>, Failure> {
        Account::open_robot(self.settings, key, self.console)
    }

    /// The merchant's private key, for what is encrypted for it.
    pub(crate) fn field_key(&self) -> Result<wxkit::pay::sensitive::FieldKey, Failure> {
        merchant::field_key(self.settings)
    }

    /// The merchant to work with. Everything that can be wrong with its keys is found here.
    pub(crate) fn merchant(&self) -> Result<Merchant<'a>, Failure> {
        Merchant::open(self.settings, self.console)
    }

    /// The account, if this can be the id of such a thing of its own.
    pub(crate) fn account_of(&self, id: &str, wanted: &Wanted) -> Result<Account<'a>, Failure> {
        let account = self.account()?;
        account.known().check(id, wanted)?;
        Ok(account)
    }

    /// The certificate authorities that are trusted beside those of the system, in PEM.
    pub(crate) fn authority(&self) -> Result<Vec<u8>, Failure> {
        authority(self.settings)
    }

    /// Where requests to the official account go.
    pub(crate) fn base_url(&self) -> Result<String, Failure> {
        let base_url = self.settings.base_url.as_deref();
        let client: Client<Official> = build(client(self.settings, base_url)?, base_url)?;
        Ok(client.link().base_url().unwrap_or(Official::BASE_URL).to_owned())
    }

    /// Runs a flow that sends nothing, so it needs no credentials.
    pub(crate) async fn run_offline<F: Flow<Platform = Official>>(
        &self,
        flow: F,
    ) -> Result<F::Output, Failure> {
        let base_url = self.settings.base_url.as_deref();
        let client = build(client(self.settings, base_url)?, base_url)?;
        let mut progress = Progress::new(self.console);
        let mut session = Session::new(Journal::none()).tell(|event| progress.tell(event));
        Ok(client.run_with(flow, &mut session).await?)
    }

    /// Makes a call that asks for no account and lives at an address of its own; it is made once.
    pub(crate) async fn call_at<E: Endpoint<Platform = Official>>(
        &self,
        usual: &str,
        endpoint: E,
    ) -> Result<E::Reply, Failure> {
        if self.settings.sandbox {
            return self.account()?.call(endpoint).await;
        }
        let base_url = self.settings.base_url.as_deref().unwrap_or(usual);
        let client = build(client(self.settings, Some(base_url))?, Some(base_url))?;
        let mut session = Session::new(Journal::none());
        Ok(client.run_with(Call::new(endpoint), &mut session).await?)
    }

    /// What the journal of some work says now, without holding it; nothing if there is none, or nobody to have one.
    pub(crate) fn peek<'w, T: DeserializeOwned>(
        &self,
        work: &dyn Fn(&'w str, &'w str) -> Work<'w>,
    ) -> Result<Vec<T>, Failure>
    where
        'a: 'w,
    {
        let (Some(appid), false) = (&self.settings.appid, self.settings.sandbox) else {
            return Ok(Vec::new());
        };
        let base_url = self.settings.base_url_or(Official::BASE_URL);
        let file = work(appid, base_url).file(&state::folder(self.settings.state.as_deref())?);
        match fs::read(&file) {
            Ok(text) => Ok(state::records(&file, &String::from_utf8_lossy(&text))?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(Failure::io(format!("reading the journal {}", file.display()), &error)),
        }
    }
}

/// Scheme and host of an address: what follows may be a secret of a relay.
fn host_of(base_url: &str) -> &str {
    let path = base_url.split_once("://").and_then(|(scheme, rest)| Some(scheme.len() + 3 + rest.find('/')?));
    path.and_then(|path| base_url.get(..path)).unwrap_or(base_url)
}

/// The client; a base URL that is refused is told where it can be set.
fn build<F: Platform>(builder: Builder<F>, base_url: Option<&str>) -> Result<Client<F>, Failure> {
    builder.build().map_err(|error| match (error, base_url) {
        (Error::Request(wrong), Some(url)) if url.starts_with("http://") => Failure::usage_hint(
            wrong.message,
            "this is about the base URL; --allow-http HOST allows plain http to a host that you trust",
        ),
        (Error::Request(wrong), Some(url)) if !url.starts_with("https://") => Failure::usage_hint(
            wrong.message,
            "this is about the base URL: --base-url, WXKIT_BASE_URL, or base_url in config.toml",
        ),
        (error, _) => error.into(),
    })
}

/// A client without credentials.
fn client<F: Platform>(settings: &Settings, base_url: Option<&str>) -> Result<Builder<F>, Failure> {
    let mut builder = Client::builder();
    if let Some(url) = base_url {
        builder = builder.base_url(url);
    }
    for host in &settings.allow_http {
        builder = builder.allow_http(host);
    }
    Ok(builder.ca_pem(authority(settings)?))
}

/// The certificate authorities that are set, in PEM.
fn authority(settings: &Settings) -> Result<Vec<u8>, Failure> {
    let Some(ca) = &settings.ca else { return Ok(Vec::new()) };
    // Environment files and JSON make the two characters \\n of a line break.
    Ok(ca.text()?.replace("\\r", "").replace("\\n", "\n").into_bytes())
}
