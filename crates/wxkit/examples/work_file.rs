//! Sends a file to colleagues with WeChat Work (企业微信): `work_file FILE USER…`.
//!
//! The application is in `WXKIT_CORPID`, `WXKIT_CORPSECRET` and `WXKIT_AGENTID`.

use std::env::{args, var};
use std::error::Error;
use std::path::Path;

use wxkit::proto::Source;
use wxkit::work;
use wxkit::work::ids::AgentId;
use wxkit::work::{FileMessage, Receivers, SendFile};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let path = args().nth(1).ok_or("usage: work_file FILE USER…")?;
    let corpid = var("WXKIT_CORPID")?;
    let client = work::builder(&corpid, var("WXKIT_CORPSECRET")?);
    // A sandbox, or a relay, in place of WeChat.
    let client =
        var("WXKIT_BASE_URL").into_iter().fold(client, |client, url| client.base_url(url)).build()?;

    let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy();
    let agent = AgentId::from(var("WXKIT_AGENTID")?.parse::<i64>()?);
    let message =
        FileMessage::new(name, Source::path(&path), corpid, Receivers::users(args().skip(2)), agent);
    // A program that sends the same file again within three days keeps `sent.media` and gives it back here.
    let sent = client.run(SendFile::new(message, Vec::new())).await?;
    if let Some(missed) = sent.sent.missed() {
        eprintln!("not reached: {missed}");
    }
    println!("{}", sent.media.record.media_id);
    Ok(())
}
