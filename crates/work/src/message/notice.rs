//! A mini-program's notice (小程序通知消息).

use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{Warning, json};

use super::kinds::check_texts;
use crate::limits::{NOTICE, NOTICE_ITEMS, NOTICE_KEY, NOTICE_VALUE, PAGE};

/// A mini-program's notice. The mini-program must belong to the application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Notice {
    /// The mini-program's AppID.
    #[serde(deserialize_with = "json::text")]
    pub appid: String,
    /// Its page, up to 1024 bytes; empty: the notice cannot be opened.
    #[serde(deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub page: String,
    /// 4 to 12 Chinese characters.
    #[serde(deserialize_with = "json::text")]
    pub title: String,
    /// 4 to 12 Chinese characters; may be empty.
    #[serde(deserialize_with = "json::text", skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Whether the first item is shown large.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub emphasis_first_item: bool,
    /// At most 10 items.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub content_item: Vec<NoticeItem>,
}

/// A line of a notice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NoticeItem {
    /// Up to 10 characters.
    #[serde(deserialize_with = "json::text")]
    pub key: String,
    /// Up to 30 characters.
    #[serde(deserialize_with = "json::text")]
    pub value: String,
}

impl NoticeItem {
    /// With all that it needs.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into() }
    }
}

impl Notice {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(appid: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            appid: appid.into(),
            page: String::new(),
            title: title.into(),
            description: String::new(),
            emphasis_first_item: false,
            content_item: Vec::new(),
        }
    }

    pub(super) fn check(&self) -> Result<Vec<Warning>, Invalid> {
        if self.appid.trim().is_empty() {
            return Err(Invalid::new("the notice names no mini-program: appid is empty"));
        }
        let mut warnings = check_texts(&[("the page", &self.page, &PAGE, false)])?;
        warnings.extend(check_words("the title", &self.title)?);
        if !self.description.is_empty() {
            warnings.extend(check_words("the description", &self.description)?);
        }
        warnings.extend(NOTICE_ITEMS.check("the message", self.content_item.len() as u64)?);
        for NoticeItem { key, value } in &self.content_item {
            if key.trim().is_empty() || value.trim().is_empty() {
                return Err(Invalid::new("an item of the notice has no key or no value"));
            }
            warnings.extend(NOTICE_KEY.check_text(key)?);
            warnings.extend(NOTICE_VALUE.check_text(value)?);
        }
        Ok(warnings)
    }
}

fn check_words(what: &str, text: &str) -> Result<Option<Warning>, Invalid> {
    let halves: u64 = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    if text.trim().is_empty() {
        return Err(Invalid::new(format!("{what} is empty")));
    }
    if halves < 8 {
        let text = format!("{what} is shorter than 4 Chinese characters and may be refused (as documented)");
        return Ok(Some(Warning::new(text)));
    }
    NOTICE.check(what, halves.div_ceil(2))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(notice: Notice, expected: &Expect) {
        expected.assert_eq(
            &notice.check().map_or_else(|invalid| invalid.message, |warnings| format!("{warnings:?}")),
        );
    }

    #[test]
    fn notices() {
        let item = NoticeItem { key: "会议室".into(), value: "402".into() };
        let notice = Notice {
            appid: "wx0123456789abcdef".into(),
            title: "会议室预订成功".into(),
            content_item: vec![item.clone(); 10],
            ..Notice::default()
        };
        check(notice.clone(), &expect!["[]"]);
        check(
            Notice { title: "会议".into(), ..notice.clone() },
            &expect![[
                r#"[Warning { message: "the title is shorter than 4 Chinese characters and may be refused (as documented)" }]"#
            ]],
        );
        check(
            Notice { title: "长".repeat(13), ..notice.clone() },
            &expect![
                "the title has 13 Chinese characters; a notice's title or description may have at most 12 (as documented)"
            ],
        );
        check(
            Notice { content_item: vec![item; 11], ..notice.clone() },
            &expect!["the message has 11 items; a notice may have at most 10 (as documented)"],
        );
        check(
            Notice { appid: String::new(), ..notice },
            &expect!["the notice names no mini-program: appid is empty"],
        );
    }
}
