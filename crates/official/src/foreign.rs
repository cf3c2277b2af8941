//! What of an article's HTML WeChat takes out without a word.

use std::cell::RefCell;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use wxkit_proto::Warning;

/// Pictures that are not on WeChat's hosts, styles and scripts.
pub(crate) fn foreign(html: &str) -> Vec<Warning> {
    if has_endless_tag(html) {
        return vec![Warning::new(
            "a tag has thousands of attributes; what WeChat takes out was not looked for",
        )];
    }
    let tokenizer = Tokenizer::new(Finder::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.into());
    while !matches!(tokenizer.feed(&input), html5ever::TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.0.into_inner().into_iter().map(Warning::new).collect()
}

/// Most bytes of one tag outside the values in quotes: the tokenizer compares each attribute of a tag with all others.
const MAX_TAG: usize = 16 * 1024;

/// Whether a tag is longer than the tokenizer reads in good time.
fn has_endless_tag(html: &str) -> bool {
    let (mut outside, mut quote, mut before) = (None, None, b' ');
    for byte in html.bytes() {
        match (outside, quote) {
            (None, _) if before == b'<' && (byte.is_ascii_alphabetic() || byte == b'/') => outside = Some(0),
            (None, _) => {}
            (Some(_), Some(open)) => quote = Some(open).filter(|open| byte != *open),
            (Some(_), None) if byte == b'>' => outside = None,
            (Some(_), None) if matches!(byte, b'"' | b'\'') && before == b'=' => quote = Some(byte),
            (Some(MAX_TAG), None) => return true,
            (Some(length), None) => outside = Some(length + 1),
        }
        // Blanks may stand between `=` and the quote.
        if !byte.is_ascii_whitespace() || before != b'=' {
            before = byte;
        }
    }
    false
}

#[derive(Default)]
struct Finder(RefCell<Vec<String>>);

impl TokenSink for Finder {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        if tag.kind == TagKind::EndTag {
            return TokenSinkResult::Continue;
        }
        self.0.borrow_mut().extend(of_tag(&tag));
        match &*tag.name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" => TokenSinkResult::RawData(RawKind::Rawtext),
            _ => TokenSinkResult::Continue,
        }
    }
}

/// What is wrong with one tag.
fn of_tag(tag: &Tag) -> Vec<String> {
    let name = &*tag.name;
    let mut found = Vec::new();
    if matches!(name, "script" | "style" | "link") {
        found.push(format!("WeChat takes <{name}> out of the article"));
    }
    for attribute in &tag.attrs {
        let value = attribute.value.trim();
        let addresses = match (name, &*attribute.name.local) {
            ("img" | "image", "src" | "data-src" | "href") => vec![value],
            (_, "style") => in_style(value),
            _ => Vec::new(),
        };
        for address in addresses.into_iter().filter(|address| !address.is_empty() && !is_wechats(address)) {
            let shown: String = address.chars().take(80).collect();
            found.push(format!(
                "the picture {shown} is not on WeChat's hosts, and will be missing: upload it as a picture of an article first"
            ));
        }
    }
    found
}

/// The addresses in `url(…)`.
fn in_style(style: &str) -> Vec<&str> {
    let parts = style.split("url(").skip(1).filter_map(|part| part.split_once(')'));
    parts.map(|(address, _)| address.trim().trim_matches(['"', '\''])).collect()
}

fn is_wechats(address: &str) -> bool {
    let rest = address.split_once("//").filter(|(scheme, _)| matches!(*scheme, "http:" | "https:" | ""));
    let host = rest.and_then(|(_, rest)| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    ["qpic.cn", "qlogo.cn"].iter().any(|own| host == *own || host.ends_with(&format!(".{own}")))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_tag_without_end_is_not_read() {
        let html = format!("<p {}>", (0..5000).map(|n| format!("a{n} ")).collect::<String>());
        assert_eq!(foreign(&html).len(), 1);
        // A long value is nothing to fear.
        assert_eq!(foreign(&format!("<p title=\"{}\">", "x ".repeat(20_000))), Vec::new());
    }

    #[test]
    fn what_will_be_missing() {
        let html = r#"<style>p{color:red}</style><p><img src="https://example.com/a.png"><img src="data:image/png;base64,iVBORw0KGgo="><img data-src="http://mmbiz.qpic.cn/x/0" alt="<script>"></p><script>"<img src='http://x/'>"</script><p style="background:url('http://example.com/b.png')">"#;
        expect![[r#"
            WeChat takes <style> out of the article
            the picture https://example.com/a.png is not on WeChat's hosts, and will be missing: upload it as a picture of an article first
            the picture data:image/png;base64,iVBORw0KGgo= is not on WeChat's hosts, and will be missing: upload it as a picture of an article first
            WeChat takes <script> out of the article
            the picture http://example.com/b.png is not on WeChat's hosts, and will be missing: upload it as a picture of an article first"#]]
        .assert_eq(&foreign(html).into_iter().map(|warning| warning.message).collect::<Vec<_>>().join("\n"));
    }
}
