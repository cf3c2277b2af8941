//! Media of a group robot (群机器人).

use http::Method;
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, File, Repeat, Secret, Warning};

use super::check::check_within;
use super::{MediaKind, Uploaded};
use crate::Work;
use crate::ids::RobotMediaId;
use crate::limits::{ROBOT_FILE_SIZE, VOICE_SIZE};
use crate::name::wire_name;

/// `POST /cgi-bin/webhook/upload_media`: uploads a file that lives for 3 days, for one robot. There is
/// no access token; the robot's key is the secret.
///
/// More: [`manual::robots`](crate::manual::robots#upload_media), [WeChat's page](https://developer.work.weixin.qq.com/document/path/91770).
///
/// ```
/// use wxkit_proto::File;
/// use wxkit_work::media::{RobotFileKind, UploadRobotMedia};
/// use wxkit_work::message::robot_key;
///
/// let secret = robot_key("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=KEY")?;
/// let file = File::from_bytes("tea.png", b"\x89PNG\r\n\x1a\n".as_slice());
/// // `client.call(call).await?` brings the reply.
/// let call = UploadRobotMedia::new(secret, RobotFileKind::File, file);
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "webhook/upload_media")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadRobotMedia {
    /// The robot's key, from the address of its webhook.
    pub key: Secret,
    /// What it is uploaded as.
    pub kind: RobotFileKind,
    /// The file, of more than 5 bytes: anything up to 20 MB, or a voice in AMR up to 2 MB and 60 seconds.
    pub file: File,
}

impl UploadRobotMedia {
    /// With all that it needs.
    pub fn new(key: Secret, kind: RobotFileKind, file: File) -> Self {
        Self { key, kind, file }
    }
}

/// What media of a robot is uploaded as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RobotFileKind {
    /// Anything; a receiver sees its name.
    File,
    /// AMR.
    Voice,
}

impl RobotFileKind {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.media().as_str()
    }

    fn media(self) -> MediaKind {
        match self {
            Self::File => MediaKind::File,
            Self::Voice => MediaKind::Voice,
        }
    }
}

impl Endpoint for UploadRobotMedia {
    type Platform = Work;
    type Reply = Uploaded<RobotMediaId>;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/webhook/upload_media";
    const AUTH: bool = false;

    fn repeat(&self) -> Repeat {
        Repeat::Duplicates
    }

    fn secrets(&self) -> Vec<&str> {
        vec![self.key.reveal()]
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("key", self.key.reveal());
        out.query("type", self.kind.as_str());
        out.file_as("media", &self.file, wire_name(&self.file, self.kind.media()));
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let kind = match from.query("type")?.as_str() {
            "file" => RobotFileKind::File,
            "voice" => RobotFileKind::Voice,
            _ => return Err(DecodeError::new("type not valid")),
        };
        Ok(Self { key: Secret::new(from.query("key")?), kind, file: from.file("media")? })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        let limit = if self.kind == RobotFileKind::Voice { VOICE_SIZE } else { ROBOT_FILE_SIZE };
        check_within(&self.file, self.kind.media(), &limit)
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn upload_robot_media() {
        let file = File::from_bytes("日报.txt", "mytext");
        let key = Secret::new("693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa");
        check(
            &UploadRobotMedia { key, kind: RobotFileKind::File, file },
            r#"{"errcode":0,"errmsg":"ok","type":"file","media_id":"ROBOT","created_at":"1380000000"}"#,
            &expect![[r#"
                POST https://qyapi.weixin.qq.com/cgi-bin/webhook/upload_media?key=693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa&type=file
                content-type: multipart/form-data; boundary=BOUNDARY
                content-length: 203

                --BOUNDARY
                Content-Disposition: form-data; name="media"; filename="日报.txt"
                Content-Type: application/octet-stream

                mytext
                --BOUNDARY--

                Uploaded { kind: "file", media_id: RobotMediaId(MediaId { text: "ROBOT", created_at: Some(Timestamp(1380000000000)) }) }"#]],
        );
        let refused = refusal::<UploadRobotMedia>(r#"{"errcode":40001,"errmsg":"invalid webhook key"}"#);
        expect!["input: WeChat refused with 40001, the application secret is not valid: invalid webhook key"]
            .assert_eq(&refused);
    }
}
