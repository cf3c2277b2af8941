//! Tickets for pages (JS-SDK), and the signature that a page shows with one: the same on the official account and WeChat Work.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::digest::{Algorithm, hex_digest};
use crate::envelope::Grant;
use crate::{Secret, Timestamp, Token, json};

/// The reply of all endpoints that give a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Ticket {
    /// The ticket: whoever has it can sign pages in the account's name.
    #[serde(serialize_with = "reveal", deserialize_with = "secret")]
    pub ticket: Secret,
    /// Its life in seconds.
    #[serde(deserialize_with = "json::int")]
    pub expires_in: i64,
}

impl From<Ticket> for Grant {
    fn from(Ticket { ticket, expires_in }: Ticket) -> Self {
        Self::new(Token::new(ticket.reveal()), u64::try_from(expires_in).unwrap_or_default())
    }
}

/// What a page hands to `wx.config`, and on WeChat Work to `wx.agentConfig`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PageSignature {
    /// In seconds since 1970, as it was signed.
    pub timestamp: u64,
    /// The random text, as it was signed.
    #[serde(rename = "nonceStr")]
    pub nonce: String,
    /// 40 hex digits.
    pub signature: String,
}

/// Signs a page: `url` is its address as the browser shows it, with its query; what follows `#` is not signed. `nonce` is any
/// text of yours, fresh for each signature.
///
/// ```
/// use wxkit_proto::ticket::sign_page;
/// use wxkit_proto::{Secret, Timestamp};
///
/// let url = "https://example.com/a?b=1&c=%E4%BD%A0#top";
/// let signed = sign_page(&Secret::new("TICKET-wxkit-0001"), "n0nceWxkit", Timestamp::from_secs(1_790_000_000), url);
/// assert_eq!(signed.signature, "58f690f47856fedf60cc17cbdc340b83eedc18f1");
/// ```
#[must_use]
pub fn sign_page(ticket: &Secret, nonce: &str, now: Timestamp, url: &str) -> PageSignature {
    let (timestamp, url) = (now.as_secs(), url.split('#').next().unwrap_or_default());
    let text = format!("jsapi_ticket={}&noncestr={nonce}&timestamp={timestamp}&url={url}", ticket.reveal());
    let signature = hex_digest(Algorithm::Sha1, text.as_bytes());
    PageSignature { timestamp, nonce: nonce.to_owned(), signature }
}

fn reveal<S: Serializer>(ticket: &Secret, to: S) -> Result<S::Ok, S::Error> {
    // The sandbox answers with it.
    to.serialize_str(ticket.reveal())
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Secret, D::Error> {
    json::id(from).map(Secret::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_the_mark_is_not_signed() {
        let sign = |url| sign_page(&Secret::new("T"), "n", Timestamp::from_secs(1), url);
        assert_eq!(sign("https://example.com/#a"), sign("https://example.com/"));
        assert_eq!(
            serde_json::to_string(&sign("https://example.com/")).unwrap(),
            r#"{"timestamp":1,"nonceStr":"n","signature":"f7137641e17aaeb81f407e8080c43ab1418c356c"}"#
        );
    }
}
