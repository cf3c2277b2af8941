//! What the HTML of an article may hold.

use super::bench::*;
use crate::Config;

const GOOD: &str = "no ok";
const IMAGE: &str = "45166 invalid content: img src";
const VIDEO: &str = "45166 invalid content: video";
const SCRIPT: &str = "45166 invalid content: script";

fn check(content: &str, expected: &str) {
    let mut bench = Bench::new(Config::default());
    assert_eq!(verdict(&bench.upload_news(content)), expected, "{content}");
}

#[test]
fn pictures_must_be_its_own() {
    let mut bench = Bench::new(Config::default());
    let picture = bench.form("cgi-bin/media/uploadimg?access_token=ACCESS_TOKEN", "a.jpg", JPEG);
    let content = format!("<p>1 < 2 & 3</p><IMG alt=a>b SRC='{}'>", picture["url"].as_str().unwrap());
    assert_eq!(verdict(&bench.upload_news(&content)), GOOD);
    check("<img src=https://mmbiz.qpic.cn/x?a=1&amp;b=2><!-- <script> -->", GOOD);
    check("<img src=\"//mmbiz.qpic.cn/x\"/>", GOOD);
    check("<img src=\"HTTP://MMBIZ.qlogo.cn/x\">", GOOD);
    check("<img src=\"https://mmbiz.qpic.cn.evil.example/x\">", IMAGE);
    check("<img src=\"https://example.com/a.jpg\">", IMAGE);
    check("<img/src='a.jpg'>", IMAGE);
    check("<img data-src=\"data:image/png;base64,AA\">", IMAGE);
    check(" ", "44003 empty news data");
}

#[test]
fn an_empty_address_is_none() {
    let mut bench = Bench::new(Config::default());
    let empty = "<img src=\"\" data-src=\"https://mmbiz.qpic.cn/x\"><img src=\" \">";
    assert_eq!(verdict(&bench.upload_news(empty)), GOOD);
    // Voices have no address, which must change nothing.
    let voice = "cgi-bin/material/add_material?access_token=ACCESS_TOKEN&type=voice";
    assert_eq!(verdict(&bench.form(voice, "a.amr", b"#!AMR\n")), GOOD);
    assert_eq!(verdict(&bench.upload_news(empty)), GOOD);
    assert_eq!(verdict(&bench.upload_news("<img src=\"\" data-src=\"a.jpg\">")), IMAGE);
}

#[test]
fn pictures_by_other_ways() {
    let own = "https://mmbiz.qpic.cn/x";
    let (set, style, svg, tag) = (
        "45166 invalid content: img srcset",
        "45166 invalid content: style",
        "45166 invalid content: svg image",
        "45166 invalid content: tag",
    );
    check(&format!("<img srcset=\"{own} 1x, {own} 2x\">"), GOOD);
    check(&format!("<img srcset=\"{own} 1x, a.jpg 2x\">"), set);
    check(&format!("<p style=\"color:red;Background:URL( '{own}' )\">"), GOOD);
    check("<p style='background:url(\"https://example.com/x\")'>", style);
    check("<p style=\"background:url(a.jpg\">", style);
    check(&format!("<svg><image xlink:href=\"{own}\"/><use href='#a'></svg>"), GOOD);
    check("<svg><image href=\"https://example.com/x\"/></svg>", svg);
    check("<link rel=stylesheet href=//example.com/x.css>", tag);
    check("<object data=x></object>", tag);
    check("<embed src=x>", tag);
    check("<FORM action=x>", tag);
}

#[test]
fn frames_are_passed_videos() {
    let mut bench = Bench::new(Config::default());
    let (vid, _) = bench.reviewed_video();
    let fresh = bench.init(b"other");
    let mut check = |content: &str, expected: &str| {
        assert_eq!(verdict(&bench.upload_news(content)), expected, "{content}");
    };
    let address =
        "https://mp.weixin.qq.com/mp/readtemplate?t=pages/video_player_tmpl&action=mpvideo&auto=0&mpvid=";
    let frame = |vid: &str, address: &str| format!("<iframe data-mpvid=\"{vid}\" data-src=\"{address}\">");
    check(&frame(&vid, &format!("{address}{vid}")), GOOD);
    check(&frame(&vid, &format!("{}{vid}", address.replace('&', "&amp;"))), GOOD);
    check(&frame(&vid, &format!("{}{vid}", address.replace("mp.weixin", "MP.Weixin"))), GOOD);
    check(&frame(&vid, &format!("{address}{fresh}")), VIDEO);
    check(&frame(&vid, address), VIDEO);
    check(&frame(&vid, &format!("{}{vid}", address.replace("https", "http"))), VIDEO);
    check(&frame(&vid, &format!("{}{vid}", address.replace(".com", ".com.example"))), VIDEO);
    check(&frame(&vid, &format!("https://mp.weixin.qq.com/?mpvid={vid}")), VIDEO);
    check(&frame(&fresh, &format!("{address}{fresh}")), VIDEO);
    check(&format!("<iframe data-mpvid=\"{vid}\"></iframe>"), VIDEO);
    check(&format!("<iframe data-mpvid=\"{vid}\" src=\"{address}{vid}\"></iframe>"), VIDEO);
    check(&frame(&vid, &format!("{address}{vid}\" src=\"https://example.com")), VIDEO);
    check("<iframe src=\"https://example.com\"></iframe>", VIDEO);
}

#[test]
fn nothing_runs() {
    check("<p><ScRipt>alert(1)</script>", SCRIPT);
    check("<p onclick=\"x()\">", SCRIPT);
    check("<p OnTransitionEnd=x>", SCRIPT);
    check("<p onward=\"x()\" on=1 one=2>", GOOD);
    check("<a href=\" javascript:x()\">", SCRIPT);
    check("<a href=\"Java\tScr\nipt:x()\">", SCRIPT);
    check("<a href=\"&#106;avascript&colon;x()\">", SCRIPT);
    check("<p title=\"javascript: what it is\">", GOOD);
}

#[test]
fn mini_programs_are_complete() {
    let (program, title, image) = (
        "45166 invalid content: mini-program",
        "45166 invalid content: mini-program title",
        "45166 invalid content: mini-program image",
    );
    let card = |attributes: &str| format!("<mp-miniprogram {attributes}></mp-miniprogram>");
    let full = "data-miniprogram-appid=wx1 data-miniprogram-path=p data-miniprogram-title=茶 \
                data-progarm-imageurl=https://mmbiz.qpic.cn/x";
    check(&card(full), GOOD);
    check(&card(&full.replace("progarm", "miniprogram")), GOOD);
    check(&card(&full.replace("=茶", &format!("={}", "茶".repeat(35)))), GOOD);
    check(&card(&full.replace("=茶", &format!("={}", "茶".repeat(36)))), title);
    check(&card(&full.replace("=茶", "=''")), title);
    check(&card(&full.replace("=p", "=''")), program);
    check(&card(&full.replace("appid=wx1", "appid")), program);
    check(&card(&full.replace("qpic", "qpics")), image);
    check(&card(&full.replace("data-progarm-imageurl", "x")), image);
    check("<a data-miniprogram-appid=wx1 data-miniprogram-path=p href=''>茶</a>", GOOD);
    check("<a data-miniprogram-appid=wx1 href=''>茶</a>", program);
}

/// Each of these once took time that grew with the square of the length.
#[test]
fn long_texts_end() {
    check(&"<".repeat(200_000), GOOD);
    check(&"1<2&amp;&amp;".repeat(50_000), GOOD);
    check(&format!("<p title=\"{}\">", "&".repeat(200_000)), GOOD);
    check(&"<a ".repeat(100_000), GOOD);
    check(&format!("<p style=\"{}\">", "url(#".repeat(50_000)), GOOD);
    check(&"<p x='".repeat(50_000), GOOD);
}
