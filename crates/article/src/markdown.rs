//! Markdown to HTML. The notations for videos and mini-programs stay addresses here: the pass over the tree
//! knows them, for both formats.

mod footnotes;

use std::cell::Cell;
use std::fmt;

use pulldown_cmark::{Event, Options, Parser, Tag, html};

use crate::error::{Error, Notes};
use crate::html::{MAX_DEPTH, escaped};

/// HTML, and for each of its lines the line of the Markdown it came from, from 1.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub(crate) html: String,
    pub(crate) lines: Vec<usize>,
}

/// An event and the line it begins on.
type Line<'s> = (Event<'s>, usize);

/// Renders Markdown that begins after `before` lines of the source.
pub(crate) fn render(markdown: &str, before: usize, notes: &mut Notes) -> Result<Rendered, Error> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let starts: Vec<usize> =
        std::iter::once(0).chain(markdown.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let events: Vec<Line<'_>> = Parser::new_ext(markdown, options)
        .into_offset_iter()
        .map(|(event, range)| (event, before + starts.partition_point(|start| *start <= range.start)))
        .collect();
    check_depth(&events)?;
    let events = footnotes::arrange(events, notes);
    Ok(write(adapt(events)))
}

fn check_depth(events: &[Line<'_>]) -> Result<(), Error> {
    let mut depth = 0_usize;
    for (event, line) in events {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(Error::new(
                Some(*line),
                format!("lists, quotes or emphasis are nested more than {MAX_DEPTH} deep"),
            ));
        }
    }
    Ok(())
}

/// Small changes the stock writer needs.
fn adapt(events: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let mut out: Vec<Line<'_>> = Vec::with_capacity(events.len());
    let mut events = events.into_iter().peekable();
    while let Some((event, line)) = events.next() {
        let event = match event {
            // The writer would percent-encode the query of the path, which mini-programs get as it is.
            Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with("miniprogram:") => {
                Event::InlineHtml(format!("<a href=\"{}\">", escaped(&dest_url)).into())
            }
            Event::SoftBreak if joins(out.last(), events.peek()) => continue,
            event => event,
        };
        out.push((event, line));
    }
    out
}

/// Whether a line break stands between two Chinese characters, where it would show as a space.
fn joins(before: Option<&Line<'_>>, after: Option<&Line<'_>>) -> bool {
    fn is_wide(c: Option<char>) -> bool {
        let wide = [
            '\u{3000}'..='\u{30ff}',
            '\u{3400}'..='\u{9fff}',
            '\u{f900}'..='\u{faff}',
            '\u{ff00}'..='\u{ff60}',
            '\u{20000}'..='\u{3ffff}',
        ];
        c.is_some_and(|c| wide.iter().any(|range| range.contains(&c)))
    }
    match (before, after) {
        (Some((Event::Text(before), _)), Some((Event::Text(after), _))) => {
            is_wide(before.chars().next_back()) && is_wide(after.chars().next())
        }
        _ => false,
    }
}

fn write(events: Vec<Line<'_>>) -> Rendered {
    let line = Cell::new(1);
    let mut out =
        Writer { rendered: Rendered { html: String::new(), lines: Vec::new() }, line: &line, at_start: true };
    // Writing to a string does not fail.
    let _ = html::write_html_fmt(
        &mut out,
        events.into_iter().map(|(event, at)| {
            line.set(at);
            event
        }),
    );
    out.rendered
}

/// Notes for each line it writes the line of the event being written.
struct Writer<'l> {
    rendered: Rendered,
    line: &'l Cell<usize>,
    at_start: bool,
}

impl fmt::Write for Writer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for part in text.split_inclusive('\n') {
            if self.at_start {
                self.rendered.lines.push(self.line.get());
            }
            self.rendered.html.push_str(part);
            self.at_start = part.ends_with('\n');
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(markdown: &str, want: Expect) {
        let mut notes = Notes::default();
        let mut shown = String::new();
        match render(markdown, 10, &mut notes) {
            Err(error) => shown = format!("error: {error}\n"),
            Ok(rendered) => {
                for (text, line) in rendered.html.lines().zip(&rendered.lines) {
                    shown.push_str(&format!("{line} {text}\n"));
                }
            }
        }
        for warning in notes.finish().unwrap_or_default() {
            shown.push_str(&format!("warning: {warning}\n"));
        }
        want.assert_eq(&shown);
    }

    #[test]
    fn lines_of_blocks() {
        check(
            "# a\n\nb\nc ![x](y.jpg)\n\n- d\n- ![](z.mp4)\n\n<div>\n<img src=a>\n</div>\n\n| a | b |\n|---|--:|\n| 1 | ~~2~~ |\n",
            expect![[r#"
                11 <h1>a</h1>
                13 <p>b
                14 c <img src="y.jpg" alt="x" /></p>
                16 <ul>
                16 <li>d</li>
                17 <li><img src="z.mp4" alt="" /></li>
                16 </ul>
                19 <div>
                20 <img src=a>
                21 </div>
                23 <table><thead><tr><th>a</th><th style="text-align: right">b</th></tr></thead><tbody>
                25 <tr><td>1</td><td style="text-align: right"><del>2</del></td></tr>
                23 </tbody></table>
            "#]],
        );
    }

    #[test]
    fn breaks_between_chinese_lines() {
        check(
            "中文\n中文\nabc\n中文。\n**粗**\n",
            expect![[r#"
            11 <p>中文中文
            13 abc
            14 中文。
            15 <strong>粗</strong></p>
        "#]],
        );
    }

    #[test]
    fn mini_programs() {
        check(
            "[茶](miniprogram:wx0123456789abcdef/pages/a?x=茶&y=\"1)",
            expect![[r#"
            11 <p><a href="miniprogram:wx0123456789abcdef/pages/a?x=茶&amp;y=&quot;1">茶</a></p>
        "#]],
        );
    }

    #[test]
    fn footnotes() {
        check(
            "a[^x] b[^长] c[^x] d[^no]\n\n[^长]: two\n[^x]: one[^in]\n\n    more\n[^in]: - list\n[^un]: never\n",
            expect![[r#"
                11 <p>a<sup>[注1]</sup> b<sup>[注2]</sup> c<sup>[注1]</sup> d[^no]</p>
                14 <h4>脚注</h4>
                14 <section style="font-size:14px;color:#888">
                14 <p>[注1] one<sup>[注3]</sup></p>
                16 <p>more</p>
                13 <p>[注2] two</p>
                17 <p>[注3] </p>
                17 <ul>
                17 <li>list</li>
                17 </ul>
                14 </section>
                warning: line 18: nothing refers to the footnote [^un]; it was removed
            "#]],
        );
    }

    #[test]
    fn too_deep() {
        check(
            &"> ".repeat(10_000),
            expect![[r#"
            error: line 11: lists, quotes or emphasis are nested more than 100 deep
        "#]],
        );
        check(
            &"- ".repeat(10_000),
            expect![[r#"
            11 <hr />
        "#]],
        );
        check(
            &("*a ".repeat(10_000) + &"b* ".repeat(10_000)),
            expect![[r#"
            error: line 11: lists, quotes or emphasis are nested more than 100 deep
        "#]],
        );
    }
}
