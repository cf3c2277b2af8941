//! Between an article's source and its publication: its pictures are made ready.

mod cover;
mod load;
mod plain;
mod ready;
mod store;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream;
use tokio::sync::Semaphore;
use wxkit_article::{Article, Kind, PictureSource, Role};
use wxkit_client::Web;
use wxkit_official as official;
pub use wxkit_picture::{Change, Fonts};
use wxkit_proto::Source;

pub use cover::Cover;
pub use ready::Ready;

use ready::{Place, Use};
use store::Store;

/// How to make the pictures of an article ready.
#[derive(Debug)]
#[non_exhaustive]
pub struct PrepareOptions {
    /// The folder that paths in the article begin at.
    pub root: PathBuf,
    /// A folder that keeps what was made of pictures, each by its digest, so that it is made once; `None`: in memory.
    pub store: Option<PathBuf>,
    /// Who fetches pictures from other sites; `None`: nobody, and such a picture is a [`Fault`].
    pub web: Option<Arc<Web>>,
    /// What text in drawings is drawn with.
    pub fonts: Fonts,
    /// Whether pictures that are too large for the text are sent as permanent material, and not made smaller. That takes a
    /// place in the account's library for each.
    pub original: bool,
    /// The cover; `None`: the one that the article names, else its first picture.
    pub cover: Option<Cover>,
}

impl PrepareOptions {
    /// For an article whose paths begin at `root`; nothing is fetched, nothing is kept, and there are no fonts.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        let (store, web, fonts, original, cover) = (None, None, Fonts::default(), false, None);
        Self { root: root.into(), store, web, fonts, original, cover }
    }
}

/// An article whose pictures are all files that WeChat takes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Prepared {
    /// For [`Publish`](official::Publish).
    pub article: official::Article,
    /// The cover, and what was done to it; `None` only with [`Cover::Without`].
    pub cover: Option<Ready>,
    /// Whether the cover is the first picture because nothing else was said.
    pub cover_is_first: bool,
    /// The pictures in the order of the article, and what was done to them.
    pub pictures: Vec<Ready>,
}

/// A picture that cannot be made ready, or a cover that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// Line of the picture's first use.
    pub line: Option<usize>,
    /// What is wrong, with the picture's name, and what its author can do.
    pub message: String,
    /// What kind of fault it is.
    pub kind: FaultKind,
}

/// What can be wrong with a picture or a cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// There is no such file.
    Missing,
    /// The article has no cover.
    NoCover,
    /// Only the network is to blame, so that it may work another time.
    Network,
    /// Anything else about a picture.
    Picture,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Fault {}

/// The most pictures of an article; each is a request, and no reader would see more.
const MOST_PICTURES: usize = 1000;

/// How many pictures are fetched at once. Only one is decoded at a time, as that takes memory.
const AT_ONCE: usize = 4;

/// Makes the pictures of an article ready to be published: fetched, decoded, converted, turned upright and made small
/// enough for the call that they go to.
///
/// Nothing is sent to WeChat. What can be sent as it is stays where it is. An animated GIF goes the way of permanent
/// material, since pictures of a text may not move.
///
/// # Errors
/// All that is wrong with all pictures, in the order of the article.
pub async fn prepare(article: &Article, options: &PrepareOptions) -> Result<Prepared, Vec<Fault>> {
    let (cover, cover_is_first) =
        cover::choose(article, options.cover.as_ref()).map_err(|fault| vec![fault])?;
    let inline = article.pictures.iter().map(|picture| {
        let place = match picture.role {
            _ if article.meta.kind == Kind::Newspic => Place::Cover,
            Role::Card => Place::Card,
            Role::Inline => Place::Text,
        };
        Use { source: &picture.source, line: picture.line, place }
    });
    let has_cover = cover.is_some();
    let uses: Vec<Use<'_>> = cover.into_iter().chain(inline).collect();
    if article.pictures.len() > MOST_PICTURES {
        let message = format!(
            "the article has {} pictures, at most {MOST_PICTURES} can be sent; leave some out, or make several articles of it",
            article.pictures.len()
        );
        return Err(vec![Fault { line: None, message, kind: FaultKind::Picture }]);
    }
    let store = Store::new(options.store.as_deref());
    let sources = load::grouped(&uses);
    let decoding = Semaphore::new(1);
    let made: Vec<_> = stream::iter(&sources)
        .map(|(source, uses)| one_source(source, uses, options, &store, &decoding))
        .buffered(AT_ONCE)
        .collect()
        .await;
    let mut ready: Vec<Option<Ready>> = uses.iter().map(|_| None).collect();
    let mut faults = Vec::new();
    for (at, result) in made.into_iter().flatten() {
        match (result, ready.get_mut(at)) {
            (Ok(made), Some(slot)) => *slot = Some(made),
            (Err(fault), _) => faults.push(fault),
            (Ok(_), None) => {}
        }
    }
    faults.sort_by_key(|fault| fault.line);
    faults.dedup();
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut ready = ready.into_iter().flatten();
    let cover = if has_cover { ready.next() } else { None };
    Ok(assemble(article, options, cover, cover_is_first, ready.collect()))
}

type Made = Vec<(usize, Result<Ready, Fault>)>;

/// Loads a picture once, and makes it ready for each place where it stands.
async fn one_source(
    source: &PictureSource,
    uses: &[(usize, Use<'_>)],
    options: &PrepareOptions,
    store: &Store,
    decoding: &Semaphore,
) -> Made {
    let fault = |of: &Use<'_>, (message, kind): (String, FaultKind)| Fault {
        line: of.line,
        message: format!("{}: {message}", load::shown(source)),
        kind,
    };
    let bytes = match load::load(source, options).await {
        Ok(bytes) => bytes,
        Err(why) => return uses.iter().map(|(at, of)| (*at, Err(fault(of, why.clone())))).collect(),
    };
    let mut made = Vec::new();
    for (at, of) in uses {
        // It is never closed.
        let _turn = decoding.acquire().await.ok();
        let result = ready::make(of, &bytes, options, store).await;
        made.push((*at, result.map_err(|message| fault(of, (message, FaultKind::Picture)))));
    }
    made
}

fn assemble(
    article: &Article,
    options: &PrepareOptions,
    cover: Option<Ready>,
    cover_is_first: bool,
    pictures: Vec<Ready>,
) -> Prepared {
    let sent = pictures.iter().map(|ready| {
        let mut picture = official::Picture::new(ready.asset.clone());
        picture.material = ready.material || article.meta.kind == Kind::Newspic;
        picture
    });
    let nothing = || official::Asset::new("", Source::bytes(Bytes::new()));
    let asset = cover.as_ref().map_or_else(nothing, |cover| cover.asset.clone());
    let mut assembled = crate::convert::assemble(article, &options.root, asset, sent.collect());
    assembled.crops = cover::crops(cover.as_ref().and_then(|cover| cover.pixels), &article.meta.crops);
    if assembled.newspic {
        assembled.body = vec![official::article::Piece::Html(plain::text(&article.body))];
    }
    Prepared { article: assembled, cover, cover_is_first, pictures }
}

#[cfg(test)]
mod tests;
