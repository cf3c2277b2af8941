//! The kinds of messages that members and group chats get.

use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Warning, json};

use super::articles::{KeptArticle, NewsArticle, check_kept, check_news};
use super::wire::{Articles, Ref, TextRef, Wire, missing};
use crate::ids::MediaId;
use crate::limits::{BUTTON, DESCRIPTION, Limit, MARKDOWN, TEXT, TITLE, URL};
use crate::media::MediaKind;

/// A message that members and group chats get. Texts are limited in bytes of UTF-8; the platform would cut longer ones
/// off, so they are refused before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Message {
    /// A text of up to 2048 bytes; line breaks and `<a href>` are understood.
    Text(String),
    /// A picture: media that was uploaded as an image.
    Image(MediaId),
    /// A voice: media that was uploaded as a voice.
    Voice(MediaId),
    /// A video.
    Video(VideoMessage),
    /// A file: media that was uploaded as a file.
    File(MediaId),
    /// A card of text with a link.
    TextCard(TextCard),
    /// 1 to 8 articles that lead to addresses or mini-programs.
    News(Vec<NewsArticle>),
    /// 1 to 8 articles that WeChat keeps, `mpnews`.
    KeptNews(Vec<KeptArticle>),
    /// A text of up to 2048 bytes in a part of Markdown; seen in the Work client only.
    Markdown(String),
}

/// A video, and the words beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VideoMessage {
    /// Media that was uploaded as a video.
    pub media_id: MediaId,
    /// Up to 128 bytes; may be empty.
    #[serde(default, deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Up to 512 bytes; may be empty.
    #[serde(default, deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub description: String,
}

impl VideoMessage {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(media_id: MediaId) -> Self {
        Self { media_id, title: String::new(), description: String::new() }
    }
}

/// A card of text with a link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TextCard {
    /// Up to 128 bytes.
    #[serde(deserialize_with = "json::text")]
    pub title: String,
    /// Up to 512 bytes; a part of HTML is understood.
    #[serde(deserialize_with = "json::text")]
    pub description: String,
    /// Where it leads, up to 2048 bytes, with `http://` or `https://`.
    #[serde(deserialize_with = "json::text")]
    pub url: String,
    /// The words on its button, up to 4 characters; empty: 详情.
    #[serde(default, deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub btntxt: String,
}

impl TextCard {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(title: impl Into<String>, description: impl Into<String>, url: impl Into<String>) -> Self {
        Self { title: title.into(), description: description.into(), url: url.into(), btntxt: String::new() }
    }
}

impl Message {
    /// What can be told to be wrong before it is sent.
    ///
    /// # Errors
    /// If something is missing or too long, or an id is known to be of another kind.
    pub fn check(&self) -> Result<Vec<Warning>, Invalid> {
        match self {
            Self::Text(text) => check_texts(&[("the text", text, &TEXT, true)]),
            Self::Markdown(text) => check_texts(&[("the text", text, &MARKDOWN, true)]),
            Self::Image(id) => check_id(id, MediaKind::Image),
            Self::Voice(id) => check_id(id, MediaKind::Voice),
            Self::File(id) => check_id(id, MediaKind::File),
            Self::Video(VideoMessage { media_id, title, description }) => {
                check_id(media_id, MediaKind::Video)?;
                let (title, description) = (
                    ("the title", title, &TITLE, false),
                    ("the description", description, &DESCRIPTION, false),
                );
                check_texts(&[title, description])
            }
            Self::TextCard(TextCard { title, description, url, btntxt }) => {
                let mut warnings = check_texts(&[
                    ("the title", title, &TITLE, true),
                    ("the description", description, &DESCRIPTION, true),
                    ("the link", url, &URL, true),
                ])?;
                warnings.extend(BUTTON.check_text(btntxt)?);
                Ok(warnings)
            }
            Self::News(articles) => check_news(articles),
            Self::KeptNews(articles) => check_kept(articles),
        }
    }

    /// The word on the wire.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Image(_) => "image",
            Self::Voice(_) => "voice",
            Self::Video(_) => "video",
            Self::File(_) => "file",
            Self::TextCard(_) => "textcard",
            Self::News(_) => "news",
            Self::KeptNews(_) => "mpnews",
            Self::Markdown(_) => "markdown",
        }
    }

    pub(super) fn wire(&self) -> Wire {
        let file = |id: &MediaId| Some(Ref { media_id: id.clone() });
        let text = |content: &String| Some(TextRef { content: content.clone() });
        let wire = Wire::default();
        let wire = match self {
            Self::Text(content) => Wire { text: text(content), ..wire },
            Self::Image(id) => Wire { image: file(id), ..wire },
            Self::Voice(id) => Wire { voice: file(id), ..wire },
            Self::Video(video) => Wire { video: Some(video.clone()), ..wire },
            Self::File(id) => Wire { file: file(id), ..wire },
            Self::TextCard(card) => Wire { textcard: Some(card.clone()), ..wire },
            Self::News(articles) => Wire { news: Some(Articles { articles: articles.clone() }), ..wire },
            Self::KeptNews(articles) => {
                Wire { mpnews: Some(Articles { articles: articles.clone() }), ..wire }
            }
            Self::Markdown(content) => Wire { markdown: text(content), ..wire },
        };
        Wire { msgtype: self.word().into(), ..wire }
    }

    pub(super) fn read(wire: Wire) -> Result<Self, DecodeError> {
        Ok(match wire.msgtype.as_str() {
            "text" => Self::Text(wire.text.ok_or_else(|| missing("text"))?.content),
            "image" => Self::Image(wire.image.ok_or_else(|| missing("image"))?.media_id),
            "voice" => Self::Voice(wire.voice.ok_or_else(|| missing("voice"))?.media_id),
            "video" => Self::Video(wire.video.ok_or_else(|| missing("video"))?),
            "file" => Self::File(wire.file.ok_or_else(|| missing("file"))?.media_id),
            "textcard" => Self::TextCard(wire.textcard.ok_or_else(|| missing("textcard"))?),
            "news" => Self::News(wire.news.ok_or_else(|| missing("news"))?.articles),
            "mpnews" => Self::KeptNews(wire.mpnews.ok_or_else(|| missing("mpnews"))?.articles),
            "markdown" => Self::Markdown(wire.markdown.ok_or_else(|| missing("markdown"))?.content),
            "" => return Err(missing("msgtype")),
            _ => return Err(DecodeError::new("msgtype not valid")),
        })
    }
}

/// Holds texts against limits of bytes: what each is, the text, its limit, and whether it must be there.
pub(super) fn check_texts(texts: &[(&str, &String, &Limit, bool)]) -> Result<Vec<Warning>, Invalid> {
    let mut warnings = Vec::new();
    for (what, text, limit, needed) in texts {
        if *needed && text.trim().is_empty() {
            return Err(Invalid::new(format!("{what} is empty")));
        }
        warnings.extend(limit.check(what, text.len() as u64)?);
    }
    Ok(warnings)
}

/// Refuses an id that is empty, or known to be of another kind.
pub(super) fn check_id(id: &MediaId, wanted: MediaKind) -> Result<Vec<Warning>, Invalid> {
    if id.as_str().trim().is_empty() {
        return Err(Invalid::new("the media id is empty"));
    }
    match id.kind() {
        Some(kind) if kind != wanted => Err(Invalid::new(format!(
            "the media {} was uploaded as {}; here it must be {} (as documented)",
            id.as_str(),
            kind.as_str(),
            wanted.as_str()
        ))),
        _ => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(message: Message, expected: &Expect) {
        let said = message.check().map_or_else(|invalid| invalid.message, |warnings| format!("{warnings:?}"));
        expected.assert_eq(&said);
    }

    #[test]
    fn texts_are_limited_in_bytes() {
        check(Message::Text("茶".repeat(682)), &expect!["[]"]);
        check(
            Message::Text("茶".repeat(683)),
            &expect![
                "the text has 2049 bytes; a text may have at most 2048 (the platform cuts off the rest)"
            ],
        );
        check(Message::Text(" \n".into()), &expect!["the text is empty"]);
        check(
            Message::Markdown("a".repeat(2049)),
            &expect!["the text has 2049 bytes; a text in Markdown may have at most 2048 (as documented)"],
        );
        let video = |title: &str, description: String| {
            Message::Video(VideoMessage { media_id: MediaId::new("V"), title: title.into(), description })
        };
        check(video("", String::new()), &expect!["[]"]);
        check(
            video("茶", "a".repeat(513)),
            &expect![
                "the description has 513 bytes; a description may have at most 512 (the platform cuts off the rest)"
            ],
        );
        let card = TextCard {
            title: "茶".into(),
            description: "茶".into(),
            url: "https://a".into(),
            btntxt: "更多详情吧".into(),
        };
        check(
            Message::TextCard(card.clone()),
            &expect![
                "the text of the button has 5 characters; the text of the button may have at most 4 (as documented)"
            ],
        );
        check(Message::TextCard(TextCard { url: String::new(), ..card }), &expect!["the link is empty"]);
    }

    #[test]
    fn an_id_of_the_wrong_kind_is_refused() {
        let id = || MediaId::new("M").uploaded_as(MediaKind::Video);
        check(
            Message::Image(id()),
            &expect!["the media M was uploaded as video; here it must be image (as documented)"],
        );
        check(
            Message::File(id()),
            &expect!["the media M was uploaded as video; here it must be file (as documented)"],
        );
        check(Message::Voice(MediaId::new("")), &expect!["the media id is empty"]);
        check(Message::Image(MediaId::new("M")), &expect!["[]"]);
    }
}
