//! Publishes a folder with an article: `publish_folder FOLDER`.
//!
//! The account is in `WXKIT_APPID` and `WXKIT_SECRET`, as for the command `wxkit`. Run it again after a crash, and it goes on
//! where it stopped.

use std::env::{args, var};
use std::error::Error;
use std::path::Path;
use std::time::Duration;

use wxkit::article::{PrepareOptions, open, prepare};
use wxkit::client::{Client, Journal, Session};
use wxkit::official;
use wxkit::official::publish::PublicationState;
use wxkit::official::{Official, Patience, Publish, PublishOptions};
use wxkit::proto::journal::read_journal;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = args().nth(1).ok_or("usage: publish_folder FOLDER")?;
    let client = account()?;

    // The text and its files: everything that is wrong with them is said at once, with the lines.
    let opened = open(Path::new(&folder), None, &Default::default())?;
    for warning in &opened.article.warnings {
        eprintln!("{warning}");
    }
    // Pictures as WeChat takes them: converted, upright, small enough.
    let prepared = prepare(&opened.article, &PrepareOptions::new(&opened.root)).await;
    let prepared =
        prepared.map_err(|faults| faults.iter().map(|fault| format!("{fault}\n")).collect::<String>())?;

    // What was acknowledged stands in the journal, and is never sent twice.
    let (journal, before) = Journal::open(opened.root.join(".publish.journal"))?;
    let mut options = PublishOptions::default();
    options.patience = Patience::new(Duration::from_secs(2), Duration::from_secs(2 * 3600));
    let publish = Publish::new(prepared.article, options, &read_journal(&before)?);
    let mut session = Session::new(journal).tell(|event| eprintln!("{event:?}"));
    let published = client.run_with(publish, &mut session).await?;

    match published.standing {
        PublicationState::Library { url: Some(url), .. } => println!("{url}"),
        other => println!("{other:?}"),
    }
    Ok(())
}

fn account() -> Result<Client<Official>, Box<dyn Error>> {
    let client = official::builder(var("WXKIT_APPID")?, var("WXKIT_SECRET")?);
    // A sandbox, or a relay, in place of WeChat.
    Ok(var("WXKIT_BASE_URL").into_iter().fold(client, |client, url| client.base_url(url)).build()?)
}
