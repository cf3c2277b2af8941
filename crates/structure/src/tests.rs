use proptest::prelude::*;

use crate::{Level, check, fix};

/// A text that fills several lines.
const TEXT: &str = "一壶好茶要等水开，水开了还要等它静下来；茶叶在杯底慢慢舒展，汤色由浅入深，香气先是若有若无，后来满屋都是，坐着的人谁也不说话，只听见窗外的雨。";

/// A paragraph that makes the article as high as articles are.
fn body() -> String {
    format!("<p style=\"line-height:1.75;\"><span leaf=\"\">{}</span></p>", TEXT.repeat(6))
}

fn engine(html: &str) -> Vec<&'static str> {
    let mut rules: Vec<_> =
        check(html).iter().filter(|found| found.level == Level::Engine).map(|found| found.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// Fragments and what WeChat's engine says of them, each run there with a long paragraph behind it.
#[test]
fn as_the_engine_judges() {
    let layers = |count: usize, style: &str| {
        let open = format!("<section{style}>").repeat(count);
        format!("{open}<span leaf=\"\">茶</span>{}", "</section>".repeat(count))
    };
    let row = |cell: &str, count: usize| {
        format!("<{cell} style=\"padding:6px 8px;line-height:1.6;white-space:nowrap;\">碧螺春明前</{cell}>")
            .repeat(count)
    };
    let table = |marks: &str| {
        format!(
            "<section{marks} style=\"overflow-x:auto;\"><table{marks} style=\"border-collapse:collapse;\"><thead><tr>{}</tr></thead></table></section>",
            row("th", 8)
        )
    };
    for (html, want) in [
        ("<section style=\"height:1px;\"><img src=\"\" data-w=\"900\" style=\"width:100%;opacity: 0;\"></section>".to_owned(), "opacity"),
        ("<section><img src=\"\" data-w=\"900\" style=\"width:100%;opacity:0.4;\"></section>".into(), "opacity"),
        ("<section><img src=\"\" data-w=\"900\" style=\"width:100%;opacity:.4;\"></section>".into(), ""),
        (format!("<p style=\"caret-color:RGBA(0,0,0,0);\">{TEXT}</p>"), "caret-color"),
        (format!("<p style=\"caret-color:transparent;\">{TEXT}</p>"), ""),
        (format!("<section style=\"caret-color:rgba(0,0,0,0);\"><p>{TEXT}</p></section>"), ""),
        (format!("<p style=\"line-height:0.7;\">{TEXT}</p>"), "line-height"),
        ("<p style=\"line-height:0.7;\">茶</p>".into(), ""),
        ("<section style=\"line-height:1;padding:5px 0;\">茶</section>".into(), "line-height"),
        (format!("<section style=\"line-height:0.7;\"><span leaf=\"\">{TEXT}</span></section>"), ""),
        ("<section style=\"line-height:0;\"><img src=\"\" data-w=\"900\" style=\"width:100%;\"></section>".into(), ""),
        (format!("<section style=\"width:500px;\">{TEXT}</section>"), ""),
        (format!("<section><span style=\"display:inline-block;width:500px;\">{TEXT}</span></section>"), "width"),
        (format!("<section><span style=\"display:inline-block;width:700px;\">{TEXT}</span></section>"), ""),
        ("<section><img src=\"\" data-w=\"480\" style=\"max-width:100%;\"></section>".into(), "width"),
        ("<section><img src=\"\" data-w=\"480\" style=\"width:80%;\"></section>".into(), ""),
        ("<section data-ignore-width=\"\"><img src=\"\" data-w=\"480\"></section>".into(), ""),
        (format!("<section style=\"margin-left:300px;min-width:200px;\">{TEXT}</section>"), "width"),
        (format!("<section style=\"text-align:center;\"><p style=\"text-align: END;\">{TEXT}</p></section>"), "text-align"),
        ("<section style=\"text-align:start;\"><p style=\"line-height:2;\">茶</p></section>".into(), ""),
        (table(""), "width"),
        (table(" data-ignore-width=\"\""), ""),
        ("<section style=\"height:0px;\">茶</section>".into(), "height"),
        (format!("<table><caption style=\"line-height:3;\">{TEXT}</caption><tbody><tr><td>茶</td></tr></tbody></table>"), ""),
        ("<section data-mode=\"svg\" style=\"height:0px;\">茶</section>".into(), ""),
        ("<svg width=\"9\" height=\"9\"><rect><animate begin=\"touchstart\"></animate></rect></svg>".into(), "animate-begin"),
        ("<svg width=\"9\" height=\"9\"><rect><animate begin=\"touchstart;click\"></animate><set begin=\"touchstart\"></set></rect></svg>".into(), ""),
        (format!("<pre>{}</pre>", "x".repeat(60)), "pre"),
        (format!("<pre style=\"white-space:pre-wrap;\">{}</pre>", "x".repeat(60)), ""),
        (format!("<pre>{}</pre>", "x".repeat(30)), ""),
        (layers(13, ""), "nestNodes"),
        (layers(12, ""), ""),
        (layers(13, " style=\"padding:0;\""), "nestNodes"),
        ("<p style=\"background-color:#2f6f4f;color:#808080;\">茶</p>".into(), "darkmode-low-contrast"),
        ("<p style=\"background-color:#2f6f4f;color:#ffffff;\">茶</p>".into(), ""),
        ("<section style=\"background:linear-gradient(#fff,#ddd);\"><p>茶</p></section>".into(), "darkmode-no-gradient"),
        ("<section style=\"background:linear-gradient(#fff,#ddd);\"><br></section>".into(), ""),
        ("<p data-no-dark=\"\">茶</p>".into(), "darkmode-whitelist"),
        // Boxes whose width the text does not decide.
        ("<section style=\"padding:0 16px;\"><p style=\"display:inline-block;min-width:400px;\">茶</p></section>".into(), "width"),
        ("<section style=\"padding:0 16px;\"><p style=\"display:inline-block;min-width:300px;\">茶</p></section>".into(), ""),
        ("<p style=\"display:none;width:50%;\">茶</p>".into(), "width"),
        ("<p style=\"display:none;\">茶</p>".into(), ""),
        (format!("<section style=\"position:relative;left:20px;padding:0 8px;\"><p style=\"line-height:2;\">{TEXT}</p></section>"), "width"),
        (format!("<section style=\"left:20px;padding:0 8px;\"><p style=\"line-height:2;\">{TEXT}</p></section>"), ""),
        (format!("<section><p style=\"width:100%;transform:scale(1.2);\">{TEXT}</p></section>"), "width"),
        (format!("<section><p style=\"width:100%;transform:scale(0.9);\">{TEXT}</p></section>"), ""),
        (format!("<section><p style=\"width:100%;transform:scale(1.002, 1);transform-origin:0% 50%;\">{TEXT}</p></section>"), "width"),
        (format!("<section><p style=\"width:100%;transform:scale(1.001, 1);transform-origin:left;\">{TEXT}</p></section>"), ""),
        // Beside each other.
        ("<section style=\"display:flex;\"><section style=\"flex:none;width:300px;\">一</section><section style=\"flex:1;min-width:200px;\">二</section></section>".into(), "width"),
        ("<section style=\"display:flex;\"><section style=\"flex:1;width:300px;\">一</section><section style=\"flex:1;width:300px;\">二</section></section>".into(), ""),
        ("<section style=\"padding:0 16px;\"><section style=\"display:flex;justify-content:center;\"><section style=\"flex-shrink:0;width:360px;\">一</section></section></section>".into(), ""),
        ("<section style=\"display:grid;\"><section style=\"width:400px;padding:0 8px;\">一</section></section>".into(), "width"),
        // Tables of a fixed layout, and such as are blocks.
        ("<section style=\"padding:0 16px;\"><table style=\"width:100%;table-layout:fixed;\"><tbody><tr><td style=\"width:200px;\">一</td><td style=\"width:200px;\">二</td></tr></tbody></table></section>".into(), "width"),
        (table("").replace("border-collapse", "display:block;border-collapse"), "width"),
        // What runs into the padding of a pre is still inside.
        (format!("<pre style=\"width:300px;padding:16px 20px;font-size:10px;\">{}</pre>", "x".repeat(45)), ""),
        (format!("<pre style=\"width:300px;padding:16px 20px;font-size:10px;overflow-x:auto;\">{}</pre>", "x".repeat(45)), "pre"),
    ] {
        assert_eq!(engine(&format!("{html}{}", body())).join(" "), want, "{html}");
    }
    // A box that cuts off the whole article.
    let cut = format!("<section style=\"height:30px;overflow:hidden;\">{}</section>", body());
    assert_eq!(engine(&cut), ["height-nodisplay"]);
    assert_eq!(engine(&cut.replace("hidden", "auto")), [""; 0]);
    let low = "<section style=\"height:1px;\"><p style=\"line-height:1.75;\">茶</p></section>";
    assert_eq!(engine(low), ["height-nodisplay"]);
}

/// What the engine passes over is told once for each kind.
#[test]
fn other_levels_are_told_once() {
    let html = "<section style=\"font-family:serif;\"><p style=\"font-family:serif;\">一</p>\n<div id=\"a\">二</div></section>";
    let told: Vec<_> = check(html).iter().map(ToString::to_string).collect();
    expect_test::expect![[r#"
        1:1: standard: font-family: this font looks different on every phone, and the standard wants none; remove font-family, if the text may look as others do (§3) (2 places)
        1:1: platform: between-tags: white space between tags becomes empty paragraphs and list items; write the tags without any between
        2:1: platform: div: a div may be dissolved with its style; write section
        2:1: platform: id: id is taken away, and what refers to it breaks; write it in place"#]].assert_eq(&told.join("\n"));
}

#[test]
fn mended_without_a_visible_change() {
    let check_fix = |html: &str, want: expect_test::Expect| {
        let fixed = fix(html);
        let changes: String = fixed
            .changes
            .iter()
            .map(|change| format!("\n{}:{} {}", change.line, change.column, change.rule))
            .collect();
        want.assert_eq(&format!("{}{changes}", fixed.html));
        assert!(check(&fixed.html).iter().all(|found| !found.fixable), "{}", fixed.html);
        assert!(fix(&fixed.html).changes.is_empty());
    };
    check_fix(
        "<div class='a'>\n  <p style=\"color:red!important;text-align:start;font-family:PingFang SC, system-ui, Arial, sans-serif;max-width:200%!important\">一 &amp; 二</p>\n</div>",
        expect_test::expect![[r#"
            <section class="a"><p style="text-align:left;max-width:200%!important;color:red;">一 &amp; 二</p></section>
            1:1 div
            2:3 between-tags
            2:3 font-family
            2:3 important
            2:3 text-align"#]],
    );
    check_fix(
        "<p style=\"background:url(&quot;https://a.qpic.cn/x&quot;);\">一</p>",
        expect_test::expect![[r#"
            <p style="background:url('https://a.qpic.cn/x');">一</p>
            1:1 style-entity"#]],
    );
    check_fix(
        "<p dir=rtl style=text-align:start data-no-dark>一</p>",
        expect_test::expect![[r#"
        <p dir="rtl" style="text-align:right;">一</p>
        1:1 darkmode-whitelist
        1:1 text-align"#]],
    );
    check_fix(
        &format!("{}<p>一</p>{}", "<section>".repeat(15), "</section>".repeat(15)),
        expect_test::expect![[r#"
            <section><section><section><section><section><section><section><section><section><section><section><section><p>一</p></section></section></section></section></section></section></section></section></section></section></section></section>
            1:91 nestNodes
            1:100 nestNodes
            1:109 nestNodes"#]],
    );
}

/// Nothing that nests, repeats or never ends takes long or fails.
#[test]
fn any_text_gives_an_answer() {
    let many = 20_000;
    for (html, rule) in [
        ("<section>".repeat(5 * many), "unchecked"),
        ("<b><p>".repeat(many), ""),
        ("<table><td>".repeat(many), "unchecked"),
        ("<p style='text-align:start'>一</p>".repeat(many), "text-align"),
        ("<p ".repeat(many), ""),
        ("<!-- ".repeat(many), ""),
        ("<table>x".repeat(many), ""),
        (format!("<p style='{}'>一</p>", "a:b;((".repeat(many)), ""),
        (format!("<section style='{}'>{}</section>", "a:b;".repeat(many), "<i></i>".repeat(many)), ""),
    ] {
        let found = check(&html);
        let first = html.get(..20).unwrap_or_default();
        assert!(rule.is_empty() || found.iter().any(|found| found.rule == rule), "{first}");
        fix(&html);
    }
}

fn fragment() -> impl Strategy<Value = String> {
    const NAMES: &[&str] =
        &["section", "p", "div", "span", "table", "td", "img", "pre", "svg", "a", "b", "li"];
    const STYLES: &[&str] = &[
        "text-align:start",
        "width:400px",
        "height:0",
        "line-height:0",
        "color:#888;background:#d93025",
        "opacity:0.5",
        "font-family:x !important",
        "display:flex",
        "margin:0 auto",
        "caret-color:transparent",
        "\\",
        "width:calc(1px",
        "'\"",
    ];
    let piece = prop_oneof![
        (prop::sample::select(NAMES), prop::sample::select(STYLES))
            .prop_map(|(name, style)| format!("<{name} style=\"{}\">", style.replace('"', "&quot;"))),
        prop::sample::select(NAMES).prop_map(|name| format!("</{name}>")),
        "[一二 a\n<>&]{0,6}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn mending_twice_is_mending_once(html in fragment()) {
        let fixed = fix(&html);
        let again = fix(&fixed.html);
        prop_assert_eq!(&again.html, &fixed.html);
        prop_assert!(again.changes.is_empty());
    }

    #[test]
    fn places_are_in_the_text(html in ".{0,80}|(<p style='text-align:start'>|\n|茶|<x y='){0,20}") {
        let lines: Vec<_> = html.split('\n').map(|line| line.chars().count()).collect();
        for found in check(&html) {
            prop_assert!(found.column >= 1 && found.column <= lines[found.line - 1] + 1);
        }
    }
}
