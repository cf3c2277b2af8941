//! Whether the address for callbacks can be reached, and whether what comes there can be read.

use wxkit::official::service::{CallbackCheck, CheckCallback, CheckKind, NetworkOperator};

use super::Check;
use crate::context::Context;
use crate::ear::Families;
use crate::failure::Failure;

const CHECK: &str = "callback";

/// What is set for them here; nothing is asked.
pub(super) fn settings(context: &Context<'_>) -> Check {
    let callback = &context.settings.callback;
    let is_set = [&callback.token, &callback.aes_key, &callback.work_token, &callback.work_aes_key]
        .iter()
        .any(|setting| setting.is_some());
    if context.settings.sandbox || !is_set {
        return Check::none(CHECK, "not set");
    }
    Check::of(CHECK, Families::open(context).map(drop), |()| "token and key have the right form".into())
}

/// WeChat looks at the address that its console has for events.
pub(super) async fn address(context: &Context<'_>) -> Check {
    let ask = CheckCallback::new(CheckKind::All, NetworkOperator::Default);
    let asked = async { context.account()?.call(ask).await }.await;
    match asked {
        Ok(found) => told(&found),
        // Most accounts have no address there, which is no fault.
        Err(failure) => Check::none("callback address", unknown(&failure)),
    }
}

fn unknown(failure: &Failure) -> String {
    format!("WeChat looked at none: {}", failure.message())
}

fn told(found: &CallbackCheck) -> Check {
    let lost = found.ping.iter().find(|ping| ping.package_loss.trim() != "0%");
    let (ok, message) = match (found.dns.first(), lost) {
        (None, _) => (None, "there is none in the console".to_owned()),
        (Some(first), None) => (Some(true), format!("WeChat reaches {}", first.ip)),
        (Some(_), Some(ping)) => {
            (Some(false), format!("WeChat loses {} of its pings to {}", ping.package_loss, ping.ip))
        }
    };
    let hint = (ok == Some(false)).then(|| "check whether a firewall keeps WeChat out: its addresses are in wxkit official addresses --callback".into());
    Check { check: "callback address", ok, message, hint }
}
