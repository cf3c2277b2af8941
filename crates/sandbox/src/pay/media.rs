//! Uploads of merchant media. Of the files only digests are kept.

use ring::digest::{SHA256, digest};
use serde_json::{Map, Value};
use wxkit_proto::digest::{Algorithm, hex, hex_digest};
use wxkit_proto::multipart::{self, Received};

use super::reply::Reply;
use super::{Ask, Sandbox};
use crate::state::push;

/// A file that a merchant uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PayMedia {
    /// The id or the address that was given out.
    pub id: String,
    /// The path it was sent to.
    pub path: String,
    /// Its name in the signed text; empty if that has none.
    pub name: String,
    /// The signed text as it was sent.
    pub meta: String,
    /// SHA-256 of its bytes, in lower-case hex.
    pub sha256: String,
    /// Bytes.
    pub len: u64,
}

/// The words of one kind of file.
struct Kind {
    what: &'static str,
    size: usize,
    size_text: &'static str,
    extensions: &'static [&'static str],
    fits: fn(&[u8]) -> bool,
}

const MB: usize = 1_048_576;
const VIDEO: Kind = Kind {
    what: "视频",
    size: 5 * MB,
    size_text: "文件大小不能超过5M，请检查后重新提交",
    extensions: &["avi", "wmv", "mpeg", "mp4", "mov", "mkv", "flv", "f4v", "m4v", "rmvb"],
    fits: is_video,
};
const IMAGE: Kind = Kind {
    what: "图片",
    size: 2 * MB,
    size_text: "文件大小不能超过2M，请检查后重新提交",
    extensions: &["jpg", "bmp", "png"],
    fits: is_image,
};

pub(super) fn video(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    upload(sandbox, ask, &VIDEO, "media_id")
}

pub(super) fn image(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    upload(sandbox, ask, &IMAGE, "media_id")
}

pub(super) fn coupon(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    upload(sandbox, ask, &IMAGE, "media_url")
}

pub(super) fn product(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    upload(sandbox, ask, &IMAGE, "image_url")
}

/// Uploads whose form is their own: any file, checked by its digest.
pub(super) fn cancellation(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    general(sandbox, ask, "file", "media_id")
}

pub(super) fn submission(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    general(sandbox, ask, "submission_file", "file_id")
}

pub(super) fn diligence(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    general(sandbox, ask, "due_diligence_file", "file_id")
}

/// An invoice: its text has no name, and the digest is that of the national standards.
pub(super) fn invoice(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    let Sent { meta, text, file } = match read(ask, "file") {
        Ok(sent) => sent,
        Err(reply) => return reply,
    };
    let said = |name: &str| meta.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    // The documents' own spelling.
    if said("digest_alogrithm") != "SM3" || said("file_type") != "PDF" {
        return Reply::param("file_type必须为PDF，digest_alogrithm必须为SM3");
    }
    if said("digest") != hex_digest(Algorithm::Sm3, &file.bytes) {
        return Reply::param("文件摘要有误，请检查后重新提交");
    }
    let sha256 = hex(digest(&SHA256, &file.bytes).as_ref());
    keep(sandbox, ask, "fapiao_media_id", PayMedia { sha256, ..media(text, &file) })
}

/// A piece of a brand's list of users: the description has another name, and there is nothing to answer.
pub(super) fn users(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    let Sent { meta, text, file } = match read_with(ask, "file", "file_meta") {
        Ok(sent) => sent,
        Err(reply) => return reply,
    };
    let said = |name: &str| meta.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let name = said("filename");
    if name.is_empty() || name.len() > 128 || !name.chars().all(plain) {
        return Reply::param("文件名称不正确，请检查后重新提交");
    }
    let sha256 = hex(digest(&SHA256, &file.bytes).as_ref());
    if said("digest") != sha256 {
        return Reply::param("文件摘要有误，请检查后重新提交");
    }
    let reply = keep(sandbox, ask, "", PayMedia { name, sha256, ..media(text, &file) });
    if reply.status == 200 { Reply::silent() } else { reply }
}

/// A picture of a complaint: the bytes are not kept, so it is always the same one.
pub(super) fn complaint_image(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    match sandbox.pay.media.iter().any(|media| media.id == ask.id) {
        true => Reply::file("image/png", PNG.into()),
        false => Reply::no(404, "RESOURCE_NOT_EXISTS", "图片不存在"),
    }
}

/// One black pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\nIDAT\x78\x9c\x63\x60\0\0\0\x02\0\x01\x48\xaf\xa4\x71\0\0\0\0IEND\xae\x42\x60\x82";

fn upload(sandbox: &mut Sandbox, ask: &Ask<'_>, kind: &Kind, field: &str) -> Reply {
    let Sent { meta, text, file } = match read(ask, "file") {
        Ok(sent) => sent,
        Err(reply) => return reply,
    };
    let name = meta.get("filename").and_then(Value::as_str).unwrap_or_default().to_owned();
    let what = kind.what;
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let known = extension.is_some_and(|extension| kind.extensions.contains(&extension.as_str()));
    if !known || name.chars().count() > 128 {
        return Reply::param(&format!("{what}文件名称不正确，请检查后重新提交"));
    }
    if file.bytes.is_empty() {
        return Reply::param("文件为空，请检查后重新提交");
    }
    if file.bytes.len() > kind.size {
        return Reply::param(kind.size_text);
    }
    if !(kind.fits)(&file.bytes) {
        return Reply::param(&format!("文件二进制内容不是{what}，请检查后重新提交"));
    }
    let sha256 = hex(digest(&SHA256, &file.bytes).as_ref());
    if meta.get("sha256").and_then(Value::as_str) != Some(&sha256) {
        return Reply::param(&format!("{what}sha256值有误，请检查后重新提交"));
    }
    keep(sandbox, ask, field, PayMedia { name, sha256, ..media(text, &file) })
}

fn general(sandbox: &mut Sandbox, ask: &Ask<'_>, part: &str, field: &str) -> Reply {
    let Sent { meta, text, file } = match read(ask, part) {
        Ok(sent) => sent,
        Err(reply) => return reply,
    };
    let sha256 = hex(digest(&SHA256, &file.bytes).as_ref());
    let said = |name: &str| meta.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    if said("file_name").is_empty() {
        return Reply::param("输入源“/body/file_name”映射到值字段“文件名称”必填");
    }
    if !said("file_digest").eq_ignore_ascii_case(&sha256) {
        return Reply::param("文件摘要有误，请检查后重新提交");
    }
    keep(sandbox, ask, field, PayMedia { name: said("file_name"), sha256, ..media(text, &file) })
}

fn media(meta: String, file: &Received) -> PayMedia {
    let none = String::new;
    let len = file.bytes.len() as u64;
    PayMedia { id: none(), path: none(), name: none(), meta, sha256: none(), len }
}

fn keep(sandbox: &mut Sandbox, ask: &Ask<'_>, field: &str, media: PayMedia) -> Reply {
    if u32::try_from(sandbox.pay.media.len()).unwrap_or(u32::MAX) >= sandbox.config.pay.uploads_per_day {
        return Reply::no(429, "FREQUENCY_LIMIT_EXCEED", "当天上传文件数已达上限");
    }
    let id = sandbox.fresh(ask.env, "merchant media", 90);
    let id = if field.ends_with("_url") { format!("https://qpic.invalid/{id}") } else { id };
    push(
        &mut sandbox.pay.media,
        PayMedia { id: id.clone(), path: ask.request.uri().path().to_owned(), ..media },
    );
    let mut body = Map::new();
    body.insert(field.to_owned(), id.into());
    Reply::yes(&body.into())
}

/// A form: the signed text as it stands, and the file.
struct Sent {
    meta: Value,
    text: String,
    file: Received,
}

/// Takes what was seen to be taken: either order of the parts, `meta` without a type, a semicolon at the end or not, a
/// boundary in quotes.
fn read(ask: &Ask<'_>, part: &str) -> Result<Sent, Reply> {
    read_with(ask, part, "meta")
}

fn read_with(ask: &Ask<'_>, part: &str, meta_part: &str) -> Result<Sent, Reply> {
    let headers = ask.request.headers();
    let kind = headers.get("content-type").map(|kind| String::from_utf8_lossy(kind.as_bytes()).into_owned());
    let form = multipart::parse(&kind.unwrap_or_default(), ask.request.body());
    let Ok(form) = form else { return Err(Reply::param("请求主体不是multipart/form-data")) };
    let find = |name: &str| form.parts.iter().find(|part| part.name == name).cloned();
    let Some(meta) = find(meta_part) else {
        return Err(Reply::param(&format!("媒体文件元信息{meta_part}必填")));
    };
    // A name makes a file of it (users of other SDKs met this as SIGN_ERROR).
    if meta.file_name.is_some() {
        return Err(Reply::no(401, "SIGN_ERROR", "错误的签名，验签失败"));
    }
    let text = String::from_utf8_lossy(&meta.bytes).into_owned();
    let Ok(value @ Value::Object(_)) = serde_json::from_str::<Value>(&text) else {
        return Err(Reply::param("媒体文件元信息meta不是JSON"));
    };
    let Some(file) = find(part).filter(|file| file.file_name.is_some()) else {
        return Err(Reply::param(&format!("媒体文件{part}必填")));
    };
    Ok(Sent { meta: value, text, file })
}

fn is_video(bytes: &[u8]) -> bool {
    let at = |from: usize, magic: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(magic));
    at(4, b"ftyp")
        || (at(0, b"RIFF") && at(8, b"AVI "))
        || at(0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11")
        || at(0, b"\0\0\x01\xba")
        || at(0, b"\0\0\x01\xb3")
        || at(0, b"\x1a\x45\xdf\xa3")
        || at(0, b"FLV\x01")
        || at(0, b".RMF")
}

fn is_image(bytes: &[u8]) -> bool {
    [&b"\xff\xd8\xff"[..], b"\x89PNG\r\n\x1a\n", b"BM"].iter().any(|magic| bytes.starts_with(magic))
}
