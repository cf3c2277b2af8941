//! One access token for the processes of many machines, in Redis: `shared_tokens PICTURE`.
//!
//! The account is in `WXKIT_APPID` and `WXKIT_SECRET`, and Redis at the address `WXKIT_TOKEN_STORE`, such as
//! `redis://:PASSWORD@cache.example:6379/0`. However many processes run, one of them fetches a token.

use std::env::{args, var};
use std::error::Error;

use wxkit::client::{Client, Tokens};
use wxkit::official::{Official, StableTokens, UploadImage};
use wxkit::proto::Secret;
use wxkit::token::store::RedisStore;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let picture = args().nth(1).ok_or("usage: shared_tokens PICTURE")?;
    let account = StableTokens::new(var("WXKIT_APPID")?, Secret::new(var("WXKIT_SECRET")?));
    // Warnings, such as that Redis is away and the token at hand is used on, would go to the log.
    let tokens = Tokens::new(account, RedisStore::open(&var("WXKIT_TOKEN_STORE")?)?)
        .tell(|event| eprintln!("{event:?}"));
    let client = Client::<Official>::builder().credentials(tokens.clone());
    // A sandbox, or a relay, in place of WeChat.
    let client =
        var("WXKIT_BASE_URL").into_iter().fold(client, |client, url| client.base_url(url)).build()?;

    let file = client.open(picture).await?;
    println!("{}", client.call(UploadImage::new(file)).await?.url);
    if let Some(held) = tokens.held() {
        eprintln!("the token is used until {:?}", held.expires);
    }
    Ok(())
}
