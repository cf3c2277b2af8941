//! The flow [`MediaUpload`]: an id for this file, by a new upload or by an earlier one that lives.

use std::collections::VecDeque;

use wxkit_proto::{
    Algorithm, Answer, Ask, Call, DigestPlan, Env, Error, Event, File, Flow, Local, LocalKind, Nest, Record,
    Repeat, Source, Step, Ticket, Token, Turn,
};

use super::known::MediaRecord;
use crate::Work;
use crate::ids::MediaId;
use crate::media::{MediaKind, UploadMedia, Uploaded, check_media};
use crate::name::wire_name;

/// Uploads a file for messages, or finds an earlier upload of it that is still alive (spec/work.md 3.1).
///
/// 1. The file is looked at and held against the limits.
/// 2. Its content is digested (SHA-256). An earlier upload of the same content, name, kind and corp that lives for five
///    more minutes is taken; they come from the journal of earlier runs.
/// 3. Else `media/upload`; the id goes into the journal.
#[derive(Debug)]
pub struct MediaUpload {
    name: String,
    source: Source,
    kind: Option<MediaKind>,
    corp: String,
    known: Vec<MediaRecord>,
    stage: Stage,
    nest: Nest<()>,
    news: VecDeque<Event>,
}

/// Media that can be used in messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadyMedia {
    /// The upload, as the journal keeps it.
    pub record: MediaRecord,
    /// Whether it was made earlier.
    pub reused: bool,
}

#[derive(Debug)]
enum Stage {
    Inspect,
    Digest(File),
    Upload(File, MediaRecord, Box<Call<UploadMedia>>),
    Save(MediaRecord),
    /// An answer is waited for.
    Asked(Asked),
    End(Result<ReadyMedia, Error>),
    Over,
}

#[derive(Debug)]
enum Asked {
    Inspect,
    Digest(File),
    Save(MediaRecord),
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
        let (stage, nest, news) = (Stage::Inspect, Nest::default(), VecDeque::new());
        Self { name: name.into(), source, kind, corp: corp.into(), known, stage, nest, news }
    }

    /// Spares the look into the file, for a caller that has looked.
    pub(super) fn seen(mut self, file: File) -> Self {
        self.stage = self.inspected(file);
        self
    }

    fn turn(&mut self, env: &Env, stage: Stage) -> (Stage, Option<Step<ReadyMedia, Token>>) {
        let mut ask = |asked, ask| (Stage::Asked(asked), Some(Step::Do(self.nest.own(()), ask)));
        match stage {
            Stage::Inspect => ask(Asked::Inspect, Ask::Inspect(self.source.clone())),
            Stage::Digest(file) => {
                let plan = DigestPlan { whole: Algorithm::Sha256, blocks: None };
                ask(Asked::Digest(file), Ask::Digest(self.source.clone(), plan))
            }
            Stage::Save(record) => {
                let written = Record::new(&record);
                ask(Asked::Save(record), Ask::Save(written))
            }
            Stage::Upload(file, record, mut call) => match self.nest.step((), &mut *call, env) {
                Turn::Up(up) => (Stage::Upload(file, record, call), Some(up)),
                Turn::Idle(until) => (Stage::Upload(file, record, call), Some(Step::Wait(until))),
                Turn::Ended(Ok(uploaded)) => (self.uploaded(env, &file, record, &uploaded), None),
                Turn::Ended(Err(error)) => (Stage::End(Err(error)), None),
            },
            Stage::Asked(asked) => (Stage::Asked(asked), Some(Step::Wait(None))),
            Stage::End(result) => (Stage::Over, Some(Step::Done(result))),
            Stage::Over => (Stage::Over, Some(Step::Done(Err(Error::Misuse("step was called after Done"))))),
        }
    }

    fn kind(&self, file: &File) -> MediaKind {
        self.kind.unwrap_or_else(|| MediaKind::of(file.probe.kind))
    }

    fn inspected(&mut self, file: File) -> Stage {
        match check_media(&file, self.kind(&file)) {
            // Its warnings are told by the call that uploads it.
            Ok(_) => Stage::Digest(file),
            Err(invalid) => Stage::End(Err(invalid.into())),
        }
    }

    fn digested(&mut self, env: &Env, file: File, sha256: String) -> Stage {
        let kind = self.kind(&file);
        let (corp, name) = (self.corp.clone(), wire_name(&file, kind));
        let wanted = MediaRecord { corp, kind, name, sha256, media_id: String::new(), created_at: env.now };
        if let Some(record) = self.known.iter().rev().find(|known| known.serves(&wanted, env.now)).cloned() {
            self.news.push_back(Event::Note(format!("{}: was uploaded before, and lives", self.name)));
            return Stage::End(Ok(ReadyMedia { record, reused: true }));
        }
        self.news.push_back(Event::Started { transfer: 0, name: self.name.clone(), bytes: file.len() });
        // One upload too many does no harm.
        let call = Call::new(UploadMedia { kind, file: file.clone() }).repeating(Repeat::Safe);
        Stage::Upload(file, wanted, Box::new(call))
    }

    fn uploaded(
        &mut self,
        env: &Env,
        file: &File,
        record: MediaRecord,
        uploaded: &Uploaded<MediaId>,
    ) -> Stage {
        self.news.push_back(Event::Moved { transfer: 0, bytes: file.len() });
        self.news.push_back(Event::Finished { transfer: 0 });
        let created_at = uploaded.media_id.birth().unwrap_or(env.now);
        let media_id = uploaded.media_id.as_str().to_owned();
        Stage::Save(MediaRecord { media_id, created_at, ..record })
    }
}

impl Flow for MediaUpload {
    type Family = Work;
    type Output = ReadyMedia;

    fn step(&mut self, env: &Env) -> Step<ReadyMedia, Token> {
        loop {
            if let Some(event) = self.news.pop_front() {
                return Step::Tell(event);
            }
            let stage = std::mem::replace(&mut self.stage, Stage::Over);
            let (next, up) = self.turn(env, stage);
            self.stage = next;
            if let Some(up) = up {
                return up;
            }
        }
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Token>) {
        let Some(((), inner)) = self.nest.take(ticket) else { return };
        self.stage = match (std::mem::replace(&mut self.stage, Stage::Over), answer) {
            (Stage::Upload(file, record, mut call), answer) => {
                Nest::<()>::pass(&mut *call, env, inner, answer);
                Stage::Upload(file, record, call)
            }
            (Stage::Asked(Asked::Inspect), Answer::Probe(probe)) => {
                self.inspected(File::new(&self.name, self.source.clone(), probe))
            }
            (Stage::Asked(Asked::Digest(file)), Answer::Digests(digests)) if digests.len == file.len() => {
                self.digested(env, file, digests.whole)
            }
            (Stage::Asked(Asked::Digest(_)), Answer::Digests(_)) => {
                Stage::End(Err(Error::changed(&self.name)))
            }
            (Stage::Asked(Asked::Save(record)), Answer::Saved) => {
                Stage::End(Ok(ReadyMedia { record, reused: false }))
            }
            (Stage::Asked(Asked::Inspect), Answer::Failed(error)) => {
                Stage::End(Err(missing(&self.name, error)))
            }
            (_, Answer::Failed(error)) => Stage::End(Err(error)),
            _ => Stage::End(Err(Error::Misuse("a ticket got an answer of a wrong kind"))),
        };
    }
}

/// A file that is not there is wrong input.
pub(super) fn missing(name: &str, error: Error) -> Error {
    match error {
        Error::Local(Local { kind: LocalKind::Missing, .. }) => {
            Error::invalid(format!("{name}: there is no such file"))
        }
        error => error,
    }
}
