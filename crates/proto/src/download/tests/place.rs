//! Where a file is, and where it comes from.

use http::{Response, StatusCode};

use super::attempt::{Got, got};
use super::*;
use crate::Env;
use crate::error::{Error, Local, LocalKind};
use crate::flow::{Answer, Ask, Step};
use crate::sink::{Sink, Target};

#[test]
fn where_the_bytes_are_until_they_are_complete() {
    let check = |place: Place, id: &str, expected: &str| assert_eq!(place.part(id), PathBuf::from(expected));
    check(Place::File("a/tea.jpg".into()), "ID", "a/tea.jpg.part");
    check(Place::Folder("a".into()), "ID", "a/ID.part");
    check(Place::Folder("a".into()), "../ID", "a/ID.part");
    let shown = format!("{:?}", cup());
    assert!(shown.starts_with("Download { place: File(\"tea.jpg\")"), "{shown}");
}

#[test]
fn a_file_is_fetched_as_a_whole_from_where_it_is() {
    #[derive(Clone)]
    struct Page;

    impl Endpoint for Page {
        type Platform = Tea;
        type Reply = crate::envelope::Done;
        const METHOD: http::Method = http::Method::GET;
        const PATH: &'static str = "/page";
        fn encode(&self, _: &mut crate::Encoder) {}
    }

    impl Fetch for Page {
        fn id(&self) -> String {
            "ID".into()
        }
    }

    assert_eq!((Page::RANGES, Page::LIMIT), (Ranges::Whole, 4_294_967_296));
    assert_eq!(Page::pointer(&serde_json::from_str("{}").unwrap()), None);
}

#[test]
fn an_answer_that_is_not_a_file_is_shown_and_not_stored() {
    let mut world = World::new(&[]);
    let body = br#"{"code":"RESOURCE_NOT_EXISTS","message":"none"}"#;
    world.run(Download::new(Pot, Place::File("tea.jpg".into()), &[]), &[Canned("200", &[JPEG], body, None)]);
    expect![[r#"
        note {"number":0,"object":"GET /pot ../ID"}
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        reply: unreadable answer: expected a file; it began with: {"code":"RESOURCE_NOT_EXISTS","message":"none"}
    "#]].assert_eq(&world.trace);
}

#[test]
fn a_place_that_is_taken_and_a_range_behind_the_end_are_no_failures() {
    let check = |fresh: bool, have: u64, answer: Answer<()>, expected: &str| {
        let path = PathBuf::from("tea.jpg.part").into();
        let sink = Sink::File(Target { path, at: have, fresh, limit: 99, fields: &[] });
        let word = match got::<(), _>(&sink, have, answer) {
            Ok(Got::Taken) => "taken",
            Ok(Got::NoMore(_)) => "no more",
            Ok(_) => "something",
            Err(_) => "to be read",
        };
        assert_eq!(word, expected, "{fresh} {have}");
    };
    let exists = || Answer::Failed(Error::Local(Local::new(LocalKind::Exists, "x")));
    check(true, 0, exists(), "taken");
    check(false, 32, exists(), "to be read");
    let behind = || {
        let response = Response::builder().status(StatusCode::RANGE_NOT_SATISFIABLE);
        Answer::Reply(response.body(Default::default()).unwrap())
    };
    check(false, 32, behind(), "no more");
    check(true, 0, behind(), "to be read");
}

#[test]
fn a_part_that_was_noted_and_never_made_is_not_noted_again() {
    let records = [DownloadRecord { object: "GET /pot ../ID".into(), number: 0 }];
    let mut world = World::new(&[]);
    let answer = Canned("200", &[JPEG], b"0123456789", None);
    world.run(Download::new(Pot, Place::Folder("cups".into()), &records), &[answer]);
    expect![[r#"
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        note {"number":0,"object":""}
        Downloaded { reply: None, file: Some(StoredFile { path: "cups/ID", len: 10, name: None, content_type: Some("image/jpeg") }) }
        cups/ID = 0123456789
    "#]].assert_eq(&world.trace);
}

#[test]
fn a_name_that_cannot_be_given_is_an_error() {
    let check = |kind: LocalKind, renamings: u32| {
        let mut world = World::new(&[]);
        world.stuck = Some(kind);
        let flow = Download::new(Pot, Place::Folder("cups".into()), &[]);
        world.run(flow, &[Canned("200", &[JPEG], b"0123456789", None)]);
        assert_eq!(world.renamings, renamings);
        let last = world.trace.lines().find(|line| line.starts_with("local: ")).unwrap();
        assert!(!last.contains("contract"), "{last}");
    };
    check(LocalKind::Io, 1);
    check(LocalKind::Exists, 1000);
}

#[test]
fn a_reply_without_a_file_is_one_where_there_may_be_one() {
    let mut world = World::new(&[]);
    world.run(cup(), &[Canned("200", &[JSON], br#"{"video_url":" "}"#, None)]);
    expect![[r#"
        note {"number":0,"object":"GET /cup ID"}
        GET https://tea.invalid/cup?access_token=TOKEN1
        Downloaded { reply: Some(Pointed { video_url: " " }), file: None }
    "#]]
    .assert_eq(&world.trace);
}

/// A file of a platform that says nothing where it has nothing.
#[derive(Clone)]
struct Quiet;

impl Endpoint for Quiet {
    type Platform = crate::tea::Tea;
    type Reply = ReceivedFile;
    const METHOD: http::Method = http::Method::GET;
    const PATH: &'static str = "/bag";
    const AUTH: bool = false;
    fn encode(&self, _: &mut crate::Encoder) {}
}

impl Fetch for Quiet {
    fn id(&self) -> String {
        "ID".into()
    }
}

#[test]
fn nothing_is_no_file() {
    let mut flow = Download::new(Quiet, Place::File("bag.jpg".into()), &[]);
    let env = Env::new(Timestamp::default(), [0; 32]);
    loop {
        let (ticket, answer) = match flow.step(&env) {
            Step::Do(ticket, Ask::Send { .. }) => (ticket, Answer::Reply(Response::default())),
            Step::Do(ticket, Ask::Inspect(_)) => {
                (ticket, Answer::Failed(Error::Local(Local::new(LocalKind::Missing, "x"))))
            }
            Step::Do(ticket, _) => (ticket, Answer::Saved),
            Step::Done(Err(error)) => {
                assert!(error.to_string().ends_with("the answer was empty"), "{error}");
                return;
            }
            _ => panic!("it has come"),
        };
        flow.answer(&env, ticket, answer);
    }
}
