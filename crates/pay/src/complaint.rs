//! Pictures of complaints.

use http::{Method, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Error, Fetch, Invalid, ReceivedFile, Repeat};

use crate::Pay;

/// `GET /v3/merchant-service/images/{media_id}` (spec/pay.md 10.2): a picture of a complaint (投诉图片). The answer is a file
/// and has no signature.
///
/// With [`Call`](wxkit_proto::Call) it is taken into memory, with [`Download`](wxkit_proto::Download) it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DownloadComplaintImage {
    path: String,
}

const BEFORE: &str = "/v3/merchant-service/images/";

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

impl DownloadComplaintImage {
    /// By the id of the picture.
    ///
    /// # Errors
    /// If it is empty.
    pub fn new(media_id: &str) -> Result<Self, Invalid> {
        if media_id.is_empty() || media_id == "." || media_id == ".." {
            return Err(Invalid::new("the id of the picture is not valid"));
        }
        Ok(Self { path: format!("{BEFORE}{}", utf8_percent_encode(media_id, RESERVED)) })
    }

    /// By an address out of a complaint (`media_url`); its path is sent and signed as it stands.
    ///
    /// # Errors
    /// If it is no address of a picture of a complaint.
    pub fn from_url(url: &str) -> Result<Self, Error> {
        let uri: Option<Uri> = url.trim().parse().ok();
        let target = uri.as_ref().and_then(Uri::path_and_query).map(|target| target.as_str().to_owned());
        match target.filter(|target| target.len() > BEFORE.len() && target.starts_with(BEFORE)) {
            Some(path) => Ok(Self { path }),
            None => Err(Error::invalid(format!("the address must lead to {BEFORE}…"))),
        }
    }
}

impl Endpoint for DownloadComplaintImage {
    type Family = Pay;
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
        Ok(Self { path: from.path().to_owned() })
    }

    fn path(&self) -> &str {
        &self.path
    }
}

impl Fetch for DownloadComplaintImage {
    fn id(&self) -> String {
        self.path.rsplit('/').next().unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::check_file;

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
        for wrong in
            ["", "https://x.invalid/v3/certificates", "https://x.invalid/v3/merchant-service/images/", "::"]
        {
            assert!(DownloadComplaintImage::from_url(wrong).is_err(), "{wrong}");
        }
        assert!(DownloadComplaintImage::new("..").is_err());
    }
}
