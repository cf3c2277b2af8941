//! A sandbox as a server, and all clients of it.

use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::net::TcpListener;
use wxkit::client::{Client, Journal, Keys, Notices, Provider, Session, Stats, Timeouts, Tokens, blocking};
use wxkit::official::{Official, StableTokens};
use wxkit::pay::{ApiV3Key, Merchant, MerchantKeys, Pay, PublicKey};
use wxkit::proto::sign::SigningKey;
use wxkit::proto::{Error, Flow, Platform};
use wxkit::token::store::{FileStore, RedisStore};
use wxkit::work::{AppTokens, Work};
use wxkit_sandbox::pay::{MERCHANT_KEY, PUBLIC_KEY, PUBLIC_KEY_ID};
use wxkit_sandbox::{BlockRule, Callback, Config, Sandbox, Server};
use wxkit_tests::{Chance, Redis};

use super::ear::Ear;
use super::ledger::Ledger;
use super::trouble;

/// Bytes of a video's blocks.
pub(super) const BLOCK: u64 = 32 * 1024;

/// So long a token lives: several die in each minute by the clock alone.
const TOKEN_LIFE: Duration = Duration::from_secs(15);

/// In which everything that was begun has ended.
const PATIENCE: Duration = Duration::from_secs(180);

/// A client through either driver.
#[derive(Clone)]
pub(super) enum Any<F: Platform> {
    Hyper(Client<F>),
    Ureq(blocking::Client<F>),
}

pub(super) struct Office {
    pub(super) server: Server,
    config: Config,
    folder: TempDir,
    /// Two keepers of one token and a third without a runtime, with one store between them.
    pub(super) official: [Any<Official>; 3],
    pub(super) work: [Any<Work>; 2],
    pub(super) pay: [Any<Pay>; 2],
    pub(super) ear: Arc<Ear>,
    pub(super) ledger: Ledger,
    pub(super) letters: Letters,
    rounds: AtomicUsize,
    /// What there was when this platform began: rounds, and the counts of all clients.
    pub(super) before: Mutex<(usize, Stats)>,
    /// Calls that all platforms have counted.
    pub(super) calls: AtomicU64,
    _redis: Redis,
}

/// What this platform sends by itself.
#[derive(Debug, Default)]
pub(super) struct Letters {
    /// Messages and notifications that are to arrive, repeats included.
    pub(super) expected: AtomicUsize,
    /// What was told so far, of whatever kind.
    told: AtomicUsize,
    /// Of that, what nobody has taken: notifications that are signed with a new key while, after one that nobody knows, none is
    /// fetched for a minute. WeChat itself repeats them for a day.
    pub(super) in_vain: AtomicUsize,
}

impl Office {
    pub(super) async fn open() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let config = Config {
            token_life: TOKEN_LIFE,
            forced_per_day: u32::MAX,
            tokens_per_day: u32::MAX,
            submissions_per_day: u32::MAX,
            blocks: BlockRule::Exactly(BLOCK),
            callback: Some(Callback::new(url.as_str())),
            notify: Some(url),
            kept: 16 * 1024 * 1024,
            ..Config::default()
        };
        let server = Server::on_thread("127.0.0.1:0", Sandbox::new(config.clone())).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let redis = Redis::start(&[]);
        let base_url = server.base_url();

        let account = || StableTokens::new(config.appid.clone(), config.secret.clone());
        let file = || FileStore::open(folder.path().join("tokens")).unwrap();
        let app = || AppTokens::new(config.work.corpid.clone(), config.work.apps[0].secret.clone());
        let store = || RedisStore::open(&redis.url()).unwrap();
        let keys = Keys::new(ring(&config));
        let pay: Client<Pay> =
            Client::builder().base_url(&*base_url).credentials(keys.clone()).build().unwrap();
        let official = [
            hyper(&base_url, Tokens::new(account(), file())),
            hyper(&base_url, Tokens::new(account(), file())),
            ureq(&base_url, blocking::Tokens::new(account(), file())),
        ];
        let work = [
            hyper(&base_url, Tokens::new(app(), store())),
            ureq(&base_url, blocking::Tokens::new(app(), store())),
        ];
        let without = ureq(&base_url, blocking::Keys::new(ring(&config)));
        let ear = Ear::open(listener, &config, keys, pay.clone());
        Arc::new(Self {
            pay: [Any::Hyper(pay), without],
            server,
            config,
            folder,
            official,
            work,
            ear,
            ledger: Ledger::default(),
            letters: Letters::default(),
            rounds: AtomicUsize::new(0),
            before: Mutex::default(),
            calls: AtomicU64::new(0),
            _redis: redis,
        })
    }

    /// Where tokens are, and for a while the files of errands.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The number of the round, from 1.
    pub(super) fn round(&self) -> usize {
        self.rounds.load(Ordering::Relaxed)
    }

    /// Puts an empty platform in the place of the one that there was. To the clients it is the same; no token of theirs is
    /// good any more.
    pub(super) fn new_platform(&self) {
        *self.server.sandbox() = Sandbox::new(self.config.clone());
        let Letters { expected, told, in_vain } = &self.letters;
        for counter in [expected, told, in_vain] {
            counter.store(0, Ordering::Relaxed);
        }
        *self.before.lock().unwrap() = (self.round(), self.stats());
    }

    pub(super) fn begin_round(&self, chance: &mut Chance) {
        self.rounds.fetch_add(1, Ordering::Relaxed);
        let mut sandbox = self.server.sandbox();
        sandbox.config_mut().faults = trouble::script(chance);
        if trouble::is_fatal(chance) {
            sandbox.revoke_tokens();
        }
        if chance.percent(20) {
            sandbox.rotate_certificates();
        }
    }

    /// So much more will be told than the platform itself has to tell.
    pub(super) fn expect_told(&self, count: usize) {
        self.letters.expected.fetch_add(count, Ordering::Relaxed);
    }

    /// Waits until everything that was to be told has been, and what was begun in the background has ended.
    pub(super) async fn end_round(&self) {
        let begun = Instant::now();
        while !self.is_quiet() {
            assert!(
                begun.elapsed() < PATIENCE,
                "it never comes to an end: {:?} {:?}",
                self.letters,
                self.stats()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn is_quiet(&self) -> bool {
        let sandbox = self.server.sandbox();
        let to_tell = self.letters.expected.load(Ordering::Relaxed) + sandbox.publications().len();
        let told = self.letters.told.load(Ordering::Relaxed);
        let new: Vec<_> = sandbox.sent_after(told).map(|sent| sent.taken).collect();
        self.letters.told.fetch_add(new.len(), Ordering::Relaxed);
        self.letters.in_vain.fetch_add(new.iter().filter(|taken| !**taken).count(), Ordering::Relaxed);
        told + new.len() >= to_tell && self.stats().in_flight == 0
    }

    /// All counts together.
    pub(super) fn stats(&self) -> Stats {
        let mut sum = Stats::default();
        let official = self.official.iter().map(Any::stats);
        let all = official.chain(self.work.iter().map(Any::stats)).chain(self.pay.iter().map(Any::stats));
        for stats in all {
            sum.requests += stats.requests;
            sum.repeats += stats.repeats;
            sum.in_flight += stats.in_flight;
            sum.answered += stats.answered;
            sum.failed += stats.failed;
            sum.bytes_sent += stats.bytes_sent;
            sum.bytes_received += stats.bytes_received;
            for (word, count) in stats.errors {
                *sum.errors.entry(word).or_default() += count;
            }
        }
        sum
    }

    /// Runs a flow, which the ledger hears of.
    pub(super) async fn run<F: Platform, T>(&self, client: &Any<F>, flow: T) -> Result<T::Output, Error>
    where
        T: Flow<Platform = F> + Send + 'static,
        T::Output: Send,
    {
        self.run_with(client, flow, Journal::none(), &Notices::default()).await
    }

    /// Runs a flow that is recorded and may be woken.
    pub(super) async fn run_with<F: Platform, T>(
        &self,
        client: &Any<F>,
        flow: T,
        journal: Journal,
        notices: &Notices,
    ) -> Result<T::Output, Error>
    where
        T: Flow<Platform = F> + Send + 'static,
        T::Output: Send,
    {
        let result = match client {
            Any::Hyper(client) => client.run_with(flow, &mut Session::new(journal).notices(notices)).await,
            Any::Ureq(client) => {
                let (client, notices) = (client.clone(), notices.clone());
                let run = move || client.run_with(flow, &mut Session::new(journal).notices(&notices));
                tokio::task::spawn_blocking(run).await.unwrap()
            }
        };
        self.ledger.ended(&result);
        result
    }
}

impl<F: Platform> Any<F> {
    /// Whether what it runs can be ended in the middle: a future can, a thread cannot.
    pub(super) fn may_break(&self) -> bool {
        matches!(self, Self::Hyper(_))
    }

    /// Its counts. Without a break, everything that was begun has an end.
    fn stats(&self) -> Stats {
        match self {
            Self::Hyper(client) => client.stats(),
            Self::Ureq(client) => {
                let stats = client.stats();
                assert_eq!(stats.requests, stats.answered + stats.failed + stats.in_flight, "{stats:?}");
                stats
            }
        }
    }
}

fn hyper<F: Platform>(base_url: &str, credentials: impl Provider<F> + 'static) -> Any<F> {
    Any::Hyper(Client::builder().base_url(base_url).credentials(credentials).build().unwrap())
}

fn ureq<F: Platform>(base_url: &str, credentials: impl blocking::Provider<F> + 'static) -> Any<F> {
    let transport = blocking::Ureq::new(Timeouts::default());
    let client = blocking::Client::builder(transport).base_url(base_url).credentials(credentials);
    Any::Ureq(client.build().unwrap())
}

fn ring(config: &Config) -> MerchantKeys {
    let key = SigningKey::from_pem("the merchant's key", MERCHANT_KEY).unwrap();
    let merchant = Merchant::new(config.pay.mchid.clone(), config.pay.mch_serial.clone(), key).unwrap();
    let apiv3_key = ApiV3Key::new(config.pay.apiv3_key.reveal()).unwrap();
    let public = PublicKey::from_pem(PUBLIC_KEY_ID, "the public key", PUBLIC_KEY).unwrap();
    MerchantKeys::new(merchant.with_apiv3_key(apiv3_key)).with_public_key(public)
}
