//! Several articles as one draft (多图文).

use wxkit_proto::error::Invalid;

use super::{Article, Asset, Piece};
use crate::draft::NewsCrops;
use crate::limits::DRAFT_ARTICLES;

/// An article behind the first of a draft; made by [`Article::followed_by`]. The pictures and videos that its body names
/// are among those of the first.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Following {
    /// As in [`Article::title`].
    pub title: String,
    /// As in [`Article::author`].
    pub author: String,
    /// As in [`Article::digest`].
    pub digest: String,
    /// As in [`Article::cover`].
    pub cover: Asset,
    /// As in [`Article::crops`].
    pub crops: NewsCrops,
    /// As in [`Article::source_url`].
    pub source_url: String,
    /// As in [`Article::comments`].
    pub comments: bool,
    /// As in [`Article::fans_only`].
    pub fans_only: bool,
    /// As in [`Article::body`].
    pub body: Vec<Piece>,
}

impl Article {
    /// Puts an article behind this one and those that follow it already; for the routes of the draft box.
    ///
    /// # Errors
    ///
    /// If that makes more than eight, or if one of them is a picture message, which is always a draft of its own.
    pub fn followed_by(mut self, other: Self) -> Result<Self, Invalid> {
        if self.newspic || other.newspic {
            return Err(Invalid::new("a picture message (图片消息) cannot be one of several articles"));
        }
        let count = self.following.len() + other.following.len() + 2;
        DRAFT_ARTICLES.check("the draft", count as u64)?;
        let (pictures, videos) = (self.pictures.len(), self.videos.len());
        let moved = |body: Vec<Piece>| body.into_iter().map(|piece| piece.behind(pictures, videos)).collect();
        self.pictures.extend(other.pictures);
        self.videos.extend(other.videos.into_iter().map(|video| {
            let cover = video.cover.map(|n| n + pictures);
            super::ArticleVideo { cover, ..video }
        }));
        self.following.push(Following {
            title: other.title,
            author: other.author,
            digest: other.digest,
            cover: other.cover,
            crops: other.crops,
            source_url: other.source_url,
            comments: other.comments,
            fans_only: other.fans_only,
            body: moved(other.body),
        });
        let rest = other.following.into_iter();
        self.following.extend(rest.map(|next| Following { body: moved(next.body), ..next }));
        Ok(self)
    }

    /// All articles of the draft, each alone, with the pictures and videos of all of them. Of several, none has a digest: drafts
    /// show them only of one.
    pub(crate) fn each(&self) -> impl Iterator<Item = Self> {
        let digest = if self.following.is_empty() { self.digest.clone() } else { String::new() };
        let first = Self { following: Vec::new(), digest, ..self.clone() };
        let shared = Self { body: Vec::new(), ..first.clone() };
        let following = self.following.iter().cloned().map(move |next| Self {
            title: next.title,
            author: next.author,
            cover: next.cover,
            crops: next.crops,
            source_url: next.source_url,
            comments: next.comments,
            fans_only: next.fans_only,
            body: next.body,
            ..shared.clone()
        });
        std::iter::once(first).chain(following)
    }
}

impl Piece {
    /// The same behind so many pictures and videos.
    fn behind(self, pictures: usize, videos: usize) -> Self {
        match self {
            Self::Html(html) => Self::Html(html),
            Self::Picture(n) => Self::Picture(n + pictures),
            Self::PictureSize(n) => Self::PictureSize(n + pictures),
            Self::PictureWidth(n) => Self::PictureWidth(n + pictures),
            Self::Background(n) => Self::Background(n + pictures),
            Self::Video(n) => Self::Video(n + videos),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::tests::article;

    #[test]
    fn pictures_are_those_of_all() {
        let second = Article { title: "二".into(), ..article() };
        let both = article().followed_by(second).unwrap();
        assert_eq!(both.pictures.len(), 2);
        let each: Vec<_> = both.each().collect();
        let [first, second] = each.as_slice() else { panic!("{each:?}") };
        assert_eq!((first.body[1].clone(), second.body[1].clone()), (Piece::Picture(0), Piece::Picture(1)));
        assert_eq!((first.title.as_str(), second.title.as_str()), ("怎样冲一壶好茶", "二"));
        let html = second.compose(|n| Some(["甲", "乙"][n]), |_| None, |_| None);
        assert!(html.contains("src=\"乙\""), "{html}");
    }

    #[test]
    fn at_most_eight_and_no_picture_message() {
        let many = (1..8).try_fold(article(), |all, _| all.followed_by(article())).unwrap();
        assert_eq!(many.following.len(), 7);
        let told = many.followed_by(article()).unwrap_err();
        assert_eq!(told.message, "the draft has 9 articles; a draft may have at most 8 (as documented)");
        let pictures = Article { newspic: true, ..article() };
        assert!(article().followed_by(pictures).unwrap_err().message.contains("图片消息"));
    }
}
