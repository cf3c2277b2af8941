//! Send a message by a group robot.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wxkit_proto::digest::{Algorithm, hex_digest};
use wxkit_proto::envelope::Done;
use wxkit_proto::error::Invalid;
use wxkit_proto::json::RawJson;
use wxkit_proto::limit::check_content;
use wxkit_proto::probe::FileKind;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, File, Secret, Warning, json};

use super::articles::{NewsArticle, check_news};
use super::card::check_card;
use super::kinds::check_texts;
use super::wire::{Articles, TextRef, missing};
use crate::Work;
use crate::ids::RobotMediaId;
use crate::limits::{ROBOT_MARKDOWN, ROBOT_PICTURE_SIZE, ROBOT_TEXT};

/// `POST /cgi-bin/webhook/send`: a group robot (群机器人) sends to its chat. There is no access token; the
/// robot's key is the secret.
///
/// At most 20 messages a minute. Never repeated after a lost answer.
///
/// More: [`manual::robots`](crate::manual::robots#send), [WeChat's page](https://developer.work.weixin.qq.com/document/path/91770).
///
/// ```
/// use wxkit_work::message::{RobotMessage, SendByRobot, robot_key};
///
/// let secret = robot_key("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=KEY")?;
/// // `client.call(call).await?` brings the reply.
/// let call = SendByRobot::new(secret, RobotMessage::Markdown("水 **开了**".into()));
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "webhook/send")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SendByRobot {
    /// The robot's key, from the address of its webhook.
    pub key: Secret,
    /// What.
    pub message: RobotMessage,
}

impl SendByRobot {
    /// With all that it needs.
    pub fn new(key: Secret, message: RobotMessage) -> Self {
        Self { key, message }
    }
}

/// A message of a group robot.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RobotMessage {
    /// A text of up to 2048 bytes, and whom it calls.
    Text(String, Mentions),
    /// A text of up to 4096 bytes in a part of Markdown; `<@USERID>` in it calls a member.
    Markdown(String),
    /// A text of up to 4096 bytes in more of Markdown (`markdown_v2`): tables, lists and pictures, but no colours and no calls.
    MarkdownV2(String),
    /// 1 to 8 articles that lead to addresses.
    News(Vec<NewsArticle>),
    /// A template card (模板卡片) as free JSON: `text_notice` or `news_notice`.
    Card(Value),
    /// The whole message as it is to be sent, with its `msgtype`.
    Other(RawJson),
    /// A file that was uploaded for this robot.
    File(RobotMediaId),
    /// A voice that was uploaded for this robot.
    Voice(RobotMediaId),
    /// A picture, sent with the message: the bytes of a JPEG or PNG, up to 2 MB.
    Image(Bytes),
}

/// Whom a text of a robot calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mentions {
    /// Members by their UserID; `@all` calls everybody.
    pub users: Vec<String>,
    /// Members by the number of their mobile phone; `@all` calls everybody.
    pub mobiles: Vec<String>,
}

impl Mentions {
    /// Members by UserID, and by phone number.
    pub fn new(users: Vec<String>, mobiles: Vec<String>) -> Self {
        Self { users, mobiles }
    }
}

impl Endpoint for SendByRobot {
    type Platform = Work;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/webhook/send";
    const AUTH: bool = false;

    fn secrets(&self) -> Vec<&str> {
        vec![self.key.reveal()]
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("key", self.key.reveal());
        let file = |id: &RobotMediaId| Some(Ref { media_id: id.clone() });
        let text = |content: &String| Some(TextRef { content: content.clone() });
        let (msgtype, body) = match &self.message {
            RobotMessage::Text(content, Mentions { users, mobiles }) => {
                let (content, mentioned_list, mentioned_mobile_list) =
                    (content.clone(), users.clone(), mobiles.clone());
                let text = Called { content, mentioned_list, mentioned_mobile_list };
                ("text", Body { text: Some(text), ..Body::default() })
            }
            RobotMessage::Markdown(content) => {
                ("markdown", Body { markdown: text(content), ..Body::default() })
            }
            RobotMessage::MarkdownV2(content) => {
                ("markdown_v2", Body { markdown_v2: text(content), ..Body::default() })
            }
            RobotMessage::News(articles) => {
                let news = Some(Articles { articles: articles.clone() });
                ("news", Body { news, ..Body::default() })
            }
            RobotMessage::Card(card) => {
                ("template_card", Body { template_card: Some(card.clone()), ..Body::default() })
            }
            RobotMessage::Other(json) => return out.json(json),
            RobotMessage::File(id) => ("file", Body { file: file(id), ..Body::default() }),
            RobotMessage::Voice(id) => ("voice", Body { voice: file(id), ..Body::default() }),
            RobotMessage::Image(bytes) => {
                let image =
                    Picture { base64: STANDARD.encode(bytes), md5: hex_digest(Algorithm::Md5, bytes) };
                ("image", Body { image: Some(image), ..Body::default() })
            }
        };
        out.json(&Body { msgtype: msgtype.into(), ..body });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let key = Secret::new(from.query("key")?);
        let Body { msgtype, text, markdown, markdown_v2, news, template_card, file, voice, image } =
            from.json()?;
        let message = match msgtype.as_str() {
            "text" => {
                let Called { content, mentioned_list: users, mentioned_mobile_list: mobiles } =
                    text.ok_or_else(|| missing("text"))?;
                RobotMessage::Text(content, Mentions { users, mobiles })
            }
            "markdown" => RobotMessage::Markdown(markdown.ok_or_else(|| missing("markdown"))?.content),
            "markdown_v2" => {
                RobotMessage::MarkdownV2(markdown_v2.ok_or_else(|| missing("markdown_v2"))?.content)
            }
            "news" => RobotMessage::News(news.ok_or_else(|| missing("news"))?.articles),
            "template_card" => RobotMessage::Card(template_card.ok_or_else(|| missing("template_card"))?),
            "file" => RobotMessage::File(file.ok_or_else(|| missing("file"))?.media_id),
            "voice" => RobotMessage::Voice(voice.ok_or_else(|| missing("voice"))?.media_id),
            "image" => RobotMessage::Image(image.ok_or_else(|| missing("image"))?.read()?),
            _ => return Err(DecodeError::new("msgtype not valid")),
        };
        Ok(Self { key, message })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        match &self.message {
            RobotMessage::File(id) | RobotMessage::Voice(id) if id.as_str().trim().is_empty() => {
                Err(Invalid::new("the media id is empty"))
            }
            RobotMessage::File(_) | RobotMessage::Voice(_) | RobotMessage::Other(_) => Ok(Vec::new()),
            RobotMessage::Text(text, _) => check_texts(&[("the text", text, &ROBOT_TEXT, true)]),
            RobotMessage::Markdown(text) | RobotMessage::MarkdownV2(text) => {
                check_texts(&[("the text", text, &ROBOT_MARKDOWN, true)])
            }
            RobotMessage::News(articles) => match articles.iter().find(|article| article.url.is_empty()) {
                Some(article) => Err(Invalid::new(format!("the article {} has no url", article.title))),
                None => check_news(articles),
            },
            RobotMessage::Card(card) => match card.get("card_type").and_then(Value::as_str) {
                Some("button_interaction" | "vote_interaction" | "multiple_interaction") => {
                    Err(Invalid::new("a robot sends the cards text_notice and news_notice only"))
                }
                _ => check_card(card),
            },
            RobotMessage::Image(bytes) => {
                let picture = File::from_bytes("the picture", bytes.clone());
                check_content(&picture, &ROBOT_PICTURE_SIZE, &[FileKind::Jpeg, FileKind::Png], &[])
            }
        }
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Body {
    #[serde(deserialize_with = "json::text")]
    msgtype: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Called>,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<TextRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown_v2: Option<TextRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    news: Option<Articles<NewsArticle>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    template_card: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Ref>,
    #[serde(skip_serializing_if = "Option::is_none")]
    voice: Option<Ref>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Picture>,
}

#[derive(Serialize, Deserialize)]
struct Called {
    #[serde(deserialize_with = "json::text")]
    content: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    mentioned_list: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    mentioned_mobile_list: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Ref {
    media_id: RobotMediaId,
}

#[derive(Serialize, Deserialize)]
struct Picture {
    base64: String,
    md5: String,
}

impl Picture {
    fn read(&self) -> Result<Bytes, DecodeError> {
        let bytes = STANDARD.decode(&self.base64).map_err(|_| DecodeError::new("base64 not valid"))?;
        match hex_digest(Algorithm::Md5, &bytes).eq_ignore_ascii_case(&self.md5) {
            true => Ok(bytes.into()),
            false => Err(DecodeError::new("md5 not match")),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use wxkit_proto::{EndpointExt as _, Env, Timestamp};

    use super::*;
    use crate::testing::{check, refusal};

    fn call(message: RobotMessage) -> SendByRobot {
        SendByRobot { key: Secret::new("693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa"), message }
    }

    #[test]
    fn send_by_robot() {
        let message = RobotMessage::File(RobotMediaId::new("3a8asd892asd8asd"));
        check(
            &call(message),
            r#"{"errcode":0,"errmsg":"ok"}"#,
            &expect![[r#"
            POST https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa
            content-type: application/json
            content-length: 57

            {"msgtype":"file","file":{"media_id":"3a8asd892asd8asd"}}
            Done { errcode: 0, errmsg: "ok" }"#]],
        );
        let refused = refusal::<SendByRobot>(r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#);
        expect!["throttled: WeChat refused with 45009, too many calls: api freq out of limit"]
            .assert_eq(&refused);
    }

    /// `printf 'mytext' | base64`, `printf 'mytext' | md5sum`
    #[test]
    fn a_picture_travels_in_the_message() {
        let message = RobotMessage::Image(Bytes::from_static(b"mytext"));
        check(
            &call(message),
            r#"{"errcode":0,"errmsg":"ok"}"#,
            &expect![[r#"
                POST https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa
                content-type: application/json
                content-length: 90

                {"msgtype":"image","image":{"base64":"bXl0ZXh0","md5":"947ef8c8db156a568d5974d71f7638f4"}}
                Done { errcode: 0, errmsg: "ok" }"#]],
        );
    }

    #[test]
    fn texts_articles_and_cards() {
        let body = |message| {
            let request = call(message).request(None, &Env::new(Timestamp::default(), [0; 32])).unwrap();
            let request = request.map(|body| body.in_memory().unwrap());
            assert!(SendByRobot::receive(&request, true).is_ok());
            String::from_utf8(request.body().to_vec()).unwrap()
        };
        let mentions =
            Mentions { users: vec!["wangqing".into(), "@all".into()], mobiles: vec!["13800001111".into()] };
        for (message, expected) in [
            (
                RobotMessage::Text("雨".into(), Mentions::default()),
                r#"{"msgtype":"text","text":{"content":"雨"}}"#,
            ),
            (
                RobotMessage::Text("雨".into(), mentions),
                r#"{"msgtype":"text","text":{"content":"雨","mentioned_list":["wangqing","@all"],"mentioned_mobile_list":["13800001111"]}}"#,
            ),
            (
                RobotMessage::Markdown("**a**".into()),
                r#"{"msgtype":"markdown","markdown":{"content":"**a**"}}"#,
            ),
            (
                RobotMessage::MarkdownV2("# a".into()),
                r##"{"msgtype":"markdown_v2","markdown_v2":{"content":"# a"}}"##,
            ),
            (
                RobotMessage::News(vec![NewsArticle {
                    title: "t".into(),
                    url: "https://x".into(),
                    ..NewsArticle::default()
                }]),
                r#"{"msgtype":"news","news":{"articles":[{"title":"t","url":"https://x"}]}}"#,
            ),
            (
                RobotMessage::Card(serde_json::json!({"card_type": "text_notice"})),
                r#"{"msgtype":"template_card","template_card":{"card_type":"text_notice"}}"#,
            ),
        ] {
            assert_eq!(body(message), expected);
        }
    }

    #[test]
    fn texts_have_their_limits_in_bytes() {
        let is_good = |message| call(message).check().is_ok();
        let text = |len| RobotMessage::Text("a".repeat(len), Mentions::default());
        assert!(is_good(text(2048)) && !is_good(text(2049)) && !is_good(text(0)));
        assert!(!is_good(RobotMessage::Text("茶".repeat(683), Mentions::default())), "2049 bytes");
        let markdown = |len| RobotMessage::Markdown("a".repeat(len));
        assert!(is_good(markdown(4096)) && !is_good(markdown(4097)));
        let second = |len| RobotMessage::MarkdownV2("a".repeat(len));
        assert!(is_good(second(4096)) && !is_good(second(4097)));
        assert!(!is_good(RobotMessage::News(Vec::new())));
        assert!(!is_good(RobotMessage::Card(
            serde_json::json!({"card_type": "vote_interaction", "task_id": "a"})
        )));
    }

    #[test]
    fn what_a_robot_cannot_send_is_refused() {
        let problem = |message| call(message).check().unwrap_err().message;
        expect!["the picture: the content is GIF; a robot's picture must be JPEG, PNG (as documented)"]
            .assert_eq(&problem(RobotMessage::Image(Bytes::from_static(b"GIF89a..."))));
        let large = [&b"\xff\xd8\xff\xe0"[..], &vec![0; 2 << 20]].concat();
        expect!["the picture has 2097156 bytes; a robot's picture may have at most 2097152 (as documented)"]
            .assert_eq(&problem(RobotMessage::Image(large.into())));
        expect!["the media id is empty"].assert_eq(&problem(RobotMessage::Voice(RobotMediaId::new(""))));
    }
}
