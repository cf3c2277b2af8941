mod lost;

use expect_test::{Expect, expect};
use http::Response;
use wxkit_proto::digest::digest;
use wxkit_proto::error::{Transport, TransportKind};
use wxkit_proto::flow::Ask;
use wxkit_proto::journal::read_journal;
use wxkit_proto::probe::Probe;
use wxkit_proto::testing::rewrite_journal;
use wxkit_proto::{Error, Event, Timestamp};

use super::*;

const CONTENT: &[u8] = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41 tea";
const BORN: u64 = 1_525_936_573;

const UPLOADED: &str = r#"{"type":"video","media_id":"TEMPORARY","created_at":1525936573}"#;
const PREPARED: &str = r#"{"type":"video","media_id":"PREPARED","created_at":1525936663}"#;
const ADDED: &str = r#"{"media_id":"PERMANENT"}"#;
const SENT: &str = r#"{"errcode":0,"errmsg":"preview success"}"#;
const INVALID: &str = r#"{"errcode":40007,"errmsg":"invalid media_id"}"#;

fn clip() -> Clip {
    let source = Source::bytes(CONTENT);
    Clip { name: "冲茶.MP4".into(), source, title: "videotest".into(), description: "nononono".into() }
}

/// Plays the answers from this second on, and tells what the flow did; the last line is its end. Gives the journal too.
fn run(clip: Clip, through: Through, journal: &str, at: u64, answers: &[&str]) -> (String, String) {
    let to = Viewer::WeChatNumber("tea_friend".into());
    let mut flow = VideoPreview::new(clip, to, through, &read_journal(journal).unwrap());
    let (mut now, mut answers) = (Timestamp::from_secs(at), answers.iter());
    let (mut trace, mut journal) = (Vec::new(), journal.to_owned());
    for _ in 0..200 {
        let env = Env::new(now, [0; 32]);
        let (ticket, answer) = match flow.step(&env) {
            Step::Do(ticket, Ask::Inspect(_)) => (ticket, Answer::Probe(Probe::of_bytes(CONTENT))),
            Step::Do(ticket, Ask::Digest(_, plan)) => {
                (ticket, Answer::Digests(digest(CONTENT, &plan).unwrap()))
            }
            Step::Do(ticket, Ask::Credential(_)) => (ticket, Answer::Credential(Token::new("TOKEN"))),
            Step::Do(ticket, Ask::Save(record)) => {
                journal += &record.line(&journal);
                trace.push(if record.sync { "record, synced" } else { "record" }.to_owned());
                (ticket, Answer::Saved)
            }
            Step::Do(ticket, Ask::Send { request, .. }) => {
                trace.push(sent(&request));
                let answer = *answers.next().unwrap_or_else(|| panic!("no answer after {trace:?}"));
                (ticket, if answer == "lost" { lost() } else { reply(answer) })
            }
            Step::Do(_, Ask::Rename { .. }) => panic!("nothing is downloaded"),
            Step::Wait(until) => {
                now = now + until.expect("nothing is open").since(env.uptime);
                continue;
            }
            Step::Tell(event) => {
                match event {
                    Event::Note(text) => trace.push(text),
                    Event::Warning(warning) => trace.push(format!("warning: {}", warning.message)),
                    _ => {}
                }
                continue;
            }
            Step::Done(result) => {
                trace.push(match result {
                    Ok(PreviewedVideo { media_id, reused, .. }) => {
                        format!("{} reused={reused}", media_id.as_str())
                    }
                    Err(error) => format!("{}: {error}", error.kind().as_str()),
                });
                return (trace.join("\n"), journal);
            }
        };
        flow.answer(&env, ticket, answer);
    }
    panic!("it never ends: {trace:?}");
}

/// The call, and what a preview is of.
fn sent(request: &http::Request<wxkit_proto::Body>) -> String {
    let call = request.uri().path().trim_start_matches("/cgi-bin/");
    let body = request.body().in_memory().unwrap();
    let preview = if call.ends_with("preview") { String::from_utf8_lossy(&body) } else { "".into() };
    format!("{call} {preview}").trim_end().to_owned()
}

fn reply(text: &str) -> Answer<Token> {
    Answer::Reply(Response::new(text.to_owned().into()))
}

fn lost() -> Answer<Token> {
    let (kind, message) = (TransportKind::Interrupted, "in this test".to_owned());
    Answer::Failed(Error::Transport(Transport::new(kind, true, message)))
}

/// One run with an empty journal.
fn check(through: Through, answers: &[&str], expected: &Expect) -> String {
    let (trace, journal) = run(clip(), through, "", BORN, answers);
    expected.assert_eq(&trace);
    journal
}

/// One run more.
fn again(through: Through, journal: &str, at: u64, answers: &[&str], expected: &Expect) -> String {
    let (trace, journal) = run(clip(), through, journal, at, answers);
    expected.assert_eq(&trace);
    journal
}

#[test]
fn the_first_flow_of_the_log() {
    let journal = check(
        Through::Temporary,
        &[UPLOADED, PREPARED, SENT],
        &expect![[r#"
        media/upload
        record
        media/uploadvideo
        record
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PREPARED"}}
        PREPARED reused=false"#]],
    );
    expect![[r#"
        wxkit journal 2
        817a93db {"uploaded":{"created_at":1525936573,"media_id":"TEMPORARY","sha1":"62a38158956188f1faf213d01ff21125137448ec"}}
        e7dc9934 {"prepared":{"created_at":1525936663,"media_id":"PREPARED","sha1":"62a38158956188f1faf213d01ff21125137448ec","words":"369d92a95c2af1e35779a0e05830755d0704c241"}}
    "#]].assert_eq(&journal);
}

#[test]
fn the_second_flow_of_the_log() {
    let journal = check(
        Through::Permanent,
        &[ADDED, SENT],
        &expect![[r#"
        record, synced
        material/add_material
        record, synced
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PERMANENT"}}
        PERMANENT reused=false"#]],
    );
    expect![[r#"
        wxkit journal 2
        f834a57b {"adding":{"sha1":"62a38158956188f1faf213d01ff21125137448ec","time":1525936573,"words":"369d92a95c2af1e35779a0e05830755d0704c241"}}
        36e0ff20 {"added":{"media_id":"PERMANENT","sha1":"62a38158956188f1faf213d01ff21125137448ec","words":"369d92a95c2af1e35779a0e05830755d0704c241"}}
    "#]].assert_eq(&journal);
}

/// A first run that goes well; its journal.
fn first(through: Through) -> String {
    let answers = match through {
        Through::Temporary => &[UPLOADED, PREPARED, SENT][..],
        Through::Permanent => &[ADDED, SENT],
    };
    run(clip(), through, "", BORN, answers).1
}

#[test]
fn ids_that_live_are_taken_again() {
    let temporary = first(Through::Temporary);
    let three_days = BORN + 3 * 86_400;
    again(
        Through::Temporary,
        &temporary,
        three_days + 90 - 301,
        &[SENT],
        &expect![[r#"
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PREPARED"}}
        PREPARED reused=true"#]],
    );
    again(
        Through::Temporary,
        &temporary,
        three_days + 90 - 300,
        &[UPLOADED, PREPARED, SENT],
        &expect![[r#"
        media/upload
        record
        media/uploadvideo
        record
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PREPARED"}}
        PREPARED reused=false"#]],
    );
    let permanent = first(Through::Permanent);
    again(
        Through::Permanent,
        &permanent,
        three_days * 2,
        &[SENT],
        &expect![[r#"
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PERMANENT"}}
        PERMANENT reused=true"#]],
    );
    // Neither way knows the ids of the other.
    again(
        Through::Temporary,
        &permanent,
        BORN,
        &[UPLOADED, PREPARED, SENT],
        &expect![[r#"
        media/upload
        record
        media/uploadvideo
        record
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PREPARED"}}
        PREPARED reused=false"#]],
    );
}

#[test]
fn other_words_or_another_file_are_another_video() {
    let journal = first(Through::Temporary);
    let words = Clip { title: "another".into(), ..clip() };
    let (trace, _) = run(words, Through::Temporary, &journal, BORN, &[PREPARED, SENT]);
    expect![[r#"
        media/uploadvideo
        record
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PREPARED"}}
        PREPARED reused=false"#]]
    .assert_eq(&trace);
    let journal = rewrite_journal(&journal, "\"sha1\":\"", "\"sha1\":\"0");
    again(
        Through::Temporary,
        &journal,
        BORN,
        &[UPLOADED, PREPARED, SENT],
        &expect![[r#"
        media/upload
        record
        media/uploadvideo
        record
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PREPARED"}}
        PREPARED reused=false"#]],
    );
}

#[test]
fn an_id_that_died_early_is_made_anew() {
    let temporary = first(Through::Temporary);
    let journal = again(
        Through::Temporary,
        &temporary,
        BORN,
        &[INVALID, INVALID, &UPLOADED.replace("TEMP", "T2"), &PREPARED.replace("PRE", "P2"), SENT],
        &expect![[r#"
            message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PREPARED"}}
            冲茶.MP4: PREPARED is not valid any more
            record
            media/uploadvideo
            冲茶.MP4: TEMPORARY is not valid any more
            record
            media/upload
            record
            media/uploadvideo
            record
            message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"P2PARED"}}
            P2PARED reused=false"#]],
    );
    again(
        Through::Temporary,
        &journal,
        BORN,
        &[SENT],
        &expect![[r#"
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"P2PARED"}}
        P2PARED reused=true"#]],
    );
    let permanent = first(Through::Permanent);
    again(
        Through::Permanent,
        &permanent,
        BORN,
        &[INVALID, ADDED, SENT],
        &expect![[r#"
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PERMANENT"}}
        冲茶.MP4: PERMANENT is not valid any more
        record
        record, synced
        material/add_material
        record, synced
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PERMANENT"}}
        PERMANENT reused=false"#]],
    );
    // What was made just now is not made again.
    check(
        Through::Permanent,
        &[ADDED, INVALID, INVALID, INVALID, INVALID],
        &expect![[r#"
        record, synced
        material/add_material
        record, synced
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PERMANENT"}}
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PERMANENT"}}
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PERMANENT"}}
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PERMANENT"}}
        media: WeChat refused with 40007, the media id is not valid: invalid media_id"#]],
    );
}

#[test]
fn new_ids_may_not_be_known_at_once() {
    check(
        Through::Temporary,
        &[UPLOADED, INVALID, PREPARED, INVALID, SENT],
        &expect![[r#"
        media/upload
        record
        media/uploadvideo
        media/uploadvideo
        record
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PREPARED"}}
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PREPARED"}}
        PREPARED reused=false"#]],
    );
}

#[test]
fn a_platform_whose_clock_is_wrong() {
    let old = UPLOADED.replace("1525936573", "1");
    let (trace, _) = run(clip(), Through::Temporary, "", BORN, &[&old, PREPARED, SENT]);
    expect![[r#"
        media/upload
        record
        media/uploadvideo
        record
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PREPARED"}}
        PREPARED reused=false"#]]
    .assert_eq(&trace);
}

#[test]
fn everything_that_can_be_wrong_is_found_before_anything_is_sent() {
    let check = |clip: Clip, bytes: &'static [u8], to: &str, expected: &Expect| {
        let to = Viewer::WeChatNumber(to.into());
        let file = File::from_bytes(clip.name.clone(), bytes);
        let message = |through| clip.check(&file, &to, through).unwrap_err().message;
        assert_eq!(message(Through::Temporary), message(Through::Permanent));
        expected.assert_eq(&message(Through::Temporary));
    };
    check(
        Clip { title: " ".into(), ..clip() },
        CONTENT,
        "tea_friend",
        &expect!["冲茶.MP4: a video needs a title"],
    );
    check(clip(), CONTENT, "", &expect!["the preview has no receiver"]);
    check(
        clip(),
        b"no film",
        "tea_friend",
        &expect![
            "冲茶.MP4: the content is of an unknown kind; a video as plain material must be MP4 (as documented)"
        ],
    );
}
