//! Tickets for pages.

use std::time::Duration;

use serde_json::json;
use wxkit_official::ticket::FetchTicket;

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::new(Shape::Nothing, ticket).first(check)]
}

const LIFE: Duration = Duration::from_secs(7200);

fn check(_: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    match call.query("type") {
        "jsapi" | "wx_card" => Ok(()),
        _ => Err(Refuse::new(40097, "invalid args")),
    }
}

/// The same one until its life is over.
fn ticket(sandbox: &mut Sandbox, call: &Call<'_>, ask: FetchTicket) -> Result<Answer, Refuse> {
    let (now, kind) = (call.env.now, ask.kind.word());
    if sandbox.tickets.get(kind).is_none_or(|(_, ends)| now >= *ends) {
        let fresh = sandbox.fresh(call.env, "ticket", 86);
        sandbox.tickets.insert(kind, (fresh, now + LIFE));
    }
    let (ticket, left) =
        sandbox.tickets.get(kind).map_or(("", LIFE), |(ticket, ends)| (ticket, ends.since(now)));
    Ok(Answer::default()
        .with("errcode", 0.into())
        .with("errmsg", "ok".into())
        .with("ticket", json!(ticket))
        .with("expires_in", left.as_secs().into()))
}
