//! Tokens of a token server: asked for over the same transport, and compared by value.

use std::io::BufReader;
use std::sync::{Arc, Mutex};
use std::thread;

use http::Method;
use wxkit_proto::Error;
use wxkit_token::TokenServer;
use wxkit_token::store::Memory;

use crate::blocking::{self, Ureq};
use crate::testing::{Server, Tea, patient, read_request, respond};
use crate::{Client, Tokens};

/// A platform that accepts one token, and a token server with its answers in order, the last one for ever.
struct Place {
    platform: Server,
    server: Server,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Place {
    fn new(good: &'static str, answers: &'static [&'static str]) -> Self {
        let platform = Server::start(move |_, stream| {
            let mut stream = BufReader::new(stream);
            while let Some((head, _)) = read_request(&mut stream) {
                let accepted = head.contains(&format!("access_token={good} "));
                let refusal = r#"{"errcode":40001,"errmsg":"invalid credential rid: 1-2"}"#;
                respond(stream.get_mut(), if accepted { "{}" } else { refusal });
            }
        });
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        let server = Server::start(move |_, stream| {
            let mut stream = BufReader::new(stream);
            while let Some((head, _)) = read_request(&mut stream) {
                let mut seen = seen.lock().unwrap();
                let key = head.lines().find(|line| line.to_ascii_lowercase().starts_with("authorization"));
                seen.push(format!("{} {}", head.lines().next().unwrap(), key.unwrap_or_default()));
                respond(stream.get_mut(), answers[(seen.len() - 1).min(answers.len() - 1)]);
            }
        });
        Self { platform, server, asked }
    }

    fn source(&self) -> TokenServer<Tea> {
        let url = format!("{}/wx1?app=1", self.server.base_url);
        TokenServer::new(&url).unwrap().bearer(wxkit_proto::Secret::new("k3y"))
    }

    /// How many of these calls, made side by side, came to which end. Through hyper, then through ureq.
    fn call(&self, callers: usize) -> Vec<String> {
        let client: Client<Tea> = Client::builder()
            .base_url(&*self.platform.base_url)
            .timeouts(patient())
            .credentials(Tokens::new(self.source(), Memory::default()))
            .build()
            .unwrap();
        let calls = (0..callers).map(|_| client.call_json(Method::GET, "/pour", None));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut ends = runtime.block_on(futures_util::future::join_all(calls));
        let client: blocking::Client<Tea> = blocking::Client::builder(Ureq::new(patient()))
            .base_url(&*self.platform.base_url)
            .credentials(blocking::Tokens::new(self.source(), Memory::default()))
            .build()
            .unwrap();
        thread::scope(|scope| {
            let call = || client.call_json(Method::GET, "/pour", None);
            let callers: Vec<_> = (0..callers).map(|_| scope.spawn(call)).collect();
            ends.extend(callers.into_iter().map(|caller| caller.join().unwrap()));
        });
        ends.into_iter().map(|end| end.map_or_else(|error| said(&error), |_| "good".into())).collect()
    }

    /// What the token server was asked, without what every question has.
    fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        let plain = |line: &String| {
            let line = line.to_ascii_lowercase().replace("get /wx1?app=1", "");
            line.replace(" http/1.1 authorization: bearer k3y", "")
        };
        asked.iter().map(plain).collect()
    }
}

fn said(error: &Error) -> String {
    assert!(!format!("{error} {error:?}").contains("k3y"));
    error.to_string()
}

const ONE: &str = r#"{"access_token":"T1","expires_in":7200}"#;
const TWO: &str = r#"{"access_token":"T2","expires_in":7200}"#;

#[test]
fn a_refused_token_is_named_by_its_digest() {
    let place = Place::new("T2", &[ONE, TWO, ONE, TWO]);
    assert_eq!(place.call(1), ["good"; 2]);
    // The SHA-256 of "T1".
    let refused = "&refused=1f93603db53bfad5c92390f735d0cbb8617b4ab8214ae91c5664a3d1e9b009c8";
    assert_eq!(place.asked(), ["", refused, "", refused]);
}

#[test]
fn the_same_token_again_lets_the_platforms_refusal_through_and_is_no_storm() {
    let place = Place::new("T2", &[ONE]);
    let ends = place.call(50);
    assert_eq!(ends, ["WeChat refused with 40001, the token is worn: invalid credential rid: 1-2"; 100]);
    // For each driver once at first and once after the refusal.
    assert_eq!(place.asked().len(), 4, "{:?}", place.asked());
}

#[test]
fn what_the_server_says_is_passed_on() {
    let place = Place::new("T", &[r#"{"errcode":40164,"errmsg":"invalid ip"}"#]);
    assert_eq!(place.call(20), ["WeChat refused with 40164: invalid ip"; 40]);
    assert_eq!(place.asked().len(), 2, "{:?}", place.asked());
}
