//! `work ticket`.

use clap::ValueEnum;
use serde_json::json;
use wxkit::work::ticket::{AgentTickets, CorpTickets};

use crate::command::ticket::Wanted;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// Fetch a ticket for pages (JS-SDK), and show how long it is valid; or sign a page with it.
///
/// WeChat allows 400 of these calls an hour and corp, and 100 an hour and application. The ticket is kept where the access token is
/// kept (WXKIT_TOKEN_STORE), until shortly before its end; without such a place each run makes a call.
#[derive(Debug, clap::Args)]
pub(crate) struct Ticket {
    /// Whose ticket.
    #[arg(long = "type", value_name = "TYPE", default_value = "jsapi")]
    kind: Kind,
    #[command(flatten)]
    wanted: Wanted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// The corp's, for wx.config.
    Jsapi,
    /// The application's: --url prints what wx.agentConfig takes.
    #[value(name = "agent_config")]
    AgentConfig,
}

impl Ticket {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        self.wanted.check()?;
        let (app, agentid) = context.app()?;
        let (corpid, secret) = (app.appid().to_owned(), app.secret()?.clone());
        match self.kind {
            Kind::Jsapi => {
                let page = json!({ "appId": corpid });
                let source = CorpTickets::new(corpid, secret);
                self.wanted.run(context, &app, &source, "jsapi", page).await
            }
            Kind::AgentConfig => {
                if self.wanted.signs() && agentid.is_none() {
                    let message = "the page of an application is signed with its number";
                    return Err(Failure::usage_hint(message, "set WXKIT_AGENTID"));
                }
                let page = json!({ "corpid": corpid, "agentid": agentid });
                let source = AgentTickets::new(corpid, secret);
                self.wanted.run(context, &app, &source, "agent_config", page).await
            }
        }
    }
}
