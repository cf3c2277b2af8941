//! Tickets for pages (JS-SDK), and the signature that a page shows with one.

use http::Method;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Secret};
use wxkit_token::{Source, StoreKey};

pub use wxkit_proto::ticket::{PageSignature, Ticket, sign_page};

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
}
