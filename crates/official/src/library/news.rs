//! One article (图文) as the publish library takes it.

use serde::{Deserialize, Serialize};
use wxkit_proto::Warning;
use wxkit_proto::error::Invalid;

use crate::foreign::foreign;
use crate::ids::MaterialId;
use crate::limits::{DIGEST, TITLE};

/// One article with its final HTML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct News {
    /// The cover: permanent material.
    pub thumb_media_id: MaterialId,
    /// The author; may be empty.
    #[serde(default)]
    pub author: String,
    /// The title, 1 to 64 characters.
    pub title: String,
    /// The link behind "read the original" (阅读原文); may be empty. To the App Store only by its short links, with
    /// `#wechat_redirect` appended.
    #[serde(default)]
    pub content_source_url: String,
    /// HTML. Only accounts with WeChat Pay may use `<a>`.
    pub content: String,
    /// The digest (摘要), at most 120 characters; if empty, it is left out, and the platform takes the first 64 of the text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
    /// Whether the cover is shown.
    #[serde(default, with = "crate::flag")]
    pub show_cover_pic: bool,
    /// Whether comments are open.
    #[serde(default, with = "crate::flag")]
    pub need_open_comment: bool,
    /// Whether only followers may comment.
    #[serde(default, with = "crate::flag")]
    pub only_fans_can_comment: bool,
}

impl News {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(title: impl Into<String>, content: impl Into<String>, thumb_media_id: MaterialId) -> Self {
        Self {
            thumb_media_id,
            author: String::new(),
            title: title.into(),
            content_source_url: String::new(),
            content: content.into(),
            digest: String::new(),
            show_cover_pic: false,
            need_open_comment: false,
            only_fans_can_comment: false,
        }
    }

    /// Holds title and digest against their limits, and warns of what the platform takes out of the content: pictures from
    /// elsewhere, styles and scripts.
    ///
    /// # Errors
    /// If the title is empty, or one of them is too long.
    pub fn check(&self) -> Result<Vec<Warning>, Invalid> {
        if self.title.trim().is_empty() {
            return Err(Invalid::new("the article has no title"));
        }
        let found = [TITLE.check_text(&self.title)?, DIGEST.check_text(&self.digest)?];
        Ok(found.into_iter().flatten().chain(foreign(&self.content)).collect())
    }
}
