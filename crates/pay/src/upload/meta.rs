//! The signed text of an upload, and the usual reply.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, File, json};

/// The signed text beside a file (媒体文件元信息): its name and its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Meta {
    /// The file's name, 1 to 128 characters, with an extension that the endpoint takes. The part with the file has the same.
    pub filename: String,
    /// SHA-256 of the file in lower-case hexadecimal digits.
    pub sha256: String,
}

impl Meta {
    /// With all that it needs.
    pub fn new(filename: impl Into<String>, sha256: impl Into<String>) -> Self {
        Self { filename: filename.into(), sha256: sha256.into() }
    }
}

/// The reply of most uploads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UploadedMedia {
    /// The id of the file, 1 to 512 characters. How long it lives is not documented.
    #[serde(deserialize_with = "json::id")]
    pub media_id: String,
    /// What else the platform says.
    #[serde(flatten)]
    pub more: BTreeMap<String, serde_json::Value>,
}

/// The usual form: the signed text in `meta`, then the bytes in `file`.
pub(super) fn encode(out: &mut Encoder, file: &File, meta: &Meta) {
    out.signed_json("meta", meta);
    out.file_as("file", file, meta.filename.as_str());
}

pub(super) fn decode(from: &Decoder<'_>) -> Result<(File, Meta), DecodeError> {
    let meta = from.text("meta")?;
    Ok((from.file("file")?, json::from_slice(meta.as_bytes()).map_err(DecodeError::new)?))
}
