//! The list of drafts, and how their articles are told.

use std::cmp::Reverse;

use serde_json::{Value, json};
use wxkit_official::draft::ListDrafts;

use super::article;
use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::api::page;
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::state::Draft;

pub(super) fn route() -> Route {
    Route::new(Shape::Json, list).first(|_, call| page::check(call))
}

/// The latest come first.
fn list(sandbox: &mut Sandbox, _: &Call<'_>, ask: ListDrafts) -> Result<Answer, Refuse> {
    let mut all: Vec<&Draft> = sandbox.drafts.live().collect();
    all.reverse();
    all.sort_by_key(|draft| Reverse(draft.changed));
    Ok(page::answer(&all, ask.offset, ask.count, |draft| {
        json!({
            "media_id": draft.media_id,
            "content": { "news_item": articles(sandbox, draft, ask.no_content) },
            "update_time": draft.changed.as_secs(),
        })
    }))
}

/// Each with the address of a preview (临时链接).
pub(super) fn articles(sandbox: &Sandbox, draft: &Draft, no_content: bool) -> Value {
    let articles = (1..).zip(&draft.articles).map(|(idx, article)| {
        let mut fields = article::told(sandbox, article, no_content);
        let url = format!("http://mp.weixin.qq.com/s?tempkey={}&idx={idx}#rd", draft.media_id.as_str());
        fields.insert("url".into(), url.into());
        Value::Object(fields)
    });
    articles.collect()
}
