//! Publish a draft.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint};

use super::number::opt_msg_data;
use crate::Official;
use crate::ids::{DraftId, MsgDataId, PublishId};

/// `POST /cgi-bin/freepublish/submit`. A success means accepted: ask with
/// [`QueryPublish`](crate::freepublish::QueryPublish), or wait for the event PUBLISHJOBFINISH.
///
/// If the answer is lost, look whether the draft is gone ([`ReadDraft`](crate::draft::ReadDraft)) and what is published
/// ([`ListPublished`](crate::freepublish::ListPublished)) before you submit again.
///
/// More: [`manual::freepublish`](crate::manual::freepublish#submit), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/public/api_freepublish_submit.html).
///
/// ```
/// use wxkit_official::freepublish::SubmitDraft;
/// use wxkit_official::ids::DraftId;
///
/// let call = SubmitDraft::new(DraftId::from("MEDIA_ID")); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "freepublish/submit")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SubmitDraft {
    /// Which draft.
    pub media_id: DraftId,
}

impl SubmitDraft {
    /// With all that it needs.
    pub fn new(media_id: DraftId) -> Self {
        Self { media_id }
    }
}

/// The reply to [`SubmitDraft`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SubmittedDraft {
    /// The job (发布任务) to ask about.
    pub publish_id: PublishId,
    /// The message's number in the statistics, if the server gives it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "opt_msg_data")]
    pub msg_data_id: Option<MsgDataId>,
}

impl Endpoint for SubmitDraft {
    type Platform = Official;
    type Reply = SubmittedDraft;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/freepublish/submit";

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
    fn submit() {
        let submit = SubmitDraft { media_id: DraftId::from("MEDIA_ID") };
        check(
            &submit,
            r#"{"errcode":0,"errmsg":"ok","publish_id":"100000001","msg_data_id":"2247483652"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/freepublish/submit?access_token=TOKEN
                content-type: application/json
                content-length: 23

                {"media_id":"MEDIA_ID"}
                SubmittedDraft { publish_id: PublishId(100000001), msg_data_id: Some(MsgDataId(2247483652)) }"#]],
        );
        check(
            &submit,
            r#"{"publish_id":18446744073709551615,"msg_data_id":"?"}"#,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/freepublish/submit?access_token=TOKEN
            content-type: application/json
            content-length: 23

            {"media_id":"MEDIA_ID"}
            SubmittedDraft { publish_id: PublishId(18446744073709551615), msg_data_id: None }"#]],
        );
        let refused = refusal::<SubmitDraft>(r#"{"errcode":53503,"errmsg":"draft not passed"}"#);
        expect!["content: WeChat refused with 53503, the draft did not pass the check: draft not passed"]
            .assert_eq(&refused);
        expect![[r#"reply: unreadable answer: missing field `publish_id`; it began with: {"errcode":0,"publish_id":""}"#]].assert_eq(&refusal::<SubmitDraft>(r#"{"errcode":0,"publish_id":""}"#));
    }
}
