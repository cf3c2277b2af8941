//! What can be seen of a client, and that its clock is tokio's.

use std::io::{self, BufReader};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use expect_test::expect;
use http::{Method, Request, Response};
use wxkit_proto::exchange::Exchange;
use wxkit_proto::sink::Sink;
use wxkit_proto::{Body, Call, Token};
use wxkit_token::store::Memory;

use super::tokens::App;
use crate::files::receive;
use crate::testing::{Driver, Server, Tea, patient, read_request, respond};
use crate::{Client, Fixed, Sending, Stats, Tokens, Transport};

/// Loses the first answer, refuses the third request, and says yes to all others.
fn moody() -> Server {
    let seen = AtomicUsize::new(0);
    Server::start(move |_, stream| {
        let mut stream = BufReader::new(stream);
        while read_request(&mut stream).is_some() {
            match seen.fetch_add(1, Ordering::SeqCst) {
                0 => return,
                2 => respond(stream.get_mut(), r#"{"errcode":48001,"errmsg":"api unauthorized"}"#),
                _ => respond(stream.get_mut(), r#"{"errcode":0}"#),
            }
        }
    })
}

fn call(method: Method) -> Call<Exchange<Tea>> {
    let body = (method == Method::POST).then(|| serde_json::json!({"a": 1}).into());
    Call::new(Exchange::new(method, "/pour?cup=S3CRET", body))
}

fn expected() -> Stats {
    Stats {
        requests: 3,
        repeats: 1,
        in_flight: 0,
        answered: 2,
        failed: 1,
        bytes_sent: 7,
        bytes_received: 58,
        errors: [("unknown", 1)].into(),
    }
}

#[test]
fn every_driver_counts_what_it_does() {
    for driver in Driver::each(patient()) {
        let server = moody();
        let driver = driver.at(&server.base_url);
        driver.run(call(Method::GET)).unwrap();
        driver.run(call(Method::POST)).unwrap_err();
        let stats = match &driver {
            Driver::Hyper(client, _) => client.clone().stats(),
            Driver::Ureq(client) => client.clone().stats(),
        };
        assert_eq!(stats, expected(), "{driver:?}");
    }
}

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_log_has_one_span_for_each_request_and_no_secret() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_ansi(false)
        .without_time()
        .with_target(false)
        .with_writer(move || writer.clone());
    let _guard = tracing::subscriber::set_default(subscriber.finish());
    // One second each in virtual time, so that the durations are known.
    let client = Client::builder().credentials(Fixed(Token::new("T0KEN"))).transport(Slow::default());
    let client: Client<Tea> = client.build().unwrap();
    client.run(call(Method::GET)).await.unwrap();
    client.run(call(Method::POST)).await.unwrap_err();
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    expect![[r#"
        DEBUG send{method=GET path="/pour" attempt=1 kind="transport" ms=1000}: failed error=the connection broke: the connection broke
        DEBUG send{method=GET path="/pour" attempt=2 status=200 kind="ok" sent=0 received=13 ms=1000}: answered
        DEBUG send{method=POST path="/pour" attempt=1 status=200 kind="unknown" code=48001 rid="62-69-1f" sent=7 received=59 ms=1000}: answered
    "#]].assert_eq(&text);
    assert!(!text.contains("S3CRET") && !text.contains("T0KEN"), "{text}");
}

/// In the place of a network: a second for each exchange, and the first answer is lost.
#[derive(Default)]
struct Slow(AtomicUsize);

impl Transport for Slow {
    fn send(&self, request: Request<Body>, sink: Sink) -> Sending<'_> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let answer = match self.0.fetch_add(1, Ordering::SeqCst) {
                0 => {
                    let kind = wxkit_proto::error::TransportKind::Interrupted;
                    let lost = wxkit_proto::error::Transport::new(kind, true, "the connection broke");
                    return Err(wxkit_proto::Error::Transport(lost));
                }
                _ if request.method() == Method::GET => r#"{"errcode":0}"#,
                _ => r#"{"errcode":48001,"errmsg":"api unauthorized rid: 62-69-1f"}"#,
            };
            receive(sink, Response::new(()).into_parts().0, answer.as_bytes())
        })
    }
}

/// Gives out tokens that live for two hours, and counts them.
#[derive(Clone, Default)]
struct Fountain(Arc<AtomicU64>);

impl Transport for Fountain {
    fn send(&self, request: Request<Body>, sink: Sink) -> Sending<'_> {
        Box::pin(async move {
            let answer = match request.uri().path() {
                "/token" => {
                    let number = self.0.fetch_add(1, Ordering::SeqCst) + 1;
                    format!(r#"{{"access_token":"T{number}","expires_in":7200}}"#)
                }
                _ => format!(r#"{{"query":{:?}}}"#, request.uri().query().unwrap_or_default()),
            };
            receive(sink, Response::new(()).into_parts().0, answer.as_bytes())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_paused_clock_moves_the_life_of_tokens() {
    let fountain = Fountain::default();
    let tokens = Tokens::new(App, Memory::default());
    let client = Client::builder().transport(fountain.clone()).credentials(tokens);
    let client: Client<Tea> = client.build().unwrap();
    let query = async || client.call_json(Method::GET, "/pour", None).await.unwrap()["query"].to_string();
    assert_eq!(query().await, r#""access_token=T1""#);
    tokio::time::sleep(Duration::from_secs(6000)).await;
    assert_eq!(query().await, r#""access_token=T1""#);
    tokio::time::sleep(Duration::from_secs(1300)).await;
    assert_eq!(query().await, r#""access_token=T2""#);
    assert_eq!(fountain.0.load(Ordering::SeqCst), 2);
}
