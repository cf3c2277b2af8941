//! How fast messages go out.

use serde_json::json;
use wxkit_official::mass::{QuerySpeed, SetSpeed};
use wxkit_proto::envelope::Done;
use wxkit_proto::json::as_int;

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::new(Shape::Nothing, get), Route::new(Shape::Json, set).first(|_, call| check(call))]
}

fn check(call: &Call<'_>) -> Result<(), Refuse> {
    match call.json.get("speed").filter(|speed| **speed != json!("")) {
        None => Err(Refuse::new(45084, "no speed")),
        Some(speed) => match as_int(speed) {
            Some(0..=4) => Ok(()),
            _ => Err(Refuse::new(45083, "speed is out of range")),
        },
    }
}

/// By the table of levels, which the documentation's own sample contradicts.
fn get(sandbox: &mut Sandbox, _: &Call<'_>, _: QuerySpeed) -> Result<Answer, Refuse> {
    let speed = sandbox.messages.speed;
    Ok(Answer::json(json!({ "speed": speed.level(), "realspeed": speed.per_minute() / 10_000 })))
}

fn set(sandbox: &mut Sandbox, _: &Call<'_>, ask: SetSpeed) -> Result<Answer, Refuse> {
    sandbox.messages.speed = ask.speed;
    Ok(Answer::of(&Done::new(0, "ok")))
}
