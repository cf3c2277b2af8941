//! How a program that uses wxkit is tested: against the sandbox, over a socket or in the same process, with the clock paused.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use tokio::time::Instant;
use wxkit::client::files::receive;
use wxkit::client::{Client, Sending, Transport};
use wxkit::official;
use wxkit::official::upload::VideoOptions;
use wxkit::official::{Official, UploadImage, Video, VideoUpload};
use wxkit::proto;
use wxkit::proto::error::TransportKind;
use wxkit::proto::sink::Sink;
use wxkit::proto::{Body, Env, Error, File, Patience, Secret, Source, Timestamp};
use wxkit_sandbox::{Config, Review, Sandbox, Server, Verdict};

/// The function under test: what the program does with WeChat.
async fn upload_twice(client: &Client<Official>, picture: File) -> Result<[String; 2], Error> {
    let first = client.call(UploadImage::new(picture.clone())).await?;
    let second = client.call(UploadImage::new(picture)).await?;
    Ok([first.url, second.url])
}

fn picture() -> File {
    File::from_bytes("茶.jpg", &b"\xff\xd8\xff\xe0\0\x10JFIF"[..])
}

/// Over a real socket: the sandbox is a server, and any client may talk to it.
#[tokio::test]
async fn a_busy_platform_is_asked_again() {
    let faults = r#"{"call":"uploadimg","nth":1,"do":"busy"}"#;
    let config = Config { faults: faults.parse().unwrap(), ..Config::default() };
    let (appid, secret) = (config.appid.clone(), config.secret.clone());
    let server = Server::start("127.0.0.1:0", Sandbox::new(config)).await.unwrap();
    let client = official::builder(appid, secret).base_url(server.base_url()).build().unwrap();

    let [first, second] = upload_twice(&client, picture()).await.unwrap();

    // The first call was refused once, and was repeated.
    assert_ne!(first, second);
    assert_eq!(server.sandbox().count("uploadimg"), 3);
    assert_eq!(server.sandbox().token_fetches(), 1);
    assert_eq!(client.stats().repeats, 1);
}

/// In the same process: no socket, so the clock can be paused and the hours of a review pass at once.
#[tokio::test(start_paused = true)]
async fn a_review_of_two_hours_takes_no_time() {
    let hours = |hours: u64| Duration::from_secs(hours * 3600);
    let review = Review { after_questions: 0, after: hours(2), verdict: Verdict::Passed };
    let sandbox = InProcess::new(Config { video_review: review, ..Config::default() });
    let client = official::builder("wx0123456789abcdef", sandbox.secret());
    let client = client.transport(sandbox.clone()).build().unwrap();

    let film = Source::bytes(&b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41"[..]);
    let mut options = VideoOptions::default();
    options.wait = Some(Patience::new(Duration::from_secs(600), hours(12)));
    let begun = Instant::now();
    let uploaded =
        client.run(VideoUpload::new(Video::new("film.mp4", film, "冲一壶茶"), options)).await.unwrap();

    assert!(uploaded.review.is_some());
    assert!(begun.elapsed() >= hours(2) && begun.elapsed() < hours(3), "{:?}", begun.elapsed());
    // The access token died on the way, and nobody noticed.
    assert_eq!(sandbox.sandbox.lock().unwrap().token_fetches(), 2);
}

/// A sandbox as the transport of a client.
#[derive(Clone)]
struct InProcess {
    sandbox: Arc<Mutex<Sandbox>>,
    start: Instant,
}

impl InProcess {
    fn new(config: Config) -> Self {
        Self { sandbox: Arc::new(Mutex::new(Sandbox::new(config))), start: Instant::now() }
    }

    fn secret(&self) -> Secret {
        self.sandbox.lock().unwrap().config().secret.clone()
    }
}

impl Transport for InProcess {
    fn send(&self, request: Request<Body>, sink: Sink) -> Sending<'_> {
        let request: Request<Bytes> = request.map(|body| body.in_memory().unwrap_or_default());
        // The sandbox has no clock either: it is told the time, by the clock of the test.
        let env = Env::new(Timestamp::from_secs(1_790_000_000) + self.start.elapsed(), [7; 32]);
        let mut sandbox = self.sandbox.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = sandbox.handle(&env, &request).delivered();
        Box::pin(async move {
            let lost =
                || proto::error::Transport::new(TransportKind::Interrupted, true, "the answer is lost");
            let (head, body) = answer.ok_or_else(|| Error::Transport(lost()))?.into_parts();
            receive(sink, head, &*body)
        })
    }
}
