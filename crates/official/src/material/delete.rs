//! Delete permanent material.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::envelope::Done;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Error, Repeat};

use crate::Official;
use crate::ids::MaterialId;

/// `POST /cgi-bin/material/del_material`.
///
/// Material that an automatic reply or the menu uses stays (48005). A repeat after a lost answer finds nothing left to
/// delete, see [`DeleteMaterial::already_gone`].
///
/// More: [`manual::material`](crate::manual::material#del_material), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/material/permanent/api_delmaterial.html).
///
/// ```
/// use wxkit_official::ids::MaterialId;
/// use wxkit_official::material::DeleteMaterial;
///
/// let call = DeleteMaterial::new(MaterialId::from("MEDIA_ID")); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "material/del_material")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeleteMaterial {
    /// Which material.
    pub media_id: MaterialId,
}

impl DeleteMaterial {
    /// With all that it needs.
    pub fn new(media_id: MaterialId) -> Self {
        Self { media_id }
    }

    /// Whether an error says that there is no such material (40007). On a repeat after a lost answer
    /// ([`Call::lost_an_answer`](wxkit_proto::Call::lost_an_answer)) this is a success; on a first attempt the id is
    /// wrong, or of temporary media.
    #[must_use]
    pub fn already_gone(error: &Error) -> bool {
        error.code() == Some(40007)
    }
}

impl Endpoint for DeleteMaterial {
    type Platform = Official;
    type Reply = Done;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/material/del_material";

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
    use bytes::Bytes;
    use expect_test::expect;
    use http::Response;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn delete() {
        check(
            &DeleteMaterial { media_id: MaterialId::from("MATERIAL") },
            r#"{"errcode":0,"errmsg":"ok"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/material/del_material?access_token=TOKEN
                content-type: application/json
                content-length: 23

                {"media_id":"MATERIAL"}
                Done { errcode: 0, errmsg: "ok" }"#]],
        );
        let refused =
            refusal::<DeleteMaterial>(r#"{"errcode":48005,"errmsg":"api forbid to delete material"}"#);
        expect!["state: WeChat refused with 48005, the material is in use and cannot be deleted: api forbid to delete material"].assert_eq(&refused);
    }

    #[test]
    fn gone_is_told_from_other_refusals() {
        let gone = |body: &'static str| {
            let error =
                DeleteMaterial::reply(&Response::new(Bytes::from_static(body.as_bytes()))).unwrap_err();
            DeleteMaterial::already_gone(&error)
        };
        assert!(gone(r#"{"errcode":40007,"errmsg":"invalid media_id"}"#));
        assert!(!gone(r#"{"errcode":48005,"errmsg":""}"#));
    }
}
