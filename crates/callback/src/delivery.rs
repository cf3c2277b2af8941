//! A push that is the platform's.

use bytes::Bytes;
use http::Response;
use wxkit_proto::Timestamp;
use wxkit_proto::digest::{Algorithm, hex_digest};

use crate::event::Event;
use crate::fields::Fields;
use crate::receiver::{Source, plain_text};
use crate::rejected::Rejected;
use crate::text::Form;

/// A push: verified, decrypted and read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// Which platform.
    pub source: Source,
    /// What happened, in the platform's word: the event's name, for messages their type, `InfoType` for those of a provider.
    pub name: String,
    /// What happened.
    pub event: Event,
    /// Who it comes from: an openid or a user's id; empty for some events.
    pub from: String,
    /// Who it goes to: the account's `gh_` id, a CorpID or SuiteID; may be empty.
    pub to: String,
    /// When it happened, as the platform says.
    pub at: Option<Timestamp>,
    /// Equal for the repeats of one push and for nothing else. The platform repeats what is not answered in 5 seconds, three times in all:
    /// keep this for some minutes and answer what you know already with [`success`](Self::success), without acting on it.
    pub key: String,
    /// All values.
    pub fields: Fields,
    /// Whether it came as XML or JSON; a reply goes back in the same form.
    pub form: Form,
    /// Whom it was encrypted for; `None` if it was not encrypted.
    pub(crate) receiver: Option<String>,
}

impl Delivery {
    pub(crate) fn read(
        source: Source,
        form: Form,
        fields: Fields,
        receiver: Option<String>,
    ) -> Result<Self, Rejected> {
        let kind = fields.text("MsgType")?;
        let name = match kind.as_str() {
            "" => fields.text("InfoType")?,
            kind if kind.eq_ignore_ascii_case("event") => fields.text("Event")?,
            kind => kind.to_owned(),
        };
        let time = fields.number("CreateTime")?.or(fields.number("TimeStamp")?);
        Ok(Self {
            source,
            event: Event::read(&kind, &name, &fields)?,
            from: fields.text("FromUserName")?,
            to: fields.text("ToUserName")?,
            at: time.map(Timestamp::from_secs),
            key: key(&kind, &fields)?,
            name,
            form,
            receiver,
            fields,
        })
    }

    /// Whether it was encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.receiver.is_some()
    }

    /// The answer that says "received", and nothing to the person. Send it within 5 seconds; work that takes longer comes after.
    #[must_use]
    pub fn success(&self) -> Response<Bytes> {
        match self.source {
            Source::Official => plain_text(b"success".to_vec()),
            Source::Work => plain_text(Vec::new()),
        }
    }
}

/// Messages have an id, which alone is not enough: several people's have been seen with the same one. Events have none, and several may
/// happen to one person in a second: all their values are the key.
fn key(kind: &str, fields: &Fields) -> Result<String, Rejected> {
    let id = fields.text("MsgId")?;
    if !kind.eq_ignore_ascii_case("event") && !id.is_empty() {
        return Ok(format!("{}:{}:{id}", fields.text("FromUserName")?, fields.text("CreateTime")?));
    }
    let all = serde_json::to_vec(fields).unwrap_or_default();
    Ok(hex_digest(Algorithm::Sha256, &all))
}
