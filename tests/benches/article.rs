//! How long it takes to make an article of Markdown: headings, running text, lists, tables and code, as posts about
//! programs have them. The first article of a process also pays for reading the languages that it has code in. Beside it the
//! tool that most people use, on the same text: it is fetched where there is npm.

#![expect(clippy::expect_used, reason = "a bench fails as tests do")]

use std::fs;
use std::hint::black_box;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use wxkit::article::{Format, ParseOptions, Piece, parse};
use wxkit_tests::bench::{Report, article_of};

/// Sizes of the text in KB, and the milliseconds that are allowed for one where there is a bound.
const SIZES: [(usize, Option<f64>); 3] = [(10, None), (100, Some(30.0)), (1000, None)];

/// What its peer needs, and the program that tells the milliseconds of the fastest of three.
const PEER: [&str; 4] = ["@wenyan-md/core@3.0.10", "jsdom@27", "formdata-node@6", "form-data-encoder@4"];
const PEER_PROGRAM: &str = r#"
import fs from "node:fs";
import { renderStyledContent } from "@wenyan-md/core/wrapper";
const text = fs.readFileSync("text.md", "utf8");
let least = Infinity;
for (let turn = 0; turn < 3; turn++) {
    const start = performance.now();
    await renderStyledContent(text, { themeId: "default", hlThemeId: "github", isMacStyle: true, isAddFootnote: true });
    least = Math.min(least, performance.now() - start);
}
console.log(least);
"#;

fn main() -> ExitCode {
    let mut report = Report::new("article");
    let start = Instant::now();
    make(&article_of(100));
    report.tell("the first article, of 100 KB", start.elapsed().as_secs_f64() * 1e3, "ms");
    for (kb, most) in SIZES {
        let text = article_of(kb);
        let time = fastest(&text);
        let what = format!("an article of {kb} KB");
        match most {
            Some(most) => report.at_most(most, &what, time, "ms"),
            None => report.tell(&what, time, "ms"),
        }
        report.tell(&format!("{what}: its HTML"), make(&text) as f64 / 1e3, "KB");
        if let Some(peer) = most.and_then(|_| peer(&text)) {
            report.tell(&format!("{what}: Wenyan"), peer, "ms");
            report.at_least(100.0, &format!("{what}: speed"), peer / time, "× Wenyan");
        }
    }
    report.end()
}

/// Milliseconds of the peer, where it can be had.
fn peer(text: &str) -> Option<f64> {
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let run = |program: &str, args: &[&str]| {
        let output = Command::new(program).args(args).current_dir(&folder).stderr(Stdio::null()).output();
        output.ok().filter(|output| output.status.success())
    };
    run("npm", &[&["install", "--no-audit", "--no-fund"], &PEER[..]].concat())?;
    fs::write(folder.path().join("text.md"), text).expect("there is room");
    fs::write(folder.path().join("peer.mjs"), PEER_PROGRAM).expect("there is room");
    String::from_utf8(run("node", &["peer.mjs"])?.stdout).ok()?.trim().parse().ok()
}

/// Milliseconds of the fastest of ten.
fn fastest(text: &str) -> f64 {
    let time = || {
        let start = Instant::now();
        black_box(make(black_box(text)));
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..10).map(|_| time()).fold(f64::INFINITY, f64::min)
}

/// The length of what comes of a text.
fn make(text: &str) -> usize {
    let article = parse(text, Format::Markdown, &ParseOptions::default()).expect("it is one");
    let html = article.body.iter().map(|piece| match piece {
        Piece::Html(html) => html.as_str(),
        _ => "",
    });
    html.collect::<String>().len()
}
