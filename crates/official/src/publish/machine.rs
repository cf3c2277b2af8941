//! The state machine behind [`Publish`](super::Publish): one stage after the other.

use std::collections::BTreeSet;
use std::time::Duration;

use wxkit_proto::{Answer, Call, Env, Error, Event, Nest, Step, Ticket, Timestamp, Token, Turn};

use super::core::{Core, Key, Up};
use super::ledger::Ledger;
use super::plan::{Action, Keys, action};
use super::release::{Release, Released, deleted, orphan};
use super::transfers::Transfers;
use super::{PublishOptions, PublishRecord, Published, PublishedVideo, UploadedCover};
use crate::article::Article;
use crate::ids::{Vid, VideoId};
use crate::library::{News, NewsReview, PublishStatus, QueryNews};
use crate::survey::{Survey, Surveyed};
use crate::upload::VideoRecord;
use crate::video::VideoStatus;

#[derive(Debug)]
pub(super) struct Machine {
    article: Article,
    options: PublishOptions,
    core: Core,
    found: Option<(Surveyed, Keys)>,
    stage: Stage,
    /// Covers of earlier runs, which may have been deleted since.
    old_covers: BTreeSet<String>,
    /// Since when only videos' reviews are waited for.
    waiting_since: Option<Timestamp>,
    /// How often it was decided what to do: bounded, so that a platform that contradicts itself ends in an error.
    decisions: u32,
    /// What led to the last decision but the first.
    reason: Option<Error>,
    next_transfer: u32,
}

#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one, and it seldom moves")]
enum Stage {
    Survey(Survey),
    Decide,
    /// The text has changed after its submission: where does the old one stand?
    Standing(Call<QueryNews>),
    Transfers {
        transfers: Transfers,
        update: bool,
    },
    Release(Release),
}

impl Machine {
    pub(super) fn new(article: Article, mut options: PublishOptions, journal: &[PublishRecord]) -> Self {
        options.jobs = options.jobs.max(1);
        let mut core = Core::new(Ledger::replay(journal));
        if core.ledger.orphan {
            core.news.push_back(Event::Warning(orphan()));
        }
        let old_covers = core.ledger.covers.keys().cloned().collect();
        let stage = Stage::Survey(Survey::new(article.clone(), options.block_size, options.jobs));
        Self {
            article,
            options,
            core,
            found: None,
            stage,
            old_covers,
            waiting_since: None,
            decisions: 0,
            reason: None,
            next_transfer: 0,
        }
    }

    pub(super) fn step(&mut self, env: &Env) -> Up {
        loop {
            if let Some(up) = self.core.pending() {
                return up;
            }
            if self.core.failure.is_some() {
                if let Stage::Transfers { transfers, .. } = &mut self.stage {
                    transfers.stop();
                }
                if self.core.is_saved() && !self.is_busy() {
                    let error = self.core.failure.take();
                    return Step::Done(Err(error.unwrap_or(Error::Misuse("stepped after the end"))));
                }
            }
            // Every step but a transfer depends on the records before it.
            if !self.core.is_saved() && !matches!(self.stage, Stage::Transfers { .. }) {
                return Step::Wait(None);
            }
            if let Some(up) = self.turn(env) {
                return up;
            }
        }
    }

    /// One turn of the present stage; `None` when something has changed and is to be looked at first.
    fn turn(&mut self, env: &Env) -> Option<Up> {
        match &mut self.stage {
            Stage::Survey(survey) => match self.core.nest.step(Key::Only, survey, env) {
                Turn::Up(up) => return Some(up),
                Turn::Idle(until) => return Some(Step::Wait(until)),
                Turn::Ended(Ok(mut surveyed)) => {
                    self.core.news.extend(surveyed.warnings.drain(..).map(Event::Warning));
                    let keys = Keys::new(&self.article, &surveyed);
                    self.found = Some((surveyed, keys));
                    self.core.note("everything is checked");
                    self.stage = Stage::Decide;
                }
                Turn::Ended(Err(error)) => self.core.fail(error),
            },
            Stage::Decide => self.decide(),
            Stage::Standing(call) => match self.core.nest.step(Key::Only, call, env) {
                Turn::Up(up) => return Some(up),
                Turn::Idle(until) => return Some(Step::Wait(until)),
                Turn::Ended(Ok(review)) => self.stand(&review),
                // It was deleted in the console.
                Turn::Ended(Err(error)) if error.code() == Some(40007) && self.options.again => {
                    self.transfer(false)
                }
                Turn::Ended(Err(error)) => self.core.fail(deleted(error)),
            },
            Stage::Transfers { transfers, update } => {
                if !transfers.is_finished() {
                    if transfers.is_in_review() {
                        self.waiting_since.get_or_insert(env.now);
                    }
                    return transfers.step(&mut self.core, env);
                }
                if !self.core.is_saved() {
                    return Some(Step::Wait(None));
                }
                let update = *update;
                self.release(env, update);
            }
            Stage::Release(release) => match release.step(&mut self.core, env) {
                Released::Up(up) => return Some(up),
                Released::Changed => {}
                Released::Anew(reason) => {
                    self.reason = Some(reason);
                    self.stage = Stage::Decide;
                }
                Released::Ended(review) => return Some(Step::Done(self.published(review))),
            },
        }
        None
    }

    fn decide(&mut self) {
        let Some((_, keys)) = &self.found else { return self.core.fail(Error::Misuse("not surveyed")) };
        self.decisions += 1;
        if self.decisions > 4 {
            let reason = self.reason.take();
            return self
                .core
                .fail(reason.unwrap_or(Error::Misuse("the article's state changes without end")));
        }
        match (action(&self.core.ledger, &keys.fingerprint), &self.core.ledger.entry) {
            (Action::Upload, _) | (_, None) => self.transfer(false),
            (Action::Update, _) => self.transfer(true),
            (Action::Submit | Action::Ask, _) => self.stage = Stage::Release(Release::go_on(&self.options)),
            (Action::Changed, Some(entry)) => {
                self.stage = Stage::Standing(Call::new(QueryNews { media_id: entry.media_id.clone() }));
            }
        }
    }

    /// The text has changed after its submission.
    fn stand(&mut self, review: &NewsReview) {
        match review.status {
            PublishStatus::NotSubmitted => self.transfer(true),
            PublishStatus::ReviewFailed => self.transfer(false),
            _ if self.options.again => self.transfer(false),
            _ => self.core.fail(Error::invalid(format!(
                "the article was changed after it was submitted (it is {}), and what was submitted cannot be changed; \
                 use --again to publish it as a new article",
                review.status.word()
            ))),
        }
    }

    fn transfer(&mut self, update: bool) {
        let Some((surveyed, keys)) = &self.found else {
            return self.core.fail(Error::Misuse("not surveyed"));
        };
        // Answers to what an earlier stage has left open are nobody's.
        self.core.nest.forget(|key| matches!(key, Key::Item(_)));
        let base = self.next_transfer;
        let transfers = Transfers::new(&self.article, surveyed, keys, &self.options, base, &mut self.core);
        self.next_transfer = transfers.end();
        self.stage = Stage::Transfers { transfers, update };
    }

    fn release(&mut self, env: &Env, update: bool) {
        let Some((_, keys)) = &self.found else { return self.core.fail(Error::Misuse("not surveyed")) };
        let Some(news) = self.news() else {
            return self.core.fail(Error::Misuse("a file is not on the platform"));
        };
        let spent = self.waiting_since.take().map_or(Duration::ZERO, |since| env.now.since(since));
        let fingerprint = keys.fingerprint.clone();
        let release = match self.core.ledger.entry.as_ref().filter(|_| update) {
            Some(entry) => {
                Release::update(entry.media_id.clone(), news, fingerprint, &self.options, &mut self.core)
            }
            None => Release::upload(news, fingerprint, &self.options, &mut self.core),
        };
        let old_cover = self.old_covers.take(&keys.cover);
        self.stage = Stage::Release(release.spent(spent).old_cover(old_cover));
    }

    /// The article with the platform's addresses.
    fn news(&self) -> Option<News> {
        let (_, keys) = self.found.as_ref()?;
        let Stage::Transfers { transfers, .. } = &self.stage else { return None };
        let ledger = &self.core.ledger;
        let url = |n: usize| ledger.pictures.get(keys.pictures.get(n)?).map(String::as_str);
        let vid = |n: usize| {
            let key = keys.videos.get(n)?;
            transfers.videos().iter().find(|(known, _)| known == key).map(|(_, video)| &video.vid)
        };
        let (thumb_media_id, _) = ledger.covers.get(&keys.cover)?.clone();
        Some(News {
            thumb_media_id,
            author: self.article.author.clone(),
            title: self.article.title.clone(),
            content_source_url: self.article.source_url.clone(),
            content: self.article.compose(url, vid),
            digest: self.article.digest.clone(),
            show_cover_pic: self.article.show_cover,
            need_open_comment: self.article.comments,
            only_fans_can_comment: self.article.fans_only,
        })
    }

    fn published(&self, review: NewsReview) -> Result<Published, Error> {
        let missing = Error::Misuse("the ledger is not complete");
        let (Some((_, keys)), Some(entry)) = (&self.found, &self.core.ledger.entry) else {
            return Err(missing);
        };
        let ledger = &self.core.ledger;
        let cover = ledger.covers.get(&keys.cover).cloned();
        let pictures = self.article.pictures.iter().zip(&keys.pictures);
        let pictures = pictures
            .filter_map(|(picture, key)| Some((picture.file.path.clone(), ledger.pictures.get(key)?.clone())))
            .collect();
        let videos = self.article.videos.iter().zip(&keys.videos);
        let videos = videos.filter_map(|(video, key)| {
            let (vid, media_id) = saved(ledger.videos.get(key)?)?;
            // Nothing is uploaded before its videos have passed.
            Some(PublishedVideo { path: video.path.clone(), vid, media_id, status: VideoStatus::Passed })
        });
        Ok(Published {
            media_id: entry.media_id.clone(),
            url: Some(review.url).filter(|url| !url.is_empty()),
            status: review.status,
            cover: cover.map(|(media_id, url)| UploadedCover { media_id, url }),
            pictures,
            videos: videos.collect(),
        })
    }

    fn is_busy(&self) -> bool {
        match &self.stage {
            Stage::Transfers { transfers, .. } => !transfers.is_finished(),
            Stage::Release(release) => release.is_busy(),
            _ => false,
        }
    }

    pub(super) fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Token>) {
        let Some((key, inner)) = self.core.nest.take(ticket) else { return };
        match (key, answer) {
            (Key::Record, Answer::Saved) => {}
            (Key::Record, Answer::Failed(error)) => self.core.fail(error),
            (Key::Record, _) => self.core.fail(Error::Misuse("a ticket got an answer of a wrong kind")),
            (Key::Item(n), answer) => {
                if let Stage::Transfers { transfers, .. } = &mut self.stage {
                    transfers.answer(env, n, ticket, inner, answer);
                }
            }
            (Key::Only, answer) => match &mut self.stage {
                Stage::Survey(survey) => Nest::<Key>::pass(survey, env, inner, answer),
                Stage::Standing(call) => Nest::<Key>::pass(call, env, inner, answer),
                Stage::Release(release) => release.answer(env, inner, answer),
                Stage::Decide | Stage::Transfers { .. } => {}
            },
        }
    }
}

/// Number and id of a video, from its records.
fn saved(records: &[VideoRecord]) -> Option<(Vid, VideoId)> {
    let (mut number, mut saved) = (None, None);
    for record in records {
        match record {
            VideoRecord::Begun { vid, .. } => (number, saved) = (Some(vid.clone()), None),
            VideoRecord::Saved { media_id, .. } => saved = Some(media_id.clone()),
            VideoRecord::Passed { vid } => number = Some(vid.clone()),
            VideoRecord::Block { .. } | VideoRecord::Finished => {}
        }
    }
    number.zip(saved)
}
