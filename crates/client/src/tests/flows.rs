//! The loops around the transports.

use std::io::BufReader;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use http::Method;
use serde_json::json;
use wxkit_proto::digest::{Algorithm, DigestPlan};
use wxkit_proto::env::Moment;
use wxkit_proto::exchange::Exchange;
use wxkit_proto::flow::{Ask, Need, Notice, Ticket};
use wxkit_proto::journal::{Record, read_journal};
use wxkit_proto::sink::Sink;
use wxkit_proto::{Answer, Call, Env, Error, Event, Flow, Kind, Source, Step, Token};

use crate::blocking::{self, Ureq};
use crate::testing::{Asks, Driver, Server, Tea, count, get, patient, read_request, respond};
use crate::{Client, Fixed, Journal, Notices, Session};

#[test]
fn all_that_a_flow_may_ask_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    std::fs::write(&path, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\x38\0\0\x03\x60\x08\x02\0\0\0").unwrap();
    let plan = DigestPlan { whole: Algorithm::Sha1, blocks: Some((4, Algorithm::Sha1)) };
    for driver in Driver::each(patient()) {
        let source = Source::path(&path);
        let asks = [
            Ask::Inspect(source.clone()),
            Ask::Digest(source.clone(), plan.clone()),
            Ask::Credential(Need::First),
            Ask::Save(Record::new(&1)),
            Ask::Inspect(Source::path(folder.path().join("none"))),
        ];
        let answers = driver.run(Asks::new(asks)).unwrap();
        let [probe, digests, credential, saved, missing] = answers.try_into().unwrap();
        assert!(matches!(probe, Answer::Probe(probe) if probe.pixels == Some((1080, 864))));
        assert!(matches!(digests, Answer::Digests(digests) if digests.blocks.len() == 8));
        assert!(matches!(credential, Answer::Credential(token) if token.reveal() == "T0KEN"));
        assert!(matches!(saved, Answer::Saved));
        assert!(matches!(missing, Answer::Failed(error) if error.kind() == Kind::Local));
    }
}

#[test]
fn a_call_by_name() {
    let server = Server::start(|_, stream| {
        let mut stream = BufReader::new(stream);
        while let Some((head, body)) = read_request(&mut stream) {
            let line = head.lines().next().unwrap();
            assert_eq!(line, "POST /prefix/pour?size=2&access_token=T0KEN HTTP/1.1");
            assert_eq!(body, r#"{"cup":"茶"}"#.as_bytes());
            respond(stream.get_mut(), r#"{"errcode":0,"cups":3}"#);
        }
    });
    let base_url = format!("{}/prefix/", server.base_url);
    let (path, body) = ("/pour?size=2", Some(json!({"cup": "茶"})));
    let client: Client<Tea> =
        Client::builder().base_url(&*base_url).credentials(Fixed(Token::new("T0KEN"))).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let reply = runtime.block_on(client.call_json(Method::POST, path, body.clone())).unwrap();
    assert_eq!(reply["cups"], 3);
    let client: blocking::Client<Tea> = blocking::Client::builder(Ureq::new(patient()))
        .base_url(&*base_url)
        .credentials(Fixed(Token::new("T0KEN")))
        .build()
        .unwrap();
    assert_eq!(client.call_json(Method::POST, path, body).unwrap()["cups"], 3);
}

#[test]
fn without_credentials_a_call_that_needs_one_says_so() {
    let client: Client<Tea> = Client::builder().build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(client.call_json(Method::GET, "/", None)).unwrap_err();
    assert!(error.to_string().contains("needs a credential"), "{error}");
}

#[test]
fn records_are_written_in_order_before_they_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let client: Client<Tea> = Client::builder().build().unwrap();
    let blocking: blocking::Client<Tea> = blocking::Client::builder(Ureq::new(patient())).build().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let asks = || {
        let record = |n: &i32| if n % 3 == 0 { Record::synced(n) } else { Record::new(n) };
        Asks::new((0..100).map(|n| Ask::Save(record(&n))))
    };
    let expected: Vec<i32> = (0..100).collect();
    for run in [true, false] {
        std::fs::remove_file(&path).ok();
        let (journal, _) = Journal::open(&path).unwrap();
        let mut session = Session::new(journal);
        let answers = match run {
            true => runtime.block_on(client.run_with(asks(), &mut session)).unwrap(),
            false => blocking.run_with(asks(), &mut session).unwrap(),
        };
        assert!(answers.iter().all(|answer| matches!(answer, Answer::Saved)));
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(read_journal::<i32>(&text).unwrap(), expected);
    }
}

/// Tells something, waits for a moment, and ends.
struct Pause(Option<Moment>, u32);

impl Flow for Pause {
    type Platform = Tea;
    type Output = u32;

    fn step(&mut self, env: &Env) -> Step<u32, Token> {
        self.1 += 1;
        match self.0 {
            None => {
                self.0 = Some(env.uptime + Duration::from_millis(20));
                Step::Tell(Event::Note("wait".into()))
            }
            Some(until) if env.uptime < until => Step::Wait(Some(until)),
            Some(_) => Step::Done(Ok(self.1)),
        }
    }

    fn answer(&mut self, _: &Env, _: Ticket, _: Answer<Token>) {}
}

#[test]
fn news_are_told_and_waits_end() {
    let client: Client<Tea> = Client::builder().build().unwrap();
    let blocking: blocking::Client<Tea> = blocking::Client::builder(Ureq::new(patient())).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut news = 0;
    let mut session = Session::default().tell(|_| news += 1);
    let steps = runtime.block_on(client.run_with(Pause(None, 0), &mut session)).unwrap();
    assert!(steps < 20, "{steps} steps: it does not wait but spin");
    let steps = blocking.run_with(Pause(None, 0), &mut session).unwrap();
    assert!(steps < 20, "{steps} steps: it does not wait but spin");
    drop(session);
    assert_eq!(news, 2);
}

#[tokio::test(start_paused = true)]
async fn a_paused_clock_is_slept_through() {
    let client: Client<Tea> = Client::builder().build().unwrap();
    let steps = client.run(Pause(None, 0)).await.unwrap();
    assert!(steps < 20, "{steps} steps: it does not wait but spin");
}

struct Stuck;

impl Flow for Stuck {
    type Platform = Tea;
    type Output = ();

    fn step(&mut self, _: &Env) -> Step<(), Token> {
        Step::Wait(None)
    }

    fn answer(&mut self, _: &Env, _: Ticket, _: Answer<Token>) {}
}

#[test]
fn a_flow_that_waits_for_nothing_does_not_hang() {
    for driver in Driver::each(patient()) {
        assert!(matches!(driver.run(Stuck), Err(Error::Misuse(_))));
    }
}

#[test]
fn a_call_is_repeated_after_a_lost_answer() {
    for driver in Driver::each(patient()) {
        let seen = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&seen);
        let server = Server::start(move |_, stream| {
            let mut stream = BufReader::new(stream);
            while read_request(&mut stream).is_some() {
                if counter.fetch_add(1, Ordering::SeqCst) == 0 {
                    return;
                }
                respond(stream.get_mut(), r#"{"errcode":0}"#);
            }
        });
        let base_url = Arc::from(&*server.base_url);
        let call = |method| Call::new(Exchange::<Tea>::new(method, "/", None));
        let run = |call| driver.run(At(call, Arc::clone(&base_url)));
        run(call(Method::GET)).unwrap();
        assert_eq!(seen.load(Ordering::SeqCst), 2);
        seen.store(0, Ordering::SeqCst);
        let error = run(call(Method::POST)).unwrap_err();
        assert_eq!((error.kind(), seen.load(Ordering::SeqCst)), (Kind::OutcomeUnknown, 1), "{driver:?}");
    }
}

/// Sends a flow somewhere else.
struct At<F>(F, Arc<str>);

impl<F: Flow<Platform = Tea>> Flow for At<F> {
    type Platform = Tea;
    type Output = F::Output;

    fn step(&mut self, env: &Env) -> Step<F::Output, Token> {
        self.0.step(&Env { base_url: Some(Arc::clone(&self.1)), ..env.clone() })
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Token>) {
        self.0.answer(env, ticket, answer);
    }
}

#[tokio::test]
async fn dropping_a_run_breaks_off_what_is_under_way() {
    let (began, begin) = tokio::sync::mpsc::unbounded_channel();
    let mut begin = begin;
    let (tx, ended) = mpsc::channel();
    let tx = std::sync::Mutex::new(tx);
    let server = Server::start(move |number, stream| {
        if number > 0 {
            return count(stream);
        }
        let mut stream = BufReader::new(stream);
        read_request(&mut stream).unwrap();
        began.send(()).unwrap();
        // Ends when the other side closes.
        assert!(read_request(&mut stream).is_none());
        tx.lock().unwrap().send(()).unwrap();
    });
    let client: Client<Tea> = Client::builder().timeouts(patient()).build().unwrap();
    let send =
        || Asks::new([Ask::Send { request: get(&server.base_url), sink: Sink::Memory(10), public: false }]);
    tokio::select! {
        _ = client.run(send()) => panic!("nobody answered"),
        () = async { begin.recv().await.unwrap() } => {}
    }
    tokio::task::spawn_blocking(move || ended.recv().unwrap()).await.unwrap();
    client.run(send()).await.unwrap();
    assert_eq!(server.connections(), 2);
}

/// Waits an hour, unless it is noticed that the tea is ready; counts what else is noticed.
struct Steeping {
    until: Option<Moment>,
    noticed: Vec<String>,
}

impl Flow for Steeping {
    type Platform = Tea;
    type Output = Vec<String>;

    fn step(&mut self, env: &Env) -> Step<Vec<String>, Token> {
        let until = *self.until.get_or_insert(env.uptime + Duration::from_secs(3600));
        match self.noticed.last().is_some_and(|id| id == "ready") || env.uptime >= until {
            true => Step::Done(Ok(std::mem::take(&mut self.noticed))),
            false => Step::Wait(Some(until)),
        }
    }

    fn answer(&mut self, _: &Env, _: Ticket, _: Answer<Token>) {}

    fn notice(&mut self, notice: &Notice) {
        self.noticed.push(notice.id().to_owned());
    }
}

#[test]
fn an_event_wakes_a_flow() {
    for driver in Driver::each(patient()) {
        let notices = Notices::default();
        // One before it begins, and two while it waits.
        notices.send(Notice::new("early"));
        let sender = notices.clone();
        let (begun, begins) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            begins.recv().unwrap();
            sender.send(Notice::new("other"));
            sender.send(Notice::new("ready"));
        });
        let mut session = Session::default().notices(&notices);
        begun.send(()).unwrap();
        let noticed = driver.run_with(Steeping { until: None, noticed: Vec::new() }, &mut session).unwrap();
        assert_eq!(noticed, ["early", "other", "ready"]);
        thread.join().unwrap();
    }
}
