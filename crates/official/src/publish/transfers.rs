//! The stage that brings all files to the platform, side by side.

use std::collections::BTreeSet;

use wxkit_proto::digest::Digests;
use wxkit_proto::endpoint::unreadable;
use wxkit_proto::flow::{Ask, Ticket};
use wxkit_proto::journal::Record;
use wxkit_proto::nest::{Nest, Turn, earlier};
use wxkit_proto::{Answer, Call, Env, Error, Event, File, Repeat, Step, Token, Warning};

use super::core::{Core, Key, Up};
use super::plan::Keys;
use super::{PublishOptions, PublishRecord};
use crate::article::Article;
use crate::image::UploadImage;
use crate::image::is_of_wechat;
use crate::material::{AddMaterial, MaterialKind};
use crate::preflight::Surveyed;
use crate::upload::{UploadedVideo, Video, VideoOptions, VideoRecord, VideoUpload};

/// What is wrong with the answer to a picture's upload.
const ODD: &str = "the address of a picture is on no host of WeChat (qpic.cn), so it is not used";

/// Ends when every file is on the platform and every video has passed its review.
#[derive(Debug)]
pub(super) struct Transfers {
    jobs: usize,
    video_options: VideoOptions,
    items: Vec<Item>,
    /// The number of the first item in events.
    base: u32,
    /// Requests on their way, over all items.
    sends: BTreeSet<Ticket>,
    /// Whose turn it is, so that each item gets one.
    turn: usize,
    videos: Vec<(String, UploadedVideo)>,
}

#[derive(Debug)]
struct Item {
    /// The key in the ledger.
    key: String,
    job: Job,
    state: State,
}

#[derive(Debug)]
enum Job {
    Cover(File),
    Picture(File),
    /// A picture that goes the way of permanent material.
    Material(File),
    /// `cover` is the key of the picture whose address is needed first.
    Video {
        video: Box<Video>,
        cover: Option<String>,
        file: Box<File>,
        digests: Digests,
    },
}

#[derive(Debug)]
enum State {
    Waiting,
    Material(Call<AddMaterial>),
    Picture(Call<UploadImage>),
    Video(Box<VideoUpload>),
    Done,
}

impl Transfers {
    /// Takes in what is not in the ledger yet; equal files once. Videos are always taken in: theirs is also a review.
    pub(super) fn new(
        article: &Article,
        surveyed: &Surveyed,
        keys: &Keys,
        options: &PublishOptions,
        base: u32,
        core: &mut Core,
    ) -> Self {
        let mut items = Vec::new();
        let mut known = BTreeSet::new();
        for (key, seen) in keys.all_covers().zip(std::iter::once(&surveyed.cover).chain(&surveyed.covers)) {
            if !core.ledger.covers.contains_key(key) && known.insert(key) {
                items.push(Item::new(key, Job::Cover(seen.file.clone())));
            }
        }
        // A file may be a cover and a picture of the text.
        let mut known = BTreeSet::new();
        let more: Vec<_> = keys.more(article).collect();
        for ((key, seen), picture) in keys.pictures.iter().zip(&surveyed.pictures).zip(&article.pictures) {
            if article.newspic {
                if more.contains(&key) && !core.ledger.covers.contains_key(key) && known.insert(key) {
                    items.push(Item::new(key, Job::Cover(seen.file.clone())));
                }
            } else if !core.ledger.pictures.contains_key(key) && known.insert(key) {
                let job = if picture.material { Job::Material } else { Job::Picture };
                items.push(Item::new(key, job(seen.file.clone())));
            }
        }
        for ((key, seen), video) in keys.videos.iter().zip(&surveyed.videos).zip(&article.videos) {
            if known.insert(key) {
                let (file, digests) = (Box::new(seen.file.clone()), seen.digests.clone());
                let cover = video.cover.and_then(|n| keys.pictures.get(n).cloned());
                items.push(Item::new(
                    key,
                    Job::Video { video: Box::new(video.video.clone()), cover, file, digests },
                ));
            }
        }
        let video_options = VideoOptions {
            block_size: options.block_size,
            parallel: options.jobs,
            wait: Some(options.patience),
            dialect: options.dialect.clone(),
        };
        Self {
            base,
            jobs: options.jobs.max(1),
            video_options,
            items,
            sends: BTreeSet::new(),
            turn: 0,
            videos: Vec::new(),
        }
    }

    /// The videos that have passed, by key.
    pub(super) fn videos(&self) -> &[(String, UploadedVideo)] {
        &self.videos
    }

    /// The number behind that of the last item.
    pub(super) fn end(&self) -> u32 {
        self.base.saturating_add(u32::try_from(self.items.len()).unwrap_or(u32::MAX))
    }

    /// Whether nothing is left to do.
    pub(super) fn is_finished(&self) -> bool {
        self.items.iter().all(|item| matches!(item.state, State::Done))
    }

    /// Whether only reviews are waited for.
    pub(super) fn is_in_review(&self) -> bool {
        self.items.iter().all(|item| match &item.state {
            State::Video(upload) => upload.is_in_review(),
            state => matches!(state, State::Done),
        })
    }

    /// Starts nothing new; what is on its way ends and is recorded.
    pub(super) fn stop(&mut self) {
        for item in &mut self.items {
            match &mut item.state {
                State::Video(upload) => upload.stop(),
                State::Material(call) if call.is_sent() => {}
                State::Picture(call) if call.is_sent() => {}
                state => *state = State::Done,
            }
        }
    }

    /// One turn; `None` when something has changed and is to be looked at first.
    pub(super) fn step(&mut self, core: &mut Core, env: &Env) -> Option<Up> {
        let mut wake = None;
        for at in 0..self.items.len() {
            let n = (self.turn + at) % self.items.len();
            // A full house: only answers can make room.
            if self.sends.len() >= self.jobs {
                return Some(Step::Wait(wake));
            }
            match self.step_item(n, core, env)? {
                Step::Wait(until) => wake = earlier(wake, until),
                step => {
                    self.turn = n + 1;
                    if let Step::Do(ticket, Ask::Send { .. }) = &step {
                        self.sends.insert(*ticket);
                    }
                    return Some(step);
                }
            }
        }
        Some(Step::Wait(wake))
    }

    pub(super) fn answer(
        &mut self,
        env: &Env,
        n: usize,
        outer: Ticket,
        inner: Option<Ticket>,
        answer: Answer<Token>,
    ) {
        self.sends.remove(&outer);
        match self.items.get_mut(n).map(|item| &mut item.state) {
            Some(State::Material(call)) => Nest::<Key>::pass(call, env, inner, answer),
            Some(State::Picture(call)) => Nest::<Key>::pass(call, env, inner, answer),
            Some(State::Video(upload)) => Nest::<Key>::pass(upload.as_mut(), env, inner, answer),
            _ => {}
        }
    }

    fn step_item(&mut self, n: usize, core: &mut Core, env: &Env) -> Option<Up> {
        let Some(item) = self.items.get_mut(n) else { return Some(Step::Wait(None)) };
        let key = item.key.clone();
        let transfer = self.base.saturating_add(u32::try_from(n).unwrap_or(u32::MAX));
        match &mut item.state {
            State::Done => return Some(Step::Wait(None)),
            State::Waiting => {
                let state = item.begin(core, transfer, &self.video_options);
                if let State::Waiting = state {
                    return Some(Step::Wait(None));
                }
                item.state = state;
                return None;
            }
            State::Material(call) => match core.nest.step(Key::Item(n), call, env) {
                Turn::Up(Step::Tell(Event::Warning(_))) => return None,
                Turn::Up(up) => return Some(up),
                Turn::Idle(until) => return Some(Step::Wait(until)),
                Turn::Ended(Ok(reply)) => {
                    if call.lost_an_answer() {
                        core.news.push_back(Event::Warning(second_copy()));
                    }
                    let (media_id, url) = (reply.media_id, reply.url);
                    match item.job {
                        Job::Material(_) if !is_of_wechat(&url) => core.fail(unreadable(ODD, url.as_bytes())),
                        Job::Material(_) => {
                            item.arrived(core, transfer, &PublishRecord::Picture { sha1: key, url });
                        }
                        _ => {
                            // The cover goes by its id; an odd address of it is not kept.
                            let url = Some(url).filter(|url| is_of_wechat(url)).unwrap_or_default();
                            item.arrived(core, transfer, &PublishRecord::Cover { sha1: key, media_id, url });
                        }
                    }
                }
                Turn::Ended(Err(error)) => core.fail(item.blame(error)),
            },
            State::Picture(call) => match core.nest.step(Key::Item(n), call, env) {
                Turn::Up(Step::Tell(Event::Warning(_))) => return None,
                Turn::Up(up) => return Some(up),
                Turn::Idle(until) => return Some(Step::Wait(until)),
                Turn::Ended(Ok(reply)) if !is_of_wechat(&reply.url) => {
                    core.fail(unreadable(ODD, reply.url.as_bytes()));
                }
                Turn::Ended(Ok(reply)) => {
                    item.arrived(core, transfer, &PublishRecord::Picture { sha1: key, url: reply.url });
                }
                Turn::Ended(Err(error)) => core.fail(item.blame(error)),
            },
            State::Video(upload) => match core.nest.step(Key::Item(n), upload.as_mut(), env) {
                Turn::Up(Step::Tell(Event::Warning(_))) => return None,
                Turn::Up(Step::Do(ticket, Ask::Save(record))) => return wrap(core, &key, ticket, &record),
                Turn::Up(up) => return Some(up),
                Turn::Idle(until) => return Some(Step::Wait(until)),
                Turn::Ended(Ok(video)) => self.videos.push((key, video)),
                Turn::Ended(Err(error)) => core.fail(error),
            },
        }
        item.state = State::Done;
        None
    }
}

impl Item {
    fn new(key: &str, job: Job) -> Self {
        Self { key: key.to_owned(), job, state: State::Waiting }
    }

    /// Begins, unless something else has to arrive first.
    fn begin(&self, core: &mut Core, transfer: u32, options: &VideoOptions) -> State {
        let started = |file: &File| Event::Started { transfer, name: file.name.clone(), bytes: file.len() };
        match &self.job {
            Job::Cover(file) | Job::Material(file) => {
                core.news.push_back(started(file));
                let add = AddMaterial { kind: MaterialKind::Image, file: file.clone(), description: None };
                State::Material(Call::new(add).repeating(Repeat::Safe))
            }
            Job::Picture(file) => {
                core.news.push_back(started(file));
                State::Picture(Call::new(UploadImage { file: file.clone() }).repeating(Repeat::Safe))
            }
            Job::Video { video, cover, file, digests } => {
                let mut video = video.as_ref().clone();
                if let Some(cover) = cover {
                    let Some(url) = core.ledger.pictures.get(cover) else { return State::Waiting };
                    video.cover_url = Some(url.clone());
                }
                let journal = core.ledger.videos.get(&self.key).map(Vec::as_slice).unwrap_or_default();
                let upload = VideoUpload::resume(video, options.clone(), journal);
                State::Video(Box::new(
                    upload.known(file.as_ref().clone(), digests.clone()).transfer(transfer),
                ))
            }
        }
    }

    fn arrived(&self, core: &mut Core, transfer: u32, record: &PublishRecord) {
        if let Some(file) = self.file() {
            core.news.push_back(Event::Moved { transfer, bytes: file.len() });
            core.news.push_back(Event::Finished { transfer });
        }
        core.record(record, false);
    }

    /// The file, if it is a picture.
    fn file(&self) -> Option<&File> {
        match &self.job {
            Job::Cover(file) | Job::Picture(file) | Job::Material(file) => Some(file),
            Job::Video { .. } => None,
        }
    }

    /// A refusal that says which file was refused.
    fn blame(&self, error: Error) -> Error {
        match (error, self.file()) {
            (Error::Refused(mut refusal), Some(file)) => {
                refusal.message = format!("{}: {}", file.name, refusal.message);
                Error::Refused(refusal)
            }
            (error, _) => error,
        }
    }
}

/// After a lost answer to an upload of material that was repeated: the list of material has no digests, and the names of
/// pictures are alike, so nothing that is found there could be taken for it.
fn second_copy() -> Warning {
    Warning::new(
        "an answer to the upload of a cover or a large picture was lost: a second copy may occupy a place in the library \
         of material (永久素材)",
    )
}

/// A video's record becomes one of the publication; its answer goes to the video.
fn wrap(core: &mut Core, key: &str, ticket: Ticket, record: &Record) -> Option<Up> {
    let Ok(inner) = serde_json::from_value::<VideoRecord>(record.value.clone()) else {
        core.fail(Error::Bug("a video's record cannot be read"));
        return None;
    };
    let outer = PublishRecord::Video { key: key.to_owned(), record: inner };
    core.ledger.apply(&outer);
    Some(Step::Do(ticket, Ask::Save(Record { sync: record.sync, ..Record::new(&outer) })))
}
