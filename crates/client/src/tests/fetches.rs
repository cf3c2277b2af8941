//! A fetch that does not come to an end in time says why.

use std::io::{BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::{Request, Response};
use wxkit_proto::error::{Transport as Failure, TransportKind};
use wxkit_proto::flow::Ask;
use wxkit_proto::{Answer, Body, Call, Env, Error, Flow, Step, Timestamp};
use wxkit_token::FETCH_LIMIT;

use super::tokens::Fetch;
use crate::fixed::Nobody;
use crate::limited::Limited;
use crate::testing::{Server, Tea, patient, read_request};
use crate::{Client, blocking, tokens};

fn unreachable() -> Error {
    Error::Transport(Failure::new(TransportKind::Connect, false, "no route to tea"))
}

/// Attempts that each fail after so long, in virtual time; `nap`: how much too late the driver wakes from each pause.
/// How many there were, when it ended, and with what.
fn fetch_in_virtual_time(each: Duration, nap: Duration) -> (u32, Duration, String) {
    let mut flow = Limited::new(Call::new(Fetch), FETCH_LIMIT);
    let (start, mut sent) = (Timestamp::from_millis(1_000_000), 0);
    let mut now = start;
    loop {
        let env = Env::new(now, [0; 32]);
        match flow.step(&env) {
            Step::Do(ticket, Ask::Send { .. }) => {
                sent += 1;
                now = now + each;
                flow.answer(&Env::new(now, [0; 32]), ticket, Answer::Failed(unreachable()));
            }
            Step::Tell(_) => {}
            Step::Wait(until) => now = now + until.unwrap().since(env.uptime) + nap,
            Step::Done(result) => return (sent, now.since(start), result.unwrap_err().to_string()),
            Step::Do(..) => panic!("nothing else is asked for"),
        }
    }
}

#[test]
fn nothing_is_begun_past_the_limit() {
    let secs = Duration::from_secs;
    let (sent, _, error) = fetch_in_virtual_time(secs(1), secs(0));
    assert_eq!((sent, &*error), (4, "cannot connect: no route to tea"), "the call gives up by itself");

    let late = "timed out: no access token within 20s; the last attempt that ended: GET /token: cannot connect: no \
                route to tea";
    // The pause after the second would end past the limit, so it is not waited for.
    let (sent, end, error) = fetch_in_virtual_time(Duration::from_millis(9_600), secs(0));
    assert_eq!((sent, &*error), (2, late));
    assert!(end < FETCH_LIMIT, "{end:?}");
    // A machine that slept through the pause.
    let (sent, _, error) = fetch_in_virtual_time(secs(1), secs(60));
    assert_eq!((sent, &*error), (1, late));
    // However long the first one took.
    let (sent, _, error) = fetch_in_virtual_time(secs(90), secs(0));
    assert_eq!((sent, &*error), (1, late));
}

#[tokio::test]
async fn a_fetch_that_is_cut_names_the_last_cause() {
    let (began, mut begin) = tokio::sync::mpsc::unbounded_channel();
    let server = Server::start(move |number, stream| {
        let mut stream = BufReader::new(stream);
        read_request(&mut stream);
        if number > 0 {
            began.send(()).unwrap();
            // Silence, until the other side gives up.
            read_request(&mut stream);
        }
    });
    let client: Client<Tea> =
        Client::builder().base_url(&*server.base_url).timeouts(patient()).build().unwrap();
    let link = client.link().clone();
    let fetching = tokio::spawn(async move { tokens::fetch(Fetch, &link, &Nobody, FETCH_LIMIT).await });
    begin.recv().await.unwrap();
    // The second attempt is under way; now the limit comes.
    tokio::time::pause();
    tokio::time::advance(FETCH_LIMIT).await;
    let wxkit_token::Answer::Failed(error) = fetching.await.unwrap() else { panic!("nobody answered") };
    let text = error.to_string();
    assert!(text.starts_with("timed out: no access token within 20s; "), "{text}");
    assert!(text.contains("GET /token: the connection broke: ") && !text.contains("S3CRET"), "{text}");
}

/// Reaches nobody.
struct Unplugged(Arc<AtomicUsize>);

impl blocking::Transport for Unplugged {
    fn send(&self, _: Request<Body>) -> Result<Response<Box<dyn Read + Send>>, Error> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Err(unreachable())
    }
}

#[test]
fn a_blocking_fetch_has_a_limit() {
    let sent = Arc::new(AtomicUsize::new(0));
    let client: blocking::Client<Tea> =
        blocking::Client::builder(Unplugged(Arc::clone(&sent))).build().unwrap();
    // Shorter than the first pause.
    let limit = Duration::from_millis(100);
    let answer = blocking::fetch(Fetch, client.link(), &Nobody, limit);
    let wxkit_token::Answer::Failed(error) = answer else { panic!("nobody answered") };
    assert_eq!(sent.load(Ordering::SeqCst), 1, "{error}");
    assert!(
        error.to_string().contains("within 100ms") && error.to_string().contains("no route to tea"),
        "{error}"
    );
}
