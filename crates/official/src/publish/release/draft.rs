//! Through the draft box (草稿箱): the draft itself, its publication, or a preview of it.
//!
//! Each step is decided from the ledger alone, so a run that goes on decides as the one that was cut off.

mod preview;
mod publication;
mod write;

use std::ops::ControlFlow;

use wxkit_proto::env::Moment;
use wxkit_proto::flow::Ticket;
use wxkit_proto::nest::Nest;
use wxkit_proto::{Answer, Call, Env, Error, Step, Token};

use super::{Released, Terms, Text, changed, ended};
use crate::article::Article;
use crate::draft::{AddDraft, DraftArticle, ListDrafts, ReadDraft, UpdateDraft};
use crate::freepublish::{ListPublished, QueryPublish, ReadPublished, SubmitDraft};
use crate::mass::PreviewMass;
use crate::publish::core::{Core, Key};
use crate::publish::drafts::{DraftRecord, Publication};
use crate::publish::{PublicationState, PublishRecord, Via};

/// Works on the draft of the ledger until its state is one to report.
#[derive(Debug)]
pub(in crate::publish) struct Release {
    terms: Terms,
    /// The articles with the platform's addresses; none before their files are known to be there.
    texts: Vec<DraftArticle>,
    stage: Stage,
    tries: Tries,
    /// Whether the draft was added by this run, so that an id that is not valid means that the platform is slow.
    fresh: bool,
    /// An id in a change was not valid: the draft's, or that of the cover.
    suspect: Option<Error>,
    /// The draft's id is not valid.
    gone: Option<Error>,
    /// Whether the last submission was taken for not carried out only because the draft stayed in the box.
    doubt: bool,
}

/// How often something was tried or met.
#[derive(Debug, Default)]
struct Tries {
    add: u32,
    submit: u32,
    /// The draft was still in the box.
    present: u32,
    missing: u32,
    without_url: u32,
}

#[derive(Debug)]
enum Stage {
    /// Decides what to do with the draft.
    Next,
    /// The files have to be on the platform first.
    Transfer {
        update: bool,
    },
    /// Looks for a draft whose addition was not acknowledged.
    Seek {
        call: Call<ListDrafts>,
        offset: u32,
    },
    Add(Call<AddDraft>),
    /// Changes one of the draft's articles; behind it the number of the next.
    Update {
        call: Call<UpdateDraft>,
        next: u32,
    },
    /// Is the draft in the box?
    Look(Call<ReadDraft>),
    Submit(Call<SubmitDraft>),
    /// Looks for an article that may have been published.
    Find {
        call: Call<ListPublished>,
        offset: u32,
    },
    Query(Call<QueryPublish>),
    /// Is the article still public?
    Read(Call<ReadPublished>),
    Preview(Call<PreviewMass>),
    Pause(Moment),
    /// Until the next question how the publication has ended; a notice of its end is reason enough to ask.
    Await(Moment),
    End(PublicationState),
    /// The ledger has changed, because of this, in a way that is to be decided upon anew.
    Anew(Error),
}

impl Release {
    /// Goes on with the draft as it is, if it is the right one.
    pub(super) fn go_on(terms: Terms) -> Self {
        let tries = Tries::default();
        Self {
            terms,
            texts: Vec::new(),
            stage: Stage::Next,
            tries,
            fresh: false,
            suspect: None,
            gone: None,
            doubt: false,
        }
    }

    /// Adds a draft, or changes the one that is there.
    pub(super) fn write(
        article: &Article,
        texts: Vec<Text>,
        update: bool,
        terms: Terms,
        core: &mut Core,
        env: &Env,
    ) -> Self {
        let texts = article.each().zip(texts);
        let texts = texts.map(|(article, text)| article.draft(text.cover, text.more, text.content)).collect();
        let mut release = Self { texts, ..Self::go_on(terms) };
        release.put(core, env, update);
        release
    }

    pub(super) fn written(&self) -> &[DraftArticle] {
        &self.texts
    }

    pub(super) fn is_busy(&self) -> bool {
        match &self.stage {
            Stage::Add(call) => call.is_sent(),
            Stage::Update { call, .. } => call.is_sent(),
            Stage::Submit(call) => call.is_sent(),
            Stage::Preview(call) => call.is_sent(),
            _ => false,
        }
    }

    pub(super) fn turn(&mut self, core: &mut Core, env: &Env) -> ControlFlow<Released> {
        match &mut self.stage {
            Stage::Next => self.next(core, env),
            Stage::Transfer { update } => return ControlFlow::Break(Released::Transfer { update: *update }),
            Stage::Seek { call, offset } => {
                let (offset, result) = (*offset, ended(call, core, env)?);
                self.sought(core, offset, result);
            }
            Stage::Add(call) => {
                let result = ended(call, core, env)?;
                self.added(core, env, result);
            }
            Stage::Update { call, next } => {
                let (next, result, lost) = (*next, ended(call, core, env)?, call.lost_an_answer());
                self.updated(core, result.map(|_| ()), lost || next > 1, next);
            }
            Stage::Look(call) => {
                let result = ended(call, core, env)?;
                self.looked(core, env, result);
            }
            Stage::Submit(call) => {
                let result = ended(call, core, env)?;
                self.submitted(core, env, result);
            }
            Stage::Find { call, offset } => {
                let (offset, result) = (*offset, ended(call, core, env)?);
                self.found(core, env, offset, result);
            }
            Stage::Query(call) => {
                let result = ended(call, core, env)?;
                self.queried(core, env, result);
            }
            Stage::Read(call) => {
                let result = ended(call, core, env)?;
                self.read(core, result);
            }
            Stage::Preview(call) => {
                let result = ended(call, core, env)?;
                self.previewed(core, env, result);
            }
            Stage::Pause(until) if env.uptime < *until => {
                return ControlFlow::Break(Released::Up(Step::Wait(Some(*until))));
            }
            Stage::Await(until) if env.uptime < *until && !core.take_notice() => {
                return ControlFlow::Break(Released::Up(Step::Wait(Some(*until))));
            }
            Stage::Pause(_) | Stage::Await(_) => self.stage = Stage::Next,
            Stage::End(standing) => return ControlFlow::Break(Released::Ended(standing.clone())),
            Stage::Anew(reason) => return ControlFlow::Break(Released::Anew(reason.clone())),
        }
        ControlFlow::Continue(())
    }

    pub(super) fn answer(&mut self, env: &Env, inner: Option<Ticket>, answer: Answer<Token>) {
        match &mut self.stage {
            Stage::Seek { call, .. } => Nest::<Key>::pass(call, env, inner, answer),
            Stage::Add(call) => Nest::<Key>::pass(call, env, inner, answer),
            Stage::Update { call, .. } => Nest::<Key>::pass(call, env, inner, answer),
            Stage::Look(call) => Nest::<Key>::pass(call, env, inner, answer),
            Stage::Submit(call) => Nest::<Key>::pass(call, env, inner, answer),
            Stage::Find { call, .. } => Nest::<Key>::pass(call, env, inner, answer),
            Stage::Query(call) => Nest::<Key>::pass(call, env, inner, answer),
            Stage::Read(call) => Nest::<Key>::pass(call, env, inner, answer),
            Stage::Preview(call) => Nest::<Key>::pass(call, env, inner, answer),
            _ => {}
        }
    }

    /// What is to be done with the draft, as the ledger has it.
    fn next(&mut self, core: &mut Core, env: &Env) {
        if core.ledger.drafts.adding.is_some() {
            return self.seek(0);
        }
        let Some(draft) = core.ledger.drafts.current.clone() else { return self.put(core, env, false) };
        let same = draft.is_made_from(&self.terms.fingerprint);
        let submits = self.terms.options.via == Via::Freepublish;
        match &draft.publication {
            // What this route does not submit, it does not find out about either.
            Publication::Tried | Publication::Submitted | Publication::Published { .. } if !submits => {
                self.submitted_before(core, &draft.publication);
            }
            Publication::Tried if self.gone.is_some() => self.find(0),
            Publication::Tried => self.look(&draft),
            Publication::Submitted | Publication::Published { .. } => self.ask(core, &draft, same),
            _ if self.gone.is_some() => self.find(0),
            Publication::Never | Publication::Failed { .. } if !same => self.put(core, env, true),
            Publication::Failed { status, positions } if submits && !self.may_submit_again() => {
                core.fail(publication::failed(*status, positions));
            }
            _ if submits && self.terms.options.submit => self.submit(core, &draft),
            _ => match self.terms.options.via.clone() {
                Via::Preview(to) => self.preview(core, &draft, to),
                _ => self.look(&draft),
            },
        }
    }

    /// The draft was submitted by another route, and this one wants a draft that can still be changed.
    fn submitted_before(&mut self, core: &mut Core, publication: &Publication) {
        let (is, way_out) = match publication {
            Publication::Tried => (
                "may have been published: the answer to its submission was lost",
                "publish it through freepublish to find out",
            ),
            _ if self.terms.options.again => return self.stage = Stage::Transfer { update: false },
            _ => ("was submitted for publication", "the option `again` makes a new draft of it"),
        };
        core.fail(Error::invalid(format!("the draft of this article {is}; {way_out}")));
    }
}

/// Enters a record of the draft box.
fn record(core: &mut Core, record: DraftRecord, sync: bool) {
    core.record(&PublishRecord::Draft(record), sync);
}

/// Where the next page of a list begins; `None` if there is none, or nobody would look there.
fn next_page(offset: u32, items: usize, total: u32) -> Option<u32> {
    let next = offset.saturating_add(u32::try_from(items).unwrap_or(u32::MAX));
    (next > offset && next < total.min(SOUGHT)).then_some(next)
}

/// Items of one page, as many as the platform gives.
const PAGE: u32 = 20;
/// The newest items come first; further back nothing is looked for.
const SOUGHT: u32 = 200;
