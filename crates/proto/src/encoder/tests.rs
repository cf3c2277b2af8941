use serde_json::json;

use super::*;
use crate::env::Timestamp;
use crate::file::Source;
use crate::multipart::parse;
use crate::probe::Probe;

fn env() -> Env {
    Env::new(Timestamp::default(), [0; 32])
}

fn draft(say: impl FnOnce(&mut Encoder)) -> Draft {
    let mut out = Encoder::default();
    say(&mut out);
    out.into_draft(Method::POST, "/pour?action=init", "application/json", &env()).unwrap()
}

fn text(draft: &Draft, name: http::HeaderName) -> &str {
    draft.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[test]
fn what_a_body_is_stands_in_its_head() {
    let json = draft(|out| {
        out.query("t", "图 &");
        out.json(&json!({"a": "图"}));
    });
    assert_eq!(json.target(), "/pour?action=init&t=%E5%9B%BE%20%26");
    assert_eq!(text(&json, CONTENT_TYPE), "application/json");
    assert_eq!(json.covered().unwrap(), r#"{"a":"图"}"#);

    let octets = draft(|out| out.octets(Body::from("tea")));
    assert_eq!(
        (text(&octets, CONTENT_TYPE), octets.covered().unwrap()),
        ("application/octet-stream", "tea".into())
    );

    let nothing = draft(|_| {});
    assert_eq!((text(&nothing, CONTENT_TYPE), nothing.covered().unwrap()), ("", Bytes::new()));
    assert!(text(&nothing, USER_AGENT).starts_with("wxkit/"));
    assert_eq!(text(&nothing, ACCEPT), "application/json");
    assert_eq!(text(&draft(|out| out.accept("text/html")), ACCEPT), "text/html");
}

#[test]
fn a_form_holds_texts_and_files() {
    let form = draft(|out| {
        out.text("note", "hot");
        out.file("media", &File::from_bytes("a.txt", "tea"));
        out.file_as("other", &File::from_bytes("b.txt", "milk"), "c.txt");
    });
    let parts = parse(text(&form, CONTENT_TYPE), &form.body.in_memory().unwrap()).unwrap().parts;
    let told = parts.iter().map(|part| (part.name.as_str(), part.file_name.as_deref(), &part.bytes[..]));
    let expected =
        [("note", None, &b"hot"[..]), ("media", Some("a.txt"), b"tea"), ("other", Some("c.txt"), b"milk")];
    assert_eq!(told.collect::<Vec<_>>(), expected);
}

#[test]
fn a_signature_covers_the_json_of_a_form_alone() {
    let file = File::new("a.jpg", Source::path("/nowhere"), Probe::of_bytes(b"tea"));
    let signed = draft(|out| {
        out.signed_json("meta", &json!({"a": 1}));
        out.file("file", &file);
    });
    assert_eq!(signed.covered().unwrap(), r#"{"a":1}"#);
    assert!(signed.body.in_memory().is_none() && signed.body.len() > 3);
    assert_eq!(draft(|out| out.file("file", &file)).covered(), None);
}

#[test]
fn control_characters_are_refused_wherever_a_text_stands() {
    let check = |say: &dyn Fn(&mut Encoder), expected: Option<&str>| {
        let mut out = Encoder::default();
        say(&mut out);
        let error = out.check().err().map(|error| error.to_string().chars().take(45).collect::<String>());
        assert_eq!(error.as_deref(), expected);
    };
    let refused = Some("a text holds the control character U+0007, wh");
    check(&|out| out.text("a", "x\u{7}"), refused);
    check(&|out| out.text("a", r#"{"b":"\u0007"}"#), refused);
    check(&|out| out.text("a", r"\u0007"), None);
    check(&|out| out.json(&json!("x\u{7}")), refused);
    check(&|out| out.signed_json("a", &json!("x\u{7}")), refused);
    check(&|out| out.json(&json!("x\n\ty")), None);
    // The first one is told.
    check(
        &|out| {
            out.text("a", "\u{7}");
            out.text("b", "\u{8}");
        },
        refused,
    );
}

#[test]
fn what_cannot_be_an_address_is_refused() {
    let check = |path: &str, expected: &str| {
        let draft = Encoder::default().into_draft(Method::GET, path, "*/*", &env());
        let request = draft.and_then(|draft| draft.into_request("https://tea.invalid/"));
        assert_eq!(
            request.map_or_else(|error| error.to_string(), |request| request.uri().to_string()),
            expected
        );
    };
    check("/a?b", "https://tea.invalid/a?b");
    check("a", "the path does not begin with /");
    check("/a#b", "the path holds a fragment (#…), which is never sent");
    check("/a b", "/a b does not make a valid address");
}

#[test]
fn only_what_may_have_a_body_says_how_long_it_is() {
    let length = |method: Method| {
        let draft = Encoder::default().into_draft(method, "/a", "*/*", &env()).unwrap();
        let request = draft.into_request("https://tea.invalid").unwrap();
        request.headers().get(CONTENT_LENGTH).map(|value| value.to_str().unwrap().to_owned())
    };
    assert_eq!([length(Method::GET), length(Method::POST)], [None, Some("0".into())]);
}

#[test]
fn logs_and_debug_show_the_path_alone() {
    let secret = draft(|out| {
        out.query("access_token", "T0KEN");
        out.json("s3cret");
    });
    assert_eq!(format!("{secret:?}"), "Draft(POST /pour, Body(8 bytes))");
    assert_eq!(format!("{:?}", Encoder::default()), "Encoder { .. }");
    let request = secret.into_request("https://relay.invalid/k3y").unwrap();
    assert_eq!((logged_path(&request), logged_path(&Request::new(()))), ("/pour", "…"));
}
