//! `wxkit pay certificates`.

use std::fs;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;
use wxkit::pay::keys::PlatformCertificate;
use wxkit::proto::keyring::Keyring as _;
use wxkit::proto::{Call, Error, Timestamp};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// Fetch the platform's certificates (平台证书), verify them, and print their serial numbers.
///
/// It needs the APIv3 key. Merchants that have only a public key (微信支付公钥) have none.
#[derive(Debug, clap::Args)]
pub(crate) struct Certificates {
    /// Write each into this folder, as SERIAL.pem.
    #[arg(long, short, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

#[derive(Serialize)]
struct Wire {
    certificates: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    serial_no: String,
    effective_time: String,
    expire_time: String,
    pem: String,
}

impl Certificates {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let merchant = context.merchant()?;
        let (call, credential) = merchant.keys().look(|ring| ring.fetch());
        let Some(key) = credential.merchant().apiv3_key().cloned() else {
            let hint = "set WXKIT_APIV3_KEY, or apiv3_key in config.toml";
            return Err(Failure::usage_hint(
                "the certificates are encrypted with the APIv3 key, which is not set",
                hint,
            ));
        };
        let list = merchant.client().link().run_as(Call::new(call), credential).await?;
        let certificates = list.open(&key, now()).map_err(Error::from)?;
        if let Some(folder) = &self.output {
            write(folder, &certificates)?;
        }
        let time = |serial: &str| list.data.iter().find(|entry| entry.serial_no.eq_ignore_ascii_case(serial));
        let entries: Vec<_> = certificates
            .iter()
            .map(|certificate| {
                let announced = time(certificate.serial());
                Entry {
                    serial_no: certificate.serial().to_owned(),
                    effective_time: announced.map(|entry| entry.effective_time.clone()).unwrap_or_default(),
                    expire_time: announced.map(|entry| entry.expire_time.clone()).unwrap_or_default(),
                    pem: certificate.pem().to_owned(),
                }
            })
            .collect();
        let lines = entries
            .iter()
            .map(|entry| format!("{}  {} to {}", entry.serial_no, entry.effective_time, entry.expire_time));
        let text = lines.collect::<Vec<_>>().join("\n");
        Ok(Answer::new(&Wire { certificates: entries }, text))
    }
}

fn write(folder: &std::path::Path, certificates: &[PlatformCertificate]) -> Result<(), Failure> {
    fs::create_dir_all(folder)
        .map_err(|error| Failure::io(format!("creating {}", folder.display()), &error))?;
    for certificate in certificates {
        let path = folder.join(format!("{}.pem", certificate.serial()));
        fs::write(&path, certificate.pem())
            .map_err(|error| Failure::io(format!("writing {}", path.display()), &error))?;
    }
    Ok(())
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_secs(since.as_secs())
}
