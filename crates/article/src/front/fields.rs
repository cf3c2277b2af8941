//! What the values of a header mean.

use std::collections::BTreeMap;

use super::names::{Name, look_up};
use super::value::{Table, Value};
use super::{About, At, Front};
use crate::error::{Error, Notes};
use crate::meta::DIGEST;
use crate::{Captions, Crop, Kind, Links};

/// Tags of one video, as the platform has them.
const MAX_TAGS: usize = 5;

/// What a picture or a person is called in a table: `cover: {image: a.jpg}`, `author: {name: …}`.
const PICTURE: &[&str] = &["image", "src", "url", "path", "teaser", "feature", "og_image", "img"];
const PERSON: &[&str] = &["name", "title", "nick"];

/// Reads a header. Errors are noted, and nothing stands for what is wrong.
pub(super) fn read(table: Table, notes: &mut Notes) -> Front {
    let mut fields = Fields { front: Front::default(), given: BTreeMap::new(), notes };
    let mut unknown = Vec::new();
    for (key, value) in table {
        match look_up(&key.value) {
            Name::Ours { name, own } => fields.take(name, own, &key, &value),
            Name::Other => {}
            Name::Slip(meant) => fields
                .notes
                .slip(key.line, format!("the front matter knows no `{}`; is `{meant}` meant?", key.value)),
            Name::Unknown => unknown.push(key),
        }
    }
    if let Some(first) = unknown.first() {
        let names: Vec<_> = unknown.iter().take(8).map(|key| format!("`{}`", key.value)).collect();
        let more = if unknown.len() > names.len() { " and others" } else { "" };
        let message = format!("the front matter knows no {}{more}; ignored", names.join(", "));
        fields.notes.warn(first.line, "front-matter", message);
    }
    fields.front
}

struct Fields<'n> {
    front: Front,
    /// Which fields have a value, and whether it was given by our own name.
    given: BTreeMap<&'static str, bool>,
    notes: &'n mut Notes,
}

impl Fields<'_> {
    fn take(&mut self, name: &'static str, own: bool, key: &At<String>, value: &At<Value>) {
        match self.given.get(name) {
            Some(true) if own => {
                return self.refuse(key.line, format!("front matter: `{name}` is given twice"));
            }
            // Our own name goes before another's, and the first of those before the next.
            Some(known) if *known || !own => return,
            _ => {}
        }
        if self.set(name, own, key.line, value) {
            self.given.insert(name, own);
        }
    }

    /// The beginning of a description for other places, if the whole is too long for a digest.
    fn shortened(&mut self, text: &str, line: Option<usize>) -> Option<String> {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let count = words.chars().count();
        if count <= DIGEST {
            return None;
        }
        let why = format!(
            "the description has {count} characters and a digest at most {DIGEST}, so it was cut; `digest:` gives one of its own"
        );
        self.notes.warn(line, "digest", why);
        Some(words.chars().take(DIGEST - 1).chain(['…']).collect())
    }

    /// Whether there was a value.
    fn set(&mut self, name: &str, own: bool, line: Option<usize>, value: &At<Value>) -> bool {
        match name {
            "title" => self.front.title = self.text(name, line, value),
            "author" => {
                let names = value.value.texts(PERSON).join("、");
                self.front.author = (!names.is_empty()).then_some(At { line, value: names });
                return self.front.author.is_some();
            }
            "digest" => {
                let written = value.value.text(&["text"]).map(str::to_owned);
                let cut = written.as_deref().filter(|_| !own).and_then(|text| self.shortened(text, line));
                return set(&mut self.front.digest, line, cut.or(written).as_deref());
            }
            // Themes of Hexo say `cover: false`.
            "cover" => {
                let picture = value.value.text(PICTURE).filter(|text| !matches!(*text, "true" | "false"));
                return set(&mut self.front.cover, line, picture.map(unlinked));
            }
            "source_url" => {
                // By other names it may be a switch or the title of a book.
                let address = value.value.text(&["url"]).filter(|text| own || text.starts_with("http"));
                return set(&mut self.front.source_url, line, address);
            }
            "show_cover" => self.front.show_cover = self.flag(name, line, value).unwrap_or_default(),
            "comments" => self.front.comments = self.flag(name, line, value).unwrap_or_default(),
            "fans_only" => self.front.fans_only = self.flag(name, line, value).unwrap_or_default(),
            "breaks" => self.front.breaks = self.flag(name, line, value),
            "links" => {
                let known = [("keep", Links::Keep), ("footnotes", Links::Footnotes)];
                self.front.links = self.one_of(name, line, value, &known);
            }
            "captions" => {
                let known = [("alt", Captions::Alt), ("title", Captions::Title), ("none", Captions::None)];
                self.front.captions = match value.value.text(&[]) {
                    Some("false") => Some(Captions::None),
                    _ => self.one_of(name, line, value, &known),
                };
            }
            "pictures" => {
                let known = [("original", true), ("scaled", false)];
                self.front.original_pictures = self.one_of(name, line, value, &known).unwrap_or_default();
            }
            // Others have kinds of their own: `type: post`.
            "type" if value.value.text(&[]) == Some("newspic") => self.front.kind = Kind::Newspic,
            "type" => {}
            "theme" => return set(&mut self.front.theme, line, value.value.text(&["name"])),
            "accent" => return set(&mut self.front.accent, line, value.value.text(&[])),
            "code" => return set(&mut self.front.code, line, value.value.text(&["theme"])),
            "typora-root-url" => return set(&mut self.front.file_root, line, value.value.text(&[])),
            "via" => return set(&mut self.front.via, line, value.value.text(&[])),
            "pic_crop_235_1" | "pic_crop_1_1" => self.crop(name, line, value),
            "videos" => self.videos(line, value),
            _ => {}
        }
        value.value != Value::Nothing
    }

    fn text(&mut self, name: &str, line: Option<usize>, value: &At<Value>) -> Option<At<String>> {
        match &value.value {
            // A template that was left empty is no value.
            Value::Text(text) if text.trim().is_empty() => None,
            Value::Text(text) => Some(At { line, value: text.clone() }),
            Value::Nothing => None,
            Value::List(_) | Value::Table(_) => {
                self.refuse(line, format!("front matter: the {name} must be a text; put it in quotes"));
                None
            }
        }
    }

    fn flag(&mut self, name: &str, line: Option<usize>, value: &At<Value>) -> Option<bool> {
        let text = value.value.text(&[]).unwrap_or_default().to_ascii_lowercase();
        match text.as_str() {
            "true" | "yes" | "on" | "1" => Some(true),
            "false" | "no" | "off" | "0" => Some(false),
            "" if value.value == Value::Nothing => None,
            _ => {
                self.refuse(line, format!("{name} must be true or false"));
                None
            }
        }
    }

    fn one_of<T: Copy>(
        &mut self,
        name: &str,
        line: Option<usize>,
        value: &At<Value>,
        known: &[(&str, T)],
    ) -> Option<T> {
        let text = value.value.text(&[])?;
        let found = known.iter().find(|(word, _)| text.eq_ignore_ascii_case(word));
        if found.is_none() {
            let words: Vec<_> = known.iter().map(|(word, _)| format!("`{word}`")).collect();
            let (last, others) = words.split_last()?;
            self.refuse(line, format!("{name} must be {} or {last}", others.join(", ")));
        }
        found.map(|(_, value)| *value)
    }

    fn crop(&mut self, name: &str, line: Option<usize>, value: &At<Value>) {
        let texts = value.value.texts(&[]).join("_");
        match Crop::read(name, &texts) {
            Some(crop) => self.front.crops.push(crop),
            None => self.refuse(
                line,
                format!("{name} must be left, top, right and bottom as parts of the picture: 0_0.1_1_0.9"),
            ),
        }
    }

    fn videos(&mut self, line: Option<usize>, value: &At<Value>) {
        match &value.value {
            Value::Nothing => {}
            Value::Table(table) => {
                for (name, about) in table {
                    let about = self.video(about);
                    self.front.videos.push((name.clone(), about));
                }
            }
            _ => self.refuse(
                line,
                "front matter: `videos` holds file names, each with its `title:`, `desc:` and so on".into(),
            ),
        }
    }

    fn video(&mut self, written: &At<Value>) -> About {
        let mut about = About::default();
        let Value::Table(table) = &written.value else {
            if written.value != Value::Nothing {
                let message = "a video is described by `title:`, `desc:`, `original:`, `category:`, `subcategory:`, `tags:` or `cover:`";
                self.refuse(written.line, message.into());
            }
            return about;
        };
        for (key, value) in table {
            let text = || value.value.text(&[]).map(str::to_owned);
            match key.value.as_str() {
                "title" => about.title = text(),
                "desc" | "description" => about.desc = text(),
                "original" => about.original = self.flag("original", key.line, value).unwrap_or_default(),
                "category" => about.category = text(),
                "subcategory" => about.subcategory = text(),
                "tags" => {
                    about.tags = value.value.texts(&[]);
                    let tags = about.tags.len();
                    if tags > MAX_TAGS {
                        self.refuse(
                            key.line,
                            format!("a video has at most {MAX_TAGS} tags, here are {tags}"),
                        );
                    }
                }
                "cover" => about.cover = text().map(|text| At { line: key.line, value: text }),
                other => self.notes.warn(
                    key.line,
                    "front-matter",
                    format!("the description of a video knows no `{other}`; ignored"),
                ),
            }
        }
        about
    }

    fn refuse(&mut self, line: Option<usize>, message: String) {
        self.notes.error(Error::new(line, message));
    }
}

fn set(field: &mut Option<At<String>>, line: Option<usize>, text: Option<&str>) -> bool {
    *field = text.map(|text| At { line, value: text.to_owned() });
    field.is_some()
}

/// What Obsidian's link to a file is about: `![[a.jpg|300]]`.
fn unlinked(text: &str) -> &str {
    let inside = text.trim_start_matches('!').strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
    inside.map_or(text, |inside| inside.split('|').next().unwrap_or(inside))
}
