//! Send a message to one person, to look at it.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Warning, json};

use super::message::PreviewMessage;
use super::wire::Wire;
use crate::Official;
use crate::ids::{MessageId, OpenId, opt_message};

/// `POST /cgi-bin/message/mass/preview`: sends a message to one follower, to look at it.
///
/// Not repeated after a lost answer: the viewer would get it twice.
///
/// More: [`manual::mass`](crate::manual::mass#preview), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/notify/message/api_preview.html).
///
/// ```
/// use wxkit_official::mass::{MassMessage, PreviewMass, PreviewMessage, Viewer};
///
/// // `client.call(call).await?` brings the reply.
/// let call = PreviewMass::new(Viewer::WeChatNumber("tea_friend".into()), PreviewMessage::Mass(MassMessage::Text("水开了".into())));
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "message/mass/preview")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PreviewMass {
    /// Who gets it.
    pub to: Viewer,
    /// What.
    pub message: PreviewMessage,
}

impl PreviewMass {
    /// With all that it needs.
    pub fn new(to: Viewer, message: PreviewMessage) -> Self {
        Self { to, message }
    }
}

/// Who gets a preview; must follow the account (43004).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Viewer {
    /// By openid.
    #[serde(rename = "touser")]
    OpenId(OpenId),
    /// By WeChat number (微信号), 100 times a day.
    #[serde(rename = "towxname")]
    WeChatNumber(String),
}

impl Viewer {
    /// The openid or the WeChat number itself.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::OpenId(openid) => openid.as_str(),
            Self::WeChatNumber(name) => name,
        }
    }

    pub(crate) fn check(&self) -> Result<(), Invalid> {
        if self.name().trim().is_empty() { Err(Invalid::new("the preview has no receiver")) } else { Ok(()) }
    }
}

/// The reply to [`PreviewMass`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Previewed {
    /// 0, or absent.
    #[serde(deserialize_with = "json::int")]
    pub errcode: i64,
    /// `preview success`; for people only.
    #[serde(deserialize_with = "json::text")]
    pub errmsg: String,
    /// In older documents only.
    #[serde(deserialize_with = "opt_message", skip_serializing_if = "Option::is_none")]
    pub msg_id: Option<MessageId>,
}

impl Endpoint for PreviewMass {
    type Platform = Official;
    type Reply = Previewed;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/message/mass/preview";

    fn encode(&self, out: &mut Encoder) {
        let (touser, towxname) = match &self.to {
            Viewer::OpenId(openid) => (Some(openid.to_string()), None),
            Viewer::WeChatNumber(number) => (None, Some(number.clone())),
        };
        out.json(&Body { touser, towxname, message: self.message.wire() });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let Body { touser, towxname, message } = from.json()?;
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        // If both are given, the WeChat number wins.
        let to = match (given(towxname), given(touser)) {
            (Some(number), _) => Viewer::WeChatNumber(number),
            (None, Some(openid)) => Viewer::OpenId(OpenId::from(openid)),
            (None, None) => return Err(DecodeError::new("touser missing")),
        };
        Ok(Self { to, message: PreviewMessage::read(message)? })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        self.to.check()?;
        self.message.check()
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    touser: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    towxname: Option<String>,
    #[serde(flatten)]
    message: Wire,
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use wxkit_proto::{EndpointExt as _, Env, Repeat, Timestamp, Token};

    use super::*;
    use crate::ids::{MassFileId, MassNewsId, MassVideoId};
    use crate::mass::{CardExt, CardStyle, MassImages, MassMessage};
    use crate::testing::{check, refusal};

    fn call(message: impl Into<PreviewMessage>) -> PreviewMass {
        PreviewMass { to: Viewer::OpenId(OpenId::from("OPENID")), message: message.into() }
    }

    #[test]
    fn preview_a_video() {
        let to = Viewer::WeChatNumber("tea_friend".into());
        let call = PreviewMass { to, ..call(MassMessage::Video(MassVideoId::from("VIDEO"))) };
        check(
            &call,
            r#"{"errcode":0,"errmsg":"preview success"}"#,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/message/mass/preview?access_token=TOKEN
            content-type: application/json
            content-length: 76

            {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"VIDEO"}}
            Previewed { errcode: 0, errmsg: "preview success", msg_id: None }"#]],
        );
        assert_eq!(call.repeat(), Repeat::Never);
        let refused = refusal::<PreviewMass>(r#"{"errcode":40132,"errmsg":"invalid username hint: [x]"}"#);
        expect!["input: WeChat refused with 40132, the WeChat number (微信号) is not valid: invalid username hint: [x]"].assert_eq(&refused);
    }

    #[test]
    fn preview_news() {
        check(
            &call(MassMessage::News(MassNewsId::from("DRAFT"))),
            r#"{"errcode":"0","errmsg":"preview success","msg_id":"34182"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/message/mass/preview?access_token=TOKEN
                content-type: application/json
                content-length: 68

                {"touser":"OPENID","msgtype":"mpnews","mpnews":{"media_id":"DRAFT"}}
                Previewed { errcode: 0, errmsg: "preview success", msg_id: Some(MessageId(34182)) }"#]],
        );
        let refused = refusal::<PreviewMass>(r#"{"errcode":43004,"errmsg":"require subscribe"}"#);
        expect![
            "receiver: WeChat refused with 43004, the receiver must follow the account: require subscribe"
        ]
        .assert_eq(&refused);
    }

    fn body(message: impl Into<PreviewMessage>, expected: &Expect) {
        let call = call(message);
        let env = Env::new(Timestamp::default(), [0; 32]);
        let request = call.request(Some(&Token::new("T")), &env).unwrap();
        let request = request.map(|body| body.in_memory().unwrap());
        assert_eq!(PreviewMass::receive(&request, true).unwrap(), call);
        expected.assert_eq(std::str::from_utf8(request.body()).unwrap());
    }

    #[test]
    fn what_only_a_preview_takes() {
        let ext = |style| {
            let (code, openid) = (String::new(), "OPENID".into());
            CardExt { code, openid, timestamp: "1525936573".into(), signature: "abc".into(), style }
        };
        let card = |style| PreviewMessage::Card { card_id: "CARD".into(), ext: ext(style) };
        body(
            PreviewMessage::Image(MassFileId::from("IMAGE")),
            &expect![[r#"{"touser":"OPENID","msgtype":"image","image":{"media_id":"IMAGE"}}"#]],
        );
        body(
            PreviewMessage::Music(MassFileId::from("MUSIC")),
            &expect![[r#"{"touser":"OPENID","msgtype":"music","music":{"media_id":"MUSIC"}}"#]],
        );
        body(
            card(CardStyle::Object),
            &expect![[
                r#"{"touser":"OPENID","msgtype":"wxcard","wxcard":{"card_id":"CARD","card_ext":{"code":"","openid":"OPENID","timestamp":"1525936573","signature":"abc"}}}"#
            ]],
        );
        body(
            card(CardStyle::Text),
            &expect![[
                r#"{"touser":"OPENID","msgtype":"wxcard","wxcard":{"card_id":"CARD","card_ext":"{\"code\":\"\",\"openid\":\"OPENID\",\"timestamp\":\"1525936573\",\"signature\":\"abc\"}"}}"#
            ]],
        );
        body(
            MassMessage::Card("CARD".into()),
            &expect![[r#"{"touser":"OPENID","msgtype":"wxcard","wxcard":{"card_id":"CARD"}}"#]],
        );
        let media_ids = vec![MassFileId::from("A")];
        let images = MassImages { media_ids, title: "茶".into(), ..MassImages::default() };
        body(
            MassMessage::Images(images),
            &expect![[
                r#"{"touser":"OPENID","msgtype":"image","images":{"media_ids":["A"],"recommend":"","title":"茶","need_open_comment":0,"only_fans_can_comment":0}}"#
            ]],
        );
    }

    #[test]
    fn bodies_that_are_wrong_are_refused() {
        let read = |body: &'static str| {
            let request = http::Request::new(bytes::Bytes::from_static(body.as_bytes()));
            PreviewMass::receive(&request, false)
                .map_or_else(|error| error.message, |call| format!("{call:?}"))
        };
        expect!["msgtype not valid"]
            .assert_eq(&read(r#"{"touser":"O","mpvideo":{"media_id":"V"},"msgtype":"video"}"#));
        expect!["images missing"].assert_eq(&read(r#"{"touser":"O","msgtype":"image"}"#));
        expect!["touser missing"].assert_eq(&read(r#"{"text":{"content":"茶"},"msgtype":"text"}"#));
        expect![[r#"PreviewMass { to: WeChatNumber("w"), message: Mass(Text("茶")) }"#]]
            .assert_eq(&read(r#"{"touser":"O","towxname":"w","text":{"content":"茶"},"msgtype":"text"}"#));
    }
}
