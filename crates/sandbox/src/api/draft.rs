//! Drafts (草稿箱).

mod article;
mod list;

pub(super) use article::told;

use serde_json::{Value, json};
use wxkit_official::draft::{AddDraft, CountDrafts, DeleteDraft, DraftSwitch, ReadDraft, UpdateDraft};
use wxkit_official::ids::DraftId;
use wxkit_proto::envelope::Done;
use wxkit_proto::json::as_int;

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::rule::{check_media_id, media_id, unknown_media};
use crate::state::{Draft, Gone, push};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::new(Shape::Json, add).first(check_add),
        Route::new(Shape::Json, update).first(check_update),
        Route::new(Shape::Json, read).first(|_, call| check_media_id(call)),
        Route::new(Shape::Json, delete).first(|_, call| check_media_id(call)),
        Route::new(Shape::Nothing, count),
        list::route(),
        Route::new(Shape::Nothing, switch),
    ]
}

/// Articles of one draft.
const MOST: usize = 8;

fn check_add(sandbox: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    match call.json.get("articles").and_then(Value::as_array).map(Vec::as_slice) {
        None | Some([]) => Err(empty()),
        Some(articles) if articles.len() > MOST => Err(Refuse::new(45008, "article size out of limit")),
        Some(articles) => articles.iter().try_for_each(|article| article::check(sandbox, article, None)),
    }
}

fn check_update(sandbox: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    let draft = sandbox.drafts.find(media_id(call)?).ok_or_else(unknown_media)?;
    // From 0 here, unlike in the publish library; and what is empty is missing.
    let index = call.json.get("index").filter(|index| **index != "").and_then(as_int);
    let old = index.and_then(|index| draft.articles.get(usize::try_from(index).ok()?));
    let old = old.ok_or_else(|| Refuse::new(40114, "invalid index value"))?;
    match call.json.get("articles") {
        Some(article @ Value::Object(_)) => article::check(sandbox, article, Some(old)),
        _ => Err(empty()),
    }
}

fn add(sandbox: &mut Sandbox, call: &Call<'_>, ask: AddDraft) -> Result<Answer, Refuse> {
    let several = ask.articles.len() > 1;
    let (mut articles, mut filtered) = (Vec::new(), 0);
    for article in ask.articles {
        let (article, gone) = article::kept(sandbox, call, article, several)?;
        articles.push(article);
        filtered += gone;
    }
    let items = (0..articles.len()).map(|index| json!({ "index": index, "ad_count": 0 })).collect();
    let media_id = DraftId::from(sandbox.fresh(call.env, "draft", 64));
    let (updates, changed) = (0, call.env.now);
    push(
        &mut sandbox.drafts.0,
        Draft { media_id: media_id.clone(), articles, filtered, updates, gone: None, changed },
    );
    let answer = Answer::json(json!({ "media_id": media_id }));
    // Older servers add what the publish library does too.
    Ok(if call.is_odd { answer.with("item", items) } else { answer })
}

fn update(sandbox: &mut Sandbox, call: &Call<'_>, ask: UpdateDraft) -> Result<Answer, Refuse> {
    let several = sandbox.drafts.find(ask.media_id.as_str()).is_some_and(|draft| draft.articles.len() > 1);
    let (article, filtered) = article::kept(sandbox, call, ask.article, several)?;
    let draft = sandbox.drafts.find_mut(&ask.media_id).ok_or_else(unknown_media)?;
    let position = usize::try_from(ask.position).unwrap_or(usize::MAX);
    if let Some(place) = draft.articles.get_mut(position) {
        *place = article::after(place, article);
    }
    draft.filtered = draft.filtered.saturating_add(filtered);
    draft.updates = draft.updates.saturating_add(1);
    draft.changed = call.env.now;
    Ok(done())
}

fn read(sandbox: &mut Sandbox, _: &Call<'_>, ask: ReadDraft) -> Result<Answer, Refuse> {
    let draft = sandbox.drafts.find(ask.media_id.as_str()).ok_or_else(unknown_media)?;
    Ok(Answer::default().with("news_item", list::articles(sandbox, draft, false)))
}

fn delete(sandbox: &mut Sandbox, _: &Call<'_>, ask: DeleteDraft) -> Result<Answer, Refuse> {
    let draft = sandbox.drafts.find_mut(&ask.media_id).ok_or_else(unknown_media)?;
    draft.gone = Some(Gone::Deleted);
    Ok(done())
}

fn count(sandbox: &mut Sandbox, _: &Call<'_>, _: CountDrafts) -> Result<Answer, Refuse> {
    let total_count = u32::try_from(sandbox.drafts.live().count()).unwrap_or(u32::MAX);
    Ok(Answer::json(json!({ "total_count": total_count })))
}

/// All accounts have the draft box today, so there is nothing to turn on.
fn switch(_: &mut Sandbox, _: &Call<'_>, _: DraftSwitch) -> Result<Answer, Refuse> {
    Ok(Answer::json(json!({ "errcode": 0, "errmsg": "ok", "is_open": 1 })))
}

fn done() -> Answer {
    Answer::of(&Done::new(0, "ok"))
}

fn empty() -> Refuse {
    Refuse::new(44003, "empty news data")
}
