//! Customer messages (客服消息): to one person who has just written or done something.

mod message;
mod wire;

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::envelope::Done;
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Warning};

pub use message::{CustomMessage, LinkCard, MenuChoice};

use crate::Official;
use crate::flag;
use crate::ids::OpenId;
use wire::Wire;

/// `POST /cgi-bin/message/custom/send`: sends a message to one person.
///
/// Only within a window: 5 messages in the 48 hours after the person wrote, 3 in the minute after the person followed, scanned
/// a code or chose from the menu. Outside of it 45015, beyond it 45047. There is no id, so nothing can be asked or called
/// back, and after a lost answer nobody knows whether it was sent.
///
/// More: [`manual::follower`](crate::manual::follower#custom), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/customer/message/api_sendcustommessage.html).
///
/// ```
/// use wxkit_official::custom::{CustomMessage, SendCustomMessage};
/// use wxkit_official::ids::OpenId;
///
/// // `client.call(call).await?` brings the reply.
/// let call = SendCustomMessage::new(OpenId::from("OPENID"), CustomMessage::Text("水开了".into()));
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "message/custom/send")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SendCustomMessage {
    /// To whom.
    pub to: OpenId,
    /// What.
    pub message: CustomMessage,
    /// In whose name: an account of the customer service (客服帐号), `name@account`.
    pub kf_account: Option<String>,
    /// Whether it is shown as made by AI (内容由第三方AI生成).
    pub by_ai: bool,
    /// The business that it belongs to, by its number, for accounts that have several.
    pub businessid: Option<i64>,
}

impl SendCustomMessage {
    /// This message to this person, in the account's own name.
    #[must_use]
    pub fn new(to: OpenId, message: CustomMessage) -> Self {
        Self { to, message, kf_account: None, by_ai: false, businessid: None }
    }
}

impl Endpoint for SendCustomMessage {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/message/custom/send";

    fn encode(&self, out: &mut Encoder) {
        out.json(&Body {
            touser: self.to.clone(),
            message: self.message.wire(),
            customservice: self.kf_account.clone().map(|kf_account| Sender { kf_account }),
            aimsgcontext: self.by_ai.then_some(Ai { is_ai_msg: true }),
            businessid: self.businessid,
        });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let Body { touser: to, message, customservice, aimsgcontext, businessid } = from.json()?;
        let message = CustomMessage::read(message)?;
        let kf_account = customservice.map(|sender| sender.kf_account);
        Ok(Self { to, message, kf_account, by_ai: aimsgcontext.is_some_and(|ai| ai.is_ai_msg), businessid })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        if self.to.as_str().trim().is_empty() {
            return Err(Invalid::new("the openid is empty"));
        }
        self.message.check()
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    touser: OpenId,
    #[serde(flatten)]
    message: Wire,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    customservice: Option<Sender>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    aimsgcontext: Option<Ai>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    businessid: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct Sender {
    kf_account: String,
}

#[derive(Serialize, Deserialize)]
struct Ai {
    #[serde(with = "flag")]
    is_ai_msg: bool,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use wxkit_proto::{EndpointExt as _, Env, Repeat, Timestamp, Token};

    use super::*;
    use crate::ids::{ArticleId, MassFileId};
    use crate::testing::{check, refusal};

    fn text() -> SendCustomMessage {
        SendCustomMessage::new(
            OpenId::from("OPENID"),
            CustomMessage::Text("茶 & <a href=\"https://example.com\">水</a>".into()),
        )
    }

    #[test]
    fn send() {
        let call = SendCustomMessage {
            kf_account: Some("tea@example".into()),
            by_ai: true,
            businessid: Some(2),
            ..text()
        };
        check(
            &call,
            r#"{"errcode":0,"errmsg":"ok"}"#,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/message/custom/send?access_token=TOKEN
            content-type: application/json
            content-length: 194

            {"touser":"OPENID","msgtype":"text","text":{"content":"茶 & <a href=\"https://example.com\">水</a>"},"customservice":{"kf_account":"tea@example"},"aimsgcontext":{"is_ai_msg":1},"businessid":2}
            Done { errcode: 0, errmsg: "ok" }"#]],
        );
        assert_eq!(call.repeat(), Repeat::Never);
        expect!["receiver: WeChat refused with 45015, the person has not written within 48 hours, or has unfollowed: response out of time limit or subscription is canceled"].assert_eq(&refusal::<SendCustomMessage>(
            r#"{"errcode":45015,"errmsg":"response out of time limit or subscription is canceled"}"#,
        ));
        expect!["quota: WeChat refused with 45047, the messages of this window are used up: out of response count limit"].assert_eq(&refusal::<SendCustomMessage>(
            r#"{"errcode":45047,"errmsg":"out of response count limit"}"#,
        ));
    }

    #[test]
    fn every_kind_comes_back() {
        let file = |id: &str| MassFileId::from(id);
        let link = LinkCard {
            title: "茶".into(),
            description: "水".into(),
            url: "https://example.com".into(),
            picurl: String::new(),
        };
        let kinds = [
            CustomMessage::Image(file("I")),
            CustomMessage::Voice(file("V")),
            CustomMessage::Video {
                media_id: file("V"),
                thumb_media_id: file("T"),
                title: "t".into(),
                description: String::new(),
            },
            CustomMessage::Music {
                title: String::new(),
                description: String::new(),
                musicurl: "http://a".into(),
                hqmusicurl: "http://b".into(),
                thumb_media_id: file("T"),
            },
            CustomMessage::Link(link),
            CustomMessage::OldNews(file("N")),
            CustomMessage::Article(ArticleId::from("A")),
            CustomMessage::Menu {
                head: "?".into(),
                list: vec![MenuChoice { id: "101".into(), content: "好".into() }],
                tail: String::new(),
            },
            CustomMessage::Card("C".into()),
            CustomMessage::MiniProgram {
                title: "m".into(),
                appid: "wx0".into(),
                pagepath: "p".into(),
                thumb_media_id: file("T"),
            },
        ];
        let mut bodies = String::new();
        for message in kinds {
            let call = SendCustomMessage { message, ..text() };
            let env = Env::new(Timestamp::default(), [0; 32]);
            let request = call.request(Some(&Token::new("T")), &env).unwrap();
            let request = request.map(|body| body.in_memory().unwrap());
            assert_eq!(SendCustomMessage::receive(&request, true).unwrap(), call);
            bodies += std::str::from_utf8(request.body()).unwrap();
            bodies.push('\n');
        }
        expect![[r#"
            {"touser":"OPENID","msgtype":"image","image":{"media_id":"I"}}
            {"touser":"OPENID","msgtype":"voice","voice":{"media_id":"V"}}
            {"touser":"OPENID","msgtype":"video","video":{"media_id":"V","thumb_media_id":"T","title":"t"}}
            {"touser":"OPENID","msgtype":"music","music":{"hqmusicurl":"http://b","musicurl":"http://a","thumb_media_id":"T"}}
            {"touser":"OPENID","msgtype":"news","news":{"articles":[{"description":"水","picurl":"","title":"茶","url":"https://example.com"}]}}
            {"touser":"OPENID","msgtype":"mpnews","mpnews":{"media_id":"N"}}
            {"touser":"OPENID","msgtype":"mpnewsarticle","mpnewsarticle":{"article_id":"A"}}
            {"touser":"OPENID","msgtype":"msgmenu","msgmenu":{"head_content":"?","list":[{"content":"好","id":"101"}]}}
            {"touser":"OPENID","msgtype":"wxcard","wxcard":{"card_id":"C"}}
            {"touser":"OPENID","msgtype":"miniprogrampage","miniprogrampage":{"appid":"wx0","pagepath":"p","thumb_media_id":"T","title":"m"}}
        "#]].assert_eq(&bodies);
    }

    #[test]
    fn what_is_wrong_is_told_before_it_is_sent() {
        let problem = |message| match (SendCustomMessage { message, ..text() }).check() {
            Ok(warnings) => warnings.into_iter().map(|warning| warning.message).collect::<String>(),
            Err(invalid) => format!("error: {invalid}"),
        };
        expect!["error: the message has no text"].assert_eq(&problem(CustomMessage::Text("\n".into())));
        expect!["error: the menu has no choices"].assert_eq(&problem(CustomMessage::Menu {
            head: "?".into(),
            list: Vec::new(),
            tail: String::new(),
        }));
        expect!["mpnews is no longer supported beside drafts; send what is published by its article_id"]
            .assert_eq(&problem(CustomMessage::OldNews(MassFileId::from("N"))));
    }
}
