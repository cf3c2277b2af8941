//! A key or a certificate: the path of its file, or its text.

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::path::Path;

use wxkit::proto::error::Invalid;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// The value of a setting that may be a secret, given as such or by mistake.
#[derive(Clone)]
pub(crate) struct Pem {
    value: OsString,
    /// Where it stands.
    from: String,
}

impl Pem {
    pub(super) fn new(value: OsString, from: String) -> Self {
        Self { value, from }
    }

    /// The file, unless the text itself was given.
    pub(crate) fn path(&self) -> Option<&Path> {
        let is_text = self.value.to_str().is_some_and(|text| text.contains("-----BEGIN"));
        (!is_text).then(|| Path::new(&self.value))
    }

    /// How it is called in errors.
    pub(crate) fn name(&self) -> String {
        self.path().and_then(shown).unwrap_or_else(|| self.from.clone())
    }

    /// The text, wiped when it is dropped.
    pub(crate) fn text(&self) -> Result<Zeroizing<String>, Failure> {
        let Some(path) = self.path() else {
            return Ok(Zeroizing::new(self.value.to_str().unwrap_or_default().to_owned()));
        };
        let bytes = fs::read(path).map_err(|error| match shown(path) {
            Some(path) => Failure::usage(format!("reading {path}, from {}: {error}", self.from)),
            None => Failure::usage_hint(
                format!(
                    "{} names no file, and holds no PEM (-----BEGIN …); it is not repeated here",
                    self.from
                ),
                "give the path of a file in PEM, or the text of one",
            ),
        })?;
        let bytes = Zeroizing::new(bytes);
        match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(Zeroizing::new(text.to_owned())),
            Err(_) => Err(Failure::usage(format!("{}: it is no PEM: it is not text", self.name()))),
        }
    }

    /// Reads what it holds by a function that wants a name for errors and a text.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&str, &str) -> Result<T, Invalid>) -> Result<T, Failure> {
        read(&self.name(), &self.text()?).map_err(|invalid| Failure::usage(invalid.message))
    }
}

impl fmt::Debug for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pem({})", self.from)
    }
}

/// Endings of what people name as the file of a key.
const ENDINGS: [&str; 7] = ["pem", "key", "crt", "cer", "txt", "toml", "json"];

/// The path as it may be shown: what looks like no path may be a secret in the wrong place.
pub(crate) fn shown(path: &Path) -> Option<String> {
    let text = path.to_str().filter(|text| text.len() <= 1024)?;
    let is_plain = text.chars().all(|c| !c.is_control() && c != '\u{feff}');
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let is_deep = folder.components().count() > 1
        || folder.components().next() == Some(std::path::Component::ParentDir);
    let is_ending =
        path.extension().is_some_and(|end| ENDINGS.iter().any(|known| end.eq_ignore_ascii_case(known)));
    let is_likely =
        path.symlink_metadata().is_ok() || is_deep && folder.is_dir() || is_ending && text.len() <= 255;
    (is_plain && is_likely).then(|| text.to_owned())
}

/// A name as it may be shown: what is no short word may be a secret in the wrong place.
pub(crate) fn named(text: &str) -> &str {
    if is_word(text) { text } else { HIDDEN }
}

/// In the place of what is not shown.
pub(crate) const HIDDEN: &str = "***";

fn is_word(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ');
    text.chars().count() <= 24 && text.chars().all(plain)
}

/// Whether this may be the path of a folder that is to be made: a secret in the wrong place would become its name.
pub(crate) fn is_folder(path: &Path) -> bool {
    let there =
        path.ancestors().find(|folder| folder.is_dir()).map_or(0, |folder| folder.components().count());
    path.components()
        .skip(there)
        .all(|part| part.as_os_str().to_str().is_some_and(|part| part == "/" || is_word(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_and_what_may_be_a_secret_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let there = folder.path().join("k");
        fs::write(&there, "x").unwrap();
        for path in [there.clone(), folder.path().join("nothing"), "no/such/key.pem".into(), "key.PEM".into()]
        {
            assert_eq!(shown(&path), Some(path.display().to_string()));
        }
        for secret in [
            "Wx3K-test-apiv3-key-of-32-bytes!",
            "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC/BKcwggSj/AgEAAoIBAQC",
            "/9j4AAQSkZJRgABAQAAAQABAAD=",
            "0123456789abcdef0123456789abcdef",
            "a\nb.pem",
        ] {
            assert_eq!(shown(Path::new(secret)), None, "{secret}");
            let failure = Pem::new(secret.into(), "WXKIT_MCH_KEY".into()).text().unwrap_err();
            assert!(failure.message().starts_with("WXKIT_MCH_KEY names no file"), "{failure:?}");
            assert!(!failure.message().contains(secret));
        }
    }

    #[test]
    fn a_folder_to_be_made_has_a_name() {
        for folder in ["s", "./state", "/var/lib/wxkit/state", "..", "/"] {
            assert!(is_folder(Path::new(folder)), "{folder}");
        }
        for secret in
            ["0123456789abcdef0123456789abcdef", "/tmp/MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", "a+b=", "MIIE\n"]
        {
            assert!(!is_folder(Path::new(secret)), "{secret}");
        }
    }

    #[test]
    fn the_text_itself_may_be_given() {
        let text = "-----BEGIN PRIVATE KEY-----\\nAQID\\n-----END PRIVATE KEY-----\\n";
        let pem = Pem::new(text.into(), "WXKIT_MCH_KEY".into());
        assert_eq!((pem.text().unwrap().as_str(), pem.name().as_str()), (text, "WXKIT_MCH_KEY"));
        assert_eq!(format!("{pem:?}"), "Pem(WXKIT_MCH_KEY)");
    }
}
