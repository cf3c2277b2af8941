use super::*;

const FIELDS: &[&str] = &["video_url"];

fn check(status: u16, head: &[(&str, &str)], body: &[u8], ended: bool, expected: &str) {
    let mut response = Response::builder().status(status);
    for (name, value) in head {
        response = response.header(*name, *value);
    }
    let response = response.body(()).unwrap();
    let at = if status == 200 { 0 } else { 32 };
    let sorted = sort(at, FIELDS, response.status(), response.headers(), body, ended);
    let text = match sorted {
        AnswerKind::Undecided => "undecided".to_owned(),
        AnswerKind::Reply => "reply".to_owned(),
        AnswerKind::File { at } => format!("file at {at}"),
    };
    assert_eq!(text, expected, "{status} {head:?} {}", String::from_utf8_lossy(body));
}

const NAMED: (&str, &str) = ("content-disposition", "attachment; filename=\"a.json\"");
const JSON: (&str, &str) = ("content-type", "application/json; encoding=utf-8");
const PLAIN: (&str, &str) = ("content-type", "text/plain");
const JPEG: (&str, &str) = ("content-type", "image/jpeg");
const REFUSAL: &[u8] = br#"{"errcode":40007,"errmsg":"invalid media_id"}"#;

#[test]
fn what_is_encrypted_may_begin_as_a_reply_does() {
    for begin in [b'{', b'<'] {
        let bytes: Vec<u8> = std::iter::once(begin).chain((0..=255).cycle()).take(SHORT).collect();
        for ended in [false, true] {
            check(200, &[PLAIN], &bytes, ended, "file at 0");
        }
        check(200, &[PLAIN], &bytes[..300], true, "file at 0");
        // What has come may be too little to tell: the first control character may be the next byte.
        for len in [1, 63, 64, 300, SHORT - 1] {
            check(200, &[PLAIN], &bytes[..len], false, "undecided");
        }
    }
    // A text may have one in 32.
    let odd =
        |controls: usize| [b"{".as_slice(), &[1].repeat(controls), &[b'x'].repeat(63 - controls)].concat();
    check(200, &[PLAIN], &odd(2), true, "reply");
    check(200, &[PLAIN], &odd(3), true, "file at 0");
    // Text of another coding than UTF-8 has no control characters.
    let page = [b"<p>".as_slice(), &[0xcf, 0xb5].repeat(60)].concat();
    check(200, &[PLAIN], &page, true, "reply");
}

#[test]
fn a_file_says_so_in_its_head() {
    check(200, &[NAMED, JSON], REFUSAL, false, "file at 0");
    check(200, &[NAMED], b"x", false, "file at 0");
    let disposed = |text: &str, expected: &str| {
        check(200, &[("content-disposition", text), JSON], REFUSAL, true, expected)
    };
    disposed("attachment", "file at 0");
    disposed("inline; filename=a.json", "file at 0");
    disposed("inline", "reply");
    check(200, &[JPEG], b"\xff\xd8", false, "file at 0");
    check(200, &[JPEG], b"", false, "undecided");
    check(200, &[JPEG, NAMED], b"", true, "reply");
    check(200, &[NAMED], b"\n", true, "file at 0");
    check(200, &[JPEG], b"\n", true, "reply");
    check(206, &[NAMED], b"\n", true, "file at 32");
    check(206, &[], b" \n", true, "file at 32");
    check(206, &[], b" \n", false, "undecided");
    check(206, &[], b"", true, "reply");
}

#[test]
fn a_refusal_is_told_whatever_it_claims_to_be() {
    for claim in [JSON, PLAIN, JPEG, ("x", "y")] {
        check(200, &[claim], REFUSAL, true, "reply");
        check(200, &[claim], br#"{"errcode":"40007"}"#, true, "reply");
        check(200, &[claim], &REFUSAL[..20], false, "undecided");
    }
    check(200, &[PLAIN], b"\xef\xbb\xbf {\"errcode\":40007}", true, "reply");
    for len in 0..3 {
        check(200, &[JPEG], &b"\xef\xbb\xbf"[..len], false, "undecided");
    }
    check(200, &[JPEG], b"\xef\xbb", true, "file at 0");
    check(200, &[PLAIN], &REFUSAL[..20], true, "reply");
    check(200, &[JPEG], &REFUSAL[..20], true, "file at 0");
    for claim in [JSON, PLAIN, JPEG, ("x", "y")] {
        let of_pay = r#"{"code":"RESOURCE_NOT_EXISTS","message":"图片不存在"}"#.as_bytes();
        check(200, &[claim], of_pay, true, "reply");
        check(200, &[claim], br#"{"errcode":0,"errmsg":"ok"}"#, true, "reply");
    }
    for other in [r#"{"code":"X"}"#, r#"{"message":"x"}"#, r#"{"code":"X","message":"x","price":1}"#, "{}"] {
        check(200, &[JPEG], other.as_bytes(), true, "file at 0");
    }
}

#[test]
fn a_refusal_in_the_middle_replaces_nothing() {
    // The answer to a request for the bytes from 32 on.
    let middle = |status: u16, head: &[(&str, &str)], body: &[u8]| {
        let mut response = Response::builder().status(status);
        for (name, value) in head {
            response = response.header(*name, *value);
        }
        let response = response.body(()).unwrap();
        sort(32, FIELDS, response.status(), response.headers(), body, true)
    };
    for status in [200, 206] {
        for claim in [JSON, PLAIN, JPEG, NAMED] {
            assert_eq!(middle(status, &[claim], REFUSAL), AnswerKind::Reply);
            assert_eq!(middle(status, &[claim, NAMED], REFUSAL), AnswerKind::Reply);
        }
    }
    assert_eq!(middle(200, &[JPEG], br#"{"tea":1}"#), AnswerKind::Reply);
    assert_eq!(middle(206, &[JPEG], br#"{"tea":1}"#), AnswerKind::File { at: 32 });
    assert_eq!(middle(200, &[JPEG], b"\xff\xd8"), AnswerKind::File { at: 0 });
}

#[test]
fn packed_and_too_long_files_are_refused_by_their_head() {
    let target = Target { path: Arc::default(), at: 32, fresh: false, limit: 100, fields: &[] };
    let check = |status: u16, name: &'static str, value: &'static str| {
        let response = Response::builder().status(status).header(name, value).body(()).unwrap();
        let checked = target.check(response.status(), response.headers());
        checked.map_or_else(|error| error.to_string(), |()| "good".into())
    };
    assert_eq!(check(200, "content-encoding", "identity"), "good");
    assert_eq!(check(404, "content-encoding", "gzip"), "good");
    assert!(check(200, "content-encoding", "gzip").contains("the file arrived packed (gzip)"));
    assert_eq!(check(200, "content-length", "100"), "good");
    assert_eq!(check(206, "content-length", "68"), "good");
    assert!(check(200, "content-length", "101").contains("longer than 100 bytes"));
    assert!(check(206, "content-length", "69").contains("longer than 100 bytes"));
    assert!(target.admit(100).is_ok() && target.admit(101).is_err());
}

#[test]
fn a_pointer_is_a_reply_and_other_json_is_a_file() {
    check(200, &[PLAIN], br#"{"video_url":"http://a"}"#, true, "reply");
    check(200, &[JSON], br#"{"down_url":"http://a"}"#, true, "file at 0");
    check(200, &[JSON], br#"{"tea":1}"#, true, "file at 0");
    check(200, &[JSON], b"[1]", false, "file at 0");
    check(200, &[PLAIN], b"tea", false, "file at 0");
    let long = [b"{", vec![b' '; LOOK].as_slice()].concat();
    check(200, &[JSON], &long, false, "file at 0");
    // What was decided stays so.
    for ended in [false, true] {
        check(200, &[PLAIN], &[b' '; LOOK], ended, if ended { "reply" } else { "undecided" });
        check(200, &[PLAIN], &[b' '; LOOK + 1], ended, "file at 0");
    }
}

#[test]
fn how_much_is_looked_at() {
    assert_eq!(REPLY_CAP, 16_777_216);
    let text = |len: usize| [b"{\"a\":\"", &vec![b'x'; len - 6][..]].concat();
    check(200, &[JSON], &text(1_048_576), false, "undecided");
    check(200, &[JSON], &text(1_048_577), false, "file at 0");
    check(200, &[JPEG], &text(2048), false, "undecided");
    check(200, &[JPEG], &text(2049), false, "file at 0");
    check(200, &[], &vec![b' '; 1_048_576], false, "undecided");
    check(200, &[], &vec![b' '; 1_048_577], false, "file at 0");
}

#[test]
fn pages_and_other_statuses_are_no_files() {
    for (ended, expected) in [(false, "undecided"), (true, "reply")] {
        check(200, &[("content-type", "text/html")], b"\n<html>", ended, expected);
        check(200, &[], b"<html>", ended, expected);
    }
    check(200, &[], &b"<html>".repeat(400), false, "reply");
    check(502, &[JPEG, NAMED], b"\xff\xd8", false, "reply");
    check(302, &[], b"", true, "reply");
    check(200, &[], b"", true, "reply");
}

#[test]
fn a_part_belongs_where_it_was_asked_for() {
    let range = |text: &'static str| ("content-range", text);
    check(206, &[JPEG, range("bytes 32-63/100")], b"x", false, "file at 32");
    check(206, &[JPEG, range("bytes 16-63/100")], b"x", false, "reply");
    check(206, &[JPEG], b"x", false, "file at 32");
    check(206, &[JSON, range("bytes 32-63/*")], b"x", false, "file at 32");
    check(416, &[range("bytes */100")], b"", true, "reply");
}

#[test]
fn ranges() {
    let check = |text: &str, expected| {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_RANGE, text.parse().unwrap());
        assert_eq!(content_range(&headers), expected, "{text}");
    };
    check("bytes 0-15/100", Some((Some(0), Some(100))));
    check("bytes */100", Some((None, Some(100))));
    check("bytes 16-31/*", Some((Some(16), None)));
    check("lines 1-2/3", None);
    check("bytes", None);
}

/// However the network cuts an answer, the same becomes of it.
#[test]
fn what_is_decided_of_a_beginning_is_decided_of_the_whole() {
    let long = |byte: u8| vec![byte; SHORT];
    let pieces: Vec<Vec<u8>> = vec![
        b"\xef\xbb\xbf".into(),
        b"\xef\xbb".into(),
        b" \r\n".into(),
        b"{\"errcode\":40007}".into(),
        b"{".into(),
        b"<html>".into(),
        b"tea".into(),
        b"\x01\x02\x03".into(),
        long(b'x'),
        long(1),
    ];
    let heads: [&[(&str, &str)]; 6] =
        [&[], &[JSON], &[PLAIN], &[JPEG], &[NAMED], &[JPEG, ("content-range", "bytes 32-63/100")]];
    for head in heads {
        let mut headers = HeaderMap::new();
        for (name, value) in head {
            headers.insert(*name, value.parse().unwrap());
        }
        for number in 0..pieces.len().pow(3) {
            let chosen = [number, number / pieces.len(), number / pieces.len().pow(2)];
            let body = chosen.map(|at| pieces[at % pieces.len()].as_slice()).concat();
            let ends = (0..24).chain([63, 64, SHORT - 1, SHORT, SHORT + 1]);
            for (status, at) in [(StatusCode::OK, 0), (StatusCode::OK, 32), (StatusCode::PARTIAL_CONTENT, 32)]
            {
                let whole = sort(at, FIELDS, status, &headers, &body, true);
                for end in ends.clone().filter(|end| *end <= body.len()) {
                    let early = sort(at, FIELDS, status, &headers, &body[..end], false);
                    let is_same = early == AnswerKind::Undecided || early == whole;
                    assert!(
                        is_same,
                        "{status} at {at}, {headers:?}: {early:?} after {end} bytes of {body:?}, then {whole:?}"
                    );
                }
            }
        }
    }
}
