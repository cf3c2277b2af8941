//! The draft box.

use serde_json::{Value, json};

use super::bench::*;
use crate::Config;
use crate::state::Gone;

/// What is said of an article with these changes.
fn add(bench: &mut Bench, changes: &Value) -> String {
    let mut article = bench.article();
    for (name, value) in changes.as_object().unwrap() {
        article[name] = value.clone();
    }
    verdict(&bench.ask("draft/add", &json!({ "articles": [article] })))
}

#[test]
fn news_is_held_against_its_limits() {
    let mut bench = Bench::new(Config::default());
    let picture =
        bench.form("cgi-bin/media/uploadimg?access_token=ACCESS_TOKEN", "a.jpg", JPEG)["url"].clone();
    let mut check = |changes: Value, expected: &str| {
        assert_eq!(
            add(&mut bench, &changes),
            expected,
            "{}",
            changes.to_string().chars().take(80).collect::<String>()
        );
    };
    check(
        json!({ "title": "茶".repeat(64), "author": "客".repeat(16), "digest": "摘".repeat(128) }),
        "no ok",
    );
    check(json!({ "title": "茶".repeat(65) }), "45003 title size out of limit");
    check(json!({ "title": " " }), "40227 title is empty");
    check(json!({ "author": "客".repeat(17) }), "45110 author size out of limit");
    check(json!({ "digest": "摘".repeat(129) }), "45004 description size out of limit");
    check(json!({ "content": "" }), "44003 empty news data");
    check(json!({ "content": "水".repeat(19_999) }), "no ok");
    check(json!({ "content": "水".repeat(20_000) }), "45002 content size out of limit");
    check(
        json!({ "content": format!("<p title=\"{}\">水", "x".repeat(1 << 20)) }),
        "45002 content size out of limit",
    );
    check(json!({ "content": format!("<img src={picture}>") }), "no ok");
    check(json!({ "content": "<form>" }), "45166 invalid content: tag");
    check(json!({ "content_source_url": format!("https://example.com/{}", "x".repeat(1004)) }), "no ok");
    check(
        json!({ "content_source_url": format!("https://example.com/{}", "x".repeat(1005)) }),
        "41039 invalid content_source_url",
    );
    check(json!({ "content_source_url": "example.com" }), "41039 invalid content_source_url");
    check(json!({ "thumb_media_id": "x" }), "40007 invalid media_id");
    check(json!({ "thumb_media_id": null }), "40007 invalid media_id");
    check(json!({ "article_type": "video" }), "40035 invalid parameter, article_type");
    check(
        json!({ "pic_crop_235_1": "0.1945_0_1_0.5236", "pic_crop_1_1": "0_0_1_1", "need_open_comment": "1" }),
        "no ok",
    );
    for crop in ["0_0_1", "0_0_1_1.1", "0.1234567_0_1_1", "1_0_0_1", "a_0_1_1"] {
        check(json!({ "pic_crop_1_1": crop }), "40035 invalid parameter, pic_crop_1_1");
    }
    let temporary = bench.temporary("thumb", "a.jpg", JPEG);
    assert_eq!(add(&mut bench, &json!({ "thumb_media_id": temporary })), "40007 invalid media_id");
    bench.sandbox.config_mut().draft_title = 32;
    assert_eq!(add(&mut bench, &json!({ "title": "茶".repeat(33) })), "45003 title size out of limit");
}

/// As it was measured; an article that never had a cover needs one.
#[test]
fn an_update_may_leave_the_cover_out() {
    let mut bench = Bench::new(Config::default());
    let article = bench.article();
    let id = bench.ask("draft/add", &json!({ "articles": [article] }))["media_id"].clone();
    let change = json!({ "title": "新茶", "content": "水" });
    let said = bench.ask("draft/update", &json!({ "media_id": id, "index": 0, "articles": change }));
    assert_eq!(verdict(&said), "0 ok");
    let read = bench.ask("draft/get", &json!({ "media_id": id }))["news_item"][0].clone();
    assert_eq!((&read["title"], &read["thumb_media_id"]), (&"新茶".into(), &article["thumb_media_id"]));
    assert_eq!(add(&mut bench, &json!({ "thumb_media_id": "" })), "40007 invalid media_id");
}

#[test]
fn pictures_are_permanent_and_at_most_twenty() {
    let mut bench = Bench::new(Config::default());
    let image = bench.cover();
    let voice =
        bench.form("cgi-bin/material/add_material?access_token=ACCESS_TOKEN&type=voice", "a.amr", b"#!AMR\n");
    let list = |id: &str, count: usize| json!({ "image_list": vec![json!({ "image_media_id": id }); count] });
    let pictures = |more: Value| {
        let mut changes =
            json!({ "article_type": "newspic", "thumb_media_id": null, "image_info": list(&image, 20) });
        for (name, value) in more.as_object().unwrap() {
            changes[name] = value.clone();
        }
        changes
    };
    let mut check = |more: Value, expected: &str| assert_eq!(add(&mut bench, &pictures(more)), expected);
    let crop = |ratio: &str| json!({ "crop_percent_list": [{ "ratio": ratio, "x1": "0.166454", "y1": "0", "x2": 0.9, "y2": "1" }] });
    check(
        json!({ "cover_info": crop("16_9"), "product_info": { "footer_product_info": { "product_key": "K" } } }),
        "no ok",
    );
    check(json!({ "image_info": list(&image, 21) }), "40035 invalid parameter, image_list");
    check(json!({ "image_info": list(&image, 0) }), "40035 invalid parameter, image_list");
    check(json!({ "image_info": null }), "40035 invalid parameter, image_list");
    check(json!({ "image_info": list("x", 1) }), "40007 invalid media_id");
    check(json!({ "image_info": list(voice["media_id"].as_str().unwrap(), 1) }), "40007 invalid media_id");
    check(json!({ "cover_info": crop("3_4") }), "40035 invalid parameter, crop_percent_list");
    let id = bench.sandbox.drafts()[0].media_id.to_string();
    let read = bench.ask("draft/get", &json!({ "media_id": id }));
    let [item] = read["news_item"].as_array().unwrap().as_slice() else { panic!("{read}") };
    assert_eq!(item["article_type"], "newspic");
    assert_eq!(item["image_info"]["image_list"].as_array().unwrap().len(), 20);
    assert_eq!(item["cover_info"]["crop_percent_list"][0]["x2"], "0.9");
}

#[test]
fn scripts_and_foreign_pictures_are_filtered_out() {
    let mut bench = Bench::new(Config::default());
    let mut check = |content: &str, kept: &str, filtered: usize| {
        let mut article = bench.article();
        article["content"] = content.into();
        bench.ask("draft/add", &json!({ "articles": [article] }));
        let draft = bench.sandbox.drafts().last().unwrap();
        assert_eq!((draft.articles[0].content.as_str(), draft.filtered), (kept, filtered));
    };
    let own = "<img src=\"http://mmbiz.qpic.cn/x\">";
    check(&format!("<p>a{own}<img src='https://example.com/a.jpg'>b</p>"), &format!("<p>a{own}b</p>"), 1);
    check("a<script>if (1 < 2) '<p>'</SCRIPT>b<script>c", "ab", 2);
    check("<a href='javascript:x'>茶</a> 1 < 2 <!-- <script> -->", "茶</a> 1 < 2 <!-- <script> -->", 1);
}

#[test]
fn a_draft_is_read_changed_and_deleted() {
    let mut bench = Bench::new(Config::default());
    let long = format!("<p>{}</p>", "水&amp;".repeat(60));
    let mut article = bench.article();
    article["content"] = long.into();
    let added = bench.ask("draft/add", &json!({ "articles": [article] }));
    assert!(added.get("errcode").is_none(), "{added}");
    let id = added["media_id"].as_str().unwrap();
    let item = bench.ask("draft/get", &json!({ "media_id": id }))["news_item"][0].clone();
    assert_eq!(item["digest"].as_str().unwrap(), "水&".repeat(27), "the first 54 characters");
    assert!(item["url"].as_str().unwrap().starts_with("http://mp.weixin.qq.com/s?tempkey="), "{item}");
    assert!(item["thumb_url"].as_str().unwrap().starts_with("http://mmbiz.qpic.cn/"), "{item}");
    assert_eq!((&item["article_type"], item.get("is_deleted")), (&"news".into(), None));

    let two = bench.draft(2);
    let changed = bench.article();
    let mut update = |id: &str, index: Value, article: &Value| {
        verdict(&bench.ask("draft/update", &json!({ "media_id": id, "index": index, "articles": article })))
    };
    assert_eq!(update(&two, json!(1), &changed), "0 ok");
    assert_eq!(update(&two, json!("0"), &changed), "0 ok");
    for index in [json!(2), json!(-1), Value::Null, json!("")] {
        assert_eq!(update(&two, index, &changed), "40114 invalid index value");
    }
    assert_eq!(update(&two, json!(0), &json!([changed])), "44003 empty news data");
    assert_eq!(update("x", json!(0), &changed), "40007 invalid media_id");
    assert_eq!(bench.sandbox.drafts()[1].updates, 2);

    assert_eq!(verdict(&bench.ask("draft/delete", &json!({ "media_id": id }))), "0 ok");
    for call in ["draft/get", "draft/delete"] {
        assert_eq!(verdict(&bench.ask(call, &json!({ "media_id": id }))), "40007 invalid media_id");
        assert_eq!(verdict(&bench.ask(call, &json!({}))), "41006 media_id missing");
    }
    assert_eq!(bench.sandbox.drafts()[0].gone, Some(Gone::Deleted));
}

#[test]
fn articles_of_one_draft_are_one_to_eight() {
    let mut bench = Bench::new(Config::default());
    let article = bench.article();
    let mut check = |articles: Value, expected: &str| {
        assert_eq!(verdict(&bench.ask("draft/add", &json!({ "articles": articles }))), expected);
    };
    check(json!(vec![article.clone(); 8]), "no ok");
    check(json!(vec![article.clone(); 9]), "45008 article size out of limit");
    check(json!([]), "44003 empty news data");
    check(article, "44003 empty news data");
    let draft = &bench.sandbox.drafts()[0];
    let kept = serde_json::to_value(&draft.articles[0]).unwrap();
    assert_eq!(kept.get("digest"), None, "only one article has a digest");
}

#[test]
fn the_latest_are_listed_first() {
    let mut bench = Bench::new(Config::default());
    let ids: Vec<_> = (0..3)
        .map(|_| {
            bench.pass(1);
            bench.draft(1)
        })
        .collect();
    bench.pass(1);
    let article = bench.article();
    bench.ask("draft/update", &json!({ "media_id": ids[0], "index": 0, "articles": article }));
    let list = |bench: &mut Bench, offset: u32, no_content: u32| {
        bench.ask("draft/batchget", &json!({ "offset": offset, "count": 2, "no_content": no_content }))
    };
    let page = list(&mut bench, 0, 0);
    assert_eq!((&page["total_count"], &page["item_count"]), (&3.into(), &2.into()));
    let of = |page: &Value, nth: usize| page["item"][nth]["media_id"].as_str().unwrap().to_owned();
    assert_eq!([of(&page, 0), of(&page, 1)], [ids[0].clone(), ids[2].clone()]);
    assert_eq!(page["item"][0]["content"]["news_item"][0]["content"], "<p>一壶好茶</p>");
    let page = list(&mut bench, 2, 1);
    assert_eq!((of(&page, 0), &page["item_count"]), (ids[1].clone(), &1.into()));
    assert!(page["item"][0]["content"]["news_item"][0].get("content").is_none(), "{page}");
    assert_eq!(page["item"][0]["update_time"], 1_525_936_575);
    let many = bench.ask("draft/batchget", &json!({ "offset": 0, "count": 21 }));
    assert_eq!(verdict(&many), "40035 invalid parameter");
    assert_eq!(
        bench.get("cgi-bin/draft/count?access_token=ACCESS_TOKEN").to_string(),
        r#"{"total_count":3}"#
    );
}

#[test]
fn the_box_is_on() {
    let mut bench = Bench::new(Config::default());
    let switch = "cgi-bin/draft/switch?access_token=ACCESS_TOKEN";
    assert_eq!(bench.post(switch, "").to_string(), r#"{"errcode":0,"errmsg":"ok","is_open":1}"#);
    assert_eq!(bench.post(&format!("{switch}&checkonly=1"), "")["is_open"], 1);
}

#[test]
fn news_is_no_material_any_more() {
    let mut bench = Bench::new(Config::default());
    for call in ["add_news", "update_news"] {
        for body in [json!({ "articles": [] }), json!("x")] {
            let reply = bench.ask(&format!("material/{call}"), &body);
            assert_eq!(verdict(&reply), "45106 This API has been unsupported");
        }
    }
}
