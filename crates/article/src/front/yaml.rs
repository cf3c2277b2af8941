//! The YAML of the front matter, read field by field so that each one knows its line.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_saphyr::Spanned;

use super::{About, At, Front};
use crate::error::{Error, Notes};
use crate::{Captions, Links};

/// Tags of one video (`spec/official-account.md` 6, step 4).
const MAX_TAGS: usize = 5;

/// Reads YAML that begins after `first` lines of the source.
pub(super) fn read(yaml: &str, first: usize, notes: &mut Notes) -> Result<Front, Error> {
    if yaml.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Front::default());
    }
    let mut reader = Reader { first, notes, problem: None };
    let options = serde_saphyr::options! { with_snippet: false };
    let result = serde_saphyr::with_deserializer_from_str_with_options(yaml, options, |yaml| {
        Fields(&mut reader).deserialize(yaml)
    });
    match (result, reader.problem) {
        (_, Some(problem)) => Err(problem),
        (Ok(front), None) => Ok(front),
        (Err(error), None) => {
            let line =
                error.location().and_then(|at| usize::try_from(at.line()).ok()).filter(|line| *line > 0);
            let message = explain(&error);
            Err(Error::new(line.map(|line| line + first), format!("front matter: {message}")))
        }
    }
}

/// The library's words, without the place it would add and without advice on its options.
fn explain(error: &serde_saphyr::Error) -> String {
    match error {
        serde_saphyr::Error::DuplicateMappingKey { key: Some(key), .. } => format!("`{key}` is given twice"),
        serde_saphyr::Error::Budget { .. } => "too large, or it refers to itself too often".into(),
        error => {
            let message = error.to_string();
            message.split(" at line ").next().unwrap_or(&message).to_owned()
        }
    }
}

/// What reading needs beside the YAML. A `problem` is an error of ours, with its line; serde's errors carry
/// text alone.
struct Reader<'a> {
    first: usize,
    notes: &'a mut Notes,
    problem: Option<Error>,
}

impl Reader<'_> {
    fn key<'de, M: MapAccess<'de>>(&self, map: &mut M) -> Result<Option<At<String>>, M::Error> {
        Ok(map.next_key::<Spanned<String>>()?.map(|key| self.at(key)))
    }

    /// A scalar as it is written; `null` and nothing are `None`.
    fn text<'de, M: MapAccess<'de>>(&self, map: &mut M) -> Result<Option<At<String>>, M::Error> {
        let At { line, value } = self.at(map.next_value::<Spanned<Option<String>>>()?);
        Ok(value.map(|value| At { line, value }))
    }

    fn flag<'de, M: MapAccess<'de>>(&mut self, name: &At<String>, map: &mut M) -> Result<bool, M::Error> {
        let text = self.text(map)?.map(|text| text.value.to_ascii_lowercase()).unwrap_or_default();
        match text.as_str() {
            "true" | "yes" | "on" | "1" => Ok(true),
            "false" | "no" | "off" | "0" | "" => Ok(false),
            _ => Err(self.refuse(name.line, format!("{} must be true or false", name.value))),
        }
    }

    fn at<T>(&self, spanned: Spanned<T>) -> At<T> {
        let line = usize::try_from(spanned.referenced.line()).ok().filter(|line| *line > 0);
        At { line: line.map(|line| line + self.first), value: spanned.value }
    }

    fn refuse<E: serde::de::Error>(&mut self, line: Option<usize>, message: String) -> E {
        let error = E::custom(&message);
        self.problem = Some(Error::new(line, message));
        error
    }

    fn unknown<'de, M: MapAccess<'de>>(&mut self, key: &At<String>, map: &mut M) -> Result<(), M::Error> {
        map.next_value::<IgnoredAny>()?;
        self.notes.warn(
            key.line,
            "front-matter",
            format!("the front matter knows no `{}`; it is ignored", key.value),
        );
        Ok(())
    }
}

/// The whole front matter.
struct Fields<'r, 'a>(&'r mut Reader<'a>);

impl<'de> Visitor<'de> for Fields<'_, '_> {
    type Value = Front;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("lines of `name: value`")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Front, M::Error> {
        let Fields(reader) = self;
        let mut front = Front::default();
        while let Some(key) = reader.key(&mut map)? {
            match key.value.as_str() {
                "title" => front.title = reader.text(&mut map)?,
                "author" => front.author = reader.text(&mut map)?,
                "digest" => front.digest = reader.text(&mut map)?,
                "cover" => front.cover = reader.text(&mut map)?,
                "show_cover" => front.show_cover = reader.flag(&key, &mut map)?,
                "source_url" => front.source_url = reader.text(&mut map)?,
                "comments" => front.comments = reader.flag(&key, &mut map)?,
                "fans_only" => front.fans_only = reader.flag(&key, &mut map)?,
                "links" => {
                    front.links = match reader.text(&mut map)?.map(|text| text.value).as_deref() {
                        Some("keep") => Some(Links::Keep),
                        Some("footnotes") => Some(Links::Footnotes),
                        None => None,
                        Some(_) => {
                            return Err(reader.refuse(key.line, "links must be `keep` or `footnotes`".into()));
                        }
                    }
                }
                "captions" => {
                    front.captions = match reader.text(&mut map)?.map(|text| text.value).as_deref() {
                        Some("alt") => Some(Captions::Alt),
                        Some("title") => Some(Captions::Title),
                        Some("none" | "false") => Some(Captions::None),
                        None => None,
                        Some(_) => {
                            let message = "captions must be `alt`, `title` or `none`".into();
                            return Err(reader.refuse(key.line, message));
                        }
                    }
                }
                "breaks" => front.breaks = Some(reader.flag(&key, &mut map)?),
                "videos" => front.videos = map.next_value_seed(Videos(reader))?,
                _ => reader.unknown(&key, &mut map)?,
            }
        }
        Ok(front)
    }
}

impl<'de> DeserializeSeed<'de> for Fields<'_, '_> {
    type Value = Front;

    fn deserialize<D: Deserializer<'de>>(self, yaml: D) -> Result<Front, D::Error> {
        yaml.deserialize_map(self)
    }
}

/// The `videos:` table.
struct Videos<'r, 'a>(&'r mut Reader<'a>);

impl<'de> Visitor<'de> for Videos<'_, '_> {
    type Value = Vec<(At<String>, About)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("video file names, each with its `title:`, `desc:` and so on")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let Videos(reader) = self;
        let mut videos = Vec::new();
        while let Some(key) = reader.key(&mut map)? {
            let about = map.next_value_seed(AboutOne(reader))?;
            videos.push((key, about));
        }
        Ok(videos)
    }
}

impl<'de> DeserializeSeed<'de> for Videos<'_, '_> {
    type Value = Vec<(At<String>, About)>;

    fn deserialize<D: Deserializer<'de>>(self, yaml: D) -> Result<Self::Value, D::Error> {
        yaml.deserialize_any(self)
    }
}

/// One entry of the `videos:` table.
struct AboutOne<'r, 'a>(&'r mut Reader<'a>);

impl<'de> Visitor<'de> for AboutOne<'_, '_> {
    type Value = About;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`title:`, `desc:`, `original:`, `category:`, `subcategory:`, `tags:` or `cover:`")
    }

    fn visit_unit<E>(self) -> Result<About, E> {
        Ok(About::default())
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<About, M::Error> {
        let AboutOne(reader) = self;
        let mut about = About::default();
        while let Some(key) = reader.key(&mut map)? {
            match key.value.as_str() {
                "title" => about.title = reader.text(&mut map)?.and_then(trimmed),
                "desc" => about.desc = reader.text(&mut map)?.and_then(trimmed),
                "original" => about.original = reader.flag(&key, &mut map)?,
                "category" => about.category = reader.text(&mut map)?.and_then(trimmed),
                "subcategory" => about.subcategory = reader.text(&mut map)?.and_then(trimmed),
                "tags" => {
                    about.tags = map.next_value::<Option<Vec<String>>>()?.unwrap_or_default();
                    if about.tags.len() > MAX_TAGS {
                        let message =
                            format!("a video has at most {MAX_TAGS} tags, here are {}", about.tags.len());
                        return Err(reader.refuse(key.line, message));
                    }
                }
                "cover" => about.cover = reader.text(&mut map)?,
                _ => reader.unknown(&key, &mut map)?,
            }
        }
        Ok(about)
    }
}

impl<'de> DeserializeSeed<'de> for AboutOne<'_, '_> {
    type Value = About;

    fn deserialize<D: Deserializer<'de>>(self, yaml: D) -> Result<About, D::Error> {
        yaml.deserialize_any(self)
    }
}

fn trimmed(text: At<String>) -> Option<String> {
    let text = text.value.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
