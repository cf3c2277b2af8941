//! Step 1 of 4: announce the file.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning, json};

use crate::Official;
use crate::ids::Vid;
use crate::limits::VIDEO_SIZE;

/// `POST /cgi-bin/material/upload_video?action=init_upload`.
///
/// More: [`manual::video`](crate::manual::video#init_upload), [the media API's manual](https://res.wx.qq.com/download/MediaApiDoc.pdf).
///
/// ```
/// use wxkit_official::video::InitUpload;
///
/// // `client.call(call).await?` brings the reply.
/// let call = InitUpload::new("tea.mp4", "da39a3ee5e6b4b0d3255bfef95601890afd80709", 1_000_000);
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "material/upload_video?action=init_upload")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InitUpload {
    /// The file's name, raw UTF-8.
    pub filename: String,
    /// SHA-1 of the whole file, 40 lower-case hex digits.
    pub filesha: String,
    /// Bytes, at most 2 GB. A number by context; the manual states no type.
    #[serde(deserialize_with = "size")]
    pub filesize: u64,
}

impl InitUpload {
    /// With all that it needs.
    pub fn new(filename: impl Into<String>, filesha: impl Into<String>, filesize: u64) -> Self {
        Self { filename: filename.into(), filesha: filesha.into(), filesize }
    }
}

/// The reply to [`InitUpload`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Initiated {
    /// 0, or absent.
    #[serde(default, deserialize_with = "json::int")]
    pub ret: i64,
    /// The video's number, to go on with.
    pub vid: Vid,
}

impl Endpoint for InitUpload {
    type Platform = Official;
    type Reply = Initiated;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/material/upload_video?action=init_upload";

    fn repeat(&self) -> Repeat {
        Repeat::Duplicates
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(self);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json()
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        if self.filesize == 0 {
            return Err(Invalid::new(format!("{}: the file is empty", self.filename)));
        }
        Ok(VIDEO_SIZE.check(&self.filename, self.filesize)?.into_iter().collect())
    }
}

fn size<'de, D: serde::Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    u64::try_from(json::int(from)?).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn init_upload() {
        let filesha = "a9993e364706816aba3e25717850c26c9cd0d89d".into();
        check(
            &InitUpload { filename: "冲茶.mp4".into(), filesha, filesize: 3_456_789 },
            r#"{"ret":0,"vid":"wxv_922551652211605504"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/material/upload_video?action=init_upload&access_token=TOKEN
                content-type: application/json
                content-length: 97

                {"filename":"冲茶.mp4","filesha":"a9993e364706816aba3e25717850c26c9cd0d89d","filesize":3456789}
                Initiated { ret: 0, vid: Vid("wxv_922551652211605504") }"#]],
        );
        let refused = refusal::<InitUpload>(r#"{"ret":48001,"errmsg":"api unauthorized"}"#);
        expect!["permission: WeChat refused with 48001, the account has no right to this interface: api unauthorized"].assert_eq(&refused);
    }
}
