//! Pictures and a font for tests, made on the spot.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ExtendedColorType, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// Left half red, right half blue.
pub(crate) fn halves(w: u32, h: u32) -> RgbImage {
    RgbImage::from_fn(w, h, |x, _| if x < w / 2 { Rgb([230, 20, 20]) } else { Rgb([20, 20, 230]) })
}

/// What no encoder can pack: noise, the same each time.
pub(crate) fn noise(w: u32, h: u32) -> RgbImage {
    let mut state = 1_u32;
    RgbImage::from_fn(w, h, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [_, r, g, b] = state.to_le_bytes();
        Rgb([r, g, b])
    })
}

pub(crate) fn file(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub(crate) fn webp(image: &RgbaImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = WebPEncoder::new_lossless(&mut bytes);
    encoder.encode(image, image.width(), image.height(), ExtendedColorType::Rgba8).unwrap();
    bytes
}

pub(crate) fn clear(w: u32, h: u32) -> RgbaImage {
    RgbaImage::from_fn(w, h, |x, _| Rgba([10, 120, 60, if x < w / 2 { 0 } else { 255 }]))
}

/// A JPEG that its camera marked as turned: `orientation` as EXIF has it.
pub(crate) fn photograph(image: &RgbImage, orientation: u8) -> Vec<u8> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, 95)
        .encode(image, image.width(), image.height(), ExtendedColorType::Rgb8)
        .unwrap();
    let tiff = [
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01".as_slice(),
        &[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0],
    ]
    .concat();
    let len = u16::try_from(tiff.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &len, &tiff, &jpeg[2..]].concat()
}

/// Two frames.
pub(crate) fn animation() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for image in [clear(8, 8), DynamicImage::ImageRgb8(halves(8, 8)).into_rgba8()] {
        encoder.encode_frame(image::Frame::new(image)).unwrap();
    }
    drop(encoder);
    bytes
}

/// The header of a PNG of any size, and nothing behind it.
pub(crate) fn bomb(w: u32, h: u32) -> Vec<u8> {
    let ihdr = [b"IHDR".as_slice(), &w.to_be_bytes(), &h.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let mut crc = flate_crc(&ihdr).to_be_bytes().to_vec();
    let idat = [b"IDAT".as_slice(), &[0x78, 0x01]].concat();
    let tail = [&2_u32.to_be_bytes()[..], &idat, &flate_crc(&idat).to_be_bytes()].concat();
    let mut png = [b"\x89PNG\r\n\x1a\n".as_slice(), &13_u32.to_be_bytes(), &ihdr].concat();
    png.append(&mut crc);
    [png, tail].concat()
}

fn flate_crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 * (crc & 1)))
    })
}

/// A font that has just these characters of the first plane, each as a box.
pub(crate) fn font(characters: &str) -> Vec<u8> {
    let mut characters: Vec<u16> = characters.chars().map(|c| u16::try_from(u32::from(c)).unwrap()).collect();
    characters.sort_unstable();
    let be = |words: &[u16]| words.iter().flat_map(|word| word.to_be_bytes()).collect::<Vec<_>>();
    let glyphs = u16::try_from(characters.len()).unwrap() + 1;
    // One contour of four points: 0,0 – 0,800 – 800,800 – 800,0.
    let outline = [
        be(&[1, 0, 0, 800, 800, 3, 0]),
        vec![0x01; 4],
        be(&[0, 0, 800, 0]),
        be(&[0, 800, 0, 0u16.wrapping_sub(800)]),
    ]
    .concat();
    let each = u16::try_from(outline.len()).unwrap();
    let glyf = outline.repeat(usize::from(glyphs));
    let loca: Vec<u8> = (0..=glyphs).flat_map(|n| (u32::from(n) * u32::from(each)).to_be_bytes()).collect();
    let mut segments: Vec<u16> = characters.clone();
    segments.push(0xffff);
    let count = u16::try_from(segments.len()).unwrap();
    let deltas: Vec<u16> = (1..count).zip(&characters).map(|(n, c)| n.wrapping_sub(*c)).chain([1]).collect();
    let body = [
        be(&[count * 2, 2, 0, 0]),
        be(&segments),
        be(&[0]),
        be(&segments),
        be(&deltas),
        be(&vec![0; usize::from(count)]),
    ]
    .concat();
    let cmap = [be(&[0, 1, 3, 1, 0, 12]), be(&[4, u16::try_from(body.len()).unwrap() + 6, 0]), body].concat();
    let family: Vec<u8> = "Test".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let name_len = u16::try_from(family.len()).unwrap();
    let record = |id: u16| be(&[3, 1, 0x409, id, name_len, 0]);
    let name = [be(&[0, 2, 6 + 24]), record(1), record(6), family].concat();
    let head =
        [be(&[1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, 1000]), vec![0; 16], be(&[0, 0, 800, 800, 0, 8, 2, 1, 0])]
            .concat();
    let hhea = be(&[1, 0, 800, 0u16.wrapping_sub(200), 0, 900, 0, 0, 800, 1, 0, 0, 0, 0, 0, 0, 0, glyphs]);
    let maxp = be(&[1, 0, glyphs, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
    let hmtx = be(&[900, 0]).repeat(usize::from(glyphs));
    let mut os2 = be(&[4, 900, 400, 5]);
    os2.resize(96, 0);
    let post = [vec![0, 3, 0, 0], vec![0; 28]].concat();
    let tables: [(&[u8; 4], Vec<u8>); 10] = [
        (b"OS/2", os2),
        (b"cmap", cmap),
        (b"glyf", glyf),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", hmtx),
        (b"loca", loca),
        (b"maxp", maxp),
        (b"name", name),
        (b"post", post),
    ];
    let mut directory = be(&[1, 0, 10, 128, 3, 32]);
    let mut data: Vec<u8> = Vec::new();
    for (tag, table) in tables {
        let at = u32::try_from(12 + 160 + data.len()).unwrap();
        let len = u32::try_from(table.len()).unwrap();
        directory.extend([tag.as_slice(), &[0; 4], &at.to_be_bytes(), &len.to_be_bytes()].concat());
        data.extend(table);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    [directory, data].concat()
}
