//! The state machine behind [`SendFile`](super::SendFile).

use std::collections::VecDeque;

use wxkit_proto::{Answer, Ask, Call, Env, Error, Event, File, Nest, Step, Ticket, Token, Turn};

use super::known::MediaRecord;
use super::upload::{MediaUpload, ReadyMedia, missing};
use super::{Parcel, SentFile};
use crate::message::{SendMessage, Sent};

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
    /// An answer to the look into the file is waited for.
    Asked,
    Upload(File, Box<MediaUpload>),
    Send(File, ReadyMedia, Box<Call<SendMessage>>),
    End(Box<Result<SentFile, Error>>),
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
            Stage::Inspect => match self.parcel.to.check() {
                // Wrong receivers are told without a look into the file.
                Err(invalid) => (failed(invalid.into()), None),
                Ok(_) => {
                    let ask = Ask::Inspect(self.parcel.source.clone());
                    (Stage::Asked, Some(Step::Do(self.nest.own(()), ask)))
                }
            },
            Stage::Asked => (Stage::Asked, Some(Step::Wait(None))),
            Stage::Upload(file, mut upload) => match self.nest.step((), &mut *upload, env) {
                Turn::Up(up) => (Stage::Upload(file, upload), Some(up)),
                Turn::Idle(until) => (Stage::Upload(file, upload), Some(Step::Wait(until))),
                Turn::Ended(Ok(media)) => {
                    let call = Call::new(self.parcel.message(media.record.kind, media.record.id()));
                    (Stage::Send(file, media, Box::new(call)), None)
                }
                Turn::Ended(Err(error)) => (failed(error), None),
            },
            Stage::Send(file, media, mut call) => match self.nest.step((), &mut *call, env) {
                Turn::Up(up) => (Stage::Send(file, media, call), Some(up)),
                Turn::Idle(until) => (Stage::Send(file, media, call), Some(Step::Wait(until))),
                Turn::Ended(result) => (self.sent(file, &media, result), None),
            },
            Stage::End(result) => (Stage::Over, Some(Step::Done(*result))),
            Stage::Over => (Stage::Over, Some(Step::Done(Err(Error::Misuse("step was called after Done"))))),
        }
    }

    fn inspected(&mut self, file: File) -> Stage {
        match self.parcel.check(&file) {
            Ok(warnings) => {
                self.news.extend(warnings.into_iter().map(Event::Warning));
                self.upload(file)
            }
            Err(invalid) => failed(invalid.into()),
        }
    }

    fn upload(&self, file: File) -> Stage {
        let Parcel { name, source, kind, corp, .. } = &self.parcel;
        let upload = MediaUpload::new(name, source.clone(), *kind, corp, self.known.clone());
        Stage::Upload(file.clone(), Box::new(upload.seen(file)))
    }

    fn sent(&mut self, file: File, media: &ReadyMedia, result: Result<Sent, Error>) -> Stage {
        match result {
            Ok(sent) => Stage::End(Box::new(Ok(SentFile { sent, media: media.clone() }))),
            Err(error) if media.reused && error.code() == Some(UNKNOWN_MEDIA) => {
                let name = &self.parcel.name;
                self.news.push_back(Event::Note(format!(
                    "{name}: the earlier upload is gone; it is uploaded anew"
                )));
                self.known.clear();
                self.upload(file)
            }
            Err(error) => failed(error),
        }
    }

    pub(super) fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Token>) {
        let Some(((), inner)) = self.nest.take(ticket) else { return };
        match (&mut self.stage, answer) {
            (Stage::Upload(_, upload), answer) => Nest::<()>::pass(&mut **upload, env, inner, answer),
            (Stage::Send(_, _, call), answer) => Nest::<()>::pass(&mut **call, env, inner, answer),
            (Stage::Asked, Answer::Probe(probe)) => {
                let (name, source) = (self.parcel.name.clone(), self.parcel.source.clone());
                self.stage = self.inspected(File::new(name, source, probe));
            }
            (Stage::Asked, Answer::Failed(error)) => self.stage = failed(missing(&self.parcel.name, error)),
            _ => self.stage = failed(Error::Misuse("a ticket got an answer of a wrong kind")),
        }
    }
}

fn failed(error: Error) -> Stage {
    Stage::End(Box::new(Err(error)))
}

/// The number of "no such media".
const UNKNOWN_MEDIA: i64 = 40007;
