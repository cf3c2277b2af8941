//! What the address of a picture, a video or a cover means.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use percent_encoding::percent_decode_str;
use url::Url;

use crate::PictureSource;

/// Where an address in the text leads.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// On one of WeChat's hosts already.
    Platform(String),
    /// A file, another site's, or the bytes themselves.
    Elsewhere(PictureSource),
}

/// Reads an address of the text, which may be percent-encoded; `folder` is the article's. The error is for people and
/// without a line.
pub(crate) fn target(address: &str, folder: &str) -> Result<Target, String> {
    let address = address.trim();
    match scheme(address).map(str::to_ascii_lowercase).as_deref() {
        Some("data") => data(address),
        Some("http" | "https") => remote(address),
        None if address.starts_with("//") => remote(address),
        _ => {
            let decoded = percent_decode_str(address)
                .decode_utf8()
                .map_err(|_| format!("{address} is not UTF-8 after percent-decoding"))?;
            Ok(Target::Elsewhere(PictureSource::File(local(&decoded, folder)?)))
        }
    }
}

/// Reads what the front matter names: a file's plain name, not percent-encoded, or an address. The error is for people
/// and without a line.
pub(crate) fn named(name: &str, folder: &str) -> Result<Target, String> {
    let name = name.trim();
    match scheme(name).map(str::to_ascii_lowercase).as_deref() {
        Some("data") => data(name),
        Some("http" | "https") => remote(name),
        None if name.starts_with("//") => remote(name),
        _ => Ok(Target::Elsewhere(PictureSource::File(local(name, folder)?))),
    }
}

fn remote(address: &str) -> Result<Target, String> {
    match Url::parse(&absolute(address)) {
        Ok(url) if url.has_host() => Ok(match on_platform(address) {
            true => Target::Platform(absolute(address)),
            false => Target::Elsewhere(PictureSource::Remote(url.into())),
        }),
        _ => Err(format!("{address} is not a web address")),
    }
}

fn data(address: &str) -> Result<Target, String> {
    let broken =
        || "a data: address is cut off or broken; save the picture as a file beside the article".to_owned();
    let (head, body) = address.split_once(',').ok_or_else(broken)?;
    let head = head.get("data:".len()..).unwrap_or_default();
    let body: Vec<u8> = percent_decode_str(body).filter(|byte| !byte.is_ascii_whitespace()).collect();
    let (content_type, bytes) = match head.strip_suffix(";base64") {
        Some(content_type) => (content_type, BASE64.decode(body).map_err(|_| broken())?),
        None => (head, percent_decode_str(address.split_once(',').unwrap_or_default().1).collect()),
    };
    let content_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if bytes.is_empty() {
        Err(broken())
    } else {
        Ok(Target::Elsewhere(PictureSource::Data { bytes, content_type }))
    }
}

/// Reads a plain file name with `/` between folders: its path from the root. The error is for people and without a
/// line.
pub(crate) fn local(path: &str, folder: &str) -> Result<String, String> {
    let path = path.trim();
    if path.chars().any(char::is_control) {
        return Err("a file name must not hold control characters".into());
    }
    if scheme(path).is_some() {
        return Err(format!(
            "{path} is not a path inside the article's folder; put the file beside the article and name it alone"
        ));
    }
    // As Windows writes it.
    let plain = path.replace('\\', "/");
    let folder = if plain.starts_with('/') { "" } else { folder };
    let mut parts = Vec::new();
    for part in folder.split('/').chain(plain.split('/')) {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop().ok_or_else(|| {
                format!("{path} leaves the article's folder; put the file beside the article, or name a folder around both as the root")
            })?,
            part => parts.push(part),
        }
    }
    let whole = parts.join("/");
    // Joining may have brought a drive letter to the front: `x/../c:/y`.
    if plain.is_empty() || whole.is_empty() || scheme(&whole).is_some() {
        return Err(format!("{path:?} does not name a file"));
    }
    Ok(whole)
}

/// The part before a `:` if it can be the scheme of a URL or a drive letter.
pub(crate) fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let mut letters = scheme.chars();
    let first = letters.next()?.is_ascii_alphabetic();
    (first && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))).then_some(scheme)
}

/// `//host/…` becomes https; anything else stays as it is.
pub(crate) fn absolute(address: &str) -> String {
    match address.strip_prefix("//") {
        Some(rest) => format!("https://{rest}"),
        None => address.to_owned(),
    }
}

/// Whether an address leads to a host whose pictures WeChat leaves in an article.
pub(crate) fn on_platform(address: &str) -> bool {
    let Some(host) = web_host(address) else { return false };
    matches!(host.as_str(), "mp.weixin.qq.com" | "res.wx.qq.com")
        || [".qpic.cn", ".qlogo.cn"].iter().any(|end| host.ends_with(end))
}

/// The host of an http or https address.
pub(crate) fn web_host(address: &str) -> Option<String> {
    let url = Url::parse(&absolute(address.trim())).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.host_str().map(str::to_owned)).flatten()
}

/// Whether a file name has the extension of a picture.
pub(crate) fn is_picture(path: &str) -> bool {
    const PICTURES: [&str; 18] = [
        "png", "jpg", "jpeg", "gif", "webp", "bmp", "svg", "tif", "tiff", "avif", "heic", "heif", "jfif",
        "apng", "ico", "jpe", "jxl", "jp2",
    ];
    has_extension(path, &PICTURES)
}

fn has_extension(path: &str, all: &[&str]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(_, ext)| all.iter().any(|known| ext.eq_ignore_ascii_case(known)))
}

/// Whether a file name has the extension of a video. Contents are for the caller to check.
pub(crate) fn is_video(path: &str) -> bool {
    const VIDEOS: [&str; 15] = [
        "mp4", "m4v", "mov", "avi", "mkv", "webm", "flv", "wmv", "mpeg", "mpg", "rm", "rmvb", "f4v", "3gp",
        "3gpp",
    ];
    has_extension(path, &VIDEOS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    /// As from an article in `posts/1`.
    fn check(address: &str, want: Expect) {
        want.assert_eq(&match target(address, "posts/1") {
            Ok(target) => format!("{target:?}"),
            Err(why) => format!("error: {why}"),
        });
    }

    #[test]
    fn local_files() {
        check("a.jpg", expect![[r#"Elsewhere(File("posts/1/a.jpg"))"#]]);
        check("./图/%E8%8C%B6 1.jpg", expect![[r#"Elsewhere(File("posts/1/图/茶 1.jpg"))"#]]);
        check("a/./b/../c//d.png", expect![[r#"Elsewhere(File("posts/1/a/c/d.png"))"#]]);
        check("../../img/a.png", expect![[r#"Elsewhere(File("img/a.png"))"#]]);
        check("/img/a.png", expect![[r#"Elsewhere(File("img/a.png"))"#]]);
        check(r"..\图\a.png", expect![[r#"Elsewhere(File("posts/图/a.png"))"#]]);
        check("100%.png", expect![[r#"Elsewhere(File("posts/1/100%.png"))"#]]);
        check("12:30.png", expect![[r#"Elsewhere(File("posts/1/12:30.png"))"#]]);
    }

    #[test]
    fn outside_the_root() {
        check("", expect![[r#"error: "" does not name a file"#]]);
        check(
            "../../../a.png",
            expect![
                "error: ../../../a.png leaves the article's folder; put the file beside the article, or name a folder around both as the root"
            ],
        );
        check(
            "a/%2e%2e/../../../../b",
            expect![
                "error: a/../../../../../b leaves the article's folder; put the file beside the article, or name a folder around both as the root"
            ],
        );
        check(
            "/..%2f..%5cetc/passwd",
            expect![[
                r#"error: /../..\etc/passwd leaves the article's folder; put the file beside the article, or name a folder around both as the root"#
            ]],
        );
        check(
            "C:/x.png",
            expect![
                "error: C:/x.png is not a path inside the article's folder; put the file beside the article and name it alone"
            ],
        );
        check(
            r"C:\x.png",
            expect![[
                r#"error: C:\x.png is not a path inside the article's folder; put the file beside the article and name it alone"#
            ]],
        );
        check("/c:/y.png", expect![[r#"error: "/c:/y.png" does not name a file"#]]);
        check(
            "file:///x.png",
            expect![
                "error: file:///x.png is not a path inside the article's folder; put the file beside the article and name it alone"
            ],
        );
        check("a%00b.png", expect!["error: a file name must not hold control characters"]);
        check("%ff.png", expect!["error: %ff.png is not UTF-8 after percent-decoding"]);
    }

    #[test]
    fn remote() {
        check("http://mmbiz.qpic.cn/a?x=1&y", expect![[r#"Platform("http://mmbiz.qpic.cn/a?x=1&y")"#]]);
        check("//MMBIZ.qlogo.cn/a", expect![[r#"Platform("https://MMBIZ.qlogo.cn/a")"#]]);
        check(
            "https://qpic.cn.example.com/a b.png",
            expect![[r#"Elsewhere(Remote("https://qpic.cn.example.com/a%20b.png"))"#]],
        );
        check(
            "https://mp.weixin.qq.com@example.com/a",
            expect![[r#"Elsewhere(Remote("https://mp.weixin.qq.com@example.com/a"))"#]],
        );
        check("HTTP:a", expect![[r#"Elsewhere(Remote("http://a/"))"#]]);
        check("https://", expect!["error: https:// is not a web address"]);
    }

    #[test]
    fn in_the_address() {
        check(
            "DATA:image/png;base64,iVBO\n Rw%3D%3D",
            expect![[r#"Elsewhere(Data { bytes: [137, 80, 78, 71], content_type: "image/png" })"#]],
        );
        check(
            "data:image/svg+xml;charset=utf-8,%3Csvg a='b c'/%3E",
            expect![[
                r#"Elsewhere(Data { bytes: [60, 115, 118, 103, 32, 97, 61, 39, 98, 32, 99, 39, 47, 62], content_type: "image/svg+xml" })"#
            ]],
        );
        check(
            "data:image/png;base64,x",
            expect![
                "error: a data: address is cut off or broken; save the picture as a file beside the article"
            ],
        );
        check(
            "data:image/png",
            expect![
                "error: a data: address is cut off or broken; save the picture as a file beside the article"
            ],
        );
    }
}
