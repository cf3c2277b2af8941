//! WeChat Pay, by requests that are signed by hand.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::Value;
use wxkit_proto::digest::{Algorithm, hex_digest};
use wxkit_proto::sign::{SigningKey, VerifyingKey, from_base64};
use wxkit_proto::{Env, Timestamp};

use crate::pay::{KeyMode, MERCHANT_KEY, PUBLIC_KEY_ID, PayConfig};
use crate::{Config, Sandbox};

const MP4: &[u8] = b"\0\0\0\x20ftypisom";

struct Desk {
    sandbox: Sandbox,
    key: SigningKey,
    now: Timestamp,
    /// One thing to be wrong in the next request.
    wrong: fn(&mut Draft),
}

struct Draft {
    method: &'static str,
    target: String,
    body: Vec<u8>,
    time: u64,
    serial: &'static str,
    mchid: &'static str,
    scheme: &'static str,
    more: Vec<(&'static str, String)>,
}

impl Desk {
    fn new(config: PayConfig) -> Self {
        Self {
            sandbox: Sandbox::new(Config { pay: config, ..Config::default() }),
            key: SigningKey::from_pem("k", MERCHANT_KEY).unwrap(),
            now: Timestamp::from_secs(1_790_000_000),
            wrong: |_| (),
        }
    }

    fn with_faults(script: &str) -> Self {
        let mut desk = Self::new(PayConfig::default());
        desk.sandbox.config_mut().faults = script.parse().unwrap();
        desk
    }

    fn send(
        &mut self,
        method: &'static str,
        target: &str,
        covered: &[u8],
        body: &[u8],
        kind: &str,
    ) -> Response<Bytes> {
        let mut draft = Draft {
            method,
            target: target.to_owned(),
            body: body.to_vec(),
            time: self.now.as_secs(),
            serial: "2c7e91d05ba84f63a1d0c5e7f9b83a42d61e0b97",
            mchid: "1900000001",
            scheme: "WECHATPAY2-SHA256-RSA2048",
            more: vec![("content-type", kind.to_owned())],
        };
        let signed = format!("{method}\n{target}\n{}\nNONCE\n", draft.time);
        let signed = [signed.as_bytes(), covered, b"\n"].concat();
        (self.wrong)(&mut draft);
        let Draft { scheme, mchid, serial, time, .. } = draft;
        let signature = self.key.sign(&signed).unwrap();
        // Another order than the client's, and blanks.
        let authorization = format!(
            "{scheme} signature=\"{signature}\", serial_no=\"{serial}\", nonce_str=\"NONCE\", timestamp=\"{time}\", mchid=\"{mchid}\""
        );
        let mut request =
            Request::builder().method(draft.method).uri(draft.target).header("authorization", authorization);
        for (name, value) in draft.more {
            request = request.header(name, value);
        }
        let request = request.body(Bytes::from(draft.body)).unwrap();
        self.sandbox.handle(&Env::new(self.now, [3; 32]), &request).response
    }

    fn get(&mut self, target: &str) -> Response<Bytes> {
        self.send("GET", target, b"", b"", "")
    }

    fn post(&mut self, target: &str, body: &str) -> Response<Bytes> {
        self.send("POST", target, body.as_bytes(), body.as_bytes(), "application/json")
    }

    fn upload(&mut self, path: &str, name: &str, content: &[u8], sha256: &str) -> String {
        let meta = format!(r#"{{ "filename": "{name}", "sha256": "{sha256}" }}"#);
        let body = [
            format!("--b\r\nContent-Disposition: form-data; name=\"meta\";\r\n\r\n{meta}\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\";\r\nContent-Type: video/mp4\r\n\r\n").as_bytes(),
            content,
            b"\r\n--b--\r\n",
        ]
        .concat();
        told(&self.send("POST", path, meta.as_bytes(), &body, "multipart/form-data;boundary=\"b\""))
    }
}

fn json(response: &Response<Bytes>) -> Value {
    serde_json::from_slice(response.body()).unwrap_or_default()
}

/// Status, word and text.
fn told(response: &Response<Bytes>) -> String {
    let json = json(response);
    let text = |name: &str| json[name].as_str().unwrap_or_default();
    format!("{} {} {}", response.status().as_u16(), text("code"), text("message")).trim().to_owned()
}

fn issue(response: &Response<Bytes>) -> String {
    json(response)["detail"]["issue"].as_str().unwrap_or_default().to_owned()
}

const VIDEO: &str = "/v3/merchant/media/video_upload";

#[test]
fn every_part_of_a_signature_counts() {
    let check = |wrong: fn(&mut Draft), expected: &str| {
        let mut desk = Desk::new(PayConfig::default());
        desk.wrong = wrong;
        let response = desk.post("/v3/pay/transactions/native?a=%2F", "{}");
        assert_eq!((response.status().as_u16(), issue(&response).as_str()), (401, expected));
    };
    let mut desk = Desk::new(PayConfig::default());
    assert_eq!(desk.post("/v3/pay/transactions/native?a=%2F", "{}").status(), 400);
    check(|draft| draft.body.push(b' '), "sign not match");
    check(|draft| draft.target.push('x'), "sign not match");
    check(|draft| draft.target = draft.target.replace("%2F", "/"), "sign not match");
    check(|draft| draft.time += 1, "sign not match");
    check(|draft| draft.time += 301, "timestamp is more than five minutes away");
    check(|draft| draft.serial = "1F", "the serial number is not that of the merchant's certificate");
    check(|draft| draft.mchid = "19", "there is no such merchant");
    check(|draft| draft.scheme = "WECHATPAY2-SM2-WITH-SM3", "the scheme is not WECHATPAY2-SHA256-RSA2048");
}

#[test]
fn an_upload_is_refused_as_the_table_says() {
    let digest = hex_digest(Algorithm::Sha256, MP4);
    let mut desk = Desk::new(PayConfig { uploads_per_day: 1, ..PayConfig::default() });
    assert_eq!(
        desk.upload(VIDEO, "a.txt", MP4, &digest),
        "400 PARAM_ERROR 视频文件名称不正确，请检查后重新提交"
    );
    assert_eq!(
        desk.upload(VIDEO, "a.mp4", b"text", &digest),
        "400 PARAM_ERROR 文件二进制内容不是视频，请检查后重新提交"
    );
    assert_eq!(desk.upload(VIDEO, "a.mp4", MP4, "00"), "400 PARAM_ERROR 视频sha256值有误，请检查后重新提交");
    assert_eq!(desk.upload(VIDEO, "a.mp4", b"", &digest), "400 PARAM_ERROR 文件为空，请检查后重新提交");
    let large = [MP4, &[0; 5 * 1_048_576]].concat();
    assert_eq!(
        desk.upload(VIDEO, "a.mp4", &large, &digest),
        "400 PARAM_ERROR 文件大小不能超过5M，请检查后重新提交"
    );
    assert_eq!(
        desk.upload("/v3/merchant/media/upload", "a.png", MP4, &digest),
        "400 PARAM_ERROR 文件二进制内容不是图片，请检查后重新提交"
    );
    assert_eq!(desk.upload(VIDEO, "a b.mp4", MP4, &digest), "200");
    assert_eq!(
        desk.upload(VIDEO, "a.mp4", MP4, &digest),
        "429 FREQUENCY_LIMIT_EXCEED 当天上传文件数已达上限"
    );
    let [media] = desk.sandbox.merchant_media() else { panic!("one file") };
    assert_eq!((media.name.as_str(), media.sha256 == digest), ("a b.mp4", true));
}

/// By which key, and whether it fits.
fn signer(response: &Response<Bytes>, key: &VerifyingKey) -> (String, bool) {
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    let text = format!("{}\n{}\n", header("wechatpay-timestamp"), header("wechatpay-nonce"));
    let text = [text.as_bytes(), response.body(), b"\n"].concat();
    let fits = key.verifies(&text, &from_base64(&header("wechatpay-signature")).unwrap());
    (header("wechatpay-serial").chars().take(4).collect(), fits)
}

#[test]
fn answers_are_signed_by_the_key_in_force() {
    let key = |pem: &str| SigningKey::from_pem("k", pem).unwrap().verifying_key();
    let platform = key(include_str!("../pay/keys/platform.pem"));
    let next = key(include_str!("../pay/keys/next.pem"));
    let public = key(include_str!("../pay/keys/public.pem"));
    let mut desk = Desk::new(PayConfig::default());
    assert_eq!(signer(&desk.get("/v3/certificates"), &platform), ("3D8F".into(), true));
    assert_eq!(signer(&desk.get("/v3/no-such-thing"), &platform), ("3D8F".into(), true));
    desk.sandbox.rotate_certificates();
    let list = desk.get("/v3/certificates");
    assert_eq!(signer(&list, &next), ("4E90".into(), true));
    assert_eq!(json(&list)["data"].as_array().unwrap().len(), 3);
    desk.wrong = |draft| draft.more.push(("wechatpay-serial", PUBLIC_KEY_ID.into()));
    assert_eq!(signer(&desk.get("/v3/certificates"), &public), ("PUB_".into(), true));
    desk.sandbox.config_mut().pay.keys = KeyMode::PublicKey;
    let refused = desk.get("/v3/certificates");
    assert!(told(&refused).starts_with("404 RESOURCE_NOT_EXISTS 无可用的平台证书"));
    assert_eq!(signer(&refused, &public), ("PUB_".into(), true));
}

#[test]
fn orders_and_bills() {
    let mut desk = Desk::new(PayConfig::default());
    let order = r#"{"appid":"wx1","mchid":"1900000001","description":"茶","out_trade_no":"n1","notify_url":"https://x.invalid","amount":{"total":1}}"#;
    assert!(json(&desk.post("/v3/pay/transactions/native", order))["code_url"].is_string());
    let other = order.replace("茶", "水");
    assert_eq!(
        told(&desk.post("/v3/pay/transactions/native", &other)),
        "403 OUT_TRADE_NO_USED 商户订单号重复"
    );
    let close = "/v3/pay/transactions/out-trade-no/n1/close";
    let closed = desk.post(close, r#"{"mchid":"1900000001"}"#);
    assert_eq!((closed.status().as_u16(), closed.body().len()), (204, 0));
    assert!(closed.headers().contains_key("wechatpay-signature"));
    let query = "/v3/pay/transactions/out-trade-no/n1?mchid=1900000001";
    assert_eq!(json(&desk.get(query))["trade_state"], "CLOSED");

    let bill = json(&desk.get("/v3/bill/tradebill?bill_date=2026-09-20&bill_type=ALL"));
    let url = bill["download_url"].as_str().unwrap();
    let target = url.strip_prefix("https://api.mch.weixin.qq.com").unwrap().to_owned();
    let file = desk.get(&target);
    assert!(!file.headers().contains_key("wechatpay-signature"));
    assert_eq!(hex_digest(Algorithm::Sha1, file.body()), bill["hash_value"].as_str().unwrap());
    assert_eq!(told(&desk.get(&target)), "400 INVALID_REQUEST 下载地址已失效");
    assert_eq!(
        told(&desk.get("/v3/bill/tradebill?bill_date=2026-01-01")),
        "400 NO_STATEMENT_EXIST 账单文件不存在"
    );
}

#[test]
fn what_goes_wrong_on_purpose() {
    let check = |word: &str, status: u16, signed: bool| {
        let mut desk = Desk::with_faults(&format!(r#"{{"call":"v3/certificates","nth":1,"do":"{word}"}}"#));
        let response = desk.get("/v3/certificates");
        let has = response.headers().contains_key("wechatpay-signature");
        assert_eq!((response.status().as_u16(), has), (status, signed), "{word}");
        desk.get("/v3/certificates")
    };
    check("unsigned", 200, false);
    check("probe", 200, true);
    check("stale", 200, true);
    check("foreign", 200, true);
    check("tampered", 200, true);
    check("busy", 500, true);
    check("throttled", 429, true);
    check("html", 502, false);
    let after = check("rotate", 200, true);
    assert_eq!(after.headers()["wechatpay-serial"], "4E90B3F27DCA618503F2E7091BDA5C64F8302DB9");
    let refuse = r#"{"call":"native","do":"refuse","errcode":403,"code":"NO_AUTH","errmsg":"商户权限异常"}"#;
    let mut desk = Desk::with_faults(refuse);
    assert_eq!(told(&desk.post("/v3/pay/transactions/native", "{}")), "403 NO_AUTH 商户权限异常");
    let error = r#"{"call":"publish/submit","do":"probe"}"#.parse::<crate::Faults>().unwrap_err();
    assert_eq!(error.to_string(), "line 1: probe is for calls of WeChat Pay");
}
