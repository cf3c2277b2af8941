//! Files that the platform fetches by itself.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, File, Repeat, Warning, json};

use super::MediaKind;
use super::check::check_within;
use crate::Work;
use crate::ids::JobId;
use crate::limits::{JOB_FILE, JOB_NAME, JOB_URL};
use crate::name::clean;

/// `POST /cgi-bin/media/upload_by_url`: begins a job in which the platform fetches a file of up to 200
/// MB. A success means that the job has begun; how it ended is told by [`QueryJob`](crate::media::QueryJob) and an event.
///
/// The application needs the right to customer contact (客户联系).
///
/// More: [`manual::media`](crate::manual::media#upload_by_url), [WeChat's page](https://developer.work.weixin.qq.com/document/path/96219).
///
/// ```
/// use wxkit_work::media::{UploadByUrl, UrlKind};
///
/// // `client.call(call).await?` brings the reply.
/// let call = UploadByUrl::new(UrlKind::File, "tea.pdf", "https://example.com/tea.pdf", "d41d8cd98f00b204e9800998ecf8427e");
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "media/upload_by_url")]
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UploadByUrl {
    /// What it is fetched as.
    pub kind: UrlKind,
    /// The name that people see, up to 128 bytes.
    pub filename: String,
    /// Where it is: `https` or `http`, up to 1024 bytes. The server must support `Range`.
    pub url: String,
    /// MD5 of the whole file, in hex.
    pub md5: String,
}

/// What a file is fetched as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum UrlKind {
    /// MP4.
    Video,
    /// Anything.
    File,
}

/// The reply to [`UploadByUrl`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StartedJob {
    /// What to ask for, within 60 minutes.
    pub jobid: JobId,
}

impl UploadByUrl {
    /// With all that it needs.
    pub fn new(
        kind: UrlKind,
        filename: impl Into<String>,
        url: impl Into<String>,
        md5: impl Into<String>,
    ) -> Self {
        Self { kind, filename: filename.into(), url: url.into(), md5: md5.into() }
    }

    /// For a caller who has the file behind the address: holds it against what a job takes, before one begins.
    ///
    /// # Errors
    /// If it has up to 5 bytes or more than 200 MB, or is to be a video and is no MP4.
    pub fn check_file(&self, file: &File) -> Result<(), Invalid> {
        let kind = match self.kind {
            UrlKind::Video => MediaKind::Video,
            UrlKind::File => MediaKind::File,
        };
        check_within(file, kind, &JOB_FILE).map(drop)
    }
}

/// The only scene there is: the welcome message of customer contact (客户联系入群欢迎语素材).
const WELCOME: i64 = 1;

impl Endpoint for UploadByUrl {
    type Platform = Work;
    type Reply = StartedJob;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/media/upload_by_url";

    /// A second job.
    fn repeat(&self) -> Repeat {
        Repeat::Duplicates
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(&Body {
            scene: WELCOME,
            kind: self.kind,
            filename: clean(&self.filename),
            url: self.url.clone(),
            md5: self.md5.to_ascii_lowercase(),
        });
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let Body { scene, kind, filename, url, md5 } = from.json()?;
        if scene != WELCOME {
            return Err(DecodeError::new("scene not valid"));
        }
        Ok(Self { kind, filename, url, md5 })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        let name = clean(&self.filename);
        if name.trim().is_empty() {
            return Err(Invalid::new("the file that WeChat is to fetch has no name"));
        }
        let rest = self.url.strip_prefix("https://").or_else(|| self.url.strip_prefix("http://"));
        if rest.is_none_or(|rest| rest.is_empty() || self.url.contains(char::is_whitespace)) {
            return Err(Invalid::new(
                "the address must be https://… or http://…, without white space (as documented)",
            ));
        }
        if self.md5.len() != 32 || !self.md5.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Invalid::new("the MD5 must be 32 hex digits, over the whole file (as documented)"));
        }
        let mut warnings = Vec::new();
        if name != self.filename {
            warnings
                .push(Warning::new(format!("{}: it is fetched as {name} (as documented)", self.filename)));
        }
        warnings.extend(JOB_NAME.check("the name", name.len() as u64)?);
        warnings.extend(JOB_URL.check("the address", self.url.len() as u64)?);
        Ok(warnings)
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    #[serde(deserialize_with = "json::int")]
    scene: i64,
    #[serde(rename = "type")]
    kind: UrlKind,
    #[serde(deserialize_with = "json::id")]
    filename: String,
    #[serde(deserialize_with = "json::id")]
    url: String,
    #[serde(deserialize_with = "json::id")]
    md5: String,
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use wxkit_proto::Source;
    use wxkit_proto::probe::{FileKind, Probe, Stamp};

    use super::*;
    use crate::testing::{check, refusal};

    fn call() -> UploadByUrl {
        UploadByUrl {
            kind: UrlKind::Video,
            filename: "冲茶.mp4".into(),
            url: "https://example.com/tea.mp4?a=1&b=2".into(),
            md5: "198918f40ecc7cab0fc4231adaf67c96".into(),
        }
    }

    #[test]
    fn upload_by_url() {
        check(
            &call(),
            r#"{"errcode":0,"errmsg":"ok","jobid":"JOBID"}"#,
            &expect![[r#"
            POST https://qyapi.weixin.qq.com/cgi-bin/media/upload_by_url?access_token=TOKEN
            content-type: application/json
            content-length: 135

            {"scene":1,"type":"video","filename":"冲茶.mp4","url":"https://example.com/tea.mp4?a=1&b=2","md5":"198918f40ecc7cab0fc4231adaf67c96"}
            StartedJob { jobid: JobId("JOBID") }"#]],
        );
        let refused = refusal::<UploadByUrl>(r#"{"errcode":48002,"errmsg":"api forbidden"}"#);
        expect!["permission: WeChat refused with 48002, no right to this interface: api forbidden"]
            .assert_eq(&refused);
    }

    #[test]
    fn what_cannot_be_fetched_is_refused() {
        let problem = |call: UploadByUrl| call.check().unwrap_err().message;
        expect!["the address must be https://… or http://…, without white space (as documented)"]
            .assert_eq(&problem(UploadByUrl { url: "ftp://example.com/a".into(), ..call() }));
        expect!["the MD5 must be 32 hex digits, over the whole file (as documented)"]
            .assert_eq(&problem(UploadByUrl { md5: "198918f4".into(), ..call() }));
        expect!["the name has 129 bytes; filename may have at most 128 (as documented)"]
            .assert_eq(&problem(UploadByUrl { filename: "长".repeat(43), ..call() }));
        expect!["the address has 1025 bytes; url may have at most 1024 (as documented)"]
            .assert_eq(&problem(UploadByUrl { url: format!("https://a/{}", "a".repeat(1015)), ..call() }));
        assert!(UploadByUrl { md5: call().md5.to_uppercase(), ..call() }.check().is_ok());
    }

    #[test]
    fn the_file_behind_the_address() {
        let check = |kind, content, len, expected: &str| {
            let probe = Probe { kind: content, len, pixels: None, duration: None, stamp: Stamp::default() };
            let file = File::new("tea.mp4", Source::path("/x"), probe);
            let result = UploadByUrl { kind, ..call() }.check_file(&file);
            assert_eq!(result.map_or_else(|invalid| invalid.message, |()| String::new()), expected);
        };
        let zip = FileKind::Other("ZIP");
        check(UrlKind::File, zip, 5, "tea.mp4 has 5 bytes; every file must have more than 5 (as documented)");
        check(UrlKind::File, zip, 6, "");
        check(UrlKind::Video, FileKind::Mp4, 209_715_200, "");
        check(
            UrlKind::File,
            zip,
            209_715_201,
            "tea.mp4 has 209715201 bytes; a file that WeChat is to fetch may have at most 209715200 (as documented)",
        );
        check(
            UrlKind::Video,
            zip,
            6,
            "tea.mp4: the content is ZIP; a file that WeChat is to fetch must be MP4 (as documented)",
        );
    }
}
