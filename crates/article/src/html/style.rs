use cssparser::{Delimiter, ParseError, Parser};

use super::among;
use crate::error::Notes;

/// Properties a style may set. Not among them, since WeChat drops or breaks them: everything about
/// positions, `gap`, animation and generated content.
pub(crate) const PROPERTIES: &str = "align-content align-items align-self aspect-ratio background background-clip background-color background-image \
    background-position background-repeat background-size border border-bottom border-bottom-color \
    border-bottom-left-radius border-bottom-right-radius border-bottom-style border-bottom-width border-collapse \
    border-color border-left border-left-color border-left-style border-left-width border-radius border-right \
    border-right-color border-right-style border-right-width border-spacing border-style border-top border-top-color \
    border-top-left-radius border-top-right-radius border-top-style border-top-width border-width box-shadow box-sizing \
    break-inside caption-side clear color direction display empty-cells flex flex-basis flex-direction flex-flow flex-grow \
    flex-shrink flex-wrap float font font-family font-feature-settings font-size font-stretch font-style font-variant \
    font-weight height hyphens justify-content letter-spacing line-break line-height list-style list-style-position \
    list-style-type margin margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width \
    object-fit object-position opacity order outline overflow overflow-wrap overflow-x overflow-y padding padding-bottom \
    padding-left padding-right padding-top table-layout text-align text-align-last text-combine-upright text-decoration \
    text-decoration-color text-decoration-line text-decoration-style text-emphasis text-indent text-justify \
    text-orientation text-overflow text-shadow text-transform text-underline-offset transform transform-origin \
    unicode-bidi vertical-align visibility white-space width word-break word-spacing word-wrap writing-mode";

/// The author's declarations that WeChat keeps, as `name:value;…`; the others are dropped with a warning.
pub(crate) fn clean(css: &str, line: Option<usize>, notes: &mut Notes) -> String {
    let mut out = String::new();
    let mut parser = Parser::new(css);
    while !parser.is_exhausted() {
        let Ok((name, value)) = parser.parse_until_after(Delimiter::Semicolon, declaration) else { continue };
        let name = name.to_ascii_lowercase();
        if !among(PROPERTIES, &name) {
            notes.warn(
                line,
                "removed-style",
                format!("the style `{name}` does not work in an article; it was removed"),
            );
        } else if let Some(why) = unusable(&value) {
            notes.warn(line, "removed-style", format!("the style `{name}` {why}; it was removed"));
        } else if !value.is_empty() {
            out.push_str(&format!("{name}:{value};"));
        }
    }
    out
}

fn declaration<'i>(parser: &mut Parser<'i>) -> Result<(String, String), ParseError<()>> {
    let name = parser.expect_ident_cloned()?;
    parser.expect_colon()?;
    let start = parser.position();
    while parser.next().is_ok() {}
    Ok((name.to_string(), parser.slice_from(start).trim().to_owned()))
}

fn unusable(value: &str) -> Option<&'static str> {
    let value = value.to_ascii_lowercase();
    let has = |word: &str| value.contains(word);
    if has("url(") || has("image(") || has("image-set(") || has("src(") {
        Some("refers to a picture elsewhere")
    } else if has("var(") || has("env(") || has("attr(") || has("expression(") {
        Some("uses a function that does not work in an article")
    } else if has("\\") || has("/*") || has("<") {
        // Escapes could spell any of the words above.
        Some("has an escape or a comment in its value")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(css: &str, want: Expect) {
        let mut notes = Notes::default();
        let out = clean(css, Some(7), &mut notes);
        let warnings: String =
            notes.finish().unwrap_or_default().iter().map(|warning| format!("\n{warning}")).collect();
        want.assert_eq(&format!("{out}{warnings}"));
    }

    #[test]
    fn kept_and_dropped() {
        check("color: red; FONT-SIZE : 14px !important;;", expect!["color:red;font-size:14px !important;"]);
        check(
            "position:fixed;top:0;gap:1px;display:flex",
            expect![[r#"
            display:flex;
            line 7: the style `position` does not work in an article; it was removed
            line 7: the style `top` does not work in an article; it was removed
            line 7: the style `gap` does not work in an article; it was removed"#]],
        );
        check(
            "background:url(http://a.example/x.png);background-image: u\\72l(x)",
            expect![[r#"

            line 7: the style `background` refers to a picture elsewhere; it was removed
            line 7: the style `background-image` has an escape or a comment in its value; it was removed"#]],
        );
        check(
            "background-image:linear-gradient(red, blue);content:'a;b';color:\"x;y\"",
            expect![[r#"
            background-image:linear-gradient(red, blue);color:"x;y";
            line 7: the style `content` does not work in an article; it was removed"#]],
        );
        check("color", expect![[""]]);
        check("}color:red;{a:b;c}width:1px;)height:2px", expect![[""]]);
    }
}
