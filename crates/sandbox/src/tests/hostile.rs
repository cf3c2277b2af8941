//! Whatever arrives, there is an answer.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Uri};
use proptest::prelude::*;
use wxkit_proto::{Env, Timestamp};

use super::bench::*;
use crate::{BlockRule, Config};

fn path() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(crate::route::calls().collect::<Vec<_>>()).prop_map(str::to_owned),
        "[a-z/%0-9?&=]{0,30}",
    ]
}

fn query() -> impl Strategy<Value = String> {
    "(&(type|vid|part_num|part_sha|media_id|appid|grant_type|action)=[a-z0-9%_-]{0,12}){0,5}"
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        "[{}\\[\\]\",:\\\\u0-9a-f ]{0,60}".prop_map(String::into_bytes),
        "(--X\r\n|Content-Disposition: form-data; name=\"media\"; filename=\"a.jpg\"\r\n|\r\n|--){0,8}"
            .prop_map(String::into_bytes),
        (any::<i64>(), "\\PC{0,30}").prop_map(|(index, text)| {
            let article = serde_json::json!({ "title": text, "content": text, "thumb_media_id": "x" });
            serde_json::json!({ "media_id": "x", "index": index, "filesize": index, "articles": article, "msgtype": text })
                .to_string()
                .into_bytes()
        }),
    ]
}

fn headers() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let name = prop::sample::select(vec!["content-type", "content-length", "transfer-encoding", "x"]);
    let value = prop_oneof![
        "multipart/form-data(; boundary=(\"?X\"?|))?".prop_map(String::into_bytes),
        Just(b"chunked".to_vec()),
        prop::collection::vec(0x20_u8..0x7f, 0..20),
        prop::collection::vec(0x80_u8..=0xff, 0..9),
    ];
    prop::collection::vec((name.prop_map(str::to_owned), value), 0..4)
}

/// The same requests with the same chance, twice.
#[test]
fn the_same_seed_gives_the_same_answers() {
    let run = || {
        let mut bench = Bench::new(Config::default());
        let mut told = vec![bench.token.clone(), bench.cover()];
        for kind in ["image", "thumb"] {
            let target = format!("cgi-bin/media/upload?access_token=ACCESS_TOKEN&type={kind}");
            told.push(bench.form(&target, "a.jpg", JPEG).to_string());
        }
        let draft = bench.draft(2);
        told.push(bench.ask("freepublish/submit", &serde_json::json!({ "media_id": draft })).to_string());
        told.push(bench.ask("material/get_material", &serde_json::json!({ "media_id": "x" })).to_string());
        let text = serde_json::json!({ "filter": { "is_to_all": true }, "msgtype": "text", "text": { "content": "茶" } });
        // The second one is refused with the id of the first.
        for _ in 0..2 {
            told.push(bench.ask("message/mass/sendall", &text).to_string());
        }
        let news = bench.news();
        told.extend([news.clone(), bench.submit(&news).to_string(), bench.query(&news).to_string()]);
        told
    };
    assert_eq!(run(), run());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(path in path(), query in query(), headers in headers(), body in body(), post in any::<bool>()) {
        let mut bench = Bench::new(Config { blocks: BlockRule::UpTo(9), ..Config::default() });
        let glue = if path.contains('?') { "&" } else { "?" };
        let Ok(uri) = format!("/{path}{glue}access_token={}{query}", bench.token).parse::<Uri>() else { return Ok(()) };
        let mut request = Request::new(Bytes::from(body));
        *request.uri_mut() = uri;
        *request.method_mut() = if post { Method::POST } else { Method::GET };
        for (name, value) in headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_bytes(&value)) {
                request.headers_mut().append(name, value);
            }
        }
        let env = Env::new(Timestamp::from_millis(u64::MAX), [9; 32]);
        let outcome = bench.sandbox.handle(&env, &request);
        // Where videos are, there is no interface but a place for files.
        prop_assert!(json(&outcome).is_object() || outcome.response.status() == 404);
    }

    #[test]
    fn no_html_panics(html in "(<|>|/|=|\"|'|img|src|iframe|script|!--|--|&|茶| |\\PC){0,40}") {
        let mut bench = Bench::new(Config::default());
        let reply = bench.upload_news(&html);
        prop_assert!(reply.is_object());
    }
}
