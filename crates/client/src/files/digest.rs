//! Digests of files, on two threads where that helps.

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use wxkit_proto::digest::{Algorithm, DigestPlan, Digests, Hasher, digest_with};
use wxkit_proto::{Error, Source};

use super::{UNKNOWN_SOURCE, open_path, reading, stamp};

/// What a driver does for [`Ask::Digest`](wxkit_proto::flow::Ask::Digest); blocks, for seconds if the file is large.
///
/// When blocks are wanted, they are computed on a second thread: each of the
/// two digests takes a whole core, and the second reader finds the bytes in the system's cache. Whoever no longer waits
/// for the answer sets `stop`, which soon ends it with an error.
///
/// # Errors
/// [`Error::Local`] if the file cannot be read or changes meanwhile.
pub fn digest(source: &Source, plan: &DigestPlan, stop: &AtomicBool) -> Result<Digests, Error> {
    let path = match source {
        Source::Bytes(bytes) => {
            return digest_with(&bytes[..], plan, &mut |_| {}).map_err(|error| Error::io("bytes", &error));
        }
        Source::Path(path) => path,
        _ => return Err(UNKNOWN_SOURCE),
    };
    let (file, before) = open_path(path)?;
    let reader = Stoppable { inner: &file, stop };
    let digests = match plan.blocks {
        Some((size, algorithm)) if before.len > size => {
            let (second, found) = open_path(path)?;
            if found != before {
                return Err(Error::changed(path.display()));
            }
            let second = Stoppable { inner: &second, stop };
            on_two_threads(reader, second, plan.whole, size.max(1), algorithm)
        }
        _ => digest_with(reader, plan, &mut |_| {}),
    };
    let digests = digests.map_err(|error| reading(path, &error))?;
    let after = file.metadata().map_err(|error| reading(path, &error))?;
    if stamp(&after) != before || digests.len != before.len {
        return Err(Error::changed(path.display()));
    }
    Ok(digests)
}

fn on_two_threads(
    first: impl Read,
    second: impl Read + Send,
    whole: Algorithm,
    size: u64,
    algorithm: Algorithm,
) -> io::Result<Digests> {
    thread::scope(|scope| {
        let blocks = thread::Builder::new().spawn_scoped(scope, move || blocks(second, size, algorithm))?;
        let whole = digest_with(first, &DigestPlan { whole, blocks: None }, &mut |_| {});
        let blocks = blocks.join().map_err(|_| io::Error::other("a thread died"))??;
        Ok(Digests { blocks, ..whole? })
    })
}

fn blocks(mut reader: impl Read, size: u64, algorithm: Algorithm) -> io::Result<Vec<String>> {
    let mut done = Vec::new();
    let mut buffer = vec![0; 128 * 1024];
    loop {
        let mut hasher = Hasher::new(algorithm);
        let mut filled = 0;
        while filled < size {
            let room = usize::try_from(size - filled).unwrap_or(usize::MAX).min(buffer.len());
            match reader.read(buffer.get_mut(..room).unwrap_or_default()) {
                Ok(0) => break,
                Ok(read) => {
                    hasher.update(buffer.get(..read).unwrap_or_default());
                    filled += read as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        if filled > 0 {
            done.push(hasher.finish());
        }
        if filled < size {
            return Ok(done);
        }
    }
}

struct Stoppable<'a, R> {
    inner: R,
    stop: &'a AtomicBool,
}

impl<R: Read> Read for Stoppable<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(io::Error::other("stopped"));
        }
        self.inner.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_threads_find_what_one_finds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        for (len, size) in
            [(0, 10), (1, 10), (300_000, 131_073), (300_000, 100_000), (300_000, 300_000), (5, 0)]
        {
            let content: Vec<u8> = (0..len).map(|n: u32| (n >> 3) as u8).collect();
            std::fs::write(&path, &content).unwrap();
            let plan = DigestPlan { whole: Algorithm::Sha1, blocks: Some((size, Algorithm::Sha1)) };
            let expected = wxkit_proto::digest::digest(&content[..], &plan).unwrap();
            assert_eq!(
                digest(&Source::path(&path), &plan, &AtomicBool::new(false)).unwrap(),
                expected,
                "{len} {size}"
            );
            assert_eq!(digest(&Source::bytes(content), &plan, &AtomicBool::new(false)).unwrap(), expected);
        }
    }

    #[test]
    fn it_can_be_stopped() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "content").unwrap();
        let plan = DigestPlan { whole: Algorithm::Sha1, blocks: None };
        let error = digest(&Source::path(file.path()), &plan, &AtomicBool::new(true)).unwrap_err();
        assert!(error.to_string().ends_with("stopped"), "{error}");
    }
}
