//! `wxkit token`: the state of an access token.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Subcommand;
use serde::Serialize;
use wxkit::proto;
use wxkit::proto::flow::Need;
use wxkit::proto::{Error, Kind, Platform, Refusal, Timestamp};
use wxkit::token::Held;
use wxkit::work::token::AccessToken;

use crate::chinese::say;
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::output::Answer;
use crate::settings::{TokenKind, TokenStore};

/// Show the state of an access token.
#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Fetch the access token of the official account (公众号) unless there is a valid one, and show how long it is valid.
    Official {
        /// Replace it with a new one; for a stable token the platform allows this 20 times a day.
        #[arg(long)]
        refresh: bool,
        /// Print the token itself. Whoever has it can do everything that the account can.
        #[arg(long)]
        reveal: bool,
    },
    /// Fetch the access token of an application of WeChat Work (企业微信) unless there is a valid one, and show how long it is valid.
    Work {
        /// Ask WeChat again; while the token is valid, it gives the same one.
        #[arg(long)]
        refresh: bool,
        /// Print the token itself. Whoever has it can do everything that the application can.
        #[arg(long)]
        reveal: bool,
    },
}

impl Token {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        match self {
            Self::Official { refresh, reveal } => {
                let account = context.account()?;
                let (held, began) = fetch(&account, refresh).await?;
                let kind = context.settings.token_kind;
                let wire =
                    Wire { appid: Some(account.appid()), kind: Some(kind.as_str()), ..Wire::default() };
                Ok(answer(context, wire, kind.name(), &held, began, reveal))
            }
            Self::Work { refresh, reveal } => {
                let (app, _) = context.app()?;
                let (mut held, began) = fetch(&app, false).await?;
                if refresh {
                    let (corpid, secret) = (app.appid().to_owned(), app.secret()?.clone());
                    let grant = app.call(AccessToken::new(corpid, secret)).await?;
                    // The same one again is no worse than it was.
                    if grant.access_token != held.token {
                        held = app.token(Need::Refused(held.token.clone())).await?;
                    }
                }
                let wire = Wire { corpid: Some(app.appid()), ..Wire::default() };
                Ok(answer(context, wire, "token", &held, began, reveal))
            }
        }
    }
}

/// The token, and when that was asked for.
async fn fetch<F: Platform<Credential = proto::Token>>(
    account: &Account<'_, F>,
    refresh: bool,
) -> Result<(Arc<Held>, Timestamp), Failure> {
    let began = now();
    let mut held = account.token(Need::First).await?;
    if refresh {
        let former = held.token.clone();
        held = account.token(Need::Refused(former.clone())).await?;
        if held.token == former {
            return Err(the_same().into());
        }
    }
    Ok((held, began))
}

fn answer<'a>(
    context: &Context<'_>,
    wire: Wire<'a>,
    kind: &str,
    held: &'a Held,
    began: Timestamp,
    reveal: bool,
) -> Answer {
    let settings = context.settings;
    let store = if settings.sandbox { TokenStore::Memory.as_str() } else { settings.token_store.as_str() };
    let (from, told) = match settings.token_kind {
        _ if held.issued < began => ("store", "from the store"),
        TokenKind::Server if wire.corpid.is_none() => ("server", "from the server"),
        _ => ("platform", "from the platform"),
    };
    let wire = Wire {
        store,
        from,
        expires_in: left(held, now()).as_secs(),
        access_token: reveal.then(|| held.token.reveal()),
        ..wire
    };
    let id = wire.appid.or(wire.corpid).unwrap_or_default();
    let text = match wire.access_token {
        Some(token) => token.to_owned(),
        None => say(&format!("{id}: {kind}, valid for {} s, {told} (store: {store})", wire.expires_in))
            .into_owned(),
    };
    Answer::new(&wire, text)
}

/// No more than its whole life, whatever this machine's clock said when it was granted.
fn left(held: &Held, now: Timestamp) -> Duration {
    held.expires.since(now).min(held.expires.since(held.issued))
}

/// Another token was asked for in vain.
fn the_same() -> Error {
    let hint = "WeChat replaces a stable token 30 seconds after the last time at the earliest, and a token server when \
                it likes; wait, then repeat";
    let meaning = "the same access token came again";
    let mut refusal = Refusal::new(0, Kind::Token);
    (refusal.meaning, refusal.hint) = (meaning, hint.into());
    refusal.into()
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

#[derive(Default, Serialize)]
struct Wire<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    appid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    corpid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    store: &'a str,
    /// `platform` or `server` if it was fetched now, `store` if it was at hand.
    from: &'a str,
    expires_in: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<&'a str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_ahead_makes_no_life_longer() {
        let at = Timestamp::from_secs;
        let held = Held::new(proto::Token::new("T"), at(1_000_000), at(1_007_200), at(1_006_900));
        for (now, secs) in [(1_000_200, 7000), (1_007_200, 0), (500_000, 7200)] {
            assert_eq!(left(&held, at(now)).as_secs(), secs, "at {now}");
        }
    }
}
