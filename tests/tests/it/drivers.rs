//! The same publication through all drivers: hyper, ureq without a runtime, and virtual time.

use std::path::Path;

use wxkit::client::{Client, Session, Timeouts, Tokens, blocking};
use wxkit::official::library::PublishStatus;
use wxkit::official::publish::PublicationState;
use wxkit::official::{Article, Official, Patience, Publish, PublishOptions, Published, StableTokens};
use wxkit::proto::Error;
use wxkit::token::store::Memory;
use wxkit_sandbox::{Config, Sandbox, Server};
use wxkit_tests::{End, World};

/// A token that dies, in the midst of uploads and then between two calls, so that each death costs one fetch; lost
/// answers, a busy platform, a gateway's page and odd JSON.
const FAULTS: &str = r#"
{"call":"add_material","nth":1,"do":"token"}
{"call":"uploadimg","nth":2,"do":"lost"}
{"call":"upload_block","nth":2,"do":"html"}
{"call":"upload_block","nth":3,"do":"cut"}
{"call":"upload_finish","nth":1,"do":"lost"}
{"call":"save_video","nth":1,"do":"stringly"}
{"call":"query_status","nth":1,"do":"html"}
{"call":"publish/uploadnews","nth":1,"do":"expired"}
{"call":"publish/uploadnews","nth":2,"do":"control"}
{"call":"publish/submit","nth":1,"do":"lost"}
{"call":"publish/query","nth":1,"do":"truncated"}
"#;

#[test]
fn the_same_publication_through_every_driver() {
    let virtual_time = through_virtual_time(&sample());
    let (hyper, calls_of_hyper) = through_hyper(&sample(), "");
    let (ureq, calls_of_ureq) = through_ureq(&sample(), "");
    for published in [&virtual_time, &hyper, &ureq] {
        assert_eq!(status(published), &PublishStatus::Published);
        assert_eq!(published.pictures.len(), sample().pictures.len());
        assert_eq!(published.videos.len(), 1);
    }
    assert_eq!(calls_of_hyper, calls_of_ureq);
}

#[test]
fn faults_cost_repeats_and_nothing_else_through_hyper() {
    let (published, calls) = through_hyper(&sample(), FAULTS);
    assert_eq!(status(&published), &PublishStatus::Published);
    // One fetch at the beginning, and one for each of the two tokens that died.
    assert_eq!(
        calls.iter().find(|(name, _)| name.ends_with("stable_token")).map(|(_, n)| *n),
        Some(3),
        "{calls:?}"
    );
}

#[test]
fn faults_cost_repeats_and_nothing_else_through_ureq() {
    let (published, calls) = through_ureq(&sample(), FAULTS);
    assert_eq!(status(&published), &PublishStatus::Published);
    assert_eq!(
        calls.iter().find(|(name, _)| name.ends_with("stable_token")).map(|(_, n)| *n),
        Some(3),
        "{calls:?}"
    );
}

type Calls = Vec<(&'static str, u64)>;

fn through_hyper(article: &Article, faults: &str) -> (Published, Calls) {
    let server = server(faults);
    let run = async {
        let tokens = Tokens::new(account(&server), Memory::default());
        let client: Client<Official> =
            Client::builder().base_url(server.base_url()).credentials(tokens).build()?;
        client.run_with(flow(article), &mut Session::default()).await
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    (ok(runtime.block_on(run)), calls(&server))
}

fn through_ureq(article: &Article, faults: &str) -> (Published, Calls) {
    let server = server(faults);
    let tokens = blocking::Tokens::new(account(&server), Memory::default());
    let client: blocking::Client<Official> =
        blocking::Client::builder(blocking::Ureq::new(Timeouts::default()))
            .base_url(server.base_url())
            .credentials(tokens)
            .build()
            .unwrap();
    (ok(client.run(flow(article))), calls(&server))
}

fn through_virtual_time(article: &Article) -> Published {
    let mut world = World::new(1, Sandbox::new(Config::default()));
    let files = std::iter::once(&article.cover)
        .chain(article.pictures.iter().map(|picture| &picture.file))
        .map(|asset| asset.path.as_str())
        .chain(article.videos.iter().map(|video| video.path.as_str()));
    for path in files {
        let path = folder().join(path);
        world.files.insert(path.clone(), std::fs::read(path).unwrap().into());
    }
    match world.run(flow(article)) {
        End::Done(result) => ok(result),
        End::Crashed => panic!("nothing goes wrong in this world"),
    }
}

fn flow(article: &Article) -> Publish {
    let poll = std::time::Duration::from_millis(5);
    let mut options = PublishOptions::default();
    options.patience = Patience::new(poll, Patience::default().limit);

    Publish::new(article.clone(), options, &[])
}

fn server(faults: &str) -> Server {
    let config = Config { faults: faults.parse().unwrap(), ..Config::default() };
    Server::on_thread("127.0.0.1:0", Sandbox::new(config)).unwrap()
}

fn account(server: &Server) -> StableTokens {
    let config = server.sandbox().config().clone();
    StableTokens::new(config.appid, config.secret)
}

fn calls(server: &Server) -> Calls {
    server.sandbox().calls().clone().into_iter().collect()
}

fn ok(result: Result<Published, Error>) -> Published {
    result.unwrap_or_else(|error| panic!("{error:?}"))
}

fn status(published: &Published) -> &PublishStatus {
    let PublicationState::Library { status, .. } = &published.standing else {
        panic!("{:?}", published.standing)
    };
    status
}

fn sample() -> Article {
    let source = std::fs::read_to_string(folder().join("article.md")).unwrap();
    let parsed =
        wxkit::article::parse(&source, wxkit::article::Format::Markdown, &Default::default()).unwrap();
    wxkit::article::in_folder(&parsed, &folder()).unwrap()
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("articles/sample")
}
