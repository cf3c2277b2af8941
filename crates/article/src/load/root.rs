//! What an article is part of: a vault of Obsidian, a site of some generator, or nothing but its folder.

use super::{Files, FoundKind, join, split, within};

/// How far up a root is looked for.
const UPWARDS: usize = 16;

/// The folder that an article's files must not leave.
#[derive(Debug)]
pub(super) struct Root {
    /// From the top.
    pub(super) path: String,
    /// The article's folder, seen from the root.
    pub(super) folder: String,
    pub(super) kind: Option<Site>,
    given: bool,
}

/// Who else reads the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Site {
    Obsidian,
    Hexo,
    Hugo,
    Jekyll,
    VuePress,
}

impl Root {
    /// The root of an article in a folder. The error is for people.
    pub(super) fn of(files: &dyn Files, folder: &str, given: Option<&str>) -> Result<Self, String> {
        if let Some(given) = given {
            let found = files.look(given)?.filter(|found| found.kind == FoundKind::Folder);
            let path = found.ok_or("the root is not a folder")?.path;
            let folder = within(folder, &path).ok_or("the article lies outside of the root")?.to_owned();
            return Ok(Self { kind: Site::of(files, &path), path, folder, given: true });
        }
        let mut path = folder;
        for _ in 0..UPWARDS {
            if let Some(site) = Site::of(files, path) {
                let folder = within(folder, path).unwrap_or_default().to_owned();
                return Ok(Self { path: path.to_owned(), folder, kind: Some(site), given: false });
            }
            if path.is_empty() {
                break;
            }
            path = split(path).0;
        }
        Ok(Self { path: folder.to_owned(), folder: String::new(), kind: None, given: false })
    }

    /// What is told about a root that nobody gave.
    pub(super) fn note(&self) -> Option<String> {
        let site = self.kind.filter(|_| !self.given && !self.folder.is_empty())?;
        let name = split(&self.path).1;
        Some(format!("the article is part of {} {name}, and may use all files in it", site.name()))
    }
}

impl Site {
    fn of(files: &dyn Files, folder: &str) -> Option<Self> {
        let has = |name: &str, kind| {
            let found = files.look(&join(folder, name)).ok().flatten();
            found.is_some_and(|found| found.kind == kind)
        };
        let folder = |name| has(name, FoundKind::Folder);
        let any = |names: &[&str]| names.iter().any(|name| has(name, FoundKind::File));
        let config = any(&["_config.yml", "_config.yaml"]);
        if folder(".obsidian") {
            Some(Self::Obsidian)
        } else if any(&["hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"])
            || folder("content") && any(&["config.toml", "config.yaml", "config.yml", "config.json"])
        {
            Some(Self::Hugo)
        } else if config && folder("source") {
            Some(Self::Hexo)
        } else if config && (folder("_posts") || folder("_layouts") || any(&["Gemfile"])) {
            Some(Self::Jekyll)
        } else if folder(".vuepress") || folder(".vitepress") {
            Some(Self::VuePress)
        } else {
            None
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Obsidian => "the Obsidian vault",
            Self::Hexo => "the Hexo site",
            Self::Hugo => "the Hugo site",
            Self::Jekyll => "the Jekyll site",
            Self::VuePress => "the VuePress or VitePress site",
        }
    }

    /// Where what is addressed by `/…` lies, seen from the root.
    pub(super) fn public(self) -> &'static [&'static str] {
        match self {
            Self::Obsidian | Self::Jekyll => &[],
            Self::Hexo => &["source"],
            Self::Hugo => &["static", "assets", "content"],
            Self::VuePress => &[".vuepress/public", "public"],
        }
    }
}
