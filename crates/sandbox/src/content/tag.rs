//! Start tags, read as browsers do.

/// A start tag.
#[derive(Debug)]
pub(super) struct Tag {
    /// In lower case; empty for end tags and what is no tag.
    pub(super) name: String,
    /// Names in lower case, values without their quotes and character references.
    pub(super) attributes: Vec<(String, String)>,
}

impl Tag {
    /// What is no start tag.
    pub(super) fn none() -> Self {
        Self { name: String::new(), attributes: Vec::new() }
    }

    /// `text` begins behind the `<`; gives back what follows the tag.
    pub(super) fn read(text: &str) -> (Self, &str) {
        let mut tag = Self::none();
        // First of all: looking for the end of a name at every `<` of a text would take time without bounds.
        if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return (tag, text);
        }
        let end =
            text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(text.len());
        let (name, mut rest) = text.split_at(end);
        tag.name = name.to_ascii_lowercase();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if let Some(behind) = rest.strip_prefix('>') {
                return (tag, behind);
            }
            if rest.is_empty() {
                return (tag, rest);
            }
            let (attribute, behind) = read_attribute(rest);
            tag.attributes.push(attribute);
            rest = behind;
        }
    }

    /// An attribute that says something: an empty one is none.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let value = self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }
}

/// `text` begins with the name, which is never empty.
fn read_attribute(text: &str) -> ((String, String), &str) {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/');
    let end = text.get(first..).and_then(|rest| rest.find(ends)).map_or(text.len(), |at| at + first);
    let (name, rest) = text.split_at(end);
    let name = name.to_ascii_lowercase();
    let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start) else {
        return ((name, String::new()), rest);
    };
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (value, rest) = match quote.and_then(|quote| value.get(1..)?.split_once(quote)) {
        Some(parts) => parts,
        None => {
            value.split_at(value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len()))
        }
    };
    ((name, unescape(value)), rest)
}

/// Resolves the references that a builder of HTML must use in attributes, those that hide a scheme, and numbers.
pub(super) fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        // No reference is longer, and the end must not be looked for in all of the text.
        let end = behind.bytes().take(10).position(|byte| byte == b';');
        let known = end.and_then(|end| Some((reference(behind.get(..end)?)?, behind.get(end + 1..)?)));
        rest = match known {
            Some((c, behind)) => {
                out.push(c);
                behind
            }
            None => {
                out.push('&');
                behind
            }
        };
    }
    out + rest
}

fn reference(name: &str) -> Option<char> {
    Some(match name {
        "quot" => '"',
        "apos" => '\'',
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "Tab" => '\t',
        "NewLine" => '\n',
        "colon" => ':',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn tags() {
        let mut log = String::new();
        for text in ["IMG/Src = 'a&amp;b&#39;&#x6a;' x=&quot y>!", "p", "a href=\"x", "/p>", "<p>", "2>", ""]
        {
            let (tag, behind) = Tag::read(text);
            log += &format!("{} {:?} {behind}\n", tag.name, tag.attributes);
        }
        expect![[r#"
            img [("src", "a&b'j"), ("x", "&quot"), ("y", "")] !
            p [] 
            a [("href", "\"x")] 
             [] /p>
             [] <p>
             [] 2>
             [] 
        "#]]
        .assert_eq(&log);
    }
}
