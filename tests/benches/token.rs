//! What an access token costs: at hand, and at the moment when it expires for ten thousand tasks at once.

#![expect(clippy::expect_used, reason = "a bench fails as tests do")]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use wxkit::client::{Client, Tokens};
use wxkit::official::{Official, StableTokens};
use wxkit::proto::flow::Need;
use wxkit::token::store::Memory;
use wxkit_sandbox::{Config, Sandbox, Server};
use wxkit_tests::bench::Report;

const READS: u32 = 200_000;
const ROUNDS: u32 = 20;
const TASKS: usize = 10_000;
/// Of each token, in the second measurement.
const LIFE: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("it can be built");
    let mut report = Report::new("token");
    runtime.block_on(at_hand(&mut report));
    runtime.block_on(at_its_end(&mut report));
    report.end()
}

/// A caller with a valid token.
async fn at_hand(report: &mut Report) {
    let (_server, tokens, client) = place(Config::default());
    let read = || tokens.token(Need::First, client.link());
    read().await.expect("the sandbox gives one");
    let mut least = f64::INFINITY;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..READS {
            black_box(read().await.expect("it is at hand"));
        }
        least = least.min(start.elapsed().as_secs_f64() * 1e9 / f64::from(READS));
    }
    report.at_most(50.0, "a cached token", least, "ns");
}

/// Many callers whose token has just expired.
async fn at_its_end(report: &mut Report) {
    let (server, tokens, client) = place(Config { token_life: LIFE, ..Config::default() });
    let link = client.link();
    tokens.token(Need::First, link).await.expect("the sandbox gives one");
    tokio::time::sleep(LIFE).await;
    let before = server.sandbox().token_fetches();
    let start = Instant::now();
    let tasks = (0..TASKS).map(|_| {
        let (tokens, link) = (tokens.clone(), link.clone());
        tokio::spawn(async move { tokens.token(Need::First, &link).await })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.expect("nobody panics").expect("the sandbox gives one");
    }
    let (took, fetches) = (start.elapsed(), server.sandbox().token_fetches() - before);
    report.at_most(1.0, &format!("{TASKS} tasks whose token has expired"), fetches as f64, "fetches");
    report.tell(&format!("{TASKS} tasks whose token has expired"), took.as_secs_f64() * 1e3, "ms");
}

fn place(config: Config) -> (Server, Tokens<StableTokens>, Client<Official>) {
    let account = StableTokens::new(config.appid.clone(), config.secret.clone());
    let server = Server::on_thread("127.0.0.1:0", Sandbox::new(config)).expect("a port is free");
    let client = Client::builder().base_url(server.base_url()).build().expect("it can be built");
    (server, Tokens::new(account, Memory::default()), client)
}
