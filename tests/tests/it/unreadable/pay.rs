//! The same of WeChat Pay: what is signed and cannot be read, and what could be read and is not signed.

use std::time::{SystemTime, UNIX_EPOCH};

use wxkit::proto::sign::SigningKey;
use wxkit_sandbox::Sandbox;
use wxkit_sandbox::pay::{MERCHANT_CERTIFICATE, MERCHANT_KEY};
use wxkit_tests::command::{Desk, run};
use wxkit_tests::openssl;

use super::{Mute, answers};

/// A command, the path that it calls, and what it says about how to go on: with a signature, and without.
const COMMANDS: &[(&[&str], &str, [&str; 2])] = &[
    (&["pay", "video", "a.mp4"], "/v3/merchant/media/video_upload", UPLOAD),
    (&["pay", "image", "a.png"], "/v3/merchant/media/upload", UPLOAD),
    (&["pay", "image", "a.png", "--for", "coupon"], "/v3/marketing/favor/media/image-upload", UPLOAD),
    (&["pay", "image", "a.png", "--for", "complaint"], "/v3/merchant-service/images/upload", UPLOAD),
    (&["pay", "upload", "v3/x/upload", "a.png"], "/v3/x/upload", UPLOAD),
    (
        &["pay", "call", "POST", "v3/refund/domestic/refunds", "--data", "{}"],
        "/v3/refund/domestic/refunds",
        CALL,
    ),
    (&["call", "pay", "POST", "v3/x/close", "--data", "{}"], "/v3/x/close", CALL),
];

const UPLOAD: [&str; 2] = ["can be done again", "something before WeChat answered"];
const CALL: [&str; 2] = ["look in the WeChat console", "look in the WeChat console"];

/// What is an answer like another to those who ask for any.
const READABLE: &[&str] = &["no JSON", "a number that is none", "wrong kinds", "a list", "null"];

#[test]
fn the_outcome_is_unknown_and_nothing_is_sent_twice() {
    let desk = Desk::new(Sandbox::default());
    desk.file("a.mp4", b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41");
    desk.file("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x02\x08\x06\0\0\0");
    desk.file("key.pem", MERCHANT_KEY.as_bytes());
    let public = openssl(desk.folder.path(), &["x509", "-pubkey", "-noout"], MERCHANT_CERTIFICATE.as_bytes());
    desk.file("public.pem", &public.unwrap());
    let attempts = |signed| COMMANDS.iter().flat_map(|one| attempt(&desk, one, signed)).collect::<Vec<_>>();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let unsigned = scope.spawn(|| attempts(false));
        [attempts(true), unsigned.join().unwrap()].concat()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn attempt(desk: &Desk, (command, path, hints): &(&[&str], &str, [&str; 2]), signed: bool) -> Vec<String> {
    let mute = Mute::start();
    let (is_upload, hint) = (*hints == UPLOAD, hints[usize::from(!signed)]);
    let takes_any = !is_upload || command[1] == "upload";
    let mut wrong = Vec::new();
    for (name, bytes) in answers() {
        // What may be doubled is repeated after a gateway's page; and an id may be a number.
        let is_repeated = is_upload && name == "a page of a gateway";
        if is_repeated || signed && (takes_any && READABLE.contains(&name) || name == "wrong kinds") {
            continue;
        }
        mute.seen.lock().unwrap().clear();
        *mute.answer.lock().unwrap() = if signed { sign(&bytes) } else { bytes };
        let mut wxkit = desk.wxkit(command);
        wxkit.env("WXKIT_BASE_URL", &mute.url).env("WXKIT_MCHID", "1900000001");
        wxkit.env("WXKIT_MCH_SERIAL", "2C7E91D05BA84F63").env("WXKIT_MCH_KEY", "key.pem");
        wxkit.env("WXKIT_PAY_PUBLIC_KEY", "public.pem").env("WXKIT_PAY_PUBLIC_KEY_ID", ID);
        let (status, stdout, stderr) = run(&mut wxkit);
        let sent = mute.seen.lock().unwrap().iter().filter(|seen| seen == path).count();
        // An answer that breaks off has no signature to look at.
        let hint = if name == "a body that breaks off" { hints[0] } else { hint };
        if status != 6 || sent != 1 || !stderr.contains(hint) || !stdout.is_empty() {
            wrong.push(format!("{command:?} {name}: exit {status}, sent {sent}: {stdout}{stderr}"));
        }
    }
    wrong
}

const ID: &str = "PUB_KEY_ID_0119000000";

/// The answer with the headers by which the platform vouches for its body.
fn sign(answer: &[u8]) -> Vec<u8> {
    let key = SigningKey::from_pem("key.pem", MERCHANT_KEY).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let (head, body) = (&answer[..end], &answer[end + 4..]);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let signature = key.sign(&[format!("{now}\nn0nce\n").as_bytes(), body, b"\n"].concat()).unwrap();
    let headers = format!(
        "\r\nWechatpay-Timestamp: {now}\r\nWechatpay-Nonce: n0nce\r\nWechatpay-Serial: {ID}\r\n\
         Wechatpay-Signature: {signature}\r\n\r\n",
    );
    [head, headers.as_bytes(), body].concat()
}
