//! Article source in Markdown or HTML to metadata, the local files it needs, and WeChat-safe HTML.

mod article;
mod body;
mod clean;
mod code;
mod error;
mod front;
mod html;
mod markdown;
mod meta;
mod target;
mod theme;

pub use article::{Article, Format, Picture, Piece, Role, Video, VideoCover};
pub use error::{Error, Warning};
pub use meta::{Links, Meta};

use error::Warnings;

/// Longest source, in bytes. An article itself may have 1 MB (`spec/official-account.md` 8.1).
const MAX_SOURCE: usize = 2 * 1024 * 1024;

/// Reads an article.
pub fn parse(source: &str, format: Format) -> Result<Article, Error> {
    if source.len() > MAX_SOURCE {
        return Err(Error::new(None, format!("the article is longer than {MAX_SOURCE} bytes")));
    }
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let source = source.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}");
    let mut warnings = Warnings::default();
    let (mut front, text, before) = front::split(&source, format, &mut warnings)?;
    let mut page = match format {
        Format::Html => html::page(text, &|line| before + line, &mut warnings)?,
        Format::Markdown => {
            let rendered = markdown::render(text, before, &mut warnings)?;
            let line =
                |line: usize| rendered.lines.get(line - 1).or(rendered.lines.last()).copied().unwrap_or(1);
            html::page(&rendered.html, &line, &mut warnings)?
        }
    };
    let heading = match &front.title {
        Some(_) => None,
        None => body::take_title(&mut page.body.children),
    };
    let meta = meta::meta(&front, heading, &mut warnings)?;
    let videos = std::mem::take(&mut front.videos);
    let mut builder = body::Builder::new(format, meta.links, videos, &mut warnings);
    let article = builder.article(page.body)?;
    let body = clean::pieces(&[article], &builder.frames);
    let (pictures, videos) = (builder.pictures, builder.videos);
    Ok(Article { meta, body, pictures, videos, warnings: warnings.into_vec() })
}

#[cfg(test)]
mod testing;
