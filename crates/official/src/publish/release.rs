//! The stage that puts the article into the library, submits it, and waits for the verdict.

use std::time::Duration;

use wxkit_proto::{
    Answer, Call, Endpoint as _, Env, Error, Event, Kind, Nest, OutcomeUnknown, Patience, Repeat, Review,
    Step, Ticket, Timestamp, Token, Transport, Turn, Waiting, Warning,
};

use super::core::{Core, Key, Up};
use super::ledger::Submission;
use super::{PublishOptions, PublishRecord};
use crate::ids::NewsId;
use crate::library::{News, NewsReview, PublishStatus, QueryNews, SubmitNews, UpdateNews, UploadNews};
use crate::says_submitted;

/// Works on the article of the ledger until its state is one to report.
#[derive(Debug)]
pub(super) struct Release {
    options: PublishOptions,
    stage: Stage,
    /// How often submitting was tried.
    tries: u32,
    /// Whether this run is the first that submits the article.
    first: bool,
    /// How often a submitted article was not found.
    missing: u32,
    /// How often a published article had no address yet.
    without_url: u32,
    waiting: Option<Waiting>,
    /// How long reviews of videos were waited for already.
    spent: Duration,
    /// The key of the cover, if it is from an earlier run and may have been deleted since.
    old_cover: Option<String>,
}

#[derive(Debug)]
enum Stage {
    Upload {
        call: Call<UploadNews>,
        fingerprint: String,
    },
    Update {
        call: Call<UpdateNews>,
        fingerprint: String,
    },
    /// Decides what to do with the article in the library.
    Next,
    Submit(Call<SubmitNews>),
    Query(Call<QueryNews>),
    Pause(Timestamp),
    End(NewsReview),
    /// The ledger has changed, because of this, in a way that is to be decided upon anew.
    Anew(Error),
}

/// What a turn has led to.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "it is moved once and never kept")]
pub(super) enum Released {
    Up(Up),
    /// Something has changed and is to be looked at first.
    Changed,
    Ended(NewsReview),
    Anew(Error),
}

impl Release {
    /// Uploads a new article.
    pub(super) fn upload(news: News, fingerprint: String, options: &PublishOptions, core: &mut Core) -> Self {
        core.record(&PublishRecord::Uploading, true);
        let call = Call::new(UploadNews { news }).repeating(Repeat::Safe);
        Self::at(Stage::Upload { call, fingerprint }, options)
    }

    /// Replaces the text of the article in the library.
    pub(super) fn update(
        media_id: NewsId,
        news: News,
        fingerprint: String,
        options: &PublishOptions,
        core: &mut Core,
    ) -> Self {
        core.record(&PublishRecord::Updating, true);
        let call = Call::new(UpdateNews { media_id, position: 0, news });
        Self::at(Stage::Update { call, fingerprint }, options)
    }

    /// Goes on with the article in the library as it is.
    pub(super) fn go_on(options: &PublishOptions) -> Self {
        Self::at(Stage::Next, options)
    }

    /// Takes the time that was spent waiting off the limit.
    pub(super) fn spent(mut self, spent: Duration) -> Self {
        self.spent = spent;
        self
    }

    /// The cover is from an earlier run.
    pub(super) fn old_cover(mut self, key: Option<String>) -> Self {
        self.old_cover = key;
        self
    }

    fn at(stage: Stage, options: &PublishOptions) -> Self {
        Self {
            options: options.clone(),
            stage,
            tries: 0,
            first: false,
            missing: 0,
            without_url: 0,
            waiting: None,
            spent: Duration::ZERO,
            old_cover: None,
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        match &self.stage {
            Stage::Upload { call, .. } => call.is_sent(),
            Stage::Update { call, .. } => call.is_sent(),
            Stage::Submit(call) => call.is_sent(),
            _ => false,
        }
    }

    pub(super) fn step(&mut self, core: &mut Core, env: &Env) -> Released {
        match &mut self.stage {
            Stage::Upload { call, fingerprint } => match core.nest.step(Key::Only, call, env) {
                Turn::Up(Step::Tell(Event::Warning(_))) => {}
                Turn::Up(up) => return Released::Up(up),
                Turn::Idle(until) => return Released::Up(Step::Wait(until)),
                Turn::Ended(Ok(reply)) => {
                    if call.lost_an_answer() {
                        core.news.push_back(Event::Warning(orphan()));
                    }
                    let fingerprint = std::mem::take(fingerprint);
                    core.note(format!("article uploaded to the library (发布库) as {}", reply.media_id.0));
                    core.record(&PublishRecord::Uploaded { media_id: reply.media_id, fingerprint }, true);
                    self.stage = Stage::Next;
                }
                Turn::Ended(Err(error)) => {
                    if matches!(error, Error::Refused(_)) && !call.lost_an_answer() {
                        core.record(&PublishRecord::NotUploaded, false);
                    }
                    self.refused(core, env, error);
                }
            },
            Stage::Update { call, fingerprint } => match core.nest.step(Key::Only, call, env) {
                Turn::Up(Step::Tell(Event::Warning(_))) => {}
                Turn::Up(up) => return Released::Up(up),
                Turn::Idle(until) => return Released::Up(Step::Wait(until)),
                Turn::Ended(Ok(_)) => {
                    let fingerprint = std::mem::take(fingerprint);
                    core.note("article changed in the library (发布库)");
                    core.record(&PublishRecord::Updated { fingerprint }, true);
                    self.stage = Stage::Next;
                }
                Turn::Ended(Err(error)) => self.refused(core, env, error),
            },
            Stage::Next => self.next(core),
            Stage::Submit(call) => match core.nest.step(Key::Only, call, env) {
                Turn::Up(up) => return Released::Up(up),
                Turn::Idle(until) => return Released::Up(Step::Wait(until)),
                Turn::Ended(result) => self.submitted(core, env, result.map(|_| ())),
            },
            Stage::Query(call) => match core.nest.step(Key::Only, call, env) {
                Turn::Up(up) => return Released::Up(up),
                Turn::Idle(until) => return Released::Up(Step::Wait(until)),
                Turn::Ended(Ok(review)) => self.reviewed(core, env, review),
                Turn::Ended(Err(error)) => self.refused(core, env, error),
            },
            Stage::Pause(until) if env.now < *until => return Released::Up(Step::Wait(Some(*until))),
            Stage::Pause(_) => self.stage = self.query(core),
            Stage::End(review) => return Released::Ended(review.clone()),
            Stage::Anew(reason) => return Released::Anew(reason.clone()),
        }
        Released::Changed
    }

    pub(super) fn answer(&mut self, env: &Env, inner: Option<Ticket>, answer: Answer<Token>) {
        match &mut self.stage {
            Stage::Upload { call, .. } => Nest::<Key>::pass(call, env, inner, answer),
            Stage::Update { call, .. } => Nest::<Key>::pass(call, env, inner, answer),
            Stage::Submit(call) => Nest::<Key>::pass(call, env, inner, answer),
            Stage::Query(call) => Nest::<Key>::pass(call, env, inner, answer),
            _ => {}
        }
    }

    /// Submits what was never submitted; asks about everything else first.
    fn next(&mut self, core: &mut Core) {
        let never = core.ledger.entry.as_ref().is_some_and(|entry| entry.submission == Submission::Never);
        if never && self.options.submit {
            self.first = true;
            self.submit(core);
        } else {
            self.stage = self.query(core);
        }
    }

    fn submit(&mut self, core: &mut Core) {
        let Some(entry) = &core.ledger.entry else { return self.stage = Stage::Anew(NO_ENTRY) };
        let media_id = entry.media_id.clone();
        core.record(&PublishRecord::Submitting, true);
        self.tries += 1;
        self.stage = Stage::Submit(Call::new(SubmitNews { media_id }));
    }

    fn query(&self, core: &Core) -> Stage {
        match &core.ledger.entry {
            Some(entry) => Stage::Query(Call::new(QueryNews { media_id: entry.media_id.clone() })),
            None => Stage::Anew(NO_ENTRY),
        }
    }

    fn submitted(&mut self, core: &mut Core, env: &Env, result: Result<(), Error>) {
        match result {
            Ok(()) => core.note("article submitted for review"),
            Err(error) if says_submitted(&error) => core.note("the article was submitted before"),
            // Whether it was carried out is asked before it is repeated.
            Err(Error::OutcomeUnknown(_) | Error::Reply(_)) if self.tries < 4 => {
                return self.stage = Stage::Pause(env.now + Transport::pause(self.tries));
            }
            Err(error) if error.kind() == Kind::Busy && self.tries < 4 => {
                return self.stage = Stage::Pause(env.now + Transport::pause(self.tries + 1));
            }
            Err(error) => return self.refused(core, env, error),
        }
        core.record(&PublishRecord::Submitted, false);
        self.stage = self.query(core);
    }

    fn reviewed(&mut self, core: &mut Core, env: &Env, review: NewsReview) {
        let submission = core.ledger.entry.as_ref().map_or(Submission::Never, |entry| entry.submission);
        match (&review.status, submission) {
            (PublishStatus::NotSubmitted, Submission::Tried) if self.options.submit => self.submit(core),
            // Acknowledged by an earlier run, and nothing came of it. If it was submitted after all, the platform says so.
            (PublishStatus::NotSubmitted, Submission::Done) if self.options.submit && self.tries == 0 => {
                self.submit(core);
            }
            (PublishStatus::NotSubmitted, Submission::Never | Submission::Tried)
            | (PublishStatus::Unknown(_), Submission::Never) => self.stage = Stage::End(review),
            (PublishStatus::NotSubmitted | PublishStatus::Unknown(_), _) => self.verdict(core, env, review),
            (status, submission) => {
                if submission != Submission::Done {
                    core.record(&PublishRecord::Submitted, false);
                }
                if self.options.submit || *status != PublishStatus::InReview {
                    self.verdict(core, env, review);
                } else {
                    self.stage = Stage::End(review);
                }
            }
        }
    }

    fn verdict(&mut self, core: &mut Core, env: &Env, review: NewsReview) {
        match &review.status {
            PublishStatus::Published if review.url.is_empty() && self.without_url < 3 => {
                self.without_url += 1;
                self.stage = Stage::Pause(env.now + self.options.patience.poll);
            }
            PublishStatus::Published => {
                core.record(&PublishRecord::Verdict { status: PublishStatus::Published }, false);
                self.stage = Stage::End(review);
            }
            PublishStatus::ReviewFailed => {
                core.record(&PublishRecord::Verdict { status: PublishStatus::ReviewFailed }, false);
                core.fail(Error::Review(Review {
                    message: "the article did not pass the review (审核未通过)".into(),
                    hint: "see the reason in the WeChat console, change the article, and run again: it is then uploaded \
                           as a new one"
                        .into(),
                }));
            }
            _ if !self.options.verdict => self.stage = Stage::End(review),
            status => {
                let what = match status {
                    PublishStatus::InReview => "the article: in review (审核中)".to_owned(),
                    status => format!("the article: {}", status.word()),
                };
                let Patience { poll, limit } = self.options.patience;
                let patience = Patience { poll, limit: limit.saturating_sub(self.spent) };
                match self.waiting.get_or_insert_with(|| patience.begin(env.now)).next(env.now) {
                    Some(until) => {
                        core.news.push_back(Event::Waiting { what, until });
                        self.stage = Stage::Pause(until);
                    }
                    None => core.fail(Error::Review(Review {
                        message: format!("{what}: the review has not ended in the time allowed"),
                        hint: "run again later: nothing is submitted twice".into(),
                    })),
                }
            }
        }
    }

    /// Refusals that are states: submitted elsewhere, or something of an earlier run was deleted in the console.
    fn refused(&mut self, core: &mut Core, env: &Env, error: Error) {
        if let Stage::Update { call, .. } = &self.stage
            && matches!(error, Error::Refused(_))
            && !call.lost_an_answer()
        {
            core.record(&PublishRecord::NotUpdated, false);
        }
        if says_submitted(&error) {
            core.note("the article was submitted elsewhere");
            core.record(&PublishRecord::Submitted, false);
            self.stage = Stage::Anew(error);
        } else if error.code() == Some(40007) {
            self.not_found(core, env, error);
        } else {
            core.fail(error);
        }
    }

    /// An id is not valid: of the cover, or of the article. One that may have been submitted is never made again, unless
    /// that is wanted: the platform may only be slow to show it.
    fn not_found(&mut self, core: &mut Core, env: &Env, error: Error) {
        let writing = matches!(self.stage, Stage::Upload { .. } | Stage::Update { .. });
        if let Some(sha1) = self.old_cover.take_if(|_| writing) {
            core.note("the cover is no longer in the library of material (永久素材)");
            core.record(&PublishRecord::CoverGone { sha1 }, false);
            return self.stage = Stage::Anew(error);
        }
        let submission = core.ledger.entry.as_ref().map_or(Submission::Never, |entry| entry.submission);
        let refused_at_once = matches!(self.stage, Stage::Submit(_)) && self.first && self.tries == 1;
        match &self.stage {
            Stage::Upload { .. } => core.fail(error),
            _ if submission == Submission::Never || refused_at_once || self.options.again => {
                core.note("the article is no longer in the library (发布库)");
                core.record(&PublishRecord::Gone, false);
                self.stage = Stage::Anew(error);
            }
            _ if submission == Submission::Tried && self.missing < 4 => {
                self.missing += 1;
                self.stage = Stage::Pause(env.now + Transport::pause(self.missing));
            }
            _ if submission == Submission::Tried => {
                let operation = format!("{} {}", SubmitNews::METHOD, SubmitNews::PATH);
                core.fail(Error::OutcomeUnknown(OutcomeUnknown { operation, cause: error.to_string() }));
            }
            _ => core.fail(deleted(error)),
        }
    }
}

/// Says what a submitted article's id that is not valid means.
pub(super) fn deleted(error: Error) -> Error {
    match error {
        Error::Refused(mut refusal) if refusal.code == 40007 => {
            refusal.hint =
                "the article was deleted after it was submitted; --again publishes it as a new one".into();
            Error::Refused(refusal)
        }
        error => error,
    }
}

const NO_ENTRY: Error = Error::Misuse("there is no article to go on with");

/// After a lost answer to an upload that was repeated, or never seen by an earlier run.
pub(super) fn orphan() -> Warning {
    Warning::new(
        "an answer to the upload of the article was lost: a second, unsubmitted copy may lie in the library (发布库); \
         delete it in the console under 媒体API",
    )
}
