//! The typefaces that wxkit draws formulas and pictures with, as bytes.
//!
//! A formula and a diagram must look the same on every machine, and a server often has no Chinese typeface at
//! all; so the few that are needed come along. They are under the SIL Open Font License, see `fonts/OFL.txt`.

/// Chinese, Japanese kana, Latin, Greek, Cyrillic and symbols: Noto Sans CJK SC Regular, OpenType with CFF outlines.
///
/// 2.3 MB, for it holds only what is met: GB 2312, the common half of Big5, the chemical elements and the
/// characters of given names beyond those. A character that is not in it cannot be drawn; whoever draws says so.
#[must_use]
pub fn sans() -> &'static [u8] {
    include_bytes!("../fonts/NotoSansCJKsc-Subset.otf")
}

/// One of KaTeX's typefaces for mathematics, TrueType, by its name without prefix: `Main-Regular`, `Size1-Regular`.
#[must_use]
pub fn katex(name: &str) -> Option<&'static [u8]> {
    Some(match name {
        "AMS-Regular" => include_bytes!("../fonts/katex/KaTeX_AMS-Regular.ttf"),
        "Caligraphic-Bold" => include_bytes!("../fonts/katex/KaTeX_Caligraphic-Bold.ttf"),
        "Caligraphic-Regular" => include_bytes!("../fonts/katex/KaTeX_Caligraphic-Regular.ttf"),
        "Fraktur-Bold" => include_bytes!("../fonts/katex/KaTeX_Fraktur-Bold.ttf"),
        "Fraktur-Regular" => include_bytes!("../fonts/katex/KaTeX_Fraktur-Regular.ttf"),
        "Main-Bold" => include_bytes!("../fonts/katex/KaTeX_Main-Bold.ttf"),
        "Main-BoldItalic" => include_bytes!("../fonts/katex/KaTeX_Main-BoldItalic.ttf"),
        "Main-Italic" => include_bytes!("../fonts/katex/KaTeX_Main-Italic.ttf"),
        "Main-Regular" => include_bytes!("../fonts/katex/KaTeX_Main-Regular.ttf"),
        "Math-BoldItalic" => include_bytes!("../fonts/katex/KaTeX_Math-BoldItalic.ttf"),
        "Math-Italic" => include_bytes!("../fonts/katex/KaTeX_Math-Italic.ttf"),
        "SansSerif-Bold" => include_bytes!("../fonts/katex/KaTeX_SansSerif-Bold.ttf"),
        "SansSerif-Italic" => include_bytes!("../fonts/katex/KaTeX_SansSerif-Italic.ttf"),
        "SansSerif-Regular" => include_bytes!("../fonts/katex/KaTeX_SansSerif-Regular.ttf"),
        "Script-Regular" => include_bytes!("../fonts/katex/KaTeX_Script-Regular.ttf"),
        "Size1-Regular" => include_bytes!("../fonts/katex/KaTeX_Size1-Regular.ttf"),
        "Size2-Regular" => include_bytes!("../fonts/katex/KaTeX_Size2-Regular.ttf"),
        "Size3-Regular" => include_bytes!("../fonts/katex/KaTeX_Size3-Regular.ttf"),
        "Size4-Regular" => include_bytes!("../fonts/katex/KaTeX_Size4-Regular.ttf"),
        "Typewriter-Regular" => include_bytes!("../fonts/katex/KaTeX_Typewriter-Regular.ttf"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_are_what_they_say() {
        assert!(sans().starts_with(b"OTTO"));
        assert!(katex("Main-Regular").is_some_and(|font| font.starts_with(&[0, 1, 0, 0])));
        assert_eq!(katex("Comic-Regular"), None);
    }
}
