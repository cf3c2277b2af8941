//! The platform's keys, by which its answers are verified.

use std::fmt;

use wxkit_proto::Timestamp;
use wxkit_proto::error::Invalid;
use wxkit_proto::sign::{Label, VerifyingKey, read_pem};
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::asn1::{AnyRef, UintRef};
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{self, Decode as _, SliceReader};
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::Time;

use crate::serial::{self, PUBLIC_KEY};

/// A certificate of the platform (平台证书).
#[derive(Clone, PartialEq, Eq)]
pub struct PlatformCertificate {
    serial: String,
    not_before: Timestamp,
    not_after: Timestamp,
    key: VerifyingKey,
    pem: String,
}

/// The platform's public key (微信支付公钥) with its id.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    id: String,
    key: VerifyingKey,
}

/// All keys of the platform that are known: certificates and public keys, both kinds at once during a migration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlatformKeys {
    certificates: Vec<PlatformCertificate>,
    public_keys: Vec<PublicKey>,
}

impl PlatformCertificate {
    /// Reads a certificate in PEM. `name` is how the text is called in errors: the path of its file.
    ///
    /// # Errors
    /// If it is no certificate of an RSA key.
    pub fn from_pem(name: &str, pem: &str) -> Result<Self, Invalid> {
        let wrong = |why: &str| Invalid::new(format!("{name}: {why}"));
        let der = only(name, pem, &[Label::Certificate], "a certificate")?;
        let certificate =
            CertificateInner::<Raw>::from_der(&der).map_err(|_| wrong("the certificate is damaged"))?;
        let signed = certificate.tbs_certificate();
        let time = |time: Time| Timestamp::from_secs(time.to_unix_duration().as_secs());
        let validity = signed.validity();
        let key = rsa_key(signed.subject_public_key_info());
        Ok(Self {
            serial: serial::of(signed.serial_number().as_bytes()),
            not_before: time(validity.not_before),
            not_after: time(validity.not_after),
            key: key.ok_or_else(|| wrong("its key is not an RSA key of 2048 to 8192 bits"))?,
            pem: pem.to_owned(),
        })
    }

    /// The serial number, in upper-case hexadecimal digits.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// From when it holds.
    #[must_use]
    pub fn not_before(&self) -> Timestamp {
        self.not_before
    }

    /// Until when it holds.
    #[must_use]
    pub fn not_after(&self) -> Timestamp {
        self.not_after
    }

    /// The certificate in PEM.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Its public key.
    #[must_use]
    pub fn key(&self) -> &VerifyingKey {
        &self.key
    }

    fn holds(&self, now: Timestamp) -> bool {
        self.not_before <= now && now < self.not_after
    }
}

impl PublicKey {
    /// `id` is what the console shows beside the key, `PUB_KEY_ID_…`; the key is in PEM. `name` is how the text is called
    /// in errors: the path of its file.
    ///
    /// # Errors
    /// If it is no public RSA key, or the id is none.
    pub fn from_pem(id: impl Into<String>, name: &str, pem: &str) -> Result<Self, Invalid> {
        let id = id.into();
        if !id.starts_with(PUBLIC_KEY) || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return Err(Invalid::new(format!(
                "the id of the platform's public key must begin with {PUBLIC_KEY}, as the console shows it"
            )));
        }
        let wrong = || Invalid::new(format!("{name}: it is no public RSA key of 2048 to 8192 bits"));
        let der = only(name, pem, &[Label::Public, Label::Pkcs1Public], "a public key")?;
        let key = match SubjectPublicKeyInfoOwned::from_der(&der) {
            Ok(info) => rsa_key(&info),
            Err(_) => bare_rsa_key(&der),
        };
        Ok(Self { id, key: key.ok_or_else(wrong)? })
    }

    /// Its id, `PUB_KEY_ID_…`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &VerifyingKey {
        &self.key
    }
}

impl PlatformKeys {
    /// Adds a public key; one of the same id is replaced.
    pub fn add_public_key(&mut self, key: PublicKey) {
        self.public_keys.retain(|known| known.id != key.id);
        self.public_keys.push(key);
    }

    /// Adds a certificate; one of the same serial number is replaced.
    pub fn add_certificate(&mut self, certificate: PlatformCertificate) {
        self.certificates.retain(|known| !serial::same(&known.serial, &certificate.serial));
        self.certificates.push(certificate);
    }

    /// The certificates that are known.
    #[must_use]
    pub fn certificates(&self) -> &[PlatformCertificate] {
        &self.certificates
    }

    /// The public keys that are known.
    #[must_use]
    pub fn public_keys(&self) -> &[PublicKey] {
        &self.public_keys
    }

    /// The key of this serial number or id. A certificate that is over is none; one that is not yet in force verifies,
    /// because clocks differ.
    #[must_use]
    pub fn find(&self, serial: &str, now: Timestamp) -> Option<&VerifyingKey> {
        let certificate = || {
            let known = self.certificates.iter().find(|known| serial::same(&known.serial, serial));
            known.filter(|known| now < known.not_after).map(PlatformCertificate::key)
        };
        let public = self.public_keys.iter().find(|known| known.id == serial);
        public.map(PublicKey::key).or_else(certificate)
    }

    /// The key to encrypt with and to ask for in answers: the public key given last, else the certificate in force that
    /// began last. With its serial number or id, for the header `Wechatpay-Serial`.
    #[must_use]
    pub fn preferred(&self, now: Timestamp) -> Option<(&str, &VerifyingKey)> {
        let certificates = self.certificates.iter().filter(|certificate| certificate.holds(now));
        let latest = certificates.max_by_key(|certificate| certificate.not_before);
        match self.public_keys.last() {
            Some(public) => Some((&public.id, &public.key)),
            None => latest.map(|certificate| (certificate.serial.as_str(), &certificate.key)),
        }
    }

    /// Whether there is no key by which anything could be verified.
    pub(crate) fn is_empty(&self, now: Timestamp) -> bool {
        self.public_keys.is_empty()
            && self.certificates.iter().all(|certificate| certificate.not_after <= now)
    }

    /// Forgets certificates that are over.
    pub(crate) fn prune(&mut self, now: Timestamp) {
        self.certificates.retain(|certificate| now < certificate.not_after);
    }
}

fn only(name: &str, pem: &str, wanted: &[Label], what: &str) -> Result<Vec<u8>, Invalid> {
    let wrong = |why: &str| Invalid::new(format!("{name}: {why}"));
    let blocks = read_pem(pem).map_err(wrong)?;
    match blocks.iter().find(|block| wanted.contains(&block.label)) {
        Some(block) => Ok(block.der.to_vec()),
        None => {
            let found = blocks.first().map_or(Label::Other, |block| block.label).name();
            Err(wrong(&format!("{what} is expected, this is {found}")))
        }
    }
}

/// `rsaEncryption` of PKCS #1.
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

fn rsa_key(info: &SubjectPublicKeyInfoOwned) -> Option<VerifyingKey> {
    bare_rsa_key(info.subject_public_key.as_bytes().filter(|_| info.algorithm.oid == RSA)?)
}

/// From DER as in PKCS#1. A key with which nothing could be verified is found out now, and not at the first answer.
fn bare_rsa_key(der: &[u8]) -> Option<VerifyingKey> {
    let both = |inside: &mut SliceReader<'_>| -> Result<usize, der::Error> {
        let modulus = UintRef::decode(inside)?.as_bytes().len();
        UintRef::decode(inside).map(|_| modulus)
    };
    let bytes = AnyRef::from_der(der).ok()?.sequence(both).ok()?;
    (256..=1024).contains(&bytes).then(|| VerifyingKey::from_pkcs1(der))
}

impl fmt::Debug for PlatformCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PlatformCertificate({})", self.serial)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        MERCHANT_KEY, NEXT_CERTIFICATE, NOW, OVER_CERTIFICATE, PLATFORM_CERTIFICATE, PLATFORM_SERIAL,
        PUBLIC_ID, PUBLIC_PEM,
    };

    fn certificate(pem: &str) -> PlatformCertificate {
        PlatformCertificate::from_pem("c", pem).unwrap()
    }

    #[test]
    fn what_a_key_tells_of_itself_and_how_long_it_is_kept() {
        let platform = certificate(PLATFORM_CERTIFICATE);
        let public = |id| PublicKey::from_pem(id, "p", PUBLIC_PEM).unwrap();
        assert_eq!(platform.pem(), PLATFORM_CERTIFICATE);
        assert_eq!(
            format!("{platform:?} {:?}", public(PUBLIC_ID)),
            format!("PlatformCertificate({PLATFORM_SERIAL}) PublicKey({PUBLIC_ID})")
        );
        assert!(!platform.holds(platform.not_after()));
        let mut keys = PlatformKeys::default();
        keys.add_certificate(platform.clone());
        keys.prune(platform.not_after());
        assert!(keys.certificates().is_empty());
        for id in [PUBLIC_ID, "PUB_KEY_ID_2", PUBLIC_ID] {
            keys.add_public_key(public(id));
        }
        let ids: Vec<_> = keys.public_keys().iter().map(PublicKey::id).collect();
        assert_eq!(ids, ["PUB_KEY_ID_2", PUBLIC_ID]);
    }

    #[test]
    fn a_certificate_and_a_public_key() {
        let platform = certificate(PLATFORM_CERTIFICATE);
        assert_eq!(platform.serial(), PLATFORM_SERIAL);
        let public = PublicKey::from_pem(PUBLIC_ID, "p", PUBLIC_PEM).unwrap();
        let keys = PlatformKeys { certificates: vec![platform.clone()], public_keys: vec![public.clone()] };
        assert_eq!(keys.find(&PLATFORM_SERIAL.to_lowercase(), NOW), Some(platform.key()));
        assert_eq!(keys.find(PUBLIC_ID, NOW), Some(public.key()));
        assert_eq!(keys.find("PUB_KEY_ID_9", NOW), None);
        assert_eq!(keys.find(PLATFORM_SERIAL, platform.not_after()), None, "it is over");
        assert_eq!(keys.preferred(NOW).unwrap().0, PUBLIC_ID);
    }

    #[test]
    fn a_public_key_may_be_bare() {
        let whole = PublicKey::from_pem(PUBLIC_ID, "p", PUBLIC_PEM).unwrap();
        let text = wxkit_proto::sign::base64(whole.key().as_pkcs1());
        for label in ["RSA PUBLIC KEY", "PUBLIC KEY"] {
            let pem = format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n");
            assert_eq!(PublicKey::from_pem(PUBLIC_ID, "p", &pem).unwrap().key(), whole.key());
        }
    }

    #[test]
    fn the_latest_that_is_in_force_is_preferred() {
        let mut keys = PlatformKeys::default();
        for pem in [OVER_CERTIFICATE, PLATFORM_CERTIFICATE, NEXT_CERTIFICATE, PLATFORM_CERTIFICATE] {
            keys.add_certificate(certificate(pem));
        }
        assert_eq!(keys.certificates().len(), 3);
        let next = certificate(NEXT_CERTIFICATE);
        assert_eq!(keys.preferred(NOW).unwrap().0, next.serial());
        let before = Timestamp::from_millis(next.not_before().as_millis() - 1);
        assert_eq!(keys.preferred(before).unwrap().0, PLATFORM_SERIAL);
        keys.prune(NOW);
        assert_eq!(keys.certificates().len(), 2);
    }

    #[test]
    fn what_is_no_key() {
        let check = |result: Result<PublicKey, Invalid>, why: &str| {
            let error = result.unwrap_err().message;
            assert!(error.contains(why), "{error}");
        };
        check(PublicKey::from_pem("0114", "p", PUBLIC_PEM), "must begin with PUB_KEY_ID_");
        check(
            PublicKey::from_pem(PUBLIC_ID, "p", MERCHANT_KEY),
            "p: a public key is expected, this is a private key",
        );
        check(PublicKey::from_pem(PUBLIC_ID, "p", PLATFORM_CERTIFICATE), "this is a certificate");
        let junk = "-----BEGIN PUBLIC KEY-----\nAQID\n-----END PUBLIC KEY-----";
        check(PublicKey::from_pem(PUBLIC_ID, "p", junk), "p: it is no public RSA key");
        for der in ["AAAA", "MAYCAQMCAQM=", ""] {
            let small = format!("-----BEGIN RSA PUBLIC KEY-----\n{der}\n-----END RSA PUBLIC KEY-----\n");
            assert!(PublicKey::from_pem(PUBLIC_ID, "p", &small).is_err(), "{der}");
        }
        let junk = junk.replace("PUBLIC KEY", "CERTIFICATE");
        let error = PlatformCertificate::from_pem("c", &junk).unwrap_err().message;
        assert_eq!(error, "c: the certificate is damaged");
    }
}
