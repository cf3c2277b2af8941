//! What Docusaurus and others put between Markdown: comments, imports and exports of scripts.

use super::mend::Mend;
use super::text::near;

/// Longest comment.
const MAX_COMMENT: usize = 8 * 1024;

/// Comments go, as nobody is to read them; imports and exports too, and are told.
pub(super) fn mends(source: &str) -> Vec<Mend> {
    let mut out: Vec<Mend> = comments(source).collect();
    let (mut offset, mut begins) = (0, true);
    for line in source.split_inclusive('\n') {
        let shown = line.trim_end();
        let is_one = begins && is_module(shown);
        if is_one {
            let word = shown.split(' ').next().unwrap_or_default();
            let why = format!("`{word} …` means something to MDX only; it was left out");
            let told = Some(("unknown-tag", why));
            out.push(Mend { range: offset..offset + shown.len(), written: String::new(), told });
        }
        begins = is_one || shown.is_empty();
        offset += line.len();
    }
    out
}

/// `{/* … */}`; its lines stay, empty.
fn comments(source: &str) -> impl Iterator<Item = Mend> + '_ {
    source.match_indices("{/*").filter_map(|(at, _)| {
        let len = near(source.get(at..)?, MAX_COMMENT).find("*/}")? + "*/}".len();
        let lines = source.get(at..at + len)?.matches('\n').count();
        Some(Mend::new(at..at + len, "\n".repeat(lines)))
    })
}

/// `import A from 'a';`, `import 'a'`, `export const a = 1;`
fn is_module(line: &str) -> bool {
    let bare = line.trim_end_matches(';');
    match line.split_once(' ') {
        Some(("import", what)) => {
            bare.ends_with(['\'', '"']) && (what.contains(" from ") || what.starts_with(['\'', '"']))
        }
        Some(("export", what)) => {
            ["const ", "let ", "default "].iter().any(|word| what.starts_with(word)) && line.ends_with(';')
        }
        _ => false,
    }
}
