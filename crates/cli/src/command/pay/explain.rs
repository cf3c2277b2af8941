//! `wxkit pay explain`: what was signed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use wxkit::client::{env, files};
use wxkit::pay;
use wxkit::pay::clock::CheckClock;
use wxkit::pay::upload::{Media, UploadComplaintImage, UploadCouponImage, UploadPlan};
use wxkit::pay::{Credential, Explanation, ListCertificates, UploadImage, UploadVideo};
use wxkit::proto::{Endpoint, Error};

use super::form::Fields;
use super::upload::{Use, open};
use crate::command::call::{PAY, What};
use crate::complete;
use crate::console::visible;
use crate::context::{Context, Merchant};
use crate::failure::Failure;
use crate::output::Answer;

/// Show what would be signed, by whom, and how far the clocks are apart: for when WeChat says SIGN_ERROR.
///
/// It prints the text to sign (待签名串) as a server composes it, the bytes of the body that the signature covers, the serial
/// numbers, and by how much the platform's clock differs. No secret is shown, and no signature. Without a method and a path,
/// and without a file, it takes the list of certificates as the example.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  wxkit pay explain POST v3/pay/transactions/native --data @order.json\n  \
    wxkit pay explain --video film.mp4\n  \
    wxkit pay explain POST v3/taxi-invoice/cards/upload-file --upload a.pdf --name-field '' --digest sm3 --digest-field digest"
)]
pub(crate) struct Explain {
    /// The method of the request that is to be explained.
    #[arg(requires = "path", conflicts_with_all = ["video", "image"])]
    method: Option<String>,
    /// Its path, with its query.
    path: Option<String>,
    /// Its body: JSON, @FILE, or - for standard input.
    #[arg(long, value_name = "JSON", requires = "path", add = complete::data())]
    data: Option<String>,
    /// Explain the upload of this video.
    #[arg(long, value_name = "FILE")]
    video: Option<PathBuf>,
    /// Explain the upload of this picture.
    #[arg(long, value_name = "FILE", conflicts_with = "video")]
    image: Option<PathBuf>,
    /// What the picture is for.
    #[arg(long = "for", value_name = "USE", value_enum, default_value_t = Use::Merchant, requires = "image")]
    purpose: Use,
    /// Explain the upload of this file to the path, in a form of its own.
    #[arg(long, value_name = "FILE", requires = "path", conflicts_with = "data")]
    upload: Option<PathBuf>,
    #[command(flatten)]
    fields: Fields,
    /// The name under which the file would be sent.
    #[arg(long, value_name = "NAME")]
    filename: Option<String>,
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
        // Keys that are not known yet sign nothing, so none are fetched.
        let credential = merchant
            .keys()
            .look(|ring| Credential::new(Arc::clone(ring.merchant()), Arc::clone(ring.keys())));
        let offline = self.offline;
        let ahead = if offline { None } else { merchant.run(CheckClock::default()).await? };
        let explanation = self.explanation(&merchant, &credential).await?;
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
            ..
        } = &explanation;
        let wire = Wire {
            text_to_sign: text,
            covered,
            covered_bytes: *covered_bytes,
            mchid,
            mch_serial: &shown(serial),
            platform_serial: platform_serial.as_deref(),
            timestamp: *timestamp,
            nonce,
            key_signs: *verifies,
            clock_difference_seconds: ahead,
        };
        Ok(Answer::new(&wire, told(&wire, offline)))
    }

    async fn explanation(
        self,
        merchant: &Merchant<'_>,
        credential: &Credential,
    ) -> Result<Explanation, Failure> {
        let Self { method, path, data, video, image, purpose, upload, fields, filename, .. } = self;
        if let Some(file) = video {
            return of(&media::<UploadVideo>(merchant, &file, filename).await?, credential);
        }
        if let Some(file) = image {
            return match purpose {
                Use::Merchant => of(&media::<UploadImage>(merchant, &file, filename).await?, credential),
                Use::Coupon => of(&media::<UploadCouponImage>(merchant, &file, filename).await?, credential),
                Use::Complaint => {
                    of(&media::<UploadComplaintImage>(merchant, &file, filename).await?, credential)
                }
            };
        }
        let Some(method) = method else { return of(&ListCertificates, credential) };
        let path = path.unwrap_or_default();
        if let Some(file) = upload {
            let (form, file) = (fields.form(&method, &path)?, open(merchant, &file).await?);
            let plan = UploadPlan::general(form, file, filename).map_err(Error::from)?;
            return of(&prepared(plan)?, credential);
        }
        of(&What { method, path, data }.exchange::<pay::Pay>(PAY)?, credential)
    }
}

fn of<E: Endpoint<Platform = pay::Pay>>(
    endpoint: &E,
    credential: &Credential,
) -> Result<Explanation, Failure> {
    Ok(Explanation::of(endpoint, credential, &env(None)?)?)
}

/// The very call that the upload would make.
async fn media<E: Media + 'static>(
    merchant: &Merchant<'_>,
    path: &Path,
    name: Option<String>,
) -> Result<E, Failure> {
    prepared(UploadPlan::new(open(merchant, path).await?, name).map_err(Error::from)?)
}

fn prepared<E: Endpoint<Platform = pay::Pay>>(plan: UploadPlan<E>) -> Result<E, Failure> {
    let (file, digest) = plan.needs();
    let digests = files::digest(&file.source, digest, &false.into())?;
    let call = plan.call(&digests)?;
    call.check().map_err(Error::from)?;
    Ok(call)
}

/// The serial number, but only its beginning if it has the length of an AppSecret, which may stand in its place; those that the
/// platform gives out have 40 digits.
fn shown(serial: &str) -> String {
    match serial.len() {
        32 => serial.chars().take(8).chain(['…']).collect(),
        _ => serial.to_owned(),
    }
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
