//! Both signatures: the merchant's is verified, the platform's is made.

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Request, Response};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};
use serde_json::json;
use wxkit_proto::digest::hex;
use wxkit_proto::sign::{base64, from_base64};
use wxkit_proto::{Env, Timestamp, multipart};

use super::config::KeyMode;
use super::keys::{MERCHANT, NEXT, NEXT_SERIAL, PLATFORM, PLATFORM_SERIAL, PUBLIC, PUBLIC_KEY_ID, Pair};
use super::reply::Reply;
use crate::Sandbox;

const SCHEME: &str = "WECHATPAY2-SHA256-RSA2048";
/// Of brands, for their calls alone.
const BRAND: &str = "WECHATPAY-BRAND-SHA256-RSA2048";

/// Whether the merchant signed this request, by its raw bytes.
pub(super) fn authenticate(sandbox: &Sandbox, now: Timestamp, request: &Request<Bytes>) -> Result<(), Reply> {
    let config = &sandbox.config.pay;
    let refuse = |issue: &str| Err(sign_error(request, "", issue));
    let Some(value) = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()) else {
        return refuse("Authorization missing");
    };
    let is_brand = request.uri().path().starts_with("/brand/");
    let (scheme, number, known) =
        if is_brand { (BRAND, "brand_id", &config.brand_id) } else { (SCHEME, "mchid", &config.mchid) };
    let Some(fields) = value.strip_prefix(scheme).and_then(|rest| rest.strip_prefix(' ')) else {
        return refuse(&format!("the scheme is not {scheme}"));
    };
    let field = |name: &str| {
        let pairs = fields.split(',').filter_map(|pair| pair.trim().split_once('='));
        let mut found = pairs.filter(|(key, _)| *key == name);
        let quoted = found.next().and_then(|(_, value)| value.strip_prefix('"')?.strip_suffix('"'));
        quoted.unwrap_or_default()
    };
    let (time, nonce) = (field("timestamp"), field("nonce_str"));
    if field(number) != known.as_str() {
        return refuse("there is no such merchant");
    }
    if is_brand && request.headers().get("wechatpay-serial").is_none_or(|serial| serial != PUBLIC_KEY_ID) {
        return refuse("Wechatpay-Serial is not the id of the public key");
    }
    let plain = |serial: &str| serial.trim_start_matches('0').to_ascii_uppercase();
    if plain(field("serial_no")) != plain(&config.mch_serial) {
        return refuse("the serial number is not that of the merchant's certificate");
    }
    let Ok(seconds) = time.parse::<u64>() else { return refuse("timestamp is not a number") };
    if config.clock(now).as_secs().abs_diff(seconds) > 300 {
        return refuse("timestamp is more than five minutes away");
    }
    if nonce.is_empty() {
        return refuse("nonce_str missing");
    }
    let mut text = format!("{}\n{}\n{time}\n{nonce}\n", request.method(), target(request)).into_bytes();
    text.extend_from_slice(&covered(request));
    text.push(b'\n');
    let signature = from_base64(field("signature")).unwrap_or_default();
    let Some(pair) = MERCHANT.as_ref() else { return refuse("the sandbox has no key") };
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public().as_ref());
    match key.verify(&text, &signature) {
        Ok(()) => Ok(()),
        Err(_) => Err(sign_error(request, &String::from_utf8_lossy(&text), "sign not match")),
    }
}

/// What of the body is signed: all of it, or of a form the part with the description of the file.
fn covered(request: &Request<Bytes>) -> Bytes {
    let kind = request.headers().get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let kind = kind.unwrap_or_default();
    if !kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data") {
        return request.body().clone();
    }
    let form = multipart::parse(&kind, request.body()).ok();
    let meta = form.and_then(|form| {
        form.parts.into_iter().find(|part| matches!(part.name.as_str(), "meta" | "file_meta"))
    });
    meta.map(|part| part.bytes).unwrap_or_default()
}

fn target(request: &Request<Bytes>) -> &str {
    request.uri().path_and_query().map_or("/", |target| target.as_str())
}

/// 401 as the platform writes it: with the text that it composed itself.
fn sign_error(request: &Request<Bytes>, text: &str, issue: &str) -> Reply {
    let truncated: String = text.chars().take(200).collect();
    let body = json!({
        "code": "SIGN_ERROR",
        "message": "错误的签名，验签失败",
        "detail": {
            "field": "signature",
            "issue": issue,
            "location": "authorization",
            "sign_information": {
                "method": request.method().as_str(),
                "url": target(request),
                "truncated_sign_message": truncated,
                "sign_message_length": text.len(),
            },
        },
    });
    Reply { status: 401, ..Reply::yes(&body) }
}

/// Puts the platform's signature on an answer.
pub(crate) fn sign(
    sandbox: &Sandbox,
    env: &Env,
    request: &Request<Bytes>,
    response: &mut Response<Bytes>,
    now: Timestamp,
) {
    let (serial, pair) = signer(sandbox, request);
    let time = now.as_secs().to_string();
    let nonce = hex(env.random("answer nonce").get(..16).unwrap_or_default());
    let mut text = format!("{time}\n{nonce}\n").into_bytes();
    text.extend_from_slice(response.body());
    text.push(b'\n');
    let Some(pair) = pair.as_ref() else { return };
    let mut signature = vec![0; pair.public().modulus_len()];
    if pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &text, &mut signature).is_err() {
        return;
    }
    for (name, value) in [
        ("wechatpay-timestamp", time),
        ("wechatpay-nonce", nonce),
        ("wechatpay-signature", base64(&signature)),
        ("wechatpay-serial", serial.to_owned()),
        ("wechatpay-signature-type", SCHEME.to_owned()),
    ] {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(name, value);
        }
    }
}

/// By which key this answer is signed.
fn signer(sandbox: &Sandbox, request: &Request<Bytes>) -> (&'static str, &'static Pair) {
    let asked = request.headers().get("wechatpay-serial").is_some_and(|serial| serial == PUBLIC_KEY_ID);
    match sandbox.config.pay.keys {
        KeyMode::PublicKey => (PUBLIC_KEY_ID, &PUBLIC),
        KeyMode::Both if asked => (PUBLIC_KEY_ID, &PUBLIC),
        _ if sandbox.pay.rotated => (NEXT_SERIAL, &NEXT),
        _ => (PLATFORM_SERIAL, &PLATFORM),
    }
}
