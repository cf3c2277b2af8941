//! The signature of an answer or a notification. Whatever is not certainly good is bad.

use http::{HeaderMap, HeaderName};
use wxkit_proto::Timestamp;
use wxkit_proto::error::{SignatureProblem, Untrusted};
use wxkit_proto::sign::{VerifyingKey, from_base64};

use crate::errors::CLOCK_HINT;
use crate::keys::PlatformKeys;
use crate::merchant::{ALGORITHM, BRAND};

/// What the headers say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    timestamp: String,
    nonce: String,
    signature: String,
    serial: String,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    Good,
    Bad(Untrusted),
    /// Made with a key of this serial number.
    Unknown(String),
}

const NAMES: [HeaderName; 4] = [
    HeaderName::from_static("wechatpay-timestamp"),
    HeaderName::from_static("wechatpay-nonce"),
    HeaderName::from_static("wechatpay-signature"),
    HeaderName::from_static("wechatpay-serial"),
];
const TYPE: HeaderName = HeaderName::from_static("wechatpay-signature-type");

/// The platform sends these on purpose, to see whether anybody verifies (签名探测流量).
const PROBE: &str = "WECHATPAY/SIGNTEST/";

/// How far the time of a signature may be from the time of its arrival, in seconds: less than this.
const WINDOW: u64 = 300;

impl Signature {
    /// `None` if there is no trace of one. Half a signature is none that could hold.
    pub(crate) fn read(headers: &HeaderMap) -> Result<Option<Self>, Untrusted> {
        if NAMES.iter().all(|name| !headers.contains_key(name)) {
            return Ok(None);
        }
        if let Some(kind) = headers.get(&TYPE)
            && ![ALGORITHM, BRAND].map(str::as_bytes).contains(&kind.as_bytes())
        {
            let shown: String = String::from_utf8_lossy(kind.as_bytes()).chars().take(64).collect();
            return Err(Untrusted::new(
                SignatureProblem::Algorithm,
                format!("the answer is signed with {}, which is not supported", shown.escape_debug()),
                "only WECHATPAY2-SHA256-RSA2048 is; merchants of the national standards (国密) get another",
            ));
        }
        let text = |name: &HeaderName| {
            let value = headers.get(name).and_then(|value| std::str::from_utf8(value.as_bytes()).ok());
            let missing = || {
                let message =
                    format!("the answer has no readable header {name}, so its signature cannot hold");
                Untrusted::new(
                    SignatureProblem::Missing,
                    message,
                    "something before WeChat may have taken it away",
                )
            };
            value.filter(|value| !value.is_empty()).map(str::to_owned).ok_or_else(missing)
        };
        let [timestamp, nonce, signature, serial] = &NAMES;
        Ok(Some(Self {
            timestamp: text(timestamp)?,
            nonce: text(nonce)?,
            signature: text(signature)?,
            serial: text(serial)?,
        }))
    }

    /// Holds it against a body that arrived at `now`.
    pub(crate) fn check(&self, keys: &PlatformKeys, body: &[u8], now: Timestamp) -> Checked {
        if self.signature.starts_with(PROBE) {
            return Checked::Bad(Untrusted::new(
                SignatureProblem::Probe,
                "WeChat signed this wrongly on purpose, to see whether signatures are verified (签名探测流量)",
                "nothing is wrong; it passes by itself",
            ));
        }
        let key = keys.find(&self.serial, now);
        if let Err(untrusted) = self.check_time(key, body, now) {
            return Checked::Bad(untrusted);
        }
        match key {
            None => Checked::Unknown(self.serial.clone()),
            Some(key) => self.check_with(key, body),
        }
    }

    /// As [`check`](Signature::check), by a key that was found elsewhere; the time is known to be good.
    pub(crate) fn check_with(&self, key: &VerifyingKey, body: &[u8]) -> Checked {
        if self.holds(key, body) {
            return Checked::Good;
        }
        Checked::Bad(Untrusted::new(
            SignatureProblem::Signature,
            format!("the signature does not fit the answer (key {})", self.shown_serial()),
            "the answer was changed on the way, or the key given for this serial number is another one",
        ))
    }

    fn check_time(&self, key: Option<&VerifyingKey>, body: &[u8], now: Timestamp) -> Result<(), Untrusted> {
        let Ok(seconds) = self.timestamp.parse::<u64>() else {
            let message = "the answer's Wechatpay-Timestamp is not a number";
            return Err(Untrusted::new(SignatureProblem::Time, message, ""));
        };
        let (now, away) = (now.as_secs(), now.as_secs().abs_diff(seconds));
        if away < WINDOW {
            return Ok(());
        }
        let side = if now < seconds { "behind" } else { "ahead of" };
        let message = match key.is_some_and(|key| self.holds(key, body)) {
            true => format!(
                "the answer is WeChat's, but by its time the clock of this machine is {away} s {side} WeChat's; or an old answer was played again"
            ),
            false => format!(
                "the answer was signed at a time that is {away} s away from the clock of this machine, which is {side} it"
            ),
        };
        Err(Untrusted::new(SignatureProblem::Time, message, CLOCK_HINT))
    }

    fn holds(&self, key: &VerifyingKey, body: &[u8]) -> bool {
        let Some(signature) = from_base64(&self.signature) else { return false };
        let mut text = format!("{}\n{}\n", self.timestamp, self.nonce).into_bytes();
        text.extend_from_slice(body);
        text.push(b'\n');
        key.verifies(&text, &signature)
    }

    fn shown_serial(&self) -> String {
        self.serial.chars().filter(char::is_ascii_graphic).take(128).collect()
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::testing::{NOW, PLATFORM_SERIAL, PUBLIC_ID, PUBLIC_KEY, Signer, keys};

    const BODY: &[u8] = br#"{"media_id":"m"}"#;

    /// A good signature, with one thing changed.
    fn check(change: impl Fn(&mut HeaderMap, &mut Vec<u8>), expected: &Expect) {
        let mut headers = Signer::platform().sign(BODY, NOW);
        let mut body = BODY.to_vec();
        change(&mut headers, &mut body);
        let told = match Signature::read(&headers) {
            Ok(None) => "none".to_owned(),
            Err(untrusted) => format!("{:?}: {}", untrusted.kind, untrusted.message),
            Ok(Some(signature)) => match signature.check(&keys(), &body, NOW) {
                Checked::Good => "good".to_owned(),
                Checked::Bad(untrusted) => format!("{:?}: {}", untrusted.kind, untrusted.message),
                Checked::Unknown(serial) => format!("unknown {serial}"),
            },
        };
        expected.assert_eq(&told);
    }

    fn set(name: &'static str, value: &str) -> impl Fn(&mut HeaderMap, &mut Vec<u8>) {
        move |headers, _| {
            headers.insert(name, value.parse().unwrap());
        }
    }

    /// Signed `seconds` before or after its arrival.
    fn at(seconds: i64) -> impl Fn(&mut HeaderMap, &mut Vec<u8>) {
        move |headers, body| {
            let time = Timestamp::from_secs(NOW.as_secs().saturating_add_signed(seconds));
            *headers = Signer::platform().sign(body, time);
        }
    }

    #[test]
    fn good_signatures() {
        check(|_, _| (), &expect!["good"]);
        check(|headers, _| drop(headers.remove(TYPE)), &expect!["good"]);
        check(set("wechatpay-serial", &PLATFORM_SERIAL.to_lowercase()), &expect!["good"]);
        check(set("wechatpay-serial", &format!("00{PLATFORM_SERIAL}")), &expect!["good"]);
        check(
            |headers, body| *headers = Signer::new(PUBLIC_KEY, PUBLIC_ID).sign(body, NOW),
            &expect!["good"],
        );
        // Done, and nothing to say: 204.
        check(
            |headers, body| {
                body.clear();
                *headers = Signer::platform().sign(b"", NOW);
            },
            &expect!["good"],
        );
    }

    #[test]
    fn a_header_is_missing() {
        check(|headers, _| headers.clear(), &expect!["none"]);
        for name in &NAMES {
            let mut headers = Signer::platform().sign(BODY, NOW);
            headers.remove(name);
            let untrusted = Signature::read(&headers).unwrap_err();
            assert_eq!(untrusted.kind, SignatureProblem::Missing);
            assert!(untrusted.message.contains(name.as_str()), "{}", untrusted.message);
        }
        check(
            set("wechatpay-nonce", ""),
            &expect![
                "Missing: the answer has no readable header wechatpay-nonce, so its signature cannot hold"
            ],
        );
    }

    #[test]
    fn something_was_changed() {
        check(
            |_, body| body.push(b' '),
            &expect![
                "Signature: the signature does not fit the answer (key 5157F09EFDC096DE15EBE81A47057A7232F1B8E1)"
            ],
        );
        check(
            set("wechatpay-nonce", "other"),
            &expect![
                "Signature: the signature does not fit the answer (key 5157F09EFDC096DE15EBE81A47057A7232F1B8E1)"
            ],
        );
        check(
            set("wechatpay-timestamp", &(NOW.as_secs() + 1).to_string()),
            &expect![
                "Signature: the signature does not fit the answer (key 5157F09EFDC096DE15EBE81A47057A7232F1B8E1)"
            ],
        );
        check(
            set("wechatpay-signature", "AAAA"),
            &expect![
                "Signature: the signature does not fit the answer (key 5157F09EFDC096DE15EBE81A47057A7232F1B8E1)"
            ],
        );
        check(
            set("wechatpay-signature", "no base64!"),
            &expect![
                "Signature: the signature does not fit the answer (key 5157F09EFDC096DE15EBE81A47057A7232F1B8E1)"
            ],
        );
        // The key of another serial number does not fit.
        check(
            set("wechatpay-serial", PUBLIC_ID),
            &expect![
                "Signature: the signature does not fit the answer (key PUB_KEY_ID_0114232134912410000000000000)"
            ],
        );
    }

    #[test]
    fn the_time_is_looked_at() {
        check(at(-299), &expect!["good"]);
        check(at(299), &expect!["good"]);
        check(
            at(-300),
            &expect![
                "Time: the answer is WeChat's, but by its time the clock of this machine is 300 s ahead of WeChat's; or an old answer was played again"
            ],
        );
        check(
            at(300),
            &expect![
                "Time: the answer is WeChat's, but by its time the clock of this machine is 300 s behind WeChat's; or an old answer was played again"
            ],
        );
        check(
            set("wechatpay-timestamp", "18446744073709551615"),
            &expect![
                "Time: the answer was signed at a time that is 18446744071919551615 s away from the clock of this machine, which is behind it"
            ],
        );
        check(
            set("wechatpay-timestamp", "-1"),
            &expect!["Time: the answer's Wechatpay-Timestamp is not a number"],
        );
        check(
            set("wechatpay-timestamp", "soon"),
            &expect!["Time: the answer's Wechatpay-Timestamp is not a number"],
        );
    }

    #[test]
    fn keys_algorithms_and_probes() {
        check(set("wechatpay-serial", "7A"), &expect!["unknown 7A"]);
        check(
            set("wechatpay-signature-type", "WECHATPAY2-SM2-WITH-SM3"),
            &expect!["Algorithm: the answer is signed with WECHATPAY2-SM2-WITH-SM3, which is not supported"],
        );
        check(
            |headers, _| {
                let real = headers["wechatpay-signature"].to_str().unwrap().to_owned();
                headers.insert("wechatpay-signature", format!("{PROBE}{real}").parse().unwrap());
            },
            &expect![
                "Probe: WeChat signed this wrongly on purpose, to see whether signatures are verified (签名探测流量)"
            ],
        );
    }
}
