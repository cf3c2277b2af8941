//! Keys and certificates as text. No library reads PEM without leaving copies of a private key behind, so it is read here.

use std::fmt;

use base64::Engine as _;
use zeroize::Zeroizing;

use super::LENIENT;

/// One block of a PEM text; its bytes are wiped when it is dropped.
#[non_exhaustive]
pub struct Block {
    /// What its first line says.
    pub label: Label,
    /// DER.
    pub der: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Block({:?}, …)", self.label)
    }
}

/// What a block of PEM says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Label {
    /// `PRIVATE KEY`: PKCS#8.
    Pkcs8,
    /// `RSA PRIVATE KEY`: PKCS#1.
    Pkcs1,
    /// `ENCRYPTED PRIVATE KEY`, or one with a header that says so.
    Encrypted,
    /// `PUBLIC KEY`: SubjectPublicKeyInfo.
    Public,
    /// `RSA PUBLIC KEY`: PKCS#1.
    Pkcs1Public,
    /// `CERTIFICATE`: X.509.
    Certificate,
    /// Anything else.
    Other,
}

const LABELS: [(&str, Label); 6] = [
    ("PRIVATE KEY", Label::Pkcs8),
    ("RSA PRIVATE KEY", Label::Pkcs1),
    ("ENCRYPTED PRIVATE KEY", Label::Encrypted),
    ("PUBLIC KEY", Label::Public),
    ("RSA PUBLIC KEY", Label::Pkcs1Public),
    ("CERTIFICATE", Label::Certificate),
];

impl Label {
    /// For people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pkcs8 | Self::Pkcs1 => "a private key",
            Self::Encrypted => "an encrypted private key",
            Self::Public | Self::Pkcs1Public => "a public key",
            Self::Certificate => "a certificate",
            Self::Other => "something else",
        }
    }
}

/// The blocks of a PEM text; what stands between them is skipped. Lines may be of any length, and end in line breaks or in
/// the two characters `\n` that environment files and JSON make of them.
///
/// # Errors
/// Says what is wrong, without anything of the text.
pub fn read_pem(text: &str) -> Result<Vec<Block>, &'static str> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("-----BEGIN ") {
        let (label, behind) = behind.split_once("-----").ok_or("its first line does not end")?;
        let (body, behind) =
            behind.split_once("-----END ").ok_or("its last line (-----END …-----) is missing")?;
        let known = LABELS.iter().find(|(known, _)| *known == label);
        let label = match body.contains("Proc-Type:") {
            true => Label::Encrypted,
            false => known.map_or(Label::Other, |(_, label)| *label),
        };
        let der = if label == Label::Encrypted { Zeroizing::default() } else { decode(body)? };
        blocks.push(Block { label, der });
        rest = behind;
    }
    if blocks.is_empty() { Err("it is no PEM: no line begins with -----BEGIN") } else { Ok(blocks) }
}

fn decode(body: &str) -> Result<Zeroizing<Vec<u8>>, &'static str> {
    // As large as they can become, so that no half of the key stays behind in a buffer that was too small.
    let mut compact = Zeroizing::new(Vec::with_capacity(body.len()));
    let mut escaped = false;
    // Environment files and JSON make the two characters \\n of a line break; Base64 holds no backslash.
    compact.extend(body.bytes().filter(|byte| match byte {
        b'\\' => {
            escaped = true;
            false
        }
        b'n' | b'r' | b't' if std::mem::take(&mut escaped) => false,
        byte => {
            escaped = false;
            !byte.is_ascii_whitespace()
        }
    }));
    let mut der = Zeroizing::new(Vec::with_capacity(compact.len()));
    LENIENT
        .decode_vec(&compact, &mut der)
        .map_err(|_| "what stands between its first and last line is no Base64")?;
    Ok(der)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_bytes() {
        let check = |text: &str, expected: &[(Label, &[u8])]| {
            let blocks = read_pem(text).unwrap();
            let found: Vec<_> = blocks.iter().map(|block| (block.label, &block.der[..])).collect();
            assert_eq!(found, expected, "{text}");
            let told = expected.iter().map(|(label, _)| format!("Block({label:?}, …)"));
            assert!(blocks.iter().map(|block| format!("{block:?}")).eq(told));
        };
        check(
            "-----BEGIN PRIVATE KEY-----\r\nAQID\r\nBA==\r\n-----END PRIVATE KEY-----\r\n",
            &[(Label::Pkcs8, &[1, 2, 3, 4])],
        );
        check("x\n-----BEGIN PUBLIC KEY-----AQID-----END PUBLIC KEY-----", &[(Label::Public, &[1, 2, 3])]);
        check(
            "-----BEGIN CERTIFICATE-----\nAQ\n-----END CERTIFICATE-----\n-----BEGIN X-----\nAg\n-----END X-----",
            &[(Label::Certificate, &[1]), (Label::Other, &[2])],
        );
        for newline in ["\\n", "\\r\\n", "\\\\n"] {
            let text = "-----BEGIN PRIVATE KEY-----\nnnrt\nAQID\n-----END PRIVATE KEY-----\n";
            check(&text.replace('\n', newline), &[(Label::Pkcs8, &[0x9e, 0x7a, 0xed, 1, 2, 3])]);
        }
        check(
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\nAQID\n-----END RSA PRIVATE KEY-----",
            &[(Label::Encrypted, &[])],
        );
    }

    #[test]
    fn what_is_no_pem() {
        let check = |text: &str, why: &str| assert_eq!(read_pem(text).err(), Some(why));
        check("", "it is no PEM: no line begins with -----BEGIN");
        check("-----BEGIN PRIVATE KEY-----\nAQID\n", "its last line (-----END …-----) is missing");
        check("-----BEGIN PRIVATE KEY", "its first line does not end");
        check(
            "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----",
            "what stands between its first and last line is no Base64",
        );
    }
}
