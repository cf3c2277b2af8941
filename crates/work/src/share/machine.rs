//! The state machine behind [`SendFile`](super::SendFile).

use std::collections::VecDeque;

use wxkit_proto::{
    Algorithm, Answer, Ask, Call, DigestPlan, Env, Error, Event, File, Local, LocalKind, Nest, Record, Step,
    Ticket, Token, Turn,
};

use super::known::MediaRecord;
use super::{Parcel, SentFile};
use crate::ids::MediaId;
use crate::media::{UploadMedia, Uploaded};
use crate::message::{SendMessage, Sent};
use crate::name::wire_name;

#[derive(Debug)]
pub(super) struct Machine {
    parcel: Parcel,
    known: Vec<MediaRecord>,
    stage: Stage,
    nest: Nest<()>,
    news: VecDeque<Event>,
}

#[derive(Debug)]
enum Stage {
    Inspect,
    Digest(File),
    Upload(File, MediaRecord, Call<UploadMedia>),
    Save(File, MediaRecord),
    /// With whether the id is one of an earlier upload.
    Send(File, MediaRecord, bool, Call<SendMessage>),
    /// An answer is waited for.
    Asked(Box<Stage>),
    End(Result<SentFile, Error>),
    Over,
}

type Up = Step<SentFile, Token>;

impl Machine {
    pub(super) fn new(parcel: Parcel, known: Vec<MediaRecord>) -> Self {
        Self { parcel, known, stage: Stage::Inspect, nest: Nest::default(), news: VecDeque::new() }
    }

    pub(super) fn step(&mut self, env: &Env) -> Up {
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

    /// One turn of a stage: the stage that follows, and what to tell the driver first.
    fn turn(&mut self, env: &Env, stage: Stage) -> (Stage, Option<Up>) {
        match stage {
            Stage::Inspect => {
                // Receivers are looked at first: nobody need wait for a look into a file for them.
                if let Err(invalid) = self.parcel.to.check() {
                    return (Stage::End(Err(invalid.into())), None);
                }
                self.ask(Ask::Inspect(self.parcel.source.clone()), Stage::Inspect)
            }
            Stage::Digest(file) => {
                let plan = DigestPlan { whole: Algorithm::Sha256, blocks: None };
                self.ask(Ask::Digest(self.parcel.source.clone(), plan), Stage::Digest(file))
            }
            Stage::Save(file, record) => {
                let ask = Ask::Save(Record::new(&record));
                self.ask(ask, Stage::Save(file, record))
            }
            Stage::Upload(file, record, mut call) => match self.nest.step((), &mut call, env) {
                Turn::Up(up) => (Stage::Upload(file, record, call), Some(up)),
                Turn::Idle(until) => (Stage::Upload(file, record, call), Some(Step::Wait(until))),
                Turn::Ended(Ok(uploaded)) => (self.uploaded(env, file, record, uploaded), None),
                Turn::Ended(Err(error)) => (Stage::End(Err(error)), None),
            },
            Stage::Send(file, record, reused, mut call) => match self.nest.step((), &mut call, env) {
                Turn::Up(up) => (Stage::Send(file, record, reused, call), Some(up)),
                Turn::Idle(until) => (Stage::Send(file, record, reused, call), Some(Step::Wait(until))),
                Turn::Ended(result) => (self.sent(file, record, reused, result), None),
            },
            Stage::Asked(stage) => (Stage::Asked(stage), Some(Step::Wait(None))),
            Stage::End(result) => (Stage::Over, Some(Step::Done(result))),
            Stage::Over => (Stage::Over, Some(Step::Done(Err(Error::Misuse("step was called after Done"))))),
        }
    }

    fn ask(&mut self, ask: Ask<Token>, stage: Stage) -> (Stage, Option<Up>) {
        (Stage::Asked(Box::new(stage)), Some(Step::Do(self.nest.own(()), ask)))
    }

    /// The file was looked at.
    fn inspected(&mut self, file: File) -> Stage {
        match self.parcel.check(&file) {
            Ok(warnings) => {
                self.news.extend(warnings.into_iter().map(Event::Warning));
                Stage::Digest(file)
            }
            Err(invalid) => Stage::End(Err(invalid.into())),
        }
    }

    /// The file was digested: an earlier upload serves, or a new one begins.
    fn digested(&mut self, env: &Env, file: File, sha256: String) -> Stage {
        let kind = self.parcel.kind(&file);
        let (corp, name) = (self.parcel.corp.clone(), wire_name(&file, kind));
        let wanted = MediaRecord { corp, kind, name, sha256, media_id: String::new(), created_at: env.now };
        match self.known.iter().rev().find(|known| known.serves(&wanted, env.now)).cloned() {
            Some(known) => {
                self.news
                    .push_back(Event::Note(format!("{}: was uploaded before, and lives", self.parcel.name)));
                self.send(file, known, true)
            }
            None => self.upload(file, wanted),
        }
    }

    fn upload(&mut self, file: File, record: MediaRecord) -> Stage {
        self.news.push_back(Event::Started {
            transfer: 0,
            name: self.parcel.name.clone(),
            bytes: file.len(),
        });
        let call = Call::new(UploadMedia { kind: record.kind, file: file.clone() });
        Stage::Upload(file, record, call)
    }

    fn uploaded(&mut self, env: &Env, file: File, record: MediaRecord, uploaded: Uploaded<MediaId>) -> Stage {
        self.news.push_back(Event::Moved { transfer: 0, bytes: file.len() });
        self.news.push_back(Event::Finished { transfer: 0 });
        let created_at = uploaded.media_id.birth().unwrap_or(env.now);
        let media_id = uploaded.media_id.as_str().to_owned();
        Stage::Save(file, MediaRecord { media_id, created_at, ..record })
    }

    fn send(&mut self, file: File, record: MediaRecord, reused: bool) -> Stage {
        let call = Call::new(self.parcel.message(record.kind, record.id()));
        Stage::Send(file, record, reused, call)
    }

    fn sent(&mut self, file: File, record: MediaRecord, reused: bool, result: Result<Sent, Error>) -> Stage {
        match result {
            Ok(sent) => Stage::End(Ok(SentFile { sent, media_id: record.id(), reused })),
            Err(error) if reused && error.code() == Some(UNKNOWN_MEDIA) => {
                let name = &self.parcel.name;
                self.news.push_back(Event::Note(format!(
                    "{name}: the earlier upload is gone; it is uploaded anew"
                )));
                self.known.retain(|known| known.media_id != record.media_id);
                self.upload(file, record)
            }
            Err(error) => Stage::End(Err(error)),
        }
    }

    pub(super) fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Token>) {
        let Some(((), inner)) = self.nest.take(ticket) else { return };
        match &mut self.stage {
            Stage::Upload(_, _, call) => return Nest::<()>::pass(call, env, inner, answer),
            Stage::Send(_, _, _, call) => return Nest::<()>::pass(call, env, inner, answer),
            _ => {}
        }
        let Stage::Asked(stage) = std::mem::replace(&mut self.stage, Stage::Over) else { return };
        self.stage = match (*stage, answer) {
            (Stage::Inspect, Answer::Probe(probe)) => {
                let (name, source) = (self.parcel.name.clone(), self.parcel.source.clone());
                self.inspected(File::new(name, source, probe))
            }
            (Stage::Digest(file), Answer::Digests(digests)) if digests.len == file.len() => {
                self.digested(env, file, digests.whole)
            }
            (Stage::Digest(_), Answer::Digests(_)) => Stage::End(Err(Error::changed(&self.parcel.name))),
            (Stage::Save(file, record), Answer::Saved) => self.send(file, record, false),
            (Stage::Inspect, Answer::Failed(Error::Local(Local { kind: LocalKind::Missing, .. }))) => {
                Stage::End(Err(Error::invalid(format!("{}: there is no such file", self.parcel.name))))
            }
            (_, Answer::Failed(error)) => Stage::End(Err(error)),
            _ => Stage::End(Err(Error::Misuse("a ticket got an answer of a wrong kind"))),
        };
    }
}

/// The number of "no such media".
const UNKNOWN_MEDIA: i64 = 40007;
