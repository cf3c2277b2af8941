//! The stage that puts the article into the library, submits it, and waits for the verdict.

use std::ops::ControlFlow;

use wxkit_proto::env::Moment;
use wxkit_proto::error::{OutcomeUnknown, Review, Transport};
use wxkit_proto::flow::Ticket;
use wxkit_proto::nest::Nest;
use wxkit_proto::{Answer, Call, Endpoint as _, Env, Error, Event, Kind, Repeat, Step, Token, Warning};

use super::{Released, Terms, Text, changed, ended};
use crate::article::Article;
use crate::ids::{INVALID_ID, NewsId};
use crate::library::{NewsReview, PublishStatus, QueryNews, SubmitNews, UpdateNews, UploadNews};
use crate::publish::core::{Core, Key};
use crate::publish::ledger::Submission;
use crate::publish::plan::{Action, action};
use crate::publish::{PublicationState, PublishRecord};
use crate::says_submitted;

/// Works on the article of the ledger until its state is one to report.
#[derive(Debug)]
pub(in crate::publish) struct Release {
    terms: Terms,
    stage: Stage,
    /// How often submitting was tried.
    tries: u32,
    /// Whether this run is the first that submits the article.
    first: bool,
    /// Whether this run has uploaded the article, so that the platform may not know its id yet.
    fresh: bool,
    /// How often a submitted article was not found.
    missing: u32,
    /// How often a published article had no address yet.
    without_url: u32,
}

#[derive(Debug)]
enum Stage {
    /// The files have to be on the platform first.
    Transfer {
        update: bool,
    },
    /// The text has changed after its submission: where does the old one stand?
    PublicationState(Call<QueryNews>),
    Upload(Call<UploadNews>),
    Update(Call<UpdateNews>),
    /// Decides what to do with the article in the library.
    Next,
    Submit(Call<SubmitNews>),
    Query(Call<QueryNews>),
    Pause(Moment),
    End(NewsReview),
    /// The ledger has changed, because of this, in a way that is to be decided upon anew.
    Anew(Error),
}

impl Release {
    /// Goes on with the article in the library as it is, if it is the right one.
    pub(super) fn go_on(terms: Terms, core: &Core) -> Self {
        let stage = match (action(&core.ledger, &terms.fingerprint), &core.ledger.entry) {
            (Action::Upload, _) | (_, None) => Stage::Transfer { update: false },
            (Action::Update, _) => Stage::Transfer { update: true },
            (Action::Submit | Action::Ask, _) => Stage::Next,
            (Action::Changed, Some(entry)) => {
                Stage::PublicationState(Call::new(QueryNews { media_id: entry.media_id.clone() }))
            }
        };
        Self::at(stage, terms)
    }

    /// Uploads a new article, or replaces the text of the one in the library.
    pub(super) fn write(article: &Article, text: Text, update: bool, terms: Terms, core: &mut Core) -> Self {
        let news = article.news(text.cover, text.content);
        let stage = match core.ledger.entry.as_ref().filter(|_| update) {
            Some(entry) => {
                let media_id = entry.media_id.clone();
                core.record(&PublishRecord::Updating, true);
                Stage::Update(terms.call(UpdateNews { media_id, position: 0, news }))
            }
            None => {
                core.record(&PublishRecord::Uploading, true);
                Stage::Upload(terms.call(UploadNews { news }).repeating(Repeat::Safe))
            }
        };
        Self::at(stage, terms)
    }

    fn at(stage: Stage, terms: Terms) -> Self {
        Self { terms, stage, tries: 0, first: false, fresh: false, missing: 0, without_url: 0 }
    }

    pub(super) fn is_busy(&self) -> bool {
        match &self.stage {
            Stage::Upload(call) => call.is_sent(),
            Stage::Update(call) => call.is_sent(),
            Stage::Submit(call) => call.is_sent(),
            _ => false,
        }
    }

    pub(super) fn turn(&mut self, core: &mut Core, env: &Env) -> ControlFlow<Released> {
        match &mut self.stage {
            Stage::Transfer { update } => return ControlFlow::Break(Released::Transfer { update: *update }),
            Stage::PublicationState(call) => match ended(call, core, env)? {
                Ok(review) => self.stands(core, &review),
                // It was deleted in the console.
                Err(error) if error.code() == Some(40007) && self.terms.options.again => {
                    self.stage = Stage::Transfer { update: false };
                }
                Err(error) => core.fail(deleted(error)),
            },
            Stage::Upload(call) => {
                let result = ended(call, core, env)?;
                let lost = call.lost_an_answer();
                self.uploaded(core, env, result.map(|reply| reply.media_id), lost);
            }
            Stage::Update(call) => match ended(call, core, env)? {
                Ok(_) => {
                    let fingerprint = self.terms.fingerprint.clone();
                    core.note("article changed in the library (发布库)");
                    core.record(&PublishRecord::Updated { fingerprint }, true);
                    self.stage = Stage::Next;
                }
                Err(error) => self.refused(core, env, error),
            },
            Stage::Next => self.next(core),
            Stage::Submit(call) => {
                let result = ended(call, core, env)?;
                self.submitted(core, env, result.map(|_| ()));
            }
            Stage::Query(call) => match ended(call, core, env)? {
                Ok(review) => self.reviewed(core, env, review),
                Err(error) => self.refused(core, env, error),
            },
            Stage::Pause(until) if env.uptime < *until => {
                return ControlFlow::Break(Released::Up(Step::Wait(Some(*until))));
            }
            Stage::Pause(_) => self.stage = self.query(core),
            Stage::End(review) => {
                let Some(entry) = &core.ledger.entry else {
                    return ControlFlow::Break(Released::Anew(NO_ENTRY));
                };
                return ControlFlow::Break(Released::Ended(PublicationState::Library {
                    media_id: entry.media_id.clone(),
                    status: review.status.clone(),
                    url: Some(review.url.clone()).filter(|url| !url.is_empty()),
                }));
            }
            Stage::Anew(reason) => return ControlFlow::Break(Released::Anew(reason.clone())),
        }
        ControlFlow::Continue(())
    }

    pub(super) fn answer(&mut self, env: &Env, inner: Option<Ticket>, answer: Answer<Token>) {
        match &mut self.stage {
            Stage::PublicationState(call) | Stage::Query(call) => Nest::<Key>::pass(call, env, inner, answer),
            Stage::Upload(call) => Nest::<Key>::pass(call, env, inner, answer),
            Stage::Update(call) => Nest::<Key>::pass(call, env, inner, answer),
            Stage::Submit(call) => Nest::<Key>::pass(call, env, inner, answer),
            _ => {}
        }
    }

    /// The text has changed after its submission.
    fn stands(&mut self, core: &mut Core, review: &NewsReview) {
        match review.status {
            PublishStatus::NotSubmitted => self.stage = Stage::Transfer { update: true },
            PublishStatus::ReviewFailed => self.stage = Stage::Transfer { update: false },
            _ if self.terms.options.again => self.stage = Stage::Transfer { update: false },
            _ => core.fail(changed(review.status.word())),
        }
    }

    fn uploaded(&mut self, core: &mut Core, env: &Env, result: Result<NewsId, Error>, lost: bool) {
        match result {
            Ok(media_id) => {
                if lost {
                    core.news.push_back(Event::Warning(orphan()));
                }
                let fingerprint = self.terms.fingerprint.clone();
                core.note(format!("article uploaded to the library (发布库) as {}", media_id.as_str()));
                core.record(&PublishRecord::Uploaded { media_id, fingerprint }, true);
                self.fresh = true;
                self.stage = Stage::Next;
            }
            Err(error) => {
                if matches!(error, Error::Refused(_)) && !lost {
                    core.record(&PublishRecord::NotUploaded, false);
                }
                self.refused(core, env, error);
            }
        }
    }

    /// Submits what was never submitted; asks about everything else first.
    fn next(&mut self, core: &mut Core) {
        let never = core.ledger.entry.as_ref().is_some_and(|entry| entry.submission == Submission::Never);
        if never && self.terms.options.submit {
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
        let call = Call::new(SubmitNews { media_id });
        self.stage = Stage::Submit(if self.fresh { call.settling(INVALID_ID) } else { call });
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
                return self.stage = Stage::Pause(env.uptime + Transport::pause(self.tries));
            }
            Err(error) if error.kind() == Kind::Busy && self.tries < 4 => {
                return self.stage = Stage::Pause(env.uptime + Transport::pause(self.tries + 1));
            }
            Err(error) => return self.refused(core, env, error),
        }
        core.record(&PublishRecord::Submitted, false);
        self.stage = self.query(core);
    }

    fn reviewed(&mut self, core: &mut Core, env: &Env, review: NewsReview) {
        let submission = core.ledger.entry.as_ref().map_or(Submission::Never, |entry| entry.submission);
        match (&review.status, submission) {
            (PublishStatus::NotSubmitted, Submission::Tried) if self.terms.options.submit => {
                self.submit(core)
            }
            // Acknowledged by an earlier run, and nothing came of it. If it was submitted after all, the platform says so.
            (PublishStatus::NotSubmitted, Submission::Done)
                if self.terms.options.submit && self.tries == 0 =>
            {
                self.submit(core);
            }
            (PublishStatus::NotSubmitted, Submission::Never | Submission::Tried)
            | (PublishStatus::Unknown(_), Submission::Never) => self.stage = Stage::End(review),
            (PublishStatus::NotSubmitted | PublishStatus::Unknown(_), _) => self.verdict(core, env, review),
            (status, submission) => {
                if submission != Submission::Done {
                    core.record(&PublishRecord::Submitted, false);
                }
                if self.terms.options.submit || *status != PublishStatus::InReview {
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
                self.stage = Stage::Pause(env.uptime + self.terms.options.patience.poll);
            }
            PublishStatus::Published => {
                core.record(&PublishRecord::Verdict { status: PublishStatus::Published }, false);
                self.stage = Stage::End(review);
            }
            PublishStatus::ReviewFailed => {
                core.record(&PublishRecord::Verdict { status: PublishStatus::ReviewFailed }, false);
                core.fail(Error::Review(Review::new("the article did not pass the review (审核未通过)", "see the reason in the WeChat console, change the article, and run again: it is then uploaded \
                           as a new one"
                        )));
            }
            _ if !self.terms.options.verdict => self.stage = Stage::End(review),
            status => {
                let what = match status {
                    PublishStatus::InReview => "the article: in review (审核中)".to_owned(),
                    status => format!("the article: {}", status.word()),
                };
                match self.terms.wait(core, env, &what) {
                    Some(until) => self.stage = Stage::Pause(until),
                    None => core.fail(Error::Review(Review::new(
                        format!("{what}: the review has not ended in the time allowed"),
                        "run again later: nothing is submitted twice",
                    ))),
                }
            }
        }
    }

    /// Refusals that are states: submitted elsewhere, or something of an earlier run was deleted in the console.
    fn refused(&mut self, core: &mut Core, env: &Env, error: Error) {
        if let Stage::Update(call) = &self.stage
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
        let writing = matches!(self.stage, Stage::Upload(_) | Stage::Update(_));
        if writing && self.terms.gives_up_covers(core) {
            return self.stage = Stage::Anew(error);
        }
        let submission = core.ledger.entry.as_ref().map_or(Submission::Never, |entry| entry.submission);
        let refused_at_once = matches!(self.stage, Stage::Submit(_)) && self.first && self.tries == 1;
        match &self.stage {
            Stage::Upload(_) => core.fail(error),
            _ if submission == Submission::Never || refused_at_once || self.terms.options.again => {
                core.note("the article is no longer in the library (发布库)");
                core.record(&PublishRecord::Gone, false);
                self.stage = Stage::Anew(error);
            }
            _ if submission == Submission::Tried && self.missing < 4 => {
                self.missing += 1;
                self.stage = Stage::Pause(env.uptime + Transport::pause(self.missing));
            }
            _ if submission == Submission::Tried => {
                let operation = format!("{} {}", SubmitNews::METHOD, SubmitNews::PATH);
                core.fail(Error::OutcomeUnknown(OutcomeUnknown::new(operation, error.to_string())));
            }
            _ => core.fail(deleted(error)),
        }
    }
}

/// Says what a submitted article's id that is not valid means.
fn deleted(error: Error) -> Error {
    match error {
        Error::Refused(mut refusal) if refusal.code == 40007 => {
            refusal.hint =
                "the article was deleted after it was submitted; the option `again` publishes it as a new one".into();
            Error::Refused(refusal)
        }
        error => error,
    }
}

const NO_ENTRY: Error = Error::Bug("there is no article to go on with");

/// After a lost answer to an upload that was repeated, or never seen by an earlier run.
pub(in crate::publish) fn orphan() -> Warning {
    Warning::new(
        "an answer to the upload of the article was lost: a second, unsubmitted copy may lie in the library (发布库); \
         delete it in the console under 媒体API",
    )
}
