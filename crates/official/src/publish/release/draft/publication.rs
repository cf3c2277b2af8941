//! Publishing a draft (发布能力): submitted once, asked about until it has ended, and found again after a lost answer.

use std::time::Duration;

use wxkit_proto::error::{Review, Transport, Unreadable};
use wxkit_proto::{Call, Env, Error, Event};

use super::{PAGE, Publication, Release, Stage, changed, next_page, record};
use crate::draft::{ReadDraft, StoredArticles};
use crate::freepublish::{
    FreepublishStatus, ListPublished, PublishReport, PublishedItem, QueryPublish, ReadPublished, SubmitDraft,
    SubmittedDraft,
};
use crate::ids::ArticleId;
use crate::lost::{is_open, unknown};
use crate::pages::Listing;
use crate::publish::PublicationState;
use crate::publish::core::Core;
use crate::publish::drafts::{Draft, DraftRecord};

impl Release {
    pub(super) fn submit(&mut self, core: &mut Core, draft: &Draft) {
        record(core, DraftRecord::Submitting, true);
        self.tries.submit += 1;
        self.stage = Stage::Submit(Call::new(SubmitDraft { media_id: draft.media_id.clone() }));
    }

    pub(super) fn submitted(&mut self, core: &mut Core, env: &Env, result: Result<SubmittedDraft, Error>) {
        match result {
            Ok(SubmittedDraft { publish_id, .. }) => {
                core.note("draft submitted for publication");
                record(core, DraftRecord::Submitted { publish_id }, true);
                self.stage = Stage::Next;
            }
            // Whether it was carried out is found out before it is repeated.
            Err(error) if is_open(&error) && self.tries.submit < 4 => {
                self.stage = Stage::Pause(env.uptime + Transport::pause(1));
            }
            // An earlier submission was carried out after all.
            Err(error) if error.code() == Some(40007) && self.doubt => self.leave(error),
            Err(error) => {
                if !is_open(&error) {
                    record(core, DraftRecord::NotSubmitted, false);
                }
                match error.code() {
                    Some(40007) if !self.fresh => self.leave(error),
                    _ => core.fail(error),
                }
            }
        }
    }

    /// Whether this run may submit what has failed.
    pub(super) fn may_submit_again(&self) -> bool {
        self.terms.options.again && self.terms.options.submit && self.tries.submit == 0
    }

    /// Is the draft in the box?
    pub(super) fn look(&mut self, draft: &Draft) {
        self.stage = Stage::Look(Call::new(ReadDraft { media_id: draft.media_id.clone() }));
    }

    pub(super) fn looked(&mut self, core: &mut Core, env: &Env, result: Result<StoredArticles, Error>) {
        let Some(draft) = &core.ledger.drafts.current else { return self.stage = Stage::Next };
        let tried = draft.publication == Publication::Tried;
        match result {
            Ok(_) if self.suspect.is_some() => {
                if let Some(error) = self.suspect.take() {
                    self.suspect_cover(core, error);
                }
            }
            Ok(_) if tried => self.find(0),
            Ok(articles) => {
                let link = articles.news_item.into_iter().next().map(|article| article.url);
                let link = link.filter(|link| !link.is_empty());
                self.stage = Stage::End(PublicationState::Draft { media_id: draft.media_id.clone(), link });
            }
            Err(error) if error.code() == Some(40007) && (tried || !self.fresh) => self.leave(error),
            Err(error) if error.code() == Some(40007) && self.tries.missing < 3 => {
                self.tries.missing += 1;
                self.stage = Stage::Pause(env.uptime + Transport::pause(self.tries.missing));
            }
            Err(error) => core.fail(error),
        }
    }

    /// The draft's id is not valid: it was deleted, or published or sent.
    pub(super) fn leave(&mut self, error: Error) {
        self.gone = Some(error);
        self.stage = Stage::Next;
    }

    /// Looks for an article that may have been published, by this flow or in the console.
    pub(super) fn find(&mut self, offset: u32) {
        let call = Call::new(ListPublished { offset, count: PAGE, no_content: true });
        self.stage = Stage::Find { call, offset };
    }

    pub(super) fn found(
        &mut self,
        core: &mut Core,
        env: &Env,
        offset: u32,
        result: Result<Listing<PublishedItem>, Error>,
    ) {
        let drafts = &core.ledger.drafts;
        let Some(draft) = &drafts.current else { return self.stage = Stage::Next };
        let page = match result {
            Ok(page) => page,
            // Accounts without the right to publish have no such list, and nothing was published of their drafts.
            Err(Error::Refused(_)) if draft.publication == Publication::Never || self.gone.is_none() => {
                Listing { total_count: 0, item_count: 0, item: Vec::new() }
            }
            Err(error) => return core.fail(error),
        };
        let next = next_page(offset, page.item.len(), page.total_count);
        let mut items = page.item.into_iter();
        let found = items.find(|item| {
            draft.mark.fits(&item.content, item.update_time, draft.since)
                && !drafts.published.contains(&item.article_id)
        });
        match (found, next) {
            (Some(PublishedItem { article_id, content, .. }), _) => {
                core.note(format!(
                    "the article was found among what is published, as {}",
                    article_id.as_str()
                ));
                let url = url_of(&content);
                record(core, DraftRecord::Published { article_id, url }, true);
                self.gone = None;
                self.stage = Stage::Next;
            }
            (None, Some(next)) => self.find(next),
            (None, None) if self.gone.is_none() => self.is_present(core, env),
            (None, None) if draft.publication == Publication::Tried => self.not_found(core, env),
            (None, None) => self.forget(core),
        }
    }

    /// It was tried to submit the draft, and it is still in the box, which it may not leave before it is published. So it is
    /// looked for some times more before that submission is taken for not carried out.
    fn is_present(&mut self, core: &mut Core, env: &Env) {
        self.tries.present += 1;
        if self.tries.present < 4 {
            let poll = self.terms.options.patience.poll.min(Duration::from_secs(60)) * self.tries.present;
            let pause = poll.max(Transport::pause(self.tries.present + 1));
            let what =
                "the article: the answer to its submission was lost, and the draft is still there".to_owned();
            core.news.push_back(Event::Waiting { what, pause });
            return self.stage = Stage::Pause(env.uptime + pause);
        }
        (self.tries.present, self.doubt) = (0, true);
        record(core, DraftRecord::NotSubmitted, false);
        self.stage = Stage::Next;
    }

    /// The draft is gone, and the article is not public yet: it is in review, or was deleted.
    fn not_found(&mut self, core: &mut Core, env: &Env) {
        let what = "the article: the answer to its submission was lost, and it is not public yet";
        let until = if self.terms.options.verdict { self.terms.wait(core, env, what) } else { None };
        match until {
            Some(until) => self.stage = Stage::Pause(until),
            None if self.terms.options.again => self.forget(core),
            None => core.fail(unknown::<SubmitDraft>(
                "its answer was lost, the draft has left the draft box (草稿箱), and the article is not among what is \
                 published; run again later, nothing is submitted twice, or publish it as a new article with the option `again`",
            )),
        }
    }

    /// Asks about what was submitted or published.
    pub(super) fn ask(&mut self, core: &mut Core, draft: &Draft, same: bool) {
        let again = self.terms.options.again;
        match (&draft.publication, draft.publish_id) {
            (Publication::Published { .. }, _) if !same && again => {
                self.stage = Stage::Transfer { update: false }
            }
            (Publication::Published { .. }, _) if !same => {
                core.fail(changed(FreepublishStatus::Published.wording()));
            }
            (_, Some(publish_id)) => self.stage = Stage::Query(Call::new(QueryPublish { publish_id })),
            (Publication::Published { article_id, .. }, None) => {
                self.stage = Stage::Read(Call::new(ReadPublished { article_id: article_id.clone() }));
            }
            (_, None) => core.fail(Error::Bug("a submission has no number")),
        }
    }

    pub(super) fn queried(&mut self, core: &mut Core, env: &Env, result: Result<PublishReport, Error>) {
        let Some(draft) = core.ledger.drafts.current.clone() else { return self.stage = Stage::Next };
        let report = match (result, &draft.publication) {
            (Ok(report), _) => report,
            // The platform has forgotten the job, and not the article.
            (Err(error), Publication::Published { article_id, url }) if error.code() == Some(53502) => {
                return self.stage = Stage::End(public(&draft, article_id.clone(), url.clone()));
            }
            (Err(error), _) => return core.fail(error),
        };
        let same = draft.is_made_from(&self.terms.fingerprint);
        match report.status {
            FreepublishStatus::Published => self.published(core, env, &draft, report),
            FreepublishStatus::OriginalityFailed
            | FreepublishStatus::Failed
            | FreepublishStatus::ReviewFailed => {
                record(core, DraftRecord::Failed { status: report.status, positions: report.failed }, true);
                self.stage = Stage::Next;
            }
            _ if !same && self.terms.options.again => self.stage = Stage::Transfer { update: false },
            status if !same => core.fail(changed(status.wording())),
            FreepublishStatus::Deleted => self.deleted(core, ended_badly(report.status)),
            FreepublishStatus::Banned => core.fail(ended_badly(report.status)),
            status if !self.terms.options.verdict || !self.terms.options.submit => {
                self.stage = Stage::End(PublicationState::Freepublish {
                    media_id: draft.media_id,
                    publish_id: draft.publish_id,
                    status,
                    article_id: None,
                    url: None,
                });
            }
            status => {
                let what = format!("the article: {}", status.wording());
                match self.terms.wait(core, env, &what) {
                    Some(until) => self.stage = Stage::Await(until),
                    None => core.fail(Error::Review(Review::new(
                        format!("{what}: the publication has not ended in the time allowed"),
                        "run again later: nothing is submitted twice",
                    ))),
                }
            }
        }
    }

    fn published(&mut self, core: &mut Core, env: &Env, draft: &Draft, report: PublishReport) {
        let url = report.articles.into_iter().next().map(|article| article.url).filter(|url| !url.is_empty());
        let Some(article_id) = report.article_id else {
            let message = "a published article without its article_id";
            return core.fail(Error::Reply(Unreadable::new(message)));
        };
        if url.is_none() && self.tries.without_url < 3 {
            self.tries.without_url += 1;
            return self.stage = Stage::Pause(env.uptime + self.terms.options.patience.poll);
        }
        if !matches!(&draft.publication, Publication::Published { article_id: known, .. } if *known == article_id)
        {
            record(core, DraftRecord::Published { article_id: article_id.clone(), url: url.clone() }, true);
        }
        self.stage = match draft.is_made_from(&self.terms.fingerprint) {
            true => Stage::End(public(draft, article_id, url)),
            false => Stage::Next,
        };
    }

    pub(super) fn read(&mut self, core: &mut Core, result: Result<StoredArticles, Error>) {
        let Some(draft) = core.ledger.drafts.current.clone() else { return self.stage = Stage::Next };
        let Publication::Published { article_id, url } = &draft.publication else {
            return self.stage = Stage::Next;
        };
        match result {
            Ok(articles) if articles.news_item.iter().all(|article| article.is_deleted) => {
                self.deleted(core, ended_badly(FreepublishStatus::Deleted));
            }
            Ok(articles) => {
                let url = url_of(&articles).or_else(|| url.clone());
                self.stage = Stage::End(public(&draft, article_id.clone(), url));
            }
            Err(error) if error.code() == Some(53600) => self.deleted(core, error),
            Err(error) => core.fail(error),
        }
    }

    /// It was published and then deleted: made again only on demand.
    fn deleted(&mut self, core: &mut Core, error: Error) {
        if self.terms.options.again && self.tries.submit == 0 {
            self.gone = Some(error);
            self.forget(core);
        } else {
            core.fail(error);
        }
    }

    /// The draft is gone, and nothing is public of it.
    fn forget(&mut self, core: &mut Core) {
        core.note("the draft is no longer in the draft box (草稿箱)");
        record(core, DraftRecord::Gone, false);
        let reason = self.gone.take().unwrap_or(Error::Bug("there is no draft to go on with"));
        self.stage = Stage::Anew(reason);
    }
}

fn public(draft: &Draft, article_id: ArticleId, url: Option<String>) -> PublicationState {
    PublicationState::Freepublish {
        media_id: draft.media_id.clone(),
        publish_id: draft.publish_id,
        status: FreepublishStatus::Published,
        article_id: Some(article_id),
        url,
    }
}

fn url_of(articles: &StoredArticles) -> Option<String> {
    articles.news_item.first().map(|article| article.url.clone()).filter(|url| !url.is_empty())
}

/// The publication has failed; `positions` count from 0, people from 1.
pub(super) fn failed(status: FreepublishStatus, positions: &[u32]) -> Error {
    let which: Vec<String> =
        positions.iter().map(|position| position.saturating_add(1).to_string()).collect();
    let which = if which.is_empty() { String::new() } else { format!(", fail_idx {}", which.join(", ")) };
    Error::Review(Review::new(
        format!("the article was not published: {} [{}]{which}", status.wording(), status.number()),
        "see the reason in the WeChat console, change the article, and run again; the option `again` submits it \
               once more as it is",
    ))
}

/// It was published, and is no longer public.
fn ended_badly(status: FreepublishStatus) -> Error {
    let hint = match status {
        FreepublishStatus::Deleted => "the option `again` publishes it as a new article",
        _ => {
            "see the notices in the console; a changed article is published as a new one with the option `again`"
        }
    };
    let message = format!("the article is no longer public: {} [{}]", status.wording(), status.number());
    Error::Review(Review::new(message, hint))
}
