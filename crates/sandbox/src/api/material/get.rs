//! Material is read.

use serde_json::{Map, Value};
use wxkit_official::library::News;
use wxkit_official::material::{DownloadMaterial, MaterialKind, VideoDescription};

use crate::Sandbox;
use crate::answer::{Answer, PLAIN, Refuse};
use crate::api::file;
use crate::call::Call;
use crate::json;
use crate::route::{Route, Shape};
use crate::rule::{check_media_id, unknown_media};
use crate::state::OldNews;

pub(super) fn route() -> Route {
    Route::new(Shape::Json, get).first(|_, call| check_media_id(call)).label(PLAIN)
}

fn get(sandbox: &mut Sandbox, call: &Call<'_>, ask: DownloadMaterial) -> Result<Answer, Refuse> {
    let id = ask.media_id.as_str();
    if let Some(news) = sandbox.library.live_news().find(|news| news.media_id == ask.media_id) {
        return Ok(Answer::Fields(content(sandbox, news)));
    }
    let material = sandbox.library.material(id).ok_or_else(unknown_media)?;
    if material.kind != MaterialKind::Video {
        return file::attached(sandbox, id, Some(&material.name));
    }
    let VideoDescription { title, introduction, .. } =
        material.description.as_ref().ok_or_else(unknown_media)?;
    Ok(Answer::default()
        .with("title", title.as_str().into())
        // Under another name than it was uploaded.
        .with("description", introduction.as_str().into())
        .with("down_url", file::pointer(call, id).into()))
}

/// News as it is listed and read.
pub(super) fn content(sandbox: &Sandbox, news: &OldNews) -> Map<String, Value> {
    let article = |article: &News| {
        let mut fields = json::fields(article);
        let preview = format!("http://mp.weixin.qq.com/s?tempkey={}#rd", news.media_id.as_str());
        fields.insert("url".into(), preview.into());
        fields.insert("thumb_url".into(), sandbox.library.address(&article.thumb_media_id).into());
        Value::Object(fields)
    };
    let time = news.added.as_secs();
    let items: Vec<Value> = news.articles.iter().map(article).collect();
    let fields = [("news_item", items.into()), ("create_time", time.into()), ("update_time", time.into())];
    fields.into_iter().map(|(name, value): (&str, Value)| (name.to_owned(), value)).collect()
}
