//! Downloads from a server that is a list of answers, in virtual time.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use bytes::Bytes;
use expect_test::{Expect, expect};
use http::{HeaderMap, Method, Request, Response, StatusCode};

use super::*;
use crate::body::Body;
use crate::call::Call;
use crate::envelope;
use crate::error::{Error, Local, LocalKind, Transport, TransportKind};
use crate::flow::{Ask, Need};
use crate::probe::Probe;
use crate::sink::{Sink, Sorted, Stored};
use crate::{
    Algorithm, DecodeError, Decoder, Digests, Draft, Encoder, Kind, Repeat, Reply, Row, Source, Timestamp,
    Token, hex_digest, row,
};

struct Tea;

const TABLE: &[Row] =
    &[row(-1, Kind::Busy, "", ""), row(40001, Kind::Token, "", ""), row(40007, Kind::Media, "", "")];

impl Family for Tea {
    type Credential = Token;
    const ORIGIN: &'static str = "https://tea.invalid";
    fn authorize(token: &Token, draft: &mut Draft, _: &Env) -> Result<(), Error> {
        envelope::authorize(token, draft);
        Ok(())
    }
    fn refusal(auth: bool, response: &Response<Bytes>) -> Option<Error> {
        envelope::refusal(TABLE, auth, response)
    }
    fn redact(token: &Token, text: &str) -> String {
        crate::redact(text, &[token.reveal()])
    }
}

/// A file that can be had as a whole or through a pointer.
#[derive(Clone)]
struct Cup;

#[derive(Debug)]
struct Pointed {
    video_url: String,
}

impl Reply for Pointed {
    const FILE: Option<&'static [&'static str]> = Some(&["video_url"]);
    fn read(response: &Response<Bytes>) -> Result<Self, DecodeError> {
        let object = crate::json::parse(response.body()).map_err(DecodeError::new)?;
        let url = object.get("video_url").and_then(|url| url.as_str());
        Ok(Self { video_url: url.ok_or_else(|| DecodeError::new("no video_url"))?.into() })
    }
    fn write(&self) -> Response<Bytes> {
        Response::new(format!(r#"{{"video_url":"{}"}}"#, self.video_url).into())
    }
}

impl Endpoint for Cup {
    type Family = Tea;
    type Reply = Pointed;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cup";
    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }
    fn encode(&self, _: &mut Encoder) {}
    fn decode(_: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}

impl Fetch for Cup {
    fn id(&self) -> String {
        "ID".into()
    }
    fn pointer(reply: &Pointed) -> Option<&str> {
        Some(&reply.video_url)
    }
}

/// A file that can be had in pieces of 32 bytes.
#[derive(Clone)]
struct Pot;

impl Endpoint for Pot {
    type Family = Tea;
    type Reply = ReceivedFile;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/pot";
    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }
    fn encode(&self, _: &mut Encoder) {}
    fn decode(_: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}

impl Fetch for Pot {
    const RANGES: Ranges = Ranges::Pieces(32);
    fn id(&self) -> String {
        "../ID".into()
    }
}

/// One answer: `STATUS[ HEADER: VALUE]…` and a body, which is cut off after so many bytes.
struct Canned(&'static str, &'static [(&'static str, &'static str)], &'static [u8], Option<usize>);

const JPEG: (&str, &str) = ("content-type", "image/jpeg");
const JSON: (&str, &str) = ("content-type", "application/json");

/// What a disk holds after a download, and what was said on the way.
struct World {
    disk: BTreeMap<PathBuf, Vec<u8>>,
    trace: String,
}

impl World {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let disk = files.iter().map(|(path, bytes)| (PathBuf::from(path), bytes.to_vec())).collect();
        Self { disk, trace: String::new() }
    }

    fn run<E: Fetch<Family = Tea> + Clone>(&mut self, mut flow: Download<E>, answers: &[Canned])
    where
        E::Reply: std::fmt::Debug,
    {
        let (mut now, mut answers) = (Timestamp::default(), answers.iter());
        for _ in 0..200 {
            let env = Env::new(now, [0; 32]);
            match flow.step(&env) {
                Step::Do(ticket, ask) => {
                    let answer = self.perform(ask, &mut answers).unwrap_or_else(Answer::Failed);
                    flow.answer(&env, ticket, answer);
                }
                Step::Tell(_) => {}
                Step::Wait(until) => {
                    let until = until.expect("a wait without an end");
                    writeln!(self.trace, "wait {} ms", until.since(now).as_millis()).unwrap();
                    now = until;
                }
                Step::Done(result) => {
                    assert!(answers.next().is_none(), "not all was asked for:\n{}", self.trace);
                    match result {
                        Ok(downloaded) => writeln!(self.trace, "{downloaded:?}").unwrap(),
                        Err(error) => writeln!(self.trace, "{}: {error}", error.kind().as_str()).unwrap(),
                    }
                    for (path, bytes) in &self.disk {
                        let text = String::from_utf8_lossy(bytes);
                        writeln!(self.trace, "{} = {text}", path.display()).unwrap();
                    }
                    return;
                }
            }
        }
        panic!("it never ends:\n{}", self.trace);
    }

    fn perform<'a>(
        &mut self,
        ask: Ask<Token>,
        answers: &mut impl Iterator<Item = &'a Canned>,
    ) -> Result<Answer<Token>, Error> {
        Ok(match ask {
            Ask::Credential(need) => Answer::Credential(Token::new(match need {
                Need::First => "TOKEN1",
                Need::Refused(_) => "TOKEN2",
            })),
            Ask::Send { request, sink, public } => {
                self.note(&request, public);
                let canned = answers.next().unwrap_or_else(|| panic!("asked for more:\n{}", self.trace));
                self.answer(canned, sink)?
            }
            Ask::Inspect(Source::Path(path)) => match self.disk.get(&*path) {
                Some(bytes) => Answer::Probe(Probe::of_bytes(bytes)),
                None => return Err(local(LocalKind::Missing)),
            },
            Ask::Digest(Source::Path(path), _) => {
                let bytes = self.disk.get(&*path).ok_or(local(LocalKind::Missing))?;
                let whole = hex_digest(Algorithm::Sha1, bytes);
                Answer::Digests(Digests { len: bytes.len() as u64, whole, blocks: Vec::new() })
            }
            Ask::Rename { from, to, replace } => {
                if !replace && self.disk.contains_key(&*to) {
                    return Err(local(LocalKind::Exists));
                }
                let bytes = self.disk.remove(&*from).ok_or(local(LocalKind::Missing))?;
                self.disk.insert(to.to_path_buf(), bytes);
                Answer::Saved
            }
            Ask::Save(record) => {
                write!(self.trace, "note {}", record.line()).unwrap();
                Answer::Saved
            }
            Ask::Inspect(_) | Ask::Digest(..) => panic!("nothing is in memory"),
        })
    }

    fn note(&mut self, request: &Request<Body>, public: bool) {
        let header = |name: &str| {
            request.headers().get(name).map(|value| format!(" {name}: {}", value.to_str().unwrap()))
        };
        let more: String = ["range", "if-range"].iter().filter_map(|name| header(name)).collect();
        let public = if public { " public" } else { "" };
        writeln!(self.trace, "{} {}{more}{public}", request.method(), request.uri()).unwrap();
    }

    fn answer(&mut self, canned: &Canned, sink: Sink) -> Result<Answer<Token>, Error> {
        let Canned(status, head, body, cut) = canned;
        let mut headers = HeaderMap::new();
        for (name, value) in *head {
            headers.insert(*name, value.parse().unwrap());
        }
        let failure = Transport { kind: TransportKind::Interrupted, arrived: true, message: "cut".into() };
        if *status == "lost" {
            return Err(Error::Transport(failure));
        }
        let status: StatusCode = status.parse().unwrap();
        let arrived = body.get(..cut.unwrap_or(body.len())).unwrap();
        let Sink::File(target) = sink else { panic!("not into a file") };
        match target.sort(status, &headers, arrived, cut.is_none()) {
            Sorted::File { at } => {
                let file = self.disk.entry(target.path.to_path_buf()).or_default();
                file.truncate(usize::try_from(at).unwrap());
                file.extend_from_slice(arrived);
                let (mut head, len) = (Response::new(()), file.len() as u64);
                (*head.status_mut(), *head.headers_mut()) = (status, headers);
                Ok(Answer::Stored(Stored { head, len, cut: cut.map(|_| failure) }))
            }
            _ if cut.is_some() => Err(Error::Transport(failure)),
            _ => {
                let mut response = Response::new(Bytes::from_static(body));
                (*response.status_mut(), *response.headers_mut()) = (status, headers);
                Ok(Answer::Reply(response))
            }
        }
    }
}

fn local(kind: LocalKind) -> Error {
    Error::Local(Local { kind, message: format!("{kind:?}") })
}

fn check(flow: Download<Cup>, answers: &[Canned], expected: &Expect) {
    let mut world = World::new(&[]);
    world.run(flow, answers);
    expected.assert_eq(&world.trace);
}

fn cup() -> Download<Cup> {
    Download::new(Cup, Place::File("tea.jpg".into()), &[])
}

#[test]
fn a_file_gets_its_name_at_the_end() {
    check(
        cup(),
        &[Canned("200", &[JPEG], b"0123456789", None)],
        &expect![[r#"
            note {"object":"GET /cup ID"}
            GET https://tea.invalid/cup?access_token=TOKEN1
            Downloaded { reply: None, file: Some(StoredFile { path: "tea.jpg", len: 10, name: None, content_type: Some("image/jpeg") }) }
            tea.jpg = 0123456789
        "#]],
    );
}

#[test]
fn a_refusal_is_no_file_and_a_worn_token_is_renewed() {
    check(
        cup(),
        &[
            Canned("200", &[("content-type", "text/plain")], br#"{"errcode":40001}"#, None),
            Canned("200", &[JPEG], br#"{"errcode":-1}"#, None),
            Canned(
                "200",
                &[("content-type", "text/plain")],
                br#"{"errcode":40007,"errmsg":"invalid"}"#,
                None,
            ),
        ],
        &expect![[r#"
            note {"object":"GET /cup ID"}
            GET https://tea.invalid/cup?access_token=TOKEN1
            GET https://tea.invalid/cup?access_token=TOKEN2
            wait 1195 ms
            GET https://tea.invalid/cup?access_token=TOKEN1
            media: WeChat refused with 40007: invalid
        "#]],
    );
}

#[test]
fn pages_and_halves_are_no_files() {
    let page: &[u8] = b"<html>busy</html>";
    check(
        cup(),
        &[
            Canned("200", &[("content-type", "text/html")], page, None),
            Canned("200", &[JSON], br#"{"video_url":"#, None),
            Canned("200", &[JSON], br#"{"video_url":"#, Some(5)),
            Canned("200", &[JPEG], b"", None),
        ],
        &expect![[r#"
            note {"object":"GET /cup ID"}
            GET https://tea.invalid/cup?access_token=TOKEN1
            wait 597 ms
            GET https://tea.invalid/cup?access_token=TOKEN1
            wait 1195 ms
            GET https://tea.invalid/cup?access_token=TOKEN1
            wait 2390 ms
            GET https://tea.invalid/cup?access_token=TOKEN1
            reply: unreadable answer: not JSON: EOF while parsing a value at line 1 column 0; it was empty
        "#]],
    );
}

#[test]
fn a_cut_begins_anew_where_no_part_can_be_asked_for() {
    let cut = || Canned("200", &[JPEG], b"0123456789", Some(7));
    check(
        cup(),
        &[cut(), cut(), cut(), cut()],
        &expect![[r#"
            note {"object":"GET /cup ID"}
            GET https://tea.invalid/cup?access_token=TOKEN1
            wait 597 ms
            GET https://tea.invalid/cup?access_token=TOKEN1
            wait 1195 ms
            GET https://tea.invalid/cup?access_token=TOKEN1
            wait 2390 ms
            GET https://tea.invalid/cup?access_token=TOKEN1
            transport: the connection broke: cut
            tea.jpg.part = 0123456
        "#]],
    );
}

#[test]
fn a_pointer_is_followed_without_the_token_and_goes_on_after_cuts() {
    let pointer = br#"{"video_url":"http://video.invalid/a.mp4?key=1"}"#;
    let range = |text: &'static str| ("content-range", text);
    check(
        cup(),
        &[
            Canned("200", &[("content-type", "text/plain")], pointer, None),
            Canned("200", &[("content-length", "10"), ("etag", "\"v1\"")], b"0123456789", Some(3)),
            Canned("206", Box::leak(Box::new([range("bytes 3-9/10")])), b"3456789", Some(4)),
            Canned(
                "206",
                Box::leak(Box::new([range("bytes 7-9/10"), ("content-type", "video/mp4")])),
                b"789",
                None,
            ),
        ],
        &expect![[r#"
            note {"object":"GET /cup ID"}
            GET https://tea.invalid/cup?access_token=TOKEN1
            GET http://video.invalid/a.mp4?key=1 public
            wait 597 ms
            GET http://video.invalid/a.mp4?key=1 range: bytes=3- if-range: "v1" public
            wait 597 ms
            GET http://video.invalid/a.mp4?key=1 range: bytes=7- if-range: "v1" public
            Downloaded { reply: Some(Pointed { video_url: "http://video.invalid/a.mp4?key=1" }), file: Some(StoredFile { path: "tea.jpg", len: 10, name: None, content_type: Some("video/mp4") }) }
            tea.jpg = 0123456789
        "#]],
    );
}

#[test]
fn a_stale_pointer_is_asked_for_again_and_an_odd_one_ends() {
    check(
        cup(),
        &[
            Canned("200", &[JSON], br#"{"video_url":"http://video.invalid/1"}"#, None),
            Canned("403", &[], b"<html>", None),
            Canned("200", &[JSON], br#"{"video_url":"ftp://video.invalid/2"}"#, None),
        ],
        &expect![[r#"
            note {"object":"GET /cup ID"}
            GET https://tea.invalid/cup?access_token=TOKEN1
            GET http://video.invalid/1 public
            GET https://tea.invalid/cup?access_token=TOKEN1
            reply: unreadable answer: the address of the file is not valid
        "#]],
    );
}

#[test]
fn a_file_that_changes_on_the_way_begins_anew() {
    check(
        cup(),
        &[
            Canned("200", &[JSON], br#"{"video_url":"http://video.invalid/1"}"#, None),
            Canned("200", &[("content-length", "10")], b"0123456789", Some(4)),
            Canned("206", &[("content-range", "bytes 4-7/8")], b"efgh", None),
            Canned("200", &[("content-length", "8")], b"abcdefgh", None),
        ],
        &expect![[r#"
            note {"object":"GET /cup ID"}
            GET https://tea.invalid/cup?access_token=TOKEN1
            GET http://video.invalid/1 public
            wait 597 ms
            GET http://video.invalid/1 range: bytes=4- public
            wait 1195 ms
            GET http://video.invalid/1 public
            Downloaded { reply: Some(Pointed { video_url: "http://video.invalid/1" }), file: Some(StoredFile { path: "tea.jpg", len: 8, name: None, content_type: None }) }
            tea.jpg = abcdefgh
        "#]],
    );
}

const LEFT: &[u8] = b"0123456789abcdef0123456789abcdef0123456789abcdef";

#[test]
fn pieces_begin_at_multiples_of_16_and_an_earlier_run_is_gone_on_with() {
    let records = [DownloadRecord { object: "GET /pot ../ID".into() }];
    let mut world = World::new(&[("cups/ID.part", &LEFT[..25]), ("cups/茶.jpg", b"old")]);
    let digest = hex_digest(Algorithm::Sha1, LEFT).to_uppercase();
    let plan = DigestPlan { whole: Algorithm::Sha1, blocks: None };
    let flow = Download::new(Pot, Place::Folder("cups".into()), &records).expecting(plan, digest);
    let named = ("content-disposition", "attachment; filename*=utf-8''%E8%8C%B6.jpg");
    world.run(
        flow,
        &[
            Canned("206", &[("content-range", "bytes 16-47/48")], &LEFT[16..], Some(20)),
            Canned("200", &[JSON], br#"{"errcode":40001}"#, None),
            Canned(
                "206",
                Box::leak(Box::new([("content-range", "bytes 32-47/48"), named])),
                &LEFT[32..],
                None,
            ),
        ],
    );
    expect![[r#"
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=16-47
        wait 597 ms
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=32-63
        GET https://tea.invalid/pot?access_token=TOKEN2 range: bytes=32-63
        Downloaded { reply: None, file: Some(StoredFile { path: "cups/茶-1.jpg", len: 48, name: Some("茶.jpg"), content_type: None }) }
        cups/茶-1.jpg = 0123456789abcdef0123456789abcdef0123456789abcdef
        cups/茶.jpg = old
    "#]]
    .assert_eq(&world.trace);
}

#[test]
fn a_part_that_was_complete_is_told_by_the_range_and_a_damaged_file_gets_no_name() {
    let records = [DownloadRecord { object: "GET /pot ../ID".into() }];
    let answer = || Canned("416", &[("content-range", "bytes */48")], b"", None);
    let mut world = World::new(&[("cups/ID.part", LEFT)]);
    world.run(Download::new(Pot, Place::Folder("cups".into()), &records), &[answer()]);
    let plan = DigestPlan { whole: Algorithm::Sha1, blocks: None };
    let mut damaged = World::new(&[("cups/ID.part", LEFT)]);
    let flow = Download::new(Pot, Place::Folder("cups".into()), &records).expecting(plan, "00");
    damaged.run(flow, &[answer()]);
    expect![[r#"
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=48-79
        Downloaded { reply: None, file: Some(StoredFile { path: "cups/ID", len: 48, name: None, content_type: None }) }
        cups/ID = 0123456789abcdef0123456789abcdef0123456789abcdef
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=48-79
        reply: unreadable answer: the file arrived damaged: its digest is 480f0a5bfe9d1ec3f8936b9441f6e89d301711f5 in place of 00
        cups/ID.part = 0123456789abcdef0123456789abcdef0123456789abcdef
    "#]]
    .assert_eq(&(world.trace + &damaged.trace));
}

#[test]
fn small_files_can_be_taken_from_memory() {
    let env = Env::new(Timestamp::default(), [0; 32]);
    let mut call = Call::new(Pot);
    let Step::Do(ticket, _) = call.step(&env) else { panic!() };
    call.answer(&env, ticket, Answer::Credential(Token::new("T")));
    let Step::Do(ticket, _) = call.step(&env) else { panic!() };
    let sent = ReceivedFile {
        name: Some("茶.jpg".into()),
        content_type: Some("image/jpeg".into()),
        bytes: "x".into(),
    };
    call.answer(&env, ticket, Answer::Reply(sent.write()));
    let Step::Done(received) = call.step(&env) else { panic!() };
    assert_eq!(received.unwrap(), sent);
}
