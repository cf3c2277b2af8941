//! Headers as other programs write them, and as people do.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use crate::Format::Markdown;
use crate::front::yaml;
use crate::testing::parse;

/// The values that differ from those of an empty header, and what is told.
fn told(header: &str) -> String {
    let (rest, mut out) = ("\n好茶。\n", String::new());
    match parse(&format!("{header}{rest}"), Markdown) {
        Err(errors) => return errors.to_string(),
        Ok(article) => {
            let meta = &article.meta;
            let mut add = |name: &str, value: Option<String>| {
                if let Some(value) = value {
                    out.push_str(&format!("{name}: {value}\n"));
                }
            };
            add("title", Some(meta.title.clone()));
            add("author", meta.author.clone());
            add("digest", meta.digest.clone());
            add("cover", meta.cover.as_ref().map(ToString::to_string));
            add("source_url", meta.source_url.clone());
            add("theme", meta.theme.clone());
            add("accent", meta.accent.clone());
            add("via", meta.via.clone());
            add("kind", (meta.kind != crate::Kind::News).then(|| format!("{:?}", meta.kind)));
            add("pictures", meta.original_pictures.then(|| "original".into()));
            for crop in &meta.crops {
                add("crop", Some(format!("{:?} {crop}", crop.shape)));
            }
            for warning in &article.warnings {
                add("warning", Some(warning.to_string()));
            }
        }
    }
    out
}

fn header(header: &str, want: Expect) {
    want.assert_eq(&told(header));
}

#[test]
fn headers_of_hexo() {
    header(
        "---\ntitle: 春茶\ndate: 2026-05-01 10:00:00\nupdated: 2026-05-02\ntags:\n  - 茶\n  - 生活\ncategories: [随笔, 茶]\nlayout: post\npermalink: /tea/\nabbrlink: 1a2b\ntoc: true\nmathjax: true\ncomments: true\ndescription: 一壶好茶\nthumbnail: /images/tea.jpg\nexcerpt: 摘\n---\n",
        expect![[r#"
            title: 春茶
            digest: 一壶好茶
            cover: images/tea.jpg
        "#]],
    );
    header(
        "title: 没有开头的线\ndate: 2026-05-01\ncover: false\ntop_img: /a.png\nbanner: /images/b.png\n---\n",
        expect![[r#"
            title: 没有开头的线
            cover: images/b.png
        "#]],
    );
}

#[test]
fn headers_of_hugo() {
    header(
        "+++\ntitle = '春茶'\ndate = 2026-05-01T10:00:00+08:00\ndraft = false\ntags = ['茶', '生活']\nsummary = \"\"\"\n一壶\n好茶\"\"\"\nauthors = ['陆羽', '卢仝']\nweight = 10\n[cover]\nimage = 'tea.jpg'\nalt = '茶'\n[params]\ncolour = 1\n+++\n",
        expect![[r#"
            title: 春茶
            author: 陆羽、卢仝
            digest: 一壶 好茶
            cover: tea.jpg
        "#]],
    );
    header(
        "---\ntitle: \"春茶\"\nslug: tea\naliases: [/old]\nimages: [a.jpg, b.jpg]\ncanonicalURL: https://example.com/tea\nauthor: [陆羽, 卢仝]\n---\n",
        expect![[r#"
            title: 春茶
            author: 陆羽、卢仝
            cover: a.jpg
            source_url: https://example.com/tea
        "#]],
    );
    header(
        "+++\ntitle = 春茶\n+++\n",
        expect![[
            r#"line 2: front matter: this cannot be read between lines of +++; write `name = "value"`, each text in quotes"#
        ]],
    );
    header("+++\ntitle = 'a'\n", expect!["line 1: the front matter is not closed by a line of `+++`"]);
}

#[test]
fn headers_of_jekyll_obsidian_and_typora() {
    header(
        "---\nlayout: post\ntitle: 春茶\nsubtitle: 副题\nimage:\n  path: /assets/tea.jpg\n  alt: 茶\nauthor:\n  name: 陆羽\n  email: a@example.com\nredirect_from: [/a]\n---\n",
        expect![[r#"
            title: 春茶
            author: 陆羽
            cover: assets/tea.jpg
        "#]],
    );
    header(
        "---\naliases:\n  - 茶\ncssclasses:\n  - wide\ntags: [茶/绿茶, 2026]\ncreated: 2026-05-01\nup: \"[[目录]]\"\nsource: 茶经\nbanner: \"![[tea.jpg]]\"\nstatus: done\ntitle: 春茶\n---\n",
        expect![[r#"
            title: 春茶
            cover: tea.jpg
        "#]],
    );
    header(
        "\n\n---\ntitle: 春茶\ntypora-root-url: ../img\ntypora-copy-images-to: img\n---\n",
        expect![[r#"
        title: 春茶
    "#]],
    );
}

#[test]
fn what_yaml_refuses_and_everybody_can_read() {
    header(
        "---\ntitle: Rust: 从入门到放弃\nauthor: '陆: 羽'\ndescription: [转载] 它's 好茶\n---\n",
        expect![[r#"
            title: Rust: 从入门到放弃
            author: 陆: 羽
            digest: [转载] 它's 好茶
            warning: line 2: the value of `title` was read as if it stood in quotes; write title: "Rust: 从入门到放弃", for other programs refuse it
            warning: line 4: the value of `description` was read as if it stood in quotes; write description: "[转载] 它's 好茶", for other programs refuse it
        "#]],
    );
    header(
        "---\ntitle：春茶\nauthor:陆羽\n---\n",
        expect![[r#"
        title: 春茶
        author: 陆羽
        warning: line 2: the value of `title` was read as if it stood in quotes; write title: "春茶", for other programs refuse it
        warning: line 3: the value of `author` was read as if it stood in quotes; write author: "陆羽", for other programs refuse it
    "#]],
    );
    header(
        "---\ntitle:春茶\n---\n",
        expect![[r#"
        title: 春茶
        warning: line 2: the value of `title` was read as if it stood in quotes; write title: "春茶", for other programs refuse it
    "#]],
    );
    header(
        "---\ntitle: @某人\ndate: 2026\n---\n",
        expect![[r#"
        title: @某人
        warning: line 2: the value of `title` was read as if it stood in quotes; write title: "@某人", for other programs refuse it
    "#]],
    );
    header(
        "---\ntitle: \"没有结束\n---\n",
        expect!["line 3: front matter: quotes are opened and not closed; close them at the end of the value"],
    );
}

#[test]
fn slips_and_strangers() {
    header(
        "---\ntitel: 春茶\nauther: 陆羽\nTitle: 茶\n---\n",
        expect![[r#"
        title: 茶
        warning: line 2: the front matter knows no `titel`; is `title` meant?
        warning: line 3: the front matter knows no `auther`; is `author` meant?
    "#]],
    );
    header(
        "---\ntitel: 春茶\ndegist: 摘\ncolour: red\nmood: 好\n我的: x\n---\n",
        expect![[r#"
        no title; give one as `title:` in the front matter, or begin the article with a level-1 heading
        line 2: the front matter knows no `titel`; is `title` meant?
        line 3: the front matter knows no `degist`; is `digest` meant?"#]],
    );
}

#[test]
fn our_own_values() {
    header(
        "---\ntitle: 茶\ntheme: paper\naccent: #07c160 # 微信绿\npictures: original\nvia: draft\ntype: newspic\npic_crop_235_1: 0_0.1_1_0.9\npic_crop_1_1: [0.25, 0, 0.75, 1]\nbreaks: true\ncaptions: none\n---\n",
        expect![[r#"
            title: 茶
            theme: paper
            accent: #07c160
            via: draft
            kind: Newspic
            pictures: original
            crop: Wide 0_0.1_1_0.9
            crop: Square 0.25_0_0.75_1
        "#]],
    );
    header(
        "---\ntitle: 茶\ntype: post\npictures: large\ncaptions: x\nbreaks: maybe\npic_crop_1_1: 1_0_0_1\naccent:\nsource_url: ftp://x\n---\n",
        expect![[r#"
            line 4: pictures must be `original` or `scaled`
            line 5: captions must be `alt`, `title` or `none`
            line 6: breaks must be true or false
            line 7: pic_crop_1_1 must be left, top, right and bottom as parts of the picture: 0_0.1_1_0.9
            line 9: source_url must be an http or https address"#]],
    );
    header(
        "---\ntitle: \"\"\n---\n# 一级标题\n",
        expect![[r#"
        title: 一级标题
    "#]],
    );
    header(
        "---\ntitle: ''\ndescription: >-\n  一\n  二\nexcerpt: 三\ncover:\nimage: b.jpg\n---\n# T\n",
        expect![[r#"
        title: T
        digest: 一 二
        cover: b.jpg
    "#]],
    );
    header(
        "---\ntitle: 茶\nvideos:\n  a.mp4: 茶\n  b.mp4: {tags: [1,2,3,4,5,6], colour: x}\n---\n",
        expect![[r#"
            line 4: a video is described by `title:`, `desc:`, `original:`, `category:`, `subcategory:`, `tags:` or `cover:`
            line 4: videos: a.mp4 is used nowhere in the article
            line 5: a video has at most 5 tags, here are 6
            line 5: videos: b.mp4 is used nowhere in the article"#]],
    );
}

#[test]
fn what_is_no_header() {
    header(
        "---\n\n一条线下的文字\n\n---\n\n# 题\n",
        expect![
            "no title; give one as `title:` in the front matter, or begin the article with a level-1 heading"
        ],
    );
    header(
        "# 题\n\n---\ntitle: 茶\n---\n",
        expect![[r#"
        title: 题
    "#]],
    );
    header(
        "标题: 茶\n---\n",
        expect![
            "no title; give one as `title:` in the front matter, or begin the article with a level-1 heading"
        ],
    );
    header(
        "---\n---\n# 题\n",
        expect![[r#"
        title: 题
    "#]],
    );
}

const PIECES: &[&str] = &[
    "---",
    "+++",
    "...",
    "\n",
    "\n",
    ": ",
    ":",
    "：",
    "title",
    "cover",
    "author",
    "tags",
    "videos",
    "a",
    "[",
    "]",
    "{",
    "}",
    "- ",
    "  ",
    "\t",
    "\"",
    "'",
    "|",
    ">-",
    "&a",
    "*a",
    "!!str",
    "%",
    "@",
    "#",
    "=",
    "= ",
    ",",
    "~",
    "null",
    "2026-05-01",
    "<!--",
    "-->",
    "中",
    "é",
    "\\",
    "\u{feff}",
    "? ",
    "<<: ",
];

proptest! {
    #[test]
    fn no_header_makes_it_panic(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        for opening in ["", "---\n", "+++\n"] {
            let _ = parse(&format!("{opening}{}", pieces.concat()), Markdown);
        }
        let _ = parse(&pieces.concat(), crate::Format::Html);
    }
}

/// Each way to go wrong has its own words, and the line where it goes wrong.
#[test]
fn what_cannot_be_read() {
    let headers = [
        "a:\n\t- b",
        "a: \"b",
        "a: \"b\" c",
        "a: \"\\d\"",
        "a: [b, c\nd: e",
        "a: {b\nc: d",
        "a: ]",
        "a: b\n  c: d",
        "a:\n    b: c\n  d: e",
        "a: @b",
    ];
    let told = |header: &&str| yaml::read(header, 1).unwrap_err().to_string();
    let all: Vec<String> = headers.iter().map(told).collect();
    expect![[r#"
        line 3: front matter: a tab stands where only blanks may; write blanks in its place
        line 2: front matter: quotes are opened and not closed; close them at the end of the value
        line 2: front matter: something follows the closing quotes; put the whole value in quotes of the other kind
        line 2: front matter: a \ between double quotes begins an escape, and this is none; put the value in single quotes
        line 3: front matter: this line cannot be read; write `name: value`, and a value with marks in it in quotes
        line 2: front matter: curly brackets are not closed or lack a comma; close them, or put the value in quotes
        line 2: front matter: a bracket is closed that was not opened; take it out, or put the value in quotes
        line 3: front matter: this line cannot be read; write `name: value`, and a value with marks in it in quotes
        line 4: front matter: this line is set in otherwise than those around it; begin each name in the same column, and the lines below it further in
        line 2: front matter: this line cannot be read; write `name: value`, and a value with marks in it in quotes"#]].assert_eq(&all.join("\n"));
}

#[test]
fn tabs_and_long_descriptions() {
    header(
        "---\ntitle: 春\ntags:\n\t- 茶\ncategories: [\n\t\"生活\"\n]\nexcerpt: 短\n---\n",
        expect![[r#"
            title: 春
            digest: 短
            warning: line 4: a tab at the beginning of a line was read as blanks; write blanks, for other programs refuse it
        "#]],
    );
    header(
        &format!("---\ntitle: 春\ndescription: {}\n---\n", "一壶好茶，".repeat(30)),
        expect![[r#"
            title: 春
            digest: 一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶好茶，一壶…
            warning: line 3: the description has 150 characters and a digest at most 128, so it was cut; `digest:` gives one of its own
        "#]],
    );
}
