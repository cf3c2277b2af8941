//! Step 2 of 4: one block, repeated.

use http::Method;
use wxkit_proto::{Body, DecodeError, Decoder, Encoder, Endpoint, Repeat};

use super::Ret;
use crate::Official;
use crate::ids::Vid;

/// Bytes of every block but the last. One sentence of the manual says that a block has 1 MB, another "within 1 MB", and
/// a sibling interface refuses smaller ones: so exactly this many, unless configured otherwise.
pub const BLOCK_SIZE: u64 = 1_048_576;

/// `POST /cgi-bin/material/upload_video?action=upload_block`.
///
/// The bytes travel as they are. The manual's own `curl -d` would strip line breaks and NUL.
///
/// More: [`manual::video`](crate::manual::video#upload_block), [the media API's manual](https://res.wx.qq.com/download/MediaApiDoc.pdf).
///
/// ```
/// use wxkit_official::ids::Vid;
/// use wxkit_official::video::UploadBlock;
/// use wxkit_proto::Body;
///
/// // `client.call(call).await?` brings the reply.
/// let call = UploadBlock::new(Vid::from("wxv_1"), 0, "da39a3ee5e6b4b0d3255bfef95601890afd80709", Body::from(vec![0; 1024]));
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "material/upload_video?action=upload_block")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadBlock {
    /// Whose block.
    pub vid: Vid,
    /// Which block, from 0. On the wire the count begins at 1.
    pub position: u32,
    /// SHA-1 of this block, 40 lower-case hex digits.
    pub sha1: String,
    /// The bytes.
    pub block: Body,
}

impl UploadBlock {
    /// With all that it needs.
    pub fn new(vid: Vid, position: u32, sha1: impl Into<String>, block: Body) -> Self {
        Self { vid, position, sha1: sha1.into(), block }
    }
}

impl Endpoint for UploadBlock {
    type Platform = Official;
    type Reply = Ret;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/material/upload_video?action=upload_block";

    /// The same block again overwrites itself.
    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("vid", self.vid.as_str());
        out.query("part_sha", &self.sha1);
        out.query("part_num", self.position.saturating_add(1).to_string());
        out.octets(self.block.clone());
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let number = from.query("part_num")?.parse::<u32>().ok();
        let position =
            number.and_then(|n| n.checked_sub(1)).ok_or_else(|| DecodeError::new("part_num not valid"))?;
        Ok(Self {
            vid: Vid::from(from.query("vid")?),
            position,
            sha1: from.query("part_sha")?,
            block: from.octets().into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn upload_block() {
        let sha1 = "84a516841ba77a5b4648de2cd0dfcb30ea46dbb4".into();
        check(
            &UploadBlock { vid: Vid::from("wxv_1"), position: 0, sha1, block: "\n\n\0".into() },
            r#"{"ret":0}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/material/upload_video?action=upload_block&vid=wxv_1&part_sha=84a516841ba77a5b4648de2cd0dfcb30ea46dbb4&part_num=1&access_token=TOKEN
                content-type: application/octet-stream
                content-length: 3



                \u{0}
                Ret { ret: 0 }"#]],
        );
        let refused = refusal::<UploadBlock>(r#"{"errcode":-1,"errmsg":"system error"}"#);
        expect!["busy: WeChat refused with -1, WeChat is busy: system error"].assert_eq(&refused);
    }

    #[test]
    fn a_block_of_line_breaks_and_nul_travels_as_it_is() {
        let bytes: Vec<u8> = b"\r\n\0".iter().copied().cycle().take(1 << 20).collect();
        let block =
            UploadBlock { vid: Vid::from("v"), position: 3, sha1: "s".into(), block: bytes.clone().into() };
        let env = wxkit_proto::Env::new(wxkit_proto::Timestamp::default(), [0; 32]);
        let request = block.request(Some(&wxkit_proto::Token::new("T")), &env).unwrap();
        assert_eq!(request.body().in_memory().unwrap(), bytes);
        assert_eq!(request.headers()["content-length"], "1048576");
        assert!(request.uri().query().unwrap().contains("part_num=4"));
    }
}
