//! Where the files are that an article names.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::root::{Root, Site};
use super::{Files, FoundKind, join, split, within};
use crate::error::{Error, Notes};
use crate::{Article, PictureSource, target};

/// Most entries of a vault that are looked through for a name.
const MAX_ENTRIES: usize = 200_000;

/// Obsidian's settings are short.
const MAX_SETTINGS: usize = 256 * 1024;

/// Finds the files of one article.
pub(super) struct Lookup<'f> {
    files: &'f dyn Files,
    root: &'f Root,
    /// The text's name without extension: Hexo has a folder of that name beside the text.
    stem: &'f str,
    /// What the article names as the folder where addresses with a `/` before them begin.
    base: Option<String>,
    vault: OnceCell<BTreeMap<String, Vec<String>>>,
    attachments: OnceCell<Option<String>>,
}

impl<'f> Lookup<'f> {
    pub(super) fn new(files: &'f dyn Files, root: &'f Root, stem: &'f str, base: Option<&str>) -> Self {
        let base = base.and_then(|base| target::local(base, &root.folder).ok());
        Self { files, root, stem, base, vault: OnceCell::new(), attachments: OnceCell::new() }
    }

    /// Puts where it is in place of each file's name; what is missing becomes an error, and is taken out of
    /// the lists.
    pub(super) fn all(&self, article: &mut Article, notes: &mut Notes) {
        if let Some(PictureSource::File(path)) = &mut article.meta.cover {
            self.one(path, article.meta.cover_line, notes);
        }
        article.pictures.retain_mut(|picture| match &mut picture.source {
            PictureSource::File(path) => self.one(path, picture.line, notes),
            _ => true,
        });
        article.videos.retain_mut(|video| self.one(&mut video.path, video.line, notes));
    }

    /// Whether it is there.
    fn one(&self, path: &mut String, line: Option<usize>, notes: &mut Notes) -> bool {
        let found = self.find(path);
        let is_found = matches!(found, Ok(Some(_)));
        match found {
            Ok(Some(found)) => {
                if !found.eq(path) && found.to_lowercase() == path.to_lowercase() {
                    let message =
                        format!("{path} is called {found}; it is found here, but not where case matters");
                    notes.warn(line, "file-name", message);
                }
                *path = found;
            }
            Ok(None) => {
                let shown = within(path, &self.root.folder).unwrap_or(path);
                notes.error(Error::new(line, format!("{shown}: there is no such file{}", self.hint(path))));
            }
            Err(why) => notes.error(Error::new(line, format!("{path}: {why}"))),
        }
        is_found
    }

    /// The path of a file from the root, if it is anywhere.
    fn find(&self, path: &str) -> Result<Option<String>, String> {
        for candidate in self.candidates(path) {
            if let Some(found) = self.look(&candidate)? {
                return Ok(Some(found));
            }
        }
        Ok(self.in_vault(path).or_else(|| self.other_case(path)))
    }

    /// Where a file may be, the likeliest first.
    fn candidates(&self, path: &str) -> Vec<String> {
        let mut all = vec![path.to_owned()];
        all.extend(self.base.as_deref().map(|base| join(base, path)));
        // As it was written, if it was not with a `/` before it.
        let written = within(path, &self.root.folder).filter(|written| !written.is_empty());
        if let Some(site) = self.root.kind {
            all.extend(site.public().iter().map(|public| join(public, path)));
            if let (Site::Hexo, Some(written)) = (site, written) {
                all.push(join(&join(&self.root.folder, self.stem), written));
            }
            if let (Site::Obsidian, Some(written), Some(folder)) = (site, written, self.attachments()) {
                all.push(join(folder, written));
            }
        }
        let decoded = |path: &String| percent_decode_str(path).decode_utf8().ok().map(String::from);
        let decoded: Vec<_> = all.iter().filter(|path| path.contains('%')).filter_map(decoded).collect();
        // Decoding may have brought a way out.
        all.extend(decoded.into_iter().filter(|path| !path.split('/').any(|part| part == "..")));
        // What a server would be asked beside the file: `a.svg?raw=true`.
        let asked =
            all.iter().filter_map(|path| path.split_once(['?', '#']).map(|(file, _)| file.to_owned()));
        let asked: Vec<_> = asked.filter(|file| target::is_picture(file) || target::is_video(file)).collect();
        all.extend(asked);
        all
    }

    /// A file at a path from the root; the error is for people.
    fn look(&self, path: &str) -> Result<Option<String>, String> {
        let Some(found) = self.files.look(&join(&self.root.path, path))? else { return Ok(None) };
        let Some(real) = within(&found.path, &self.root.path) else {
            return Err("this is a link that leads out of the article's root".into());
        };
        // A disk that knows no case tells it so.
        let path = if real.to_lowercase() == path.to_lowercase() { real } else { path };
        match found.kind {
            FoundKind::File => Ok(Some(path.to_owned())),
            FoundKind::Folder | FoundKind::Other => Err("this is not an ordinary file".into()),
        }
    }

    /// Obsidian finds a file by the end of its path, wherever it is; the shortest path wins.
    fn in_vault(&self, path: &str) -> Option<String> {
        if self.root.kind != Some(Site::Obsidian) {
            return None;
        }
        let written = within(path, &self.root.folder).unwrap_or(path).to_lowercase();
        let known = self.vault.get_or_init(|| self.vault_files()).get(split(&written).1)?;
        let ends = |known: &&String| {
            let known = known.to_lowercase();
            known == written || known.ends_with(&format!("/{written}"))
        };
        let shortest = known.iter().filter(ends).min_by_key(|known| (known.matches('/').count(), *known))?;
        self.look(shortest).ok().flatten()
    }

    /// All files of the vault by their names in lower case.
    fn vault_files(&self) -> BTreeMap<String, Vec<String>> {
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let (mut folders, mut seen) = (vec![String::new()], 0);
        while let Some(folder) = folders.pop() {
            let names = self.files.list(&join(&self.root.path, &folder)).unwrap_or_default();
            for name in names.into_iter().filter(|name| !name.starts_with('.')) {
                seen += 1;
                if seen > MAX_ENTRIES {
                    return all;
                }
                let path = join(&folder, &name);
                let whole = join(&self.root.path, &path);
                match self.files.look(&whole).ok().flatten() {
                    // A link may lead round in circles.
                    Some(found) if found.kind == FoundKind::Folder && found.path == whole => {
                        folders.push(path)
                    }
                    Some(found) if found.kind == FoundKind::File => {
                        all.entry(name.to_lowercase()).or_default().push(path);
                    }
                    _ => {}
                }
            }
        }
        all
    }

    /// Obsidian's folder for attachments, seen from the root.
    fn attachments(&self) -> Option<&str> {
        let read = || {
            let path = join(&self.root.path, ".obsidian/app.json");
            let bytes = self.files.read(&path, MAX_SETTINGS).ok()?;
            let settings: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
            let folder = settings.get("attachmentFolderPath")?.as_str()?.trim_end_matches('/');
            Some(match folder.strip_prefix("./").or(folder.strip_prefix('.')) {
                // Beside the note, or in a folder beside it.
                Some(beside) => join(&self.root.folder, beside).trim_end_matches('/').to_owned(),
                None => folder.trim_start_matches('/').to_owned(),
            })
        };
        self.attachments.get_or_init(read).as_deref()
    }

    /// A file whose name differs in case alone.
    fn other_case(&self, path: &str) -> Option<String> {
        let mut at = String::new();
        for part in path.split('/') {
            let names = self.files.list(&join(&self.root.path, &at)).ok()?;
            let same = names.iter().find(|name| *name == part);
            let name =
                same.or_else(|| names.iter().find(|name| name.to_lowercase() == part.to_lowercase()))?;
            at = join(&at, name);
        }
        self.look(&at).ok().flatten()
    }

    /// What may have been meant: a file of the same name without its extension.
    fn hint(&self, path: &str) -> String {
        let (folder, name) = split(path);
        let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
        let names = self.files.list(&join(&self.root.path, folder)).unwrap_or_default();
        match names.iter().find(|known| stem(known) == stem(name)) {
            Some(known) => format!("; there is {known}"),
            None => String::new(),
        }
    }
}
