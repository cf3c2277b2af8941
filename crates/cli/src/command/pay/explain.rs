//! `wxkit pay explain`: what was signed.

use std::path::PathBuf;

use serde::Serialize;
use wxkit::client::{env, files};
use wxkit::pay::{self, CheckClock, Credential, Explanation, ListCertificates, Meta, UploadVideo};
use wxkit::proto::{Algorithm, DigestPlan, Endpoint, Error, Need};

use crate::command::call::{PAY, What};
use crate::console::visible;
use crate::context::{Context, Merchant};
use crate::failure::Failure;
use crate::folder;
use crate::output::Answer;

/// Show what would be signed, by whom, and how far the clocks are apart: for when WeChat says SIGN_ERROR.
///
/// It prints the text to sign (待签名串) as a server composes it, the bytes of the body that the signature covers, the serial
/// numbers, and by how much the platform's clock differs. No secret is shown, and no signature. Without a method and a path,
/// and without --video, it takes the list of certificates as the example.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  wxkit pay explain POST v3/pay/transactions/native --data @order.json\n  \
    wxkit pay explain --video film.mp4"
)]
pub(crate) struct Explain {
    /// The method of the request that is to be explained.
    #[arg(requires = "path", conflicts_with = "video")]
    method: Option<String>,
    /// Its path, with its query.
    path: Option<String>,
    /// Its body: JSON, @FILE, or - for standard input.
    #[arg(long, value_name = "JSON", requires = "path")]
    data: Option<String>,
    /// Explain the upload of this video.
    #[arg(long, value_name = "FILE")]
    video: Option<PathBuf>,
    /// Do not ask the platform for its time.
    #[arg(long)]
    offline: bool,
}

#[derive(Serialize)]
struct Wire<'a> {
    text_to_sign: &'a str,
    covered: &'a str,
    covered_bytes: usize,
    mchid: &'a str,
    mch_serial: &'a str,
    platform_serial: Option<&'a str>,
    timestamp: u64,
    nonce: &'a str,
    key_signs: bool,
    clock_difference_seconds: Option<i64>,
}

impl Explain {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let merchant = context.merchant()?;
        let credential = merchant.keys().credential(Need::First, merchant.client().link()).await?;
        let explanation = match (&self.video, self.what()) {
            (Some(path), _) => of(&upload(&merchant, path).await?, &credential)?,
            (None, Some(what)) => of(&what.exchange::<pay::Pay>(PAY)?, &credential)?,
            (None, None) => of(&ListCertificates, &credential)?,
        };
        let ahead = if self.offline { None } else { merchant.run(CheckClock::default()).await? };
        let Explanation {
            text,
            covered,
            covered_bytes,
            mchid,
            serial,
            platform_serial,
            timestamp,
            nonce,
            verifies,
        } = &explanation;
        let wire = Wire {
            text_to_sign: text,
            covered,
            covered_bytes: *covered_bytes,
            mchid,
            mch_serial: serial,
            platform_serial: platform_serial.as_deref(),
            timestamp: *timestamp,
            nonce,
            key_signs: *verifies,
            clock_difference_seconds: ahead,
        };
        Ok(Answer::new(&wire, told(&wire, self.offline)))
    }

    fn what(&self) -> Option<What> {
        let method = self.method.clone()?;
        Some(What { method, path: self.path.clone().unwrap_or_default(), data: self.data.clone() })
    }
}

fn of<E: Endpoint<Family = pay::Pay>>(endpoint: &E, credential: &Credential) -> Result<Explanation, Failure> {
    Ok(Explanation::of(endpoint, credential, &env(None)?)?)
}

/// The upload as it would be, with its digest.
async fn upload(merchant: &Merchant<'_>, path: &std::path::Path) -> Result<UploadVideo, Failure> {
    folder::file(path)?;
    let file = merchant.client().open(path).await?;
    let plan = DigestPlan { whole: Algorithm::Sha256, blocks: None };
    let digests = files::digest(&file.source, &plan, &false.into())?;
    let meta = Meta { filename: file.name.clone(), sha256: digests.whole };
    let upload = UploadVideo { file, meta };
    upload.check().map_err(Error::from)?;
    Ok(upload)
}

fn told(wire: &Wire<'_>, offline: bool) -> String {
    let lines: Vec<_> =
        wire.text_to_sign.split_terminator('\n').map(|line| format!("  {}\\n", visible(line))).collect();
    let clock = match wire.clock_difference_seconds {
        _ if offline => "not asked for".to_owned(),
        None => "unknown: the answer names no time".to_owned(),
        Some(ahead) => {
            let verdict = if ahead.abs() < 300 {
                "within five minutes"
            } else {
                "TOO FAR: set the clock of this machine"
            };
            format!("the platform's clock is {ahead} s ahead of this machine's; {verdict}")
        }
    };
    let signs = if wire.key_signs { "yes" } else { "NO" };
    format!(
        "text to sign (every line ends with \\n):\n{}\n\
         covered body: {} bytes: {}\n\
         merchant: {}, certificate {} (must be the merchant's own)\n\
         asked to be answered with: {}\n\
         the private key makes signatures that its public half verifies: {signs}\n\
         clock: {clock}",
        lines.join("\n"),
        wire.covered_bytes,
        visible(wire.covered),
        wire.mchid,
        wire.mch_serial,
        wire.platform_serial.unwrap_or("no key is known yet"),
    )
}
