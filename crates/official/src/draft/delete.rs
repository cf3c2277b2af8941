//! Throw a draft away.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::envelope::Done;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat};

use crate::Official;
use crate::ids::DraftId;

/// `POST /cgi-bin/draft/delete`. It cannot be brought back.
///
/// More: [`manual::draft`](crate::manual::draft#delete), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_delete.html).
///
/// ```
/// use wxkit_official::draft::DeleteDraft;
/// use wxkit_official::ids::DraftId;
///
/// let call = DeleteDraft::new(DraftId::from("MEDIA_ID")); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "draft/delete")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeleteDraft {
    /// Which draft.
    pub media_id: DraftId,
}

impl DeleteDraft {
    /// With all that it needs.
    pub fn new(media_id: DraftId) -> Self {
        Self { media_id }
    }
}

impl Endpoint for DeleteDraft {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/draft/delete";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(self);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json()
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn delete() {
        check(
            &DeleteDraft { media_id: DraftId::from("MEDIA_ID") },
            "{}",
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/draft/delete?access_token=TOKEN
            content-type: application/json
            content-length: 23

            {"media_id":"MEDIA_ID"}
            Done { errcode: 0, errmsg: "" }"#]],
        );
        let refused = refusal::<DeleteDraft>(r#"{"errcode":40007,"errmsg":"invalid media_id"}"#);
        expect!["media: WeChat refused with 40007, the media id is not valid: invalid media_id"]
            .assert_eq(&refused);
    }
}
