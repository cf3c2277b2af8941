//! What a browser is shown.

use bytes::Bytes;
use http::Response;
use serde_json::json;

use super::bench::*;
use crate::Config;

/// What stands at an address that was given out, asked for here by a browser.
fn open(bench: &mut Bench, url: &str) -> Response<Bytes> {
    let path = ["http://mp.weixin.qq.com", "http://mmbiz.qpic.cn"]
        .iter()
        .find_map(|host| url.strip_prefix(host))
        .unwrap_or(url)
        .trim_end_matches("#rd");
    bench.send("GET", path.trim_start_matches('/'), &[("Host", "127.0.0.1:8080")], "").response
}

fn text(page: &Response<Bytes>) -> &str {
    std::str::from_utf8(page.body()).unwrap()
}

#[test]
fn an_article_opens_at_its_address_until_it_is_deleted() {
    let mut bench = Bench::new(Config::default());
    let uploaded =
        bench.form("cgi-bin/media/uploadimg?access_token=ACCESS_TOKEN", "a.jpg", JPEG)["url"].clone();
    let picture = uploaded.as_str().unwrap().to_owned();
    let mut article = bench.article();
    article["title"] = "<i>茶</i>".into();
    article["content"] = format!("<p>山泉</p><img src=\"{picture}\"><script>alert(1)</script>").into();
    let draft = bench.ask("draft/add", &json!({ "articles": [article] }))["media_id"].clone();
    let read = bench.ask("draft/get", &json!({ "media_id": draft }));
    let preview = open(&mut bench, read["news_item"][0]["url"].as_str().unwrap());
    assert_eq!(preview.status(), 200);
    assert!(text(&preview).contains("山泉"), "{}", text(&preview));

    let job = bench.ask("freepublish/submit", &json!({ "media_id": draft }))["publish_id"].clone();
    let done = (0..4).map(|_| bench.ask("freepublish/get", &json!({ "publish_id": job }))).last().unwrap();
    let url = done["article_detail"]["item"][0]["article_url"].as_str().unwrap().to_owned();
    let page = open(&mut bench, &url);
    assert_eq!(
        (page.status().as_u16(), &page.headers()["content-type"]),
        (200, &"text/html; charset=utf-8".parse().unwrap())
    );
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("script"), "{policy}");
    // The title is text, and pictures come from here.
    let html = text(&page);
    assert!(html.contains("&lt;i&gt;茶") && !html.contains("<i>茶") && !html.contains("qpic.cn"), "{html}");
    let shown = open(&mut bench, &picture);
    assert_eq!(
        (&shown.headers()["content-type"], shown.body().as_ref()),
        (&"image/jpeg".parse().unwrap(), JPEG)
    );

    let other = url.replace("&idx=1&", "&idx=2&");
    assert_eq!(open(&mut bench, &other).status(), 404);
    let id = done["article_id"].clone();
    bench.ask("freepublish/delete", &json!({ "article_id": id, "index": 1 }));
    assert_eq!(open(&mut bench, &url).status(), 404);
    assert_eq!(open(&mut bench, "/s?mid=&idx=&sn=").status(), 404);
    assert_eq!(open(&mut bench, "/mmbiz/nothing/0").status(), 404);
}

#[test]
fn the_first_page_lists_what_is_held_and_no_secret() {
    let mut bench = Bench::new(Config::default());
    let mut article = bench.article();
    article["title"] = "\"><script>alert(1)</script>".into();
    bench.ask("draft/add", &json!({ "articles": [article] }));
    bench.ask("draft/get", &json!({ "media_id": "nobody" }));
    let page = open(&mut bench, "/");
    let html = text(&page);
    assert!(html.contains("&gt;&lt;script&gt;") && !html.contains("<script"), "{html}");
    for shown in ["cgi-bin/draft/add</td><td>ok", "cgi-bin/draft/get</td><td>40007", "href=\"/s?tempkey="] {
        assert!(html.contains(shown), "{shown}: {html}");
    }
    let secrets = [bench.sandbox.config().secret.reveal().to_owned()];
    let tokens = bench.sandbox.tokens().map(|token| token.reveal().to_owned());
    for secret in secrets.into_iter().chain(tokens) {
        assert!(!html.contains(&secret), "{html}");
    }
    // A page from elsewhere whose name leads here is not shown it.
    for (host, want) in
        [("localhost:80", true), ("[::1]:80", true), ("127.0.0.1", true), ("evil.example", false)]
    {
        let answer = bench.send("GET", "", &[("Host", host)], "").response;
        assert_eq!(text(&answer).contains("sandbox"), want, "{host}");
    }
}
