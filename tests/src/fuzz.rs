//! The bodies of the fuzz targets. They live here so that ordinary tests build them and replay their corpora.

mod article;
mod callback;
mod differential;
mod download;
mod journal;
mod keys;
mod pay;
mod probe;
mod publish;
mod token;
mod wound;

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response};
use wxkit::official;
use wxkit::official::token::StableToken;
use wxkit::official::upload::VideoOptions;
use wxkit::official::{Official, Patience, StableTokens, Video, VideoUpload};
use wxkit::proto::envelope::Grant;
use wxkit::proto::error::{Local, LocalKind};
use wxkit::proto::flow::Need;
use wxkit::proto::journal::read_journal;
use wxkit::proto::register::Visit;
use wxkit::proto::{Endpoint, Env, Error, Platform, Secret, Source, Timestamp, Token, multipart};
use wxkit::token::store::Memory;
use wxkit::token::{Act, Keeper};
use wxkit::work::{self, Work};
use wxkit_sandbox::{BlockRule, Config, Sandbox};

use crate::{Chance, Odds, World};

/// A target: its name, which is also its corpus, and its body.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("multipart", multipart),
    ("official_replies", official_replies),
    ("work_replies", work_replies),
    ("sandbox_requests", sandbox_requests),
    ("video_upload", video_upload),
    ("keeper", keeper),
    ("article_markdown", article_markdown),
    ("article_html", article_html),
    ("pay_messages", pay_messages),
    ("callbacks", callbacks),
    ("front_matter", front_matter),
    ("journals", journals),
    ("token_files", token_files),
    ("redis_replies", redis_replies),
    ("downloads", downloads),
    ("probes", probes),
    ("keys", keys),
    ("publish", publish),
    ("differential", differential),
];

pub use article::{article_html, article_markdown, front_matter};
pub use callback::callbacks;
pub use differential::differential;
pub use download::downloads;
pub use journal::journals;
pub use keys::keys;
pub use pay::pay_messages;
pub use probe::probes;
pub use publish::publish;
pub use token::{redis_replies, token_files};
pub use wound::wounded;

/// The first line is the content type, the rest the body.
pub fn multipart(data: &[u8]) {
    let (content_type, body) = split_line(data);
    if let Ok(form) = multipart::parse(&String::from_utf8_lossy(content_type), &Bytes::copy_from_slice(body))
    {
        let held: usize = form.parts.iter().map(|part| part.bytes.len()).sum();
        assert!(held <= body.len(), "a form holds more than its body");
    }
}

/// Status and body of an answer: a line, and all the rest.
fn response(data: &[u8]) -> Response<Bytes> {
    let (status, body) = split_line(data);
    let status =
        std::str::from_utf8(status).ok().and_then(|text| text.trim().parse::<u16>().ok()).unwrap_or(200);
    let mut response = Response::new(Bytes::copy_from_slice(body));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    response
}

/// Reads one answer as the reply to each endpoint that it is shown.
struct Read<'a>(&'a Response<Bytes>);

impl<F: Platform> Visit<F> for Read<'_> {
    fn endpoint<E: Endpoint<Platform = F>>(&mut self) {
        if let Err(error) = E::reply(self.0) {
            assert!(!error.to_string().is_empty());
            let _ = (error.hint(), error.code(), error.kind());
        }
    }
}

/// Any bytes as the reply to any call of the official account.
pub fn official_replies(data: &[u8]) {
    let response = response(data);
    official::each(&mut Read(&response));
    let _ = <Official as Platform>::remarks(&response);
}

/// Any bytes as the reply to any call of WeChat Work.
pub fn work_replies(data: &[u8]) {
    let response = response(data);
    work::each(&mut Read(&response));
    if let Ok(sent) = work::SendMessage::reply(&response) {
        let _ = sent.missed();
    }
    let _ = <Work as Platform>::remarks(&response);
}

/// `METHOD path?query`, then headers, a blank line and the body; `TOKEN` in the path becomes a valid token.
pub fn sandbox_requests(data: &[u8]) {
    let mut sandbox = Sandbox::default();
    let env = Env::new(Timestamp::from_secs(1_700_000_000), [0; 32]);
    let token = token(&mut sandbox, &env);
    let (line, mut rest) = split_line(data);
    let line = String::from_utf8_lossy(line).replace("TOKEN", &token);
    let (method, path) = line.split_once(' ').unwrap_or(("POST", &line));
    let mut request = Request::new(Bytes::new());
    *request.method_mut() = Method::from_bytes(method.as_bytes()).unwrap_or(Method::POST);
    let Ok(uri) = path.trim().parse() else { return };
    *request.uri_mut() = uri;
    loop {
        let (line, behind) = split_line(rest);
        rest = behind;
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { break };
        let (name, value) = line.split_at(colon);
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name), HeaderValue::from_bytes(value)) {
            request.headers_mut().insert(name, value);
        }
    }
    *request.body_mut() = Bytes::copy_from_slice(rest);
    let _ = sandbox.handle(&env, &request);
}

/// The bytes are the seed and the odds of a world in which a small video is uploaded.
pub fn video_upload(data: &[u8]) {
    let byte = |n: usize| data.get(n).copied().unwrap_or(0);
    let sandbox = Sandbox::new(Config { blocks: BlockRule::Exactly(64), ..Config::default() });
    let seed = data.iter().fold(0_u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(*byte)));
    let mut world = World::new(seed, sandbox);
    let mut film = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41".to_vec();
    film.extend(Chance::new(seed).bytes(usize::from(byte(0)) * 4));
    world.files.insert("/film.mp4".into(), film.into());
    let percent = |n| byte(n) % 20;
    world.odds = Odds {
        lost: percent(1),
        dropped: percent(2),
        refused: percent(3),
        revoked: percent(4),
        crash: percent(5),
        clock: 0,
        trouble: 40,
    };
    let parallel = usize::from(byte(6) % 6) + 1;
    let uploaded = world.finish(|journal| {
        let wait = Some(Patience::default());
        let mut options = VideoOptions::default();
        options.block_size = 64;
        options.parallel = parallel;
        options.wait = wait;

        let video = Video::new("film.mp4", Source::path("/film.mp4"), "电影");
        VideoUpload::resume(video, options, &read_journal(journal).expect("the world writes whole lines"))
    });
    assert!(world.sandbox.videos().iter().any(|video| video.vid == uploaded.vid));
}

/// Each byte decides what becomes of the next thing that a keeper of tokens wants.
pub fn keeper(data: &[u8]) {
    let store = Memory::default();
    let source = || StableTokens::new("wx0123456789abcdef", Secret::new("secret"));
    let mut keeper = Keeper::new(source());
    let (mut now, mut need) = (Timestamp::from_secs(1_700_000_000), Need::First);
    keeper.begin(&Env::new(now, [0; 32]), need.clone());
    for (round, &byte) in data.iter().enumerate() {
        let env = Env::new(now, [byte; 32]);
        now = now + Duration::from_millis(u64::from(byte) * 40);
        if byte == 255 {
            // The process dies; its lock stays.
            keeper = Keeper::new(source());
            keeper.begin(&env, need.clone());
        }
        let answer = match keeper.step(&env) {
            Act::Store(_) if byte % 16 == 1 => store_is_away(),
            Act::Store(op) => op.perform(&store, now),
            Act::Fetch(_) => fetched(byte, round),
            Act::Tell(_) => continue,
            Act::Wait(until) => {
                now = now + until.since(env.uptime);
                continue;
            }
            Act::Done(result) => {
                let token = result.ok().map(|held| held.token.clone());
                need = token.filter(|_| byte % 3 == 0).map_or(Need::First, Need::Refused);
                keeper.begin(&env, need.clone());
                continue;
            }
        };
        keeper.answer(&env, answer);
    }
    // Whatever has happened, it comes to an end.
    for _ in 0..1000 {
        let env = Env::new(now, [0; 32]);
        match keeper.step(&env) {
            Act::Store(op) => keeper.answer(&env, op.perform(&store, now)),
            Act::Fetch(_) => keeper.answer(&env, fetched(0, data.len())),
            Act::Tell(_) => {}
            Act::Wait(until) => now = now + until.since(env.uptime),
            Act::Done(_) => return,
        }
    }
    panic!("the keeper never ends");
}

fn store_is_away() -> wxkit::token::Answer {
    let message = "away".to_owned();
    wxkit::token::Answer::Failed(Error::Local(Local::new(LocalKind::Io, message)))
}

fn fetched(byte: u8, round: usize) -> wxkit::token::Answer {
    // A fresh token, the same as before, or a failure.
    let name = if byte % 4 == 2 { 0 } else { round };
    let access_token = Token::new(format!("TOKEN-{name}"));
    if byte % 4 == 3 {
        store_is_away()
    } else {
        wxkit::token::Answer::Fetched(Grant::new(access_token, byte.into()))
    }
}

fn token(sandbox: &mut Sandbox, env: &Env) -> String {
    let (appid, secret) = (sandbox.config().appid.clone(), sandbox.config().secret.clone());
    let request = StableToken::new(appid, secret).request(None, env);
    let request = request.expect("it is valid").map(|body| body.in_memory().unwrap_or_default());
    let response = sandbox.handle(env, &request).response;
    StableToken::reply(&response).expect("a token").access_token.reveal().to_owned()
}

fn split_line(data: &[u8]) -> (&[u8], &[u8]) {
    match data.iter().position(|byte| *byte == b'\n') {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (data, &[]),
    }
}
