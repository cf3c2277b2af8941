//! An article as it travels, in all endpoints of drafts and of publishing: every field that one of them has, and the odd
//! types that all of them may use.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use wxkit_proto::error::Invalid;
use wxkit_proto::json;

use super::article::{ArticleForm, DraftArticle, NewsCrops};
use super::parts::{CoverInfo, ImageInfo, ProductInfo};
use crate::ids::MaterialId;

/// What is absent, `null` or empty is `None`.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Wire {
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "opt_text")]
    pub(super) article_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "opt_text")]
    pub(super) title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "opt_text")]
    pub(super) author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "opt_text")]
    pub(super) digest: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "opt_text")]
    pub(super) content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "opt_text")]
    pub(super) content_source_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "opt_text")]
    pub(super) thumb_media_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "opt_text")]
    pub(super) thumb_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "json::opt_int")]
    pub(super) show_cover_pic: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "json::opt_int")]
    pub(super) need_open_comment: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "json::opt_int")]
    pub(super) only_fans_can_comment: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "opt_text")]
    pub(super) pic_crop_235_1: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "opt_text")]
    pub(super) pic_crop_1_1: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "object")]
    pub(super) image_info: Option<ImageInfo>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "object")]
    pub(super) cover_info: Option<CoverInfo>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "object")]
    pub(super) product_info: Option<ProductInfo>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "opt_text")]
    pub(super) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "opt_bool")]
    pub(super) is_deleted: Option<bool>,
}

impl From<DraftArticle> for Wire {
    fn from(article: DraftArticle) -> Self {
        let news = matches!(article.form, ArticleForm::News { .. });
        // News says everything, also what is empty: an update has to take away what was there. Only for a digest that is left out
        // the platform takes the beginning of the text.
        let some = |text: String| Some(text).filter(|text| news || !text.is_empty());
        let wire = Self {
            article_type: Some(if news { "news" } else { "newspic" }.into()),
            title: Some(article.title),
            author: some(article.author),
            content: Some(article.content),
            content_source_url: some(article.content_source_url),
            need_open_comment: Some(article.need_open_comment.into()),
            only_fans_can_comment: Some(article.only_fans_can_comment.into()),
            ..Self::default()
        };
        match article.form {
            ArticleForm::News { thumb_media_id, digest, crops } => Self {
                digest: Some(digest).filter(|digest| !digest.is_empty()),
                thumb_media_id: thumb_media_id.map(Into::into),
                pic_crop_235_1: crops.wide.map(|crop| crop.to_string()),
                pic_crop_1_1: crops.square.map(|crop| crop.to_string()),
                ..wire
            },
            ArticleForm::Newspic { cover, more, crops, product_key } => Self {
                image_info: ImageInfo::of(std::iter::once(cover).chain(more)),
                cover_info: CoverInfo::of(crops),
                product_info: product_key.map(ProductInfo::of),
                ..wire
            },
        }
    }
}

impl TryFrom<Wire> for DraftArticle {
    type Error = Invalid;

    fn try_from(wire: Wire) -> Result<Self, Invalid> {
        let missing = |name: &str| Invalid::new(format!("{name} missing"));
        let form = match wire.article_type.as_deref() {
            None | Some("news") => {
                let crop = |text: Option<String>| text.map(|text| text.parse()).transpose();
                ArticleForm::News {
                    thumb_media_id: wire.thumb_media_id.map(MaterialId::from),
                    digest: wire.digest.unwrap_or_default(),
                    crops: NewsCrops { wide: crop(wire.pic_crop_235_1)?, square: crop(wire.pic_crop_1_1)? },
                }
            }
            Some("newspic") => {
                let mut images = wire.image_info.unwrap_or_default().ids();
                ArticleForm::Newspic {
                    cover: images.next().ok_or_else(|| missing("image_media_id"))?,
                    more: images.collect(),
                    crops: wire.cover_info.unwrap_or_default().crops()?,
                    product_key: wire.product_info.and_then(ProductInfo::key),
                }
            }
            Some(other) => return Err(Invalid::new(format!("article_type {other} is not known"))),
        };
        Ok(Self {
            title: wire.title.unwrap_or_default(),
            author: wire.author.unwrap_or_default(),
            content: wire.content.unwrap_or_default(),
            content_source_url: wire.content_source_url.unwrap_or_default(),
            need_open_comment: is_on(wire.need_open_comment),
            only_fans_can_comment: is_on(wire.only_fans_can_comment),
            form,
        })
    }
}

pub(super) fn is_on(flag: Option<i64>) -> bool {
    flag.is_some_and(|flag| flag != 0)
}

/// A text that may be absent; an empty one is absent too.
pub(crate) fn opt_text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Some(json::text(from)?).filter(|text| !text.is_empty()))
}

/// An object that may be absent, `null` or `""`.
pub(crate) fn object<'de, T: DeserializeOwned, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    match Value::deserialize(from)? {
        Value::Null => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        value => T::deserialize(value).map(Some).map_err(D::Error::custom),
    }
}

/// A number that counts something.
pub(crate) fn amount<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    u32::try_from(json::int(from)?).map_err(D::Error::custom)
}

fn opt_bool<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    Ok(json::opt_int(from)?.map(|flag| flag != 0))
}

/// The position, from 0, behind a number of the wire that counts from 1.
pub(crate) fn position(index: i64) -> Result<u32, Invalid> {
    u32::try_from(index.saturating_sub(1)).map_err(|_| Invalid::new("positions count from 1 on the wire"))
}
