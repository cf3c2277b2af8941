//! How long it takes to make an article of Markdown: headings, running text, lists, tables and code, as posts about
//! programs have them. The first article of a process also pays for reading the languages that it has code in.

#![expect(clippy::expect_used, reason = "a bench fails as tests do")]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use wxkit::article::{Format, ParseOptions, Piece, parse};
use wxkit_tests::bench::Report;

/// Sizes of the text in KB, and the milliseconds that are allowed for one where there is a bound.
const SIZES: [(usize, Option<f64>); 3] = [(10, None), (100, Some(60.0)), (1000, None)];

fn main() -> ExitCode {
    let mut report = Report::new("article");
    let start = Instant::now();
    make(&text(100));
    report.tell("the first article, of 100 KB", start.elapsed().as_secs_f64() * 1e3, "ms");
    for (kb, most) in SIZES {
        let text = text(kb);
        let time = fastest(&text);
        let what = format!("an article of {kb} KB");
        match most {
            Some(most) => report.at_most(most, &what, time, "ms"),
            None => report.tell(&what, time, "ms"),
        }
        report.tell(&format!("{what}: its HTML"), make(&text) as f64 / 1e3, "KB");
    }
    report.end()
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

/// About so many KB, a seventh of it code and a tenth tables.
fn text(kb: usize) -> String {
    let part = include_str!("../articles/bench.md");
    let mut text = String::from("---\ntitle: 春茶\n---\n\n");
    let mut number = 0;
    while text.len() < kb * 1000 {
        number += 1;
        text.push_str(&part.replace("NUMBER", &number.to_string()));
    }
    text
}
