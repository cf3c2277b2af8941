//! Quotas, records of requests, and addresses.

mod clear;
mod structure;

use std::time::Duration;

use serde_json::{Value, json};
use wxkit_official::Addresses;
use wxkit_official::service::{
    ApiAddresses, CallbackAddresses, CheckCallback, CheckKind, QueryQuota, QueryRid,
};
use wxkit_proto::envelope::Done;

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{self, Route, Shape};

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::new(Shape::Nothing, api_addresses),
        Route::new(Shape::Nothing, callback_addresses),
        Route::new(Shape::Json, check_callback).first(|_, call| check_callback_fields(call)),
        Route::new(Shape::Json, quota).first(|_, call| check_path(call).map(|_| ())),
        Route::new(Shape::Json, rid).first(|_, call| check_rid(call)),
    ];
    routes.extend(clear::routes());
    routes.extend(structure::routes());
    routes
}

/// What most interfaces have a day. Nothing is refused beyond it; what the sandbox does count to an end is a field of
/// [`Config`](crate::Config).
const PER_DAY: u32 = 100_000;
/// How long the platform remembers a request.
const REMEMBERED: Duration = Duration::from_secs(7 * 86_400);

/// Addresses of the documentation's own sample.
fn api_addresses(_: &mut Sandbox, _: &Call<'_>, _: ApiAddresses) -> Result<Answer, Refuse> {
    Ok(Answer::of(&Addresses::new(vec!["101.226.62.77".into(), "101.226.62.78".into()])))
}

/// One of them a whole block.
fn callback_addresses(_: &mut Sandbox, _: &Call<'_>, _: CallbackAddresses) -> Result<Answer, Refuse> {
    Ok(Answer::of(&Addresses::new(vec!["101.226.62.77".into(), "101.226.103.0/25".into()])))
}

fn check_callback_fields(call: &Call<'_>) -> Result<(), Refuse> {
    let field = |name: &str| call.json.get(name).and_then(Value::as_str).unwrap_or_default();
    match (field("action"), field("check_operator")) {
        ("dns" | "ping" | "all", "CHINANET" | "UNICOM" | "CAP" | "DEFAULT") => Ok(()),
        _ => Err(Refuse::new(40035, "invalid parameter")),
    }
}

/// Nobody is called back, so there is only what a good answer looks like.
fn check_callback(_: &mut Sandbox, _: &Call<'_>, ask: CheckCallback) -> Result<Answer, Refuse> {
    let (ip, operator) = ("203.0.113.7", "UNICOM");
    let dns = json!({ "ip": ip, "real_operator": operator });
    let ping = json!({ "ip": ip, "from_operator": operator, "package_loss": "0%", "time": "23.079ms" });
    Ok(Answer::json(json!({
        "dns": if ask.action == CheckKind::Ping { Vec::new() } else { vec![dns] },
        "ping": if ask.action == CheckKind::Dns { Vec::new() } else { vec![ping] },
    })))
}

/// The interface that is named; with its leading `/`.
fn check_path(call: &Call<'_>) -> Result<&'static str, Refuse> {
    let path = call.json.get("cgi_path").and_then(Value::as_str).and_then(|path| path.strip_prefix('/'));
    path.and_then(route::known).ok_or_else(|| Refuse::new(76021, "cgi_path not found, please check"))
}

fn quota(sandbox: &mut Sandbox, call: &Call<'_>, _: QueryQuota) -> Result<Answer, Refuse> {
    let (path, now, config) = (check_path(call)?, call.env.now, &sandbox.config);
    let (limit, used) = match path {
        clear::SUBMIT => (config.submissions_per_day, sandbox.articles.submitted_today.used(now)),
        clear::TOKEN => (config.tokens_per_day, sandbox.tokens.classic_today.used(now)),
        _ => (PER_DAY, sandbox.usage.used(path, now)),
    };
    let quota = json!({ "daily_limit": limit, "used": used, "remain": limit.saturating_sub(used) });
    Ok(with_ok(Answer::json(json!({ "quota": quota }))))
}

/// Three numbers in hex: `61725984-6126f6f9-040f19c4`.
fn check_rid(call: &Call<'_>) -> Result<(), Refuse> {
    let rid = call.json.get("rid").and_then(Value::as_str).unwrap_or_default();
    let hex = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    if rid.split('-').count() == 3 && rid.split('-').all(hex) {
        Ok(())
    } else {
        Err(Refuse::new(76002, "invalid rid"))
    }
}

fn rid(sandbox: &mut Sandbox, call: &Call<'_>, ask: QueryRid) -> Result<Answer, Refuse> {
    let record = sandbox.records.find(&ask.rid).ok_or_else(|| Refuse::new(76001, "rid not found"))?;
    if call.env.now.since(record.at) > REMEMBERED {
        return Err(Refuse::new(76004, "rid expired"));
    }
    // By hand, for the client's type hides the token that the platform does not.
    let request = json!({
        "invoke_time": record.at.as_secs(),
        "cost_in_ms": 30,
        "request_url": record.query,
        "request_body": record.body,
        "response_body": record.answer,
        "client_ip": "127.0.0.1",
    });
    Ok(with_ok(Answer::of(&Done::new(0, "ok")).with("request", request)))
}

fn with_ok(answer: Answer) -> Answer {
    answer.with("errcode", json!(0)).with("errmsg", json!("ok"))
}
