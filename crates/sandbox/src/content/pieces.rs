//! HTML cut at its tags.

use super::tag::Tag;

/// HTML piece by piece; all of them together are the whole.
pub(super) struct Pieces<'a>(pub(super) &'a str);

pub(super) enum Piece<'a> {
    Text(&'a str),
    /// As it stands, and as it is read; a comment, an end tag and what is no tag have no name.
    Tag(&'a str, Tag),
}

impl Piece<'_> {
    /// Whether this is the end of a script.
    pub(super) fn ends_script(&self) -> bool {
        matches!(self, Self::Tag(text, _) if is_end_of_script(text))
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let Self(rest) = *self;
        if rest.is_empty() {
            return None;
        }
        let Some(behind) = rest.strip_prefix('<') else {
            let (text, behind) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            self.0 = behind;
            return Some(Piece::Text(text));
        };
        let (tag, behind) = if let Some(comment) = behind.strip_prefix("!--") {
            (Tag::none(), comment.split_once("-->").map_or("", |(_, behind)| behind))
        } else if behind.starts_with(['/', '!', '?']) {
            (Tag::none(), behind.split_once('>').map_or("", |(_, behind)| behind))
        } else {
            Tag::read(behind)
        };
        self.0 = behind;
        Some(Piece::Tag(rest.get(..rest.len() - behind.len()).unwrap_or(rest), tag))
    }
}

fn is_end_of_script(text: &str) -> bool {
    text.get(.."</script".len()).is_some_and(|start| start.eq_ignore_ascii_case("</script"))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn all_pieces_are_the_whole() {
        let mut log = String::new();
        for html in ["<p class=a>1 < 2</p><!-- <b> -->茶", "<", "<!--", "<a", ""] {
            let pieces: Vec<_> = Pieces(html)
                .map(|piece| match piece {
                    Piece::Text(text) => (text, "-".into()),
                    Piece::Tag(text, tag) => (text, tag.name),
                })
                .collect();
            assert_eq!(pieces.iter().map(|(text, _)| *text).collect::<String>(), html);
            log += &format!("{pieces:?}\n");
        }
        expect![[r#"
            [("<p class=a>", "p"), ("1 ", "-"), ("<", ""), (" 2", "-"), ("</p>", ""), ("<!-- <b> -->", ""), ("茶", "-")]
            [("<", "")]
            [("<!--", "")]
            [("<a", "a")]
            []
        "#]].assert_eq(&log);
    }
}
