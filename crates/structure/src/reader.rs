use crate::dark::dark;

/// An article as its reader sees it on a phone.
///
/// The page holds nothing that runs and reaches no other host than its pictures': the article stands in frames without
/// scripts, and title and author are escaped.
///
/// ```
/// use wxkit_structure::Reader;
///
/// let page = Reader::new("春茶", "作者", "<section><p>一壶好茶</p></section>").page();
/// assert!(page.starts_with("<!doctype html>") && page.contains("一壶好茶"));
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Reader<'a> {
    /// The title above it.
    pub title: &'a str,
    /// Who wrote it; may be empty.
    pub author: &'a str,
    /// Its HTML. Where it may load from is for the page that holds it to say.
    pub content: &'a str,
}

/// Light, or as in WeChat's dark mode (深色模式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// On white.
    Light,
    /// On nearly black, the article's colours converted as WeChat converts them.
    Dark,
}

const PHONE: &str = include_str!("reader/phone.css");
const PAGE: &str = include_str!("reader/page.css");

impl<'a> Reader<'a> {
    /// An article by its parts.
    #[must_use]
    pub fn new(title: &'a str, author: &'a str, content: &'a str) -> Self {
        Self { title, author, content }
    }

    /// A whole document, to be shown 375 pixels wide.
    #[must_use]
    pub fn phone(&self, mode: Mode) -> String {
        let title = escaped(self.title);
        let author = match self.author {
            "" => String::new(),
            author => format!("<p class=\"wx-author\">{}</p>", escaped(author)),
        };
        let (class, content) = match mode {
            Mode::Light => ("light", self.content.to_owned()),
            Mode::Dark => ("dark", dark(self.content)),
        };
        let policy = "default-src 'none'; img-src 'self' data: http: https:; style-src 'unsafe-inline'";
        format!(
            "<!doctype html><html class=\"{class}\" lang=\"zh\"><head><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{PHONE}</style></head>\
             <body><h1 class=\"wx-title\">{title}</h1>{author}<div class=\"wx-content\">{content}</div></body></html>\n"
        )
    }

    /// Two phones side by side, light and dark, to stand in a page of one's own with the styles of [`page`](Self::page).
    #[must_use]
    pub fn phones(&self) -> String {
        let phone = |name: &str, mode| {
            format!(
                "<figure><figcaption>{name}</figcaption><iframe sandbox=\"allow-same-origin\" title=\"{name}\" srcdoc=\"{}\"></iframe></figure>",
                escaped(&self.phone(mode))
            )
        };
        format!("<div class=\"wx-phones\">{}{}</div>", phone("浅色", Mode::Light), phone("深色", Mode::Dark))
    }

    /// A whole page with both.
    #[must_use]
    pub fn page(&self) -> String {
        format!(
            "<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title><style>{PAGE}</style></head>\
             <body>{}</body></html>\n",
            escaped(self.title),
            self.phones()
        )
    }

    /// The styles that [`phones`](Self::phones) needs.
    #[must_use]
    pub fn styles() -> &'static str {
        PAGE
    }
}

/// Text as HTML has it, in attributes too.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_cannot_leave_its_place() {
        let hostile = "</title><script>alert(1)</script>\"'&";
        let reader = Reader::new(hostile, hostile, "<p>\"</p><script>alert(2)</script>");
        for html in [reader.page(), reader.phones()] {
            assert!(!html.contains("<script"), "{html}");
        }
        // The article itself is the author's; nothing of it runs in a frame without scripts.
        let phone = reader.phone(Mode::Light);
        assert!(!phone.contains("alert(1)</script>") && phone.contains("default-src 'none'"), "{phone}");
    }
}
