//! Step 4 of 4: name the video and hand it to the review.

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use wxkit_proto::error::Invalid;
use wxkit_proto::json::{as_int, int};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Warning};

use crate::Official;
use crate::ids::{Vid, VideoId};
use crate::limits::TAGS;

/// `POST /cgi-bin/material/upload_video?action=save_video`.
///
/// The manual does not say which fields are required; empty ones are left out, but for title, description, `content` and
/// `declare_ori`. The table of categories (类目表) is lost, so categories pass through unchecked.
///
/// More: [`manual::video`](crate::manual::video#save_video), [the media API's manual](https://res.wx.qq.com/download/MediaApiDoc.pdf).
///
/// ```
/// use wxkit_official::ids::Vid;
/// use wxkit_official::video::SaveVideo;
///
/// let call = SaveVideo::new(Vid::from("wxv_1"), "春茶", "一壶好茶"); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "material/upload_video?action=save_video")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SaveVideo {
    /// The upload's number; `content` on the wire.
    pub vid: Vid,
    /// Title.
    pub title: String,
    /// Description.
    pub desc: String,
    /// Whether to declare it original (原创).
    pub original: bool,
    /// First-level category (一级类目).
    pub category: Option<String>,
    /// Second-level category (二级类目).
    pub subcategory: Option<String>,
    /// Labels, at most 5.
    pub tags: Vec<String>,
    /// Address of the cover image.
    pub cover_url: Option<String>,
    /// How to write what the manual leaves open.
    pub dialect: Dialect,
}

impl SaveVideo {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(vid: Vid, title: impl Into<String>, desc: impl Into<String>) -> Self {
        Self {
            vid,
            title: title.into(),
            desc: desc.into(),
            original: false,
            category: None,
            subcategory: None,
            tags: Vec::new(),
            cover_url: None,
            dialect: Dialect::default(),
        }
    }
}

/// How to write what the manual of `save_video` leaves open. All of it is uncertain.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dialect {
    /// The key of the second-level category. The manual spells it `newsbcat`, perhaps a slip for `newsubcat`.
    pub subcategory_key: String,
    /// How tags are written.
    pub tags: TagStyle,
    /// Whether categories that look like numbers are sent as numbers.
    pub numeric_categories: bool,
}

/// How the tags of a video are written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TagStyle {
    /// As an array of texts.
    Array,
    /// As one text, joined by this.
    Joined(String),
}

/// The reply to [`SaveVideo`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SavedVideo {
    /// 0, or absent.
    #[serde(default, deserialize_with = "int")]
    pub ret: i64,
    /// What the review is asked by.
    pub media_id: VideoId,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { subcategory_key: "newsbcat".into(), tags: TagStyle::Array, numeric_categories: false }
    }
}

impl Endpoint for SaveVideo {
    type Platform = Official;
    type Reply = SavedVideo;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/material/upload_video?action=save_video";

    fn encode(&self, out: &mut Encoder) {
        let category = |text: &String| match text.parse::<i64>() {
            Ok(number) if self.dialect.numeric_categories => json!(number),
            _ => json!(text),
        };
        let mut body = Map::new();
        let mut put =
            |key: &str, value: Option<Value>| value.and_then(|value| body.insert(key.into(), value));
        put("title", Some(json!(self.title)));
        put("video_desc", Some(json!(self.desc)));
        put("content", Some(json!(self.vid.as_str())));
        put("declare_ori", Some(json!(u8::from(self.original))));
        put("newcat", self.category.as_ref().map(category));
        put(&self.dialect.subcategory_key, self.subcategory.as_ref().map(category));
        put("tags", (!self.tags.is_empty()).then(|| self.dialect.tags(&self.tags)));
        put("cover_url", self.cover_url.as_ref().map(|url| json!(url)));
        out.json(&body);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let body: Map<String, Value> = from.json()?;
        let text = |key: &str| match body.get(key) {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let some = |key: &str| text(key).filter(|text| !text.is_empty());
        let missing = |key: &str| DecodeError::new(format!("{key} missing"));
        let tags = match body.get("tags") {
            Some(Value::Array(tags)) => tags.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(tags)) => tags.split([',', '，', ';', ' ']).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        Ok(Self {
            vid: Vid::from(some("content").ok_or_else(|| missing("content"))?),
            title: some("title").ok_or_else(|| missing("title"))?,
            desc: text("video_desc").unwrap_or_default(),
            original: body.get("declare_ori").and_then(as_int) == Some(1),
            category: some("newcat"),
            subcategory: some("newsbcat").or_else(|| some("newsubcat")),
            tags,
            cover_url: some("cover_url"),
            dialect: Dialect::default(),
        })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        if self.title.trim().is_empty() {
            return Err(Invalid::new("a video needs a title"));
        }
        Ok(TAGS.check(&self.title, self.tags.len() as u64)?.into_iter().collect())
    }
}

impl Dialect {
    fn tags(&self, tags: &[String]) -> Value {
        match &self.tags {
            TagStyle::Array => json!(tags),
            TagStyle::Joined(by) => json!(tags.join(by)),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    fn video() -> SaveVideo {
        SaveVideo {
            vid: Vid::from("wxv_1"),
            title: "冲茶".into(),
            desc: "一壶好茶".into(),
            original: true,
            category: Some("21".into()),
            subcategory: Some("生活".into()),
            tags: vec!["茶".into(), "慢".into()],
            cover_url: Some("http://mmbiz.qpic.cn/0".into()),
            dialect: Dialect::default(),
        }
    }

    #[test]
    fn save_video() {
        check(
            &video(),
            r#"{"ret":0,"media_id":"MEDIA_ID"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/material/upload_video?action=save_video&access_token=TOKEN
                content-type: application/json
                content-length: 172

                {"content":"wxv_1","cover_url":"http://mmbiz.qpic.cn/0","declare_ori":1,"newcat":"21","newsbcat":"生活","tags":["茶","慢"],"title":"冲茶","video_desc":"一壶好茶"}
                SavedVideo { ret: 0, media_id: VideoId("MEDIA_ID") }"#]],
        );
        let refused = refusal::<SaveVideo>(r#"{"ret":45009}"#);
        assert!(refused.starts_with("quota: "), "{refused}");
    }

    #[test]
    fn dialects() {
        let tags = TagStyle::Joined(",".into());
        let dialect = Dialect { subcategory_key: "newsubcat".into(), tags, numeric_categories: true };
        let env = wxkit_proto::Env::new(wxkit_proto::Timestamp::default(), [0; 32]);
        let request =
            SaveVideo { dialect, ..video() }.request(Some(&wxkit_proto::Token::new("T")), &env).unwrap();
        expect![[r#"{"content":"wxv_1","cover_url":"http://mmbiz.qpic.cn/0","declare_ori":1,"newcat":21,"newsubcat":"生活","tags":"茶,慢","title":"冲茶","video_desc":"一壶好茶"}"#]]
            .assert_eq(&String::from_utf8_lossy(&request.body().in_memory().unwrap()));
    }
}
