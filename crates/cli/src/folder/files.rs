//! The files that an article names: all there, ordinary, and in its folder even where links are followed.

use std::fs;
use std::io;
use std::path::Path;

use wxkit::article::{Article, PictureSource};

use crate::failure::Failure;

/// Looks at every file; all that is wrong is told at once. `at` gives file and line of a mention.
pub(super) fn check(
    article: &Article,
    folder: &Path,
    at: &dyn Fn(Option<usize>) -> String,
) -> Result<(), Failure> {
    let cover = article.meta.cover.iter().map(|cover| (cover, None));
    let pictures = article.pictures.iter().map(|picture| (&picture.source, picture.line));
    let files = cover.chain(pictures).filter_map(|(source, line)| match source {
        PictureSource::File(path) => Some((path, line)),
        _ => None,
    });
    let videos = article.videos.iter().map(|video| (&video.path, video.line));
    let mut wrong = Vec::new();
    for (path, line) in files.chain(videos) {
        if let Err(why) = look(folder, path) {
            wrong.push(format!("{}: {path}: {why}", at(line)));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failure::usage(wrong.join("\n"))) }
}

fn look(folder: &Path, path: &str) -> Result<(), String> {
    let real = fs::canonicalize(folder.join(path)).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".into(),
        _ => error.to_string(),
    })?;
    if !real.starts_with(folder) {
        return Err("this is a link that leads out of the article's folder".into());
    }
    if real.is_file() { Ok(()) } else { Err("this is not an ordinary file".into()) }
}
