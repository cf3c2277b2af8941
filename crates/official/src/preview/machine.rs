//! The state machine behind [`VideoPreview`](super::VideoPreview): each step is decided from what is known.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use wxkit_proto::{
    Algorithm, Answer, Ask, Call, DigestPlan, Endpoint, Env, Error, Event, File, Local, LocalKind, Nest,
    OutcomeUnknown, Record, Repeat, Step, Ticket, Timestamp, Token, Turn,
};

use super::known::{ClipRecord, Known};
use super::{Clip, PreviewedVideo, Through, message};
use crate::ids::{MassVideoId, MaterialId, MediaId};
use crate::lost::unknown;
use crate::mass::{PrepareVideo, PreparedVideo, PreviewMass, Viewer};
use crate::material::{AddMaterial, DownloadMaterial, ListMaterial, MaterialKind};
use crate::media::{UploadHost, UploadMedia, UploadedMedia};

#[derive(Debug)]
pub(super) struct Machine {
    pub(super) clip: Clip,
    to: Viewer,
    through: Through,
    pub(super) file: Option<File>,
    pub(super) sha1: String,
    pub(super) known: Known,
    pub(super) stage: Stage,
    /// How often the file was added.
    pub(super) additions: u32,
    /// Whether an id was made by this run.
    pub(super) fresh: bool,
    nest: Nest<Key>,
    outbox: VecDeque<Record>,
    pub(super) news: VecDeque<Event>,
    pub(super) failure: Option<Error>,
}

#[derive(Debug)]
pub(super) enum Stage {
    Inspect,
    Digest,
    /// Decides from what is known what comes next.
    Next,
    Upload(Call<UploadMedia>),
    Prepare(MediaId, Call<PrepareVideo>),
    Add(Call<AddMaterial>),
    /// Looks for material that may have been added, and then into it.
    Seek(Call<ListMaterial>),
    Read(MaterialId, Call<DownloadMaterial>),
    Preview(MassVideoId, Call<PreviewMass>),
    Pause(Timestamp),
    End(PreviewedVideo),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Key {
    Look,
    Record,
    /// The one call of any other stage.
    Call,
}

type Up = Step<PreviewedVideo, Token>;

impl Machine {
    pub(super) fn new(clip: Clip, to: Viewer, through: Through, journal: &[ClipRecord]) -> Self {
        Self {
            clip,
            to,
            through,
            file: None,
            sha1: String::new(),
            known: Known::replay(journal),
            stage: Stage::Inspect,
            additions: 0,
            fresh: false,
            nest: Nest::default(),
            outbox: VecDeque::new(),
            news: VecDeque::new(),
            failure: None,
        }
    }

    pub(super) fn step(&mut self, env: &Env) -> Up {
        loop {
            if let Some(event) = self.news.pop_front() {
                return Step::Tell(event);
            }
            if let Some(record) = self.outbox.pop_front() {
                return Step::Do(self.nest.own(Key::Record), Ask::Save(record));
            }
            // Every step depends on the records before it.
            if self.nest.waiting(Key::Record) > 0 {
                return Step::Wait(None);
            }
            if let Some(error) = self.failure.take() {
                return Step::Done(Err(error));
            }
            if let ControlFlow::Break(up) = self.turn(env) {
                return up;
            }
        }
    }

    /// One turn of the present stage; a break is what the driver has to do.
    fn turn(&mut self, env: &Env) -> ControlFlow<Up> {
        match &mut self.stage {
            Stage::Inspect => self.look(Ask::Inspect(self.clip.source.clone()))?,
            Stage::Digest => {
                let plan = DigestPlan { whole: Algorithm::Sha1, blocks: None };
                self.look(Ask::Digest(self.clip.source.clone(), plan))?;
            }
            Stage::Next => self.next(env),
            Stage::Upload(call) => match ended(&mut self.nest, call, env)? {
                Ok(UploadedMedia { media_id, .. }) => self.uploaded(env, media_id),
                Err(error) => self.fail(error),
            },
            Stage::Prepare(media_id, call) => {
                let (media_id, result) = (media_id.clone(), ended(&mut self.nest, call, env)?);
                match result {
                    Ok(prepared) => self.prepared(env, prepared),
                    Err(error) => self.gone(media_id.as_str(), error),
                }
            }
            Stage::Add(call) => {
                let result = ended(&mut self.nest, call, env)?;
                self.added(env, result);
            }
            Stage::Seek(call) => {
                let result = ended(&mut self.nest, call, env)?;
                self.sought(result);
            }
            Stage::Read(media_id, call) => {
                let (media_id, result) = (media_id.clone(), ended(&mut self.nest, call, env)?);
                self.was_read(media_id, result);
            }
            Stage::Preview(media_id, call) => {
                let (media_id, result) = (media_id.clone(), ended(&mut self.nest, call, env)?);
                match result {
                    Ok(previewed) => {
                        let reused = !self.fresh;
                        self.stage = Stage::End(PreviewedVideo { media_id, reused, previewed });
                    }
                    Err(error) => self.gone(&media_id.0, self.only_the_viewer_knows(error)),
                }
            }
            Stage::Pause(until) if env.now < *until => return ControlFlow::Break(Step::Wait(Some(*until))),
            Stage::Pause(_) => self.stage = Stage::Next,
            Stage::End(previewed) => return ControlFlow::Break(Step::Done(Ok(previewed.clone()))),
        }
        ControlFlow::Continue(())
    }

    /// Asks for a look at the file, once.
    fn look(&mut self, ask: Ask<Token>) -> ControlFlow<Up> {
        if self.nest.waiting(Key::Look) > 0 {
            return ControlFlow::Break(Step::Wait(None));
        }
        ControlFlow::Break(Step::Do(self.nest.own(Key::Look), ask))
    }

    /// What comes next, by the way that was chosen.
    fn next(&mut self, env: &Env) {
        let Some(file) = self.file.clone() else { return self.stage = Stage::Inspect };
        let (sha1, words) = (self.sha1.as_str(), self.clip.words());
        let ready = match self.through {
            Through::Temporary => self.known.prepared(sha1, &words, env.now),
            Through::Permanent => self.known.added(sha1, &words),
        };
        if let Some(media_id) = ready {
            return self.stage = self.preview(media_id);
        }
        if self.through == Through::Permanent {
            return self.add(env, file);
        }
        self.stage = match self.known.upload(sha1, env.now) {
            Some(media_id) => self.prepare(media_id),
            None => {
                self.departs(&file);
                let upload = UploadMedia { kind: MaterialKind::Video, file, host: UploadHost::Api };
                Stage::Upload(Call::new(upload).repeating(Repeat::Safe))
            }
        };
    }

    fn prepare(&self, media_id: MediaId) -> Stage {
        let (title, description) = (self.clip.title.clone(), self.clip.description.clone());
        let prepare = PrepareVideo { media_id: media_id.clone(), title, description };
        Stage::Prepare(media_id, Call::new(prepare).repeating(Repeat::Safe))
    }

    fn preview(&self, media_id: MassVideoId) -> Stage {
        let call = Call::new(message(self.to.clone(), media_id.clone()));
        Stage::Preview(media_id, call)
    }

    // What was made just now is taken whatever its age is said to be: the clocks may disagree.

    fn uploaded(&mut self, env: &Env, media_id: MediaId) {
        let created_at = media_id.birth().unwrap_or(env.now).as_secs();
        let sha1 = self.sha1.clone();
        self.arrived();
        self.record(&ClipRecord::Uploaded { sha1, media_id: media_id.clone(), created_at }, false);
        self.stage = self.prepare(media_id);
    }

    fn prepared(&mut self, env: &Env, PreparedVideo { media_id, created_at, .. }: PreparedVideo) {
        let created_at = u64::try_from(created_at).ok().filter(|time| *time > 0);
        let created_at = created_at.unwrap_or(env.now.as_secs());
        let (sha1, words) = (self.sha1.clone(), self.clip.words());
        self.fresh = true;
        self.record(&ClipRecord::Prepared { sha1, words, media_id: media_id.clone(), created_at }, false);
        self.stage = self.preview(media_id);
    }

    /// An id that is not valid any more is forgotten, if it is from an earlier run.
    fn gone(&mut self, media_id: &str, error: Error) {
        if error.code() != Some(40007) || self.fresh {
            return self.fail(error);
        }
        self.news.push_back(Event::Note(format!("{}: {media_id} is not valid any more", self.clip.name)));
        self.record(&ClipRecord::Gone { media_id: media_id.to_owned() }, false);
    }

    fn only_the_viewer_knows(&self, error: Error) -> Error {
        let cause = match error {
            Error::OutcomeUnknown(OutcomeUnknown { cause, .. }) => cause,
            Error::Reply(unreadable) => unreadable.message,
            error => return error,
        };
        unknown::<PreviewMass>(format!("{cause}; ask {} for it before you send it once more", self.to.name()))
    }

    pub(super) fn departs(&mut self, file: &File) {
        self.news.push_back(Event::Started { transfer: 0, name: file.name.clone(), bytes: file.len() });
    }

    pub(super) fn arrived(&mut self) {
        self.fresh = true;
        let bytes = self.file.as_ref().map_or(0, File::len);
        self.news.extend([Event::Moved { transfer: 0, bytes }, Event::Finished { transfer: 0 }]);
    }

    /// Enters a record, and decides anew.
    pub(super) fn record(&mut self, record: &ClipRecord, sync: bool) {
        self.known.apply(record);
        self.outbox.push_back(Record { sync, ..Record::new(record) });
        self.stage = Stage::Next;
    }

    pub(super) fn fail(&mut self, error: Error) {
        self.failure.get_or_insert(error);
    }

    pub(super) fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Token>) {
        let Some((key, inner)) = self.nest.take(ticket) else { return };
        match (key, answer) {
            (Key::Record, Answer::Saved) => {}
            (Key::Look, Answer::Probe(probe)) => {
                let file = File::new(&self.clip.name, self.clip.source.clone(), probe);
                match self.clip.check(&file, &self.to, self.through) {
                    Ok(warnings) => self.news.extend(warnings.into_iter().map(Event::Warning)),
                    Err(invalid) => self.fail(invalid.into()),
                }
                (self.file, self.stage) = (Some(file), Stage::Digest);
            }
            (Key::Look, Answer::Digests(digests)) => {
                if self.file.as_ref().is_none_or(|file| file.len() != digests.len) {
                    self.fail(Error::changed(&self.clip.name));
                }
                (self.sha1, self.stage) = (digests.whole, Stage::Next);
            }
            (Key::Look, Answer::Failed(Error::Local(Local { kind: LocalKind::Missing, .. }))) => {
                self.fail(Error::invalid(format!("{}: there is no such file", self.clip.name)));
            }
            (Key::Look | Key::Record, Answer::Failed(error)) => self.fail(error),
            (Key::Call, answer) => match &mut self.stage {
                Stage::Upload(call) => Nest::<Key>::pass(call, env, inner, answer),
                Stage::Prepare(_, call) => Nest::<Key>::pass(call, env, inner, answer),
                Stage::Add(call) => Nest::<Key>::pass(call, env, inner, answer),
                Stage::Seek(call) => Nest::<Key>::pass(call, env, inner, answer),
                Stage::Read(_, call) => Nest::<Key>::pass(call, env, inner, answer),
                Stage::Preview(_, call) => Nest::<Key>::pass(call, env, inner, answer),
                _ => {}
            },
            _ => self.fail(Error::Misuse("a ticket got an answer of a wrong kind")),
        }
    }
}

/// One turn of a stage's call. The limits were told before, so warnings are not told again.
fn ended<E: Endpoint<Family = crate::Official>>(
    nest: &mut Nest<Key>,
    call: &mut Call<E>,
    env: &Env,
) -> ControlFlow<Up, Result<E::Reply, Error>> {
    loop {
        match nest.step(Key::Call, call, env) {
            Turn::Up(Step::Tell(Event::Warning(_))) => {}
            Turn::Up(up) => return ControlFlow::Break(up),
            Turn::Idle(until) => return ControlFlow::Break(Step::Wait(until)),
            Turn::Ended(result) => return ControlFlow::Continue(result),
        }
    }
}
