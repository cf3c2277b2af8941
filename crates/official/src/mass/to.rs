//! Send to followers by name.

use std::collections::HashSet;

use bytes::Bytes;
use http::{Method, Response};
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Error, Repeat, Warning};

use super::job::{self, MassJob};
use super::message::DirectMessage;
use super::wire::Wire;
use crate::Official;
use crate::flag;
use crate::ids::{ClientMessageId, OpenId};
use crate::limits::OPENIDS;

/// `POST /cgi-bin/message/mass/send`: sends a message to 2 to 10,000 followers.
///
/// Certified service accounts (服务号) only. For more receivers, split them and give every part a name of its own; parts
/// that follow too fast are refused (42010).
///
/// More: [`manual::mass`](crate::manual::mass#send), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/notify/message/api_masssend.html).
///
/// ```
/// use wxkit_official::ids::OpenId;
/// use wxkit_official::mass::{DirectMessage, MassMessage, SendMassTo};
///
/// // `client.call(call).await?` brings the reply.
/// let call = SendMassTo::new(vec![OpenId::from("OPENID_1"), OpenId::from("OPENID_2")], DirectMessage::Mass(MassMessage::Text("水开了".into())));
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "message/mass/send")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SendMassTo {
    /// To whom, each once: a follower who is named twice may get it twice.
    pub to: Vec<OpenId>,
    /// What.
    pub message: DirectMessage,
    /// Whether to go on if news turns out to be a reprint and reprinting is allowed; else the platform stops.
    pub send_ignore_reprint: bool,
    /// The message's name. With it a lost answer is followed by a repeat, which cannot send twice.
    pub clientmsgid: Option<ClientMessageId>,
}

impl SendMassTo {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(to: Vec<OpenId>, message: DirectMessage) -> Self {
        Self { to, message, send_ignore_reprint: false, clientmsgid: None }
    }
}

impl Endpoint for SendMassTo {
    type Platform = Official;
    type Reply = MassJob;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/message/mass/send";

    fn repeat(&self) -> Repeat {
        job::repeat(self.clientmsgid.as_ref())
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(&Body {
            touser: self.to.clone(),
            message: self.message.wire(),
            send_ignore_reprint: self.send_ignore_reprint,
            clientmsgid: self.clientmsgid.clone(),
        });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let Body { touser, message, send_ignore_reprint, clientmsgid } = from.json()?;
        Ok(Self { to: touser, message: DirectMessage::read(message)?, send_ignore_reprint, clientmsgid })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        let different = self.to.iter().collect::<HashSet<_>>().len();
        if different < 2 {
            return Err(Invalid::new(
                "a mass message to followers by name needs at least 2 different openids",
            ));
        }
        if self.to.iter().any(|openid| openid.as_str().trim().is_empty()) {
            return Err(Invalid::new("an openid is empty"));
        }
        let mut warnings = self.message.check()?;
        if different < self.to.len() {
            warnings.push(Warning::new("an openid stands twice; this follower may get the message twice"));
        }
        warnings.extend(OPENIDS.check("the message", self.to.len() as u64)?);
        warnings.extend(job::check_name(self.clientmsgid.as_ref())?);
        Ok(warnings)
    }

    fn reply(response: &Response<Bytes>) -> Result<MassJob, Error> {
        job::read(response)
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    touser: Vec<OpenId>,
    #[serde(flatten)]
    message: Wire,
    #[serde(default, with = "flag", skip_serializing_if = "std::ops::Not::not")]
    send_ignore_reprint: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clientmsgid: Option<ClientMessageId>,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::ids::MassVideoId;
    use crate::mass::MassMessage;
    use crate::testing::{check, refusal};

    fn call(message: impl Into<DirectMessage>, receivers: usize) -> SendMassTo {
        let to = (0..receivers).map(|n| OpenId::from(format!("OPENID{n}"))).collect();
        SendMassTo { to, message: message.into(), send_ignore_reprint: false, clientmsgid: None }
    }

    #[test]
    fn send_a_video_with_words() {
        let media_id = MassVideoId::from("VIDEO");
        let message = DirectMessage::Video { media_id, title: "冲茶".into(), description: String::new() };
        check(
            &call(message, 2),
            r#"{"errcode":0,"errmsg":"send job submission success","msg_id":34182}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/message/mass/send?access_token=TOKEN
                content-type: application/json
                content-length: 117

                {"touser":["OPENID0","OPENID1"],"msgtype":"mpvideo","mpvideo":{"media_id":"VIDEO","title":"冲茶","description":""}}
                MassJob { msg_id: MessageId(34182), msg_data_id: None, earlier: false }"#]],
        );
        let refused = refusal::<SendMassTo>(
            r#"{"errcode":40130,"errmsg":"invalid openid list size, at least two openid"}"#,
        );
        expect!["input: WeChat refused with 40130, at least two openids are needed: invalid openid list size, at least two openid"].assert_eq(&refused);
    }

    #[test]
    fn a_repeat_is_a_success() {
        let named = SendMassTo {
            clientmsgid: Some(ClientMessageId::from("slice-1")),
            ..call(MassMessage::Video(MassVideoId::from("VIDEO")), 2)
        };
        check(
            &named,
            r#"{"errcode":45065,"errmsg":"clientmsgid exist","msgid":34182}"#,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/message/mass/send?access_token=TOKEN
            content-type: application/json
            content-length: 107

            {"touser":["OPENID0","OPENID1"],"msgtype":"mpvideo","mpvideo":{"media_id":"VIDEO"},"clientmsgid":"slice-1"}
            MassJob { msg_id: MessageId(34182), msg_data_id: None, earlier: true }"#]],
        );
        assert_eq!(named.repeat(), Repeat::Safe);
    }

    #[test]
    fn receivers_are_2_to_10_000() {
        let check = |receivers| call(MassMessage::Text("茶".into()), receivers).check();
        let twice = |to: &[&str]| {
            let to = to.iter().map(|openid| OpenId::from(*openid)).collect();
            SendMassTo { to, ..call(MassMessage::Text("茶".into()), 0) }.check()
        };
        assert!(twice(&["A", "A"]).is_err() && twice(&["A", "B", "A"]).unwrap().len() == 1);
        assert!(check(2).is_ok() && check(10_000).is_ok());
        expect!["a mass message to followers by name needs at least 2 different openids"]
            .assert_eq(&check(1).unwrap_err().message);
        expect!["the message has 10001 openids; a mass message may have at most 10000 (as documented)"]
            .assert_eq(&check(10_001).unwrap_err().message);
    }
}
