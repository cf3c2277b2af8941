//! `/v3/certificates`.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde_json::{Value, json};
use wxkit_proto::Env;
use wxkit_proto::digest::hex;
use wxkit_proto::sign::base64;

use super::config::KeyMode;
use super::keys::{
    NEXT_CERTIFICATE, NEXT_SERIAL, OVER_CERTIFICATE, OVER_SERIAL, PLATFORM_CERTIFICATE, PLATFORM_SERIAL,
};
use super::reply::Reply;
use super::{Ask, Sandbox};

/// Serial number, certificate, and its time.
type Row = (&'static str, &'static str, &'static str, &'static str);

const OVER: Row = (OVER_SERIAL, OVER_CERTIFICATE, "2019-01-01T08:00:00+08:00", "2024-06-01T08:00:00+08:00");
const PLATFORM: Row =
    (PLATFORM_SERIAL, PLATFORM_CERTIFICATE, "2024-01-01T08:00:00+08:00", "2094-01-01T08:00:00+08:00");
const NEXT: Row = (NEXT_SERIAL, NEXT_CERTIFICATE, "2026-06-01T08:00:00+08:00", "2096-01-01T08:00:00+08:00");

/// One that is over stands in the list, as it does for a while.
pub(super) fn list(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    if sandbox.config.pay.keys == KeyMode::PublicKey {
        let message = "无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥";
        return Reply::no(404, "RESOURCE_NOT_EXISTS", message);
    }
    let rows: &[Row] = if sandbox.pay.rotated { &[PLATFORM, NEXT, OVER] } else { &[OVER, PLATFORM] };
    let key = sandbox.config.pay.apiv3_key.reveal().as_bytes();
    let entries: Option<Vec<Value>> = rows.iter().map(|row| entry(ask.env, key, row)).collect();
    match entries {
        Some(data) => Reply::yes(&json!({ "data": data })),
        None => Reply::no(500, "SYSTEM_ERROR", "the APIv3 key of the sandbox has not 32 bytes"),
    }
}

fn entry(env: &Env, key: &[u8], (serial, pem, from, until): &Row) -> Option<Value> {
    let nonce = hex(env.random(serial).get(..6)?);
    let sealed = seal(key, &nonce, "certificate", pem.as_bytes())?;
    Some(json!({
        "serial_no": serial,
        "effective_time": from,
        "expire_time": until,
        "encrypt_certificate": {
            "algorithm": "AEAD_AES_256_GCM",
            "nonce": nonce,
            "associated_data": "certificate",
            "ciphertext": sealed,
        },
    }))
}

/// `AEAD_AES_256_GCM`, in Base64.
pub(super) fn seal(key: &[u8], nonce: &str, aad: &str, plain: &[u8]) -> Option<String> {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).ok()?);
    let nonce = Nonce::try_assume_unique_for_key(nonce.as_bytes()).ok()?;
    let mut bytes = plain.to_vec();
    key.seal_in_place_append_tag(nonce, Aad::from(aad.as_bytes()), &mut bytes).ok()?;
    Some(base64(&bytes))
}
