//! One process of a fleet that shares an access token; `wxkit_tests::Fleet` starts it.
//!
//! Its settings are those of the command. With the argument `call` it makes calls until its standard input ends, but at
//! least so many as the second argument says, and prints what became of them; with `lock` it takes the lock of the
//! store, says so, and keeps it.

#![expect(clippy::expect_used, clippy::panic, reason = "a member of a test fails as tests do")]

use std::io::Read as _;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;
use wxkit::client::{Client, Tokens};
use wxkit::official::service::ApiAddresses;
use wxkit::official::{ClassicTokens, Official, StableTokens};
use wxkit::proto::{Env, Event, Secret, Timestamp};
use wxkit::token::store::{FileStore, Owner, RedisStore, Store};
use wxkit::token::{LOCK_LIMIT, Source};

/// Side by side.
const TASKS: usize = 20;
/// Of each task between two calls: a whole fleet runs on a few cores.
const REST: Duration = Duration::from_millis(200);

fn main() {
    let (appid, secret) = (setting("APPID"), Secret::new(setting("SECRET")));
    match setting("TOKEN_KIND").as_str() {
        "stable" => with_source(StableTokens::new(appid, secret)),
        "token" => with_source(ClassicTokens::new(appid, secret)),
        kind => panic!("there is no token of the kind {kind}"),
    }
}

fn with_source(
    source: impl Source<Endpoint: wxkit::proto::Endpoint<Platform = Official> + Send> + Send + 'static,
) {
    let store = setting("TOKEN_STORE");
    match store.strip_prefix("file:") {
        Some(folder) => with_store(source, FileStore::open(folder).expect("it can be opened")),
        None => with_store(source, RedisStore::open(&store).expect("it can be opened")),
    }
}

fn with_store<S>(source: S, store: impl Store + 'static)
where
    S: Source<Endpoint: wxkit::proto::Endpoint<Platform = Official> + Send> + Send + 'static,
{
    match std::env::args().nth(1).as_deref() {
        Some("lock") => lock(&source, &store),
        Some("call") => {
            let least = std::env::args().nth(2).and_then(|number| number.parse().ok()).expect("a number");
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("it can be built").block_on(call(Tokens::new(source, store), least));
        }
        _ => panic!("call or lock"),
    }
}

fn lock(source: &impl Source, store: &impl Store) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = Timestamp::from_secs(now.as_secs());
    let owner = Owner::new(&Env::new(now, [7; 32]));
    while !store.lock(&source.key(), &owner, now, LOCK_LIMIT).expect("the store works") {
        thread::sleep(Duration::from_millis(5));
    }
    println!("locked");
    loop {
        thread::park();
    }
}

async fn call<S>(tokens: Tokens<S>, least: usize)
where
    S: Source<Endpoint: wxkit::proto::Endpoint<Platform = Official> + Send> + Send + 'static,
{
    let (over, calls) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let (failures, warnings) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::new())));
    let end = Arc::clone(&over);
    thread::spawn(move || {
        std::io::stdin().read_to_end(&mut Vec::new()).expect("it can be read");
        end.store(true, Ordering::Relaxed);
    });
    let heard = Arc::clone(&warnings);
    let tokens = tokens.tell(move |event| {
        if let Event::Warning(warning) = event {
            heard.lock().expect("nobody panics").push(warning.message);
        }
    });
    let client: Client<Official> =
        Client::builder().base_url(setting("BASE_URL")).credentials(tokens).build().expect("it can be built");
    let tasks = (0..TASKS).map(|_| {
        let (client, over, calls) = (client.clone(), Arc::clone(&over), Arc::clone(&calls));
        let failures = Arc::clone(&failures);
        tokio::spawn(async move {
            while calls.fetch_add(1, Ordering::Relaxed) < least || !over.load(Ordering::Relaxed) {
                if let Err(error) = client.call(ApiAddresses).await {
                    failures.lock().expect("nobody panics").push(error.to_string());
                }
                tokio::time::sleep(REST).await;
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.expect("nobody panics");
    }
    // Each task counted once more than it called.
    let calls = calls.load(Ordering::Relaxed) - TASKS;
    println!(
        "{}",
        json!({"calls": calls, "failures": &*failures.lock().expect("nobody panics"), "warnings": &*warnings.lock().expect("nobody panics")})
    );
}

fn setting(name: &str) -> String {
    std::env::var(format!("WXKIT_{name}")).expect("it is set")
}
