//! Articles (图文) in messages: those that lead somewhere, and those that WeChat keeps.

use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{Warning, json};

use super::kinds::{check_id, check_texts};
use crate::ids::MediaId;
use crate::limits::{ARTICLES, AUTHOR, CONTENT, DESCRIPTION, DIGEST, TITLE, URL};
use crate::media::MediaKind;

/// An article that leads to an address or a mini-program; one of the two is needed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct NewsArticle {
    /// Up to 128 bytes.
    #[serde(deserialize_with = "json::text")]
    pub title: String,
    /// Up to 512 bytes; may be empty.
    #[serde(deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Where it leads, up to 2048 bytes, with `http://` or `https://`.
    #[serde(deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// The address of its picture, JPEG or PNG; 1068×455 pixels for the first, 150×150 for the others.
    #[serde(deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub picurl: String,
    /// The mini-program it leads to; it comes before the address.
    #[serde(deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub appid: String,
    /// The page of that mini-program.
    #[serde(deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub pagepath: String,
}

impl NewsArticle {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            description: String::new(),
            url: String::new(),
            picurl: String::new(),
            appid: String::new(),
            pagepath: String::new(),
        }
    }
}

/// An article that WeChat keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct KeptArticle {
    /// Up to 128 bytes.
    #[serde(deserialize_with = "json::text")]
    pub title: String,
    /// Its picture: media that was uploaded as an image.
    pub thumb_media_id: MediaId,
    /// Up to 64 bytes; may be empty.
    #[serde(default, deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// The address behind "read the original" (阅读原文); may be empty.
    #[serde(default, deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub content_source_url: String,
    /// HTML of up to 666 KB.
    #[serde(deserialize_with = "json::text")]
    pub content: String,
    /// Up to 512 bytes; may be empty.
    #[serde(default, deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub digest: String,
}

impl KeptArticle {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(title: impl Into<String>, thumb_media_id: MediaId, content: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            thumb_media_id,
            author: String::new(),
            content_source_url: String::new(),
            content: content.into(),
            digest: String::new(),
        }
    }
}

pub(super) fn check_news(articles: &[NewsArticle]) -> Result<Vec<Warning>, Invalid> {
    let mut warnings = count(articles.len())?;
    for NewsArticle { title, description, url, picurl: _, appid, pagepath } in articles {
        warnings.extend(check_texts(&[
            ("the title", title, &TITLE, true),
            ("the description", description, &DESCRIPTION, false),
            ("the link", url, &URL, false),
        ])?);
        if url.trim().is_empty() && (appid.is_empty() || pagepath.is_empty()) {
            return Err(Invalid::new(format!(
                "the article {title} leads nowhere: it needs url, or appid and pagepath (as documented)"
            )));
        }
    }
    Ok(warnings)
}

pub(super) fn check_kept(articles: &[KeptArticle]) -> Result<Vec<Warning>, Invalid> {
    let mut warnings = count(articles.len())?;
    for KeptArticle { title, thumb_media_id, author, content_source_url: _, content, digest } in articles {
        check_id(thumb_media_id, MediaKind::Image)?;
        warnings.extend(check_texts(&[
            ("the title", title, &TITLE, true),
            ("the author", author, &AUTHOR, false),
            ("the content", content, &CONTENT, true),
            ("the digest", digest, &DIGEST, false),
        ])?);
    }
    Ok(warnings)
}

fn count(articles: usize) -> Result<Vec<Warning>, Invalid> {
    if articles == 0 {
        return Err(Invalid::new("there is no article; a message has 1 to 8 (as documented)"));
    }
    Ok(ARTICLES.check("the message", articles as u64)?.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(result: Result<Vec<Warning>, Invalid>, expected: &Expect) {
        expected
            .assert_eq(&result.map_or_else(|invalid| invalid.message, |warnings| format!("{warnings:?}")));
    }

    #[test]
    fn news() {
        let article = NewsArticle { title: "茶".into(), url: "https://a".into(), ..NewsArticle::default() };
        check(check_news(&vec![article.clone(); 8]), &expect!["[]"]);
        check(
            check_news(&vec![article.clone(); 9]),
            &expect!["the message has 9 articles; a message may have at most 8 (as documented)"],
        );
        check(check_news(&[]), &expect!["there is no article; a message has 1 to 8 (as documented)"]);
        let lost = NewsArticle { url: String::new(), appid: "wx0123456789abcdef".into(), ..article.clone() };
        check(
            check_news(std::slice::from_ref(&lost)),
            &expect!["the article 茶 leads nowhere: it needs url, or appid and pagepath (as documented)"],
        );
        check(check_news(&[NewsArticle { pagepath: "pages/a".into(), ..lost }]), &expect!["[]"]);
        check(
            check_news(&[NewsArticle { title: "长".repeat(43), ..article }]),
            &expect![
                "the title has 129 bytes; a title may have at most 128 (the platform cuts off the rest)"
            ],
        );
    }

    #[test]
    fn kept_articles() {
        let article = KeptArticle {
            title: "茶".into(),
            thumb_media_id: MediaId::new("THUMB").uploaded_as(MediaKind::Image),
            author: String::new(),
            content_source_url: String::new(),
            content: "<p>茶</p>".into(),
            digest: String::new(),
        };
        check(check_kept(std::slice::from_ref(&article)), &expect!["[]"]);
        let thumb_media_id = MediaId::new("F").uploaded_as(MediaKind::File);
        check(
            check_kept(&[KeptArticle { thumb_media_id, ..article.clone() }]),
            &expect!["the media F was uploaded as file; here it must be image (as documented)"],
        );
        check(
            check_kept(&[KeptArticle { content: "a".repeat(681_985), ..article }]),
            &expect![
                "the content has 681985 bytes; the content of an article may have at most 681984 (as documented)"
            ],
        );
    }
}
