//! How long it takes to make a picture ready for an article, for each megapixel of it: a photograph with the grain of a
//! camera in the forms that people have, and a drawing. What may stay as it is is only looked at.

#![expect(clippy::expect_used, reason = "a bench fails as tests do")]

use std::hint::black_box;
use std::io::Cursor;
use std::process::ExitCode;
use std::time::Instant;

use image::{ImageFormat, RgbImage};
use wxkit_picture::{Fonts, Limits, prepare};
use wxkit_proto::probe::FileKind;
use wxkit_tests::Chance;
use wxkit_tests::bench::Report;

/// Of a telephone's camera, in pixels.
const SIZE: (u32, u32) = (4000, 3000);

/// What an article takes: below 1 MB.
const MOST: usize = 1_048_575;

fn main() -> ExitCode {
    let mut report = Report::new("pictures");
    let photo = photo();
    let megapixels = f64::from(SIZE.0) * f64::from(SIZE.1) / 1e6;
    for (name, format) in [
        ("JPEG", ImageFormat::Jpeg),
        ("PNG", ImageFormat::Png),
        ("WebP", ImageFormat::WebP),
        ("TIFF", ImageFormat::Tiff),
    ] {
        let mut file = Cursor::new(Vec::new());
        photo.write_to(&mut file, format).expect("it can be encoded");
        tell(&mut report, name, file.get_ref(), megapixels);
    }
    let small = image::imageops::thumbnail(&photo, 1080, 810);
    let mut file = Cursor::new(Vec::new());
    small.write_to(&mut file, ImageFormat::Jpeg).expect("it can be encoded");
    tell(&mut report, "JPEG that stays as it is", file.get_ref(), 1.08 * 0.81);
    // It is drawn 1080 wide.
    tell(&mut report, "SVG of a thousand circles", circles().as_bytes(), 1.08 * 1.08);
    report.end()
}

fn tell(report: &mut Report, name: &str, file: &[u8], megapixels: f64) {
    let (limits, fonts) = (Limits::new(&[FileKind::Jpeg, FileKind::Png], MOST), Fonts::default());
    let time = || {
        let start = Instant::now();
        black_box(prepare(black_box(file), &limits, &fonts).expect("it can be made ready"));
        start.elapsed().as_secs_f64() * 1e3
    };
    let fastest = (0..3).map(|_| time()).fold(f64::INFINITY, f64::min);
    report.tell(
        &format!("{name}, {:.1} MB", file.len() as f64 / 1e6),
        fastest / megapixels,
        "ms a megapixel",
    );
}

/// Slow changes of colour with noise on them.
fn photo() -> RgbImage {
    let mut noise = Chance::new(5).bytes(1 << 16).into_iter().cycle();
    RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        let mut part = |of: u32| of.to_le_bytes()[0] / 2 + noise.next().unwrap_or_default() % 64 + 40;
        image::Rgb([part(x / 20), part(y / 15), part((x + y) / 30)])
    })
}

fn circles() -> String {
    let circle = |n: u32| {
        let (x, y, hue) = (n * 37 % 500, n * 91 % 500, n * 13 % 360);
        format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"20\" fill=\"hsl({hue},60%,50%)\" fill-opacity=\"0.5\"/>")
    };
    let circles: String = (0..1000).map(circle).collect();
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"500\" height=\"500\">{circles}</svg>")
}
