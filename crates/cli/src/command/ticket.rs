//! `official ticket`: a ticket for pages (JS-SDK), or the signature of a page. And what `work ticket` shares with it.

use clap::ValueEnum;
use serde::Serialize;
use serde_json::{Value, json};
use wxkit::client::env;
use wxkit::official::ticket::{PageSignature, PageTickets, TicketKind, sign_page};
use wxkit::proto::digest::hex;
use wxkit::proto::{Endpoint, Platform, Secret, Token};
use wxkit::token::Source;

use crate::chinese::say;
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::output::Answer;
use crate::settings::TokenStore;

/// Fetch a ticket for pages (JS-SDK), and show how long it is valid; or sign a page with it.
///
/// WeChat allows very few of these calls a day. The ticket is kept where the access token is kept (WXKIT_TOKEN_STORE), until
/// shortly before its end; without such a place each run makes a call.
#[derive(Debug, clap::Args)]
pub(crate) struct Ticket {
    /// What it is for.
    #[arg(long = "type", value_name = "TYPE", default_value = "jsapi", conflicts_with = "url")]
    kind: Kind,
    #[command(flatten)]
    wanted: Wanted,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// Pages.
    Jsapi,
    /// Cards (卡券).
    #[value(name = "wx_card")]
    WxCard,
}

impl Ticket {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let kind = match self.kind {
            Kind::Jsapi => TicketKind::Page,
            Kind::WxCard => TicketKind::Card,
        };
        self.wanted.check()?;
        let account = context.account()?;
        // A token server keeps the secret.
        let secret = account.secret().cloned().unwrap_or_else(|_| Secret::new(""));
        let source = PageTickets::new(account.appid(), secret, kind);
        let page = json!({ "appId": account.appid() });
        self.wanted.run(context, &account, &source, kind.word(), page).await
    }
}

/// What is wanted of a ticket.
#[derive(Debug, clap::Args)]
pub(super) struct Wanted {
    /// Sign the page of this address, as the browser shows it: print what wx.config takes, as JSON.
    #[arg(long, value_name = "URL", conflicts_with = "reveal")]
    url: Option<String>,
    /// Print the ticket itself. Whoever has it can sign pages in the account's name.
    #[arg(long)]
    reveal: bool,
    /// Fetch a new one even if one is at hand.
    #[arg(long)]
    refresh: bool,
}

impl Wanted {
    /// Before anything is sent.
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.url.as_ref().is_some_and(|url| !(url.starts_with("https://") || url.starts_with("http://"))) {
            return Err(Failure::usage("the address of a page begins with https:// or http://"));
        }
        Ok(())
    }

    /// Whether a page is to be signed.
    pub(super) fn signs(&self) -> bool {
        self.url.is_some()
    }

    /// `page`: whose page it is, as the page itself says it beside the signature.
    pub(super) async fn run<F: Platform<Credential = Token>>(
        self,
        context: &Context<'_>,
        account: &Account<'_, F>,
        source: &impl Source<Endpoint: Endpoint<Platform = F>>,
        kind: &str,
        page: Value,
    ) -> Result<Answer, Failure> {
        let settings = context.settings;
        let store = if settings.sandbox { &TokenStore::Memory } else { &settings.token_store };
        let env = env(None)?;
        let held = account.ticket(source, store, env.now, self.refresh).await?;
        let ticket = Secret::new(held.token.reveal());
        if let Some(url) = self.url {
            let nonce = hex(env.random("page").get(..8).unwrap_or_default());
            let signature = sign_page(&ticket, &nonce, env.now, &url);
            let config = Config { page, signature };
            let text = serde_json::to_string(&config).unwrap_or_default();
            return Ok(Answer::new(&config, text));
        }
        let shown = Shown {
            kind,
            expires_in: held.expires.since(env.now).as_secs(),
            ticket: self.reveal.then(|| ticket.reveal()),
        };
        let text = match shown.ticket {
            Some(ticket) => ticket.to_owned(),
            None => say(&format!("{kind} ticket, valid for {} s", shown.expires_in)).into_owned(),
        };
        Ok(Answer::new(&shown, text))
    }
}

#[derive(Serialize)]
struct Config {
    #[serde(flatten)]
    page: Value,
    #[serde(flatten)]
    signature: PageSignature,
}

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    expires_in: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<&'a str>,
}
