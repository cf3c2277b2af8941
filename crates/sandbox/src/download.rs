//! Files as answers: whole, or a range of them.

use bytes::Bytes;
use http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_RANGE, CONTENT_TYPE, HeaderMap, HeaderValue, RANGE,
};
use http::{Response, StatusCode};

use crate::sniff::{Format, sniff};

/// Which bytes a request asks for: from one to another, both included; `None`: all, also if it cannot be understood.
pub(crate) fn range(headers: &HeaderMap, total: u64) -> Option<(u64, u64)> {
    let text = headers.get(RANGE)?.to_str().ok()?;
    let (start, end) = text.trim().strip_prefix("bytes=")?.split_once('-')?;
    let start = start.trim().parse().ok()?;
    let last = total.saturating_sub(1);
    let end = if end.trim().is_empty() { last } else { end.trim().parse::<u64>().ok()?.min(last) };
    Some((start, end))
}

/// The file, or the range of it that is asked for (206), or a word that there is no such range (416).
pub(crate) fn file(headers: &HeaderMap, name: &str, bytes: &Bytes) -> Response<Bytes> {
    let total = bytes.len() as u64;
    let mut response = Response::new(bytes.clone());
    if let Some((start, end)) = range(headers, total) {
        let text = match start <= end && start < total {
            true => {
                let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
                *response.body_mut() = bytes.slice(index(start)..=index(end));
                *response.status_mut() = StatusCode::PARTIAL_CONTENT;
                format!("bytes {start}-{end}/{total}")
            }
            false => {
                *response.body_mut() = Bytes::new();
                *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
                format!("bytes */{total}")
            }
        };
        response.headers_mut().extend(HeaderValue::try_from(text).map(|value| (CONTENT_RANGE, value)));
    }
    let head = response.headers_mut();
    head.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(name, bytes)));
    head.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    // The raw bytes of the name, as it was sent.
    let disposition = format!("attachment; filename=\"{name}\"");
    head.extend(HeaderValue::from_bytes(disposition.as_bytes()).map(|value| (CONTENT_DISPOSITION, value)));
    response
}

fn media_type(name: &str, bytes: &[u8]) -> &'static str {
    match sniff(bytes) {
        Some(Format::Jpeg) => "image/jpeg",
        Some(Format::Png) => "image/png",
        Some(Format::Gif) => "image/gif",
        Some(Format::Bmp) => "image/bmp",
        Some(Format::Mp4) => "video/mp4",
        Some(Format::Mp3) => "audio/mpeg",
        Some(Format::Amr) => "voice/amr",
        Some(Format::Wav) => "audio/wav",
        Some(Format::Wma) => "audio/x-ms-wma",
        None => match name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
            Some("json") => "application/json",
            Some("txt") => "text/plain",
            _ => "application/octet-stream",
        },
    }
}
