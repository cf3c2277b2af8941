//! What was made of pictures, kept by digest.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use wxkit_picture::{Fonts, Limits, prepare};
use wxkit_proto::digest::{Algorithm, hex_digest};
use wxkit_proto::probe::FileKind;

/// Changes whenever the same picture would be made differently.
const VERSION: u32 = 1;

#[derive(Clone, Debug)]
pub(super) struct Store {
    folder: Option<PathBuf>,
}

/// What was made of a picture.
#[derive(Clone, Debug)]
pub(super) struct Made {
    /// Where it is kept; `None` if it is as it was, or nothing is kept.
    pub(super) file: Option<PathBuf>,
    /// The bytes, if they are not in a file.
    pub(super) bytes: Bytes,
    pub(super) kind: FileKind,
    pub(super) len: u64,
    pub(super) pixels: Option<(u32, u32)>,
    pub(super) changes: Vec<String>,
    pub(super) damage: Option<String>,
}

/// What stands beside a kept file.
#[derive(Serialize, Deserialize)]
struct Note {
    file: String,
    len: u64,
    pixels: Option<(u32, u32)>,
    changes: Vec<String>,
}

impl Store {
    pub(super) fn new(folder: Option<&Path>) -> Self {
        Self { folder: folder.map(Path::to_owned) }
    }

    /// What is made of a picture, now or before; the error is for people.
    pub(super) fn made(&self, bytes: &Bytes, limits: &Limits, fonts: &Fonts) -> Result<Made, String> {
        let kinds: Vec<_> = limits.kinds.iter().map(|kind| kind.name()).collect();
        let plan = format!("{VERSION} {kinds:?} {} {}\0", limits.bytes, limits.max_pixels);
        let name = hex_digest(Algorithm::Sha1, &[plan.as_bytes(), bytes].concat());
        if let Some(made) = self.kept(&name) {
            return Ok(made);
        }
        let ready = prepare(bytes, limits, fonts).map_err(|error| error.to_string())?;
        let mut made = Made {
            file: None,
            len: ready.bytes.len() as u64,
            bytes: ready.bytes.into(),
            kind: ready.kind,
            pixels: ready.pixels,
            changes: ready.changes.iter().map(ToString::to_string).collect(),
            damage: ready.damage,
        };
        if !made.changes.is_empty() {
            self.keep(&name, &mut made).map_err(|error| format!("it cannot be kept: {error}"))?;
        }
        Ok(made)
    }

    fn kept(&self, name: &str) -> Option<Made> {
        let folder = self.folder.as_ref()?;
        let note: Note = serde_json::from_slice(&fs::read(folder.join(format!("{name}.json"))).ok()?).ok()?;
        let file = folder.join(&note.file);
        let kept = fs::read(&file).ok().filter(|bytes| bytes.len() as u64 == note.len)?;
        let kind = FileKind::of_head(kept.get(..kept.len().min(4096)).unwrap_or_default());
        let Note { len, pixels, changes, .. } = note;
        Some(Made { file: Some(file), bytes: Bytes::new(), kind, len, pixels, changes, damage: None })
    }

    /// The picture first, so that a note never stands beside half a one.
    fn keep(&self, name: &str, made: &mut Made) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        create(folder)?;
        let file = format!("{name}.{}", made.kind.extensions().first().unwrap_or(&"bin"));
        write(folder, &file, &made.bytes)?;
        let note = Note { file, len: made.len, pixels: made.pixels, changes: made.changes.clone() };
        write(folder, &format!("{name}.json"), &serde_json::to_vec(&note)?)?;
        made.file = Some(folder.join(note.file));
        made.bytes = Bytes::new();
        Ok(())
    }
}

/// For this user alone: what is not published yet is nobody else's business.
fn create(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A whole file or none, also where two processes write it.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let part = folder.join(format!("{name}.{}.part", std::process::id()));
    fs::write(&part, bytes)?;
    fs::rename(&part, folder.join(name))
}
