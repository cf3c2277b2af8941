//! An article as a page for a browser, before it is sent.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wxkit::article::Ready;
use wxkit::proto::Source;
use wxkit::proto::probe::FileKind;
use wxkit::structure::Reader;

use super::render;
use crate::failure::Failure;
use crate::manuscript::Manuscript;

/// A whole page that needs nothing else: the pictures are in it.
pub(super) fn whole(manuscript: &Manuscript) -> Result<String, Failure> {
    let pictures: Result<Vec<_>, _> = manuscript.prepared.pictures.iter().map(embedded).collect();
    let content = render::composed(manuscript, &pictures?);
    let article = &manuscript.prepared.article;
    Ok(Reader::new(&article.title, &article.author, &content).page())
}

fn embedded(ready: &Ready) -> Result<String, Failure> {
    let bytes = bytes(ready)?;
    Ok(format!("data:{};base64,{}", FileKind::media_type(ready.kind), STANDARD.encode(bytes)))
}

/// What a picture's file holds; it is no larger than an upload may be.
pub(super) fn bytes(ready: &Ready) -> Result<Vec<u8>, Failure> {
    match &ready.asset.source {
        Source::Bytes(bytes) => Ok(bytes.to_vec()),
        Source::Path(path) => fs::read(path.as_path())
            .map_err(|error| Failure::io(format!("reading {}", path.display()), &error)),
        _ => Ok(Vec::new()),
    }
}
