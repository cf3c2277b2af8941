//! `wxkit pay fetch`: a file at an address that an answer gave.

use std::path::PathBuf;

use wxkit::client::files;
use wxkit::pay::bill::FetchFile;
use wxkit::proto::Error;
use wxkit::proto::digest::{Algorithm, DigestPlan};
use wxkit::proto::download::Download;

use super::written;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// Fetch the file at an address (download_url) that WeChat Pay gave, check it against its digest, and write it; print its path.
///
/// Electronic receipts (电子回单), bills of profit sharing (分账账单) and of sub-merchants (收付通), invoices (发票). Such a file is not
/// signed: only the digest that came with its address shows that it is whole. An address works once, and for minutes.
#[derive(Debug, clap::Args)]
pub(crate) struct Fetch {
    /// The address, whole.
    url: String,
    #[command(flatten)]
    digest: Digest,
    /// The file is packed with gzip, and its SHA-1 is that of what it holds (tar_type=GZIP).
    #[arg(long, requires = "sha1")]
    gzip: bool,
    /// The file to write, or the folder to write into.
    #[arg(long, short, value_name = "PATH", default_value = ".")]
    output: PathBuf,
}

/// What came with the address.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
struct Digest {
    /// Its SHA-1 (hash_value), in hexadecimal digits.
    #[arg(long, value_name = "HEX", value_parser = hex::<40>)]
    sha1: Option<String>,
    /// Its SHA-256, in hexadecimal digits.
    #[arg(long, value_name = "HEX", value_parser = hex::<64>)]
    sha256: Option<String>,
    /// Its SM3 digest, in hexadecimal digits.
    #[arg(long, value_name = "HEX", value_parser = hex::<64>)]
    sm3: Option<String>,
}

impl Fetch {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let merchant = context.merchant()?;
        let base_url = merchant.client().link().base_url();
        let fetch = FetchFile::from_url(&self.url, base_url).map_err(Error::from)?;
        let mut download = Download::new(fetch, files::place(&self.output)?, &[]);
        let sha1 = if self.gzip { Algorithm::GzipSha1 } else { Algorithm::Sha1 };
        let Digest { sha1: one, sha256, sm3 } = self.digest;
        let given = [(sha1, one), (Algorithm::Sha256, sha256), (Algorithm::Sm3, sm3)];
        match given.into_iter().find_map(|(whole, digest)| Some((whole, digest?))) {
            Some((whole, digest)) => download = download.expecting(DigestPlan { whole, blocks: None }, digest),
            None => context.console.warn(
                "nothing shows that the file is whole: it is not signed; give the digest that came with its address",
            ),
        }
        Ok(written(&merchant.run(download).await?.stored()?))
    }
}

fn hex<const DIGITS: usize>(text: &str) -> Result<String, String> {
    let text = text.trim();
    let fits = text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| text.to_ascii_lowercase()).ok_or_else(|| format!("must be {DIGITS} hexadecimal digits"))
}
