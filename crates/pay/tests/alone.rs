//! A program that depends on this crate alone: no runtime, no client. It signs an upload and verifies the reply.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use wxkit_pay::upload::Meta;
use wxkit_pay::{Credential, Merchant, PlatformKeys, PublicKey, UploadVideo};
use wxkit_proto::digest::{Algorithm, hex_digest};
use wxkit_proto::error::SignatureProblem;
use wxkit_proto::sign::SigningKey;
use wxkit_proto::{Endpoint, EndpointExt as _, Env, Error, File, Timestamp};

const MERCHANT: &str = include_str!("../src/testing/merchant.pem");
const PLATFORM: &str = include_str!("../src/testing/public.pem");
const PLATFORM_PUBLIC: &str = include_str!("../src/testing/public_key.pem");
const ID: &str = "PUB_KEY_ID_0119000000";
const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

fn credential() -> Credential {
    let key = SigningKey::from_pem("apiclient_key.pem", MERCHANT).unwrap();
    let merchant = Merchant::new("1900000001", "1FB89742D19F2BD3", key).unwrap();
    let mut keys = PlatformKeys::default();
    keys.add_public_key(PublicKey::from_pem(ID, "pub_key.pem", PLATFORM_PUBLIC).unwrap());
    Credential::new(Arc::new(merchant), Arc::new(keys))
}

/// What the platform does with its own key.
fn answer(body: &'static str) -> Response<Bytes> {
    let text = format!("{}\nnonce\n{body}\n", NOW.as_secs());
    let signature = SigningKey::from_pem("p", PLATFORM).unwrap().sign(text.as_bytes()).unwrap();
    Response::builder()
        .header("wechatpay-timestamp", NOW.as_secs())
        .header("wechatpay-nonce", "nonce")
        .header("wechatpay-signature", signature)
        .header("wechatpay-serial", ID)
        .body(Bytes::from_static(body.as_bytes()))
        .unwrap()
}

#[test]
fn an_upload_and_its_reply() {
    let film = Bytes::from_static(b"\0\0\0\x20ftypisom");
    let meta = Meta::new("film.mp4", hex_digest(Algorithm::Sha256, &film));
    let upload = UploadVideo::new(File::from_bytes("film.mp4", film), meta);
    upload.check().unwrap();
    let request = upload.request(Some(&credential()), &Env::new(NOW, [1; 32])).unwrap();
    let header = request.headers().get("authorization").unwrap().to_str().unwrap();
    let fields: Vec<_> =
        header.split_once(' ').unwrap().1.split(',').map(|field| field.split('=').next().unwrap()).collect();
    assert_eq!(fields, ["mchid", "nonce_str", "timestamp", "serial_no", "signature"]);

    let reply = UploadVideo::accept(&credential(), answer(r#"{"media_id":"m"}"#), NOW).unwrap();
    assert_eq!(reply.media_id, "m");
    let changed = answer(r#"{"media_id":"m"}"#).map(|_| Bytes::from_static(br#"{"media_id":"n"}"#));
    let Err(Error::Untrusted(untrusted)) = UploadVideo::accept(&credential(), changed, NOW) else {
        panic!("a changed answer is trusted")
    };
    assert_eq!(untrusted.kind, SignatureProblem::Signature);
}

/// Everything that is made on the way, and no key in it.
#[test]
fn no_debug_output_shows_a_key() {
    let credential = credential();
    let request = UploadVideo::new(File::from_bytes("film.mp4", "film"), Meta::new("film.mp4", "00"))
        .request(Some(&credential), &Env::new(NOW, [1; 32]))
        .unwrap();
    let signature = request.headers().get("authorization").unwrap().to_str().unwrap().to_owned();
    let seen = format!("{credential:?} {:?} {:?}", request.headers(), request.body());
    let signature = signature.rsplit("signature=\"").next().unwrap();
    assert!(!seen.contains(signature), "{seen}");
    assert!(MERCHANT.lines().skip(1).all(|line| !seen.contains(line)), "{seen}");
}
