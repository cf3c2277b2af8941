//! Which text of a folder is the article, and its characters.

use super::{Files, FoundKind, join, split};
use crate::Format;
use crate::error::Error;

/// More than any article has; a wrong file is not read to its end.
const LONGEST: usize = 16 * 1024 * 1024;

/// The names, without extension, that go before others.
const FIRST: [&str; 2] = ["article", "index"];

/// The path of a folder's text. The error is for people.
pub(super) fn in_folder(files: &dyn Files, folder: &str) -> Result<String, String> {
    let mut texts: Vec<String> = files.list(folder)?;
    texts.retain(|name| !name.starts_with('.') && Format::of_name(name).is_some());
    texts.sort();
    let called = |stem: &&str| {
        let named =
            |name: &&String| name.rsplit_once('.').is_some_and(|(own, _)| own.eq_ignore_ascii_case(stem));
        let named: Vec<_> = texts.iter().filter(named).cloned().collect();
        (!named.is_empty()).then_some(named)
    };
    let meant = FIRST.iter().find_map(called).unwrap_or_else(|| texts.clone());
    let name = match meant.as_slice() {
        [name] => name,
        [] => return Err("there is no text in it that ends in .md, .markdown, .html or .htm".into()),
        names => {
            let shown: Vec<_> = names.iter().take(5).map(String::as_str).collect();
            let more = if names.len() > shown.len() { " and more" } else { "" };
            return Err(format!(
                "there are several texts in it, {}{more}; name the one that is meant",
                shown.join(", ")
            ));
        }
    };
    let found = files.look(&join(folder, name))?.ok_or("the text is gone")?;
    match found.kind {
        FoundKind::File if split(&found.path).0 == folder => Ok(found.path),
        FoundKind::File => Err(format!("{name} is a link that leads out of the folder")),
        _ => Err(format!("{name} is not an ordinary file")),
    }
}

/// A text in UTF-8; a byte order mark is left to the parser.
pub(super) fn read(files: &dyn Files, path: &str) -> Result<String, Error> {
    let bytes = files.read(path, LONGEST).map_err(|why| Error::new(None, why))?;
    if bytes.len() > LONGEST {
        return Err(Error::new(None, format!("the text is longer than {LONGEST} bytes")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        let guess = match error.as_bytes() {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it looks like UTF-16",
            _ => "it may be GBK or GB18030",
        };
        let message = format!("the text is not UTF-8 (byte {at} of the file); {guess}, save it as UTF-8");
        Error::new(Some(line), message)
    })
}
