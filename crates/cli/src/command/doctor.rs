//! `wxkit doctor`: what stands between this machine and WeChat.

mod callback;
mod clock;

use serde::Serialize;
use wxkit::official::service::QueryQuota;
use wxkit::pay::clock::CheckClock;
use wxkit::proto::flow::Need;

use crate::chinese::{self, say};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Answer, Output};

/// Check clock, proxy, name, connection, token, whitelist, quota and callbacks, one after the other.
///
/// It fetches an access token as every command does, and sends nothing else but questions: for the time, for a quota, and
/// whether WeChat reaches the address for events.
#[derive(Debug, clap::Args)]
pub(crate) struct Doctor {}

#[derive(Serialize)]
struct Wire {
    healthy: bool,
    checks: Vec<Check>,
}

#[derive(Serialize)]
struct Check {
    check: &'static str,
    /// `null` if there was nothing to check.
    ok: Option<bool>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl Doctor {
    pub(super) async fn run(self, output: Output, context: &Context<'_>) -> Result<(), Failure> {
        let mut checks = vec![clock::check(context).await, proxy(), name(context).await];
        checks.push(official(context).await);
        if checks.last().is_some_and(|check| check.ok == Some(true)) {
            checks.push(quota(context).await);
            checks.push(callback::address(context).await);
        }
        checks.push(callback::settings(context));
        checks.push(work(context).await);
        checks.push(pay(context).await);
        let healthy = checks.iter().all(|check| check.ok != Some(false));
        let text: Vec<String> = checks.iter().map(Check::lines).collect();
        output.print(&Answer::new(&Wire { healthy, checks }, text.join("\n")), &context.console.told())?;
        if healthy { Ok(()) } else { Err(Failure::Unwell) }
    }
}

impl Check {
    fn of<T>(check: &'static str, result: Result<T, Failure>, good: impl FnOnce(T) -> String) -> Self {
        match result {
            Ok(found) => Self { check, ok: Some(true), message: good(found), hint: None },
            Err(failure) => Self { check, ok: Some(false), message: failure.message(), hint: failure.hint() },
        }
    }

    fn none(check: &'static str, message: impl Into<String>) -> Self {
        Self { check, ok: None, message: message.into(), hint: None }
    }

    fn lines(&self) -> String {
        let mark = match self.ok {
            Some(true) => "ok",
            Some(false) => "BAD",
            None => "-",
        };
        let label = chinese::or("hint: ", "提示：");
        let hint = self.hint.as_ref().map(|hint| format!("\n     {label}{}", say(hint))).unwrap_or_default();
        format!("{mark:4} {}{}{}{hint}", say(self.check), chinese::or(": ", "："), say(&self.message))
    }
}

/// The proxies of the environment, without what may be a password.
fn proxy() -> Check {
    let names = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"];
    let set = names.iter().filter_map(|name| {
        let value = std::env::var(name).ok().filter(|value| !value.is_empty())?;
        let host = value.rsplit_once('@').map_or(value.as_str(), |(_, host)| host);
        Some(format!("{name} = {host}"))
    });
    let set: Vec<String> = set.collect();
    Check::none("proxy", if set.is_empty() { "none".into() } else { set.join(", ") })
}

async fn name(context: &Context<'_>) -> Check {
    if context.settings.sandbox {
        return Check::none("name", "the sandbox has none");
    }
    // One that is not valid is not repeated: it may be a secret in the wrong place.
    let url = match context.base_url() {
        Ok(url) => url,
        Err(failure) => return Check::of("name", Err(failure), |()| String::new()),
    };
    let host = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or(host);
    let with_port = if host.contains(':') { host.to_owned() } else { format!("{host}:443") };
    let found = tokio::net::lookup_host(with_port).await;
    let found = found.map_err(|error| Failure::io(format!("looking up {host}"), &error));
    Check::of("name", found, |mut found| {
        found
            .next()
            .map_or_else(|| format!("{host} has no address"), |first| format!("{host} is {}", first.ip()))
    })
}

/// Connection, certificates, credentials and whitelist: all of them are needed for a token.
async fn official(context: &Context<'_>) -> Check {
    const CHECK: &str = "official account";
    if !context.settings.sandbox && context.settings.appid.is_none() {
        return Check::none(CHECK, "not set");
    }
    let got = match context.account() {
        Ok(account) => {
            account.token(Need::First).await.map(|_| account.appid().to_owned()).map_err(Failure::from)
        }
        Err(failure) => Err(failure),
    };
    Check::of(CHECK, got, |appid| {
        format!("{appid} has a token, so connection, secret and whitelist are good")
    })
}

async fn quota(context: &Context<'_>) -> Check {
    let ask = async {
        let cgi_path = "/cgi-bin/material/add_material".to_owned();
        Ok(context.account()?.call(QueryQuota::new(cgi_path)).await?.quota)
    };
    Check::of("quota", ask.await, |quota| {
        format!("{} of {} uploads of material today, {} left", quota.used, quota.daily_limit, quota.remain)
    })
}

async fn work(context: &Context<'_>) -> Check {
    const CHECK: &str = "WeChat Work";
    if !context.settings.sandbox && context.settings.corpid.is_none() {
        return Check::none(CHECK, "not set");
    }
    let got = match context.app() {
        Ok((app, _)) => app.token(Need::First).await.map(|_| app.appid().to_owned()).map_err(Failure::from),
        Err(failure) => Err(failure),
    };
    Check::of(CHECK, got, |corpid| {
        format!("{corpid} has a token, so connection, secret and trusted address are good")
    })
}

async fn pay(context: &Context<'_>) -> Check {
    const CHECK: &str = "WeChat Pay";
    if !context.settings.sandbox && context.settings.pay.mchid.is_none() {
        return Check::none(CHECK, "not set");
    }
    let ask = async { context.merchant()?.run(CheckClock::default()).await };
    Check::of(CHECK, ask.await, |_| "the private key can be read, and WeChat Pay answers".into())
}
