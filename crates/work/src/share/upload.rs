//! The flow [`MediaUpload`]: an id for this file, by a new upload or by an earlier one that lives.

use wxkit_proto::digest::{Algorithm, DigestPlan};
use wxkit_proto::error::{Local, LocalKind};
use wxkit_proto::flow::Ticket;
use wxkit_proto::journal::Record;
use wxkit_proto::script::Desk;
use wxkit_proto::{Answer, Call, Env, Error, Event, File, Flow, Repeat, Script, Source, Step, Token};

use super::known::MediaRecord;
use crate::Work;
use crate::media::{MediaKind, UploadMedia, check_media};
use crate::name::wire_name;

/// Uploads a file for messages, or finds an earlier upload of it that is still alive.
///
/// 1. The file is looked at and held against the limits.
/// 2. Its content is digested (SHA-256). An earlier upload of the same content, name, kind and corp that lives for five
///    more minutes is taken; they come from the journal of earlier runs.
/// 3. Else `media/upload`; the id goes into the journal.
#[derive(Debug)]
pub struct MediaUpload {
    script: Script<Work, ReadyMedia>,
}

/// Media that can be used in messages.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadyMedia {
    /// The upload, as the journal keeps it.
    pub record: MediaRecord,
    /// Whether it was made earlier.
    pub reused: bool,
}

impl MediaUpload {
    /// The file of this name (without folders) for this corp. `kind` is what it is uploaded as; `None`: what its content
    /// is, and a file if that is nothing else. `known` are earlier uploads; those that are dead or of other files do no
    /// harm.
    pub fn new(
        name: impl Into<String>,
        source: Source,
        kind: Option<MediaKind>,
        corp: impl Into<String>,
        known: Vec<MediaRecord>,
    ) -> Self {
        let (name, corp) = (name.into(), corp.into());
        let script = |desk| async move {
            let file = look(&desk, &name, source).await?;
            upload(&desk, &file, kind, corp, &known).await
        };
        Self { script: Script::new(script) }
    }
}

/// The file, as it is now; one that is not there is wrong input.
pub(super) async fn look(desk: &Desk<Work>, name: &str, source: Source) -> Result<File, Error> {
    desk.at("looking at the file");
    match desk.inspect(source.clone()).await {
        Ok(probe) => Ok(File::new(name, source, probe)),
        Err(Error::Local(Local { kind: LocalKind::Missing, .. })) => {
            Err(Error::invalid(format!("{name}: there is no such file")))
        }
        Err(error) => Err(error),
    }
}

/// An id for a file that was looked at.
pub(super) async fn upload(
    desk: &Desk<Work>,
    file: &File,
    kind: Option<MediaKind>,
    corp: String,
    known: &[MediaRecord],
) -> Result<ReadyMedia, Error> {
    let kind = kind.unwrap_or_else(|| MediaKind::of(file.probe.kind));
    // Its warnings are told by the call that uploads it.
    check_media(file, kind)?;
    let plan = DigestPlan { whole: Algorithm::Sha256, blocks: None };
    let digests = desk.digest(file.source.clone(), plan).await?;
    if digests.len != file.len() {
        return Err(Error::changed(&file.name));
    }
    let (name, sha256, created_at) = (wire_name(file, kind), digests.whole, desk.now());
    let wanted = MediaRecord { corp, kind, name, sha256, media_id: String::new(), created_at };
    if let Some(record) = known.iter().rev().find(|known| known.serves(&wanted, desk.now())).cloned() {
        desk.tell(Event::Note(format!("{}: was uploaded before, and lives", file.name)));
        return Ok(ReadyMedia { record, reused: true });
    }
    desk.at("uploading");
    desk.tell(Event::Started { transfer: 0, name: file.name.clone(), bytes: file.len() });
    // One upload too many does no harm.
    let call = Call::new(UploadMedia { kind, file: file.clone() }).repeating(Repeat::Safe);
    let media_id = desk.run(call).await?.media_id;
    desk.tell(Event::Moved { transfer: 0, bytes: file.len() });
    desk.tell(Event::Finished { transfer: 0 });
    let created_at = media_id.birth().unwrap_or(desk.now());
    let record = MediaRecord { media_id: media_id.as_str().to_owned(), created_at, ..wanted };
    desk.save(Record::ignorable(&record)).await?;
    Ok(ReadyMedia { record, reused: false })
}

impl Flow for MediaUpload {
    type Platform = Work;
    type Output = ReadyMedia;

    fn step(&mut self, env: &Env) -> Step<ReadyMedia, Token> {
        self.script.step(env)
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Token>) {
        self.script.answer(env, ticket, answer);
    }
}
