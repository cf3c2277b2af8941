//! What the address of a picture, a video or a cover means.

use percent_encoding::percent_decode_str;
use url::Url;

/// Where an address in the text leads.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A file in the folder of the article.
    Local(String),
    /// On one of WeChat's hosts already.
    Platform(String),
}

/// Reads an address of the text, which may be percent-encoded. The error is for people and without a line.
pub(crate) fn target(address: &str) -> Result<Target, String> {
    let address = address.trim();
    let lower = address.to_ascii_lowercase();
    if lower.starts_with("data:") {
        return Err("data: URLs cannot be published; save the picture as a file beside the article".into());
    }
    if lower.starts_with("http:") || lower.starts_with("https:") || lower.starts_with("//") {
        return if on_platform(address) {
            Ok(Target::Platform(absolute(address)))
        } else {
            Err(format!(
                "{address} is not on WeChat's hosts and would be filtered out; download it beside the article and use the file's name"
            ))
        };
    }
    let decoded = percent_decode_str(address)
        .decode_utf8()
        .map_err(|_| format!("{address} is not UTF-8 after percent-decoding"))?;
    local(&decoded).map(Target::Local)
}

/// Reads a plain file name with `/` between folders, as in the front matter. The error is for people and
/// without a line.
pub(crate) fn local(path: &str) -> Result<String, String> {
    let path = path.trim();
    if path.chars().any(char::is_control) {
        return Err("a file name must not hold control characters".into());
    }
    if path.contains('\\') {
        return Err(format!("{path}: write `/` between folders, not `\\`"));
    }
    if path.starts_with('/') || scheme(path).is_some() {
        return Err(format!(
            "{path} is not a path relative to the article; put the file beside the article and name it alone"
        ));
    }
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or_else(|| {
                    format!("{path} leaves the article's folder; put the file beside the article")
                })?;
            }
            part => parts.push(part),
        }
    }
    let whole = parts.join("/");
    // Joining may have brought a drive letter to the front: `x/../c:/y`.
    if whole.is_empty() || scheme(&whole).is_some() {
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

/// Whether a file name has the extension of a video. Contents are for the caller to check.
pub(crate) fn is_video(path: &str) -> bool {
    const VIDEOS: [&str; 15] = [
        "mp4", "m4v", "mov", "avi", "mkv", "webm", "flv", "wmv", "mpeg", "mpg", "rm", "rmvb", "f4v", "3gp",
        "3gpp",
    ];
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(_, ext)| VIDEOS.iter().any(|video| ext.eq_ignore_ascii_case(video)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(address: &str, want: Expect) {
        want.assert_eq(&match target(address) {
            Ok(target) => format!("{target:?}"),
            Err(why) => format!("error: {why}"),
        });
    }

    #[test]
    fn local_files() {
        check("a.jpg", expect![[r#"Local("a.jpg")"#]]);
        check("./图/%E8%8C%B6 1.jpg", expect![[r#"Local("图/茶 1.jpg")"#]]);
        check("a/./b/../c//d.png", expect![[r#"Local("a/c/d.png")"#]]);
        check("100%.png", expect![[r#"Local("100%.png")"#]]);
        check("12:30.png", expect![[r#"Local("12:30.png")"#]]);
    }

    #[test]
    fn outside_the_folder() {
        check("", expect![[r#"error: "" does not name a file"#]]);
        check(
            "/etc/passwd",
            expect![
                "error: /etc/passwd is not a path relative to the article; put the file beside the article and name it alone"
            ],
        );
        check(
            "%2Fetc/passwd",
            expect![
                "error: /etc/passwd is not a path relative to the article; put the file beside the article and name it alone"
            ],
        );
        check(
            "a/%2e%2e/../b",
            expect!["error: a/../../b leaves the article's folder; put the file beside the article"],
        );
        check(
            "C:/x.png",
            expect![
                "error: C:/x.png is not a path relative to the article; put the file beside the article and name it alone"
            ],
        );
        check("x/../c:/y.png", expect![[r#"error: "x/../c:/y.png" does not name a file"#]]);
        check(
            "file:///x.png",
            expect![
                "error: file:///x.png is not a path relative to the article; put the file beside the article and name it alone"
            ],
        );
        check(r"a\b.png", expect![[r"error: a\b.png: write `/` between folders, not `\`"]]);
        check("a%00b.png", expect!["error: a file name must not hold control characters"]);
        check("%ff.png", expect!["error: %ff.png is not UTF-8 after percent-decoding"]);
    }

    #[test]
    fn remote() {
        check("http://mmbiz.qpic.cn/a?x=1&y", expect![[r#"Platform("http://mmbiz.qpic.cn/a?x=1&y")"#]]);
        check("//MMBIZ.qlogo.cn/a", expect![[r#"Platform("https://MMBIZ.qlogo.cn/a")"#]]);
        check(
            "https://qpic.cn.example.com/a",
            expect![
                "error: https://qpic.cn.example.com/a is not on WeChat's hosts and would be filtered out; download it beside the article and use the file's name"
            ],
        );
        check(
            "https://mp.weixin.qq.com@example.com/a",
            expect![
                "error: https://mp.weixin.qq.com@example.com/a is not on WeChat's hosts and would be filtered out; download it beside the article and use the file's name"
            ],
        );
        check(
            "DATA:image/png;base64,AAAA",
            expect!["error: data: URLs cannot be published; save the picture as a file beside the article"],
        );
    }
}
