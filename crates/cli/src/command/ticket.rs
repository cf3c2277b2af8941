//! `official ticket`: a ticket for pages (JS-SDK), or the signature of a page.

use clap::ValueEnum;
use serde::Serialize;
use wxkit::client::env;
use wxkit::official::ticket::{PageSignature, TicketKind, sign_page};
use wxkit::proto::Secret;
use wxkit::proto::digest::hex;

use crate::chinese::say;
use crate::context::Context;
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
    #[arg(long = "type", value_name = "TYPE", default_value = "jsapi")]
    kind: Kind,
    /// Sign the page of this address, as the browser shows it: print what wx.config takes, as JSON.
    #[arg(long, value_name = "URL", conflicts_with_all = ["kind", "reveal"])]
    url: Option<String>,
    /// Print the ticket itself. Whoever has it can sign pages in the account's name.
    #[arg(long)]
    reveal: bool,
    /// Fetch a new one even if one is at hand.
    #[arg(long)]
    refresh: bool,
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
        if self.url.as_ref().is_some_and(|url| !(url.starts_with("https://") || url.starts_with("http://"))) {
            return Err(Failure::usage("the address of a page begins with https:// or http://"));
        }
        let account = context.account()?;
        let settings = context.settings;
        let store = if settings.sandbox { &TokenStore::Memory } else { &settings.token_store };
        let env = env(None)?;
        let held = account.ticket(kind, store, env.now, self.refresh).await?;
        let ticket = Secret::new(held.token.reveal());
        if let Some(url) = self.url {
            let nonce = hex(env.random("page").get(..8).unwrap_or_default());
            let signature = sign_page(&ticket, &nonce, env.now, &url);
            let config = Config { app_id: account.appid(), signature };
            let text = serde_json::to_string(&config).unwrap_or_default();
            return Ok(Answer::new(&config, text));
        }
        let shown = Shown {
            kind: kind.word(),
            expires_in: held.expires.since(env.now).as_secs(),
            ticket: self.reveal.then(|| ticket.reveal()),
        };
        let text = match shown.ticket {
            Some(ticket) => ticket.to_owned(),
            None => say(&format!("{} ticket, valid for {} s", kind.word(), shown.expires_in)).into_owned(),
        };
        Ok(Answer::new(&shown, text))
    }
}

#[derive(Serialize)]
struct Config<'a> {
    #[serde(rename = "appId")]
    app_id: &'a str,
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
