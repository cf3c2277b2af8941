//! Where a bill is, and the call that fetches it and other files.

use http::{Method, Uri};
use serde::{Deserialize, Serialize};
use wxkit_proto::download::{Fetch, ReceivedFile};
use wxkit_proto::error::{Invalid, Unreadable};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Env, Error, Platform as _, Repeat, json};

use crate::Pay;
use crate::platform::base_url_of;

/// The reply to an application for a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BillAddress {
    /// The algorithm of the digest, `SHA1`.
    #[serde(deserialize_with = "json::text")]
    pub hash_type: String,
    /// The digest of the bill, **unpacked**, in hexadecimal digits.
    #[serde(deserialize_with = "json::id")]
    pub hash_value: String,
    /// Where it is, for 30 seconds to 5 minutes and for one download; may begin with a blank.
    #[serde(deserialize_with = "json::id")]
    pub download_url: String,
}

/// `GET /v3/billdownload/file`, or another address at WeChat Pay that an answer gives: a bill (账单), an electronic receipt
/// (电子回单), a bill of profit sharing (分账账单) or of sub-merchants (收付通), an invoice (发票). The answer is a file and has no
/// signature; hold it against the digest that came with the address, by
/// [`Download::expecting`](wxkit_proto::download::Download::expecting).
///
/// More: [`manual::bills`](crate::manual::bills#download), [WeChat's page](https://pay.weixin.qq.com/doc/v3/merchant/4013071238).
///
/// ```
/// use wxkit_pay::bill::FetchFile;
///
/// let url = "https://api.mch.weixin.qq.com/v3/billdownload/file?token=TOKEN";
/// let call = FetchFile::from_url(url, None)?;
/// // `client.download(call, folder).await?` brings the file.
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "billdownload/file")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchFile {
    target: String,
    host: &'static str,
}

impl FetchFile {
    /// By an address; its path and query are sent and signed as they stand, to the host of WeChat Pay that it names. It may
    /// also lead to `base_url`, if the calls of this program go there instead.
    ///
    /// # Errors
    /// If it is no address, or names another host: the signature is for nobody else.
    pub fn from_url(url: &str, base_url: Option<&str>) -> Result<Self, Invalid> {
        let uri: Uri =
            url.trim().parse().map_err(|_| Invalid::new("the address of the file is not valid"))?;
        let authority = uri.authority().map(ToString::to_string).unwrap_or_default();
        let base_url = base_url.and_then(|base_url| base_url.parse::<Uri>().ok());
        let is_ours = base_url
            .and_then(|base_url| Some(base_url.authority()?.as_str() == authority))
            .unwrap_or_default();
        let host = base_url_of(&authority);
        if !is_ours && host.is_none() {
            let shown: String = authority.chars().take(128).collect();
            return Err(Invalid::new(format!("the file lies at {shown}, which is no host of WeChat Pay")));
        }
        let target = uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
        Ok(Self { target, host: host.unwrap_or(Pay::BASE_URL) })
    }
}

impl BillAddress {
    /// The call that fetches the bill; the address must name a host of WeChat Pay, or the one in [`Env::base_url`](Env).
    ///
    /// # Errors
    /// [`Error::Reply`] if the address is none or names another host.
    pub fn fetch(&self, env: &Env) -> Result<FetchFile, Error> {
        FetchFile::from_url(&self.download_url, env.base_url.as_deref()).map_err(|wrong| odd(wrong.message))
    }
}

/// What was readable and yet cannot be used; nothing of it is repeated, because the address lets anybody in.
pub(super) fn odd(message: impl Into<String>) -> Error {
    Error::Reply(Unreadable::new(message))
}

impl Endpoint for FetchFile {
    type Platform = Pay;
    type Reply = ReceivedFile;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v3/billdownload/file";
    const UNSIGNED: bool = true;

    /// An address works once, so that a repeat may be refused: whoever wants another try applies again. Nothing is done by
    /// it that would have to be looked up.
    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.accept("*/*");
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self { target: format!("{}?token={}", from.path(), from.query("token")?), host: Pay::BASE_URL })
    }

    fn path(&self) -> &str {
        &self.target
    }

    fn base_url(&self) -> &'static str {
        self.host
    }
}

impl Fetch for FetchFile {
    fn id(&self) -> String {
        let path = self.target.split('?').next().unwrap_or_default();
        path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("file").to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;
    use http::Response;
    use wxkit_proto::{Answer, Call, Flow as _, Kind, Step};

    use super::*;
    use crate::testing::{NOW, check_file, credential};

    fn check(base_url: Option<&str>, url: &str, expected: &str) {
        let address =
            BillAddress { hash_type: "SHA1".into(), hash_value: "00".into(), download_url: url.into() };
        let env = Env { base_url: base_url.map(Arc::from), ..Env::new(NOW, [0; 32]) };
        let told = match address.fetch(&env) {
            Ok(fetch) => fetch.target,
            Err(error) => error.to_string(),
        };
        assert!(told.starts_with(expected), "{told}");
    }

    #[test]
    fn only_known_hosts_get_a_signature() {
        check(
            None,
            " https://api.mch.weixin.qq.com/v3/billdownload/file?token=a%2B",
            "/v3/billdownload/file?token=a%2B",
        );
        check(
            None,
            "https://api2.wechatpay.cn/v3/billdownload/file?token=x",
            "/v3/billdownload/file?token=x",
        );
        check(
            None,
            "https://evil.invalid/v3/billdownload/file?token=x",
            "unreadable answer: the file lies at evil.invalid",
        );
        check(None, "https://api.mch.weixin.qq.com.evil.invalid/x", "unreadable answer");
        check(None, "https://api.mch.weixin.qq.com@evil.invalid/x", "unreadable answer");
        check(None, "http://127.0.0.1:8080/x", "unreadable answer");
        check(Some("http://127.0.0.1:8080"), "http://127.0.0.1:8080/x?token=y", "/x?token=y");
        check(Some("http://127.0.0.1:8080"), "http://127.0.0.1:8081/x", "unreadable answer");
        check(None, "no address", "unreadable answer");
    }

    #[test]
    fn fetch_bill() {
        let url = "https://api.mch.weixin.qq.com/v3/billdownload/file?token=6XIv5TUPto7pByrTQKhd6kwv";
        let bill = FetchFile::from_url(url, None).unwrap();
        check_file(
            &bill,
            "GET https://api.mch.weixin.qq.com/v3/billdownload/file?token=6XIv5TUPto7pByrTQKhd6kwv\naccept: */*\n",
        );
    }

    /// Nothing was done that anybody could look for in the console.
    #[test]
    fn a_refusal_without_a_signature_leaves_nothing_unknown() {
        let env = Env::new(NOW, [0; 32]);
        let mut call = Call::new(
            FetchFile::from_url("https://api.mch.weixin.qq.com/v3/billdownload/file?token=x", None).unwrap(),
        );
        let Step::Do(ticket, _) = call.step(&env) else { panic!("it needs a credential") };
        call.answer(&env, ticket, Answer::Credential(credential()));
        let Step::Do(ticket, _) = call.step(&env) else { panic!("it is sent") };
        let refused = Response::builder().status(400).body(Bytes::from_static(b"{}")).unwrap();
        call.answer(&env, ticket, Answer::Reply(refused));
        let Step::Done(Err(error)) = call.step(&env) else { panic!("it is not repeated") };
        assert_eq!(error.kind(), Kind::Transport, "{error}");
    }
}
