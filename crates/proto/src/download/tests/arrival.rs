//! Answers that go on, begin anew, or bring nothing.

use super::*;

/// A file in pieces of 32 bytes.
fn check(answers: &[Canned], expected: &Expect) {
    let mut world = World::new(&[]);
    world.run(Download::new(Pot, Place::Folder("cups".into()), &[]), answers);
    expected.assert_eq(&world.trace);
}

fn piece(range: &'static str, bytes: &'static [u8]) -> Canned {
    Canned("206", Box::leak(Box::new([("content-range", range)])), bytes, None)
}

#[test]
fn a_whole_file_may_have_another_length_than_the_one_before() {
    let whole = |length, bytes, cut| Canned("200", length, bytes, cut);
    check(
        &[
            whole(&[("content-length", "48")], LEFT, Some(4)),
            whole(&[("content-length", "12")], &LEFT[..12], None),
        ],
        &expect![[r#"
            note {"number":0,"object":"GET /pot ../ID"}
            GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
            wait 597 ms
            GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
            note {"number":0,"object":""}
            Downloaded { reply: None, file: Some(StoredFile { path: "cups/ID", len: 12, name: None, content_type: None }) }
            cups/ID = 0123456789ab
        "#]],
    );
}

#[test]
fn whoever_begins_anew_every_time_gets_no_further() {
    let whole = |cut| Canned("200", &[("content-length", "48")], LEFT, Some(cut));
    check(
        &[whole(1), whole(2), whole(3), whole(4)],
        &expect![[r#"
        note {"number":0,"object":"GET /pot ../ID"}
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        wait 597 ms
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        wait 1195 ms
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        wait 2390 ms
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        transport: the connection broke: cut
        cups/ID.part = 0123
    "#]],
    );
    let first = || piece("bytes 0-31/48", &LEFT[..32]);
    let other = || piece("bytes 32-47/49", &LEFT[32..]);
    let answers = [first(), other(), first(), other(), first(), other(), first(), other()];
    check(
        &answers,
        &expect![[r#"
        note {"number":0,"object":"GET /pot ../ID"}
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=32-63
        wait 597 ms
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=32-63
        wait 1195 ms
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=32-63
        wait 2390 ms
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=32-63
        transport: the connection broke: the file has changed on the way
        cups/ID.part = 0123456789abcdef0123456789abcdef0123456789abcdef
    "#]],
    );
}

#[test]
fn pieces_of_a_file_of_unknown_length_end_with_a_short_one() {
    check(
        &[piece("bytes 0-31/*", &LEFT[..32]), piece("bytes 32-41/*", &LEFT[32..42])],
        &expect![[r#"
        note {"number":0,"object":"GET /pot ../ID"}
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=32-63
        note {"number":0,"object":""}
        Downloaded { reply: None, file: Some(StoredFile { path: "cups/ID", len: 42, name: None, content_type: None }) }
        cups/ID = 0123456789abcdef0123456789abcdef0123456789
    "#]],
    );
    check(
        &[piece("bytes 0-9/*", &LEFT[..10])],
        &expect![[r#"
        note {"number":0,"object":"GET /pot ../ID"}
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        note {"number":0,"object":""}
        Downloaded { reply: None, file: Some(StoredFile { path: "cups/ID", len: 10, name: None, content_type: None }) }
        cups/ID = 0123456789
    "#]],
    );
}

#[test]
fn more_than_all_is_of_another_file() {
    check(
        &[piece("bytes 0-31/20", &LEFT[..32]), piece("bytes 0-19/20", &LEFT[..20])],
        &expect![[r#"
        note {"number":0,"object":"GET /pot ../ID"}
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        wait 597 ms
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        note {"number":0,"object":""}
        Downloaded { reply: None, file: Some(StoredFile { path: "cups/ID", len: 20, name: None, content_type: None }) }
        cups/ID = 0123456789abcdef0123
    "#]],
    );
}

#[test]
fn what_somebody_else_cut_begins_anew() {
    let mut world = World::new(&[("cups/ID.part", LEFT)]);
    world.shrunk = Some(16);
    let records = [DownloadRecord { object: "GET /pot ../ID".into(), number: 0 }];
    let answers = [piece("bytes 48-57/*", &LEFT[..10]), piece("bytes 0-9/*", &LEFT[..10])];
    world.run(Download::new(Pot, Place::Folder("cups".into()), &records), &answers);
    expect![[r#"
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=48-79
        wait 597 ms
        GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
        note {"number":0,"object":""}
        Downloaded { reply: None, file: Some(StoredFile { path: "cups/ID", len: 10, name: None, content_type: None }) }
        cups/ID = 0123456789
    "#]].assert_eq(&world.trace);
}

#[test]
fn an_address_is_asked_for_anew_three_times_and_kept_through_faults_of_the_server() {
    let pointer = || Canned("200", &[JSON], br#"{"video_url":"http://video.invalid/1"}"#, None);
    let stale = || Canned("403", &[], b"<html>", None);
    let mut answers: Vec<Canned> = (0..4).flat_map(|_| [pointer(), stale()]).collect();
    answers.extend([stale(), stale(), stale()]);
    super::check(
        cup(),
        &answers,
        &expect![[r#"
        note {"number":0,"object":"GET /cup ID"}
        GET https://tea.invalid/cup?access_token=TOKEN1
        GET http://video.invalid/1 public
        GET https://tea.invalid/cup?access_token=TOKEN1
        GET http://video.invalid/1 public
        GET https://tea.invalid/cup?access_token=TOKEN1
        GET http://video.invalid/1 public
        GET https://tea.invalid/cup?access_token=TOKEN1
        GET http://video.invalid/1 public
        wait 597 ms
        GET http://video.invalid/1 public
        wait 1195 ms
        GET http://video.invalid/1 public
        wait 2390 ms
        GET http://video.invalid/1 public
        transport: a gateway answered in place of WeChat (HTTP 403): 6 bytes that are not an answer of the platform
    "#]],
    );
    let answers = [pointer(), Canned("503", &[], b"<html>", None), Canned("200", &[JPEG], b"tea", None)];
    super::check(
        cup(),
        &answers,
        &expect![[r#"
        note {"number":0,"object":"GET /cup ID"}
        GET https://tea.invalid/cup?access_token=TOKEN1
        GET http://video.invalid/1 public
        wait 597 ms
        GET http://video.invalid/1 public
        note {"number":0,"object":""}
        Downloaded { reply: Some(Pointed { video_url: "http://video.invalid/1" }), file: Some(StoredFile { path: "tea.jpg", len: 3, name: None, content_type: Some("image/jpeg") }) }
        tea.jpg = tea
    "#]],
    );
}

#[test]
fn five_redirects_are_followed() {
    let pointer = Canned("200", &[JSON], br#"{"video_url":"http://video.invalid/0"}"#, None);
    let to = |to| Canned("302", Box::leak(Box::new([("location", to)])), b"", None);
    let mut answers = vec![pointer];
    answers.extend(["/1", "/2", "/3", "/4", "/5", "/6"].map(to));
    super::check(
        cup(),
        &answers,
        &expect![[r#"
        note {"number":0,"object":"GET /cup ID"}
        GET https://tea.invalid/cup?access_token=TOKEN1
        GET http://video.invalid/0 public
        GET http://video.invalid/1 public
        GET http://video.invalid/2 public
        GET http://video.invalid/3 public
        GET http://video.invalid/4 public
        GET http://video.invalid/5 public
        reply: unreadable answer: the address of the file leads on, and to no file: http://video.invalid/5
    "#]],
    );
}

#[test]
fn a_range_behind_the_end_of_another_file_begins_anew() {
    check(
        &[
            piece("bytes 0-31/*", &LEFT[..32]),
            Canned("416", &[("content-range", "bytes */48")], b"", None),
            piece("bytes 0-9/*", &LEFT[..10]),
        ],
        &expect![[r#"
            note {"number":0,"object":"GET /pot ../ID"}
            GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
            GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=32-63
            wait 597 ms
            GET https://tea.invalid/pot?access_token=TOKEN1 range: bytes=0-31
            note {"number":0,"object":""}
            Downloaded { reply: None, file: Some(StoredFile { path: "cups/ID", len: 10, name: None, content_type: None }) }
            cups/ID = 0123456789
        "#]],
    );
}
