use std::fmt;

use wxkit_proto::probe::FileKind;

/// A picture that keeps the limits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Prepared {
    /// The file.
    pub bytes: Vec<u8>,
    /// What it is.
    pub kind: FileKind,
    /// Width and height in pixels; `None` only of a picture that is [damaged](Self::damage).
    pub pixels: Option<(u32, u32)>,
    /// What was done to it, in this order; empty if it is as it was.
    pub changes: Vec<Change>,
    /// Why a picture that is taken as it is cannot be decoded: it may not be shown.
    pub damage: Option<String>,
}

/// One thing that was done to a picture; as a text, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// It was drawn from SVG.
    Drawn {
        /// Its kind now.
        to: FileKind,
    },
    /// Of an animation only the first frame is left.
    FirstFrame,
    /// Turned as its camera says.
    Turned,
    /// It is of another kind now.
    Converted {
        /// The name of its kind before, such as `WebP`.
        from: &'static str,
        /// Its kind now.
        to: FileKind,
    },
    /// Its transparent parts are white now.
    OnWhite,
    /// It has fewer pixels.
    Scaled {
        /// Width and height before.
        from: (u32, u32),
        /// Width and height now.
        to: (u32, u32),
    },
    /// It has fewer bytes.
    Compressed {
        /// Bytes before.
        from: usize,
        /// Bytes now.
        to: usize,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Drawn { to } => write!(f, "drawn from SVG as {}", to.name()),
            Self::FirstFrame => f.write_str("only the first frame of the animation is kept"),
            Self::Turned => f.write_str("turned upright"),
            Self::Converted { from, to } => write!(f, "converted from {from} to {}", to.name()),
            Self::OnWhite => f.write_str("transparent parts put on white"),
            Self::Scaled { from: (w, h), to: (new_w, new_h) } => {
                write!(f, "scaled from {w}×{h} to {new_w}×{new_h}")
            }
            Self::Compressed { from, to } => {
                write!(f, "compressed from {} to {}", size(*from), size(*to))
            }
        }
    }
}

/// Bytes for people.
pub(crate) fn size(bytes: usize) -> String {
    #[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
    let bytes_f = bytes as f64;
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{:.0} KB", bytes_f / 1024.0),
        _ => format!("{:.1} MB", bytes_f / 1_048_576.0),
    }
}
