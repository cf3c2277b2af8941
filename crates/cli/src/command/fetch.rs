//! What the commands that download have in common.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use wxkit::client::{Journal, files};
use wxkit::proto::download::{Download, DownloadRecord, Downloaded, Fetch, StoredFile};
use wxkit::proto::{Platform, Token};

use crate::context::Account;
use crate::failure::Failure;
use crate::state::Work;

/// Where a download ends.
#[derive(Debug, Args)]
pub(crate) struct Target {
    /// The file to write, or the folder to write into under the name that WeChat gives; - is standard output.
    #[arg(long, short, value_name = "PATH", default_value = ".")]
    output: PathBuf,
}

/// A file that has arrived.
#[derive(Debug, Serialize)]
pub(super) struct Arrived<'a> {
    media_id: &'a str,
    path: &'a Path,
    bytes: u64,
    content_type: Option<&'a str>,
}

impl Target {
    /// Fetches the file. What an earlier run has left is gone on with.
    pub(super) async fn fetch<E>(
        &self,
        account: &Account<'_, E::Platform>,
        endpoint: E,
    ) -> Result<Downloaded<E::Reply>, Failure>
    where
        E: Fetch<Platform: Platform<Credential = Token>>,
    {
        if self.output == Path::new("-") {
            return stream(account, endpoint).await;
        }
        let place = files::place(&self.output)?;
        let part = place.part(&endpoint.id());
        let part = std::path::absolute(&part).unwrap_or(part);
        let name = part.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (journal, records) = account.journal::<DownloadRecord>(&|appid, base_url| Work {
            kind: "download",
            appid,
            base_url,
            path: &part,
            name: &name,
        })?;
        account.run(Download::new(endpoint, place, &records), journal).await
    }
}

/// Fetches the file, and writes it to standard output once it is whole.
async fn stream<E>(account: &Account<'_, E::Platform>, endpoint: E) -> Result<Downloaded<E::Reply>, Failure>
where
    E: Fetch<Platform: Platform<Credential = Token>>,
{
    if account.console().json {
        return Err(Failure::usage("-o - and --json both want standard output"));
    }
    let folder = tempfile::tempdir().map_err(|error| Failure::io("making a folder for the file", &error))?;
    let place = files::place(folder.path())?;
    let mut downloaded = account.run(Download::new(endpoint, place, &[]), Journal::none()).await?;
    if let Some(stored) = &mut downloaded.file {
        let writing = |error| Failure::io("writing to standard output", &error);
        let mut file = File::open(&stored.path).map_err(writing)?;
        match io::copy(&mut file, &mut io::stdout().lock()) {
            // Whoever read it has had enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            copied => drop(copied.map_err(writing)?),
        }
        stored.path = "-".into();
    }
    Ok(downloaded)
}

impl<'a> Arrived<'a> {
    pub(super) fn new(media_id: &'a str, file: &'a StoredFile) -> Self {
        let StoredFile { path, len, content_type, .. } = file;
        Self { media_id, path, bytes: *len, content_type: content_type.as_deref() }
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        match self.path == Path::new("-") {
            true => String::new(),
            false => self.path.display().to_string(),
        }
    }
}
