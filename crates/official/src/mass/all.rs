//! Send to all followers, or to those with one tag.

use bytes::Bytes;
use http::{Method, Response};
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Error, Repeat, Warning, json};

use super::job::{self, MassJob};
use super::message::MassMessage;
use super::wire::Wire;
use crate::Official;
use crate::flag;
use crate::ids::ClientMessageId;

/// `POST /cgi-bin/message/mass/sendall`: sends a message to followers.
///
/// Certified accounts only. Subscription accounts (订阅号) send once a day; service accounts (服务号) make up to 100 calls
/// a day, and every follower gets at most 4 messages a month. An administrator may have to confirm within 30 minutes
/// (89504). After news was sent, its draft is gone.
///
/// More: [`manual::mass`](crate::manual::mass#sendall), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/notify/message/api_sendall.html).
///
/// ```
/// use wxkit_official::mass::{Audience, MassMessage, SendMassToAll};
///
/// // `client.call(call).await?` brings the reply.
/// let call = SendMassToAll::new(Audience::Tag(2), MassMessage::Text("水开了".into()));
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "message/mass/sendall")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SendMassToAll {
    /// To whom.
    pub to: Audience,
    /// What.
    pub message: MassMessage,
    /// Whether to go on if news turns out to be a reprint and reprinting is allowed; else the platform stops.
    pub send_ignore_reprint: bool,
    /// The message's name. With it a lost answer is followed by a repeat, which cannot send twice.
    pub clientmsgid: Option<ClientMessageId>,
}

impl SendMassToAll {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(to: Audience, message: MassMessage) -> Self {
        Self { to, message, send_ignore_reprint: false, clientmsgid: None }
    }
}

/// To whom a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Audience {
    /// All followers.
    All,
    /// Those with this tag (标签), by its number.
    Tag(i64),
}

impl Endpoint for SendMassToAll {
    type Platform = Official;
    type Reply = MassJob;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/message/mass/sendall";

    fn repeat(&self) -> Repeat {
        job::repeat(self.clientmsgid.as_ref())
    }

    fn encode(&self, out: &mut Encoder) {
        let filter = match self.to {
            Audience::All => Filter { is_to_all: true, tag_id: None },
            Audience::Tag(tag) => Filter { is_to_all: false, tag_id: Some(tag) },
        };
        let (send_ignore_reprint, clientmsgid) = (self.send_ignore_reprint, self.clientmsgid.clone());
        out.json(&Body { filter, message: self.message.wire(), send_ignore_reprint, clientmsgid });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let Body { filter, message, send_ignore_reprint, clientmsgid } = from.json()?;
        let to = match filter {
            Filter { is_to_all: true, .. } => Audience::All,
            Filter { tag_id: Some(tag), .. } => Audience::Tag(tag),
            Filter { .. } => return Err(DecodeError::new("tag_id missing")),
        };
        Ok(Self { to, message: MassMessage::read(message)?, send_ignore_reprint, clientmsgid })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        let mut warnings = self.message.check()?;
        warnings.extend(job::check_name(self.clientmsgid.as_ref())?);
        Ok(warnings)
    }

    fn reply(response: &Response<Bytes>) -> Result<MassJob, Error> {
        job::read(response)
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    filter: Filter,
    #[serde(flatten)]
    message: Wire,
    #[serde(default, with = "flag", skip_serializing_if = "std::ops::Not::not")]
    send_ignore_reprint: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clientmsgid: Option<ClientMessageId>,
}

#[derive(Serialize, Deserialize)]
struct Filter {
    #[serde(default)]
    is_to_all: bool,
    #[serde(default, deserialize_with = "json::opt_int", skip_serializing_if = "Option::is_none")]
    tag_id: Option<i64>,
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use wxkit_proto::{EndpointExt as _, Env, Reply, Timestamp, Token};

    use super::*;
    use crate::ids::{MassFileId, MassNewsId, MassVideoId, MediaId, MessageId};
    use crate::mass::MassImages;
    use crate::testing::{check, refusal};

    fn news() -> SendMassToAll {
        SendMassToAll {
            to: Audience::Tag(2),
            message: MassMessage::News(MassNewsId::from("DRAFT")),
            send_ignore_reprint: true,
            clientmsgid: Some(ClientMessageId::from("send_tag_2")),
        }
    }

    #[test]
    fn send_news_to_a_tag() {
        check(
            &news(),
            r#"{"errcode":0,"errmsg":"send job submission success","msg_id":"34182","msg_data_id":206227730}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/message/mass/sendall?access_token=TOKEN
                content-type: application/json
                content-length: 141

                {"filter":{"is_to_all":false,"tag_id":2},"msgtype":"mpnews","mpnews":{"media_id":"DRAFT"},"send_ignore_reprint":1,"clientmsgid":"send_tag_2"}
                MassJob { msg_id: MessageId(34182), msg_data_id: Some(MsgDataId(206227730)), earlier: false }"#]],
        );
        let refused =
            refusal::<SendMassToAll>(r#"{"errcode":45028,"errmsg":"has no masssend quota hint: [x]"}"#);
        expect!["quota: WeChat refused with 45028, no mass message is left in this period: has no masssend quota hint: [x]"].assert_eq(&refused);
        let refused = refusal::<SendMassToAll>(r#"{"errcode":42010,"errmsg":"masssend fast, retry again"}"#);
        expect!["throttled: WeChat refused with 42010, mass messages too fast: masssend fast, retry again"]
            .assert_eq(&refused);
    }

    #[test]
    fn an_earlier_send_is_reported_with_its_id() {
        for id in [
            r#""msg_id":34182"#,
            r#""msgid":"34182""#,
            r#""msg_id":0,"msgid":34182"#,
            r#""msg_id    ":34182"#,
            r#""\tMsgID ":"34182""#,
        ] {
            let body = format!(r#"{{"errcode":45065,"errmsg":"clientmsgid exist rid: 1-2",{id}}}"#);
            let job = SendMassToAll::reply(&Response::new(body.into())).unwrap();
            assert_eq!(job, MassJob { msg_id: MessageId::from(34182), msg_data_id: None, earlier: true });
            assert_eq!(SendMassToAll::reply(&job.write()).unwrap(), job);
        }
        let refused = refusal::<SendMassToAll>(r#"{"errcode":45065,"errmsg":"clientmsgid exist"}"#);
        expect![[r#"state: WeChat refused with 45065, this clientmsgid was sent before: clientmsgid exist; no msg_id in the answer {"errcode":45065,"errmsg":"clientmsgid exist"}"#]]
            .assert_eq(&refused);
        assert_eq!(news().repeat(), Repeat::Safe);
        assert_eq!(SendMassToAll { clientmsgid: None, ..news() }.repeat(), Repeat::Never);
    }

    #[test]
    fn pictures_to_all() {
        let images = MassImages {
            media_ids: vec![MassFileId::from("A"), MassFileId::from("B")],
            recommend: "春茶".into(),
            need_open_comment: true,
            ..MassImages::default()
        };
        let message = MassMessage::Images(images);
        check(
            &SendMassToAll { to: Audience::All, message, send_ignore_reprint: false, clientmsgid: None },
            r#"{"errcode":0,"errmsg":"send job submission success","msg_id":34182}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/message/mass/sendall?access_token=TOKEN
                content-type: application/json
                content-length: 149

                {"filter":{"is_to_all":true},"msgtype":"image","images":{"media_ids":["A","B"],"recommend":"春茶","need_open_comment":1,"only_fans_can_comment":0}}
                MassJob { msg_id: MessageId(34182), msg_data_id: None, earlier: false }"#]],
        );
    }

    fn body(message: MassMessage, expected: &Expect) {
        let call = SendMassToAll {
            to: Audience::All,
            message,
            send_ignore_reprint: false,
            clientmsgid: Some(ClientMessageId::from("a")),
        };
        let env = Env::new(Timestamp::default(), [0; 32]);
        let request = call.request(Some(&Token::new("T")), &env).unwrap();
        let request = request.map(|body| body.in_memory().unwrap());
        assert_eq!(SendMassToAll::receive(&request, true).unwrap(), call);
        expected.assert_eq(std::str::from_utf8(request.body()).unwrap());
    }

    #[test]
    fn every_kind_comes_back() {
        body(
            MassMessage::Text("茶 & \"水\"".into()),
            &expect![[
                r#"{"filter":{"is_to_all":true},"msgtype":"text","text":{"content":"茶 & \"水\""},"clientmsgid":"a"}"#
            ]],
        );
        body(
            MassMessage::Voice(MediaId::new("VOICE")),
            &expect![[
                r#"{"filter":{"is_to_all":true},"msgtype":"voice","voice":{"media_id":"VOICE"},"clientmsgid":"a"}"#
            ]],
        );
        body(
            MassMessage::Video(MassVideoId::from("VIDEO")),
            &expect![[
                r#"{"filter":{"is_to_all":true},"msgtype":"mpvideo","mpvideo":{"media_id":"VIDEO"},"clientmsgid":"a"}"#
            ]],
        );
        body(
            MassMessage::Card("CARD".into()),
            &expect![[
                r#"{"filter":{"is_to_all":true},"msgtype":"wxcard","wxcard":{"card_id":"CARD"},"clientmsgid":"a"}"#
            ]],
        );
    }

    #[test]
    fn mistakes_are_reported_before_sending() {
        let problem = |message| match (SendMassToAll { message, ..news() }).check() {
            Ok(warnings) => warnings.into_iter().map(|warning| warning.message).collect::<String>(),
            Err(invalid) => format!("error: {invalid}"),
        };
        expect!["error: the message has no text"].assert_eq(&problem(MassMessage::Text(" ".into())));
        expect!["error: the message has no picture"]
            .assert_eq(&problem(MassMessage::Images(MassImages::default())));
        expect!["cards can no longer be sent since August 10, 2024; WeChat answers 45113 (as documented)"]
            .assert_eq(&problem(MassMessage::Card("CARD".into())));
        let clientmsgid = Some(ClientMessageId::from("a".repeat(33)));
        expect!["clientmsgid has 33 characters; clientmsgid may have at most 32 (as documented)"]
            .assert_eq(&SendMassToAll { clientmsgid, ..news() }.check().unwrap_err().message);
    }
}
