//! What stands in a `style` attribute.

use cssparser::{Delimiter, ParseError, Parser};

/// A declaration; the name is in lower case, the value without `!important`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declaration {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) important: bool,
}

/// The content of a `style` attribute.
#[derive(Debug, Default, Clone)]
pub(crate) struct Style {
    /// As it was written.
    pub(crate) source: String,
    pub(crate) declarations: Vec<Declaration>,
}

impl Style {
    pub(crate) fn parse(source: &str) -> Self {
        let mut declarations = Vec::new();
        let mut parser = Parser::new(source);
        while !parser.is_exhausted() {
            let read = parser.parse_until_after(Delimiter::Semicolon, declaration);
            declarations.extend(read.ok().filter(|read| !read.value.is_empty()));
        }
        Self { source: source.to_owned(), declarations }
    }

    /// The value that counts, as far as `read` understands it: a browser passes over what it does not understand.
    pub(crate) fn read<T>(&self, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let find = |important: bool| {
            let mut named = self
                .declarations
                .iter()
                .rev()
                .filter(|known| known.important == important && known.name == name);
            named.find_map(|known| read(&known.value))
        };
        find(true).or_else(|| find(false))
    }

    /// The value that counts, in lower case.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        self.read(name, |value| Some(value.to_ascii_lowercase()))
    }

    /// The value as WeChat's engine finds it in the text: the first hit, from `name:` to the next `;`.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.source.split(';').find_map(|part| {
            let part = part.trim_start();
            let rest = part
                .get(name.len()..)
                .filter(|_| part.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))?;
            rest.trim_start().strip_prefix(':').map(str::trim).filter(|value| !value.is_empty())
        })
    }
}

fn declaration<'i>(parser: &mut Parser<'i>) -> Result<Declaration, ParseError<()>> {
    let name = parser.expect_ident_cloned()?.to_ascii_lowercase();
    parser.expect_colon()?;
    let start = parser.position();
    while parser.next().is_ok() {}
    let value = parser.slice_from(start).trim();
    let (value, important) = match value.rsplit_once('!') {
        Some((value, word)) if word.trim().eq_ignore_ascii_case("important") => (value.trim_end(), true),
        _ => (value, false),
    };
    Ok(Declaration { name: name.to_string(), value: value.to_owned(), important })
}

/// A length, or what stands in its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Length {
    /// Pixels, and a share of what is around it: `calc(100% - 20px)` is `(-20.0, 1.0)`.
    Sum(f64, f64),
    Auto,
    /// By the content: `fit-content` and the like.
    Content,
}

impl Length {
    /// In pixels, if it has a size of its own.
    pub(crate) fn pixels(self, around: f64) -> Option<f64> {
        match self {
            Self::Sum(pixels, share) => Some(pixels + share * around),
            Self::Auto | Self::Content => None,
        }
    }

    pub(crate) fn is_percent(self) -> bool {
        matches!(self, Self::Sum(_, share) if share != 0.0)
    }
}

/// Reads a length; `font` is the size of the font in pixels.
pub(crate) fn length(value: &str, font: f64) -> Option<Length> {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    match lower.as_str() {
        "auto" => return Some(Length::Auto),
        "fit-content"
        | "max-content"
        | "min-content"
        | "-webkit-fit-content"
        | "-webkit-fill-available"
        | "stretch"
        | "intrinsic" => return Some(Length::Content),
        "thin" => return Some(Length::Sum(1.0, 0.0)),
        "medium" => return Some(Length::Sum(3.0, 0.0)),
        "thick" => return Some(Length::Sum(5.0, 0.0)),
        _ => {}
    }
    if let Some(inner) = lower.strip_prefix("calc(").and_then(|rest| rest.strip_suffix(')')) {
        return sum(inner, font);
    }
    let digits = lower.find(|c: char| !matches!(c, '0'..='9' | '.' | '+' | '-')).unwrap_or(lower.len());
    let (number, unit) = lower.split_at_checked(digits)?;
    // The exponent of `1em` is none.
    let number: f64 = number.parse().ok()?;
    let pixel = match unit {
        "%" => return Some(Length::Sum(0.0, number / 100.0)),
        "px" => 1.0,
        "" if number == 0.0 => 1.0,
        "pt" => 4.0 / 3.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 9.6 / 2.54,
        "em" => font,
        "rem" => 16.0,
        "ex" | "ch" => font / 2.0,
        // The engine's window is as wide as the editor's column.
        "vw" | "vmin" => 6.77,
        "vh" | "vmax" => 8.0,
        _ => return None,
    };
    Some(Length::Sum(number * pixel, 0.0))
}

/// Lengths with `+` and `-` between.
fn sum(text: &str, font: f64) -> Option<Length> {
    let mut total = (0.0, 0.0);
    let mut sign = 1.0;
    for word in text.split_ascii_whitespace() {
        match word {
            "+" => sign = 1.0,
            "-" => sign = -1.0,
            word => {
                let Length::Sum(pixels, share) = length(word, font)? else { return None };
                total = (total.0 + sign * pixels, total.1 + sign * share);
            }
        }
    }
    Some(Length::Sum(total.0, total.1))
}

/// Splits at white space, but not inside brackets.
pub(crate) fn words(value: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let parts = value.split(|c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && c.is_ascii_whitespace()
    });
    parts.filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_as_a_browser_reads_them() {
        let style =
            Style::parse("COLOR : Red!IMPORTANT; color:blue; x; width:;background:url(data:a;b) no-repeat;");
        let read: Vec<_> =
            style.declarations.iter().map(|known| (known.name.as_str(), known.value.as_str())).collect();
        assert_eq!(read, [("color", "Red"), ("color", "blue"), ("background", "url(data:a;b) no-repeat")]);
        assert_eq!(style.value("color").as_deref(), Some("red"));
    }

    #[test]
    fn the_first_hit_as_the_engine_finds_it() {
        let style = Style::parse("max-width:1px; Width :\t2px ;width:3px");
        assert_eq!(style.first("width"), Some("2px"));
        assert_eq!(style.first("height"), None);
    }

    #[test]
    fn lengths() {
        for (text, want) in [
            ("10px", Some(Length::Sum(10.0, 0.0))),
            ("3pt", Some(Length::Sum(4.0, 0.0))),
            ("-1.5em", Some(Length::Sum(-30.0, 0.0))),
            ("50%", Some(Length::Sum(0.0, 0.5))),
            ("0", Some(Length::Sum(0.0, 0.0))),
            ("calc(100% - 20px)", Some(Length::Sum(-20.0, 1.0))),
            ("auto", Some(Length::Auto)),
            ("7", None),
            ("px", None),
            ("var(--a)", None),
        ] {
            assert_eq!(length(text, 20.0), want, "{text}");
        }
        assert_eq!(words("1px  solid rgb(1, 2, 3)"), ["1px", "solid", "rgb(1, 2, 3)"]);
    }
}
