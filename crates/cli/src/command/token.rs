//! `wxkit token`: the state of an access token.

use std::time::{SystemTime, UNIX_EPOCH};

use clap::Subcommand;
use serde::Serialize;
use wxkit::proto::{Error, Kind, Need, Refusal, Timestamp};
use wxkit::token::Held;

use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::output::Answer;
use crate::settings::{TokenKind, TokenStore};

/// Show the state of an access token.
#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Fetch the access token of the official account (公众号) if there is none at hand, and say how long it lives.
    Official {
        /// Fetch another one in its place; for a stable token the platform does so 20 times a day.
        #[arg(long)]
        refresh: bool,
        /// Print the token itself. Whoever has it can do everything that the account can.
        #[arg(long)]
        reveal: bool,
    },
}

impl Token {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let Self::Official { refresh, reveal } = self;
        let account = context.account()?;
        let began = now();
        let mut held = account.token(Need::First).await?;
        if refresh {
            let former = held.token.clone();
            held = account.token(Need::Refused(former.clone())).await?;
            if held.token == former {
                return Err(the_same().into());
            }
        }
        Ok(answer(context, &account, &held, began, reveal))
    }
}

fn answer(
    context: &Context<'_>,
    account: &Account<'_>,
    held: &Held,
    began: Timestamp,
    reveal: bool,
) -> Answer {
    let settings = context.settings;
    let kind = settings.token_kind;
    let store = if settings.sandbox { TokenStore::Memory.as_str() } else { settings.token_store.as_str() };
    let wire = Wire {
        appid: account.appid(),
        kind: kind.as_str(),
        store,
        from: match kind {
            _ if held.issued < began => "store",
            TokenKind::Server => "server",
            TokenKind::Stable | TokenKind::Classic => "platform",
        },
        expires_in: held.expires.since(now()).as_secs(),
        access_token: reveal.then(|| held.token.reveal()),
    };
    let text = match wire.access_token {
        Some(token) => token.to_owned(),
        None => format!(
            "{}: {} token, valid for {} s, from the {} (store: {store})",
            wire.appid,
            kind.name(),
            wire.expires_in,
            wire.from
        ),
    };
    Answer::new(&wire, text)
}

/// Another token was asked for in vain.
fn the_same() -> Error {
    let hint = "WeChat replaces a stable token 30 seconds after the last time at the earliest, and a token server when \
                it likes; wait, then repeat";
    Refusal {
        code: 0,
        message: String::new(),
        kind: Kind::Token,
        request_id: None,
        retry_after: None,
        meaning: "the same access token came again",
        hint: hint.into(),
    }
    .into()
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

#[derive(Serialize)]
struct Wire<'a> {
    appid: &'a str,
    kind: &'a str,
    store: &'a str,
    /// `platform` or `server` if it was fetched now, `store` if it was at hand.
    from: &'a str,
    expires_in: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<&'a str>,
}
