//! Both token endpoints.

use serde_json::Value;
use wxkit_official::token::{AccessToken, StableToken};
use wxkit_proto::Token;
use wxkit_proto::envelope::Grant;

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::state::Kind;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::new(Shape::Nothing, classic).first(|sandbox, call| identify(sandbox, |name| call.query(name))),
        Route::new(Shape::Json, stable).first(|sandbox, call| {
            identify(sandbox, |name| call.json.get(name).and_then(Value::as_str).unwrap_or_default())
        }),
    ]
}

/// Who is asking, by the raw fields.
fn identify<'a>(sandbox: &Sandbox, field: impl Fn(&str) -> &'a str) -> Result<(), Refuse> {
    let config = &sandbox.config;
    if field("grant_type") != "client_credential" {
        return Err(Refuse::new(40002, "invalid grant_type"));
    }
    match (field("appid"), field("secret")) {
        ("", _) => Err(Refuse::new(41002, "appid missing")),
        (_, "") => Err(Refuse::new(41004, "appsecret missing")),
        (appid, _) if appid != config.appid => Err(Refuse::new(40013, "invalid appid")),
        (_, secret) if secret != config.secret.reveal() => Err(Refuse::new(40125, "invalid appsecret")),
        _ => Ok(()),
    }
}

fn classic(sandbox: &mut Sandbox, call: &Call<'_>, _: AccessToken) -> Result<Answer, Refuse> {
    sandbox.tokens.overwrite(&sandbox.config, call.env.now)?;
    Ok(issue(sandbox, call, Kind::Classic))
}

fn stable(sandbox: &mut Sandbox, call: &Call<'_>, ask: StableToken) -> Result<Answer, Refuse> {
    let now = call.env.now;
    let current = sandbox.tokens.stable(&sandbox.config, now);
    let forced = ask.force_refresh && !sandbox.tokens.just_forced(now);
    match current {
        Some((token, rest)) if !forced => {
            sandbox.tokens.fetches += 1;
            Ok(Answer::of(&Grant::new(token, rest.as_secs())))
        }
        _ => {
            if forced {
                sandbox.tokens.force(&sandbox.config, now)?;
            }
            Ok(issue(sandbox, call, Kind::Stable))
        }
    }
}

fn issue(sandbox: &mut Sandbox, call: &Call<'_>, kind: Kind) -> Answer {
    let (now, life) = (call.env.now, sandbox.config.token_life);
    // Longer than most, so that nobody keeps it in a field of 128 characters.
    let token = Token::new(format!("{}_{}", now.as_secs() % 100, sandbox.fresh(call.env, "token", 154)));
    sandbox.tokens.issue(kind, token.clone(), now + life, now);
    sandbox.tokens.fetches += 1;
    Answer::of(&Grant::new(token, life.as_secs()))
}
