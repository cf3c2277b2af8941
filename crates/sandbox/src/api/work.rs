//! WeChat Work (企业微信): token, media, messages.

mod content;
mod get;
mod job;
mod media;
mod message;
mod robot;
mod rule;
mod ticket;
mod token;

use serde_json::json;
use wxkit_proto::envelope::{Addresses, Done};
use wxkit_work::addresses::{ApiAddresses, CallbackAddresses};

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::work::<ApiAddresses>(Shape::Nothing, addresses),
        Route::work::<CallbackAddresses>(Shape::Nothing, addresses),
    ];
    for more in [
        token::routes(),
        ticket::routes(),
        media::routes(),
        get::routes(),
        job::routes(),
        message::routes(),
        robot::routes(),
    ] {
        routes.extend(more);
    }
    routes
}

/// Addresses of the documentation's own sample.
fn addresses(_: &mut Sandbox, _: &Call<'_>) -> Result<Answer, Refuse> {
    let ip_list = vec!["182.254.11.176".into(), "182.254.78.66".into()];
    Ok(Answer::of(&Addresses::new(ip_list)).with("errcode", json!(0)).with("errmsg", json!("ok")))
}

/// A success that brings nothing more.
fn done() -> Answer {
    Answer::of(&Done::new(0, "ok"))
}
