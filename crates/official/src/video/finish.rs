//! Step 3 of 4: all blocks are there.

use http::Method;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint};

use super::Ret;
use crate::Official;
use crate::ids::Vid;

/// `POST /cgi-bin/material/upload_video?action=upload_finish`.
///
/// Without a body: `Content-Length: 0`. The manual declares POST although its `curl` does GET.
///
/// More: [`manual::video`](crate::manual::video#upload_finish), [the media API's manual](https://res.wx.qq.com/download/MediaApiDoc.pdf).
///
/// ```
/// use wxkit_official::ids::Vid;
/// use wxkit_official::video::UploadFinish;
///
/// let call = UploadFinish::new(Vid::from("wxv_1")); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "material/upload_video?action=upload_finish")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadFinish {
    /// Which video.
    pub vid: Vid,
}

impl UploadFinish {
    /// With all that it needs.
    pub fn new(vid: Vid) -> Self {
        Self { vid }
    }
}

impl Endpoint for UploadFinish {
    type Platform = Official;
    type Reply = Ret;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/material/upload_video?action=upload_finish";

    fn encode(&self, out: &mut Encoder) {
        out.query("vid", self.vid.as_str());
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self { vid: Vid::from(from.query("vid")?) })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn upload_finish() {
        check(
            &UploadFinish { vid: Vid::from("wxv_1") },
            r#"{"ret":0}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/material/upload_video?action=upload_finish&vid=wxv_1&access_token=TOKEN
                content-length: 0


                Ret { ret: 0 }"#]],
        );
        // As seen in public in December 2019.
        let refused = refusal::<UploadFinish>(r#"{"errcode":20001,"errmsg":" hint: [a1]"}"#);
        expect!["unknown: WeChat refused with 20001, the platform gives no reason: hint: [a1]"]
            .assert_eq(&refused);
    }
}
