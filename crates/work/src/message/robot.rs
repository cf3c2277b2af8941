//! Send a message by a group robot.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::envelope::Done;
use wxkit_proto::{
    Algorithm, DecodeError, Decoder, Encoder, Endpoint, File, FileKind, Invalid, Secret, Warning,
    check_content, hex_digest, json, query_pairs,
};

use super::wire::missing;
use crate::Work;
use crate::ids::RobotMediaId;
use crate::limits::ROBOT_PICTURE_SIZE;

/// `POST /cgi-bin/webhook/send`: a group robot (群机器人) sends to its chat. There is no access token; the
/// robot's key is the secret.
///
/// At most 20 messages a minute. Never repeated after a lost answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendByRobot {
    /// The robot's key, from the address of its webhook.
    pub key: Secret,
    /// What.
    pub message: RobotMessage,
}

/// The key of a group robot, from what people have of it: the key itself, or the whole address of its webhook.
///
/// # Errors
/// If it is neither; nothing of it is repeated.
pub fn robot_key(given: &str) -> Result<Secret, Invalid> {
    let given = given.trim();
    let key = match given.split_once('?') {
        Some((_, query)) => {
            let pairs = query_pairs(query.split('#').next().unwrap_or_default());
            pairs.into_iter().find(|(name, _)| name == "key").map(|(_, key)| key)
        }
        None => Some(given.strip_prefix("key=").unwrap_or(given).to_owned()),
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    match key.filter(|key| !key.is_empty() && key.len() <= 256 && key.chars().all(is_plain)) {
        Some(key) => Ok(Secret::new(key)),
        None => Err(Invalid::new(
            "must be the key of a group robot, or the whole address of its webhook, which ends in ?key=…",
        )),
    }
}

/// A message of a group robot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RobotMessage {
    /// A file that was uploaded for this robot.
    File(RobotMediaId),
    /// A voice that was uploaded for this robot.
    Voice(RobotMediaId),
    /// A picture, sent with the message: the bytes of a JPEG or PNG, up to 2 MB.
    Image(Bytes),
}

impl Endpoint for SendByRobot {
    type Family = Work;
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
        let (msgtype, body) = match &self.message {
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
        let Body { msgtype, file, voice, image } = from.json()?;
        let message = match msgtype.as_str() {
            "file" => RobotMessage::File(file.ok_or_else(|| missing("file"))?.media_id),
            "voice" => RobotMessage::Voice(voice.ok_or_else(|| missing("voice"))?.media_id),
            "image" => RobotMessage::Image(image.ok_or_else(|| missing("image"))?.read()?),
            _ => return Err(DecodeError::new("msgtype not valid")),
        };
        Ok(Self { key, message })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        match &self.message {
            RobotMessage::File(id) | RobotMessage::Voice(id) if id.0.as_str().trim().is_empty() => {
                Err(Invalid::new("the media id is empty"))
            }
            RobotMessage::File(_) | RobotMessage::Voice(_) => Ok(Vec::new()),
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
    file: Option<Ref>,
    #[serde(skip_serializing_if = "Option::is_none")]
    voice: Option<Ref>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Picture>,
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
    use wxkit_proto::envelope::MediaId;

    use super::*;
    use crate::testing::{check, refusal};

    fn call(message: RobotMessage) -> SendByRobot {
        SendByRobot { key: Secret::new("693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa"), message }
    }

    #[test]
    fn send_by_robot() {
        let message = RobotMessage::File(RobotMediaId(MediaId::new("3a8asd892asd8asd")));
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
    fn what_a_robot_cannot_send_is_refused() {
        let problem = |message| call(message).check().unwrap_err().message;
        expect!["the picture: the content is GIF; a robot's picture must be JPEG, PNG (as documented)"]
            .assert_eq(&problem(RobotMessage::Image(Bytes::from_static(b"GIF89a..."))));
        let large = [&b"\xff\xd8\xff\xe0"[..], &vec![0; 2 << 20]].concat();
        expect!["the picture has 2097156 bytes; a robot's picture may have at most 2097152 (as documented)"]
            .assert_eq(&problem(RobotMessage::Image(large.into())));
        expect!["the media id is empty"]
            .assert_eq(&problem(RobotMessage::Voice(RobotMediaId(MediaId::new("")))));
    }
}
