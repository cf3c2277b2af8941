//! Putting the article into the draft box.

use wxkit_proto::error::Transport;
use wxkit_proto::{Call, Env, Error, Event, Repeat, Warning};

use super::{PAGE, Release, Stage, next_page, record};
use crate::draft::{AddDraft, AddedDraft, DraftItem, ListDrafts, UpdateDraft};
use crate::ids::DraftId;
use crate::lost::is_open;
use crate::pages::Listing;
use crate::publish::core::Core;
use crate::publish::drafts::{DraftMark, DraftRecord};

impl Release {
    /// Adds a draft, or changes the one in the box; once the files are there.
    pub(super) fn put(&mut self, core: &mut Core, env: &Env, update: bool) {
        let Some(first) = self.texts.first() else { return self.stage = Stage::Transfer { update } };
        let mark = DraftMark::of(first, self.texts.len(), &self.terms.fingerprint);
        // A draft keeps the number of its articles.
        let current = core.ledger.drafts.current.as_ref();
        match current.filter(|draft| update && draft.mark.articles == mark.articles) {
            Some(draft) => {
                let media_id = draft.media_id.clone();
                record(core, DraftRecord::Updating { mark }, true);
                self.change(media_id, 0);
            }
            None => {
                if update {
                    core.note("the draft has another number of articles; a new one is made, and the old one stays in the draft box (草稿箱)");
                }
                self.tries.add += 1;
                record(core, DraftRecord::Adding { mark, time: env.now.as_secs() }, true);
                // Whether a lost addition was carried out can be seen, so it is not repeated blindly.
                let call = self.terms.call(AddDraft { articles: self.texts.clone() });
                self.stage = Stage::Add(call.repeating(Repeat::Never));
            }
        }
    }

    /// Changes the draft's articles, from this one on.
    fn change(&mut self, media_id: DraftId, position: u32) {
        let article = usize::try_from(position).ok().and_then(|at| self.texts.get(at)).cloned();
        let Some(article) = article else { return self.stage = Stage::Next };
        let call = self.terms.call(UpdateDraft { media_id, position, article });
        self.stage = Stage::Update { call, next: position + 1 };
    }

    pub(super) fn added(&mut self, core: &mut Core, env: &Env, result: Result<AddedDraft, Error>) {
        match result {
            Ok(AddedDraft { media_id }) => {
                core.note(format!("article added to the draft box (草稿箱) as {}", media_id.as_str()));
                record(core, DraftRecord::Added { media_id }, true);
                self.fresh = true;
                self.stage = Stage::Next;
            }
            Err(error) if is_open(&error) && self.tries.add < 4 => {
                self.stage = Stage::Pause(env.uptime + Transport::pause(self.tries.add));
            }
            Err(error) => {
                if !is_open(&error) {
                    record(core, DraftRecord::NotAdded, false);
                }
                match error.code() {
                    Some(40007) => self.suspect_cover(core, error),
                    _ => core.fail(error),
                }
            }
        }
    }

    /// Looks for a draft that may have been added.
    pub(super) fn seek(&mut self, offset: u32) {
        let call = Call::new(ListDrafts { offset, count: PAGE, no_content: true });
        self.stage = Stage::Seek { call, offset };
    }

    pub(super) fn sought(&mut self, core: &mut Core, offset: u32, result: Result<Listing<DraftItem>, Error>) {
        let page = match result {
            Ok(page) => page,
            // Without a look at the list, all that can be done is to tell.
            Err(Error::Refused(_)) => Listing { total_count: 0, item_count: 0, item: Vec::new() },
            Err(error) => return core.fail(error),
        };
        let drafts = &core.ledger.drafts;
        let Some((mark, since)) = &drafts.adding else { return self.stage = Stage::Next };
        let next = next_page(offset, page.item.len(), page.total_count);
        let mut items = page.item.into_iter();
        let found = items.find(|item| {
            mark.fits(&item.content, item.update_time, *since) && !drafts.known.contains(&item.media_id)
        });
        match (found, next) {
            (Some(DraftItem { media_id, .. }), _) => {
                core.note(format!(
                    "the article was added to the draft box (草稿箱) before, as {}",
                    media_id.as_str()
                ));
                record(core, DraftRecord::Added { media_id }, true);
            }
            (None, Some(next)) => return self.seek(next),
            (None, None) => {
                core.news.push_back(Event::Warning(orphan()));
                record(core, DraftRecord::NotAdded, false);
            }
        }
        self.stage = Stage::Next;
    }

    /// An article of the draft was changed. `lost`: the draft may not be what it was, even if the change was refused.
    pub(super) fn updated(&mut self, core: &mut Core, result: Result<(), Error>, lost: bool, next: u32) {
        let more = usize::try_from(next).is_ok_and(|next| next < self.texts.len());
        match (result, &core.ledger.drafts.current) {
            (Ok(()), Some(draft)) if more => {
                let media_id = draft.media_id.clone();
                self.change(media_id, next);
            }
            (Ok(()), _) => {
                core.note("draft changed in the draft box (草稿箱)");
                record(core, DraftRecord::Updated, true);
                self.stage = Stage::Next;
            }
            (Err(error), _) => {
                if matches!(error, Error::Refused(_)) && !lost {
                    record(core, DraftRecord::NotUpdated, false);
                }
                match (error.code(), core.ledger.drafts.current.clone()) {
                    (Some(40007), Some(draft)) => {
                        self.suspect = Some(error);
                        self.look(&draft);
                    }
                    _ => core.fail(error),
                }
            }
        }
    }

    /// The draft is in the box, so it is the cover whose id is not valid.
    pub(super) fn suspect_cover(&mut self, core: &mut Core, error: Error) {
        match self.terms.gives_up_covers(core) {
            true => self.stage = Stage::Anew(error),
            false => core.fail(error),
        }
    }
}

/// After a lost answer to an addition that the list of drafts does not show.
fn orphan() -> Warning {
    Warning::new(
        "an answer to the addition of the draft was lost, and the draft box (草稿箱) does not show it: if a second copy \
         turns up there, delete it in the console",
    )
}
