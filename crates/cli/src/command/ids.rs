//! Ids on the command line: what can be none is told before anything is sent.

use std::num::NonZeroU32;
use std::path::Path;

/// A media_id, or another id of the platform's that is a text.
pub(super) fn text(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("an id is not empty".into());
    }
    if text.starts_with("wxv_") {
        return Err("this is the number of a video (vid), and no media_id".into());
    }
    if text.contains("://") {
        return Err("this is an address, and no id".into());
    }
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err("an id holds no spaces".into());
    }
    if text.contains('.') && Path::new(text).is_file() {
        return Err("this is a file; upload it, and give the id that it gets".into());
    }
    if !text.is_ascii() {
        return Err("an id holds letters, digits and signs of ASCII alone".into());
    }
    Ok(text.to_owned())
}

/// An id of the platform's that is a number.
pub(super) fn number(text: &str) -> Result<u64, String> {
    let number = text.trim().parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "this id is a number, such as 2247483647".into())
}

/// Which article, counted from 1, as a position.
pub(super) fn position(index: NonZeroU32) -> u32 {
    index.get() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_another_kind() {
        assert_eq!(text(" -kV8_x "), Ok("-kV8_x".into()));
        for (wrong, why) in [
            ("", "not empty"),
            ("wxv_743858593810677444", "(vid)"),
            ("http://mmbiz.qpic.cn/x", "an address"),
            ("a b", "no spaces"),
            ("a\u{7f}", "no spaces"),
            ("茶", "ASCII"),
            ("Cargo.toml", "this is a file"),
        ] {
            assert!(text(wrong).unwrap_err().contains(why), "{wrong}");
        }
        assert_eq!(number("18446744073709551615"), Ok(u64::MAX));
        for wrong in ["", "0", "-1", "UFyprEXBvieSOBZuNARuqVCUs2Crd3LU9vfDYvsAUsA"] {
            assert!(number(wrong).is_err(), "{wrong}");
        }
    }
}
