//! Tokens, fetched over the same transport as everything else.

use std::io::BufReader;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use http::Method;
use wxkit_proto::envelope::Grant;
use wxkit_proto::flow::Need;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Secret, Timestamp, Token};
use wxkit_token::store::{Memory, Store as _};
use wxkit_token::{Held, Source, StoreKey};

use crate::blocking::{self, Ureq};
use crate::env::now;
use crate::testing::{Server, Tea, patient, read_request, respond};
use crate::{Client, Tokens};

pub(super) struct Fetch;

impl Endpoint for Fetch {
    type Platform = Tea;
    type Reply = Grant;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/token";
    const AUTH: bool = false;
    const PATIENT: bool = false;

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("secret", "S3CRET");
    }

    fn decode(_: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}

pub(super) struct App;

impl Source for App {
    type Endpoint = Fetch;

    fn key(&self) -> StoreKey {
        StoreKey::new("tea", "app", &Secret::new("S3CRET"))
    }

    fn endpoint(&self, _: bool) -> Fetch {
        Fetch
    }
}

/// Gives out `T1`, `T2` and so on, each killing the one before; calls say whether their token is alive.
fn platform() -> (Server, Arc<AtomicUsize>) {
    let fetched = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&fetched);
    let server = Server::start(move |_, stream| {
        let mut stream = BufReader::new(stream);
        while let Some((head, _)) = read_request(&mut stream) {
            let answer = if head.starts_with("GET /token?secret=S3CRET ") {
                let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
                format!(r#"{{"access_token":"T{number}","expires_in":7200}}"#)
            } else {
                let alive = format!("access_token=T{} ", counter.load(Ordering::SeqCst));
                let errcode = if head.contains(&alive) { 0 } else { 40001 };
                format!(r#"{{"errcode":{errcode}}}"#)
            };
            respond(stream.get_mut(), &answer);
        }
    });
    (server, fetched)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_fetch_for_a_thousand_callers() {
    let (server, fetched) = platform();
    let tokens = Tokens::new(App, Memory::default());
    let client: Client<Tea> =
        Client::builder().base_url(&*server.base_url).timeouts(patient()).build().unwrap();
    let all = |need: Need<Token>| {
        let callers = (0..1000).map(|_| {
            let (tokens, client, need) = (tokens.clone(), client.clone(), need.clone());
            tokio::spawn(async move { tokens.token(need, client.link()).await })
        });
        futures_util::future::join_all(callers.collect::<Vec<_>>())
    };
    for token in all(Need::First).await {
        assert_eq!(token.unwrap().unwrap().reveal(), "T1");
    }
    assert_eq!(fetched.load(Ordering::SeqCst), 1);
    for token in all(Need::Refused(Token::new("T1"))).await {
        assert_eq!(token.unwrap().unwrap().reveal(), "T2");
    }
    assert_eq!(fetched.load(Ordering::SeqCst), 2);
    assert_eq!(tokens.held().unwrap().token.reveal(), "T2");
}

#[tokio::test]
async fn a_call_survives_the_death_of_its_token() {
    let (server, fetched) = platform();
    let client: Client<Tea> = Client::builder()
        .base_url(&*server.base_url)
        .timeouts(patient())
        .credentials(Tokens::new(App, Memory::default()))
        .build()
        .unwrap();
    client.call_json(Method::GET, "/pour", None).await.unwrap();
    // Somebody else fetches one, which kills ours.
    fetched.store(7, Ordering::SeqCst);
    client.call_json(Method::POST, "/pour", None).await.unwrap();
    assert_eq!(fetched.load(Ordering::SeqCst), 8);
}

#[tokio::test]
async fn a_fetch_goes_on_when_its_caller_gives_up() {
    let (server, mut begin, go) = slow_platform();
    let tokens = Tokens::new(App, Memory::default());
    let client: Client<Tea> =
        Client::builder().base_url(&*server.base_url).timeouts(patient()).build().unwrap();
    tokio::select! {
        _ = tokens.token(Need::First, client.link()) => panic!("nobody answered"),
        () = async { begin.recv().await.unwrap() } => {}
    }
    go.send(()).unwrap();
    assert_eq!(tokens.token(Need::First, client.link()).await.unwrap().reveal(), "T");
    assert!(begin.try_recv().is_err(), "a second fetch");
}

/// A store that holds a token which is due for renewal and valid for an hour.
fn renewable() -> Memory {
    let store = Memory::default();
    // So long ago that no jitter makes up for it.
    let issued = Timestamp::from_secs(now().as_secs() - 3600);
    let expires = issued + Duration::from_secs(7200);
    let held = Held::new(Token::new("OLD"), issued, expires, issued);
    store.save(&App.key(), &held).unwrap();
    store
}

/// Answers when it is told to, and tells when it is asked.
fn slow_platform() -> (Server, tokio::sync::mpsc::UnboundedReceiver<()>, mpsc::Sender<()>) {
    let (began, begin) = tokio::sync::mpsc::unbounded_channel();
    let (go, gone) = mpsc::channel::<()>();
    let gone = Mutex::new(gone);
    let server = Server::start(move |_, stream| {
        let mut stream = BufReader::new(stream);
        while read_request(&mut stream).is_some() {
            began.send(()).unwrap();
            gone.lock().unwrap().recv().unwrap();
            respond(stream.get_mut(), r#"{"access_token":"T","expires_in":7200}"#);
        }
    });
    (server, begin, go)
}

#[tokio::test]
async fn a_valid_token_does_not_wait_for_its_renewal() {
    let (server, mut begin, go) = slow_platform();
    let tokens = Tokens::new(App, renewable());
    let client: Client<Tea> =
        Client::builder().base_url(&*server.base_url).timeouts(patient()).build().unwrap();
    let (renewing, link) = (tokens.clone(), client.link().clone());
    let renewed = tokio::spawn(async move { renewing.token(Need::First, &link).await });
    begin.recv().await.unwrap();
    for _ in 0..100 {
        assert_eq!(tokens.token(Need::First, client.link()).await.unwrap().reveal(), "OLD");
    }
    go.send(()).unwrap();
    assert_eq!(renewed.await.unwrap().unwrap().reveal(), "T");
    assert_eq!(tokens.token(Need::First, client.link()).await.unwrap().reveal(), "T");
    assert!(begin.try_recv().is_err(), "a second fetch");
}

#[test]
fn a_valid_token_does_not_wait_for_its_renewal_on_threads_either() {
    let (server, mut begin, go) = slow_platform();
    let tokens = blocking::Tokens::new(App, renewable());
    let client: blocking::Client<Tea> =
        blocking::Client::builder(Ureq::new(patient())).base_url(&*server.base_url).build().unwrap();
    thread::scope(|scope| {
        let renewed = scope.spawn(|| tokens.token(Need::First, client.link()).unwrap());
        begin.blocking_recv().unwrap();
        for _ in 0..100 {
            assert_eq!(tokens.token(Need::First, client.link()).unwrap().reveal(), "OLD");
        }
        go.send(()).unwrap();
        assert_eq!(renewed.join().unwrap().reveal(), "T");
    });
    assert_eq!(tokens.token(Need::First, client.link()).unwrap().reveal(), "T");
    assert!(begin.try_recv().is_err(), "a second fetch");
}

#[test]
fn threads_share_a_fetch() {
    let (server, fetched) = platform();
    let tokens = blocking::Tokens::new(App, Memory::default());
    let client: blocking::Client<Tea> = blocking::Client::builder(Ureq::new(patient()))
        .base_url(&*server.base_url)
        .credentials(tokens.clone())
        .build()
        .unwrap();
    thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| client.call_json(Method::GET, "/pour", None).unwrap());
        }
    });
    assert_eq!(fetched.load(Ordering::SeqCst), 1);
    assert_eq!(tokens.held().unwrap().token.reveal(), "T1");
}
