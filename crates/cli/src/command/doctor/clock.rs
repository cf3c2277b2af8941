//! How far this machine's clock is from WeChat's, by the time in any answer.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::DATE;
use wxkit::official::Official;
use wxkit::official::service::ApiAddresses;
use wxkit::proto::flow::Ask;
use wxkit::proto::script::Desk;
use wxkit::proto::sink::Sink;
use wxkit::proto::{Answer, Endpoint as _, Error, Script, Token};

use super::Check;
use crate::context::Context;
use crate::failure::Failure;

/// WeChat Pay refuses what is signed further off, and tokens end too early or too late.
const FAR: i64 = 300;

/// No clock of today shows less: the beginning of 2025 in Unix seconds.
const LONG_AGO: u64 = 1_735_689_600;

/// More than enough for a refusal, in bytes.
const CAP: usize = 64 * 1024;

const HINT: &str = "set the clock; WeChat Pay refuses what is signed more than 5 minutes off";

pub(super) async fn check(context: &Context<'_>) -> Check {
    let asked = match context.settings.sandbox {
        true => Ok(None),
        false => context.run_offline(Script::new(ask)).await,
    };
    told(asked, SystemTime::now())
}

/// Without a token, for any answer has the time, and a refusal too.
async fn ask(desk: Desk<Official>) -> Result<Option<SystemTime>, Error> {
    let request = ApiAddresses.request(Some(&Token::new("none")), &desk.env())?;
    match desk.ask(Ask::Send { request, sink: Sink::Memory(CAP), public: false }).await {
        Answer::Reply(reply) => {
            let date = reply.headers().get(DATE).and_then(|date| date.to_str().ok());
            Ok(date.and_then(|date| httpdate::parse_http_date(date).ok()))
        }
        Answer::Failed(error) => Err(error),
        _ => Ok(None),
    }
}

fn told(asked: Result<Option<SystemTime>, Failure>, here: SystemTime) -> Check {
    let seconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    let (ok, message) = match asked {
        Ok(Some(there)) => {
            let (here, there) = (seconds(here), seconds(there));
            let away = i64::try_from(here.abs_diff(there)).unwrap_or(i64::MAX);
            let message = match away {
                // The time of an answer has whole seconds, and is on its way for a while.
                0..=2 => "as WeChat's".into(),
                _ if here > there => format!("{away} s ahead of WeChat's"),
                _ => format!("{away} s behind WeChat's"),
            };
            (Some(away < FAR), message)
        }
        // Why nobody answered is told by the checks that follow.
        _ if seconds(here) < LONG_AGO => (Some(false), "years behind".into()),
        _ => (None, "WeChat's could not be asked for".into()),
    };
    Check { check: "clock", ok, message, hint: (ok == Some(false)).then(|| HINT.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks() {
        let at = |secs| UNIX_EPOCH + Duration::from_secs(secs);
        let now = 1_790_000_000;
        for (asked, here, ok, message) in [
            (Ok(Some(now)), now + 1, Some(true), "as WeChat's"),
            (Ok(Some(now)), now + 12, Some(true), "12 s ahead of WeChat's"),
            (Ok(Some(now)), now - 299, Some(true), "299 s behind WeChat's"),
            (Ok(Some(now)), now - 301, Some(false), "301 s behind WeChat's"),
            (Ok(None), now, None, "WeChat's could not be asked for"),
            (Err(Failure::usage("x")), 12, Some(false), "years behind"),
        ] {
            let check = told(asked.map(|there| there.map(at)), at(here));
            assert_eq!((check.ok, check.message.as_str()), (ok, message));
        }
    }
}
