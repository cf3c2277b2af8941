//! Replies in the disguises that the platforms are known for.

use std::fmt::Debug;

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde_json::{Map, Value, json};

use crate::endpoint::Endpoint;
use crate::json;

/// Fails if a disguise of this reply is not read as the reply is, or not read at all. Only what is JSON can be disguised.
pub(super) fn check<E: Endpoint<Reply: Debug>>(reply: &str) {
    let Ok(plain @ Value::Object(_)) = json::parse(reply.as_bytes()) else { return };
    let text = plain.to_string();
    let expected = read::<E>(&text);
    let same = |what: &str, disguised: &str| {
        assert_eq!(read::<E>(disguised), expected, "{what}: {disguised}");
    };
    for label in LABELS {
        assert_eq!(read_as::<E>(text.as_bytes(), label), expected, "{label}");
    }
    same("a mark of UTF-8 before it", &format!("\u{feff}{text}"));
    same("space around it", &format!(" \r\n{text}\r\n"));
    same("numbers as texts", &all(&plain, &number_as_text).to_string());
    same("texts as numbers", &all(&plain, &text_as_number).to_string());
    same("flags as numbers", &all(&plain, &flag_as_number).to_string());
    same("unknown fields", &all(&plain, &unknown_field).to_string());
    same("the other name of a time", &all(&plain, &rename_time).to_string());

    let taken = |what: &str, disguised: &[u8]| {
        let read = read_as::<E>(disguised, USUAL);
        assert!(read.is_ok(), "{what}: {}\n{}", String::from_utf8_lossy(disguised), read.unwrap_err());
    };
    taken("without errcode", without(&plain, &["/errcode", "/errmsg"]).to_string().as_bytes());
    for path in paths(&plain, "") {
        let with = |value: Value| {
            let mut disguised = plain.clone();
            *disguised.pointer_mut(&path).unwrap() = value;
            disguised.to_string()
        };
        let name = path.rsplit('/').next().unwrap_or_default();
        if TELLING.contains(&name) {
            continue;
        }
        let absent = read::<E>(&without(&plain, &[&path]).to_string()).ok();
        assert!(absent.is_some() || ESSENTIAL.contains(&name), "{path} may be missing: {plain}");
        assert_eq!(read::<E>(&with(Value::Null)).ok(), absent, "{path} is null or absent");
        assert_eq!(read::<E>(&with(json!(""))).ok(), absent, "{path} is empty or absent");
        if path == "/errcode" || path == "/ret" {
            continue;
        }
        match plain.pointer(&path) {
            Some(Value::Number(_)) => taken(&path, with(json!(77)).as_bytes()),
            Some(Value::String(text)) if !text.is_empty() && text.parse::<f64>().is_err() => {
                taken(&path, with(json!("不明")).as_bytes());
                taken(&path, with(json!(77)).as_bytes());
                let holed = with(json!("MARK"));
                let (before, behind) = holed.split_once("MARK").unwrap();
                for raw in [&b"a\x01\nb"[..], b"\xe8\x8c\xff"] {
                    taken(&path, &[before.as_bytes(), raw, behind.as_bytes()].concat());
                }
            }
            _ => {}
        }
    }
}

/// Fields without which some reply says nothing. All others may be missing.
const ESSENTIAL: &[&str] = &[
    // What was found.
    "isValid",
    // What was made.
    "access_token",
    "expires_in",
    "media_id",
    "thumb_media_id",
    "vid",
    "url",
    "publish_id",
    "article_id",
    "msg_id",
    "msgid",
    "jobid",
    "ticket",
    "product_key",
    // What is listed by it.
    "id",
    "user_comment_id",
    // What was asked for.
    "status",
    "publish_status",
    "msg_status",
    "total_count",
    "total",
    "count",
    "image_count",
    "news_count",
    "video_count",
    "voice_count",
    "list",
    "tags",
    "is_open",
    "speed",
    "ip_list",
    "quota",
    "request",
];

/// Fields by which a reply is told from a file: without them it is one.
const TELLING: &[&str] = &["down_url", "news_item", "video_url"];

const USUAL: &str = "application/json; encoding=utf-8";
const LABELS: &[&str] = &[
    USUAL,
    "application/json",
    "text/plain",
    "text/plain; charset=GBK",
    "text/html; charset=ISO-8859-1",
    "",
];

fn read<E: Endpoint<Reply: Debug>>(text: &str) -> Result<String, String> {
    read_as::<E>(text.as_bytes(), USUAL)
}

fn read_as<E: Endpoint<Reply: Debug>>(body: &[u8], label: &'static str) -> Result<String, String> {
    let mut response = Response::new(Bytes::copy_from_slice(body));
    if !label.is_empty() {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(label));
    }
    E::reply(&response).map(|reply| format!("{reply:?}")).map_err(|error| error.to_string())
}

/// The paths of all fields of all objects.
fn paths(value: &Value, at: &str) -> Vec<String> {
    let fields: Vec<_> = match value {
        Value::Object(object) => object.iter().map(|(key, value)| (format!("{at}/{key}"), value)).collect(),
        Value::Array(list) => {
            list.iter().enumerate().map(|(n, value)| (format!("{at}/{n}"), value)).collect()
        }
        _ => Vec::new(),
    };
    let own = fields.iter().filter(|_| value.is_object()).map(|(path, _)| path.clone());
    own.chain(fields.iter().flat_map(|(path, value)| paths(value, path))).collect()
}

fn without(value: &Value, paths: &[&str]) -> Value {
    let mut value = value.clone();
    for path in paths {
        let (parent, key) = path.rsplit_once('/').unwrap();
        if let Some(Value::Object(object)) = value.pointer_mut(parent) {
            object.remove(key);
        }
    }
    value
}

/// The value with a change made everywhere.
fn all(value: &Value, change: &dyn Fn(Value) -> Value) -> Value {
    change(match value {
        Value::Object(object) => {
            object.iter().map(|(key, value)| (key.clone(), all(value, change))).collect::<Map<_, _>>().into()
        }
        Value::Array(list) => list.iter().map(|value| all(value, change)).collect(),
        other => other.clone(),
    })
}

fn number_as_text(value: Value) -> Value {
    if value.is_number() { value.to_string().into() } else { value }
}

fn text_as_number(value: Value) -> Value {
    let number =
        value.as_str().and_then(|text| text.parse::<u64>().ok().filter(|number| number.to_string() == text));
    number.map_or(value, Value::from)
}

fn flag_as_number(value: Value) -> Value {
    value.as_bool().map_or(value, |flag| u8::from(flag).into())
}

fn rename_time(mut value: Value) -> Value {
    if let Value::Object(object) = &mut value {
        for (name, other) in [("created_at", "create_at"), ("create_at", "created_at")] {
            if let Some(time) = object.remove(name) {
                object.insert(other.into(), time);
                break;
            }
        }
    }
    value
}

fn unknown_field(mut value: Value) -> Value {
    if let Value::Object(object) = &mut value {
        object.insert("later".into(), json!({"then": [1, null]}));
    }
    value
}
