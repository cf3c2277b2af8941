//! Downloads from a server that says anything.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use wxkit::official::ids::MediaId;
use wxkit::official::media::DownloadMedia;
use wxkit::proto::digest::{Algorithm, DigestPlan, Digests, hex_digest};
use wxkit::proto::download::{Download, Fetch, Place, file_name, safe_name};
use wxkit::proto::error::{Local, LocalKind, Transport, TransportKind};
use wxkit::proto::flow::Ask;
use wxkit::proto::probe::Probe;
use wxkit::proto::sink::{AnswerKind, Sink, Stored, Target};
use wxkit::proto::{Answer, Endpoint, Env, Error, Flow, Platform, Source, Step, Timestamp, Token};
use wxkit::work;

use super::split_line;

/// What separates two answers.
const BETWEEN: &[u8] = b"\n====\n";
const FOREIGN: &[u8] = b"not ours";

/// The first byte says which file is fetched and whether its digest is known; the rest are answers, each a line with a status
/// and after how many bytes it is cut, headers, a blank line and a body. When they are at an end, nobody answers.
pub fn downloads(data: &[u8]) {
    let Some((&first, rest)) = data.split_first() else { return };
    let answers: Vec<Canned> = split(rest).into_iter().take(50).map(canned).collect();
    for Canned { headers, .. } in &answers {
        let name = file_name(headers);
        assert_eq!(name, name.as_deref().and_then(safe_name), "a safe name stays as it is");
    }
    let expecting =
        (first & 2 != 0).then(|| answers.last().map(|answer| answer.body.clone()).unwrap_or_default());
    let place = if first & 4 == 0 { Place::Folder("/d".into()) } else { Place::File("/d/a.bin".into()) };
    let mut disk = Disk { files: BTreeMap::new(), answers: answers.into_iter() };
    if first & 8 != 0 {
        disk.files.insert(place.part("ID"), FOREIGN.to_vec());
    }
    match first & 1 {
        0 => disk.run(DownloadMedia::new(MediaId::new("ID")), place, expecting),
        _ => disk.run(
            work::media::DownloadMedia::new(work::ids::DownloadId::from("ID".to_owned())),
            place,
            expecting,
        ),
    }
}

struct Canned {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    cut: Option<usize>,
}

fn split(mut data: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    while let Some(at) = data.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
        parts.push(&data[..at]);
        data = &data[at + BETWEEN.len()..];
    }
    parts.push(data);
    parts
}

fn canned(data: &[u8]) -> Canned {
    let (line, mut rest) = split_line(data);
    let line = String::from_utf8_lossy(line);
    let mut words = line.split_whitespace();
    let status = words.next().and_then(|word| word.parse().ok()).unwrap_or_default();
    let cut = words.next().and_then(|word| word.parse::<usize>().ok());
    let mut headers = HeaderMap::new();
    loop {
        let (line, behind) = split_line(rest);
        rest = behind;
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { break };
        let value = HeaderValue::from_bytes(line[colon + 1..].trim_ascii());
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(&line[..colon]), value) {
            headers.append(name, value);
        }
    }
    let cut = cut.filter(|cut| *cut < rest.len());
    Canned { status, headers, body: Bytes::copy_from_slice(rest), cut }
}

struct Disk {
    files: BTreeMap<PathBuf, Vec<u8>>,
    answers: std::vec::IntoIter<Canned>,
}

impl Disk {
    fn run<E>(mut self, endpoint: E, place: Place, expecting: Option<Bytes>)
    where
        E: Fetch + Clone,
        E: Endpoint<Platform: Platform<Credential = Token>>,
    {
        let part = place.part(&endpoint.id());
        let foreign = self.files.contains_key(&part);
        let mut flow = Download::new(endpoint, place, &[]);
        if let Some(bytes) = &expecting {
            let plan = DigestPlan { whole: Algorithm::Sha1, blocks: None };
            flow = flow.expecting(plan, hex_digest(Algorithm::Sha1, bytes));
        }
        let mut now = Timestamp::from_secs(1_790_000_000);
        for _ in 0..2000 {
            let env = Env::new(now, [0; 32]);
            match flow.step(&env) {
                Step::Do(ticket, ask) => {
                    let answer = self.perform(ask).unwrap_or_else(Answer::Failed);
                    flow.answer(&env, ticket, answer);
                }
                Step::Tell(_) => {}
                Step::Wait(until) => now = now + until.expect("nothing is open").since(env.uptime),
                Step::Done(result) => {
                    assert!(
                        self.files.keys().all(|path| path.parent() == Some(Path::new("/d"))),
                        "out of its folder"
                    );
                    assert!(!foreign || self.files.get(&part).is_some_and(|bytes| bytes == FOREIGN));
                    match result.map(|downloaded| downloaded.file) {
                        Ok(Some(file)) => {
                            let bytes = self.files.get(&file.path).expect("the file is there");
                            assert_eq!(bytes.len() as u64, file.len);
                            assert!(
                                expecting.is_none_or(|expected| expected == bytes),
                                "a wrong file is taken"
                            );
                        }
                        Ok(None) => {}
                        Err(error) => assert!(!error.to_string().is_empty()),
                    }
                    return;
                }
            }
        }
        panic!("it never ends");
    }

    fn perform(&mut self, ask: Ask<Token>) -> Result<Answer<Token>, Error> {
        let missing = || local(LocalKind::Missing);
        Ok(match ask {
            Ask::Credential(_) => Answer::Credential(Token::new("TOKEN")),
            Ask::Send { sink, .. } => match self.answers.next() {
                Some(canned) => self.answer(canned, sink)?,
                None => {
                    return Err(Error::Transport(Transport::new(TransportKind::Connect, false, "nobody")));
                }
            },
            Ask::Inspect(Source::Path(path)) => {
                Answer::Probe(Probe::of_bytes(self.files.get(&*path).ok_or_else(missing)?))
            }
            Ask::Digest(Source::Path(path), plan) => {
                let bytes = self.files.get(&*path).ok_or_else(missing)?;
                let whole = hex_digest(plan.whole, bytes);
                Answer::Digests(Digests { len: bytes.len() as u64, whole, blocks: Vec::new() })
            }
            Ask::Rename { from, to, replace } => {
                if !replace && self.files.contains_key(&*to) {
                    return Err(local(LocalKind::Exists));
                }
                let bytes = self.files.remove(&*from).ok_or_else(missing)?;
                self.files.insert(to.to_path_buf(), bytes);
                Answer::Saved
            }
            Ask::Save(_) => Answer::Saved,
            Ask::Inspect(_) | Ask::Digest(..) => panic!("nothing is in memory"),
        })
    }

    fn answer(&mut self, canned: Canned, sink: Sink) -> Result<Answer<Token>, Error> {
        let Canned { status, headers, body, cut } = canned;
        let Sink::File(target) = sink else { panic!("not into a file") };
        target.check(status, &headers)?;
        let arrived = body.get(..cut.unwrap_or(body.len())).unwrap_or_default();
        let failure = || Transport::new(TransportKind::Interrupted, true, "cut");
        match sort(&target, status, &headers, arrived, cut.is_none()) {
            AnswerKind::File { .. } if target.fresh && self.files.contains_key(&*target.path) => {
                Err(local(LocalKind::Exists))
            }
            AnswerKind::File { at } => {
                let file = self.files.entry(target.path.to_path_buf()).or_default();
                let at = usize::try_from(at).expect("it is short");
                assert!(at <= file.len(), "a hole in the file");
                file.truncate(at);
                file.extend_from_slice(arrived);
                target.admit(file.len() as u64)?;
                let (mut head, len) = (Response::new(()), file.len() as u64);
                (*head.status_mut(), *head.headers_mut()) = (status, headers);
                Ok(Answer::Stored(Stored { head, len, cut: cut.map(|_| failure()) }))
            }
            _ if cut.is_some() => Err(Error::Transport(failure())),
            _ => {
                let mut response = Response::new(body);
                (*response.status_mut(), *response.headers_mut()) = (status, headers);
                Ok(Answer::Reply(response))
            }
        }
    }
}

/// What is decided of the beginning of an answer is not decided otherwise when more of it has come.
fn sort(target: &Target, status: StatusCode, headers: &HeaderMap, bytes: &[u8], ended: bool) -> AnswerKind {
    let decided = target.sort(status, headers, bytes, ended);
    for len in [0, 1, bytes.len() / 2, bytes.len()] {
        let early = target.sort(status, headers, &bytes[..len.min(bytes.len())], false);
        assert!(early == AnswerKind::Undecided || early == decided || !ended, "{early:?}, then {decided:?}");
    }
    decided
}

fn local(kind: LocalKind) -> Error {
    Error::Local(Local::new(kind, format!("{kind:?}")))
}
