//! `wxkit pay fetch`: a file at an address that an answer gave.

use std::path::PathBuf;

use wxkit::client::files;
use wxkit::pay::bill::FetchFile;
use wxkit::proto::Error;
use wxkit::proto::digest::{Algorithm, DigestPlan, hex_digest};
use wxkit::proto::download::{Download, Fetch as _, Place};

use super::sealed::{self, Seal};
use super::{made, written};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// Fetch the file at an address (download_url) that WeChat Pay gave, check it against its digest, and write it; print its path.
///
/// Electronic receipts (电子回单), bills of profit sharing (分账账单) and of sub-merchants (收付通), invoices (发票). Such a file is not
/// signed: only the digest that came with its address shows that it is whole, or that it can be decrypted. An address works once, and for
/// minutes.
#[derive(Debug, clap::Args)]
pub(crate) struct Fetch {
    /// The address, whole.
    url: String,
    #[command(flatten)]
    digest: Digest,
    /// The file is packed with gzip, and its SHA-1 is that of what it holds (tar_type=GZIP).
    #[arg(long, requires = "sha1")]
    gzip: bool,
    /// The key that the file is encrypted with (encrypt_key), itself encrypted for the merchant's certificate.
    #[arg(long, value_name = "BASE64", requires = "nonce")]
    encrypt_key: Option<String>,
    /// The nonce that came with the key.
    #[arg(long, value_name = "TEXT", requires = "encrypt_key")]
    nonce: Option<String>,
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
        let place = files::place(&self.output)?;
        let sha1 = if self.gzip { Algorithm::GzipSha1 } else { Algorithm::Sha1 };
        let Digest { sha1: one, sha256, sm3 } = self.digest;
        let given = [(sha1, one), (Algorithm::Sha256, sha256), (Algorithm::Sm3, sm3)];
        let digest = given.into_iter().find_map(|(whole, digest)| Some((whole, digest?)));
        if let (Some(encrypt_key), Some(nonce)) = (self.encrypt_key, self.nonce) {
            let path = match place {
                Place::Folder(folder) => folder.join(fetch.id()),
                Place::File(path) => path,
                _ => self.output,
            };
            let seal = Seal { encrypt_key: &encrypt_key, nonce: &nonce };
            let plain = sealed::fetch(&merchant, &context.field_key()?, fetch, seal).await?;
            if let Some((whole, digest)) = digest
                && hex_digest(whole, &plain) != digest
            {
                return Err(Failure::usage_hint(
                    "the digest is not that of the file, which could be decrypted and so is whole",
                    "give the hash_value that came with this address; with --gzip it is that of the unpacked file",
                ));
            }
            let path = sealed::write(path, &plain)?;
            return Ok(made(&path, plain.len() as u64));
        }
        let mut download = Download::new(fetch, place, &[]);
        match digest {
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
