//! A loop of one's own, without the client: the core does no I/O, so here is all of it, over plain ureq: `own_loop VIDEO TITLE`.
//!
//! One thing is done at a time, which is slower than need be and shorter than anything else. The account is in `WXKIT_APPID`
//! and `WXKIT_SECRET`.

use std::env::{args, var};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{Request, Response};
use wxkit::official::token::StableToken;
use wxkit::official::upload::VideoOptions;
use wxkit::official::{Official, Video, VideoUpload};
use wxkit::proto::body::Slot;
use wxkit::proto::digest::digest;
use wxkit::proto::env::Moment;
use wxkit::proto::error::{Transport, TransportKind};
use wxkit::proto::flow::Ask;
use wxkit::proto::probe::{Probe, Stamp};
use wxkit::proto::sink::REPLY_CAP;
use wxkit::proto::{Answer, Body, Call, Env, Error, Flow, Secret, Source, Step, Timestamp, Token};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (Some(path), Some(title)) = (args().nth(1), args().nth(2)) else {
        return Err("usage: own_loop VIDEO TITLE".into());
    };
    let desk = Desk { start: Instant::now(), base_url: var("WXKIT_BASE_URL").ok().map(Into::into) };
    let (appid, secret) = (var("WXKIT_APPID")?, Secret::new(var("WXKIT_SECRET")?));
    // A program that runs longer than a token lives has a keeper of tokens: `wxkit::token::Keeper`.
    let fetch = StableToken::new(appid, secret);
    let token = desk.run(Call::new(fetch), None)?.access_token;
    let video = Video::new("video.mp4", Source::path(&path), title);
    println!("{}", desk.run(VideoUpload::new(video, VideoOptions::default()), Some(&token))?.vid);
    Ok(())
}

struct Desk {
    start: Instant,
    base_url: Option<Arc<str>>,
}

impl Desk {
    /// The loop.
    fn run<F: Flow<Platform = Official>>(
        &self,
        mut flow: F,
        token: Option<&Token>,
    ) -> Result<F::Output, Error> {
        loop {
            let now = self.env();
            match flow.step(&now) {
                Step::Do(ticket, ask) => {
                    let answer = perform(ask, token).unwrap_or_else(Answer::Failed);
                    flow.answer(&self.env(), ticket, answer);
                }
                Step::Tell(event) => eprintln!("{event:?}"),
                // Nothing is under way here, so there is always a time.
                Step::Wait(until) => sleep(until.unwrap_or_default().since(now.uptime)),
                Step::Done(result) => return result,
            }
        }
    }

    /// Time and chance, anew for each step.
    fn env(&self) -> Env {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).unwrap_or_else(|error| eprintln!("no random numbers: {error}"));
        let mut env = Env::new(Timestamp::from_millis(now.as_millis() as u64), seed);
        env.uptime = Moment::from_millis(self.start.elapsed().as_millis() as u64);
        env.base_url = self.base_url.clone();
        env
    }
}

/// What a flow may ask for.
fn perform(ask: Ask<Token>, token: Option<&Token>) -> Result<Answer<Token>, Error> {
    match ask {
        Ask::Send { request, .. } => send(request).map(Answer::Reply),
        Ask::Credential(_) => token.cloned().map(Answer::Credential).ok_or(Error::Misuse("no token yet")),
        Ask::Inspect(source) => {
            let file = open(&source, 0).map_err(|error| Error::io("opening the file", &error))?;
            let len = file.metadata().map_or(0, |metadata| metadata.len());
            let probe = Probe::read(file, Stamp { len, version: 0 });
            probe.map(Answer::Probe).map_err(|error| Error::io("looking into the file", &error))
        }
        Ask::Digest(source, plan) => {
            let digests = open(&source, 0).and_then(|file| digest(file, &plan));
            digests.map(Answer::Digests).map_err(|error| Error::io("reading the file", &error))
        }
        // A program that is to go on after a crash appends it to a journal.
        Ask::Save(_) => Ok(Answer::Saved),
        Ask::Rename { from, to, .. } => {
            let renamed = std::fs::rename(&*from, &*to);
            renamed.map(|()| Answer::Saved).map_err(|error| Error::io("naming the file", &error))
        }
    }
}

/// One exchange. The body is read while it is sent, so memory does not grow with the file.
fn send(request: Request<Body>) -> Result<Response<Bytes>, Error> {
    let (parts, body) = request.into_parts();
    let mut reader = body.reader(|slot: &Slot| open(&slot.source, slot.range.start));
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
    let answer = match body.len() {
        0 => config.new_agent().run(Request::from_parts(parts, ())),
        _ => config.new_agent().run(Request::from_parts(parts, ureq::SendBody::from_reader(&mut reader))),
    };
    // A better transport tells a failed connection (`arrived: false`) from a lost answer.
    let lost = |error: &dyn std::error::Error| {
        let (kind, message) = (TransportKind::Interrupted, error.to_string());
        Error::Transport(Transport::new(kind, true, message))
    };
    let (head, body) = answer.map_err(|error| lost(&error))?.into_parts();
    let mut bytes = Vec::new();
    let read = body.into_reader().take(REPLY_CAP as u64).read_to_end(&mut bytes);
    read.map_err(|error| lost(&error))?;
    Ok(Response::from_parts(head, bytes.into()))
}

fn open(source: &Source, at: u64) -> io::Result<File> {
    let path: &Path = match source {
        Source::Path(path) => path,
        _ => return Err(io::ErrorKind::Unsupported.into()),
    };
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(at))?;
    Ok(file)
}
