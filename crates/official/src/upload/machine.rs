//! The state machine behind [`VideoUpload`](super::VideoUpload).

use std::collections::{BTreeMap, VecDeque};

use wxkit_proto::digest::Digests;
use wxkit_proto::env::Moment;
use wxkit_proto::error::{Local, LocalKind};
use wxkit_proto::flow::{Ask, Ticket};
use wxkit_proto::journal::Record;
use wxkit_proto::nest::{Nest, Turn, earlier};
use wxkit_proto::patience::Waiting;
use wxkit_proto::{Answer, Body, Call, Env, Error, Event, File, Repeat, Step, Token};

use super::progress::Progress;
use super::{UploadedVideo, Video, VideoOptions, VideoRecord, check_video, digest_plan};
use crate::video::{BLOCK_SIZE, InitUpload, QueryStatus, SaveVideo, UploadBlock, UploadFinish};

#[derive(Debug)]
pub(super) struct Machine {
    pub(super) video: Video,
    pub(super) options: VideoOptions,
    transfer: u32,
    file: Option<File>,
    digests: Option<Digests>,
    pub(super) progress: Progress,
    /// Whether the progress comes from an earlier run, whose `vid` may be dead by now.
    pub(super) resumed: bool,
    pub(super) restarts: u32,
    /// Whether the platform may have put the blocks together, although it has refused to do it once more.
    pub(super) unsure: bool,
    pub(super) stage: Stage,
    pub(super) nest: Nest<Key>,
    outbox: VecDeque<Record>,
    pub(super) news: VecDeque<Event>,
    pub(super) waiting: Option<Waiting>,
    pub(super) failure: Option<Error>,
}

#[derive(Debug)]
pub(super) enum Stage {
    Inspect,
    Digest,
    /// Decides from the progress what comes next.
    Next,
    Init(Call<InitUpload>),
    Blocks {
        calls: BTreeMap<u32, Call<UploadBlock>>,
        /// What was not begun yet.
        open: VecDeque<u32>,
    },
    Finish(Call<UploadFinish>),
    Save(Call<SaveVideo>),
    Query(Call<QueryStatus>),
    Pause(Moment),
    End(UploadedVideo),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Key {
    Inspect,
    Digest,
    Record,
    Block(u32),
    /// The one call of any other stage.
    Call,
}

pub(super) type Up = Step<UploadedVideo, Token>;

impl Machine {
    pub(super) fn new(video: Video, mut options: VideoOptions, progress: Progress) -> Self {
        options.parallel = options.parallel.max(1);
        Self {
            video,
            options,
            transfer: 0,
            file: None,
            digests: None,
            resumed: progress.begun.is_some(),
            progress,
            restarts: 0,
            unsure: false,
            stage: Stage::Inspect,
            nest: Nest::default(),
            outbox: VecDeque::new(),
            news: VecDeque::new(),
            waiting: None,
            failure: None,
        }
    }

    pub(super) fn know(&mut self, file: File, digests: Digests) {
        self.file = Some(file);
        self.digests = Some(digests);
    }

    pub(super) fn set_transfer(&mut self, transfer: u32) {
        self.transfer = transfer;
    }

    pub(super) fn stop(&mut self) {
        let message = format!("{}: not carried on", self.video.name);
        self.failure.get_or_insert(Error::Local(Local::new(LocalKind::Stopped, message)));
    }

    pub(super) fn is_in_review(&self) -> bool {
        self.progress.saved.is_some() && self.outbox.is_empty()
    }

    pub(super) fn step(&mut self, env: &Env) -> Up {
        loop {
            if let Some(event) = self.news.pop_front() {
                return Step::Tell(event);
            }
            if let Some(record) = self.outbox.pop_front() {
                return Step::Do(self.nest.own(Key::Record), Ask::Save(record));
            }
            if self.failure.is_some() && !self.is_busy() {
                return Step::Done(Err(self
                    .failure
                    .take()
                    .unwrap_or(Error::Misuse("stepped after the end"))));
            }
            // Only blocks go on while a record is being written; every other step depends on it.
            if self.nest.waiting(Key::Record) > 0 && !matches!(self.stage, Stage::Blocks { .. }) {
                return Step::Wait(None);
            }
            if let Some(up) = self.turn(env) {
                return up;
            }
        }
    }

    /// One turn of the present stage; `None` when it has led to something that is to be looked at first.
    fn turn(&mut self, env: &Env) -> Option<Up> {
        match &mut self.stage {
            Stage::Inspect | Stage::Digest => self.look(),
            Stage::Next => {
                self.stage = self.next(env);
                None
            }
            Stage::Init(call) => match self.nest.step(Key::Call, call, env) {
                Turn::Up(up) => Some(up),
                Turn::Idle(until) => Some(Step::Wait(until)),
                Turn::Ended(Ok(reply)) => {
                    let sha1 = self.digests.as_ref().map(|digests| digests.whole.clone()).unwrap_or_default();
                    let block_size = self.options.block_size;
                    self.record(&VideoRecord::Begun { vid: reply.vid, sha1, block_size }, false)
                }
                Turn::Ended(Err(error)) => self.fail(error),
            },
            Stage::Blocks { .. } => self.blocks(env),
            Stage::Finish(call) => match self.nest.step(Key::Call, call, env) {
                Turn::Up(up) => Some(up),
                Turn::Idle(until) => Some(Step::Wait(until)),
                Turn::Ended(Ok(_)) => self.record(&VideoRecord::Finished, true),
                Turn::Ended(Err(error)) => {
                    let echo = call.lost_an_answer();
                    self.unfinished(error, echo)
                }
            },
            Stage::Save(call) => match self.nest.step(Key::Call, call, env) {
                Turn::Up(up) => Some(up),
                Turn::Idle(until) => Some(Step::Wait(until)),
                Turn::Ended(Ok(reply)) => {
                    let details = self.video.details();
                    self.record(&VideoRecord::Saved { media_id: reply.media_id, details }, true)
                }
                Turn::Ended(Err(error)) => {
                    let echo = call.lost_an_answer() || self.unsure;
                    self.refused(error, echo, false)
                }
            },
            Stage::Query(call) => match self.nest.step(Key::Call, call, env) {
                Turn::Up(up) => Some(up),
                Turn::Idle(until) => Some(Step::Wait(until)),
                Turn::Ended(Ok(review)) => self.reviewed(env, review),
                Turn::Ended(Err(error)) => self.refused(error, false, false),
            },
            Stage::Pause(until) if env.uptime < *until => Some(Step::Wait(Some(*until))),
            Stage::Pause(_) => {
                self.stage = Stage::Next;
                None
            }
            Stage::End(video) => Some(Step::Done(Ok(video.clone()))),
        }
    }

    /// Looks at the file and digests it, unless both were brought along.
    fn look(&mut self) -> Option<Up> {
        let key = if self.file.is_none() { Key::Inspect } else { Key::Digest };
        if self.nest.waiting(key) > 0 {
            return Some(Step::Wait(None));
        }
        let Some(file) = &self.file else {
            return Some(Step::Do(self.nest.own(Key::Inspect), Ask::Inspect(self.video.source.clone())));
        };
        match check_video(&self.video, file) {
            Ok(warnings) => self.news.extend(warnings.into_iter().map(Event::Warning)),
            Err(invalid) => return self.fail(invalid.into()),
        }
        if !(1..=BLOCK_SIZE).contains(&self.options.block_size) {
            return self.fail(Error::invalid(format!("a block has 1 to {BLOCK_SIZE} bytes (as documented)")));
        }
        let Some(digests) = &self.digests else {
            let plan = digest_plan(self.options.block_size);
            self.stage = Stage::Digest;
            return Some(Step::Do(self.nest.own(Key::Digest), Ask::Digest(self.video.source.clone(), plan)));
        };
        if digests.len != file.len() {
            return self.fail(Error::changed(&self.video.name));
        }
        if !self.progress.fits(&digests.whole, self.options.block_size, &self.video.details()) {
            self.progress = Progress::default();
            self.resumed = false;
        }
        // Nothing is left to transfer of an upload that was finished before.
        if !self.progress.finished {
            self.news.push_back(self.started());
            self.news.push_back(self.moved());
        }
        self.stage = Stage::Next;
        None
    }

    fn next(&mut self, env: &Env) -> Stage {
        let (Some(file), Some(digests)) = (&self.file, &self.digests) else { return Stage::Inspect };
        let Some(begun) = &self.progress.begun else {
            let (filename, filesha, filesize) = (file.wire_name(), digests.whole.clone(), file.len());
            let call = Call::new(InitUpload { filename, filesha, filesize });
            return Stage::Init(call.repeating(Repeat::Safe));
        };
        let vid = begun.vid.clone();
        if let Some(media_id) = &self.progress.saved {
            if let Some(patience) = &self.options.wait {
                self.waiting.get_or_insert_with(|| patience.begin(env.uptime));
                return Stage::Query(Call::new(QueryStatus { media_id: media_id.clone() }));
            }
            return Stage::End(UploadedVideo { vid, media_id: media_id.clone(), review: None });
        }
        if self.progress.finished {
            return Stage::Save(Call::new(self.save(vid)).repeating(Repeat::Safe));
        }
        let all = u32::try_from(digests.blocks.len()).unwrap_or(u32::MAX);
        let open: VecDeque<_> =
            (0..all).filter(|position| !self.progress.blocks.contains(position)).collect();
        if !open.is_empty() {
            return Stage::Blocks { calls: BTreeMap::new(), open };
        }
        Stage::Finish(Call::new(UploadFinish { vid }).repeating(Repeat::Safe))
    }

    pub(super) fn save(&self, vid: crate::ids::Vid) -> SaveVideo {
        let Video { name: _, source: _, title, desc, original, category, subcategory, tags, cover_url } =
            self.video.clone();
        let dialect = self.options.dialect.clone();
        SaveVideo { vid, title, desc, original, category, subcategory, tags, cover_url, dialect }
    }

    /// Keeps as many blocks on their way as are allowed.
    fn blocks(&mut self, env: &Env) -> Option<Up> {
        self.start_blocks();
        let Stage::Blocks { calls, .. } = &mut self.stage else { return None };
        let mut wake = None;
        for (&position, call) in calls.iter_mut() {
            match self.nest.step(Key::Block(position), call, env) {
                Turn::Up(up) => return Some(up),
                Turn::Idle(until) => wake = earlier(wake, until),
                Turn::Ended(result) => {
                    calls.remove(&position);
                    return match result {
                        Ok(_) => {
                            self.record(&VideoRecord::Block { position }, false);
                            self.news.push_back(self.moved());
                            None
                        }
                        Err(error) => self.refused(error, false, self.options.parallel > 1),
                    };
                }
            }
        }
        if calls.is_empty() && self.failure.is_none() && self.nest.waiting(Key::Record) == 0 {
            self.stage = Stage::Next;
            return None;
        }
        Some(Step::Wait(wake))
    }

    fn start_blocks(&mut self) {
        let Stage::Blocks { calls, open } = &mut self.stage else { return };
        if self.failure.is_some() {
            // What is not on its way has nothing to lose.
            calls.retain(|_, call| call.is_sent());
            return;
        }
        let (Some(file), Some(digests), Some(begun)) = (&self.file, &self.digests, &self.progress.begun)
        else {
            return;
        };
        // A block whose record is being written counts too, so that no more than these are sent again after a crash.
        while calls.len() + self.nest.waiting(Key::Record) < self.options.parallel
            && let Some(position) = open.pop_front()
        {
            let Some(sha1) = usize::try_from(position).ok().and_then(|n| digests.blocks.get(n)).cloned()
            else {
                return;
            };
            let start = u64::from(position).saturating_mul(self.options.block_size);
            let mut block = Body::default();
            block.push_file(file, start..start.saturating_add(self.options.block_size));
            let vid = begun.vid.clone();
            calls.insert(position, Call::new(UploadBlock { vid, position, sha1, block }));
        }
    }

    pub(super) fn fail(&mut self, error: Error) -> Option<Up> {
        self.failure.get_or_insert(error);
        if !matches!(self.stage, Stage::Blocks { .. }) {
            self.stage = Stage::Next;
        }
        None
    }

    /// Whether something is on its way whose end must be recorded.
    fn is_busy(&self) -> bool {
        let sent = match &self.stage {
            Stage::Blocks { calls, .. } => calls.values().any(Call::is_sent),
            Stage::Init(call) => call.is_sent(),
            Stage::Finish(call) => call.is_sent(),
            Stage::Save(call) => call.is_sent(),
            _ => false,
        };
        sent || self.nest.waiting(Key::Record) > 0
    }

    pub(super) fn record(&mut self, record: &VideoRecord, sync: bool) -> Option<Up> {
        let finished = self.progress.finished;
        self.progress.apply(record);
        self.outbox.push_back(Record { sync, ..Record::new(record) });
        if !matches!(self.stage, Stage::Blocks { .. }) {
            self.stage = Stage::Next;
        }
        if self.progress.finished && !finished {
            self.news.push_back(Event::Finished { transfer: self.transfer });
        }
        None
    }

    pub(super) fn started(&self) -> Event {
        let bytes = self.file.as_ref().map_or(0, File::len);
        Event::Started { transfer: self.transfer, name: self.video.name.clone(), bytes }
    }

    pub(super) fn moved(&self) -> Event {
        let len = self.file.as_ref().map_or(0, File::len);
        let bytes = (self.progress.blocks.len() as u64).saturating_mul(self.options.block_size).min(len);
        Event::Moved { transfer: self.transfer, bytes }
    }

    pub(super) fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Token>) {
        let Some((key, inner)) = self.nest.take(ticket) else { return };
        match (key, answer) {
            (Key::Inspect, Answer::Probe(probe)) => {
                self.file = Some(File::new(&self.video.name, self.video.source.clone(), probe));
            }
            (Key::Digest, Answer::Digests(digests)) => self.digests = Some(digests),
            (Key::Record, Answer::Saved) => {}
            (Key::Inspect, Answer::Failed(Error::Local(Local { kind: LocalKind::Missing, .. }))) => {
                _ = self.fail(Error::invalid(format!("{}: there is no such file", self.video.name)));
            }
            (Key::Inspect | Key::Digest | Key::Record, Answer::Failed(error)) => _ = self.fail(error),
            (Key::Block(position), answer) => {
                if let Stage::Blocks { calls, .. } = &mut self.stage
                    && let Some(call) = calls.get_mut(&position)
                {
                    Nest::<Key>::pass(call, env, inner, answer);
                }
            }
            (Key::Call, answer) => match &mut self.stage {
                Stage::Init(call) => Nest::<Key>::pass(call, env, inner, answer),
                Stage::Finish(call) => Nest::<Key>::pass(call, env, inner, answer),
                Stage::Save(call) => Nest::<Key>::pass(call, env, inner, answer),
                Stage::Query(call) => Nest::<Key>::pass(call, env, inner, answer),
                _ => {}
            },
            _ => _ = self.fail(Error::Misuse("a ticket got an answer of a wrong kind")),
        }
    }
}
