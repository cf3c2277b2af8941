//! A file that came as an answer and lies in memory.

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};

use super::name::file_name;
use crate::decoder::DecodeError;
use crate::endpoint::Reply;

/// A file that came as an answer and lies in memory. For small ones; [`Download`](super::Download) holds none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceivedFile {
    /// The name that the platform gave, made [safe](super::safe_name).
    pub name: Option<String>,
    /// What the platform says it is, such as `image/jpeg`.
    pub content_type: Option<String>,
    /// The content.
    pub bytes: Bytes,
}

impl Reply for ReceivedFile {
    const FILE: Option<&'static [&'static str]> = Some(&[]);

    fn read(response: &Response<Bytes>) -> Result<Self, DecodeError> {
        let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        Ok(Self {
            name: file_name(response.headers()),
            content_type: content_type.map(str::to_owned),
            bytes: response.body().clone(),
        })
    }

    fn write(&self) -> Response<Bytes> {
        let mut response = Response::new(self.bytes.clone());
        let headers = response.headers_mut();
        let content_type = self.content_type.as_deref().and_then(|text| HeaderValue::from_str(text).ok());
        headers.extend(content_type.map(|value| (CONTENT_TYPE, value)));
        // Raw UTF-8, as the platform writes it; a safe name holds no quote.
        let named = self.name.as_ref().map(|name| format!("attachment; filename=\"{name}\""));
        let named = named.and_then(|text| HeaderValue::from_bytes(text.as_bytes()).ok());
        headers.extend(named.map(|value| (CONTENT_DISPOSITION, value)));
        response
    }
}
