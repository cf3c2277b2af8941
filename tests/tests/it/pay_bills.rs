//! `wxkit pay bill` and `wxkit pay fetch`, against `wxkit sandbox` as another process.

use std::process::Command;

use serde_json::Value;
use wxkit_tests::openssl;

use super::pay_command::Desk;

/// An electronic receipt, a bill of profit sharing: an address and a digest out of some answer.
#[test]
fn a_file_is_fetched_by_its_address_and_held_against_its_digest() {
    let desk = Desk::new(&[], "");
    let public = [
        ("WXKIT_PAY_PUBLIC_KEY", desk.text("pay_public_key")),
        ("WXKIT_PAY_PUBLIC_KEY_ID", desk.text("pay_public_key_id")),
    ];
    let run = |args: &[&str]| desk.run(&[&["pay"], args].concat(), &public);
    let apply = |more: &str| {
        let path = format!("v3/bill/tradebill?bill_date=2026-09-20{more}");
        let told: Value = serde_json::from_str(&run(&["call", "GET", &path]).1).unwrap();
        let text = |key: &str| told[key].as_str().unwrap().to_owned();
        (text("download_url"), text("hash_value"))
    };
    let (url, sha1) = apply("");
    let (status, path, stderr) = run(&["fetch", &url, "--sha1", &sha1.to_uppercase(), "-o", "receipt.csv"]);
    assert_eq!((status, path.as_str(), stderr.as_str()), (0, "receipt.csv\n", ""));
    let sum = openssl(desk.folder.path(), &["dgst", "-sha256", "-r", "receipt.csv"], b"").unwrap();
    let sha256 = String::from_utf8(sum).unwrap()[..64].to_owned();
    let (url, _) = apply("");
    assert_eq!(run(&["fetch", &url, "--sha256", &sha256, "-o", "again.csv"]).0, 0);
    let (url, sha1) = apply("&tar_type=GZIP");
    assert_eq!(run(&["fetch", &url, "--sha1", &sha1, "--gzip", "-o", "receipt.csv.gz"]).0, 0);
    // Of another file.
    let (url, _) = apply("");
    let (status, _, stderr) = run(&["fetch", &url, "--sha1", &"0".repeat(40), "-o", "wrong.csv"]);
    assert!(status != 0 && !desk.folder.path().join("wrong.csv").exists(), "{stderr}");
    let (url, _) = apply("");
    let (status, _, stderr) = run(&["fetch", &url, "-o", "unchecked.csv"]);
    assert!(status == 0 && stderr.contains("nothing shows that the file is whole"), "{stderr}");
    for (args, why) in [
        (&["fetch", "https://evil.invalid/v3/billdownload/file?token=x"][..], "no host of WeChat Pay"),
        (&["fetch", "file"], "no host of WeChat Pay"),
        (&["fetch", &url, "--sha1", "12"], "must be 40 hexadecimal digits"),
        (&["fetch", &url, "--gzip"], "--sha1"),
    ] {
        let (status, _, stderr) = run(args);
        assert!(status == 2 && stderr.contains(why), "{args:?}: {stderr}");
    }
}

/// The bill of a sub-merchant: in two pieces, in the wrong order, each encrypted.
#[test]
fn an_encrypted_bill_is_decrypted() {
    let desk = Desk::new(&[], "");
    let public = [
        ("WXKIT_PAY_PUBLIC_KEY", desk.text("pay_public_key")),
        ("WXKIT_PAY_PUBLIC_KEY_ID", desk.text("pay_public_key_id")),
    ];
    let run = |args: &[&str]| desk.run(&[&["pay"], args].concat(), &public);
    let read = |name: &str| std::fs::read(desk.folder.path().join(name)).unwrap();
    let bill = ["bill", "2026-09-20", "--fund-flow", "--sub-mchid", "1900000109"];
    let (status, path, stderr) = run(&bill);
    assert_eq!((status, path.as_str(), stderr.as_str()), (0, "fund-flow-1900000109-2026-09-20.csv\n", ""));
    let text = String::from_utf8(read("fund-flow-1900000109-2026-09-20.csv")).unwrap();
    assert!(text.starts_with("\u{feff}记账时间") && text.ends_with("`200\r\n"), "{text}");
    assert_eq!(text.lines().count(), 203);
    let (status, told, stderr) = run(&[&bill[..], &["--gzip", "-o", "bill.csv.gz", "--json"]].concat());
    assert_eq!(status, 0, "{stderr}");
    let unpacked = Command::new("gzip").args(["-dc", "bill.csv.gz"]).current_dir(desk.folder.path()).output();
    assert_eq!(String::from_utf8(unpacked.unwrap().stdout).unwrap(), text);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["bytes"].as_u64(), Some(read("bill.csv.gz").len() as u64));
    // One piece by its address.
    let apply = "v3/bill/sub-merchant-fundflowbill?sub_mchid=1900000109&bill_date=2026-09-20&account_type=BASIC&algorithm=AEAD_AES_256_GCM";
    let piece = || {
        let told: Value = serde_json::from_str(&run(&["call", "GET", apply]).1).unwrap();
        let piece = told["download_bill_list"][1].clone();
        ["download_url", "encrypt_key", "nonce", "hash_value"]
            .map(|key| piece[key].as_str().unwrap().to_owned())
    };
    let fetch = |[url, key, nonce, sha1]: [&str; 4], to: &str| {
        run(&["fetch", url, "--encrypt-key", key, "--nonce", nonce, "--sha1", sha1, "-o", to])
    };
    let [url, key, nonce, sha1] = piece();
    let (status, path, stderr) = fetch([&url, &key, &nonce, &sha1], "piece.csv");
    assert_eq!((status, path.as_str(), stderr.as_str()), (0, "piece.csv\n", ""));
    assert!(text.as_bytes().starts_with(&read("piece.csv")));
    let [url, key, _, sha1] = piece();
    let (status, _, stderr) = fetch([&url, &key, "0123456789abcdef", &sha1], "wrong.csv");
    assert!(status == 6 && stderr.contains("the file cannot be decrypted"), "{stderr}");
    let [url, key, nonce, _] = piece();
    let (status, _, stderr) = fetch([&url, &key, &nonce, &"0".repeat(40)], "wrong.csv");
    assert!(status == 2 && stderr.contains("the digest is not that of the file"), "{stderr}");
    assert!(!desk.folder.path().join("wrong.csv").exists());
    let (status, _, stderr) = run(&[&bill[..], &["--type", "TEA"]].concat());
    assert!(status == 3 && stderr.contains("account_type"), "{stderr}");
    let (status, _, stderr) = run(&["fetch", &url, "--nonce", "0123456789abcdef"]);
    assert!(status == 2 && stderr.contains("--encrypt-key"), "{stderr}");
}
