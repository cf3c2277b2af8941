//! `wxkit pay notification`: what a server has saved, verified and opened much later.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};
use wxkit::proto::{Env, Secret, Timestamp};
use wxkit_sandbox::pay::PUBLIC_KEY_ID;
use wxkit_sandbox::{Config, Sandbox};

use crate::pay_command::Desk;

/// A notification as the platform sends it, at some time.
fn notification(query: &str) -> Request<Bytes> {
    let mut sandbox = Sandbox::new(Config { notify: Some("http://x.invalid/n".into()), ..Config::default() });
    let env = Env::new(Timestamp::from_secs(1_790_000_000), [7; 32]);
    let payment = r#"{"out_trade_no":"1217752501201407033233368018","attach":"茶","amount":{"total":1}}"#;
    let play =
        Request::post(format!("/sandbox/pay?event=REFUND.SUCCESS{query}")).body(payment.into()).unwrap();
    sandbox.handle(&env, &play);
    let mut letter = sandbox.take_letters().remove(0);
    sandbox.end(&mut letter, &env);
    sandbox.write(&letter, &env).unwrap()
}

/// As a server may have saved it.
fn saved(request: &Request<Bytes>) -> Vec<u8> {
    let mut text = "POST /n HTTP/1.1\r\nHost: x.invalid\r\n".to_owned();
    for (name, value) in request.headers() {
        text += &format!("{name}: {}\r\n", value.to_str().unwrap());
    }
    [text.as_bytes(), b"\r\n", request.body()].concat()
}

#[test]
fn verified_and_opened() {
    let desk = Desk::new(&[], "");
    let (id, key) = (desk.text("pay_public_key_id").to_owned(), desk.text("pay_public_key").to_owned());
    let by_public_key = [("WXKIT_PAY_PUBLIC_KEY_ID", &*id), ("WXKIT_PAY_PUBLIC_KEY", &*key)];
    assert_eq!(id, PUBLIC_KEY_ID);
    for (query, env) in [("", &[][..]), ("&key=public", &by_public_key)] {
        let request = notification(query);
        desk.file("note", &saved(&request));
        let (status, stdout, stderr) = desk.run(&["pay", "notification", "note", "--json"], env);
        assert_eq!(status, 0, "{stderr}");
        let told: Value = serde_json::from_str(&stdout).unwrap();
        let data = json!({ "out_trade_no": "1217752501201407033233368018", "attach": "茶", "amount": { "total": 1 } });
        assert_eq!(
            (&told["data"], &told["event"], &told["verified"]),
            (&data, &json!("REFUND.SUCCESS"), &json!(true))
        );
        assert_eq!(
            (&told["at"], &told["create_time"]),
            (&json!(1_790_000_000), &json!("2026-09-21T22:13:20+08:00"))
        );
    }
}

#[test]
fn the_body_alone_is_not_verified() {
    let desk = Desk::new(&[], "");
    let request = notification("");
    desk.file("note", request.body());
    let (status, stdout, stderr) = desk.run(&["pay", "notification", "note", "--json"], &[]);
    assert_eq!(status, 0, "{stderr}");
    let told: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&told["verified"], &told["data"]["attach"]), (&json!(false), &json!("茶")));
    assert!(stderr.contains("not verified"), "{stderr}");
}

#[test]
fn what_cannot_be_trusted_or_read() {
    let desk = Desk::new(&[], "");
    let other_key = Secret::new("another-apiv3-key-of-32-letters!");
    let text = String::from_utf8(saved(&notification(""))).unwrap();
    let check = |text: &str, key: &str, expected: &str| {
        desk.file("note", text.as_bytes());
        let env: &[(&str, &str)] = if key.is_empty() { &[] } else { &[("WXKIT_APIV3_KEY", key)] };
        let (status, stdout, stderr) = desk.run(&["pay", "notification", "note", "--json"], env);
        assert!(status != 0 && stdout.is_empty() && stderr.contains(expected), "{status} {stdout} {stderr}");
        assert!(!stderr.contains("茶") && !stderr.contains(desk.text("apiv3_key")), "{stderr}");
        assert!(!stderr.contains(other_key.reveal()), "{stderr}");
    };
    check(&text.replace("REFUND.SUCCESS", "REFUND.CLOSED"), "", "the signature does not fit");
    check(&text.replace("3D8FA2E16CB9507492E1D6F80AC94B53E72F1CA8", "00"), "", "key");
    check(&text.replace("wechatpay-signature: ", "wechatpay-signature: WECHATPAY/SIGNTEST/"), "", "test");
    check(&text.replace("wechatpay-signature: ", "x: "), "", "wechatpay-signature");
    check(text.split("\r\n\r\n").next().unwrap(), "", "sign");
    check(&text, other_key.reveal(), "key");
    check(&text, "short", "32");
    check("{", "", "JSON");
    check("", "", "");
}
