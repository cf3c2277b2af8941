//! Pictures of complaints.

use http::{Method, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use wxkit_proto::download::{Fetch, ReceivedFile};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Error, Platform as _, Repeat};

use crate::Pay;
use crate::platform::base_url_of;

/// `GET /v3/merchant-service/images/{media_id}`: a picture of a complaint (投诉图片). The answer is a file
/// and has no signature.
///
/// With [`Call`](wxkit_proto::Call) it is taken into memory, with [`Download`](wxkit_proto::download::Download) it is stored.
///
/// More: [`manual::complaints`](crate::manual::complaints#image), [WeChat's page](https://pay.weixin.qq.com/doc/v3/merchant/4012467251).
///
/// ```
/// use wxkit_pay::complaint::DownloadComplaintImage;
///
/// let call = DownloadComplaintImage::new("ChsyMDAzMTAwNDIwMDAwMDAwMDAwMDAwMDAw")?;
/// // `client.call(call).await?` brings the picture into memory.
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "merchant-service/images/{media_id}")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DownloadComplaintImage {
    path: String,
    host: &'static str,
}

const BEFORE: &str = "/v3/merchant-service/images/";
/// Of merchants outside of the mainland.
const GLOBAL: &str = "/v3/global/merchant-service/images/";

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

impl DownloadComplaintImage {
    /// By the id of the picture, as it is or percent-encoded as in an address: such an id holds no `%`.
    ///
    /// # Errors
    /// If it is empty.
    pub fn new(media_id: &str) -> Result<Self, Invalid> {
        if media_id.is_empty() || media_id == "." || media_id == ".." {
            return Err(Invalid::new("the id of the picture is not valid"));
        }
        let id = percent_decode_str(media_id).decode_utf8_lossy();
        Ok(Self { path: format!("{BEFORE}{}", utf8_percent_encode(&id, RESERVED)), host: Pay::BASE_URL })
    }

    /// By an address out of a complaint (`media_url`); its path and query are sent and signed as they stand, to the host of
    /// WeChat Pay that it names.
    ///
    /// # Errors
    /// If it is no address of a picture of a complaint.
    pub fn from_url(url: &str) -> Result<Self, Error> {
        let uri: Option<Uri> = url.trim().parse().ok();
        let target = uri.as_ref().and_then(Uri::path_and_query).map(|target| target.as_str().to_owned());
        let leads = |target: &String| {
            [BEFORE, GLOBAL].iter().any(|before| target.strip_prefix(before).is_some_and(|id| !id.is_empty()))
        };
        let host = uri.as_ref().and_then(Uri::host).and_then(base_url_of).unwrap_or(Pay::BASE_URL);
        match target.filter(leads) {
            Some(path) => Ok(Self { path, host }),
            None => Err(Error::invalid(format!("the address must lead to {BEFORE}… or {GLOBAL}…"))),
        }
    }
}

impl Endpoint for DownloadComplaintImage {
    type Platform = Pay;
    type Reply = ReceivedFile;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v3/merchant-service/images/{media_id}";
    const UNSIGNED: bool = true;

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.accept("*/*");
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let id = from.query_opt("complaint_id");
        let query = id.map_or_else(String::new, |id| format!("?complaint_id={id}"));
        Ok(Self { path: format!("{}{query}", from.path()), host: Pay::BASE_URL })
    }

    fn path(&self) -> &str {
        &self.path
    }

    fn base_url(&self) -> &'static str {
        self.host
    }
}

impl Fetch for DownloadComplaintImage {
    const LIMIT: u64 = 32 * 1024 * 1024;

    fn id(&self) -> String {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.split('?').next().unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wxkit_proto::Env;

    use crate::testing::{NOW, check_file, credential};

    #[test]
    fn download_complaint_image() {
        check_file(
            &DownloadComplaintImage::new("a/b 茶").unwrap(),
            "GET https://api.mch.weixin.qq.com/v3/merchant-service/images/a%2Fb%20%E8%8C%B6\naccept: */*\n",
        );
        let url = " https://api.mch.weixin.qq.com/v3/merchant-service/images/ChsyMDAwMDE%3D";
        check_file(
            &DownloadComplaintImage::from_url(url).unwrap(),
            "GET https://api.mch.weixin.qq.com/v3/merchant-service/images/ChsyMDAwMDE%3D\naccept: */*\n",
        );
        // As it stands in an address.
        check_file(
            &DownloadComplaintImage::new("Chsy%2FFR1pAGKA%3D").unwrap(),
            "GET https://api.mch.weixin.qq.com/v3/merchant-service/images/Chsy%2FFR1pAGKA%3D\naccept: */*\n",
        );
        let url = "https://apihk.mch.weixin.qq.com/v3/global/merchant-service/images/Chsy?complaint_id=2002";
        let request = DownloadComplaintImage::from_url(url).unwrap();
        assert_eq!(request.id(), "Chsy");
        let request = request.request(Some(&credential()), &Env::new(NOW, [0; 32])).unwrap();
        assert_eq!(request.uri(), url);
        for wrong in
            ["", "https://x.invalid/v3/certificates", "https://x.invalid/v3/merchant-service/images/", "::"]
        {
            assert!(DownloadComplaintImage::from_url(wrong).is_err(), "{wrong}");
        }
        assert!(DownloadComplaintImage::new("..").is_err());
    }
}
