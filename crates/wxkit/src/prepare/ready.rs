//! One picture, made ready for the place where it stands.

use bytes::Bytes;
use wxkit_article::PictureSource;
use wxkit_official::Asset;
use wxkit_official::limits::{IMAGE_SIZE, PICTURE_SIZE};
use wxkit_picture::{Limits, look};
use wxkit_proto::Source;
use wxkit_proto::probe::FileKind;

use super::PrepareOptions;
use super::load::shown;
use super::store::{Made, Store};

/// A picture that WeChat takes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Ready {
    /// Where it came from.
    pub source: PictureSource,
    /// Line of its first use.
    pub line: Option<usize>,
    /// The file.
    pub asset: Asset,
    /// What the file is.
    pub kind: FileKind,
    /// Bytes of the file.
    pub bytes: u64,
    /// Width and height in pixels, if they can be read.
    pub pixels: Option<(u32, u32)>,
    /// What was done to it, for people; empty if it is as it was.
    pub changes: Vec<String>,
    /// What looks wrong with it, for people.
    pub warnings: Vec<String>,
    /// Whether it is sent as permanent material though it stands in the text.
    pub material: bool,
}

/// Where a picture stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Cover,
    Text,
    Card,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Use<'a> {
    pub(super) source: &'a PictureSource,
    pub(super) line: Option<usize>,
    pub(super) place: Place,
}

/// Makes a picture ready; the error is for people.
pub(super) async fn make(
    of: &Use<'_>,
    bytes: &Bytes,
    options: &PrepareOptions,
    store: &Store,
) -> Result<Ready, String> {
    let (place, original) = (of.place, options.original);
    let (bytes, fonts, store) = (bytes.clone(), options.fonts.clone(), store.clone());
    let work = move || {
        let (limits, material) = limits(place, &bytes, original);
        store.made(&bytes, &limits, &fonts).map(|made| (made, material))
    };
    let (made, material) =
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err("it cannot be read".into()))?;
    Ok(told(of, made, material, options))
}

/// What the call that it goes to takes, and whether that is permanent material in place of a picture of the text.
fn limits(place: Place, bytes: &[u8], original: bool) -> (Limits, bool) {
    use FileKind::{Bmp, Gif, Jpeg, Png};
    let least = |limit: u64| usize::try_from(limit).unwrap_or(usize::MAX);
    // What all servers take; "below 1 MB" is not 1 MB.
    let text = Limits::new(&[Jpeg, Png], least(PICTURE_SIZE.warn.saturating_sub(1)));
    let material = |size| Limits::new(&[Jpeg, Png, Gif, Bmp], least(size));
    match place {
        Place::Cover => (material(IMAGE_SIZE.warn), false),
        Place::Card => (text, false),
        Place::Text => {
            let seen = look(bytes, &text).ok();
            let moves = seen.as_ref().is_some_and(|seen| seen.kind == Gif && seen.animated);
            let fits = seen.is_some_and(|seen| text.kinds.contains(&seen.kind)) && bytes.len() <= text.bytes;
            if moves || (original && !fits) { (material(IMAGE_SIZE.refuse), true) } else { (text, false) }
        }
    }
}

fn told(of: &Use<'_>, made: Made, material: bool, options: &PrepareOptions) -> Ready {
    let source = match (&made.file, of.source) {
        // It stays where it is.
        (None, PictureSource::File(path)) if made.changes.is_empty() => Source::path(options.root.join(path)),
        (None, _) => Source::bytes(made.bytes),
        (Some(path), _) => Source::path(path),
    };
    let mut warnings: Vec<String> = made.damage.into_iter().collect();
    if material {
        warnings.push("it is sent as permanent material and takes a place in the library (素材库)".into());
    }
    let asset = Asset::new(shown(of.source), source);
    let asset = asset.named(name(of.source, made.kind));
    Ready {
        source: of.source.clone(),
        line: of.line,
        asset,
        kind: made.kind,
        bytes: made.len,
        pixels: made.pixels,
        changes: made.changes,
        warnings,
        material,
    }
}

/// The name under which it is sent: its own, with the extension of what it is now.
fn name(source: &PictureSource, kind: FileKind) -> String {
    let path = match source {
        PictureSource::File(path) => path.as_str(),
        PictureSource::Remote(url) => url.split(['?', '#']).next().unwrap_or_default(),
        PictureSource::Drawn { .. } => "diagram",
        _ => "picture",
    };
    let last = path.rsplit('/').next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let stem = if stem.is_empty() { "picture" } else { stem };
    let fits = kind
        .extensions()
        .iter()
        .any(|ext| last.rsplit_once('.').is_some_and(|(_, own)| own.eq_ignore_ascii_case(ext)));
    match kind.extensions().first() {
        Some(extension) if !fits => format!("{stem}.{extension}"),
        _ => last.to_owned(),
    }
}
