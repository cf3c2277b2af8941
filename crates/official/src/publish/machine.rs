//! The state machine behind [`Publish`](super::Publish): one stage after the other.

use std::collections::BTreeSet;
use std::time::Duration;

use wxkit_proto::env::Moment;
use wxkit_proto::flow::{Notice, Ticket};
use wxkit_proto::nest::{Nest, Turn};
use wxkit_proto::{Answer, Env, Error, Event, Step, Token};

use super::core::{Core, Key, Up};
use super::ledger::Ledger;
use super::plan::Keys;
use super::release::{Release, Released, Terms, Text, orphan};
use super::transfers::Transfers;
use super::{PublicationState, PublishOptions, PublishRecord, Published, PublishedVideo, UploadedCover, Via};
use crate::article::Article;
use crate::draft::DraftArticle;
use crate::ids::{Vid, VideoId};
use crate::preflight::{Preflight, Surveyed};
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
    waiting_since: Option<Moment>,
    /// How often it was decided what to do: bounded, so that a platform that contradicts itself ends in an error.
    decisions: u32,
    /// What led to the last decision but the first.
    reason: Option<Error>,
    next_transfer: u32,
}

#[derive(Debug)]
enum Stage {
    Preflight(Box<Preflight>),
    Decide,
    Transfers { transfers: Transfers, update: bool },
    Release(Release),
}

impl Machine {
    pub(super) fn new(article: Article, mut options: PublishOptions, journal: &[PublishRecord]) -> Self {
        options.jobs = options.jobs.max(1);
        let mut core = Core::new(Ledger::replay(journal));
        if core.ledger.orphan && options.via == Via::MediaApi {
            core.news.push_back(Event::Warning(orphan()));
        }
        let old_covers = core.ledger.covers.keys().cloned().collect();
        let stage = Stage::Preflight(Box::new(Preflight::new(article.clone(), &options)));
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

    pub(super) fn notice(&mut self, notice: &Notice) {
        self.core.notice = Some(notice.clone());
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
            Stage::Preflight(preflight) => match self.core.nest.step(Key::Only, preflight.as_mut(), env) {
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
            Stage::Transfers { transfers, update } => {
                if !transfers.is_finished() {
                    if transfers.is_in_review() {
                        self.waiting_since.get_or_insert(env.uptime);
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
                Released::Transfer { update } => self.transfer(update),
                Released::Anew(reason) => {
                    self.reason = Some(reason);
                    self.stage = Stage::Decide;
                }
                Released::Ended(standing) => return Some(Step::Done(self.published(standing))),
            },
        }
        None
    }

    fn decide(&mut self) {
        let Some((_, keys)) = &self.found else {
            return self.core.fail(Error::Bug("the article was not checked yet"));
        };
        self.decisions += 1;
        if self.decisions > 4 {
            let reason = self.reason.take();
            return self.core.fail(reason.unwrap_or(Error::Bug("the article's state changes without end")));
        }
        let terms = self.terms(keys.fingerprint.clone());
        self.stage = Stage::Release(Release::go_on(terms, &self.core));
    }

    fn terms(&self, fingerprint: String) -> Terms {
        let options = self.options.clone();
        Terms {
            options,
            fingerprint,
            spent: Duration::ZERO,
            old_covers: Vec::new(),
            new_cover: false,
            waiting: None,
        }
    }

    fn transfer(&mut self, update: bool) {
        let Some((surveyed, keys)) = &self.found else {
            return self.core.fail(Error::Bug("the article was not checked yet"));
        };
        // Answers to what an earlier stage has left open are nobody's.
        self.core.nest.forget(|key| matches!(key, Key::Item(_)));
        let base = self.next_transfer;
        let transfers = Transfers::new(&self.article, surveyed, keys, &self.options, base, &mut self.core);
        self.next_transfer = transfers.end();
        self.stage = Stage::Transfers { transfers, update };
    }

    fn release(&mut self, env: &Env, update: bool) {
        let (Some((_, keys)), Some(texts)) = (&self.found, self.texts()) else {
            return self.core.fail(Error::Bug("a file is not on the platform"));
        };
        let spent = self.waiting_since.take().map_or(Duration::ZERO, |since| env.uptime.since(since));
        let old_covers: Vec<_> = keys.all_covers().filter_map(|key| self.old_covers.take(key)).collect();
        let new_cover = keys.all_covers().any(|key| self.core.has_uploaded(key));
        let terms = Terms { spent, old_covers, new_cover, ..self.terms(keys.fingerprint.clone()) };
        let release = Release::write(&self.article, texts, update, terms, &mut self.core, env);
        self.stage = Stage::Release(release);
    }

    pub(super) fn written(&self) -> &[DraftArticle] {
        match &self.stage {
            Stage::Release(release) => release.written(),
            _ => &[],
        }
    }

    /// Each article with the platform's addresses.
    fn texts(&self) -> Option<Vec<Text>> {
        let (surveyed, keys) = self.found.as_ref()?;
        let Stage::Transfers { transfers, .. } = &self.stage else { return None };
        let ledger = &self.core.ledger;
        let url = |n: usize| ledger.pictures.get(keys.pictures.get(n)?).map(String::as_str);
        let probe = |n: usize| surveyed.pictures.get(n).map(|seen| &seen.file.probe);
        let vid = |n: usize| {
            let key = keys.videos.get(n)?;
            transfers.videos().iter().find(|(known, _)| known == key).map(|(_, video)| &video.vid)
        };
        let more = keys.more(&self.article);
        let more: Option<Vec<_>> = more.map(|key| ledger.covers.get(key).map(|(id, _)| id.clone())).collect();
        let more = more?;
        let texts = self.article.each().zip(keys.all_covers()).map(|(article, cover)| {
            let (cover, _) = ledger.covers.get(cover)?.clone();
            Some(Text { cover, more: more.clone(), content: article.compose(url, probe, vid) })
        });
        texts.collect()
    }

    fn published(&self, standing: PublicationState) -> Result<Published, Error> {
        let Some((_, keys)) = &self.found else {
            return Err(Error::Bug("the article was not checked yet"));
        };
        let ledger = &self.core.ledger;
        let cover = ledger.covers.get(&keys.cover).cloned();
        // Those of a picture message are material, as its cover is.
        let url = |key| ledger.pictures.get(key).or_else(|| ledger.covers.get(key).map(|(_, url)| url));
        let pictures = self.article.pictures.iter().zip(&keys.pictures);
        let pictures = pictures
            .filter_map(|(picture, key)| Some((picture.file.path.clone(), url(key)?.clone())))
            .collect();
        let videos = self.article.videos.iter().zip(&keys.videos);
        let videos = videos.filter_map(|(video, key)| {
            let (vid, media_id) = saved(ledger.videos.get(key)?)?;
            // Nothing is uploaded before its videos have passed.
            Some(PublishedVideo { path: video.path.clone(), vid, media_id, status: VideoStatus::Passed })
        });
        Ok(Published {
            standing,
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
                Stage::Preflight(preflight) => Nest::<Key>::pass(preflight.as_mut(), env, inner, answer),
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
