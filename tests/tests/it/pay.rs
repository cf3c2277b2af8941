//! A merchant against the sandbox, over real sockets and TLS: certificates that change, a migration, probes, bills.

use std::path::Path;

use wxkit::client::{Client, Keys, Timeouts, blocking};
use wxkit::pay::bill::ApplyTradeBill;
use wxkit::pay::complaint::DownloadComplaintImage;
use wxkit::pay::upload::UploadComplaintImage;
use wxkit::pay::{ApiV3Key, BillDownload, Merchant, MerchantKeys, Pay, PublicKey, Upload, UploadVideo};
use wxkit::proto::download::{Download, Place};
use wxkit::proto::error::SignatureProblem;
use wxkit::proto::sign::SigningKey;
use wxkit::proto::{Call, Error, File};
use wxkit_sandbox::pay::{KeyMode, MERCHANT_KEY, PUBLIC_KEY, PUBLIC_KEY_ID, PayConfig};
use wxkit_sandbox::{Authority, Config, Sandbox, Server};

const MP4: &[u8] = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41";

/// A platform over TLS, and a merchant's client.
struct Desk {
    server: Server,
    ca: String,
}

impl Desk {
    fn new(config: PayConfig, faults: &str) -> Self {
        let authority = Authority::new(&[]).unwrap();
        let ca = authority.pem().to_owned();
        let config = Config { pay: config, faults: faults.parse().unwrap(), ..Config::default() };
        let server = Server::on_thread_with("127.0.0.1:0", Sandbox::new(config), Some(authority)).unwrap();
        assert!(server.base_url().starts_with("https://"));
        Self { server, ca }
    }

    fn ring(&self, with_apiv3_key: bool, with_public_key: bool) -> MerchantKeys {
        let config = self.server.sandbox().config().pay.clone();
        let key = SigningKey::from_pem("k", MERCHANT_KEY).unwrap();
        let mut merchant = Merchant::new(config.mchid, config.mch_serial, key).unwrap();
        if with_apiv3_key {
            merchant = merchant.with_apiv3_key(ApiV3Key::new(config.apiv3_key.reveal()).unwrap());
        }
        let ring = MerchantKeys::new(merchant);
        match with_public_key {
            true => ring.with_public_key(PublicKey::from_pem(PUBLIC_KEY_ID, "p", PUBLIC_KEY).unwrap()),
            false => ring,
        }
    }

    fn client(&self, ring: MerchantKeys) -> Client<Pay> {
        let builder = Client::builder().base_url(self.server.base_url()).ca_pem(self.ca.clone());
        builder.credentials(Keys::new(ring)).build().unwrap()
    }

    fn blocking(&self, ring: MerchantKeys) -> blocking::Client<Pay> {
        let ureq = blocking::Ureq::with_ca_pem(Timeouts::default(), self.ca.as_bytes()).unwrap();
        let builder = blocking::Client::builder(ureq).base_url(self.server.base_url());
        builder.credentials(blocking::Keys::new(ring)).build().unwrap()
    }

    fn count(&self, call: &str) -> u64 {
        self.server.sandbox().count(call)
    }
}

fn upload() -> Upload<UploadVideo> {
    Upload::new(File::from_bytes("film.mp4", MP4), None).unwrap()
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// A merchant before the migration.
fn certificates() -> PayConfig {
    PayConfig { keys: KeyMode::Certificates, ..PayConfig::default() }
}

#[test]
fn one_fetch_however_many_wait_and_a_rollover_in_the_middle() {
    let desk = Desk::new(certificates(), "");
    let client = desk.client(desk.ring(true, false));
    run(async {
        let many = async |client: &Client<Pay>| {
            let all: Vec<_> = (0..20).map(|_| client.clone()).collect();
            let tasks: Vec<_> = all
                .into_iter()
                .map(|client| tokio::spawn(async move { client.run(upload()).await.unwrap().media_id }))
                .collect();
            for task in tasks {
                assert_eq!(task.await.unwrap().len(), 90);
            }
        };
        many(&client).await;
        assert_eq!((desk.count("certificates"), desk.count("video_upload")), (1, 20));
        desk.server.sandbox().rotate_certificates();
        many(&client).await;
        assert_eq!(
            (desk.count("certificates"), desk.count("video_upload")),
            (2, 40),
            "nothing is sent twice"
        );
        // Both certificates verify from now on.
        desk.server.sandbox().rotate_certificates();
        many(&client).await;
        assert_eq!(desk.count("certificates"), 2);
    });
}

#[test]
fn the_same_without_a_runtime() {
    let desk = Desk::new(certificates(), "");
    let client = desk.blocking(desk.ring(true, false));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(client.run(upload()).unwrap().media_id.len(), 90));
        }
    });
    assert_eq!((desk.count("certificates"), desk.count("video_upload")), (1, 8));
    desk.server.sandbox().rotate_certificates();
    client.run(upload()).unwrap();
    desk.server.sandbox().rotate_certificates();
    client.run(upload()).unwrap();
    assert_eq!((desk.count("certificates"), desk.count("video_upload")), (2, 10));
}

#[test]
fn a_migration_from_certificates_to_a_public_key() {
    let desk = Desk::new(certificates(), "");
    let client = desk.client(desk.ring(true, true));
    let switch = |keys| desk.server.sandbox().config_mut().pay.keys = keys;
    run(async {
        for keys in
            [KeyMode::Certificates, KeyMode::Both, KeyMode::PublicKey, KeyMode::Both, KeyMode::Certificates]
        {
            switch(keys);
            client.run(upload()).await.unwrap();
        }
    });
    assert_eq!(desk.count("certificates"), 1, "only for the first answer");
    // A merchant that was not told of the public key is told where it is.
    switch(KeyMode::PublicKey);
    let error = run(desk.client(desk.ring(true, false)).run(upload())).unwrap_err();
    assert!(
        error
            .to_string()
            .contains(&format!("signed with the public key {PUBLIC_KEY_ID}, which was not given"))
    );
    assert!(error.to_string().contains("WXKIT_PAY_PUBLIC_KEY"), "{error}");
}

#[test]
fn an_answer_that_is_not_trusted_is_not_read_and_only_after_a_probe_is_it_repeated() {
    for (word, kind, sent) in [
        ("probe", SignatureProblem::Probe, 4),
        ("unsigned", SignatureProblem::Missing, 1),
        ("stale", SignatureProblem::Time, 1),
        ("future", SignatureProblem::Time, 1),
        ("tampered", SignatureProblem::Signature, 1),
        ("foreign", SignatureProblem::Key, 1),
    ] {
        let desk = Desk::new(PayConfig::default(), &format!(r#"{{"call":"video_upload","do":"{word}"}}"#));
        let error = run(desk.client(desk.ring(false, true)).run(upload())).unwrap_err();
        let Error::Untrusted(untrusted) = error else { panic!("{word}: {error}") };
        assert_eq!(untrusted.kind, kind, "{word}");
        assert_eq!(desk.count("video_upload"), sent, "{word}");
    }
}

#[test]
fn a_wrong_clock_is_named() {
    let config = PayConfig { ahead: std::time::Duration::from_secs(600), ..PayConfig::default() };
    let desk = Desk::new(config, "");
    let error = run(desk.client(desk.ring(false, true)).run(upload())).unwrap_err();
    let told = error.to_string();
    assert!(told.contains("the clock of this machine is ") && told.contains(" s behind WeChat's"), "{told}");
    assert_eq!(error.hint().as_deref(), Some("set the clock of this machine (by NTP)"));
}

#[test]
fn errors_are_verified_too() {
    let refuse = r#"{"call":"video_upload","nth":1,"do":"refuse","errcode":403,"code":"NO_AUTH","errmsg":"商户权限异常"}"#;
    let desk = Desk::new(PayConfig::default(), refuse);
    let error = run(desk.client(desk.ring(false, true)).run(upload())).unwrap_err();
    assert_eq!(error.kind().as_str(), "permission");
    // A gateway's page is none of WeChat's: an upload is repeated, because another id does no harm.
    let desk = Desk::new(PayConfig::default(), r#"{"call":"video_upload","nth":1,"do":"html"}"#);
    run(desk.client(desk.ring(false, true)).run(upload())).unwrap();
    assert_eq!(desk.count("video_upload"), 2);
    // What may act twice is not: the outcome is unknown.
    for word in ["html", "busy", "lost"] {
        let desk = Desk::new(PayConfig::default(), &format!(r#"{{"call":"native","do":"{word}"}}"#));
        let client = desk.client(desk.ring(false, true));
        let body = Some(serde_json::json!({}));
        let error =
            run(client.call_json(http::Method::POST, "/v3/pay/transactions/native", body)).unwrap_err();
        assert_eq!((error.kind().as_str(), desk.count("native")), ("outcome_unknown", 1), "{word}: {error}");
    }
}

#[test]
fn the_quota_of_a_day_is_not_tried_again() {
    let desk = Desk::new(PayConfig { uploads_per_day: 1, ..PayConfig::default() }, "");
    let client = desk.client(desk.ring(false, true));
    run(async {
        client.run(upload()).await.unwrap();
        assert_eq!(client.run(upload()).await.unwrap_err().kind().as_str(), "quota");
    });
    assert_eq!(desk.count("video_upload"), 2);
}

#[test]
fn bills_are_held_against_their_digest() {
    let folder = tempfile::tempdir().unwrap();
    let bill = |packed| {
        let mut bill = ApplyTradeBill::new("2026-09-20");
        bill.packed = packed;
        bill
    };
    let to = |name: &str| Place::File(folder.path().join(name));
    let fetch = |faults: &str, packed: bool, name: &str| {
        let desk = Desk::new(PayConfig::default(), faults);
        let client = desk.client(desk.ring(false, true));
        let result = run(client.run(BillDownload::new(bill(packed), to(name))));
        (result, desk.count("tradebill"), desk.count("billdownload/file"))
    };
    let (plain, ..) = fetch("", false, "plain.csv");
    let text = std::fs::read_to_string(&plain.unwrap().path).unwrap();
    assert!(text.starts_with("\u{feff}交易时间,") && text.ends_with("`200,`10.00\r\n"));
    let (packed, ..) = fetch("", true, "packed.gz");
    assert!(std::fs::read(packed.unwrap().path).unwrap().starts_with(b"\x1f\x8b"));
    for packed in [false, true] {
        // One that comes damaged, or not at all, is applied for again; its address works once.
        for word in ["tampered", "lost", "cut", "empty"] {
            let (again, applied, fetched) =
                fetch(&format!(r#"{{"call":"billdownload/file","nth":1,"do":"{word}"}}"#), packed, "again");
            again.unwrap_or_else(|error| panic!("{word}: {error}"));
            assert!(applied == 2 && fetched >= 2, "{word}: {applied} {fetched}");
        }
        let (never, applied, _) = fetch(r#"{"call":"billdownload/file","do":"tampered"}"#, packed, "never");
        assert!(never.unwrap_err().to_string().contains("the file arrived damaged"));
        assert_eq!(applied, 3);
        assert!(!Path::new(&folder.path().join("never")).exists());
    }
    // However often one was applied for: nothing is left of what did not arrive, but of those that never did.
    let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["again", "never.1.part", "never.part", "packed.gz", "plain.csv"]);
}

#[test]
fn a_picture_of_a_complaint() {
    let desk = Desk::new(PayConfig::default(), r#"{"call":"images/{}","nth":3,"do":"empty"}"#);
    let client = desk.client(desk.ring(false, true));
    run(async {
        let png = File::from_bytes("a.png", &b"\x89PNG\r\n\x1a\n"[..]);
        let id = client.run(Upload::<UploadComplaintImage>::new(png, None).unwrap()).await.unwrap().media_id;
        let fetch = DownloadComplaintImage::new(&id).unwrap();
        let file = client.call(fetch.clone()).await.unwrap();
        assert!(file.bytes.starts_with(b"\x89PNG"));
        let error = client.run(Call::new(DownloadComplaintImage::new("x").unwrap())).await.unwrap_err();
        assert_eq!(error.code(), Some(404));
        let folder = tempfile::tempdir().unwrap();
        let place = Place::File(folder.path().join("a.png"));
        let error = client.run(Download::new(fetch, place, &[])).await.unwrap_err();
        assert_eq!(error.to_string(), "unreadable answer: a file was expected, and the answer was empty");
    });
}

#[test]
fn nothing_is_trusted_without_the_authority() {
    let desk = Desk::new(PayConfig::default(), "");
    let keys = Keys::new(desk.ring(false, true));
    let client: Client<Pay> =
        Client::builder().base_url(desk.server.base_url()).credentials(keys).build().unwrap();
    let error = run(client.run(upload())).unwrap_err();
    assert!(matches!(&error, Error::Transport(transport) if !transport.arrived), "{error}");
    assert_eq!(desk.count("video_upload"), 0);
}
