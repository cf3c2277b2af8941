//! How a secret may look to whoever searches for it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

/// The text as it is, percent-encoded, in Base64 of both alphabets wherever it begins, in hexadecimal digits, and as JSON and
/// Rust quote it.
#[must_use]
pub fn spellings(secret: &str) -> Vec<String> {
    let bytes = secret.as_bytes();
    let percent = |digits: fn(u8) -> String| -> String {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        bytes.iter().map(|b| if is_plain(*b) { char::from(*b).to_string() } else { digits(*b) }).collect()
    };
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut all = vec![
        secret.to_owned(),
        percent(|byte| format!("%{byte:02X}")),
        percent(|byte| format!("%{byte:02x}")),
        hex.to_uppercase(),
        hex,
        format!("{secret:?}").trim_matches('"').to_owned(),
        serde_json::Value::from(secret).to_string().trim_matches('"').to_owned(),
    ];
    for before in 0..3 {
        // What stands beside it changes the first and the last letters.
        let padded = [&b"\0\0"[..before], bytes].concat();
        let whole = padded.len() / 3 * 4;
        for engine in [STANDARD, URL_SAFE] {
            let text = engine.encode(&padded);
            let skip = if before == 0 { 0 } else { 4 };
            all.extend(text.get(skip..whole).map(str::to_owned));
        }
    }
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `printf 'a+b/c secret' | base64`, and the same behind one and two letters.
    #[test]
    fn a_secret_is_found_however_it_is_written() {
        let all = spellings("a+b/c secret");
        for text in [
            "a+b/c secret",
            "x=a%2Bb%2Fc%20secret&",
            "a%2bb%2fc%20secret",
            "612b622f6320736563726574",
            "YStiL2Mgc2VjcmV0",
            "eGErYi9jIHNlY3JldA==",
            "eHhhK2IvYyBzZWNyZXQ=",
        ] {
            assert!(all.iter().any(|spelling| text.contains(spelling)), "{text}: {all:?}");
        }
        assert!(all.iter().all(|spelling| spelling.len() >= 8), "{all:?}");
    }
}
