//! `wxkit pay notification`: a notification that was saved.

use std::path::PathBuf;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;
use wxkit::pay::notification::Receipt;
use wxkit::pay::{ApiV3Key, Notification as Message};
use wxkit::proto::endpoint::unreadable;
use wxkit::proto::error::{SignatureProblem, Untrusted};
use wxkit::proto::flow::Need;
use wxkit::proto::{Error, Timestamp, json};

use crate::context::Context;
use crate::failure::Failure;
use crate::input::read;
use crate::output::Answer;

/// Open a saved notification (通知): decrypt it with the APIv3 key, and verify it if its headers were saved too.
///
/// The file holds the body as it came; or the headers, one on a line, an empty line, and the body, byte for byte. The signature is held
/// against the time in Wechatpay-Timestamp, however long ago that was.
#[derive(Debug, clap::Args)]
pub(crate) struct Notification {
    /// The file, or - for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Serialize)]
struct Wire {
    source: &'static str,
    event: String,
    at: Option<u64>,
    data: Value,
    id: String,
    create_time: String,
    summary: String,
    verified: bool,
}

impl Notification {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let bytes = read(&self.file)?;
        let (headers, body) = split(&bytes);
        let (message, at) = match &headers {
            Some(headers) => verified(context, headers, body).await?,
            None => {
                context.console.warn("not verified: only the body was saved, so anybody may have written it");
                let message = json::from_slice(body).map_err(|error| unreadable(&error, &[]))?;
                (message, None)
            }
        };
        let data = message.open::<Value>(&key(context)?)?;
        let text = serde_json::to_string_pretty(&data).unwrap_or_default();
        let wire = Wire {
            source: "pay",
            event: message.event_type,
            at,
            data,
            id: message.id,
            create_time: message.create_time,
            summary: message.summary,
            verified: headers.is_some(),
        };
        let text = format!("{} {} {}\n{text}", wire.event, wire.create_time, wire.summary);
        Ok(Answer::new(&wire, text))
    }
}

fn key(context: &Context<'_>) -> Result<ApiV3Key, Failure> {
    let (pay, hint) = (&context.settings.pay, "set WXKIT_APIV3_KEY, or apiv3_key in config.toml");
    let key = pay.apiv3_key.as_ref().ok_or_else(|| {
        Failure::usage_hint("notifications are encrypted with the APIv3 key, which is not set", hint)
    })?;
    ApiV3Key::new(key.reveal())
        .map_err(|invalid| Failure::usage_hint(invalid.message, "this is about WXKIT_APIV3_KEY"))
}

/// With the time at which it was signed, as of which it is verified.
async fn verified(
    context: &Context<'_>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(Message, Option<u64>), Failure> {
    let secs = headers.get("wechatpay-timestamp").and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let at = Timestamp::from_secs(secs.unwrap_or_default());
    let merchant = context.merchant()?;
    let mut need = Need::First;
    for _ in 0..2 {
        let credential = merchant.keys().credential(need, merchant.client().link()).await?;
        need = match Message::receive(&credential, headers, body, at) {
            Receipt::Genuine(message) => return Ok((*message, secs)),
            Receipt::Refused(error) => return Err(error.into()),
            Receipt::Probe => {
                let message =
                    "it is a test of the platform's whether signatures are verified, and no notification";
                return Err(Error::from(Untrusted::new(SignatureProblem::Probe, message, "")).into());
            }
            Receipt::NeedKey(serial) => Need::Key(serial),
        };
    }
    let message = "it is signed with a key that the platform no longer lists";
    Err(Error::from(Untrusted::new(SignatureProblem::Key, message, "")).into())
}

/// Headers and body, or the body alone. A request line before the headers does not matter.
fn split(bytes: &[u8]) -> (Option<HeaderMap>, &[u8]) {
    if bytes.trim_ascii_start().starts_with(b"{") {
        return (None, bytes);
    }
    let mut headers = HeaderMap::new();
    let mut rest = bytes;
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let (line, behind) = rest.split_at(end);
        rest = behind.get(1..).unwrap_or_default();
        let line = line.trim_ascii();
        if line.is_empty() {
            break;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = line.split_at(colon);
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value)) {
            headers.insert(name, value);
        }
    }
    (Some(headers), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_told_from_the_body() {
        let check = |text: &str, headers: usize, body: &str| {
            let (found, rest) = split(text.as_bytes());
            assert_eq!(
                (found.map_or(0, |headers| headers.len()), rest),
                (headers, body.as_bytes()),
                "{text}"
            );
        };
        check("{\"id\":1}\n", 0, "{\"id\":1}\n");
        check("POST /notify HTTP/1.1\r\nA: 1\r\nWechatpay-Serial: 2\r\n\r\n{\n}\n", 2, "{\n}\n");
        check("A: 1\nB: x:y\n\n{}", 2, "{}");
        check("", 0, "");
    }
}
