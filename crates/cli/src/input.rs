//! What people hand over as a text, in a file, or on standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use wxkit::proto::json::RawJson;

use crate::failure::Failure;

const STDIN: &str = "standard input";

/// Longest body that is read.
const LONGEST: u64 = 16 * 1024 * 1024;

/// JSON from the command line, from a file, or from standard input.
pub(crate) fn raw(from: &str) -> Result<RawJson, Failure> {
    raw_of("--data", from)
}

/// As [`raw`], of another option.
pub(crate) fn raw_of(option: &str, from: &str) -> Result<RawJson, Failure> {
    let (place, text) = match from.strip_prefix('@') {
        Some(path) => (path, read(Path::new(path))?),
        None if from == "-" => (STDIN, read(Path::new(from))?),
        None => (option, from.as_bytes().to_vec()),
    };
    RawJson::new(&text).map_err(|why| Failure::usage(format!("{place} is not JSON in UTF-8: {why}")))
}

/// A text from a file, or with `-` from standard input; without its byte order mark.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") {
        return slurp(io::stdin().lock(), STDIN);
    }
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| Failure::usage(format!("reading {name}: {error}")))?;
    slurp(file, &name)
}

fn slurp(from: impl Read, place: &str) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    from.take(LONGEST + 1)
        .read_to_end(&mut text)
        .map_err(|error| Failure::usage(format!("reading {place}: {error}")))?;
    if text.len() as u64 > LONGEST {
        return Err(Failure::usage(format!("{place} is longer than {LONGEST} bytes")));
    }
    // Editors on Windows begin a text with a byte order mark.
    Ok(text.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies() {
        assert_eq!(raw("{\"a\":\"茶\"}").unwrap().as_str(), "{\"a\":\"茶\"}");
        assert_eq!(
            raw("{a}").unwrap_err().message(),
            "--data is not JSON in UTF-8: key must be a string at line 1 column 2"
        );
        let marked = slurp(&b"\xef\xbb\xbf{\"a\":1}"[..], STDIN).unwrap();
        assert_eq!(marked, b"{\"a\":1}");
        assert!(raw("@/no/such/file").unwrap_err().message().starts_with("reading /no/such/file: "));
    }
}
