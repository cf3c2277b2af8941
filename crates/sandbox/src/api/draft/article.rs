//! One article of a draft.

use serde_json::{Map, Value};
use wxkit_official::draft::{ArticleForm, DraftArticle};
use wxkit_official::ids::MaterialId;
use wxkit_official::material::MaterialKind;

use crate::Sandbox;
use crate::answer::Refuse;
use crate::call::Call;
use crate::content;
use crate::json;
use crate::rule::unknown_media;

/// Characters.
const AUTHOR: usize = 16;
const DIGEST: usize = 128;
/// Where none is given, of the text.
const OWN_DIGEST: usize = 54;
/// Characters that readers see; the HTML of any longer article would have more.
const TEXT: usize = 20_000;
/// Bytes.
const CONTENT: usize = 1_048_576;
const SOURCE_URL: usize = 1024;
const PICTURES: usize = 20;

/// The fields as they stand; of an article in place of `old`, which has a cover.
pub(super) fn check(sandbox: &Sandbox, article: &Value, old: Option<&DraftArticle>) -> Result<(), Refuse> {
    let text = |name: &str| article.get(name).and_then(Value::as_str).unwrap_or_default();
    let exceeds = |name: &str, most: usize| text(name).chars().count() > most;
    if text("title").trim().is_empty() {
        return Err(Refuse::new(40227, "title is empty"));
    }
    if exceeds("title", sandbox.config.draft_title) {
        return Err(Refuse::new(45003, "title size out of limit"));
    }
    if exceeds("author", AUTHOR) {
        return Err(Refuse::new(45110, "author size out of limit"));
    }
    if exceeds("digest", DIGEST) {
        return Err(Refuse::new(45004, "description size out of limit"));
    }
    check_content(text("content"))?;
    check_source(text("content_source_url"))?;
    match text("article_type") {
        "" | "news" => check_news(sandbox, article, old.and_then(cover)),
        "newspic" => check_pictures(sandbox, article),
        _ => Err(invalid("article_type")),
    }
}

fn check_content(content: &str) -> Result<(), Refuse> {
    if content.trim().is_empty() {
        return Err(Refuse::new(44003, "empty news data"));
    }
    // Both are to be "below".
    if content.len() >= CONTENT || content::text(content).chars().count() >= TEXT {
        return Err(Refuse::new(45002, "content size out of limit"));
    }
    Ok(())
}

fn check_source(url: &str) -> Result<(), Refuse> {
    let known = ["http://", "https://"]
        .iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    match url {
        "" => Ok(()),
        url if url.len() <= SOURCE_URL && known => Ok(()),
        _ => Err(Refuse::new(41039, "invalid content_source_url")),
    }
}

fn check_news(sandbox: &Sandbox, article: &Value, kept: Option<&MaterialId>) -> Result<(), Refuse> {
    let text = |name: &str| article.get(name).and_then(Value::as_str).unwrap_or_default();
    let given = text("thumb_media_id");
    let stays = given.is_empty() && kept.is_some();
    if !stays && !sandbox.library.is_cover(&MaterialId::from(given)) {
        return Err(unknown_media());
    }
    let crops = ["pic_crop_235_1", "pic_crop_1_1"];
    match crops.into_iter().find(|name| !text(name).is_empty() && !is_crop(text(name).split('_'))) {
        Some(name) => Err(invalid(name)),
        None => Ok(()),
    }
}

fn check_pictures(sandbox: &Sandbox, article: &Value) -> Result<(), Refuse> {
    let list = |object: &str, name: &str| article.get(object)?.get(name)?.as_array().map(Vec::as_slice);
    let pictures = list("image_info", "image_list").unwrap_or_default();
    if !(1..=PICTURES).contains(&pictures.len()) {
        return Err(invalid("image_list"));
    }
    let is_image = |picture: &Value| {
        let id = picture.get("image_media_id").and_then(Value::as_str).unwrap_or_default();
        sandbox.library.material(id).is_some_and(|material| material.kind == MaterialKind::Image)
    };
    if !pictures.iter().all(is_image) {
        return Err(unknown_media());
    }
    let known = |crop: &Value| {
        let text = |name: &str| crop.get(name).map(as_text).unwrap_or_default();
        let corners = ["x1", "y1", "x2", "y2"].map(text);
        ["1_1", "16_9", "2.35_1"].contains(&&*text("ratio")) && is_crop(corners.iter().map(String::as_str))
    };
    let crops = list("cover_info", "crop_percent_list").unwrap_or_default();
    if crops.iter().all(known) { Ok(()) } else { Err(invalid("crop_percent_list")) }
}

fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Left, top, right and bottom as fractions with at most six decimals.
fn is_crop<'a>(corners: impl Iterator<Item = &'a str>) -> bool {
    let decimals = |corner: &str| corner.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let read = |corner: &str| corner.parse::<f64>().ok().filter(|_| decimals(corner) <= 6);
    let within = |corner: &f64| (0.0..=1.0).contains(corner);
    let corners: Vec<f64> = corners.filter_map(read).filter(within).collect();
    matches!(corners[..], [left, top, right, bottom] if left < right && top < bottom)
}

/// The article as it is kept, and how much was filtered out of it.
pub(super) fn kept(
    sandbox: &Sandbox,
    call: &Call<'_>,
    mut article: DraftArticle,
    several: bool,
) -> Result<(DraftArticle, usize), Refuse> {
    let (content, filtered) = content::filter(sandbox, &article.content)?;
    let content = match &call.strip {
        Some(what) => content::without(&content, what),
        None => content,
    };
    let form = match article.form {
        ArticleForm::News { thumb_media_id, digest, crops } => {
            let digest = match digest.is_empty() {
                true => content::text(&content).chars().take(OWN_DIGEST).collect(),
                false => digest,
            };
            // Only a draft of one article has a digest.
            let digest = if several { String::new() } else { digest };
            ArticleForm::News { thumb_media_id, digest, crops }
        }
        pictures => pictures,
    };
    (article.content, article.form) = (content, form);
    Ok((article, filtered))
}

/// The cover of news.
fn cover(article: &DraftArticle) -> Option<&MaterialId> {
    match &article.form {
        ArticleForm::News { thumb_media_id, .. } => thumb_media_id.as_ref(),
        _ => None,
    }
}

/// An article in place of the old one, whose cover stays if it brings none.
pub(super) fn after(old: &DraftArticle, mut article: DraftArticle) -> DraftArticle {
    if let ArticleForm::News { thumb_media_id: thumb_media_id @ None, .. } = &mut article.form {
        *thumb_media_id = cover(old).cloned();
    }
    article
}

/// The article as it is given out; its address is for the caller to add.
pub(crate) fn told(sandbox: &Sandbox, article: &DraftArticle, no_content: bool) -> Map<String, Value> {
    let mut fields = json::fields(article);
    if no_content {
        fields.remove("content");
    }
    if let ArticleForm::News { thumb_media_id, .. } = &article.form {
        let address = thumb_media_id.as_ref().map(|cover| sandbox.library.address(cover));
        fields.insert("thumb_url".into(), address.into());
        fields.insert("show_cover_pic".into(), 0.into());
    }
    fields
}

fn invalid(what: &str) -> Refuse {
    Refuse::new(40035, format!("invalid parameter, {what}"))
}
