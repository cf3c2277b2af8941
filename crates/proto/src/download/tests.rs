//! Downloads from a server that is a list of answers, in virtual time.

mod arrival;
mod place;
mod world;

use expect_test::{Expect, expect};

use super::*;
use crate::call::Call;
use crate::digest::{Algorithm, hex_digest};
use crate::{Reply as _, Timestamp, Token};
use world::*;

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
            note {"number":0,"object":"GET /cup ID"}
            GET https://tea.invalid/cup?access_token=TOKEN1
            note {"number":0,"object":""}
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
            note {"number":0,"object":"GET /cup ID"}
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
            note {"number":0,"object":"GET /cup ID"}
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
            note {"number":0,"object":"GET /cup ID"}
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
            note {"number":0,"object":"GET /cup ID"}
            GET https://tea.invalid/cup?access_token=TOKEN1
            GET http://video.invalid/a.mp4?key=1 public
            wait 597 ms
            GET http://video.invalid/a.mp4?key=1 range: bytes=3- if-range: "v1" public
            wait 597 ms
            GET http://video.invalid/a.mp4?key=1 range: bytes=7- if-range: "v1" public
            note {"number":0,"object":""}
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
            note {"number":0,"object":"GET /cup ID"}
            GET https://tea.invalid/cup?access_token=TOKEN1
            GET http://video.invalid/1 public
            GET https://tea.invalid/cup?access_token=TOKEN1
            reply: unreadable answer: the address of the file is not valid: ftp://video.invalid/2
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
            note {"number":0,"object":"GET /cup ID"}
            GET https://tea.invalid/cup?access_token=TOKEN1
            GET http://video.invalid/1 public
            wait 597 ms
            GET http://video.invalid/1 range: bytes=4- public
            wait 1195 ms
            GET http://video.invalid/1 public
            note {"number":0,"object":""}
            Downloaded { reply: Some(Pointed { video_url: "http://video.invalid/1" }), file: Some(StoredFile { path: "tea.jpg", len: 8, name: None, content_type: None }) }
            tea.jpg = abcdefgh
        "#]],
    );
}

const LEFT: &[u8] = b"0123456789abcdef0123456789abcdef0123456789abcdef";

#[test]
fn pieces_begin_at_multiples_of_16_and_an_earlier_run_is_gone_on_with() {
    let records = [DownloadRecord { object: "GET /pot ../ID".into(), number: 0 }];
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
        note {"number":0,"object":""}
        Downloaded { reply: None, file: Some(StoredFile { path: "cups/茶-1.jpg", len: 48, name: Some("茶.jpg"), content_type: None }) }
        cups/茶-1.jpg = 0123456789abcdef0123456789abcdef0123456789abcdef
        cups/茶.jpg = old
    "#]]
    .assert_eq(&world.trace);
}

#[test]
fn the_same_bytes_again_bring_no_further() {
    let check = |answer: fn() -> Canned, expected: &Expect| {
        let begin = Canned("206", &[("content-range", "bytes 0-19/48")], &LEFT[..20], None);
        let mut world = World::new(&[]);
        let flow = Download::new(Pot, Place::Folder("cups".into()), &[]);
        world.run(flow, &[begin, answer(), answer(), answer(), answer()]);
        expected.assert_eq(&world.trace);
    };
    check(
        || Canned("206", &[("content-range", "bytes 16-19/48")], &LEFT[16..20], None),
        &expect![[r#"
        note {"number":0,"object":"GET /pot ../ID"}
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=16-47
        wait 597 ms
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=16-47
        wait 1195 ms
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=16-47
        wait 2390 ms
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=16-47
        transport: the connection broke: the answer ended after 20 of 48 bytes
        cups/ID.part = 0123456789abcdef0123
    "#]],
    );
    check(
        || Canned("206", &[("content-range", "bytes 16-47/48")], &LEFT[16..], Some(4)),
        &expect![[r#"
        note {"number":0,"object":"GET /pot ../ID"}
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=16-47
        wait 597 ms
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=16-47
        wait 1195 ms
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=16-47
        wait 2390 ms
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=16-47
        transport: the connection broke: cut
        cups/ID.part = 0123456789abcdef0123
    "#]],
    );
}

#[test]
fn a_part_that_was_complete_is_told_by_the_range_and_a_damaged_file_gets_no_name() {
    let records = [DownloadRecord { object: "GET /pot ../ID".into(), number: 0 }];
    let answer = || Canned("416", &[("content-range", "bytes */48")], b"", None);
    let mut world = World::new(&[("cups/ID.part", LEFT)]);
    world.run(Download::new(Pot, Place::Folder("cups".into()), &records), &[answer()]);
    let plan = DigestPlan { whole: Algorithm::Sha1, blocks: None };
    let mut damaged = World::new(&[("cups/ID.part", LEFT)]);
    let flow = Download::new(Pot, Place::Folder("cups".into()), &records).expecting(plan, "00");
    damaged.run(flow, &[answer()]);
    expect![[r#"
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=48-79
        note {"number":0,"object":""}
        Downloaded { reply: None, file: Some(StoredFile { path: "cups/ID", len: 48, name: None, content_type: None }) }
        cups/ID = 0123456789abcdef0123456789abcdef0123456789abcdef
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=48-79
        reply: unreadable answer: the file arrived damaged: its digest is 480f0a5bfe9d1ec3f8936b9441f6e89d301711f5 in place of 00
        cups/ID.part = 0123456789abcdef0123456789abcdef0123456789abcdef
    "#]]
    .assert_eq(&(world.trace + &damaged.trace));
}

#[cfg(feature = "gzip")]
#[test]
fn what_should_be_packed_and_is_not_has_no_digest() {
    let plan = DigestPlan { whole: Algorithm::GzipSha1, blocks: None };
    check(
        cup().expecting(plan, "00"),
        &[Canned("200", &[JPEG], b"0123456789", None)],
        &expect![[r#"
            note {"number":0,"object":"GET /cup ID"}
            GET https://tea.invalid/cup?access_token=TOKEN1
            reply: unreadable answer: the file arrived damaged: it is no whole gzip file
            tea.jpg.part = 0123456789
        "#]],
    );
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

#[test]
fn a_foreign_file_in_place_of_the_part_is_left_alone() {
    let mut world = World::new(&[("tea.jpg.part", b"precious"), ("tea.jpg.1.part", b"too")]);
    world.run(cup(), &[Canned("200", &[JPEG], b"0123456789", None)]);
    // What an earlier run has left there is gone on with.
    let mut again = World::new(&[("cups/ID.part", b"precious"), ("cups/ID.2.part", &LEFT[..32])]);
    let records = [DownloadRecord { object: "GET /pot ../ID".into(), number: 2 }];
    let rest = Canned("206", &[("content-range", "bytes 32-47/48")], &LEFT[32..], None);
    again.run(Download::new(Pot, Place::Folder("cups".into()), &records), &[rest]);
    expect![[r#"
        note {"number":2,"object":"GET /cup ID"}
        GET https://tea.invalid/cup?access_token=TOKEN1
        note {"number":2,"object":""}
        Downloaded { reply: None, file: Some(StoredFile { path: "tea.jpg", len: 10, name: None, content_type: Some("image/jpeg") }) }
        tea.jpg = 0123456789
        tea.jpg.1.part = too
        tea.jpg.part = precious
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=32-63
        note {"number":2,"object":""}
        Downloaded { reply: None, file: Some(StoredFile { path: "cups/ID", len: 48, name: None, content_type: None }) }
        cups/ID = 0123456789abcdef0123456789abcdef0123456789abcdef
        cups/ID.part = precious
    "#]].assert_eq(&(world.trace + &again.trace));
}

#[test]
fn a_page_behind_a_pointer_is_named_and_a_redirect_is_followed() {
    let pointer = || Canned("200", &[JSON], br#"{"video_url":"http://video.invalid/a/1?k=2"}"#, None);
    let page = Canned("200", &[("content-type", "text/html")], b"<html></html>", None);
    check(
        cup(),
        &[pointer(), page],
        &expect![[r#"
        note {"number":0,"object":"GET /cup ID"}
        GET https://tea.invalid/cup?access_token=TOKEN1
        GET http://video.invalid/a/1?k=2 public
        reply: unreadable answer: the address of the file leads to a web page: http://video.invalid/a/1?k=2
    "#]],
    );
    let moved = |to| Canned("302", to, b"", None);
    check(
        cup(),
        &[
            pointer(),
            moved(&[("location", "b.mp4")]),
            moved(&[("location", "https://cdn.invalid/c.mp4")]),
            Canned("200", &[("content-type", "video/mp4")], b"film", None),
        ],
        &expect![[r#"
            note {"number":0,"object":"GET /cup ID"}
            GET https://tea.invalid/cup?access_token=TOKEN1
            GET http://video.invalid/a/1?k=2 public
            GET http://video.invalid/a/b.mp4 public
            GET https://cdn.invalid/c.mp4 public
            note {"number":0,"object":""}
            Downloaded { reply: Some(Pointed { video_url: "http://video.invalid/a/1?k=2" }), file: Some(StoredFile { path: "tea.jpg", len: 4, name: None, content_type: Some("video/mp4") }) }
            tea.jpg = film
        "#]],
    );
    check(
        cup(),
        &[pointer(), moved(&[("x", "y")])],
        &expect![[r#"
        note {"number":0,"object":"GET /cup ID"}
        GET https://tea.invalid/cup?access_token=TOKEN1
        GET http://video.invalid/a/1?k=2 public
        reply: unreadable answer: the address of the file leads on, and to no file: http://video.invalid/a/1?k=2
    "#]],
    );
}
