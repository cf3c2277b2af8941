//! Turn the draft box on.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, json};

use crate::Official;
use crate::flag;

/// `POST /cgi-bin/draft/switch`. Historic: all accounts have the draft box today.
///
/// More: [`manual::draft`](crate::manual::draft#switch), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/draftbox/draftmanage/api_draft_switch.html).
///
/// ```
/// use wxkit_official::draft::DraftSwitch;
///
/// let call = DraftSwitch::ask(); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "draft/switch")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DraftSwitch {
    /// Whether to ask only. Otherwise the draft box is turned on, **for ever**.
    pub check_only: bool,
}

impl DraftSwitch {
    /// Asks whether the draft box is on.
    pub fn ask() -> Self {
        Self { check_only: true }
    }

    /// Turns the draft box on, **for ever**.
    pub fn turn_on() -> Self {
        Self { check_only: false }
    }
}

/// The reply to [`DraftSwitch`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SwitchState {
    /// 0, or absent.
    #[serde(default, deserialize_with = "json::int")]
    pub errcode: i64,
    /// Whether the draft box is on.
    #[serde(with = "flag")]
    pub is_open: bool,
}

impl Endpoint for DraftSwitch {
    type Platform = Official;
    type Reply = SwitchState;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/draft/switch";

    fn repeat(&self) -> Repeat {
        if self.check_only { Repeat::Safe } else { Repeat::Never }
    }

    fn encode(&self, out: &mut Encoder) {
        if self.check_only {
            out.query("checkonly", "1");
        }
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self { check_only: from.query_opt("checkonly").as_deref() == Some("1") })
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn switch() {
        let ask = DraftSwitch { check_only: true };
        check(
            &ask,
            r#"{"errcode":0,"errmsg":"ok","is_open":"1"}"#,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/draft/switch?checkonly=1&access_token=TOKEN
            content-length: 0


            SwitchState { errcode: 0, is_open: true }"#]],
        );
        let turn = DraftSwitch { check_only: false };
        check(
            &turn,
            r#"{"is_open":0}"#,
            &expect![[r#"
            POST https://api.weixin.qq.com/cgi-bin/draft/switch?access_token=TOKEN
            content-length: 0


            SwitchState { errcode: 0, is_open: false }"#]],
        );
        assert_eq!((ask.repeat(), turn.repeat()), (Repeat::Safe, Repeat::Never));
        let refused = refusal::<DraftSwitch>(r#"{"errcode":48001,"errmsg":"api unauthorized"}"#);
        expect!["permission: WeChat refused with 48001, the account has no right to this interface: api unauthorized"].assert_eq(&refused);
    }
}
