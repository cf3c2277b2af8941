//! Earlier uploads of a corp, by which an id is used again or known to be of another kind.

use std::path::Path;
use std::time::{Duration, SystemTime};

use wxkit::client::Journal;
use wxkit::proto::journal::Record;
use wxkit::proto::{Error, Flow, Source};
use wxkit::work::ids::MediaId;
use wxkit::work::media::MediaKind;
use wxkit::work::share::{MediaRecord, ReadyMedia};
use wxkit::work::{MediaUpload, Work};

use crate::console::Console;
use crate::context::{Account, Context};
use crate::failure::Failure;
use crate::folder;
use crate::state;

/// Earlier uploads of a corp. Their journal is read without being held, so that many runs can send at once.
pub(super) struct Known<'a> {
    app: &'a Account<'a, Work>,
    pub(super) records: Vec<MediaRecord>,
}

impl<'a> Known<'a> {
    pub(super) fn read(app: &'a Account<'a, Work>) -> Self {
        Self { app, records: app.records(&journal) }
    }

    /// Runs a flow that uploads, so that what it uploads is noted, also if it fails later; `media` is what it tells in the
    /// end. While another run holds the journal it is noted at the end alone.
    pub(super) async fn run<F: Flow<Platform = Work>>(
        &self,
        flow: F,
        console: &Console,
        media: impl Fn(&F::Output) -> &ReadyMedia,
    ) -> Result<F::Output, Failure> {
        let held = self.app.journal::<MediaRecord>(&journal).map(|(journal, _)| journal).ok();
        let is_held = held.is_some();
        let output = self.app.run(flow, held.unwrap_or_else(Journal::none)).await?;
        let ReadyMedia { record, reused, .. } = media(&output);
        if !is_held && !reused {
            self.note(record, console).await;
        }
        Ok(output)
    }

    /// If it cannot be noted, no more is lost than that the next run uploads the file again.
    async fn note(&self, record: &MediaRecord, console: &Console) {
        for _ in 0..TRIES {
            if let Ok((journal, _)) = self.app.journal::<MediaRecord>(&journal) {
                if let Err(error) = journal.append(&Record::ignorable(record)) {
                    console.warn(&error.to_string());
                }
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        console.detail("the upload was not noted: the journal is in use or damaged");
    }

    /// An id that somebody typed, with what is known of it; one that is known to be dead is refused.
    pub(super) fn id(&self, text: &str) -> Result<MediaId, Failure> {
        let Some(record) = self.records.iter().rev().find(|record| record.media_id == text) else {
            return Ok(MediaId::new(text));
        };
        if is_alive(record) {
            return Ok(record.id());
        }
        let message = format!("the media {text} ({}) has died: media lives for 3 days", record.name);
        Err(Failure::usage_hint(message, "upload the file again"))
    }

    /// An upload of this file, which is noted, or an earlier one of it.
    pub(super) async fn upload(
        &self,
        context: &Context<'_>,
        path: &Path,
        kind: Option<MediaKind>,
        reuse: bool,
    ) -> Result<ReadyMedia, Failure> {
        let known = if reuse { self.records.clone() } else { Vec::new() };
        let upload = MediaUpload::new(name(path)?, Source::path(path), kind, self.app.appid(), known);
        self.run(upload, context.console, |media| media).await
    }
}

/// Whether it was uploaded less than 3 days ago.
pub(crate) fn is_alive(record: &MediaRecord) -> bool {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    record.id().death().is_none_or(|death| death.as_secs() > now)
}

/// How often it is tried to note something.
const TRIES: u32 = 50;

/// Where the uploads of a corp are noted.
pub(crate) fn journal<'w>(corp: &'w str, base_url: &'w str) -> state::Work<'w> {
    state::Work { kind: "work-media", appid: corp, base_url, path: Path::new(""), name: corp }
}

/// The file's name without folders, if there is such a file.
pub(super) fn name(path: &Path) -> Result<String, Failure> {
    folder::file(path)?;
    Ok(path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default())
}

/// Whether the platform does not know a media id.
pub(super) fn is_unknown_media(failure: &Failure) -> bool {
    matches!(failure, Failure::Library(Error::Refused(refusal)) if refusal.code == 40007)
}
