//! `wxkit pay` as a process, against `wxkit sandbox --tls` as another; and bad input, of which nothing is sent.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use wxkit_sandbox::Sandbox;
use wxkit_sandbox::pay::{MERCHANT_KEY, PUBLIC_KEY, PUBLIC_KEY_ID};
use wxkit_tests::openssl;

/// A running `wxkit sandbox`, and a folder to work in.
pub(crate) struct Desk {
    pub(crate) folder: tempfile::TempDir,
    sandbox: Child,
    told: Value,
}

const MP4: &[u8] = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41";

impl Desk {
    pub(crate) fn new(args: &[&str], faults: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("faults.jsonl"), faults).unwrap();
        let mut command = Command::new(wxkit_tests::command::wxkit());
        command.args(["sandbox", "--json", "--keys", "keys", "--faults", "faults.jsonl"]).args(args);
        command.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut sandbox = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(sandbox.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told = serde_json::from_str(&line).unwrap();
        let desk = Self { folder, sandbox, told };
        desk.file("film.mp4", MP4);
        desk
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn text(&self, key: &str) -> &str {
        self.told[key].as_str().unwrap_or_else(|| panic!("{key}: {}", self.told))
    }

    fn wxkit(&self, args: &[&str]) -> Command {
        let mut command = Command::new(wxkit_tests::command::wxkit());
        command.env_clear().env("HOME", self.folder.path()).current_dir(self.folder.path()).args(args);
        for (name, key) in [
            ("WXKIT_BASE_URL", "base_url"),
            ("WXKIT_MCHID", "mchid"),
            ("WXKIT_MCH_SERIAL", "mch_serial"),
            ("WXKIT_MCH_KEY", "mch_key"),
            ("WXKIT_APIV3_KEY", "apiv3_key"),
        ] {
            command.env(name, self.text(key));
        }
        if let Some(ca) = self.told["ca"].as_str() {
            command.env("WXKIT_CA", ca);
        }
        command
    }

    pub(crate) fn run(&self, args: &[&str], env: &[(&str, &str)]) -> (i32, String, String) {
        let output = self.wxkit(args).envs(env.iter().copied()).output().unwrap();
        let Output { status, stdout, stderr } = output;
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (status.code().unwrap(), text(stdout), text(stderr))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.sandbox.kill();
        let _ = self.sandbox.wait();
    }
}

#[test]
fn over_tls_by_certificates_and_by_the_public_key() {
    let desk = Desk::new(&["--tls"], "");
    assert!(desk.text("base_url").starts_with("https://"));
    let (status, id, stderr) = desk.run(&["pay", "video", "film.mp4"], &[]);
    assert_eq!((status, id.trim().len()), (0, 90), "{stderr}");
    let public = [
        ("WXKIT_PAY_PUBLIC_KEY", desk.text("pay_public_key")),
        ("WXKIT_PAY_PUBLIC_KEY_ID", desk.text("pay_public_key_id")),
    ];
    let (status, json, stderr) =
        desk.run(&["pay", "video", "film.mp4", "--filename", "茶.mp4", "--json"], &public);
    assert_eq!(status, 0, "{stderr}");
    assert!(serde_json::from_str::<Value>(&json).unwrap()["media_id"].is_string());
    let (status, bill, _) = desk.run(&["pay", "bill", "2026-09-20", "-o", "keys", "-q"], &public);
    assert_eq!((status, bill.as_str()), (0, "keys/bill-2026-09-20.csv\n"), "the folder is there already");
    let (status, list, _) = desk.run(&["pay", "certificates", "-o", "certificates"], &[]);
    assert_eq!((status, list.lines().count()), (0, 1));
    let serial = list.split(' ').next().unwrap();
    let read = |path: &str| std::fs::read_to_string(desk.folder.path().join(path)).unwrap();
    assert_eq!(read(&format!("certificates/{serial}.pem")), read("keys/platform_certificate.pem"));
    let subject = openssl(
        desk.folder.path(),
        &["x509", "-in", "keys/platform_certificate.pem", "-noout", "-serial"],
        b"",
    );
    assert_eq!(String::from_utf8(subject.unwrap()).unwrap().trim(), format!("serial={serial}"));
    let (status, _, stderr) = desk.run(&["pay", "video", "film.mp4", "--json"], &[("WXKIT_CA", "")]);
    assert_eq!(status, 4, "{stderr}");
}

#[test]
fn a_brand_uploads_with_its_own_number() {
    let desk = Desk::new(&[], "");
    let path = "brand/marketing/product-coupon/media/upload-image";
    desk.file("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x02\x08\x06\0\0\0");
    let run = |args: &[&str], env: &[(&str, &str)]| {
        let public = [
            ("WXKIT_PAY_PUBLIC_KEY", desk.text("pay_public_key")),
            ("WXKIT_PAY_PUBLIC_KEY_ID", desk.text("pay_public_key_id")),
        ];
        desk.run(&[&["pay"], args].concat(), &[&public, env].concat())
    };
    let brand = [("WXKIT_MCHID", ""), ("WXKIT_BRAND_ID", desk.text("brand_id"))];
    let (status, told, stderr) = run(&["upload", path, "a.png", "--json"], &brand);
    assert_eq!(status, 0, "{stderr}");
    assert!(told.contains("image_url"), "{told}");
    // A piece of a list of users: another method, another name of the signed part, and nothing to say.
    desk.file("users.csv", b"o1\no2\n");
    let piece =
        ["upload", "brand/marketing/user-package/uploads/8/1", "users.csv", "--meta-part", "file_meta"];
    let piece = [&piece[..], &["--digest-field", "digest", "--method", "put"]].concat();
    let (status, told, stderr) = run(&piece, &brand);
    assert_eq!((status, told.as_str()), (0, ""), "{stderr}");
    for (args, env, why) in [
        (&["upload", path, "a.png"][..], &[][..], "a call of a brand"),
        (&["image", "a.png"], &brand, "a call of a merchant"),
        (&["upload", path, "a.png"], &[("WXKIT_BRAND_ID", "40001")], "are both set"),
        (&["upload", path, "a.png"], &[("WXKIT_MCHID", ""), ("WXKIT_BRAND_ID", "wx1")], "must be digits"),
    ] {
        let (status, _, stderr) = run(args, env);
        assert!(status == 2 && stderr.contains(why), "{args:?}: {stderr}");
    }
}

#[test]
fn explain_shows_no_secret() {
    let desk = Desk::new(&[], "");
    let (status, told, stderr) =
        desk.run(&["pay", "explain", "POST", "v3/x?a=1", "--data", "{\"a\":\"茶\"}", "-v"], &[]);
    assert_eq!(status, 0, "{stderr}");
    assert!(told.contains("  POST\\n\n  /v3/x?a=1\\n\n") && told.contains("  {\"a\":\"茶\"}\\n\n"), "{told}");
    assert!(told.contains("the platform's clock is 0 s ahead") || told.contains(" is 1 s ahead"), "{told}");
    let key = std::fs::read_to_string(desk.text("mch_key")).unwrap();
    for secret in [desk.text("apiv3_key"), key.lines().nth(1).unwrap(), "signature="] {
        assert!(!told.contains(secret) && !stderr.contains(secret), "{told}{stderr}");
    }
}

/// The key as text, as environment files, JSON and Docker hand it on; and a certificate so.
#[test]
fn keys_may_be_given_as_text_with_literal_line_breaks() {
    let desk = Desk::new(&[], "");
    let read = |path: &str| std::fs::read_to_string(path).unwrap();
    let key = read(desk.text("mch_key"));
    let certificate = read(desk.folder.path().join("keys/apiclient_cert.pem").to_str().unwrap());
    let public = read(desk.text("pay_public_key"));
    for newline in ["\n", "\\n", "\\r\\n"] {
        let text = |pem: &str| pem.replace('\n', newline);
        let (key, certificate, public) = (text(&key), text(&certificate), text(&public));
        let env = [
            ("WXKIT_MCH_KEY", key.as_str()),
            ("WXKIT_MCH_CERT", &certificate),
            ("WXKIT_PAY_PUBLIC_KEY", &public),
            ("WXKIT_PAY_PUBLIC_KEY_ID", desk.text("pay_public_key_id")),
        ];
        let (status, id, stderr) = desk.run(&["pay", "video", "film.mp4"], &env);
        assert_eq!((status, id.trim().len()), (0, 90), "{newline:?}: {stderr}");
    }
}

/// An invoice: its digest is SM3, and its text has the fields as they are given.
#[test]
fn an_invoice_and_what_explain_says_of_it() {
    let desk = Desk::new(&[], "");
    desk.file("a.pdf", b"%PDF-1.7");
    let path = "v3/new-tax-control-fapiao/fapiao-applications/upload-fapiao-file";
    let fields = ["--name-field", "", "--digest-field", "digest", "--meta"];
    let meta = r#"{"file_type":"PDF","digest_alogrithm":"SM3","amount":1.10}"#;
    let args = [&["pay", "upload", path, "a.pdf"], &fields[..], &[meta]].concat();
    let (status, reply, stderr) = desk.run(&args, &[]);
    assert!(status == 0 && reply.contains("fapiao_media_id"), "{reply}{stderr}");
    let args = [&["pay", "explain", "POST", path, "--upload", "a.pdf"], &fields[..], &[meta, "--offline"]];
    let (status, told, stderr) = desk.run(&args.concat(), &[]);
    assert_eq!(status, 0, "{stderr}");
    let sm3 = openssl(desk.folder.path(), &["dgst", "-sm3", "-r", "a.pdf"], b"").unwrap();
    let sm3 = String::from_utf8(sm3).unwrap().split(' ').next().unwrap().to_owned();
    let signed = format!(r#"{{"digest":"{sm3}","file_type":"PDF","digest_alogrithm":"SM3","amount":1.10}}"#);
    assert!(told.contains(&format!("  {signed}\\n\n")), "{told}");
    let twice = [&["pay", "upload", path, "a.pdf"], &fields[..], &[r#"{"digest":"00"}"#]].concat();
    let (status, _, stderr) = desk.run(&twice, &[]);
    assert!(status == 2 && stderr.contains("the field digest of the signed text is given twice"), "{stderr}");
}

/// What is shown is what was signed and sent, for every kind of upload.
#[test]
fn explain_shows_the_text_of_the_upload() {
    let desk = wxkit_tests::command::Desk::new(Sandbox::default());
    let pay = desk.server.sandbox().config().pay.clone();
    let key = desk.file("key.pem", MERCHANT_KEY.as_bytes());
    let json = |args: &[&str]| -> Value {
        let mut command = desk.wxkit(&[args, &["--json"]].concat());
        command.env("WXKIT_MCHID", &pay.mchid).env("WXKIT_MCH_SERIAL", &pay.mch_serial);
        command.env("WXKIT_MCH_KEY", &key).env("WXKIT_APIV3_KEY", pay.apiv3_key.reveal());
        command.env("WXKIT_PAY_PUBLIC_KEY", PUBLIC_KEY).env("WXKIT_PAY_PUBLIC_KEY_ID", PUBLIC_KEY_ID);
        let (status, stdout, stderr) = wxkit_tests::command::run(&mut command);
        assert_eq!(status, 0, "{args:?}: {stderr}");
        serde_json::from_str(&stdout).unwrap()
    };
    desk.file("film.mp4", MP4);
    desk.file("茶.jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF");
    desk.file("a.pdf", b"%PDF-1.7");
    let path = "v3/mch-operation-manage/enhanced-due-diligence/8/upload";
    let form = [
        "--part",
        "due_diligence_file",
        "--name-field",
        "file_name",
        "--digest-field",
        "file_digest",
        "--meta",
        r#"{"z":"1","item_id":1.10}"#,
    ];
    for (upload, explain) in [
        (&["video", "film.mp4"][..], &["--video", "film.mp4"][..]),
        (&["image", "茶.jpeg"], &["--image", "茶.jpeg"]),
        (&["image", "茶.jpeg", "--for", "complaint"], &["--image", "茶.jpeg", "--for", "complaint"]),
        (&["image", "茶.jpeg", "--filename", "茶.jpg"], &["--image", "茶.jpeg", "--filename", "茶.jpg"]),
        (
            &[&["upload", path, "a.pdf"], &form[..]].concat(),
            &[&["POST", path, "--upload", "a.pdf"], &form[..]].concat(),
        ),
    ] {
        json(&[&["pay"], upload].concat());
        let told = json(&[&["pay", "explain", "--offline"], explain].concat());
        let sent = desk.server.sandbox().merchant_media().last().unwrap().clone();
        assert_eq!(told["covered"], sent.meta.as_str(), "{upload:?}");
        let text = told["text_to_sign"].as_str().unwrap();
        assert!(text.starts_with(&format!("POST\n{}\n", sent.path)), "{text}");
        assert!(text.ends_with(&format!("\n{}\n", sent.meta)), "{text}");
    }
}

#[test]
fn a_probe_and_what_else_is_not_trusted() {
    let desk = Desk::new(&["--tls"], r#"{"call":"video_upload","do":"probe"}"#);
    let (status, stdout, stderr) = desk.run(&["pay", "video", "film.mp4", "--json"], &[]);
    assert_eq!((status, stdout.as_str()), (6, ""), "{stderr}");
    let error = &serde_json::from_str::<Value>(&stderr).unwrap()["error"];
    assert_eq!(error["kind"], "untrusted");
    assert!(error["message"].as_str().unwrap().contains("签名探测流量"));
}

#[test]
fn bad_input_is_found_before_anything_is_sent() {
    // Whatever is sent is lost, and would be 4.
    let desk = Desk::new(&[], r#"{"call":"video_upload","do":"drop"}"#);
    desk.file("empty.mp4", b"");
    desk.file("large.mp4", &[MP4, &vec![0; 5 * 1_048_576]].concat());
    desk.file("text.mp4", b"just text");
    desk.file("film.txt", MP4);
    desk.file(&format!("{}.mp4", "a".repeat(125)), MP4);
    desk.file("large.png", &[&b"\x89PNG\r\n\x1a\n"[..], &vec![0; 5 * 1_048_576]].concat());
    desk.file("broken.pem", b"-----BEGIN PRIVATE KEY-----\nAQID\n-----END PRIVATE KEY-----\n");
    desk.file("half.pem", b"-----BEGIN PRIVATE KEY-----\nAQID\n");
    let key = desk.text("mch_key").to_owned();
    let make = |args: &[&str]| openssl(desk.folder.path(), args, b"").unwrap();
    make(&["pkcs8", "-topk8", "-in", &key, "-passout", "pass:x", "-out", "encrypted.pem"]);
    make(&["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "other.pem"]);
    make(&["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024", "-out", "short.pem"]);
    let check = |args: &[&str], env: &[(&str, &str)], file: &str, why: &str| {
        let (status, stdout, stderr) = desk.run(args, env);
        assert_eq!((status, stdout.as_str()), (2, ""), "{args:?} {env:?}: {stderr}");
        assert!(stderr.contains(file) && stderr.contains(why), "{args:?} {env:?}: {stderr}");
        assert!(!stderr.contains("AQID"), "{stderr}");
    };
    let video = |file: &str, why: &str| check(&["pay", "video", file], &[], file, why);
    video("empty.mp4", "the file is empty");
    video("large.mp4", "may have at most 5242880");
    video("text.mp4", "the content is");
    video("film.txt", "its name must end in one of .avi");
    video(&format!("{}.mp4", "a".repeat(125)), "129 characters");
    video("missing.mp4", "no such file");
    check(&["pay", "image", "large.png"], &[], "large.png", "may have at most 5242880");
    check(&["pay", "image", "film.mp4"], &[], "film.mp4", "the content is MP4");
    check(&["pay", "video", "film.mp4", "--filename", "a\"b.mp4"], &[], "", "a quote");
    let film = ["pay", "video", "film.mp4"];
    let key = |path: &str, why: &str| check(&film, &[("WXKIT_MCH_KEY", path)], path, why);
    key("missing.pem", "reading missing.pem");
    key("film.mp4", "no PEM");
    key("half.pem", "-----END");
    key("broken.pem", "no RSA private key");
    key("short.pem", "no RSA private key of 2048 to 4096 bits");
    key("encrypted.pem", "the private key is encrypted");
    key("keys/apiclient_cert.pem", "a private key is expected, this is a certificate");
    check(
        &film,
        &[("WXKIT_MCH_KEY", "other.pem"), ("WXKIT_MCH_CERT", "keys/apiclient_cert.pem")],
        "keys/apiclient_cert.pem",
        "the private key is not the key of this certificate",
    );
    check(&film, &[("WXKIT_APIV3_KEY", "tooshort")], "WXKIT_APIV3_KEY", "it has 8 bytes");
    check(&film, &[("WXKIT_MCH_SERIAL", "zz")], "", "hexadecimal digits");
    check(&film, &[("WXKIT_PAY_PUBLIC_KEY", "keys/pub_key.pem")], "", "WXKIT_PAY_PUBLIC_KEY_ID is not");
    check(
        &film,
        &[("WXKIT_PAY_PUBLIC_KEY", "keys/apiclient_key.pem"), ("WXKIT_PAY_PUBLIC_KEY_ID", "PUB_KEY_ID_1")],
        "keys/apiclient_key.pem",
        "a public key is expected, this is a private key",
    );
    check(&film, &[("WXKIT_APIV3_KEY", "")], "", "no answer could be verified");
    check(&film, &[("WXKIT_MCHID", "")], "", "WXKIT_MCHID");
    check(&["pay", "bill", "20260920"], &[], "", "2026-09-20");
    check(&["pay", "bill", "2026-02-29"], &[], "", "the calendar has no day 2026-02-29");
    let upload = ["pay", "upload", "v3/x", "film.mp4"];
    check(&[&upload[..], &["--meta", "{"]].concat(), &[], "", "--meta is not JSON");
    check(&[&upload[..], &["--meta", r#"{"sha256":"x"}"#]].concat(), &[], "", "sha256 of the signed text");
    check(&[&upload[..], &["--part", "a\"b"]].concat(), &[], "", "a quote");
}

/// The example of the manual (seed 4), by curl and openssl alone.
#[test]
fn a_client_that_nobody_here_wrote() {
    let desk = Desk::new(&["--tls"], "");
    let script = r#"
        set -eu
        sha256=$(openssl dgst -sha256 -r film.mp4 | cut -d' ' -f1)
        meta="{ \"filename\": \"filea.mp4\", \"sha256\": \"$sha256\" }"
        time=$(date +%s)
        nonce=12ced2db6f0193dda91ba86224ea1cd8
        signature=$(printf 'POST\n/v3/merchant/media/video_upload\n%s\n%s\n%s\n' "$time" "$nonce" "$meta" \
            | openssl dgst -sha256 -sign "$KEY" | openssl base64 -A)
        curl -sS --noproxy '*' --cacert "$CA" -D head -o body "$BASE_URL/v3/merchant/media/video_upload" \
            -H "Authorization: WECHATPAY2-SHA256-RSA2048 mchid=\"$MCHID\",nonce_str=\"$nonce\",timestamp=\"$time\",serial_no=\"$SERIAL\",signature=\"$signature\"" \
            -H 'Accept: application/json' -F "meta=$meta;type=application/json" -F 'file=@film.mp4;filename=filea.mp4;type=video/mp4'
        header() { grep -i "^$1:" head | cut -d' ' -f2- | tr -d '\r\n'; }
        header wechatpay-signature | openssl base64 -d -A > signature
        openssl x509 -in keys/platform_certificate.pem -pubkey -noout > platform.pem
        { printf '%s\n%s\n' "$(header wechatpay-timestamp)" "$(header wechatpay-nonce)"; cat body; printf '\n'; } \
            | openssl dgst -sha256 -verify platform.pem -signature signature
        cat body
    "#;
    let output = Command::new("bash")
        .args(["-c", script])
        .current_dir(desk.folder.path())
        .env("KEY", desk.text("mch_key"))
        .env("CA", desk.text("ca"))
        .env("BASE_URL", desk.text("base_url"))
        .env("MCHID", desk.text("mchid"))
        .env("SERIAL", desk.text("mch_serial"))
        .output()
        .unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{stdout}{stderr}");
    assert!(stdout.contains("Verified OK") && stdout.contains("\"media_id\""), "{stdout}{stderr}");
}
