//! How [`VideoPreview`](super::VideoPreview) goes, from top to bottom.

use wxkit_proto::digest::{Algorithm, DigestPlan};
use wxkit_proto::error::{Local, LocalKind, OutcomeUnknown};
use wxkit_proto::journal::Record;
use wxkit_proto::script::Desk;
use wxkit_proto::{Call, Endpoint, Error, Event, File, Repeat};

use super::known::{ClipRecord, Known};
use super::{Clip, PreviewedVideo, Through, message};
use crate::Official;
use crate::ids::{INVALID_ID, MassVideoId, MediaId};
use crate::lost::unknown;
use crate::mass::{PrepareVideo, PreviewMass, Viewer};
use crate::material::MaterialKind;
use crate::media::{UploadHost, UploadMedia};

/// Looks at the file, sends the video, and tries once more from the start if an id of an earlier run is not valid any more.
pub(super) async fn preview(
    desk: Desk<Official>,
    clip: Clip,
    to: Viewer,
    through: Through,
    known: Known,
) -> Result<PreviewedVideo, Error> {
    let (file, sha1) = look(&desk, &clip, &to, through).await?;
    let words = clip.words();
    let mut run = Run { desk, clip, file, sha1, words, known, additions: 0, fresh: false };
    loop {
        let media_id = match through {
            Through::Temporary => run.temporary().await?,
            Through::Permanent => Some(run.permanent().await?),
        };
        let Some(media_id) = media_id else { continue };
        run.desk.at("sending");
        let call = run.call(message(to.clone(), media_id.clone()));
        match run.desk.run_unwarned(call).await {
            Ok(previewed) => return Ok(PreviewedVideo { media_id, reused: !run.fresh, previewed }),
            Err(error) => run.forget(media_id.as_str(), only_the_viewer_knows(&to, error)).await?,
        }
    }
}

/// Everything that can be found wrong before anything is sent; the file and its SHA-1.
async fn look(
    desk: &Desk<Official>,
    clip: &Clip,
    to: &Viewer,
    through: Through,
) -> Result<(File, String), Error> {
    desk.at("looking at the file");
    let probe = match desk.inspect(clip.source.clone()).await {
        Err(Error::Local(Local { kind: LocalKind::Missing, .. })) => {
            return Err(Error::invalid(format!("{}: there is no such file", clip.name)));
        }
        probe => probe?,
    };
    let file = File::new(&clip.name, clip.source.clone(), probe);
    desk.warn(clip.check(&file, to, through)?);
    let plan = DigestPlan { whole: Algorithm::Sha1, blocks: None };
    let digests = desk.digest(clip.source.clone(), plan).await?;
    if file.len() != digests.len {
        return Err(Error::changed(&clip.name));
    }
    Ok((file, digests.whole))
}

/// One run, after the look at the file.
pub(super) struct Run {
    pub(super) desk: Desk<Official>,
    pub(super) clip: Clip,
    pub(super) file: File,
    pub(super) sha1: String,
    /// The digest of the words beside the video.
    pub(super) words: String,
    pub(super) known: Known,
    /// How often the file was added to the library.
    pub(super) additions: u32,
    /// Whether an id was made by this run.
    fresh: bool,
}

impl Run {
    /// The id of temporary media that can be sent; `None` if what was known turned out to be no longer valid.
    async fn temporary(&mut self) -> Result<Option<MassVideoId>, Error> {
        if let Some(media_id) = self.known.prepared(&self.sha1, &self.words, self.desk.now()) {
            return Ok(Some(media_id));
        }
        let media_id = match self.known.upload(&self.sha1, self.desk.now()) {
            Some(media_id) => media_id,
            None => self.upload().await?,
        };
        self.desk.at("preparing");
        let (title, description) = (self.clip.title.clone(), self.clip.description.clone());
        let prepare = PrepareVideo { media_id: media_id.clone(), title, description };
        let prepared = match self.desk.run_unwarned(self.call(prepare).repeating(Repeat::Safe)).await {
            Ok(prepared) => prepared,
            Err(error) => return self.forget(media_id.as_str(), error).await.map(|()| None),
        };
        let created_at = u64::try_from(prepared.created_at).ok().filter(|time| *time > 0);
        let created_at = created_at.unwrap_or(self.desk.now().as_secs());
        let (sha1, words, media_id) = (self.sha1.clone(), self.words.clone(), prepared.media_id);
        self.fresh = true;
        self.record(ClipRecord::Prepared { sha1, words, media_id: media_id.clone(), created_at }).await?;
        Ok(Some(media_id))
    }

    /// A call with an id, which the platform may not know yet if it was made by this run.
    fn call<E: Endpoint<Platform = Official>>(&self, endpoint: E) -> Call<E> {
        match self.fresh {
            true => Call::new(endpoint).settling(INVALID_ID),
            false => Call::new(endpoint),
        }
    }

    /// Uploads the file as temporary media.
    async fn upload(&mut self) -> Result<MediaId, Error> {
        self.departs();
        let upload =
            UploadMedia { kind: MaterialKind::Video, file: self.file.clone(), host: UploadHost::Api };
        let media_id = self.desk.run_unwarned(Call::new(upload).repeating(Repeat::Safe)).await?.media_id;
        self.arrived();
        // Taken whatever its age is said to be: the clocks may disagree.
        let created_at = media_id.birth().unwrap_or(self.desk.now()).as_secs();
        let (sha1, known) = (self.sha1.clone(), media_id.clone());
        self.record(ClipRecord::Uploaded { sha1, media_id: known, created_at }).await?;
        Ok(media_id)
    }

    /// Forgets an id that is not valid any more, if it is from an earlier run; any other error is the end.
    async fn forget(&mut self, media_id: &str, error: Error) -> Result<(), Error> {
        if error.code() != Some(INVALID_ID) || self.fresh {
            return Err(error);
        }
        self.desk.tell(Event::Note(format!("{}: {media_id} is not valid any more", self.clip.name)));
        self.record(ClipRecord::Gone { media_id: media_id.to_owned() }).await
    }

    pub(super) fn departs(&self) {
        self.desk.at("uploading");
        let (name, bytes) = (self.file.name.clone(), self.file.len());
        self.desk.tell(Event::Started { transfer: 0, name, bytes });
    }

    pub(super) fn arrived(&mut self) {
        self.fresh = true;
        self.desk.tell(Event::Moved { transfer: 0, bytes: self.file.len() });
        self.desk.tell(Event::Finished { transfer: 0 });
    }

    /// Enters a record; what occupies a place in the library must be on the disk before the next step.
    pub(super) async fn record(&mut self, record: ClipRecord) -> Result<(), Error> {
        self.known.apply(&record);
        let sync = matches!(record, ClipRecord::Adding { .. } | ClipRecord::Added { .. });
        self.desk.save(Record { sync, ..Record::new(&record) }).await
    }
}

fn only_the_viewer_knows(to: &Viewer, error: Error) -> Error {
    let cause = match error {
        Error::OutcomeUnknown(OutcomeUnknown { cause, .. }) => cause,
        Error::Reply(unreadable) => unreadable.message,
        error => return error,
    };
    unknown::<PreviewMass>(format!("{cause}; ask {} for it before you send it once more", to.name()))
}
