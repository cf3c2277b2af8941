//! What of an article's HTML WeChat takes out without a word.

use std::cell::RefCell;

use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use wxkit_proto::Warning;

/// Pictures that are not on WeChat's hosts, styles and scripts.
pub(crate) fn foreign(html: &str) -> Vec<Warning> {
    let tokenizer = Tokenizer::new(Finder::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.into());
    while !matches!(tokenizer.feed(&input), html5ever::TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.0.into_inner().into_iter().map(Warning::new).collect()
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
