//! Small calls: how many come through in a second, and what each costs the client, beside a bare hyper client that sends
//! the same bytes, reqwest, Python's requests and Node's fetch.
//!
//! The server runs in this process and each client in one of its own, whose costs the system counts; instructions are
//! callgrind's, of this program's code and not the system's.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a bench fails as tests do")]

use std::cell::Cell;
use std::process::ExitCode;

use bytes::Bytes;
use futures_util::future::join_all;
use http::Request;
use http::header::{ACCEPT, CONTENT_TYPE, HOST};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use wxkit::client::{Client, Tokens};
use wxkit::official::draft::DeleteDraft;
use wxkit::official::{Official, StableTokens};
use wxkit::proto::Secret;
use wxkit::token::store::Memory;
use wxkit_tests::bench::{Cost, Counting, Report, instructions, is_there, least, measure, role};

const RUNS: u32 = 5;
const CALLS: u32 = 20_000;
const PATH: &str = "/cgi-bin/draft/delete?access_token=T";
const BODY: &str = r#"{"media_id":"M"}"#;

fn main() -> ExitCode {
    if let Some(code) = role(&[("wxkit", wxkit), ("hyper", hyper), ("reqwest", reqwest)]) {
        return code;
    }
    let server = Counting::start();
    let url = server.base_url();
    let mut report = Report::new("calls");
    for in_flight in ["1", "64", "512"] {
        let mut tell = |name: &str, calls: u32, cost: Cost| {
            let name = format!("{in_flight} in flight, {name}");
            report.tell(&name, f64::from(calls) / cost.wall, "calls/s");
            report.tell(&name, cost.cpu / f64::from(calls) * 1e6, "µs CPU a call");
            cost.cpu / f64::from(calls)
        };
        let calls = CALLS.to_string();
        let [ours, bare, _] = ["wxkit", "hyper", "reqwest"]
            .map(|name| tell(name, CALLS, least(RUNS, || measure(None, &[name, &url, in_flight, &calls]))));
        // Their start takes long enough to be left out.
        let few = CALLS / 10;
        let beside = |program: &str, text: &[&str]| {
            let cost = |calls: &str| measure(Some(program), &[text, &[&url, in_flight, calls]].concat());
            let (all, none) = (cost(&few.to_string()), cost("0"));
            Cost { wall: all.wall - none.wall, cpu: all.cpu - none.cpu, ..all }
        };
        if in_flight == "1" && is_there("python3", &["-c", "import requests"]) {
            tell("Python requests", few, beside("python3", &["-c", PYTHON]));
        }
        if is_there("node", &["--version"]) {
            tell("Node fetch", few, beside("node", &["-e", NODE]));
        }
        report.at_most(1.3, &format!("{in_flight} in flight: CPU"), ours / bare, "× hyper");
    }
    let [ours, bare] = ["wxkit", "hyper"].map(|name| instructions(&[name, &url, "1"]));
    if let Some((ours, bare)) = ours.zip(bare) {
        report.tell("instructions of a call", ours, "");
        report.tell("instructions of a call: hyper", bare, "");
    }
    report.end()
}

const PYTHON: &str = r#"
import requests, sys
url, session = sys.argv[1] + "/cgi-bin/draft/delete", requests.Session()
for _ in range(int(sys.argv[3])):
    answer = session.post(url, params={"access_token": "T"}, json={"media_id": "M"})
    assert answer.json()["errcode"] == 0
"#;

const NODE: &str = r#"
const [url, inFlight, calls] = process.argv.slice(-3);
let left = Number(calls);
const options = { method: "POST", headers: { "content-type": "application/json" }, body: '{"media_id":"M"}' };
const one = async () => {
    while (left-- > 0) {
        const answer = await fetch(url + "/cgi-bin/draft/delete?access_token=T", options);
        if ((await answer.json()).errcode !== 0) process.exit(1);
    }
};
Promise.all(Array.from({ length: Number(inFlight) }, one)).then(() => process.exit(0));
"#;

fn wxkit(args: &[String]) {
    let tokens = Tokens::new(StableTokens::new("A", Secret::new("S")), Memory::default());
    let client = Client::<Official>::builder().base_url(&args[0]).credentials(tokens);
    let client = client.build().expect("it can be built");
    play(args, async || {
        let client = client.clone();
        async move || {
            client.call(DeleteDraft::new("M".into())).await.expect("it succeeds");
        }
    });
}

/// A connection for each call that is in flight, so that there is nothing to be kept or looked for.
fn hyper(args: &[String]) {
    let host = args[0].trim_start_matches("http://");
    play(args, async || {
        let stream = TcpStream::connect(host).await.expect("the server listens");
        stream.set_nodelay(true).expect("the socket is open");
        let (mut sender, driver) = handshake(TokioIo::new(stream)).await.expect("it is open");
        tokio::spawn(driver);
        async move || {
            let request = Request::post(PATH)
                .header(HOST, host)
                .header(ACCEPT, "*/*")
                .header(CONTENT_TYPE, "application/json")
                .body(Full::new(Bytes::from_static(BODY.as_bytes())))
                .expect("it is valid");
            sender.ready().await.expect("the server keeps it open");
            let response = sender.send_request(request).await.expect("the server answers");
            response.into_body().collect().await.expect("it is whole");
        }
    });
}

fn reqwest(args: &[String]) {
    let (client, url) = (::reqwest::Client::new(), format!("{}{PATH}", args[0]));
    play(args, async || {
        let (client, url) = (client.clone(), url.clone());
        async move || {
            let request = client.post(&url).header(CONTENT_TYPE, "application/json").body(BODY);
            request.send().await.expect("the server answers").bytes().await.expect("it is whole");
        }
    });
}

/// So many calls, so many of them at a time, on one thread; each of these callers is made by `caller`.
fn play<C: AsyncFnMut()>(args: &[String], caller: impl AsyncFn() -> C) {
    let [_, in_flight, calls] = args else { return };
    let (in_flight, calls): (u32, u32) =
        (in_flight.parse().expect("a number"), calls.parse().expect("a number"));
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("it can be built");
    let left = Cell::new(calls);
    let one = async || {
        let mut call = caller().await;
        while let Some(less) = left.get().checked_sub(1) {
            left.set(less);
            call().await;
        }
    };
    runtime.block_on(async { join_all((0..in_flight).map(|_| one())).await });
}
