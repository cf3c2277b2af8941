//! Front matter: what stands above the text about the article, in YAML or TOML.

mod block;
mod fields;
mod names;
mod repair;
mod toml;
mod value;
mod yaml;

use crate::error::{Error, Notes};
use crate::{Captions, Crop, Format, Kind, Links};

/// Something and the line of the source it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct At<T> {
    pub(crate) line: Option<usize>,
    pub(crate) value: T,
}

/// The front matter as written, every field optional.
#[derive(Debug, Default)]
pub(crate) struct Front {
    pub(crate) title: Option<At<String>>,
    pub(crate) author: Option<At<String>>,
    pub(crate) digest: Option<At<String>>,
    pub(crate) cover: Option<At<String>>,
    pub(crate) crops: Vec<Crop>,
    pub(crate) show_cover: bool,
    pub(crate) source_url: Option<At<String>>,
    pub(crate) comments: bool,
    pub(crate) fans_only: bool,
    pub(crate) links: Option<Links>,
    pub(crate) captions: Option<Captions>,
    pub(crate) breaks: Option<bool>,
    pub(crate) theme: Option<At<String>>,
    pub(crate) accent: Option<At<String>>,
    pub(crate) code: Option<At<String>>,
    pub(crate) original_pictures: bool,
    pub(crate) via: Option<At<String>>,
    pub(crate) file_root: Option<At<String>>,
    pub(crate) kind: Kind,
    /// By name, as it is written.
    pub(crate) videos: Vec<(At<String>, About)>,
}

/// What the front matter says about one video.
#[derive(Debug, Default)]
pub(crate) struct About {
    pub(crate) title: Option<String>,
    pub(crate) desc: Option<String>,
    pub(crate) original: bool,
    pub(crate) category: Option<String>,
    pub(crate) subcategory: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) cover: Option<At<String>>,
}

/// Takes the front matter off: its values, the rest of the source, and the number of lines before that rest. What is
/// wrong with one value is noted, and the others are read all the same.
pub(crate) fn split<'s>(
    source: &'s str,
    format: Format,
    notes: &mut Notes,
) -> Result<(Front, &'s str, usize), Error> {
    let Some(block) = block::find(source, format)? else {
        return Ok((Front::default(), source, 0));
    };
    let table = if block.toml {
        toml::read(block.text, block.first)?
    } else {
        let text = repair::with_color(block.text);
        let text = repair::untabbed(&text, block.first, notes).unwrap_or(text);
        match yaml::read(&text, block.first) {
            Ok(table) => table,
            // What was repaired may be wrong in another way; then the first word on it stands.
            Err(error) => repair::quoted(&text, block.first, notes)
                .and_then(|text| yaml::read(&text, block.first).ok())
                .ok_or(error)?,
        }
    };
    Ok((fields::read(table, notes), block.rest, block.before))
}

#[cfg(test)]
mod tests;
