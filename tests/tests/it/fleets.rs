//! Twenty processes, a thousand calls each, and one access token that lives for seconds.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;
use wxkit::client::blocking::{self, Builder, Ureq};
use wxkit::client::{Fixed, Timeouts};
use wxkit::official::Official;
use wxkit::official::service::ApiAddresses;
use wxkit::official::token::{AccessToken, StableToken};
use wxkit::proto::Token;
use wxkit_sandbox::{Config, Sandbox, Server};
use wxkit_tests::{Fleet, Redis};

const PROCESSES: usize = 20;
const CALLS: usize = 1000;
const LIFE: Duration = Duration::from_secs(4);

/// What happens to a fleet while it works.
trait Store {
    /// As the setting takes it.
    fn setting(&self) -> String;
    /// The token that it holds, if any.
    fn token(&self) -> Option<Token>;
    /// Whoever held the lock is dead; now it is nearly as long ago as a lock lasts.
    fn let_time_pass(&self);
    /// All that it held is gone.
    fn lose(&mut self);
}

#[test]
fn on_one_redis() {
    let redis = Redis::start(&[]);
    let (issued, fetches) = live_through_everything("stable", redis);
    // The token that somebody else fetched was fetched by the fleet too, and maybe once more: in whole seconds its life
    // seemed shorter than it was. All others were fetched once.
    assert!((issued + 1..=issued + 2).contains(&fetches), "{issued} tokens, {fetches} fetches");
}

#[test]
fn on_one_machine() {
    let folder = tempfile::tempdir().unwrap();
    live_through_everything("token", folder.path().join("tokens"));
}

/// Returns how many tokens there were, and how often one was given out.
fn live_through_everything(kind: &str, mut store: impl Store) -> (usize, usize) {
    let config = Config { token_life: LIFE, overlap: LIFE / 5, ..Config::default() };
    let server = Server::on_thread("127.0.0.1:0", Sandbox::new(config)).unwrap();
    let setting = store.setting();
    let mut fleet = Fleet::new(Path::new(env!("CARGO_BIN_EXE_fleet-member")), &server, kind, &setting);
    let start = Instant::now();
    fleet.start(PROCESSES, CALLS);
    let tokens = || server.sandbox().tokens().cloned().collect::<Vec<Token>>();
    let mut lives = 0;
    // Until another token was fetched and is where all find it.
    let mut next_life = |store: &dyn Store| {
        lives += 1;
        wait(|| tokens().get(lives - 1).is_some_and(|_| store.token() == tokens().pop()));
    };
    next_life(&store);
    next_life(&store);
    fleet.die_with_the_lock();
    store.let_time_pass();
    next_life(&store);
    next_life(&store);
    // When the one before is over, every process has found the new one.
    let former = tokens().into_iter().rev().nth(1).unwrap();
    wait(|| !works(&server, &former));
    store.lose();
    next_life(&store);
    fetch_behind_their_back(kind, &server);
    // Theirs, and the fleet's own.
    next_life(&store);
    next_life(&store);
    let report = fleet.end();
    let elapsed = start.elapsed();

    assert!(report.failures.is_empty(), "{:?}", report.failures);
    let calls: Vec<_> = report.calls.iter().filter(|calls| **calls >= CALLS as u64).collect();
    assert_eq!(calls.len(), PROCESSES, "{:?}", report.calls);
    let sandbox = server.sandbox();
    let (issued, fetches) = (sandbox.tokens().count(), sandbox.token_fetches() as usize);
    // Another life begins when four fifths of one are over; the first began at once, one was somebody else's, and cut one
    // of the fleet's short.
    let expected = 3 + elapsed.as_millis() / (LIFE * 4 / 5).as_millis();
    assert!(issued as u128 <= expected, "{issued} tokens in {elapsed:?}; {:?}", report.warnings);
    (issued, fetches)
}

/// What another program does that knows nothing of the store. It kills the fleet's token, at once or after the overlap.
fn fetch_behind_their_back(kind: &str, server: &Server) {
    let Config { appid, secret, .. } = server.sandbox().config().clone();
    let client = builder(server).build().unwrap();
    let fetched = match kind {
        "stable" => {
            let mut call = StableToken::new(appid, secret);
            call.force_refresh = true;
            client.call(call)
        }
        _ => client.call(AccessToken::new(appid, secret)),
    };
    fetched.unwrap();
}

fn works(server: &Server, token: &Token) -> bool {
    let client = builder(server).credentials(Fixed(token.clone())).build().unwrap();
    client.call(ApiAddresses).is_ok()
}

fn builder(server: &Server) -> Builder<Official> {
    blocking::Client::builder(Ureq::new(Timeouts::default())).base_url(server.base_url())
}

fn wait(mut until: impl FnMut() -> bool) {
    let start = Instant::now();
    while !until() {
        assert!(start.elapsed() < Duration::from_secs(60), "it never happens");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn token_in(json: &str) -> Option<Token> {
    let held: Value = serde_json::from_str(json).ok()?;
    held["token"].as_str().map(Token::new)
}

impl Store for Redis {
    fn setting(&self) -> String {
        self.url()
    }

    fn token(&self) -> Option<Token> {
        let keys: Vec<String> = self.ask(&["KEYS", "wxkit:token:*"]);
        let held: Option<String> = self.ask(&["GET", keys.first()?]);
        token_in(&held?)
    }

    fn let_time_pass(&self) {
        let locks: Vec<String> = self.ask(&["KEYS", "wxkit:lock:official*"]);
        let [lock] = locks.as_slice() else { panic!("there is no lock") };
        let left: i64 = self.ask(&["PTTL", lock]);
        assert!((20_000..=30_000).contains(&left), "{left}");
        // Longer than the token lives.
        let _: i64 = self.ask(&["PEXPIRE", lock, &(LIFE * 3 / 2).as_millis().to_string()]);
    }

    fn lose(&mut self) {
        self.kill();
        self.revive();
    }
}

/// A folder. The system ends the lock of a dead process by itself.
impl Store for PathBuf {
    fn setting(&self) -> String {
        format!("file:{}", self.display())
    }

    fn token(&self) -> Option<Token> {
        let files = std::fs::read_dir(self).ok()?.filter_map(Result::ok).map(|entry| entry.path());
        let mut tokens = files.filter(|path| path.extension().is_some_and(|end| end == "json"));
        token_in(&std::fs::read_to_string(tokens.next()?).ok()?)
    }

    fn let_time_pass(&self) {}

    fn lose(&mut self) {
        for file in std::fs::read_dir(self).unwrap() {
            std::fs::remove_file(file.unwrap().path()).unwrap();
        }
    }
}
