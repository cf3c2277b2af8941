//! Diagrams in Mermaid's notation.

use mermaid_svg::{ParseError, RenderError};

use crate::Error;

/// Longest source, in bytes and in lines: a layout takes time by the square of what it holds.
const MAX_BYTES: usize = 32 * 1024;
const MAX_LINES: usize = 400;

/// Kinds that are drawn by counting up to a number that the source holds, and the most digits of one there.
const COUNTING: [&str; 6] = ["gantt", "packet", "block", "radar", "journey", "xychart"];
const MAX_DIGITS: usize = 12;
const MAX_DIGITS_COUNTED: usize = 5;

/// A diagram in Mermaid's notation as an SVG, with its words as text: whoever makes a picture of it needs a font, such
/// as that of `wxkit-font`, in which each of them is found.
///
/// # Errors
///
/// What is wrong with the source, with the line of it; a kind that Mermaid does not have; more than 32 KiB or 400
/// lines; a character, such as an emoji, that the font does not have.
pub fn diagram(source: &str) -> Result<String, Error> {
    if source.len() > MAX_BYTES || source.lines().count() > MAX_LINES {
        return Err(Error::new(
            None,
            format!("the diagram is longer than {MAX_LINES} lines or 32 KiB; split it"),
        ));
    }
    bounded(source)?;
    // Whether a sign is coloured is nothing that a font for text knows.
    let source = source.replace('\u{fe0f}', "");
    let svg = mermaid_svg::render(&source).map_err(|error| explain(&error))?;
    match svg.chars().find(|c| !c.is_ascii() && !crate::math::is_drawn(*c)) {
        Some(c) => Err(Error::new(
            line_with(&source, c),
            format!("no typeface for diagrams has the character {c} (U+{:04X}); leave it out", u32::from(c)),
        )),
        // A number that ran over.
        None if ["NaN", "inf"].iter().any(|word| svg.contains(word) && !source.contains(word)) => {
            Err(Error::new(None, "a number of the diagram is too large"))
        }
        None => Ok(svg),
    }
}

/// Refuses what the library would take without end, or stumble over.
fn bounded(source: &str) -> Result<(), Error> {
    let is = |kind: &&str| source.contains(kind);
    let most = if COUNTING.iter().any(is) { MAX_DIGITS_COUNTED } else { MAX_DIGITS };
    for (at, line) in source.lines().enumerate() {
        let number = Some(at + 1);
        if line.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > most) {
            return Err(Error::new(number, format!("a number of the diagram has more than {most} digits")));
        }
        let brackets = line.find(']').zip(line.find('['));
        if source.contains("architecture") && brackets.is_some_and(|(close, open)| close < open) {
            return Err(Error::new(number, "the diagram has a `]` before its `[`"));
        }
    }
    Ok(())
}

fn explain(error: &RenderError) -> Error {
    match error {
        RenderError::Parse(ParseError::Syntax { message, line, .. }) => {
            Error::new(Some(*line), format!("the diagram cannot be read: {message}"))
        }
        RenderError::Parse(ParseError::UnknownDiagramType(kind)) => {
            Error::new(Some(1), format!("`{kind}` is no kind of diagram that can be drawn"))
        }
        RenderError::Parse(ParseError::Empty) => Error::new(None, "the diagram is empty"),
        other => Error::new(None, format!("the diagram cannot be drawn: {other}")),
    }
}

fn line_with(source: &str, c: char) -> Option<usize> {
    source.lines().position(|line| line.contains(c)).map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(source: &str, want: Expect) {
        want.assert_eq(&match diagram(source) {
            Ok(svg) => words(&svg),
            Err(error) => format!("error: {error}"),
        });
    }

    /// What can be read in a picture.
    fn words(svg: &str) -> String {
        let text = svg.split("<text").skip(1).filter_map(|text| text.split("</text>").next());
        let words = text.filter_map(|text| text.rsplit('>').find(|part| !part.trim().is_empty()));
        words.map(|word| word.split('<').next().unwrap_or_default()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn what_people_draw() {
        check(
            "flowchart TD\n  A[开始] --> B{是否?}\n  B -->|是| C[\"多行<br/>文字\"]\n  %% 注释 🚀",
            expect!["是|开始|是否?|文字"],
        );
        check(
            "sequenceDiagram\n  participant 用户\n  用户->>服务器: 登录 ⚠️",
            expect!["用户|用户|服务器|服务器|登录 ⚠"],
        );
        check(
            "%%{init: {'theme':'forest'}}%%\npie title 来源\n  \"公众号\" : 45\n  \"搜一搜\" : 25",
            expect!["来源|64%|36%|公众号|搜一搜"],
        );
        check(
            "gantt\n  title 计划\n  dateFormat YYYY-MM-DD\n  section 设计\n  需求 :a1, 2026-01-01, 10d",
            expect!["计划|2026-01-01|2026-01-03|2026-01-05|2026-01-07|2026-01-09|2026-01-11|需求|设计"],
        );
        for kind in [
            "classDiagram\n  动物 <|-- 狗",
            "stateDiagram-v2\n  [*] --> 待付",
            "erDiagram\n  A ||--o{ B : has",
            "mindmap\n  root((茶))\n    绿茶",
            "timeline\n  2020 : 立项",
            "journey\n  section 早\n    泡茶: 5: 我",
            "gitGraph\n  commit",
        ] {
            assert!(diagram(kind).is_ok_and(|svg| svg.starts_with("<svg")), "{kind}");
        }
    }

    #[test]
    fn what_cannot_be_drawn() {
        check("", expect!["error: the diagram is empty"]);
        check("foochart\n  x", expect!["error: line 1: `foochart` is no kind of diagram that can be drawn"]);
        check(
            "flowchart TD\n  A[开始 --> B",
            expect!["error: line 2: the diagram cannot be read: missing closing ']' for node 'A'"],
        );
        check(
            "sequenceDiagram\n  A->>",
            expect!["error: line 2: the diagram cannot be read: empty receiver"],
        );
        check(
            "flowchart TD\n  A[🚀] --> B",
            expect!["error: line 2: no typeface for diagrams has the character 🚀 (U+1F680); leave it out"],
        );
        check(
            "gantt\n  dateFormat YYYY-MM-DD\n  a :a1, 2026-01-01, 999999d",
            expect!["error: line 3: a number of the diagram has more than 5 digits"],
        );
        check(
            "architecture-beta\n  group a(clou]d)[接",
            expect!["error: line 2: the diagram has a `]` before its `[`"],
        );
        check(&"x\n".repeat(500), expect!["error: the diagram is longer than 400 lines or 32 KiB; split it"]);
    }
}
