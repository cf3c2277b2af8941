//! Uploads a large video with progress, and goes on where an earlier run was cut off: `upload_video FILE TITLE`.
//!
//! The account is in `WXKIT_APPID` and `WXKIT_SECRET`.

use std::env::{args, var};
use std::error::Error;
use std::path::Path;

use wxkit::client::{Client, Journal, Session};
use wxkit::official;
use wxkit::official::upload::VideoOptions;
use wxkit::official::{Official, Video, VideoUpload};
use wxkit::proto::journal::read_journal;
use wxkit::proto::{Event, Source};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (Some(path), Some(title)) = (args().nth(1), args().nth(2)) else {
        return Err("usage: upload_video FILE TITLE".into());
    };
    let client = account()?;
    let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy();
    let video = Video::new(name, Source::path(&path), title);

    // The journal lies beside the video. If that is no longer the same file, the upload begins anew.
    let (journal, before) = Journal::open(format!("{path}.upload"))?;
    let upload = VideoUpload::resume(video, VideoOptions::default(), &read_journal(&before)?);
    let mut length = 0;
    let mut session = Session::new(journal).tell(|event| match event {
        Event::Started { bytes, .. } => length = bytes,
        Event::Moved { bytes, .. } => eprintln!("{} %", bytes * 100 / length.max(1)),
        Event::Waiting { what, pause } => eprintln!("{what}: waiting for {pause:?}"),
        other => eprintln!("{other:?}"),
    });
    let uploaded = client.run_with(upload, &mut session).await?;
    println!("{}", uploaded.vid);
    Ok(())
}

fn account() -> Result<Client<Official>, Box<dyn Error>> {
    let client = official::builder(var("WXKIT_APPID")?, var("WXKIT_SECRET")?);
    // A sandbox, or a relay, in place of WeChat.
    Ok(var("WXKIT_BASE_URL").into_iter().fold(client, |client, url| client.base_url(url)).build()?)
}
