//! Tickets for pages: however many ask, one is fetched, with the account's token, and kept; through both drivers and across a
//! store.

use wxkit::client::{Client, Timeouts, Tokens, blocking};
use wxkit::official::ticket::{PageTickets, TicketKind};
use wxkit::official::{Official, StableTokens};
use wxkit::proto::flow::Need;
use wxkit::token::store::{FileStore, Memory};
use wxkit_sandbox::{Config, Sandbox, Server};

/// The account's token dies once: the ticket is asked for with another one.
const FAULTS: &str = r#"{"call":"ticket/getticket","nth":1,"do":"token"}"#;

fn server() -> Server {
    let config = Config { faults: FAULTS.parse().unwrap(), ..Config::default() };
    Server::on_thread("127.0.0.1:0", Sandbox::new(config)).unwrap()
}

fn sources(server: &Server) -> (StableTokens, PageTickets) {
    let sandbox = server.sandbox();
    let Config { appid, secret, .. } = sandbox.config();
    (StableTokens::new(appid, secret.clone()), PageTickets::new(appid, secret.clone(), TicketKind::Page))
}

fn check(server: &Server, seen: &[String]) {
    assert!(seen.iter().all(|ticket| ticket == &seen[0]), "{seen:?}");
    let sandbox = server.sandbox();
    assert_eq!((sandbox.count("ticket/getticket"), sandbox.count("stable_token")), (2, 2));
}

#[tokio::test]
async fn tickets_are_kept_with_a_runtime() {
    let (server, folder) = (server(), tempfile::tempdir().unwrap());
    let (account, source) = sources(&server);
    let tokens = Tokens::new(account, Memory::default());
    let client: Client<Official> =
        Client::builder().base_url(server.base_url()).credentials(tokens.clone()).build().unwrap();
    let mut seen = Vec::new();
    // Two of them share a store, as two processes do.
    for _ in 0..2 {
        let store = FileStore::open(folder.path()).unwrap();
        let tickets = Tokens::new(source.clone(), store).authorized_by(tokens.clone());
        let (one, other) = tokio::join!(
            tickets.token(Need::First, client.link()),
            tickets.token(Need::First, client.link())
        );
        seen.extend([one, other].map(|ticket| ticket.unwrap().reveal().to_owned()));
    }
    check(&server, &seen);
}

#[test]
fn tickets_are_kept_without_a_runtime() {
    let server = server();
    let (account, source) = sources(&server);
    let tokens = blocking::Tokens::new(account, Memory::default());
    let client: blocking::Client<Official> =
        blocking::Client::builder(blocking::Ureq::new(Timeouts::default()))
            .base_url(server.base_url())
            .credentials(tokens.clone())
            .build()
            .unwrap();
    let tickets = blocking::Tokens::new(source, Memory::default()).authorized_by(tokens);
    let ask = || tickets.token(Need::First, client.link()).unwrap().reveal().to_owned();
    let seen =
        std::thread::scope(|scope| [scope.spawn(ask), scope.spawn(ask)].map(|one| one.join().unwrap()));
    check(&server, &seen);
}
