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

fn ticket(sandbox: &mut Sandbox, call: &Call<'_>, ask: FetchTicket) -> Result<Answer, Refuse> {
    Ok(current(sandbox, call, ask.kind.word()))
}

/// The ticket of this name: the same one until its life is over.
pub(super) fn current(sandbox: &mut Sandbox, call: &Call<'_>, name: &str) -> Answer {
    let now = call.env.now;
    let (ticket, ends) = match sandbox.tickets.get(name).filter(|(_, ends)| now < *ends) {
        Some(held) => held.clone(),
        None => {
            let fresh = (sandbox.fresh(call.env, "ticket", 86), now + LIFE);
            sandbox.tickets.insert(name.to_owned(), fresh.clone());
            fresh
        }
    };
    Answer::default()
        .with("errcode", 0.into())
        .with("errmsg", "ok".into())
        .with("ticket", json!(ticket))
        .with("expires_in", ends.since(now).as_secs().into())
}
