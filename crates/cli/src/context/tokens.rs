//! Where the access token comes from, and where it is kept.

use wxkit::client::Tokens;
use wxkit::official::Official;
use wxkit::proto::{Error, Event, Secret};
use wxkit::token::store::{FileStore, Memory, RedisStore, Store};
use wxkit::token::{Source, TokenServer};

use crate::console::Console;
use crate::failure::Failure;
use crate::settings::{Settings, TokenStore};

/// The token server of the settings.
pub(super) fn server(settings: &Settings) -> Result<TokenServer<Official>, Failure> {
    let url = settings.token_url.as_ref().map_or("", Secret::reveal);
    let server = TokenServer::new(url)
        .map_err(|error| about(error, "WXKIT_TOKEN_URL, or token_url in config.toml"))?;
    Ok(match &settings.token_key {
        Some(key) => server.bearer(key.clone()),
        None => server,
    })
}

/// The tokens of this source, in the store that was asked for; its warnings go to people.
pub(super) fn kept<S>(source: S, store: &TokenStore, console: &Console) -> Result<Tokens<S>, Failure>
where
    S: Source<Endpoint: Send> + Send + 'static,
{
    let tokens = match store {
        TokenStore::Memory => Tokens::new(source, Memory::default()),
        TokenStore::File(folder) => Tokens::new(source, FileStore::open(folder)?),
        TokenStore::Redis(url) => Tokens::new(source, redis(url)?),
    };
    let console = console.clone();
    Ok(tokens.tell(move |event| match event {
        Event::Warning(warning) => console.warn(&warning.message),
        Event::Waiting { what, .. } => console.detail(&what),
        Event::Note(text) => console.detail(&text),
        _ => {}
    }))
}

/// The place where tokens outlive this run, if there is one.
pub(super) fn shared(store: &TokenStore) -> Result<Option<Box<dyn Store>>, Failure> {
    Ok(match store {
        TokenStore::Memory => None,
        TokenStore::File(folder) => Some(Box::new(FileStore::open(folder)?)),
        TokenStore::Redis(url) => Some(Box::new(redis(url)?)),
    })
}

fn redis(url: &Secret) -> Result<RedisStore, Failure> {
    RedisStore::open(url.reveal())
        .map_err(|error| about(error, "WXKIT_TOKEN_STORE, or token_store in config.toml"))
}

/// Wrong input, and the setting that it stands in.
fn about(error: Error, setting: &str) -> Failure {
    match error {
        Error::Request(wrong) => Failure::usage_hint(wrong.message, format!("this is about {setting}")),
        error => error.into(),
    }
}
