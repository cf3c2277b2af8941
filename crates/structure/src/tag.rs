/// Counts the attributes of a tag while it is read: html5ever compares each of them with all others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meter {
    state: State,
    attributes: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing but `<` yet.
    Start,
    /// Between attributes.
    Between,
    Name,
    /// Behind `=`.
    Equals,
    Bare,
    Quoted(u8),
    /// Behind the tag, or not in one at all.
    Done,
}

impl Meter {
    pub(crate) fn new() -> Self {
        Self { state: State::Start, attributes: 0 }
    }

    /// Reads on, and tells how many attributes there are so far.
    pub(crate) fn read(&mut self, bytes: &[u8]) -> usize {
        for byte in bytes {
            self.byte(*byte);
        }
        self.attributes
    }

    fn byte(&mut self, byte: u8) {
        let blank = byte.is_ascii_whitespace();
        self.state = match (self.state, byte) {
            (State::Start, b'<' | b'/') => State::Start,
            // The name of the tag.
            (State::Start, _) if byte.is_ascii_alphabetic() => State::Name,
            (State::Start | State::Done, _) => State::Done,
            (State::Quoted(quote), _) if byte == quote => State::Between,
            (State::Quoted(_), _) => self.state,
            (_, b'>') => State::Done,
            (State::Between, _) if blank || byte == b'/' => State::Between,
            (State::Between, _) => {
                self.attributes += 1;
                State::Name
            }
            (State::Name, b'=') => State::Equals,
            (State::Name, b'/') => State::Between,
            (State::Equals, b'"' | b'\'') => State::Quoted(byte),
            (State::Equals, _) if blank => State::Equals,
            (State::Equals, _) => State::Bare,
            (State::Name | State::Bare, _) if blank => State::Between,
            (State::Name | State::Bare, _) => self.state,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counted_as_html_does() {
        for (tag, count) in [
            ("<p>", 0),
            ("</p>", 0),
            ("<p a b=c d='e f g' h=\"i>\" j/k>x y z", 6),
            ("<p a=b='  c d>", 3),
            ("<p =' a b>", 3),
            ("<!-- a b c", 0),
            ("< a b c", 0),
        ] {
            assert_eq!(Meter::new().read(tag.as_bytes()), count, "{tag}");
        }
    }
}
