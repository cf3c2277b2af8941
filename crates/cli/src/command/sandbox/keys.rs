//! The keys of the sandbox as files, for clients that take them from there.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use wxkit_sandbox::Authority;
use wxkit_sandbox::pay::{
    MERCHANT_CERTIFICATE, MERCHANT_KEY, NEXT_CERTIFICATE, PLATFORM_CERTIFICATE, PUBLIC_KEY,
};

use crate::failure::Failure;

/// Where they are.
#[derive(Debug, Serialize)]
pub(super) struct Keys {
    /// The authority of `--tls`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ca: Option<PathBuf>,
    pub(super) mch_key: PathBuf,
    mch_cert: PathBuf,
    platform_certificate: PathBuf,
    next_platform_certificate: PathBuf,
    pub(super) pay_public_key: PathBuf,
}

/// Writes them; what is there is replaced.
pub(super) fn write(folder: &Path, authority: Option<&Authority>) -> Result<Keys, Failure> {
    fs::create_dir_all(folder)
        .map_err(|error| Failure::usage(format!("creating {}: {error}", folder.display())))?;
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        let written = private(&path).and_then(|mut file| file.write_all(text.as_bytes()));
        match written {
            Ok(()) => Ok(path),
            Err(error) => Err(Failure::usage(format!("writing {}: {error}", path.display()))),
        }
    };
    Ok(Keys {
        ca: authority.map(|authority| file("ca.pem", authority.pem())).transpose()?,
        mch_key: file("apiclient_key.pem", MERCHANT_KEY)?,
        mch_cert: file("apiclient_cert.pem", MERCHANT_CERTIFICATE)?,
        platform_certificate: file("platform_certificate.pem", PLATFORM_CERTIFICATE)?,
        next_platform_certificate: file("next_platform_certificate.pem", NEXT_CERTIFICATE)?,
        pay_public_key: file("pub_key.pem", PUBLIC_KEY)?,
    })
}

/// Although nothing here is secret, a private key that others can read is warned about.
fn private(path: &Path) -> std::io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
