//! Tickets for pages (JS-SDK), and the signature that a page shows with one.

use http::Method;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wxkit_proto::digest::{Algorithm, hex_digest};
use wxkit_proto::envelope::Grant;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Secret, Timestamp, Token, json};
use wxkit_token::{Source, StoreKey};

use crate::Official;

/// `GET /cgi-bin/ticket/getticket`: a ticket that is good for two hours. Very few calls are allowed a day, so keep it until
/// shortly before its end, and share it as you share the access token.
///
/// More: [`manual::follower`](crate::manual::follower#ticket), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/webdev/jssdk/api_getticket.html).
///
/// ```
/// use wxkit_official::ticket::{FetchTicket, TicketKind};
///
/// let call = FetchTicket::new(TicketKind::Page); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "ticket/getticket")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FetchTicket {
    /// What it is for.
    pub kind: TicketKind,
}

impl FetchTicket {
    /// With all that it needs.
    pub fn new(kind: TicketKind) -> Self {
        Self { kind }
    }
}

/// What a ticket is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TicketKind {
    /// Pages, `jsapi`: see [`sign_page`].
    #[default]
    Page,
    /// Cards (卡券), `wx_card`.
    Card,
}

/// The reply to [`FetchTicket`].
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

/// The tickets of one account: for a [`Keeper`](wxkit_token::Keeper), which keeps and renews them as it does tokens. Whoever drives
/// it brings the account's token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageTickets {
    /// The account's AppID.
    pub appid: String,
    /// Its AppSecret: tickets of another account, or of a time before it was changed, are kept under other names.
    pub secret: Secret,
    /// What they are for.
    pub kind: TicketKind,
}

impl PageTickets {
    /// With all that it needs.
    pub fn new(appid: impl Into<String>, secret: Secret, kind: TicketKind) -> Self {
        Self { appid: appid.into(), secret, kind }
    }
}

impl Source for PageTickets {
    type Endpoint = FetchTicket;

    fn key(&self) -> StoreKey {
        StoreKey::new(&format!("ticket-{}", self.kind.word()), &self.appid, &self.secret)
    }

    fn endpoint(&self, _: bool) -> FetchTicket {
        FetchTicket { kind: self.kind }
    }
}

impl From<Ticket> for Grant {
    fn from(Ticket { ticket, expires_in }: Ticket) -> Self {
        Self::new(Token::new(ticket.reveal()), u64::try_from(expires_in).unwrap_or_default())
    }
}

/// What a page hands to `wx.config`.
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

impl TicketKind {
    /// The word on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Page => "jsapi",
            Self::Card => "wx_card",
        }
    }
}

/// Signs a page: `url` is its address as the browser shows it, with its query; what follows `#` is not signed. `nonce` is any
/// text of yours, fresh for each signature.
///
/// ```
/// use wxkit_official::ticket::sign_page;
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

impl Endpoint for FetchTicket {
    type Platform = Official;
    type Reply = Ticket;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cgi-bin/ticket/getticket";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("type", self.kind.word());
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        let kind = match from.query("type")?.as_str() {
            "jsapi" => TicketKind::Page,
            "wx_card" => TicketKind::Card,
            _ => return Err(DecodeError::new("type not valid")),
        };
        Ok(Self { kind })
    }
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
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn tickets() {
        check(
            &FetchTicket { kind: TicketKind::Page },
            r#"{"errcode":0,"errmsg":"ok","ticket":"TICKET","expires_in":7200}"#,
            &expect![[r#"
                GET https://api.weixin.qq.com/cgi-bin/ticket/getticket?type=jsapi&access_token=TOKEN


                Ticket { ticket: Secret(…), expires_in: 7200 }"#]],
        );
        check(
            &FetchTicket { kind: TicketKind::Card },
            r#"{"errcode":0,"errmsg":"ok","ticket":"TICKET","expires_in":7200}"#,
            &expect![[r#"
                GET https://api.weixin.qq.com/cgi-bin/ticket/getticket?type=wx_card&access_token=TOKEN


                Ticket { ticket: Secret(…), expires_in: 7200 }"#]],
        );
        expect![
            "token: WeChat refused with 40001, the token is not valid or not the latest: invalid credential"
        ]
        .assert_eq(&refusal::<FetchTicket>(r#"{"errcode":40001,"errmsg":"invalid credential"}"#));
    }

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
