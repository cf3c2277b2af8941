//! Tickets for pages of a corp and of an application.

use wxkit_work::ticket::{FetchAgentTicket, FetchCorpTicket};

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::api::ticket::current;
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::sandbox::token_of;

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::work::<FetchCorpTicket>(Shape::Nothing, corp),
        Route::work::<FetchAgentTicket>(Shape::Nothing, agent),
    ]
}

fn corp(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    Ok(current(sandbox, call, "corp"))
}

fn agent(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    if call.query("type") != "agent_config" {
        return Err(Refuse::new(40058, "invalid Request Parameter"));
    }
    let agentid = sandbox.corp.tokens.agent(&token_of(&call.request)).unwrap_or_default();
    Ok(current(sandbox, call, &format!("agent {agentid}")))
}
