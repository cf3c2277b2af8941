//! Small servers, an invented platform, and both drivers behind one face.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use tokio::runtime::{Builder, Runtime};
use wxkit_proto::encoder::Draft;
use wxkit_proto::error::{Transport, TransportKind};
use wxkit_proto::flow::{Ask, Ticket};
use wxkit_proto::refusal::{Row, row};
use wxkit_proto::secret::redact;
use wxkit_proto::sink::Sink;
use wxkit_proto::{Answer, Body, Env, Error, Flow, Kind, Platform, Step, Token};

use crate::blocking::{self, Ureq};
use crate::{Client, Fixed, Session, Timeouts};

/// An invented platform.
#[derive(Debug)]
pub(crate) struct Tea;

const TABLE: &[Row] = &[row(40001, Kind::Token, "the token is worn", "")];

impl Platform for Tea {
    type Credential = Token;
    const BASE_URL: &'static str = "https://tea.invalid";
    const BACKUP: Option<&'static str> = Some("https://tea2.invalid");
    fn authorize(token: &Token, draft: &mut Draft, _: &Env) -> Result<(), Error> {
        draft.query("access_token", token.reveal());
        Ok(())
    }
    fn refusal(auth: bool, response: &Response<Bytes>) -> Option<Error> {
        wxkit_proto::envelope::refusal(TABLE, auth, response)
    }
    fn redact(token: &Token, text: &str) -> String {
        redact(text, &[token.reveal()])
    }
}

/// Asks for everything at once and gives back the answers in the order of the asks.
pub(crate) struct Asks {
    asks: Vec<Ask<Token>>,
    answers: Vec<(Ticket, Option<Answer<Token>>)>,
    tickets: wxkit_proto::nest::Nest<()>,
}

impl Asks {
    pub(crate) fn new(asks: impl IntoIterator<Item = Ask<Token>>) -> Self {
        let asks: Vec<_> = asks.into_iter().collect();
        Self { asks: asks.into_iter().rev().collect(), answers: Vec::new(), tickets: Default::default() }
    }
}

impl Flow for Asks {
    type Platform = Tea;
    type Output = Vec<Answer<Token>>;

    fn step(&mut self, _: &Env) -> Step<Self::Output, Token> {
        if let Some(ask) = self.asks.pop() {
            let ticket = self.tickets.own(());
            self.answers.push((ticket, None));
            return Step::Do(ticket, ask);
        }
        if self.answers.iter().any(|(_, answer)| answer.is_none()) {
            return Step::Wait(None);
        }
        Step::Done(Ok(self.answers.drain(..).filter_map(|(_, answer)| answer).collect()))
    }

    fn answer(&mut self, _: &Env, ticket: Ticket, answer: Answer<Token>) {
        let open = self.answers.iter_mut().find(|(open, _)| *open == ticket).unwrap();
        assert!(open.1.replace(answer).is_none(), "answered twice");
    }
}

/// One of the drivers, pointed at an address.
pub(crate) enum Driver {
    Hyper(Client<Tea>, Runtime),
    Ureq(blocking::Client<Tea>),
}

impl Driver {
    /// Each driver; the asynchronous one on one thread and on two.
    pub(crate) fn each(timeouts: Timeouts) -> [Self; 3] {
        let client =
            || Client::builder().timeouts(timeouts).credentials(Fixed(Token::new("T0KEN"))).build().unwrap();
        let ureq = blocking::Client::builder(Ureq::new(timeouts)).credentials(Fixed(Token::new("T0KEN")));
        [
            Self::Hyper(client(), Builder::new_current_thread().enable_all().build().unwrap()),
            Self::Hyper(
                client(),
                Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap(),
            ),
            Self::Ureq(ureq.build().unwrap()),
        ]
    }

    /// The same, its endpoints living at this address.
    pub(crate) fn at(self, base_url: &str) -> Self {
        match self {
            Self::Hyper(_, runtime) => {
                let client = Client::builder().timeouts(patient()).base_url(base_url);
                Self::Hyper(client.credentials(Fixed(Token::new("T0KEN"))).build().unwrap(), runtime)
            }
            Self::Ureq(_) => {
                let client = blocking::Client::builder(Ureq::new(patient())).base_url(base_url);
                Self::Ureq(client.credentials(Fixed(Token::new("T0KEN"))).build().unwrap())
            }
        }
    }

    pub(crate) fn run<F: Flow<Platform = Tea>>(&self, flow: F) -> Result<F::Output, Error> {
        self.run_with(flow, &mut Session::default())
    }

    pub(crate) fn run_with<F: Flow<Platform = Tea>>(
        &self,
        flow: F,
        session: &mut Session<'_>,
    ) -> Result<F::Output, Error> {
        match self {
            Self::Hyper(client, runtime) => runtime.block_on(client.run_with(flow, session)),
            Self::Ureq(client) => client.run_with(flow, session),
        }
    }

    /// One request, whose answer may be 1000 bytes long.
    pub(crate) fn send(&self, request: Request<Body>) -> Result<Response<Bytes>, Error> {
        match self.run(Asks::new([Ask::Send { request, sink: Sink::Memory(1000), public: false }]))?.remove(0)
        {
            Answer::Reply(response) => Ok(response),
            Answer::Failed(error) => Err(error),
            other => panic!("{other:?}"),
        }
    }

    /// Fails in this way, and says nothing of the query.
    pub(crate) fn fails(&self, request: Request<Body>, kind: TransportKind, arrived: bool) {
        let error = self.send(request).unwrap_err();
        let Error::Transport(Transport { kind: k, arrived: a, .. }) = &error else { panic!("{error}") };
        assert_eq!((*k, *a), (kind, arrived), "{self:?}: {error}");
        assert!(!format!("{error} {error:?}").contains("S3CRET"), "{error:?}");
    }
}

impl std::fmt::Debug for Driver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Hyper(..) => "hyper",
            Self::Ureq(_) => "ureq",
        })
    }
}

/// Clocks that never run out in a test, or the test hangs.
pub(crate) fn patient() -> Timeouts {
    let long = Duration::from_secs(600);
    Timeouts { connect: long, stall: long, answer: long }
}

pub(crate) fn get(base_url: &str) -> Request<Body> {
    Request::get(format!("{base_url}/tea?access_token=S3CRET")).body(Body::default()).unwrap()
}

pub(crate) fn post(base_url: &str, body: impl Into<Body>) -> Request<Body> {
    let mut request = get(base_url).map(|_| body.into());
    *request.method_mut() = Method::POST;
    request
}

/// A server whose connections are handled by `handle` on threads of their own; it gets the number of the connection.
pub(crate) struct Server {
    pub(crate) base_url: String,
    accepted: Arc<AtomicUsize>,
}

impl Server {
    pub(crate) fn start(handle: impl Fn(usize, TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let (handle, accepted) = (Arc::new(handle), Arc::new(AtomicUsize::new(0)));
        let counter = Arc::clone(&accepted);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let number = counter.fetch_add(1, Ordering::SeqCst);
                let handle = Arc::clone(&handle);
                thread::spawn(move || handle(number, stream.unwrap()));
            }
        });
        Self { base_url, accepted }
    }

    /// How many connections there were so far.
    pub(crate) fn connections(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }
}

/// Reads a request: its head and its body of the length that the head gives. `None` at the end of the connection.
pub(crate) fn read_request(stream: &mut BufReader<impl Read>) -> Option<(String, Vec<u8>)> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let mut body = vec![0; length(&head)];
    stream.read_exact(&mut body).ok()?;
    Some((head, body))
}

fn length(head: &str) -> usize {
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    let mut found = lines.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    found.next().map_or(0, |(_, value)| value.trim().parse().unwrap())
}

pub(crate) fn respond(mut stream: impl Write, body: &str) {
    write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    stream.flush().unwrap();
}

/// Answers each request of a connection with the length of its body.
pub(crate) fn count(stream: impl Read + Write) {
    let mut stream = BufReader::new(stream);
    while let Some((_, body)) = read_request(&mut stream) {
        respond(stream.get_mut(), &body.len().to_string());
    }
}
