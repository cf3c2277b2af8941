//! Publishing of drafts (发布能力).

use serde_json::{Value, json};
use wxkit_official::freepublish::{
    DeletePublished, FreepublishStatus, ListPublished, QueryPublish, ReadPublished, SubmitDraft,
};
use wxkit_official::ids::{ArticleId, MsgDataId, PublishId};
use wxkit_official::library::Which;
use wxkit_proto::envelope::Done;
use wxkit_proto::json::as_int;

use super::{address, draft, page};
use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::rule::{check_media_id, unknown_media};
use crate::speak::Occasion;
use crate::state::{Gone, Progress, PublicArticle, Publication, push};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::new(Shape::Json, submit).first(|_, call| check_media_id(call)),
        Route::new(Shape::Json, query).first(|_, call| check_publish_id(call)),
        Route::new(Shape::Json, delete).first(|_, call| check_delete(call)),
        Route::new(Shape::Json, read).first(|_, call| check_article_id(call)),
        Route::new(Shape::Json, list).first(|_, call| page::check(call)),
    ]
}

fn check_publish_id(call: &Call<'_>) -> Result<(), Refuse> {
    // A number of up to 64 bits, and either way of writing it.
    let id = match call.json.get("publish_id") {
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        _ => None,
    };
    if id.is_some_and(|id| id > 0) { Ok(()) } else { Err(unknown_job()) }
}

fn check_article_id(call: &Call<'_>) -> Result<(), Refuse> {
    match call.json.get("article_id") {
        Some(Value::String(id)) if !id.is_empty() => Ok(()),
        _ => Err(unknown_article()),
    }
}

fn check_delete(call: &Call<'_>) -> Result<(), Refuse> {
    check_article_id(call)?;
    // Absent is 0, which is all.
    match call.json.get("index").map_or(Some(0), as_int) {
        Some(0..) => Ok(()),
        _ => Err(wrong_index()),
    }
}

fn submit(sandbox: &mut Sandbox, call: &Call<'_>, ask: SubmitDraft) -> Result<Answer, Refuse> {
    let draft = sandbox.drafts.find(ask.media_id.as_str()).ok_or_else(unknown_media)?;
    let articles = draft.articles.clone();
    let urls = address::articles(sandbox, call, articles.len());
    let publish_id = PublishId::from(sandbox.fresh_number(call.env, "publish", 10));
    let msg_data_id = MsgDataId::from(sandbox.fresh_number(call.env, "message data", 10));
    let article_id = ArticleId::from(sandbox.fresh(call.env, "article", 43));
    let articles = articles.into_iter().zip(urls);
    push(
        &mut sandbox.publications.0,
        Publication {
            publish_id,
            msg_data_id,
            draft: ask.media_id.clone(),
            articles: articles.map(|(article, url)| PublicArticle { article, url, deleted: false }).collect(),
            article_id,
            progress: Progress::new(sandbox.config.publication_review, call.env.now, call.fails_review()),
            failure: call.failure.unwrap_or(FreepublishStatus::ReviewFailed),
            at: call.env.now,
        },
    );
    if !sandbox.config.draft_stays {
        sandbox.drafts.take(&ask.media_id, Gone::Published);
    }
    sandbox.happen(Occasion::Publication(publish_id));
    // The documents write both as texts and as numbers.
    let id = |id: u64| if call.is_odd { json!(id.to_string()) } else { json!(id) };
    Ok(done().with("publish_id", id(publish_id.get())).with("msg_data_id", id(msg_data_id.get())))
}

fn query(sandbox: &mut Sandbox, call: &Call<'_>, ask: QueryPublish) -> Result<Answer, Refuse> {
    let publication = sandbox.publications.find(ask.publish_id).ok_or_else(unknown_job)?;
    let status = publication.ask(call.env.now, call.failure);
    let answer = Answer::default()
        .with("publish_id", json!(publication.publish_id))
        .with("publish_status", json!(status))
        .with("fail_idx", failed(status));
    if status != FreepublishStatus::Published {
        return Ok(answer);
    }
    let items: Vec<Value> = (1..)
        .zip(&publication.articles)
        .map(|(idx, article): (u32, _)| json!({ "idx": idx, "article_url": article.url }))
        .collect();
    let answer = answer
        .with("article_id", json!(publication.article_id))
        .with("article_detail", json!({ "count": items.len(), "item": items }));
    settle(sandbox);
    Ok(answer)
}

/// What is published is in the box no longer.
fn settle(sandbox: &mut Sandbox) {
    for publication in sandbox.publications.0.iter().filter(|publication| publication.article_id().is_some())
    {
        sandbox.drafts.take(&publication.draft, Gone::Published);
    }
}

/// Where originality or the review failed, it was the first article; counted from 1.
fn failed(status: FreepublishStatus) -> Value {
    match status {
        FreepublishStatus::OriginalityFailed | FreepublishStatus::ReviewFailed => json!([1]),
        _ => json!([]),
    }
}

fn delete(sandbox: &mut Sandbox, _: &Call<'_>, ask: DeletePublished) -> Result<Answer, Refuse> {
    let publication = sandbox.publications.published_mut(&ask.article_id).ok_or_else(unknown_article)?;
    match ask.which {
        Which::All => publication.articles.iter_mut().for_each(|article| article.deleted = true),
        Which::One(position) => {
            let position = usize::try_from(position).unwrap_or(usize::MAX);
            publication.articles.get_mut(position).ok_or_else(wrong_index)?.deleted = true;
        }
    }
    Ok(done())
}

fn read(sandbox: &mut Sandbox, _: &Call<'_>, ask: ReadPublished) -> Result<Answer, Refuse> {
    let publication = sandbox.publications.published(&ask.article_id).ok_or_else(unknown_article)?;
    Ok(Answer::default().with("news_item", articles(sandbox, publication, false)))
}

/// The latest come first; what is deleted as a whole is no longer in it.
fn list(sandbox: &mut Sandbox, call: &Call<'_>, ask: ListPublished) -> Result<Answer, Refuse> {
    // To look into the list is a question too: who has lost the job's id has no other.
    sandbox.publications.0.iter_mut().for_each(|publication| {
        publication.ask(call.env.now, None);
    });
    settle(sandbox);
    let all: Vec<&Publication> = sandbox.publications.visible().collect();
    Ok(page::answer(&all, ask.offset, ask.count, |publication| {
        json!({
            "article_id": publication.article_id,
            "content": { "news_item": articles(sandbox, publication, ask.no_content) },
            "update_time": publication.at.as_secs(),
        })
    }))
}

fn articles(sandbox: &Sandbox, publication: &Publication, no_content: bool) -> Value {
    let told = |PublicArticle { article, url, deleted }: &PublicArticle| {
        let mut fields = draft::told(sandbox, article, no_content);
        fields.insert("url".into(), url.as_str().into());
        fields.insert("is_deleted".into(), (*deleted).into());
        Value::Object(fields)
    };
    publication.articles.iter().map(told).collect()
}

fn done() -> Answer {
    Answer::of(&Done::new(0, "ok"))
}

fn unknown_job() -> Refuse {
    Refuse::new(53502, "invalid publish_id")
}

fn unknown_article() -> Refuse {
    Refuse::new(53600, "invalid article_id")
}

fn wrong_index() -> Refuse {
    Refuse::new(40114, "invalid index value")
}
