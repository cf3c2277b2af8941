//! Digests as data: which ones are wanted, and the loop that computes them over any reader.

#[cfg(feature = "gzip")]
mod gzip;

use std::fmt;
use std::io::{self, Read};

/// A digest algorithm. Which ones can be computed is a matter of features.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// SHA-1, 20 bytes: chunked video uploads.
    #[cfg(feature = "sha1")]
    Sha1,
    /// SHA-256, 32 bytes.
    Sha256,
    /// MD5, 16 bytes: what WeChat Work wants to know of a file that it fetches by itself, and of a robot's picture.
    #[cfg(feature = "md5")]
    Md5,
    /// SM3 (国密), 32 bytes: uploads of invoices to WeChat Pay.
    #[cfg(feature = "sm3")]
    Sm3,
    /// SHA-1 of what a gzip file holds, 20 bytes: packed bills of WeChat Pay. Of what is no gzip file it is empty.
    #[cfg(feature = "gzip")]
    GzipSha1,
}

/// What to compute in one pass over a source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DigestPlan {
    /// Over the whole source.
    pub whole: Algorithm,
    /// Over each block of this many bytes, the last one shorter; 0 is read as 1.
    pub blocks: Option<(u64, Algorithm)>,
}

/// The digests of a source, in lower-case hex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digests {
    /// How many bytes were read. If it is not the expected length, the file has changed.
    pub len: u64,
    /// Of the whole source.
    pub whole: String,
    /// Of each block, in order; empty if none were wanted, or the source is empty.
    pub blocks: Vec<String>,
}

/// Reads a source to its end and computes what the plan asks for: what a driver does for
/// [`Ask::Digest`](crate::flow::Ask::Digest). Memory does not grow with the source but for 40 bytes a block.
///
/// # Errors
/// What the reader says.
pub fn digest(reader: impl Read, plan: &DigestPlan) -> io::Result<Digests> {
    digest_with(reader, plan, &mut |_| {})
}

/// As [`digest`], and reports the number of bytes read so far, for bars.
///
/// # Errors
/// What the reader says.
pub fn digest_with(
    mut reader: impl Read,
    plan: &DigestPlan,
    progress: &mut dyn FnMut(u64),
) -> io::Result<Digests> {
    let mut whole = Hasher::new(plan.whole);
    let mut block = plan.blocks.map(|(size, algorithm)| Blocks::new(size.max(1), algorithm));
    let mut buffer = vec![0; 128 * 1024];
    let mut len = 0;
    loop {
        let read = match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let bytes = buffer.get(..read).unwrap_or_default();
        whole.update(bytes);
        if let Some(block) = &mut block {
            block.update(bytes);
        }
        len += read as u64;
        progress(len);
    }
    Ok(Digests { len, whole: whole.finish(), blocks: block.map(Blocks::finish).unwrap_or_default() })
}

/// The digest of bytes in memory, in lower-case hex.
#[must_use]
pub fn hex_digest(algorithm: Algorithm, bytes: &[u8]) -> String {
    let mut hasher = Hasher::new(algorithm);
    hasher.update(bytes);
    hasher.finish()
}

/// Bytes in lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|n| char::from_digit(n.into(), 16))
        .collect()
}

/// A digest that is being computed; for those who feed it by themselves.
pub struct Hasher(State);

enum State {
    #[cfg(feature = "sha1")]
    Sha1(Box<sha1::Sha1>),
    Sha256(Box<sha2::Sha256>),
    #[cfg(feature = "md5")]
    Md5(Box<md5::Md5>),
    #[cfg(feature = "sm3")]
    Sm3(Box<sm3::Sm3>),
    #[cfg(feature = "gzip")]
    GzipSha1(Box<gzip::Unpacked>),
}

impl Hasher {
    /// Begins a digest.
    #[must_use]
    pub fn new(algorithm: Algorithm) -> Self {
        Self(match algorithm {
            #[cfg(feature = "sha1")]
            Algorithm::Sha1 => State::Sha1(Box::default()),
            Algorithm::Sha256 => State::Sha256(Box::default()),
            #[cfg(feature = "md5")]
            Algorithm::Md5 => State::Md5(Box::default()),
            #[cfg(feature = "sm3")]
            Algorithm::Sm3 => State::Sm3(Box::default()),
            #[cfg(feature = "gzip")]
            Algorithm::GzipSha1 => State::GzipSha1(Box::default()),
        })
    }

    /// Takes in more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            #[cfg(feature = "sha1")]
            State::Sha1(hash) => sha1::Digest::update(hash.as_mut(), bytes),
            State::Sha256(hash) => sha2::Digest::update(hash.as_mut(), bytes),
            #[cfg(feature = "md5")]
            State::Md5(hash) => md5::Digest::update(hash.as_mut(), bytes),
            #[cfg(feature = "sm3")]
            State::Sm3(hash) => sm3::Digest::update(hash.as_mut(), bytes),
            #[cfg(feature = "gzip")]
            State::GzipSha1(unpacked) => unpacked.update(bytes),
        }
    }

    /// The digest in lower-case hex.
    #[must_use]
    pub fn finish(self) -> String {
        match self.0 {
            #[cfg(feature = "sha1")]
            State::Sha1(hash) => hex(&sha1::Digest::finalize(*hash)),
            State::Sha256(hash) => hex(&sha2::Digest::finalize(*hash)),
            #[cfg(feature = "md5")]
            State::Md5(hash) => hex(&md5::Digest::finalize(*hash)),
            #[cfg(feature = "sm3")]
            State::Sm3(hash) => hex(&sm3::Digest::finalize(*hash)),
            #[cfg(feature = "gzip")]
            State::GzipSha1(unpacked) => unpacked.finish(),
        }
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher").finish_non_exhaustive()
    }
}

struct Blocks {
    size: u64,
    algorithm: Algorithm,
    hasher: Hasher,
    filled: u64,
    done: Vec<String>,
}

impl Blocks {
    fn new(size: u64, algorithm: Algorithm) -> Self {
        Self { size, algorithm, hasher: Hasher::new(algorithm), filled: 0, done: Vec::new() }
    }

    fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = usize::try_from(self.size - self.filled).unwrap_or(usize::MAX);
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.hasher.update(now);
            self.filled += now.len() as u64;
            if self.filled == self.size {
                self.close();
            }
            bytes = later;
        }
    }

    fn close(&mut self) {
        let full = std::mem::replace(&mut self.hasher, Hasher::new(self.algorithm));
        self.done.push(full.finish());
        self.filled = 0;
    }

    fn finish(mut self) -> Vec<String> {
        if self.filled > 0 {
            self.close();
        }
        self.done
    }
}

#[cfg(all(test, feature = "sha1"))]
mod tests {
    use super::*;

    /// `printf … | sha1sum`
    #[test]
    fn whole_and_blocks() {
        let plan = DigestPlan { whole: Algorithm::Sha1, blocks: Some((2, Algorithm::Sha1)) };
        let digests = digest(&b"abc"[..], &plan).unwrap();
        assert_eq!(digests.len, 3);
        assert_eq!(digests.whole, "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(
            digests.blocks,
            ["da23614e02469a0d7c7bd1bdab5c9c474b1904dc", "84a516841ba77a5b4648de2cd0dfcb30ea46dbb4"]
        );
    }

    /// RFC 1321, appendix A.5.
    #[cfg(feature = "md5")]
    #[test]
    fn md5() {
        assert_eq!(hex_digest(Algorithm::Md5, b"abc"), "900150983cd24fb0d6963f7d28e17f72");
    }

    /// `printf abc | gzip -n | xxd -p`, and the digest that the standard GB/T 32905 gives for `abc`.
    #[cfg(all(feature = "gzip", feature = "sm3"))]
    #[test]
    fn packed_files_and_national_digests() {
        let packed = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b\x4c\x4a\x06\0\xc2\x41\x24\x35\x03\0\0\0";
        let abc = "a9993e364706816aba3e25717850c26c9cd0d89d";
        assert_eq!(hex_digest(Algorithm::GzipSha1, packed), abc);
        let twice = [&packed[..], packed].concat();
        assert_eq!(hex_digest(Algorithm::GzipSha1, &twice), hex_digest(Algorithm::Sha1, b"abcabc"));
        for wrong in [&packed[..20], b"abc", b"", &[&packed[..], b"x"].concat()] {
            assert_eq!(hex_digest(Algorithm::GzipSha1, wrong), "", "{wrong:?}");
        }
        let sm3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
        assert_eq!(hex_digest(Algorithm::Sm3, b"abc"), sm3);
    }

    #[test]
    fn no_bytes_no_blocks() {
        let plan = DigestPlan { whole: Algorithm::Sha1, blocks: Some((2, Algorithm::Sha1)) };
        let digests = digest(&b""[..], &plan).unwrap();
        assert_eq!(digests.whole, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert_eq!(digests.blocks, Vec::<String>::new());
    }

    #[test]
    fn it_comes_in_pieces_and_with_interruptions() {
        struct Pieces(Vec<io::Result<&'static [u8]>>);
        impl Read for Pieces {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0.pop().unwrap_or(Ok(b"")).map(|bytes| {
                    buffer[..bytes.len()].copy_from_slice(bytes);
                    bytes.len()
                })
            }
        }
        let failing = |kind: io::ErrorKind| {
            let plan = DigestPlan { whole: Algorithm::Sha1, blocks: Some((2, Algorithm::Sha1)) };
            let mut seen = Vec::new();
            let pieces = Pieces(vec![Ok(b"bc"), Err(kind.into()), Ok(b"a")]);
            (digest_with(pieces, &plan, &mut |len| seen.push(len)), seen)
        };
        let (digests, seen) = failing(io::ErrorKind::Interrupted);
        let plan = DigestPlan { whole: Algorithm::Sha1, blocks: Some((2, Algorithm::Sha1)) };
        assert_eq!((digests.unwrap(), seen), (digest(&b"abc"[..], &plan).unwrap(), vec![1, 3]));
        let (digests, seen) = failing(io::ErrorKind::ConnectionReset);
        assert_eq!((digests.unwrap_err().kind(), seen), (io::ErrorKind::ConnectionReset, vec![1]));
    }

    #[test]
    fn debug_shows_nothing_of_it() {
        assert_eq!(format!("{:?}", Hasher::new(Algorithm::Sha1)), "Hasher { .. }");
    }
}
