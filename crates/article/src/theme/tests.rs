use expect_test::{Expect, expect};

use super::*;
use crate::testing::joined;
use crate::{Format, Memory, load, parse};

const SOURCE: &str = "## 采\n\n**茶**\n\n```sh\nls # 看\n```\n";

fn check(front: &str, options: &ParseOptions, want: Expect) {
    let article = parse(&format!("---\ntitle: T\n{front}---\n{SOURCE}"), Format::Markdown, options).unwrap();
    let warnings: String = article.warnings.iter().map(|warning| format!("\n{warning}")).collect();
    want.assert_eq(&format!("{}{warnings}", joined(&article).replace("><", ">\n<")));
}

fn options(css: &str) -> ParseOptions {
    ParseOptions { themes: vec![Theme::from_css("my.css", css).unwrap()], ..ParseOptions::default() }
}

#[test]
fn a_theme_of_ones_own_lies_over_the_base() {
    let css = ":root { --accent: #c00; --code: dark }\n* { margin: unset; line-height: unset }\nh2 { font-size: unset; text-align: unset; color: var(--accent-text) }\n\
        .code { overflow-x: unset; padding: unset; letter-spacing: unset; border-radius: unset }";
    check(
        "theme: my.css\n",
        &options(css),
        expect![[r#"
            <section style="font-size:16px;line-height:1.75;letter-spacing:0.3px;word-break:break-word;">
            <h2 style="margin:28px 0 14px;line-height:1.4;font-weight:bold;color:#cc0000;">
            <span leaf="">采</span>
            </h2>
            <p style="margin:0 0 16px;line-height:1.75;">
            <strong style="font-weight:bold;">
            <span leaf="">茶</span>
            </strong>
            </p>
            <section style="margin:0 0 16px;background-color:#282c34;font-size:14px;line-height:1.6;color:#abb2bf;text-align:left;white-space:nowrap;">
            <code style="font-size:14px;white-space:nowrap;">
            <span leaf="" style="color:#61afef">ls </span>
            <span leaf="" style="color:#7f848e;font-style:italic"># 看</span>
            </code>
            </section>
            </section>"#]],
    );
}

#[test]
fn what_goes_before_what() {
    let show = |front: &str, options: &ParseOptions| {
        let source = format!("---\ntitle: T\n{front}---\n## a\n");
        let html = joined(&parse(&source, Format::Markdown, options).unwrap());
        let colors = ["#aa0000", "#00aa00", "#0000aa", "#2f6f4f"];
        colors.into_iter().find(|color| html.contains(color)).unwrap_or("none")
    };
    let mut options = ParseOptions::default();
    assert_eq!(show("", &options), "#2f6f4f");
    options.usual_look.accent = Some("#00aa00".parse().unwrap());
    assert_eq!(show("", &options), "#00aa00");
    assert_eq!(show("accent: #0000aa\n", &options), "#0000aa");
    options.look.accent = Some("#aa0000".parse().unwrap());
    assert_eq!(show("accent: #0000aa\n", &options), "#aa0000");
}

#[test]
fn what_is_not_known_is_told() {
    let told = |front: &str| {
        let source = format!("---\ntitle: T\n{front}---\n## a\n");
        let article = parse(&source, Format::Markdown, &ParseOptions::default()).unwrap();
        article.warnings.iter().map(|warning| format!("{}: {warning}\n", warning.rule)).collect::<String>()
    };
    expect![[r#"
        unknown-theme: line 3: the theme "next" is not known; there are calm, magazine, tech, paper, vivid, minimal, and CSS files
        accent: line 4: accent: "sky" is not a colour; write it as #07c160, or by its name in CSS
        code-colors: line 5: code: "monokai" is not known as colours of code; there are light, dark, night, paper, plain
    "#]].assert_eq(&told("theme: next\naccent: sky\ncode: monokai\n"));
}

#[test]
fn what_does_not_work_in_a_theme() {
    let css = "h2 { position: absolute; font-family: serif; background: url(http://a.example/b) }\n\
        p::before { content: 'x' }\n@media print { p { margin: 0 } }\np { color: var(--no); margin: 0 !important }\n\
        :root { --accent: sky; --code: monokai }";
    expect![[r#"
        the selector `p::before` does not work in a theme
        `@media` does not work in a theme
        --accent: "sky" is not a colour; write it as #07c160, or by its name in CSS
        --code: "monokai" is not known as colours of code; there are light, dark, night, paper, plain
        `font-family: serif` breaks a rule of the platform's
        `margin: 0` breaks a rule of the platform's
        the style `position` does not work in an article
        the style `background` refers to a picture that is not on WeChat's hosts
        the style `color` uses a function that does not work in an article"#]]
    .assert_eq(&Theme::from_css("x.css", css).unwrap_err().to_string());
    assert!(Theme::from_css("x.css", "p{".repeat(100)).is_err());
    assert!(Theme::from_css("x.css", " ".repeat(LONGEST + 1)).is_err());
}

#[test]
fn the_file_that_an_article_names() {
    let show = |theme: &str| {
        let files = Memory::from_iter([
            ("tea/a.md", format!("---\ntheme: {theme}\n---\n# T\n\n## a\n")),
            ("tea/look/my.css", "h2 { color: #123456 }".into()),
            ("tea/bad.css", "h2 { position: fixed }".into()),
            ("other.css", "h2 { color: #123456 }".into()),
        ]);
        match load(&files, "tea/a.md", None, &ParseOptions::default()) {
            Ok(loaded) => joined(&loaded.article).contains("color:#123456").to_string(),
            Err(errors) => errors.to_string(),
        }
    };
    assert_eq!(show("look/my.css"), "true");
    expect![[r#"
        a.md:2: theme: there is no file no.css
        a.md:2: theme: the style `position` does not work in an article
        a.md:2: theme: ../other.css leaves the article's folder; put the file beside the article, or name a folder around both as the root"#]].assert_eq(&["no.css", "bad.css", "../other.css"].map(show).join("\n"));
}
