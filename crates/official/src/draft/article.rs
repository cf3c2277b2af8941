//! One article as the draft box takes it.

use serde::{Deserialize, Serialize};
use wxkit_proto::Warning;
use wxkit_proto::error::Invalid;

use super::crop::Crop;
use super::wire::Wire;
use crate::foreign::foreign;
use crate::ids::MaterialId;
use crate::limits::{
    AUTHOR, DRAFT_CONTENT, DRAFT_CONTENT_SIZE, DRAFT_DIGEST, DRAFT_IMAGES, DRAFT_TITLE, SOURCE_URL,
};

/// One article of a draft, with its final HTML.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
#[non_exhaustive]
pub struct DraftArticle {
    /// The title; documents say up to 32 characters, longer ones were accepted and bring a warning.
    pub title: String,
    /// The author, at most 16 characters; may be empty.
    pub author: String,
    /// HTML for news, plain text for pictures; below 1 MB. Documents say below 20,000 characters; more brings a warning.
    /// Scripts are taken out, and so are pictures that [`UploadImage`](crate::UploadImage) does not know.
    pub content: String,
    /// The link behind "read the original" (阅读原文), at most 1 KB; may be empty.
    pub content_source_url: String,
    /// Whether comments are open; needs the right to comments (88000).
    pub need_open_comment: bool,
    /// Whether only followers may comment.
    pub only_fans_can_comment: bool,
    /// News or pictures, with what only one of them has.
    pub form: ArticleForm,
}

/// What an article of a draft is: `article_type` and the fields that belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArticleForm {
    /// 图文消息, `news`.
    News {
        /// The cover (封面图): permanent material. Only an [update](super::UpdateDraft) may leave it out, and keeps the old one.
        thumb_media_id: Option<MaterialId>,
        /// The digest (摘要), at most 128 characters (one reading: 120); for a draft of one article only. If empty, the
        /// platform takes the first 54 characters of the text.
        digest: String,
        /// Parts of the cover.
        crops: NewsCrops,
    },
    /// 图片消息, `newspic`: at most 20 pictures, all of them permanent material.
    Newspic {
        /// The first picture, which is the cover.
        cover: MaterialId,
        /// The other pictures, at most 19.
        more: Vec<MaterialId>,
        /// Parts of the cover.
        crops: CoverCrops,
        /// The product (商品) below the pictures, by its key.
        product_key: Option<String>,
    },
}

/// Which parts of the cover of news are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewsCrops {
    /// 2.35:1, `pic_crop_235_1`.
    pub wide: Option<Crop>,
    /// 1:1, `pic_crop_1_1`.
    pub square: Option<Crop>,
}

impl NewsCrops {
    /// For the list, and for sharing.
    pub fn new(wide: Option<Crop>, square: Option<Crop>) -> Self {
        Self { wide, square }
    }
}

/// Which parts of the cover of pictures are shown: `crop_percent_list`, at most one part for each ratio.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CoverCrops {
    /// 1:1.
    pub square: Option<Crop>,
    /// 16:9.
    pub landscape: Option<Crop>,
    /// 2.35:1.
    pub wide: Option<Crop>,
}

impl DraftArticle {
    /// News (图文消息) with a cover, and the digest that WeChat makes of the content.
    pub fn news(title: impl Into<String>, content: impl Into<String>, cover: MaterialId) -> Self {
        let (digest, crops) = (String::new(), NewsCrops::default());
        Self::new(title, content, ArticleForm::News { thumb_media_id: Some(cover), digest, crops })
    }

    /// With what it needs; the rest can be set afterwards.
    pub fn new(title: impl Into<String>, content: impl Into<String>, form: ArticleForm) -> Self {
        Self {
            title: title.into(),
            author: String::new(),
            content: content.into(),
            content_source_url: String::new(),
            need_open_comment: false,
            only_fans_can_comment: false,
            form,
        }
    }

    /// Holds the article against its limits, and warns of what the platform takes out of the content of news: pictures from
    /// elsewhere, styles and scripts.
    ///
    /// # Errors
    /// If the title or the content is empty, or something is too long.
    pub fn check(&self) -> Result<Vec<Warning>, Invalid> {
        if self.title.trim().is_empty() {
            return Err(Invalid::new("the article has no title"));
        }
        if self.content.trim().is_empty() {
            return Err(Invalid::new("the article has no content"));
        }
        let of_form = match &self.form {
            ArticleForm::News { digest, .. } => DRAFT_DIGEST.check_text(digest)?,
            ArticleForm::Newspic { more, .. } => {
                DRAFT_IMAGES.check("the article", (more.len() as u64).saturating_add(1))?
            }
        };
        let found = [
            DRAFT_TITLE.check_text(&self.title)?,
            AUTHOR.check_text(&self.author)?,
            of_form,
            DRAFT_CONTENT_SIZE.check(DRAFT_CONTENT_SIZE.what, self.content.len() as u64)?,
            DRAFT_CONTENT.check_text(&self.content)?,
            SOURCE_URL.check(SOURCE_URL.what, self.content_source_url.len() as u64)?,
        ];
        let foreign = match &self.form {
            ArticleForm::News { .. } => foreign(&self.content),
            ArticleForm::Newspic { .. } => Vec::new(),
        };
        Ok(found.into_iter().flatten().chain(foreign).collect())
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::super::add::tests::{news, pictures};
    use super::*;

    fn check(article: &DraftArticle, expected: &Expect) {
        let text = match article.check() {
            Ok(found) => found.into_iter().map(|warning| warning.message).collect::<Vec<_>>().join("\n"),
            Err(invalid) => format!("error: {invalid}"),
        };
        expected.assert_eq(&text);
    }

    #[test]
    fn the_larger_refuses_and_the_smaller_warns() {
        let of = |title: usize, author: usize, content: usize| DraftArticle {
            title: "茶".repeat(title),
            author: "客".repeat(author),
            content: "水".repeat(content),
            ..news()
        };
        check(&of(32, 16, 19_999), &expect![""]);
        check(
            &of(64, 16, 20_000),
            &expect![[r#"
                the title has 64 characters; some servers take at most 32 (documents of 2025; more was accepted)
                the content has 20000 characters; some servers take at most 19999 (documents of 2025: below 20,000; more was accepted)"#]],
        );
        check(
            &of(65, 0, 1),
            &expect![
                "the title has 65 characters; some servers take at most 32 (documents of 2025; more was accepted)"
            ],
        );
        check(
            &of(1, 17, 1),
            &expect!["error: the author has 17 characters; the author may have at most 16 (as documented)"],
        );
        check(
            &of(1, 0, 349_526),
            &expect![
                "error: the content has 1048578 bytes; the content may have at most 1048576 (below 1 MB)"
            ],
        );
        check(&of(0, 0, 1), &expect!["error: the article has no title"]);
        check(&of(1, 0, 0), &expect!["error: the article has no content"]);
        check(
            &DraftArticle { content_source_url: "x".repeat(1025), ..news() },
            &expect![
                "error: content_source_url has 1025 bytes; content_source_url may have at most 1024 (as documented)"
            ],
        );
    }

    #[test]
    fn limits_of_one_form() {
        let with_digest = |characters: usize| DraftArticle {
            form: ArticleForm::News {
                thumb_media_id: Some(MaterialId::from("THUMB")),
                digest: "摘".repeat(characters),
                crops: NewsCrops::default(),
            },
            ..news()
        };
        check(&with_digest(120), &expect![""]);
        check(
            &with_digest(128),
            &expect![
                "the digest has 128 characters; some servers take at most 120 (128 in 2025, 120 in one reading)"
            ],
        );
        check(
            &with_digest(129),
            &expect![
                "error: the digest has 129 characters; the digest may have at most 128 (128 in 2025, 120 in one reading)"
            ],
        );
        let with_images = |count: usize| {
            let more = vec![MaterialId::from("IMAGE"); count - 1];
            let cover = MaterialId::from("COVER");
            let form = ArticleForm::Newspic { cover, more, crops: CoverCrops::default(), product_key: None };
            DraftArticle { form, ..pictures() }
        };
        check(&with_images(20), &expect![""]);
        check(
            &with_images(21),
            &expect![
                "error: the article has 21 pictures; an article of pictures may have at most 20 (as documented)"
            ],
        );
    }
}
