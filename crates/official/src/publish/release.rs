//! The stages behind the transfers: what becomes of the article itself, by the route that was chosen.

mod draft;
mod library;

use std::ops::ControlFlow;
use std::time::Duration;

use wxkit_proto::env::Moment;
use wxkit_proto::flow::Ticket;
use wxkit_proto::nest::Turn;
use wxkit_proto::patience::Waiting;
use wxkit_proto::{Answer, Call, Endpoint, Env, Error, Event, Flow, Patience, Step, Token};

use super::core::{Core, Key, Up};
use super::{PublicationState, PublishOptions, PublishRecord, Via};
use crate::Official;
use crate::article::Article;
use crate::draft::DraftArticle;
use crate::ids::{INVALID_ID, MaterialId};
pub(super) use library::orphan;

/// Works on the article of the ledger until its state is one to report.
#[derive(Debug)]
pub(super) enum Release {
    /// Through the publish library (发布库).
    Library(Box<library::Release>),
    /// Through the draft box (草稿箱).
    Draft(Box<draft::Release>),
}

/// What a turn has led to.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "it is moved once and never kept")]
pub(super) enum Released {
    Up(Up),
    /// Something has changed and is to be looked at first.
    Changed,
    /// The files have to be on the platform, to change what lies there or to put a new article beside it.
    Transfer {
        update: bool,
    },
    Ended(PublicationState),
    /// The ledger has changed, because of this, in a way that is to be decided upon anew.
    Anew(Error),
}

/// The article with the platform's addresses.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) cover: MaterialId,
    /// The other pictures of a picture message.
    pub(super) more: Vec<MaterialId>,
    pub(super) content: String,
}

/// What all routes need to know.
#[derive(Debug)]
pub(super) struct Terms {
    pub(super) options: PublishOptions,
    /// A digest of the article as it is now.
    pub(super) fingerprint: String,
    /// How long reviews of videos were waited for already.
    pub(super) spent: Duration,
    /// The keys of covers that are from an earlier run and may have been deleted since.
    pub(super) old_covers: Vec<String>,
    /// Whether a cover was uploaded by this run.
    pub(super) new_cover: bool,
    pub(super) waiting: Option<Waiting>,
}

impl Release {
    /// Looks at what the ledger has, and goes on with it.
    pub(super) fn go_on(terms: Terms, core: &Core) -> Self {
        match terms.options.via {
            Via::MediaApi => Self::Library(Box::new(library::Release::go_on(terms, core))),
            _ => Self::Draft(Box::new(draft::Release::go_on(terms))),
        }
    }

    /// Puts the article there, or replaces the one that is there.
    pub(super) fn write(
        article: &Article,
        texts: Vec<Text>,
        update: bool,
        terms: Terms,
        core: &mut Core,
        env: &Env,
    ) -> Self {
        match (&terms.options.via, <[Text; 1]>::try_from(texts)) {
            (Via::MediaApi, Ok([text])) => {
                Self::Library(Box::new(library::Release::write(article, text, update, terms, core)))
            }
            (_, texts) => {
                let texts = texts.map_or_else(|texts| texts, Vec::from);
                Self::Draft(Box::new(draft::Release::write(article, texts, update, terms, core, env)))
            }
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        match self {
            Self::Library(release) => release.is_busy(),
            Self::Draft(release) => release.is_busy(),
        }
    }

    pub(super) fn step(&mut self, core: &mut Core, env: &Env) -> Released {
        let turned = match self {
            Self::Library(release) => release.turn(core, env),
            Self::Draft(release) => release.turn(core, env),
        };
        turned.break_value().unwrap_or(Released::Changed)
    }

    /// The articles that were put into the draft box.
    pub(super) fn written(&self) -> &[DraftArticle] {
        match self {
            Self::Library(_) => &[],
            Self::Draft(release) => release.written(),
        }
    }

    pub(super) fn answer(&mut self, env: &Env, inner: Option<Ticket>, answer: Answer<Token>) {
        match self {
            Self::Library(release) => release.answer(env, inner, answer),
            Self::Draft(release) => release.answer(env, inner, answer),
        }
    }
}

impl Terms {
    /// A call with the article, whose cover the platform may not know yet.
    pub(super) fn call<E: Endpoint<Platform = Official>>(&self, endpoint: E) -> Call<E> {
        match self.new_cover {
            true => Call::new(endpoint).settling(INVALID_ID),
            false => Call::new(endpoint),
        }
    }

    /// Until when to wait for this; `None` when the time is up.
    pub(super) fn wait(&mut self, core: &mut Core, env: &Env, what: &str) -> Option<Moment> {
        let Patience { poll, limit, .. } = self.options.patience;
        let patience = Patience::new(poll, limit.saturating_sub(self.spent));
        let until = self.waiting.get_or_insert_with(|| patience.begin(env.uptime)).next(env.uptime)?;
        core.news.push_back(Event::Waiting { what: what.to_owned(), pause: until.since(env.uptime) });
        Some(until)
    }

    /// An id in the article is not valid: the cover's, if that is from an earlier run. Nobody says which of several.
    pub(super) fn gives_up_covers(&mut self, core: &mut Core) -> bool {
        let gone = std::mem::take(&mut self.old_covers);
        match gone.len() {
            0 => return false,
            1 => core.note("the cover is no longer in the library of material (永久素材)"),
            _ => core.note("one of the covers is no longer in the library of material (永久素材)"),
        }
        for sha1 in gone {
            core.record(&PublishRecord::CoverGone { sha1 }, false);
        }
        true
    }
}

/// One turn of a stage's call. The preflight reported the limits, so warnings are not reported again.
fn ended<F: Flow<Platform = Official>>(
    call: &mut F,
    core: &mut Core,
    env: &Env,
) -> ControlFlow<Released, Result<F::Output, Error>> {
    match core.nest.step(Key::Only, call, env) {
        Turn::Up(Step::Tell(Event::Warning(_))) => ControlFlow::Break(Released::Changed),
        Turn::Up(up) => ControlFlow::Break(Released::Up(up)),
        Turn::Idle(until) => ControlFlow::Break(Released::Up(Step::Wait(until))),
        Turn::Ended(result) => ControlFlow::Continue(result),
    }
}

/// The text has changed after its submission, and where the submitted one stands allows no change.
fn changed(standing: &str) -> Error {
    Error::invalid(format!(
        "the article was changed after it was submitted (it is {standing}), and what was submitted cannot be changed; \
         the option `again` publishes it as a new article"
    ))
}
