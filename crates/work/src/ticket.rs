//! Tickets for pages (JS-SDK) of a corp and of one application, and the signature that a page shows with one.

use http::Method;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Secret};
use wxkit_token::{Source, StoreKey};

use crate::Work;

pub use wxkit_proto::ticket::{PageSignature, Ticket, sign_page};

/// `GET /cgi-bin/get_jsapi_ticket`: the ticket of the corp, for `wx.config`. It is good for two hours; a corp may ask 400 times an
/// hour and an application 100 times, so keep it until shortly before its end.
///
/// More: [`manual::tokens`](crate::manual::tokens#get_jsapi_ticket), [WeChat's page](https://developer.work.weixin.qq.com/document/path/96909).
///
/// ```
/// use wxkit_work::ticket::FetchCorpTicket;
///
/// let call = FetchCorpTicket; // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "get_jsapi_ticket")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FetchCorpTicket;

/// `GET /cgi-bin/ticket/get?type=agent_config`: the ticket of the application, for `wx.agentConfig`. As [`FetchCorpTicket`].
///
/// More: [`manual::tokens`](crate::manual::tokens#ticket), [WeChat's page](https://developer.work.weixin.qq.com/document/path/96909).
///
/// ```
/// use wxkit_work::ticket::FetchAgentTicket;
///
/// let call = FetchAgentTicket; // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "ticket/get")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FetchAgentTicket;

/// The tickets of a corp, as one application gets them: for a [`Keeper`](wxkit_token::Keeper), which keeps and renews them as it
/// does tokens. Whoever drives it brings the application's token.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CorpTickets {
    /// The corp's id (CorpID, 企业ID).
    pub corpid: String,
    /// The application's secret.
    pub secret: Secret,
}

impl CorpTickets {
    /// With all that it needs.
    pub fn new(corpid: impl Into<String>, secret: Secret) -> Self {
        Self { corpid: corpid.into(), secret }
    }
}

/// The tickets of one application. As [`CorpTickets`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AgentTickets {
    /// The corp's id (CorpID, 企业ID).
    pub corpid: String,
    /// The application's secret.
    pub secret: Secret,
}

impl AgentTickets {
    /// With all that it needs.
    pub fn new(corpid: impl Into<String>, secret: Secret) -> Self {
        Self { corpid: corpid.into(), secret }
    }
}

impl Source for CorpTickets {
    type Endpoint = FetchCorpTicket;

    fn key(&self) -> StoreKey {
        StoreKey::new("ticket-corp", &self.corpid, &self.secret)
    }

    fn endpoint(&self, _: bool) -> FetchCorpTicket {
        FetchCorpTicket
    }
}

impl Source for AgentTickets {
    type Endpoint = FetchAgentTicket;

    fn key(&self) -> StoreKey {
        StoreKey::new("ticket-agent", &self.corpid, &self.secret)
    }

    fn endpoint(&self, _: bool) -> FetchAgentTicket {
        FetchAgentTicket
    }
}

impl Endpoint for FetchCorpTicket {
    type Platform = Work;
    type Reply = Ticket;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cgi-bin/get_jsapi_ticket";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, _: &mut Encoder) {}

    fn decode(_: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}

impl Endpoint for FetchAgentTicket {
    type Platform = Work;
    type Reply = Ticket;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cgi-bin/ticket/get";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("type", "agent_config");
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        match from.query("type")?.as_str() {
            "agent_config" => Ok(Self),
            _ => Err(DecodeError::new("type not valid")),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn tickets() {
        let reply = r#"{"errcode":0,"errmsg":"ok","ticket":"TICKET","expires_in":7200}"#;
        check(
            &FetchCorpTicket,
            reply,
            &expect![[r#"
                GET https://qyapi.weixin.qq.com/cgi-bin/get_jsapi_ticket?access_token=TOKEN


                Ticket { ticket: Secret(…), expires_in: 7200 }"#]],
        );
        check(
            &FetchAgentTicket,
            reply,
            &expect![[r#"
                GET https://qyapi.weixin.qq.com/cgi-bin/ticket/get?type=agent_config&access_token=TOKEN


                Ticket { ticket: Secret(…), expires_in: 7200 }"#]],
        );
        expect!["token: WeChat refused with 42001, the token has expired: access_token expired"]
            .assert_eq(&refusal::<FetchAgentTicket>(r#"{"errcode":42001,"errmsg":"access_token expired"}"#));
    }

    #[test]
    fn the_two_are_kept_apart() {
        let secret = || Secret::new("one");
        let corp = CorpTickets::new("ww0123456789abcdef", secret()).key();
        let agent = AgentTickets::new("ww0123456789abcdef", secret()).key();
        assert_ne!(corp, agent);
        assert!(agent.as_str().starts_with("ticket-agent.ww0123456789abcdef."));
    }
}
