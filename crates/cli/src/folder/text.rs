//! The article's text: UTF-8, or a clear word about what it is instead.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::failure::Failure;

/// More than any article has; a wrong file is not read to its end.
const LONGEST: u64 = 16 * 1024 * 1024;

/// Reads a text; `name` is the file's name for messages. A byte order mark is left to the parser.
pub(super) fn read(path: &Path, name: &str) -> Result<String, Failure> {
    let failed = |error| Failure::io(format!("reading {}", path.display()), &error);
    // A pipe or a device might block for ever.
    if !path.metadata().map_err(failed)?.is_file() {
        return Err(Failure::usage(format!("{name} is not an ordinary file")));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > LONGEST {
        return Err(Failure::usage(format!("{name} is longer than {LONGEST} bytes")));
    }
    decode(bytes, name)
}

fn decode(bytes: Vec<u8>, name: &str) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        let guess = match error.as_bytes() {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it looks like UTF-16",
            _ => "it may be GBK or GB18030",
        };
        let message = format!("{name}:{line}: the text is not valid UTF-8 (byte {at} of the file)");
        Failure::usage_hint(
            message,
            format!("{guess}; save it as UTF-8, WeChat counts and shows anything else wrongly"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_utf_8_is_named() {
        let failure = decode(b"# \xe8\x8c\xb6\n\nab\xb2\xe8".to_vec(), "article.md").unwrap_err();
        assert_eq!(failure.message(), "article.md:3: the text is not valid UTF-8 (byte 9 of the file)");
        assert!(failure.hint().unwrap().contains("GBK"));
        assert!(decode(b"\xff\xfea\0".to_vec(), "a").unwrap_err().hint().unwrap().contains("UTF-16"));
    }
}
