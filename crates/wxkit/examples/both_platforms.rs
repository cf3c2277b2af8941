//! One program that works with an official account (公众号) and with WeChat Work (企业微信) at once.
//!
//! `both_platforms PICTURE USER` uploads a picture for use in articles, and tells a colleague its address. The accounts come
//! from the environment, as those of the command `wxkit` do.

use std::env::var;
use std::path::{Path, PathBuf};

use wxkit::client::{Builder, Client, Tokens};
use wxkit::official::{Official, StableTokens, UploadImage};
use wxkit::proto::{Error, Platform, Secret};
use wxkit::token::store::Memory;
use wxkit::work::ids::AgentId;
use wxkit::work::message::Sent;
use wxkit::work::{AppTokens, Message, Receivers, SendMessage, Work};

/// Who to be on both platforms, and where.
pub(crate) struct Accounts {
    /// In place of WeChat's own addresses.
    pub(crate) base_url: Option<String>,
    /// The official account.
    pub(crate) account: StableTokens,
    /// The application of WeChat Work.
    pub(crate) app: AppTokens,
    /// Its id.
    pub(crate) agentid: AgentId,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let mut args = std::env::args().skip(1);
    let (Some(picture), Some(user)) = (args.next().map(PathBuf::from), args.next()) else {
        return Err(Error::invalid("usage: both_platforms PICTURE USER"));
    };
    let (url, sent) = run(accounts()?, &picture, &user).await?;
    println!("{url}");
    if let Some(missed) = sent.missed() {
        eprintln!("not told: {missed}");
    }
    Ok(())
}

/// Uploads the picture to the official account, and sends its address to the user of WeChat Work.
pub(crate) async fn run(accounts: Accounts, picture: &Path, user: &str) -> Result<(String, Sent), Error> {
    let Accounts { base_url, account, app, agentid } = accounts;
    // Each platform has its own client and its own tokens.
    let official: Client<Official> =
        at(base_url.as_deref()).credentials(Tokens::new(account, Memory::default())).build()?;
    let work: Client<Work> =
        at(base_url.as_deref()).credentials(Tokens::new(app, Memory::default())).build()?;

    let file = official.open(picture).await?;
    let url = official.call(UploadImage::new(file)).await?.url;
    let message = Message::Text(format!("新图片：{url}"));
    let sent = work.call(SendMessage::new(Receivers::users([user]), agentid, message)).await?;
    Ok((url, sent))
}

fn at<F: Platform>(base_url: Option<&str>) -> Builder<F> {
    match base_url {
        Some(url) => Client::builder().base_url(url),
        None => Client::builder(),
    }
}

fn accounts() -> Result<Accounts, Error> {
    let get = |name: &str| var(name).map_err(|_| Error::invalid(format!("{name} is not set")));
    let agentid =
        get("WXKIT_AGENTID")?.parse::<i64>().map_err(|_| Error::invalid("WXKIT_AGENTID is not a number"))?;
    Ok(Accounts {
        base_url: var("WXKIT_BASE_URL").ok(),
        account: StableTokens::new(get("WXKIT_APPID")?, Secret::new(get("WXKIT_SECRET")?)),
        app: AppTokens::new(get("WXKIT_CORPID")?, Secret::new(get("WXKIT_CORPSECRET")?)),
        agentid: AgentId::from(agentid),
    })
}
