//! The style sheet that an article names as its theme.

use super::root::Root;
use super::{Files, FoundKind, join, within};
use crate::error::{Error, Notes};
use crate::{Format, Theme, front, target};

/// More than a theme may have; a wrong file is not read to its end.
const LONGEST: usize = 256 * 1024;

/// The theme of the front matter, if it is a file.
pub(super) fn own(
    files: &dyn Files,
    source: &str,
    format: Format,
    root: &Root,
) -> Result<Option<Theme>, Error> {
    // What is wrong with the front matter is told by who reads the whole.
    let source = crate::plain(source);
    let Ok((front, ..)) = front::split(&source, format, &mut Notes::default()) else { return Ok(None) };
    let Some(front::At { line, value: name }) = front.theme else { return Ok(None) };
    if !name.to_ascii_lowercase().ends_with(".css") {
        return Ok(None);
    }
    let refuse = |why: String| Error::new(line, format!("theme: {why}"));
    let path = target::local(&name, &root.folder).map_err(refuse)?;
    let missing = || refuse(format!("there is no file {path}"));
    let found = files.look(&join(&root.path, &path)).map_err(refuse)?.ok_or_else(missing)?;
    if found.kind != FoundKind::File || within(&found.path, &root.path).is_none() {
        return Err(refuse(format!("{path} is not an ordinary file in the folder of the article")));
    }
    let css = files.read(&found.path, LONGEST).map_err(refuse)?;
    let css = String::from_utf8(css).map_err(|_| refuse(format!("{path} is not UTF-8")))?;
    Theme::from_css(name, css).map(Some).map_err(|errors| refuse(errors.to_string().replace('\n', "; ")))
}
