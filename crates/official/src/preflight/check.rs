//! The flow [`Check`]: all that can be known without reading a file as a whole.

use wxkit_proto::flow::Ticket;
use wxkit_proto::{Answer, Env, Flow, Step, Token, Warning};

use super::Preflight;
use crate::Official;
use crate::article::Article;
use crate::publish::PublishOptions;

/// Looks at every file of an article, and holds everything against the documented limits of the route; see
/// [`Publish::check`](crate::Publish::check). No file is read as a whole.
///
/// All that is wrong is reported at once, as one [`Error::Request`](wxkit_proto::Error::Request); what only looks wrong is brought.
#[derive(Debug)]
pub struct Check(Preflight);

impl Check {
    pub(crate) fn new(article: Article, options: &PublishOptions) -> Self {
        Self(Preflight::new(article, options))
    }
}

impl Flow for Check {
    type Platform = Official;
    type Output = Vec<Warning>;

    fn step(&mut self, _: &Env) -> Step<Vec<Warning>, Token> {
        self.0.look().unwrap_or_else(|| Step::Done(Ok(std::mem::take(&mut self.0.warnings))))
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Token>) {
        self.0.answer(env, ticket, answer);
    }
}

#[cfg(test)]
mod tests {
    use wxkit_proto::flow::Ask;
    use wxkit_proto::probe::{FileKind, Probe, Stamp};
    use wxkit_proto::{Error, Source, Timestamp};

    use super::*;
    use crate::Publish;
    use crate::article::{Asset, Piece};

    /// The warnings about an article whose cover is so long, and how often a file was looked at.
    fn check(len: u64) -> (Result<Vec<Warning>, Error>, usize) {
        check_text("<p>茶</p>", len)
    }

    fn check_text(html: &str, len: u64) -> (Result<Vec<Warning>, Error>, usize) {
        let cover = Asset::new("封面.png", Source::bytes("PNG"));
        let article = Article::new("茶", cover, vec![Piece::Html(html.into())]);
        let (env, mut looks) = (Env::new(Timestamp::from_millis(0), [0; 32]), 0);
        let mut check = Publish::check(article, &PublishOptions::default());
        loop {
            match check.step(&env) {
                Step::Do(ticket, Ask::Inspect(_)) => {
                    looks += 1;
                    let stamp = Stamp::default();
                    let probe = Probe { kind: FileKind::Png, len, pixels: None, duration: None, stamp };
                    check.answer(&env, ticket, Answer::Probe(probe));
                }
                Step::Done(result) => return (result, looks),
                step => panic!("{step:?}"),
            }
        }
    }

    #[test]
    fn a_check_digests_nothing() {
        let (found, looks) = check(3);
        assert_eq!((found.unwrap(), looks), (Vec::new(), 1));
        let (wrong, looks) = check(11 << 20);
        assert!(wrong.unwrap_err().to_string().contains("封面.png"));
        assert_eq!(looks, 1);
    }

    #[test]
    fn a_text_above_a_megabyte_is_refused_by_this_route_too() {
        let (wrong, _) = check_text(&"<p>tea</p>".repeat(104_858), 3);
        let why = "the content has 1048580 bytes; the content may have at most 1048576 (below 1 MB)";
        assert!(wrong.unwrap_err().to_string().contains(why));
    }
}
