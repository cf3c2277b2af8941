//! The digest of what a gzip file holds, computed as the file comes.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;
use sha1::{Digest as _, Sha1};

use super::hex;

/// Unpacks into a digest; nothing is kept.
pub(super) struct Unpacked {
    decoder: MultiGzDecoder<Hash>,
    broken: bool,
}

#[derive(Default)]
struct Hash(Sha1);

impl Default for Unpacked {
    fn default() -> Self {
        Self { decoder: MultiGzDecoder::new(Hash::default()), broken: false }
    }
}

impl Unpacked {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.broken = self.broken || self.decoder.write_all(bytes).is_err();
    }

    /// Empty if it was no whole gzip file.
    pub(super) fn finish(self) -> String {
        let hash = self.decoder.finish().ok().filter(|_| !self.broken);
        hash.map_or_else(String::new, |Hash(hash)| hex(&hash.finalize()))
    }
}

impl Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
