mod entities;

use expect_test::{Expect, expect};
use image::ImageFormat;
use proptest::prelude::*;
use wxkit_proto::probe::FileKind;

use crate::testing::{animation, bomb, clear, file, font, halves, noise, photograph, webp};
use crate::{Fonts, Limits, prepare};

/// What a picture in an article may be.
fn article() -> Limits {
    Limits::new(&[FileKind::Jpeg, FileKind::Png], 1_048_575)
}

fn told(bytes: &[u8], limits: &Limits, fonts: &Fonts) -> String {
    match prepare(bytes, limits, fonts) {
        Ok(ready) => {
            assert!(ready.bytes.len() <= limits.bytes);
            assert_eq!(FileKind::of_head(&ready.bytes), ready.kind);
            if let (Some(pixels), None) = (ready.pixels, &ready.damage) {
                let decoded = image::load_from_memory(&ready.bytes).unwrap();
                assert_eq!((decoded.width(), decoded.height()), pixels);
            }
            let mut text = format!("{} {:?}", ready.kind.name(), ready.pixels.unwrap_or_default());
            ready.changes.iter().for_each(|change| text += &format!("; {change}"));
            ready.damage.iter().for_each(|damage| text += &format!("; {damage}"));
            text
        }
        Err(error) => format!("error: {error}"),
    }
}

fn check(bytes: &[u8], limits: &Limits, expected: &Expect) {
    expected.assert_eq(&told(bytes, limits, &Fonts::default()));
}

#[test]
fn what_is_taken_stays_as_it_is() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let bytes = file(halves(40, 30), format);
        let ready = prepare(&bytes, &article(), &Fonts::default()).unwrap();
        assert_eq!((ready.bytes, ready.changes, ready.pixels), (bytes, vec![], Some((40, 30))));
    }
    let moving = Limits::new(&[FileKind::Gif], 10_000);
    let ready = prepare(&animation(), &moving, &Fonts::default()).unwrap();
    assert_eq!((ready.bytes, ready.kind), (animation(), FileKind::Gif));
}

#[test]
fn other_kinds_are_converted() {
    check(&webp(&clear(20, 10)), &article(), &expect!["PNG (20, 10); converted from WebP to PNG"]);
    check(
        &file(halves(20, 10), ImageFormat::Bmp),
        &article(),
        &expect!["PNG (20, 10); converted from BMP to PNG"],
    );
    check(
        &file(halves(20, 10), ImageFormat::Tiff),
        &article(),
        &expect!["PNG (20, 10); converted from TIFF to PNG"],
    );
    check(
        &file(halves(20, 10), ImageFormat::Gif),
        &article(),
        &expect!["PNG (20, 10); converted from GIF to PNG"],
    );
    let thumb = Limits::new(&[FileKind::Jpeg], 64 * 1024);
    check(
        &file(clear(20, 10), ImageFormat::Png),
        &thumb,
        &expect!["JPEG (20, 10); converted from PNG to JPEG; transparent parts put on white"],
    );
}

#[test]
fn a_photograph_is_turned_upright() {
    // Six: the camera was held so that the top of the scene is at the right.
    let bytes = photograph(&halves(40, 20), 6);
    check(&bytes, &article(), &expect!["JPEG (20, 40); turned upright"]);
    let ready = prepare(&bytes, &article(), &Fonts::default()).unwrap();
    let image = image::load_from_memory(&ready.bytes).unwrap().into_rgb8();
    let (top, bottom) = (image.get_pixel(10, 5).0, image.get_pixel(10, 35).0);
    assert!(top[0] > 200 && bottom[2] > 200, "{top:?} {bottom:?}");
    check(&photograph(&halves(40, 20), 1), &article(), &expect!["JPEG (40, 20)"]);
}

#[test]
fn what_is_too_large_is_made_smaller() {
    let small = |kinds: &[FileKind]| Limits::new(kinds, 60_000);
    let both = [FileKind::Jpeg, FileKind::Png];
    let png = file(noise(400, 300), ImageFormat::Png);
    assert!(png.len() > 300_000);
    check(
        &png,
        &small(&both),
        &expect![
            "JPEG (226, 169); converted from PNG to JPEG; scaled from 400×300 to 226×169; compressed from 352 KB to 38 KB"
        ],
    );
    check(
        &png,
        &small(&[FileKind::Png]),
        &expect!["PNG (155, 116); scaled from 400×300 to 155×116; compressed from 352 KB to 46 KB"],
    );
    // Packed badly, and small enough when it is packed well.
    let mut bmp = file(halves(300, 200), ImageFormat::Bmp);
    check(
        &bmp,
        &small(&both),
        &expect!["PNG (300, 200); converted from BMP to PNG; compressed from 176 KB to 620 bytes"],
    );
    bmp.truncate(1000);
    check(&bmp, &small(&both), &expect!["error: the BMP picture is damaged: failed to fill whole buffer"]);
    check(
        &png,
        &Limits::new(&both, 100),
        &expect!["error: the picture cannot be made JPEG or PNG of at most 100 bytes"],
    );
}

#[test]
fn transparent_parts_are_kept_as_long_as_it_can_be_shown_well() {
    let mut image = image::DynamicImage::ImageRgb8(noise(1600, 100)).into_rgba8();
    image.pixels_mut().step_by(2).for_each(|pixel| pixel.0[3] = 100);
    let png = file(image, ImageFormat::Png);
    let both = [FileKind::Jpeg, FileKind::Png];
    check(
        &png,
        &Limits::new(&both, 500_000),
        &expect!["PNG (1451, 91); scaled from 1600×100 to 1451×91; compressed from 625 KB to 441 KB"],
    );
    check(
        &png,
        &Limits::new(&both, 100_000),
        &expect![
            "JPEG (1056, 66); converted from PNG to JPEG; transparent parts put on white; scaled from 1600×100 to 1056×66; compressed from 625 KB to 65 KB"
        ],
    );
}

#[test]
fn an_animation_is_not_lost_in_silence() {
    let gif = animation();
    check(
        &gif,
        &article(),
        &expect!["error: an animated GIF (100 bytes) is not taken here; save one frame of it as PNG"],
    );
    check(
        &gif,
        &Limits::new(&[FileKind::Gif, FileKind::Png], 50),
        &expect![
            "error: the animated GIF has 100 bytes, at most 50 bytes are taken; save it with fewer frames or pixels"
        ],
    );
}

#[test]
fn bombs_do_not_go_off() {
    check(
        &bomb(60_000, 60_000),
        &article(),
        &expect![
            "error: the picture has 60000×60000 pixels, at most 67108864 in all can be handled; save it smaller"
        ],
    );
    let inside = |png: &[u8]| {
        let data = base64(png);
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink' width='9' height='9'><image width='9' height='9' x:href='data:image/png;base64,{data}'/></svg>"
        )
    };
    check(
        inside(&bomb(60_000, 60_000)).as_bytes(),
        &article(),
        &expect![
            "error: the SVG cannot be drawn: a picture inside it: the picture has 60000×60000 pixels, at most 67108864 in all can be handled; save it smaller"
        ],
    );
    check(
        inside(&file(halves(9, 9), ImageFormat::Png)).as_bytes(),
        &article(),
        &expect!["PNG (9, 9); drawn from SVG as PNG"],
    );
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = bytes.chunks(3).flat_map(|chunk| {
        let word = (0..3).fold(0_usize, |word, n| word << 8 | usize::from(*chunk.get(n).unwrap_or(&0)));
        (0..4)
            .map(move |n| if n <= chunk.len() { char::from(DIGITS[word >> (18 - 6 * n) & 63]) } else { '=' })
    });
    digits.collect()
}

#[test]
fn what_is_no_picture() {
    check(b"", &article(), &expect!["error: the file is empty"]);
    check(
        b"<!DOCTYPE html><title>404</title>",
        &article(),
        &expect!["error: this is a web page, not a picture"],
    );
    check(b"{\"error\":1}", &article(), &expect!["error: this is a web page, not a picture"]);
    check(b"%PDF-1.7\n", &article(), &expect!["error: this is a PDF document, not a picture"]);
    check(
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
        &article(),
        &expect!["error: AVIF pictures cannot be read; save it as PNG, JPEG or WebP"],
    );
    check(
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        &article(),
        &expect!["error: HEIC pictures cannot be read; save it as PNG, JPEG or WebP"],
    );
    check(
        b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41",
        &article(),
        &expect!["error: this is a film or a sound, not a picture"],
    );
    check(b"what", &article(), &expect!["error: this is a file of an unknown kind, not a picture"]);
    check(
        b"RIFF\x20\0\0\0WEBPVP8 abc",
        &article(),
        &expect!["error: the WebP picture is damaged: failed to fill whole buffer"],
    );
}

#[test]
fn a_damaged_picture_of_a_kind_that_is_taken_is_told() {
    let mut png = file(noise(40, 30), ImageFormat::Png);
    png.truncate(500);
    check(&png, &article(), &expect!["PNG (40, 30); the PNG picture is damaged: unexpected end of file"]);
}

/// A drawing around these elements.
fn drawing(elements: &str) -> String {
    format!(
        "<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg' width='60' height='40'>\n{elements}\n</svg>"
    )
}

#[test]
fn drawings() {
    check(
        drawing("<rect width='9' height='9'/>").as_bytes(),
        &article(),
        &expect!["PNG (60, 40); drawn from SVG as PNG"],
    );
    let wide =
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 200'><circle r='50' fill='red'/></svg>";
    check(wide.as_bytes(), &article(), &expect!["PNG (1080, 540); drawn from SVG as PNG"]);
    let huge = "<svg xmlns='http://www.w3.org/2000/svg' width='1e5' height='1e5'/>";
    check(
        huge.as_bytes(),
        &article(),
        &expect![
            "error: the picture has 100000×100000 pixels, at most 67108864 in all can be handled; save it smaller"
        ],
    );
}

#[test]
fn what_would_be_missing_in_a_drawing() {
    for (elements, expected) in [
        (
            "<script>alert(1)</script>",
            expect!["error: the SVG cannot be drawn: line 3: it has a script; nothing runs in a picture"],
        ),
        (
            "<rect onclick='x()'/>",
            expect![
                "error: the SVG cannot be drawn: line 3: it has an event handler; nothing runs in a picture"
            ],
        ),
        (
            "<image href='http://127.0.0.1/a.png'/>",
            expect![
                "error: the SVG cannot be drawn: line 3: it refers to another file or address; a drawing must hold all it shows"
            ],
        ),
        (
            "<image href='/etc/passwd'/>",
            expect![
                "error: the SVG cannot be drawn: line 3: it refers to another file or address; a drawing must hold all it shows"
            ],
        ),
        (
            "<use href='other.svg#a'/>",
            expect![
                "error: the SVG cannot be drawn: line 3: it refers to another file or address; a drawing must hold all it shows"
            ],
        ),
        (
            "<style>@import 'a.css';</style>",
            expect!["error: the SVG cannot be drawn: line 3: its styles name another file or address"],
        ),
        (
            "<rect style='fill:url( \"https://a/b\")'/>",
            expect!["error: the SVG cannot be drawn: line 3: it refers to another file or address"],
        ),
        (
            "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>茶</p></foreignObject>",
            expect![
                "error: the SVG cannot be drawn: line 3: it has HTML inside (foreignObject); export it with plain text"
            ],
        ),
        (
            "<image href='data:image/svg+xml,%3Csvg/%3E'/>",
            expect!["error: the SVG cannot be drawn: it holds a picture as SVG"],
        ),
        ("<a", expect!["error: the SVG cannot be drawn: invalid name token at 4:1"]),
    ] {
        check(drawing(elements).as_bytes(), &article(), &expected);
    }
    let fine = "<a href='https://example.com'><rect width='9' height='9' fill='url(#g)'/></a>";
    check(drawing(fine).as_bytes(), &article(), &expect!["PNG (60, 40); drawn from SVG as PNG"]);
}

#[test]
fn drawings_that_cost_too_much() {
    let nested = "<g opacity='.5'>".repeat(100) + "<rect width='60' height='40'/>" + &"</g>".repeat(100);
    let wide = drawing(&nested).replace("width='60' height='40'>", "width='1000' height='900'>");
    check(
        wide.as_bytes(),
        &article(),
        &expect![
            "error: the SVG cannot be drawn: it has too many transparent layers within each other for its size"
        ],
    );
    let deep = drawing(&("<g>".repeat(5000) + &"</g>".repeat(5000)));
    check(
        deep.as_bytes(),
        &article(),
        &expect!["error: the SVG cannot be drawn: line 3: it is nested too deeply"],
    );
    let shapes = drawing(&"<rect width='60' height='40'/>".repeat(60_000))
        .replace("width='60' height='40'", "width='1000' height='1000'");
    check(
        shapes.as_bytes(),
        &article(),
        &expect![
            "error: the SVG cannot be drawn: it has too many large shapes or filters to be drawn in a reasonable time"
        ],
    );
    let mut laughs = "<g id='a0'><rect width='1' height='1'/></g>".to_owned();
    for n in 1..12 {
        let inner = format!("<use href='#a{}'/>", n - 1).repeat(10);
        laughs += &format!("<g id='a{n}'>{inner}</g>");
    }
    let told = told(drawing(&laughs).as_bytes(), &article(), &Fonts::default());
    assert!(told.starts_with("error: the SVG cannot be drawn"), "{told}");
}

#[test]
fn text_is_shown_or_refused() {
    let text = |text: &str| {
        drawing(&format!("<text x='2' y='30' font-family='Nowhere, sans-serif' font-size='20'>{text}</text>"))
    };
    check(
        text("a茶").as_bytes(),
        &article(),
        &expect!["error: no font at hand shows the text “a茶” of the SVG; install one, or save it as PNG"],
    );
    let fonts = Fonts::from_files([font("ab"), font("茶")]);
    assert_eq!(told(text("a茶").as_bytes(), &article(), &fonts), "PNG (60, 40); drawn from SVG as PNG");
    assert_eq!(
        told(text("a茶水").as_bytes(), &article(), &fonts),
        "error: no font at hand shows the text “水” of the SVG; install one, or save it as PNG"
    );
    let ready = prepare(text("茶").as_bytes(), &article(), &fonts).unwrap();
    let image = image::load_from_memory(&ready.bytes).unwrap().into_rgba8();
    assert_eq!((image.get_pixel(10, 22).0[3], image.get_pixel(30, 22).0[3]), (255, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever is cut or spoilt, there is a picture or an error.
    #[test]
    fn nothing_makes_it_panic(which in 0..6_usize, cut in 0..2000_usize, at in 0..2000_usize, byte: u8) {
        let mut bytes = match which {
            0 => file(halves(30, 20), ImageFormat::Png),
            1 => file(halves(30, 20), ImageFormat::Jpeg),
            2 => animation(),
            3 => webp(&clear(30, 20)),
            4 => file(halves(30, 20), ImageFormat::Tiff),
            _ => drawing("<g filter='url(#f)'><text>a</text><rect width='9' height='9'/></g>").into_bytes(),
        };
        bytes.truncate(cut.max(1));
        if let Some(spot) = bytes.get_mut(at) {
            *spot = byte;
        }
        let limits = Limits { max_pixels: 1_000_000, ..Limits::new(&[FileKind::Jpeg], 20_000) };
        let _ = prepare(&bytes, &limits, &Fonts::from_files([font("a")]));
    }
}
