use expect_test::{Expect, expect};
use http::Response;
use wxkit_proto::digest::{DigestPlan, digest};
use wxkit_proto::error::{Transport, TransportKind};
use wxkit_proto::flow::Ask;
use wxkit_proto::journal::{Record, read_journal};
use wxkit_proto::probe::Probe;
use wxkit_proto::testing::rewrite_journal;
use wxkit_proto::{Error, Event, Timestamp};

use super::*;

/// `printf '%%PDF-1.7 tea' | sha256sum` gives the digest below.
const CONTENT: &[u8] = b"%PDF-1.7 tea";

fn parcel() -> FileMessage {
    let to = Receivers::users(["zhangsan", "lisi"]);
    FileMessage::new("茶 报告.pdf", Source::bytes(CONTENT), "ww0123456789abcdef", to, AgentId::from(1))
}

/// Plays the answers at this time, and tells what the flow did and wrote; the last line is its end.
fn run(parcel: FileMessage, journal: &str, mut now: Timestamp, answers: &[&str]) -> (String, String) {
    let mut flow = SendFile::new(parcel, read_journal(journal).unwrap());
    let (mut answers, mut trace, mut journal) = (answers.iter(), String::new(), journal.to_owned());
    for _ in 0..100 {
        let env = Env::new(now, [0; 32]);
        let (ticket, answer) = match flow.step(&env) {
            Step::Do(ticket, Ask::Inspect(_)) => (ticket, Answer::Probe(Probe::of_bytes(CONTENT))),
            Step::Do(ticket, Ask::Digest(_, plan)) => (ticket, digests(&plan)),
            Step::Do(ticket, Ask::Credential(_)) => (ticket, Answer::Credential(Token::new("TOKEN"))),
            Step::Do(ticket, Ask::Save(record)) => {
                journal += &Record::line(&record, &journal);
                trace += "record\n";
                (ticket, Answer::Saved)
            }
            Step::Do(ticket, Ask::Send { request, .. }) => {
                trace += &format!("{}\n", request.uri().path());
                match *answers.next().expect("an answer") {
                    "lost" => (ticket, Answer::Failed(Error::Transport(lost()))),
                    text => (ticket, Answer::Reply(Response::new(text.to_owned().into()))),
                }
            }
            Step::Do(_, Ask::Rename { .. }) => panic!("nothing is downloaded"),
            Step::Tell(Event::Note(text)) => {
                trace += &format!("{text}\n");
                continue;
            }
            Step::Tell(Event::Warning(warning)) => {
                trace += &format!("warning: {}\n", warning.message);
                continue;
            }
            Step::Tell(_) => continue,
            Step::Wait(until) => {
                now = now + until.expect("something is waited for").since(env.uptime);
                continue;
            }
            Step::Done(Ok(SentFile { sent, media: ReadyMedia { record, reused } })) => {
                trace += &format!("{} reused={reused} missed={:?}", record.media_id, sent.missed());
                return (trace, journal);
            }
            Step::Done(Err(error)) => return (trace + &describe(&error), journal),
        };
        flow.answer(&env, ticket, answer);
    }
    panic!("it never ends:\n{trace}");
}

fn digests(plan: &DigestPlan) -> Answer<Token> {
    Answer::Digests(digest(CONTENT, plan).unwrap())
}

fn lost() -> Transport {
    Transport::new(TransportKind::Interrupted, true, "x")
}

fn describe(error: &Error) -> String {
    format!("{}: {error}", error.kind().as_str())
}

const UPLOADED: &str = r#"{"errcode":0,"errmsg":"","type":"file","media_id":"M1","created_at":"1380000000"}"#;
const SENT: &str = r#"{"errcode":0,"errmsg":"ok","invaliduser":"lisi","msgid":"X"}"#;
const BORN: u64 = 1_380_000_000;

#[test]
fn an_id_that_lives_is_used_again() {
    let at = Timestamp::from_secs;
    let (trace, journal) = run(parcel(), "", at(BORN), &[UPLOADED, SENT]);
    expect![[r#"
        /cgi-bin/media/upload
        record
        /cgi-bin/message/send
        M1 reused=false missed=Some("users: lisi")"#]]
    .assert_eq(&trace);
    expect![[r#"
        wxkit journal 2
        49d1a7ff? {"corp":"ww0123456789abcdef","created_at":1380000000000,"kind":"file","media_id":"M1","name":"茶 报告.pdf","sha256":"7f95dd4a25367b6639d3854a743dd03f2eff411ee1e22620e667102b1eb6b10a"}
    "#]].assert_eq(&journal);

    let (trace, same) = run(parcel(), &journal, at(BORN + 3 * 86_400 - 301), &[SENT]);
    expect![[r#"
        茶 报告.pdf: was uploaded before, and lives
        /cgi-bin/message/send
        M1 reused=true missed=Some("users: lisi")"#]]
    .assert_eq(&trace);
    assert_eq!(same, journal);

    let again = UPLOADED.replace("M1", "M2");
    let (trace, _) = run(parcel(), &journal, at(BORN + 3 * 86_400 - 300), &[&again, SENT]);
    expect![[r#"
        /cgi-bin/media/upload
        record
        /cgi-bin/message/send
        M2 reused=false missed=Some("users: lisi")"#]]
    .assert_eq(&trace);
}

#[test]
fn a_warning_is_told_once() {
    let parcel = FileMessage { name: "10:30.pdf".into(), ..parcel() };
    let (trace, _) = run(parcel, "", Timestamp::from_secs(BORN), &[UPLOADED, SENT]);
    expect![[r#"
        warning: 10:30.pdf: it is sent as 1030.pdf (as documented)
        /cgi-bin/media/upload
        record
        /cgi-bin/message/send
        M1 reused=false missed=Some("users: lisi")"#]]
    .assert_eq(&trace);
}

#[test]
fn an_id_of_something_else_is_not() {
    let (_, journal) = run(parcel(), "", Timestamp::from_secs(BORN), &[UPLOADED, SENT]);
    let uploads = |parcel: FileMessage| {
        let (trace, _) = run(parcel, &journal, Timestamp::from_secs(BORN), &[UPLOADED, SENT]);
        trace.contains("/cgi-bin/media/upload")
    };
    assert!(!uploads(parcel()));
    assert!(uploads(FileMessage { name: "other.pdf".into(), ..parcel() }));
    assert!(uploads(FileMessage { corp: "wwfedcba9876543210".into(), ..parcel() }));
    let moved = rewrite_journal(&journal, "sha256\":\"", "sha256\":\"0");
    let (trace, _) = run(parcel(), &moved, Timestamp::from_secs(BORN), &[UPLOADED, SENT]);
    assert!(trace.contains("/cgi-bin/media/upload"));
}

#[test]
fn an_id_that_has_died_early_is_uploaded_anew() {
    let (_, journal) = run(parcel(), "", Timestamp::from_secs(BORN), &[UPLOADED, SENT]);
    let dead = r#"{"errcode":40007,"errmsg":"invalid media_id"}"#;
    let again = UPLOADED.replace("M1", "M2");
    let (trace, _) = run(parcel(), &journal, Timestamp::from_secs(BORN), &[dead, &again, SENT]);
    expect![[r#"
        茶 报告.pdf: was uploaded before, and lives
        /cgi-bin/message/send
        茶 报告.pdf: the earlier upload is gone; it is uploaded anew
        /cgi-bin/media/upload
        record
        /cgi-bin/message/send
        M2 reused=false missed=Some("users: lisi")"#]]
    .assert_eq(&trace);
    // Only once.
    let (trace, _) = run(parcel(), &journal, Timestamp::from_secs(BORN), &[dead, &again, dead]);
    expect![[r#"
        茶 报告.pdf: was uploaded before, and lives
        /cgi-bin/message/send
        茶 报告.pdf: the earlier upload is gone; it is uploaded anew
        /cgi-bin/media/upload
        record
        /cgi-bin/message/send
        media: WeChat refused with 40007, the media id is not valid: invalid media_id"#]]
    .assert_eq(&trace);
}

#[test]
fn lost_answers_cost_no_second_message() {
    let once = FileMessage { duplicate_check: Some(1800), ..parcel() };
    let (trace, _) = run(once, "", Timestamp::from_secs(BORN), &["lost", UPLOADED, "lost", SENT]);
    expect![[r#"
        /cgi-bin/media/upload
        /cgi-bin/media/upload
        record
        /cgi-bin/message/send
        /cgi-bin/message/send
        M1 reused=false missed=Some("users: lisi")"#]]
    .assert_eq(&trace);
    let (trace, _) = run(parcel(), "", Timestamp::from_secs(BORN), &[UPLOADED, "lost"]);
    expect![[r#"
        /cgi-bin/media/upload
        record
        /cgi-bin/message/send
        outcome_unknown: outcome unknown: POST /cgi-bin/message/send may or may not have been done (the connection broke: x)"#]].assert_eq(&trace);
}

#[test]
fn nothing_is_sent_of_what_is_wrong() {
    let check = |parcel: FileMessage, expected: &Expect| {
        expected.assert_eq(&run(parcel, "", Timestamp::default(), &[]).0)
    };
    check(
        FileMessage { to: Receivers::users([""; 0]), ..parcel() },
        &expect!["input: the message has no receivers; name users, departments or tags (as documented)"],
    );
    check(
        FileMessage { to: Receivers::users(["a"; 1001]), ..parcel() },
        &expect!["input: the message has 1001 users; a message may have at most 1000 (as documented)"],
    );
    check(
        FileMessage { kind: Some(MediaKind::Image), ..parcel() },
        &expect![
            "input: 茶 报告.pdf: the content is PDF; an image must be JPEG, PNG (10 MB today, 1 MB in the older text)"
        ],
    );
    check(
        FileMessage { title: "茶".into(), ..parcel() },
        &expect!["input: 茶 报告.pdf: only a video has a title and a description"],
    );
    check(
        FileMessage { safe: Safety::WithinCorp, ..parcel() },
        &expect!["input: a message of type file cannot be kept within the corp (as documented)"],
    );
    check(
        FileMessage { duplicate_check: Some(20_000), ..parcel() },
        &expect![
            "input: the message has 20000 seconds; duplicate_check_interval may have at most 14400 (as documented)"
        ],
    );
}
