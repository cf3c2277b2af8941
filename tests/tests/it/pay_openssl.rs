//! Signatures and sealed fields held against `openssl`, both ways.

use std::path::Path;
use std::sync::Arc;
use wxkit_proto::EndpointExt as _;

use http::Response;
use wxkit::pay::upload::Meta;
use wxkit::pay::{Credential, Merchant, Pay, PlatformKeys, PublicKey, UploadVideo};
use wxkit::proto::error::SignatureProblem;
use wxkit::proto::exchange::Exchange;
use wxkit::proto::sign::{SigningKey, base64, from_base64};
use wxkit::proto::{Endpoint, Env, Error, File, Timestamp};
use wxkit_tests::openssl;

/// New keys of a merchant and of a platform, made by `openssl`, in both forms.
struct Desk {
    folder: tempfile::TempDir,
    credential: Credential,
}

const ID: &str = "PUB_KEY_ID_0119000000";
const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

impl Desk {
    fn new(form: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let run = |args: &[&str]| openssl(folder.path(), args, b"").expect("openssl does it");
        for name in ["merchant", "platform"] {
            run(&[
                "genpkey",
                "-algorithm",
                "RSA",
                "-pkeyopt",
                "rsa_keygen_bits:2048",
                "-out",
                &format!("{name}.pem"),
            ]);
            run(&["pkey", "-in", &format!("{name}.pem"), "-pubout", "-out", &format!("{name}_public.pem")]);
        }
        run(&["rsa", "-in", "merchant.pem", "-traditional", "-out", "merchant_pkcs1.pem"]);
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        let key = SigningKey::from_pem("merchant.pem", &read(form)).unwrap();
        let merchant = Merchant::new("1900000001", "1FB89742D19F2BD3", key).unwrap();
        let mut keys = PlatformKeys::default();
        keys.add_public_key(PublicKey::from_pem(ID, "p", &read("platform_public.pem")).unwrap());
        Self { credential: Credential::new(Arc::new(merchant), Arc::new(keys)), folder }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// A field of the header `Authorization`.
fn field(request: &http::Request<wxkit::proto::Body>, name: &str) -> String {
    let value = request.headers()["authorization"].to_str().unwrap();
    let rest = value.split(&format!("{name}=\"")).nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn openssl_accepts_what_a_merchant_signs() {
    for form in ["merchant.pem", "merchant_pkcs1.pem"] {
        let desk = Desk::new(form);
        let env = Env::new(NOW, [7; 32]);
        let meta = Meta::new("茶 a.mp4", "00".repeat(32));
        let upload = UploadVideo::new(File::from_bytes("a.mp4", "film"), meta);
        let order = Exchange::<Pay>::new(
            http::Method::POST,
            "/v3/pay/transactions/native?a=%2F&b=",
            Some(serde_json::json!({ "description": "茶" }).into()),
        );
        let query = Exchange::<Pay>::new(http::Method::GET, "/v3/certificates", None);
        check(
            &desk,
            &upload.request(Some(&desk.credential), &env).unwrap(),
            r#"{"filename":"茶 a.mp4","sha256":"#,
        );
        check(&desk, &order.request(Some(&desk.credential), &env).unwrap(), r#"{"description":"茶"}"#);
        check(&desk, &query.request(Some(&desk.credential), &env).unwrap(), "");
    }
}

/// The text is put together from what is on the wire, and from nothing else.
fn check(desk: &Desk, request: &http::Request<wxkit::proto::Body>, covered: &str) {
    let body = String::from_utf8(request.body().in_memory().unwrap().to_vec()).unwrap();
    let covered = match body.split_once("Content-Type: application/json\r\n\r\n") {
        Some((_, behind)) => behind.split("\r\n").next().unwrap().to_owned(),
        None => body,
    }
    .strip_prefix(covered)
    .map(|rest| format!("{covered}{rest}"))
    .unwrap();
    let (time, nonce) = (field(request, "timestamp"), field(request, "nonce_str"));
    let target = request.uri().path_and_query().unwrap();
    let text = format!("{}\n{target}\n{time}\n{nonce}\n{covered}\n", request.method());
    std::fs::write(desk.path().join("signature"), from_base64(&field(request, "signature")).unwrap())
        .unwrap();
    let args = ["dgst", "-sha256", "-verify", "merchant_public.pem", "-signature", "signature"];
    assert!(openssl(desk.path(), &args, text.as_bytes()).is_some(), "{text}");
    assert!(openssl(desk.path(), &args, format!("{text} ").as_bytes()).is_none());
}

#[test]
fn what_openssl_signs_is_trusted_and_nothing_else() {
    let desk = Desk::new("merchant.pem");
    let answer = |body: &'static str, signed: &str| {
        let (time, nonce) = (NOW.as_secs().to_string(), "c5ac7061");
        let text = format!("{time}\n{nonce}\n{signed}\n");
        let signature =
            openssl(desk.path(), &["dgst", "-sha256", "-sign", "platform.pem"], text.as_bytes()).unwrap();
        let response = Response::builder()
            .header("Wechatpay-Timestamp", time)
            .header("Wechatpay-Nonce", nonce)
            .header("Wechatpay-Signature", base64(&signature))
            .header("Wechatpay-Serial", ID)
            .body(body.into())
            .unwrap();
        UploadVideo::accept(&desk.credential, response, NOW)
    };
    let good = r#"{ "media_id" : "茶" }"#;
    assert_eq!(answer(good, good).unwrap().media_id, "茶");
    let Err(Error::Untrusted(untrusted)) = answer(good, r#"{"media_id":"茶"}"#) else { panic!("trusted") };
    assert_eq!(untrusted.kind, SignatureProblem::Signature);
}
