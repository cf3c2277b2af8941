//! Keys and certificates, as people copy them.

use wxkit::pay::PublicKey;
use wxkit::pay::keys::PlatformCertificate;
use wxkit::pay::sensitive::FieldKey;
use wxkit::proto::sign::{SigningKey, base64, read_pem};

const LABELS: &[&str] = &[
    "PRIVATE KEY",
    "RSA PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "PUBLIC KEY",
    "RSA PUBLIC KEY",
    "CERTIFICATE",
];

/// Any text as a key or a certificate in PEM; and any bytes as what stands inside.
pub fn keys(data: &[u8]) {
    read(&String::from_utf8_lossy(data));
    if let Some((&first, der)) = data.split_first() {
        let label = LABELS[usize::from(first) % LABELS.len()];
        read(&format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", base64(der)));
    }
}

fn read(text: &str) {
    let blocks = read_pem(text);
    // One whose numbers do not belong together says so when it is to sign.
    if let Ok(key) = SigningKey::from_pem("the key", text)
        && let Ok(signature) = key.sign(b"tea")
    {
        let signature = wxkit::proto::sign::from_base64(&signature).expect("it is Base64");
        assert!(key.verifying_key().verifies(b"tea", &signature), "a key that was taken is wrong");
    }
    let errors = [
        SigningKey::from_pem("the key", text).err(),
        FieldKey::from_pem("the key", text).err(),
        PublicKey::from_pem("PUB_KEY_ID_1", "the key", text).err(),
    ];
    for error in errors.into_iter().flatten() {
        let said = error.to_string();
        // No line of a key has a blank; our own words have.
        let is_shown = |line: &&str| line.len() >= 24 && !line.contains(' ') && said.contains(line);
        let secret = text.lines().find(is_shown);
        assert!(secret.is_none(), "{said}");
    }
    if let Ok(certificate) = PlatformCertificate::from_pem("the certificate", text) {
        assert!(certificate.serial().bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert!(blocks.is_ok());
    }
}
