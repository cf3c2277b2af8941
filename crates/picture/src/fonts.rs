use std::fmt;
use std::sync::Arc;

use resvg::usvg::FontResolver;
use resvg::usvg::fontdb::{Database, Family, ID, Query, Weight};

/// The fonts that text in an SVG is drawn with. Without any, only an SVG without text can be drawn.
///
/// A drawing names the fonts that its author had; where one is missing another takes its place, character by character, so
/// a text in Chinese needs just one font that has Chinese. A character that no font has is an [`Error`](crate::Error).
///
/// The fonts of a system are hundreds of megabytes. A program that does not want to hold them all makes a
/// `fontdb::Database` (`fontdb` 0.24, features `fs` and `memmap`) by `load_system_fonts`, and `Fonts` from that.
#[derive(Clone)]
pub struct Fonts {
    database: Arc<Database>,
}

/// Families to stand in for one that is missing, the likeliest first: those with Chinese, then others.
const STAND_INS: [&str; 6] =
    ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Source Han Sans SC", "Arial", "DejaVu Sans"];

type Set = fn(&mut Database, &str);

/// The families that are no names of fonts.
const GENERIC: &[(Family<'static>, Set)] = &[
    (Family::Serif, |database, name| database.set_serif_family(name)),
    (Family::SansSerif, |database, name| database.set_sans_serif_family(name)),
    (Family::Cursive, |database, name| database.set_cursive_family(name)),
    (Family::Fantasy, |database, name| database.set_fantasy_family(name)),
    (Family::Monospace, |database, name| database.set_monospace_family(name)),
];

impl Fonts {
    /// The fonts in these files (TrueType, OpenType or collections of them).
    pub fn from_files(files: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut database = Database::new();
        for file in files {
            database.load_font_data(file);
        }
        Self::from(database)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.database.is_empty()
    }

    pub(crate) fn database(&self) -> Arc<Database> {
        Arc::clone(&self.database)
    }
}

impl Default for Fonts {
    fn default() -> Self {
        Self::from(Database::new())
    }
}

impl From<Database> for Fonts {
    /// A drawing that asks for any `sans-serif` gets one that is there, with Chinese if there is such.
    fn from(mut database: Database) -> Self {
        let here = STAND_INS.iter().find(|name| find(&database, name, Weight::NORMAL).is_some());
        if let Some(name) = here {
            for (family, set) in GENERIC {
                if database.query(&Query { families: &[*family], ..Query::default() }).is_none() {
                    set(&mut database, name);
                }
            }
        }
        Self { database: Arc::new(database) }
    }
}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fonts").field("faces", &self.database.len()).finish()
    }
}

/// Looks for a font by the names that a drawing gives, and takes another before none.
pub(crate) fn resolver() -> FontResolver<'static> {
    let named = FontResolver::default_font_selector();
    let other = FontResolver::default_fallback_selector();
    FontResolver {
        select_font: Box::new(move |font, database| {
            named(font, database).or_else(|| any(database, Weight(font.weight())))
        }),
        select_fallback: Box::new(move |character, used, database| {
            let with_chinese = character >= '\u{2e80}';
            let likely = STAND_INS
                .iter()
                .filter(|_| with_chinese)
                .filter_map(|name| find(database, name, Weight::NORMAL));
            likely.into_iter().find(|id| !used.contains(id)).or_else(|| other(character, used, database))
        }),
    }
}

fn any(database: &Database, weight: Weight) -> Option<ID> {
    let likely = STAND_INS.iter().find_map(|name| find(database, name, weight));
    likely.or_else(|| database.faces().next().map(|face| face.id))
}

fn find(database: &Database, family: &str, weight: Weight) -> Option<ID> {
    database.query(&Query { families: &[Family::Name(family)], weight, ..Query::default() })
}
