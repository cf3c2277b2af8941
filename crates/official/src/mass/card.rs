//! What belongs to one person's copy of a card (卡券).

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use wxkit_proto::json;

/// `card_ext`: what belongs to one person's copy of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardExt {
    /// The code of this copy; may be empty.
    pub code: String,
    /// Who alone may take it; may be empty.
    pub openid: String,
    /// Unix seconds, as signed.
    pub timestamp: String,
    /// The signature.
    pub signature: String,
    /// How it is written.
    pub style: CardStyle,
}

/// How `card_ext` is written; uncertain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CardStyle {
    /// As an object, as the documentation says.
    #[default]
    Object,
    /// As a text that holds the object, as other libraries do.
    Text,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Fields {
    #[serde(deserialize_with = "json::text")]
    code: String,
    #[serde(deserialize_with = "json::text")]
    openid: String,
    #[serde(deserialize_with = "json::text")]
    timestamp: String,
    #[serde(deserialize_with = "json::text")]
    signature: String,
}

impl Serialize for CardExt {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self { code, openid, timestamp, signature, style } = self.clone();
        let fields = Fields { code, openid, timestamp, signature };
        match style {
            CardStyle::Object => fields.serialize(to),
            CardStyle::Text => {
                let text = json::to_vec(&fields).map_err(serde::ser::Error::custom)?;
                to.serialize_str(&String::from_utf8_lossy(&text))
            }
        }
    }
}

impl<'de> Deserialize<'de> for CardExt {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (fields, style) = match Value::deserialize(from)? {
            Value::String(text) => (json::from_slice(text.as_bytes()), CardStyle::Text),
            value => (Fields::deserialize(value).map_err(|error| error.to_string()), CardStyle::Object),
        };
        let Fields { code, openid, timestamp, signature } = fields.map_err(D::Error::custom)?;
        Ok(Self { code, openid, timestamp, signature, style })
    }
}
