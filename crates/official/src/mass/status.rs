//! Where a sent message stands.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, json};

use crate::Official;
use crate::ids::{MessageId, opt_message};

/// `POST /cgi-bin/message/mass/get`.
///
/// More: [`manual::mass`](crate::manual::mass#get), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/notify/message/api_massmsgget.html).
///
/// ```
/// use wxkit_official::ids::MessageId;
/// use wxkit_official::mass::QueryMass;
///
/// let call = QueryMass::new(MessageId::from(34_182)); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "message/mass/get")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QueryMass {
    /// Which message.
    pub msg_id: MessageId,
}

impl QueryMass {
    /// With all that it needs.
    pub fn new(msg_id: MessageId) -> Self {
        Self { msg_id }
    }
}

/// The reply to [`QueryMass`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MassReport {
    /// Which message.
    #[serde(default, deserialize_with = "opt_message", skip_serializing_if = "Option::is_none")]
    pub msg_id: Option<MessageId>,
    /// Where it stands.
    pub msg_status: MassStatus,
}

/// Where a sent message stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Word", into = "String")]
#[non_exhaustive]
pub enum MassStatus {
    /// It was sent.
    Sent,
    /// It is being sent.
    Sending,
    /// It could not be sent.
    Failed,
    /// It was deleted.
    Deleted,
    /// A word that is not listed; taken as not final.
    Unknown(String),
}

const WORDS: &[(&str, MassStatus)] = &[
    ("SEND_SUCCESS", MassStatus::Sent),
    ("SENDING", MassStatus::Sending),
    ("SEND_FAIL", MassStatus::Failed),
    ("DELETE", MassStatus::Deleted),
];

impl MassStatus {
    /// The platform's word.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Unknown(word) => word,
            known => WORDS.iter().find(|(_, status)| status == known).map_or("", |(word, _)| word),
        }
    }
}

impl Endpoint for QueryMass {
    type Platform = Official;
    type Reply = MassReport;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/message/mass/get";

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

#[derive(Deserialize)]
struct Word(#[serde(deserialize_with = "json::text")] String);

impl From<Word> for MassStatus {
    fn from(Word(word): Word) -> Self {
        let known = WORDS.iter().find(|(known, _)| *known == word.trim());
        known.map_or_else(|| Self::Unknown(word), |(_, status)| status.clone())
    }
}

impl From<MassStatus> for String {
    fn from(status: MassStatus) -> Self {
        status.word().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn query() {
        check(
            &QueryMass { msg_id: MessageId::from(201_053_012) },
            r#"{"msg_id":"201053012","msg_status":"SEND_SUCCESS"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/message/mass/get?access_token=TOKEN
                content-type: application/json
                content-length: 20

                {"msg_id":201053012}
                MassReport { msg_id: Some(MessageId(201053012)), msg_status: Sent }"#]],
        );
        let refused = refusal::<QueryMass>(r#"{"errcode":40059,"errmsg":"invalid msg id"}"#);
        expect!["input: WeChat refused with 40059, the message id is not valid: invalid msg id"]
            .assert_eq(&refused);
    }

    #[test]
    fn unknown_words_are_kept() {
        let report: MassReport = json::from_slice(br#"{"msg_status":"AUDITING"}"#).unwrap();
        assert_eq!(report.msg_status, MassStatus::Unknown("AUDITING".into()));
        assert_eq!((report.msg_status.word(), report.msg_id), ("AUDITING", None));
    }
}
