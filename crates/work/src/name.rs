//! File names in a form that the platform takes.

use wxkit_proto::{File, Warning};

use crate::media::MediaKind;

/// The name that is sent. What a receiver sees is the file's own name, so only what the platform does not take is left
/// out: a `/` at the beginning, and `\`, `:`, `"` and control characters everywhere. A name has to have an extension; one
/// without gets that of its content, else `.bin`. Except for files of any kind, the extension agrees with the content.
pub(crate) fn wire_name(file: &File, kind: MediaKind) -> String {
    let own = if kind == MediaKind::File && has_extension(&file.name) {
        file.name.clone()
    } else {
        file.wire_name()
    };
    let name = clean(&own);
    match name.as_str() {
        "" => "file.bin".into(),
        name if has_extension(name) => name.to_owned(),
        name => format!("{}.bin", name.trim_end_matches('.')),
    }
}

/// Without the characters that the platform does not take.
pub(crate) fn clean(name: &str) -> String {
    let bad = |c: char| matches!(c, '\\' | ':' | '"') || c.is_control();
    let name: String = name.chars().filter(|c| !bad(*c)).collect();
    name.trim_start_matches('/').to_owned()
}

/// Warns if the file is sent under another name.
pub(crate) fn renamed(file: &File, kind: MediaKind) -> Option<Warning> {
    let (name, wire) = (&file.name, wire_name(file, kind));
    (wire != *name).then(|| Warning::new(format!("{name}: it is sent as {wire} (as documented)")))
}

fn has_extension(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| !extension.is_empty() && !extension.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x02\x08\x06\0\0\0";

    fn check(kind: MediaKind, name: &str, content: &'static [u8], expected: &str) {
        assert_eq!(wire_name(&File::from_bytes(name, content), kind), expected, "{name}");
    }

    #[test]
    fn a_receiver_sees_the_files_own_name() {
        use MediaKind::{File, Image};
        check(File, "合同 2025.v2.docx", b"......", "合同 2025.v2.docx");
        check(File, "photo.jfif", PNG, "photo.jfif");
        check(File, "photo", PNG, "photo.png");
        check(File, "Makefile", b"......", "Makefile.bin");
        check(File, "a.", b"......", "a.bin");
        check(File, "", b"......", "file.bin");
        check(Image, "photo.jpg", PNG, "photo.png");
    }

    #[test]
    fn what_the_platform_does_not_take_is_left_out() {
        let check = |name: &str, expected: &str| check(MediaKind::File, name, b"......", expected);
        check("//etc/passwd.txt", "etc/passwd.txt");
        check("10:30 \"a\\b\"\r\n\0.txt", "1030 ab.txt");
        check("\\/a.txt", "a.txt");
        check("茶;=%20😀.txt", "茶;=%20😀.txt");
        check(":", "file.bin");
    }
}
