//! What the headers of an exchange say about a file and its parts.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, LAST_MODIFIED};
use http::{Response, Uri};

use crate::error::{Error, Transport, TransportKind, Unreadable};

/// Asks for `size` bytes from `begin` on, or for all the rest.
pub(super) fn range(begin: u64, size: Option<u64>) -> HeaderValue {
    let text = match size {
        Some(size) => format!("bytes={begin}-{}", begin.saturating_add(size).saturating_sub(1)),
        None => format!("bytes={begin}-"),
    };
    // Digits only.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("bytes=0-"))
}

/// The length that the head announces.
pub(super) fn number(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}

/// A strong `ETag`, or else the time of the last change.
pub(super) fn validator(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let strong = text(ETAG).filter(|tag| !tag.starts_with("W/"));
    strong.or_else(|| text(LAST_MODIFIED)).map(str::to_owned)
}

/// Whether an answer is a web page.
pub(super) fn is_page(response: &Response<Bytes>) -> bool {
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_html = content_type.is_some_and(|text| text.to_ascii_lowercase().contains("html"));
    is_html || response.body().trim_ascii_start().starts_with(b"<")
}

/// Where a `Location` leads that stands at this address.
pub(super) fn resolve(url: &str, location: &str) -> Option<String> {
    let location = location.trim().split('#').next().unwrap_or_default();
    let base: Uri = url.trim().parse().ok()?;
    let (scheme, authority) = (base.scheme_str()?, base.authority()?);
    let lower = location.to_ascii_lowercase();
    Some(if lower.starts_with("http://") || lower.starts_with("https://") {
        location.to_owned()
    } else if location.starts_with("//") {
        format!("{scheme}:{location}")
    } else if location.starts_with('/') {
        format!("{scheme}://{authority}{location}")
    } else if location.starts_with('?') {
        format!("{scheme}://{authority}{}{location}", base.path())
    } else if location.is_empty() || location.split('/').next().is_some_and(|first| first.contains(':')) {
        return None;
    } else {
        let folder = base.path().rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{scheme}://{authority}{folder}/{location}")
    })
}

/// An address for people.
pub(super) fn shown(url: &str) -> String {
    url.trim().chars().filter(|c| !c.is_control()).take(1000).collect()
}

/// Whether two lengths are known and differ.
pub(super) fn is_other(known: Option<u64>, found: Option<u64>) -> bool {
    matches!((known, found), (Some(known), Some(found)) if known != found)
}

/// What was readable and yet cannot be used; nothing of it is repeated.
pub(super) fn odd(message: impl Into<String>) -> Error {
    Error::Reply(Unreadable { message: message.into(), excerpt: String::new(), parsed: true })
}

pub(super) fn interrupted(message: impl Into<String>) -> Transport {
    Transport::new(TransportKind::Interrupted, true, message.into())
}

pub(super) fn short(have: u64, total: u64) -> Transport {
    interrupted(format!("the answer ended after {have} of {total} bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_one_by_its_label_or_its_beginning() {
        let check = |label: &str, body: &'static str, expected: bool| {
            let response = Response::builder().header(CONTENT_TYPE, label).body(body.into()).unwrap();
            assert_eq!(is_page(&response), expected, "{label} {body}");
        };
        check("text/HTML; charset=utf-8", "not found", true);
        check("text/plain", " \n<p>", true);
        check("text/plain", "not found", false);
        check("image/jpeg", "", false);
    }

    #[test]
    fn where_a_location_leads() {
        let check = |location: &str, expected: Option<&str>| {
            assert_eq!(resolve("http://tea.invalid/a/b?c=1", location).as_deref(), expected, "{location}");
        };
        check("https://cup.invalid/d", Some("https://cup.invalid/d"));
        check("HTTP://cup.invalid", Some("HTTP://cup.invalid"));
        check("//cup.invalid/d", Some("http://cup.invalid/d"));
        check("/d?e#f", Some("http://tea.invalid/d?e"));
        check("?e", Some("http://tea.invalid/a/b?e"));
        check(" d/e:f ", Some("http://tea.invalid/a/d/e:f"));
        for nowhere in ["", " ", "#f", "ftp://cup.invalid/d", "mailto:a@b"] {
            check(nowhere, None);
        }
        assert_eq!(resolve("tea", "/d"), None);
    }
}
