//! The merchant to work with: a real one by its keys, or the sandbox's.

use std::fmt;
use std::fs;
use std::path::Path;

use wxkit::client::{Client, Journal, Keys, Session};
use wxkit::pay::sensitive::FieldKey;
use wxkit::pay::{self, ApiV3Key, MerchantKeys, Pay, PublicKey};
use wxkit::proto::sign::SigningKey;
use wxkit::proto::{Call, Endpoint, Flow, Platform as _};
use wxkit_sandbox::pay::{MERCHANT_KEY, PUBLIC_KEY, PUBLIC_KEY_ID};
use wxkit_sandbox::{Config, Sandbox, Server};

use super::{build, client, host_of};
use crate::console::{Console, Progress};
use crate::failure::Failure;
use crate::settings::{Parts, PaySettings, Settings, short};

/// A merchant, and the way to its platform.
pub(crate) struct Merchant<'a> {
    client: Client<Pay>,
    keys: Keys<MerchantKeys>,
    console: &'a Console,
    /// Stops when the merchant is dropped.
    _sandbox: Option<Server>,
}

impl<'a> Merchant<'a> {
    pub(super) fn open(settings: &Settings, console: &'a Console) -> Result<Self, Failure> {
        let (ring, base_url, sandbox) = match settings.sandbox {
            true => pretend()?,
            false => (identify(&settings.pay, &settings.merchant, console)?, settings.base_url.clone(), None),
        };
        let keys = Keys::new(ring);
        let builder = client(settings, base_url.as_deref())?.credentials(keys.clone());
        let merchant =
            Self { client: build(builder, base_url.as_deref())?, keys, console, _sandbox: sandbox };
        let base_url = host_of(merchant.client.link().base_url().unwrap_or(Pay::BASE_URL));
        let known = merchant.keys.look(|ring| {
            let ids: Vec<_> = ring.keys().public_keys().iter().map(|key| key.id().to_owned()).collect();
            let ids = if ids.is_empty() { "none".to_owned() } else { ids.join(" ") };
            format!(
                "merchant {} (certificate {}) at {base_url}; public keys: {ids}",
                ring.merchant().mchid(),
                short(ring.merchant().serial()),
            )
        });
        console.detail(&known);
        Ok(merchant)
    }

    pub(crate) fn client(&self) -> &Client<Pay> {
        &self.client
    }

    pub(crate) fn keys(&self) -> &Keys<MerchantKeys> {
        &self.keys
    }

    /// Calls one endpoint, and tells what it says.
    pub(crate) async fn call<E: Endpoint<Platform = Pay>>(&self, endpoint: E) -> Result<E::Reply, Failure> {
        self.run(Call::new(endpoint)).await
    }

    /// Runs a flow, and shows how far it is.
    pub(crate) async fn run<F: Flow<Platform = Pay>>(&self, flow: F) -> Result<F::Output, Failure> {
        let mut progress = Progress::new(self.console);
        let mut session = Session::new(Journal::none()).tell(|event| progress.tell(event));
        Ok(self.client.run_with(flow, &mut session).await?)
    }
}

impl fmt::Debug for Merchant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Merchant").field("client", &self.client).finish_non_exhaustive()
    }
}

/// The merchant of a sandbox that is started here. It has a thread of its own, so that its work is not ours.
fn pretend() -> Result<(MerchantKeys, Option<String>, Option<Server>), Failure> {
    let config = Config::default().pay;
    let server = Server::on_thread("127.0.0.1:0", Sandbox::default())
        .map_err(|error| Failure::io("starting the sandbox", &error))?;
    let key = SigningKey::from_pem("the sandbox's key", MERCHANT_KEY).map_err(usage)?;
    let merchant = pay::Merchant::new(config.mchid, config.mch_serial, key).map_err(usage)?;
    let merchant = merchant.with_apiv3_key(ApiV3Key::new(config.apiv3_key.reveal()).map_err(usage)?);
    let public = PublicKey::from_pem(PUBLIC_KEY_ID, "the sandbox's key", PUBLIC_KEY).map_err(usage)?;
    Ok((MerchantKeys::new(merchant).with_public_key(public), Some(server.base_url()), Some(server)))
}

/// The private key of the settings, or the sandbox's, for what is encrypted for it.
pub(super) fn field_key(settings: &Settings) -> Result<FieldKey, Failure> {
    match &settings.pay.mch_key {
        _ if settings.sandbox => FieldKey::from_pem("the sandbox's key", MERCHANT_KEY).map_err(usage),
        Some(key) => key.read(FieldKey::from_pem),
        None => Err(settings.merchant.missing(&["mch_key"])),
    }
}

/// The merchant of the settings.
fn identify(settings: &PaySettings, parts: &Parts, console: &Console) -> Result<MerchantKeys, Failure> {
    let number = settings.mchid.as_ref().or(settings.brand_id.as_ref());
    let (Some(number), Some(serial), Some(mch_key)) = (number, &settings.mch_serial, &settings.mch_key)
    else {
        return Err(parts.missing(&["mchid", "mch_serial", "mch_key"]));
    };
    if settings.mchid.is_some() && settings.brand_id.is_some() {
        return Err(Failure::usage_hint(
            "WXKIT_MCHID and WXKIT_BRAND_ID are both set, and keys belong to one of them",
            "give the brand a profile of its own in config.toml",
        ));
    }
    if let Some(path) = mch_key.path() {
        warn_if_open(path, console);
    }
    let key = mch_key.read(SigningKey::from_pem)?;
    let mut merchant = match settings.brand_id {
        Some(_) => pay::Merchant::brand(number.as_str(), serial.as_str(), key),
        None => pay::Merchant::new(number.as_str(), serial.as_str(), key),
    }
    .map_err(usage)?;
    if let Some(certificate) = &settings.mch_cert {
        certificate.read(|name, pem| merchant.check_certificate(name, pem))?;
    }
    if let Some(key) = &settings.apiv3_key {
        merchant = merchant.with_apiv3_key(ApiV3Key::new(key.reveal()).map_err(|invalid| {
            Failure::usage_hint(invalid.message, "this is about WXKIT_APIV3_KEY, or apiv3_key in config.toml")
        })?);
    }
    let ring = MerchantKeys::new(merchant);
    match (&settings.public_key, &settings.public_key_id) {
        (None, None) => Ok(ring),
        (Some(key), Some(id)) => {
            Ok(ring.with_public_key(key.read(|name, pem| PublicKey::from_pem(id.as_str(), name, pem))?))
        }
        _ => Err(parts.missing(&["pay_public_key", "pay_public_key_id"])),
    }
}

fn usage(invalid: wxkit::proto::error::Invalid) -> Failure {
    Failure::usage(invalid.message)
}

/// A key that other users of this machine can read is none.
fn warn_if_open(path: &Path, console: &Console) {
    #[cfg(unix)]
    if let Ok(metadata) = fs::metadata(path)
        && std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0
    {
        console.warn(&format!("{}: others can read this private key; chmod 600 it", path.display()));
    }
    #[cfg(not(unix))]
    let _ = (path, console);
}
