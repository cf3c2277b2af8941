use expect_test::{Expect, expect};

use super::*;

fn check(sent: &str, kept: &str, expected: &Expect) {
    let told: Vec<_> = compare(sent, kept).iter().map(ToString::to_string).collect();
    expected.assert_eq(&told.join("\n"));
}

#[test]
fn what_nobody_sees_is_not_told() {
    for (sent, kept) in [
        // A picture as it is stored.
        (
            r#"<section nodeleaf=""><img src="http://mmbiz.qpic.cn/mmbiz_png/ABC/0" data-w="10" data-ratio="0.75" alt="茶" style="width:100%;height:auto;"></section>"#,
            r#"<section><img class="rich_pages wxw-img" alt="茶" data-src="https://mmbiz.qpic.cn/sz_mmbiz_png/ABC/640?wx_fmt=png&amp;from=appmsg" data-ratio="0.7500001" data-s="300,640" data-imgfileid="1" data-w="10" style="width: 100% !important;height: auto;visibility: visible;"></section>"#,
        ),
        // Its address is not known yet.
        (r#"<img src="图/a.png">"#, r#"<img data-src="https://mmbiz.qpic.cn/mmbiz_png/ABC/640">"#),
        // Another spelling of a style.
        (
            r#"<p style="color:#333;margin:0 0 16px;font-weight:bold;background:#f5f5f5">茶</p>"#,
            r#"<p style='background-color: rgb(245, 245, 245); font-weight: 700; margin: 0px 0px 16px; color: rgb(51, 51, 51);'>茶</p>"#,
        ),
        // White space, and text cut and wrapped in another way.
        (
            "<section><p>a  b茶</p></section>",
            "<section>\n  <p><span leaf=\"\">a</span> <span>b</span>茶</p>\n</section>",
        ),
        ("<p><span leaf=\"\">一</span><span leaf=\"\">壶</span></p>", "<p><span>一壶</span></p>"),
        (
            "<p>茶</p>",
            "<p>茶</p><p style=\"display:none;\"><mp-style-type data-value=\"3\"></mp-style-type></p>",
        ),
        // A frame whose address is written later, and a link that is followed up.
        (
            r#"<iframe data-mpvid="wxv_1" data-src="https://mp.weixin.qq.com/mp/readtemplate?mpvid=wxv_1"></iframe>"#,
            r#"<iframe data-mpvid="wxv_1" src="https://mp.weixin.qq.com/mp/readtemplate?vid=wxv_1&amp;x=1"></iframe>"#,
        ),
        (
            r#"<a href="http://mp.weixin.qq.com/s/1">茶</a>"#,
            r#"<a href="https://mp.weixin.qq.com/s/1?scene=21#wechat_redirect">茶</a>"#,
        ),
        ("<p>茶</p><!-- a remark -->", "<p>茶</p>"),
    ] {
        assert_eq!(compare(sent, kept), [], "{sent}");
    }
}

#[test]
fn what_was_taken_away_or_changed() {
    check(
        r#"<section style="position:relative;color:#333" id="a"><p style="overflow-x:auto">一壶好茶</p></section>"#,
        r#"<section style="color: #444"><p style="">一壶好茶</p></section>"#,
        &expect![[r#"
            section near 一壶好茶: id=a was taken away
            section near 一壶好茶: position: relative was taken away
            section near 一壶好茶: color: rgb(51,51,51) became rgb(68,68,68)
            p near 一壶好茶: overflow-x: auto was taken away"#]],
    );
    check(
        r#"<p>前</p><section><iframe data-mpvid="wxv_1"></iframe></section><p>后</p><form><p>留</p></form>"#,
        "<p>前</p><p>后</p><p>留</p>",
        &expect![[r#"
            iframe near 后留: <iframe> was taken away
            form near 留: <form> was taken away, its content stays"#]],
    );
    check(
        r#"<div style="color:#333"><p>茶</p></div><ul><li>水</li></ul>"#,
        "<p>茶</p><ul><li>水</li><li></li></ul><p><br></p>",
        &expect![[r#"
            div near 茶水: <div> was taken away, its content stays
            li: <li> was put in
            p: <p> was put in
            br: <br> was put in"#]],
    );
    check(
        r#"<p>一壶好茶，两个人</p><p>see <a href="https://example.com">here</a></p>"#,
        "<p>一壶浓茶，两个人</p><p>see <a>here</a> now</p>",
        &expect![[r#"
            text near 好茶，两个人see he: “好” became “浓”
            a near here: href=https://example.com was taken away
            text: “now” was put in"#]],
    );
    check(
        r#"<img src="https://mmbiz.qpic.cn/mmbiz_png/ABC/640"><img src="https://mmbiz.qpic.cn/mmbiz_png/DEF/640">"#,
        r#"<img data-src="https://mmbiz.qpic.cn/mmbiz_png/DEF/640">"#,
        &expect!["img: <img> was taken away"],
    );
}

#[test]
fn code_that_loses_its_indentation() {
    check(
        "<code>a<br>&nbsp;&nbsp;b</code>",
        "<code>a<br>  b</code>",
        &expect!["text near \u{a0}\u{a0}b: “\u{a0}\u{a0}” was taken away"],
    );
}

#[test]
fn a_large_article_takes_no_long_time() {
    let sent: String = (0..20_000).map(|n| format!("<p style=\"margin:{n}px\">第{n}段</p>")).collect();
    let kept: String = (0..20_000).rev().map(|n| format!("<p>{n}段</p>")).collect();
    assert!(!compare(&sent, &kept).is_empty());
}
