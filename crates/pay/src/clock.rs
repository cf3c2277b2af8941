//! How far two clocks are apart, by the time in an answer.

use std::time::UNIX_EPOCH;

use http::HeaderMap;
use http::header::DATE;
use wxkit_proto::flow::{Ask, Need, Ticket};
use wxkit_proto::script::Desk;
use wxkit_proto::sink::Sink;
use wxkit_proto::{Answer, Endpoint as _, Env, Error, Flow, Script, Step, Timestamp};

use crate::Pay;
use crate::certificates::ListCertificates;
use crate::credential::Credential;

/// Asks the platform for its certificates only to see its clock; whether it says yes or no, and by which key, does not
/// matter. Nothing of the answer is trusted or used but its time.
#[derive(Debug)]
pub struct CheckClock {
    script: Script<Pay, Option<i64>>,
}

/// More than enough for a list of certificates, in bytes.
const CAP: usize = 1024 * 1024;

impl Default for CheckClock {
    fn default() -> Self {
        Self { script: Script::new(check) }
    }
}

async fn check(desk: Desk<Pay>) -> Result<Option<i64>, Error> {
    let credential = desk.credential(Need::First).await?;
    let request = ListCertificates.request(Some(&credential), &desk.env())?;
    let ask = Ask::Send { request, sink: Sink::Memory(CAP), public: false };
    match desk.ask(ask).await {
        Answer::Reply(response) => Ok(ahead(response.headers(), desk.now())),
        Answer::Failed(error) => Err(error),
        _ => Err(Error::Misuse("a ticket got an answer of a wrong kind")),
    }
}

impl Flow for CheckClock {
    type Platform = Pay;
    /// How many seconds the platform's clock is ahead of this machine's; negative: it is behind. `None`: the answer names no
    /// time.
    type Output = Option<i64>;

    fn step(&mut self, env: &Env) -> Step<Option<i64>, Credential> {
        self.script.step(env)
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Credential>) {
        self.script.answer(env, ticket, answer);
    }
}

/// By the time of the signature, else by the header `Date`.
fn ahead(headers: &HeaderMap, now: Timestamp) -> Option<i64> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let signed = || text("wechatpay-timestamp")?.parse::<u64>().ok();
    let dated = || {
        let time = httpdate::parse_http_date(text(DATE.as_str())?).ok()?;
        Some(time.duration_since(UNIX_EPOCH).ok()?.as_secs())
    };
    let (there, here) = (signed().or_else(dated)?, now.as_secs());
    let away = i64::try_from(there.abs_diff(here)).unwrap_or(i64::MAX);
    Some(if there < here { -away } else { away })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NOW, Signer};

    fn check(change: impl Fn(&mut HeaderMap), expected: Option<i64>) {
        let mut headers = Signer::platform().sign(b"", NOW);
        change(&mut headers);
        assert_eq!(ahead(&headers, NOW), expected);
    }

    #[test]
    fn clocks() {
        let signed = |time: u64| {
            move |headers: &mut HeaderMap| {
                headers.insert("wechatpay-timestamp", time.to_string().parse().unwrap());
            }
        };
        check(|_| (), Some(0));
        check(signed(NOW.as_secs() + 600), Some(600));
        check(signed(NOW.as_secs() - 600), Some(-600));
        check(signed(u64::MAX), Some(i64::MAX));
        check(
            |headers| {
                headers.clear();
                // `date -u -d @1790000060`
                headers.insert(DATE, "Mon, 21 Sep 2026 14:14:20 GMT".parse().unwrap());
            },
            Some(60),
        );
        check(HeaderMap::clear, None);
    }
}
