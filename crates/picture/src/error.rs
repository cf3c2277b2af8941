use std::fmt;

use wxkit_proto::probe::FileKind;

use crate::prepared::size;

/// Why a picture could not be made ready; as a text, what is wrong and what its author can do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The file holds nothing.
    Empty,
    /// It is something else, such as a web page; with the name of what it is.
    NotAPicture(&'static str),
    /// A picture of a kind that cannot be read here; with its name.
    Unsupported(&'static str),
    /// It is damaged, or not what it says; with the decoder's words.
    Damaged {
        /// The name of its kind.
        kind: &'static str,
        /// What the decoder says.
        message: String,
    },
    /// It has more pixels than are decoded.
    TooManyPixels {
        /// Its width and height.
        pixels: (u32, u32),
        /// The most pixels that are decoded.
        limit: u64,
    },
    /// An animated GIF that is not taken, or has too many bytes: nothing can be done without losing the animation.
    Animated {
        /// Its bytes.
        bytes: usize,
        /// The most bytes that an animation may have; 0 if none is taken.
        limit: usize,
    },
    /// It cannot be made small enough, or none of the kinds that are taken can be made.
    DoesNotFit {
        /// The most bytes that are taken.
        limit: usize,
        /// The kinds that are taken.
        kinds: Vec<FileKind>,
    },
    /// An SVG that cannot be drawn as its author means it.
    Svg(String),
    /// Text in an SVG that no font can show; with the first characters.
    MissingGlyphs(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty"),
            Self::NotAPicture(kind) => write!(f, "this is {kind}, not a picture"),
            Self::Unsupported(kind) => {
                write!(f, "{kind} pictures cannot be read; save it as PNG, JPEG or WebP")
            }
            Self::Damaged { kind, message } => write!(f, "the {kind} picture is damaged: {message}"),
            Self::TooManyPixels { pixels: (w, h), limit } => {
                write!(
                    f,
                    "the picture has {w}×{h} pixels, at most {limit} in all can be handled; save it smaller"
                )
            }
            Self::Animated { bytes, limit: 0 } => {
                write!(f, "an animated GIF ({}) is not taken here; save one frame of it as PNG", size(*bytes))
            }
            Self::Animated { bytes, limit } => write!(
                f,
                "the animated GIF has {}, at most {} are taken; save it with fewer frames or pixels",
                size(*bytes),
                size(*limit)
            ),
            Self::DoesNotFit { limit, kinds } => {
                let kinds: Vec<_> = kinds.iter().map(|kind| kind.name()).collect();
                write!(f, "the picture cannot be made {} of at most {}", kinds.join(" or "), size(*limit))
            }
            Self::Svg(message) => write!(f, "the SVG cannot be drawn: {message}"),
            Self::MissingGlyphs(text) => {
                write!(
                    f,
                    "no font at hand shows the text “{text}” of the SVG; install one, or save it as PNG"
                )
            }
        }
    }
}

impl std::error::Error for Error {}
