//! An article as the platform gives it back, of a draft or published.

use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::json;

use super::article::{CoverCrops, DraftArticle};
use super::parts::{CoverInfo, ImageInfo, ProductInfo};
use super::wire::{Wire, is_on};
use crate::ids::MaterialId;

/// The articles of one draft or of one publication, in their order: the reply to [`ReadDraft`](crate::draft::ReadDraft) and
/// [`ReadPublished`](crate::freepublish::ReadPublished), and the content of an item in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StoredArticles {
    /// The articles.
    pub news_item: Vec<StoredArticle>,
    /// When they were made, in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "json::opt_int")]
    pub create_time: Option<i64>,
    /// The last change, in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "json::opt_int")]
    pub update_time: Option<i64>,
}

/// An article that lies on the platform. What a server leaves out is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
#[non_exhaustive]
pub struct StoredArticle {
    /// News or pictures.
    pub article_type: ArticleType,
    /// The title.
    pub title: String,
    /// The author.
    pub author: String,
    /// The digest (摘要).
    pub digest: String,
    /// HTML, or plain text if it is pictures; empty where a list was asked to leave it out.
    pub content: String,
    /// The link behind "read the original" (阅读原文).
    pub content_source_url: String,
    /// The cover (封面图) of news.
    pub thumb_media_id: Option<MaterialId>,
    /// The cover's address.
    pub thumb_url: String,
    /// Whether the cover is shown in the article.
    pub show_cover_pic: bool,
    /// Whether comments are open.
    pub need_open_comment: bool,
    /// Whether only followers may comment.
    pub only_fans_can_comment: bool,
    /// Parts of the cover; one that cannot be read is left out.
    pub crops: CoverCrops,
    /// The pictures of a 图片消息; the first is the cover.
    pub images: Vec<MaterialId>,
    /// The product (商品) below the pictures, by its key.
    pub product_key: Option<String>,
    /// For a draft a preview that ends after a while (临时链接); once published, the article's address.
    pub url: String,
    /// Whether it was published and then deleted.
    pub is_deleted: bool,
}

/// News or pictures: `article_type`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArticleType {
    /// 图文消息, `news`; also where nothing is said.
    News,
    /// 图片消息, `newspic`.
    Newspic,
    /// A word that is not listed.
    Unknown(String),
}

impl ArticleType {
    /// The platform's word.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::News => "news",
            Self::Newspic => "newspic",
            Self::Unknown(word) => word,
        }
    }
}

impl StoredArticle {
    /// The same article to be sent: an update takes it whole, also what stays as it is.
    ///
    /// # Errors
    /// If it is of an unknown type, or lacks its cover.
    pub fn to_draft(&self) -> Result<DraftArticle, Invalid> {
        Wire::from(self.clone()).try_into()
    }
}

impl From<Wire> for StoredArticle {
    fn from(wire: Wire) -> Self {
        let crop = |text: Option<String>| text.and_then(|text| text.parse().ok());
        let cover = wire.cover_info.map(CoverInfo::readable).unwrap_or_default();
        Self {
            article_type: match wire.article_type.as_deref() {
                None | Some("news") => ArticleType::News,
                Some("newspic") => ArticleType::Newspic,
                Some(other) => ArticleType::Unknown(other.into()),
            },
            title: wire.title.unwrap_or_default(),
            author: wire.author.unwrap_or_default(),
            digest: wire.digest.unwrap_or_default(),
            content: wire.content.unwrap_or_default(),
            content_source_url: wire.content_source_url.unwrap_or_default(),
            thumb_media_id: wire.thumb_media_id.map(MaterialId::from),
            thumb_url: wire.thumb_url.unwrap_or_default(),
            show_cover_pic: is_on(wire.show_cover_pic),
            need_open_comment: is_on(wire.need_open_comment),
            only_fans_can_comment: is_on(wire.only_fans_can_comment),
            crops: CoverCrops {
                square: crop(wire.pic_crop_1_1).or(cover.square),
                landscape: cover.landscape,
                wide: crop(wire.pic_crop_235_1).or(cover.wide),
            },
            images: wire.image_info.map(|info| info.ids().collect()).unwrap_or_default(),
            product_key: wire.product_info.and_then(ProductInfo::key),
            url: wire.url.unwrap_or_default(),
            is_deleted: wire.is_deleted.unwrap_or_default(),
        }
    }
}

impl From<StoredArticle> for Wire {
    fn from(article: StoredArticle) -> Self {
        // News has two of the crops in fields of their own.
        let crops = article.crops;
        let (own, list) = match article.article_type {
            ArticleType::Newspic => (CoverCrops::default(), crops),
            _ => (crops, CoverCrops { landscape: crops.landscape, ..CoverCrops::default() }),
        };
        Self {
            article_type: Some(article.article_type.word().to_owned()),
            title: Some(article.title),
            author: Some(article.author),
            digest: Some(article.digest),
            content: Some(article.content).filter(|content| !content.is_empty()),
            content_source_url: Some(article.content_source_url),
            thumb_media_id: article.thumb_media_id.map(Into::into),
            thumb_url: Some(article.thumb_url).filter(|url| !url.is_empty()),
            show_cover_pic: Some(article.show_cover_pic.into()),
            need_open_comment: Some(article.need_open_comment.into()),
            only_fans_can_comment: Some(article.only_fans_can_comment.into()),
            pic_crop_235_1: own.wide.map(|crop| crop.to_string()),
            pic_crop_1_1: own.square.map(|crop| crop.to_string()),
            image_info: ImageInfo::of(article.images.into_iter()),
            cover_info: CoverInfo::of(list),
            product_info: article.product_key.map(ProductInfo::of),
            url: Some(article.url),
            is_deleted: Some(article.is_deleted),
        }
    }
}
