//! Taking in an answer: into memory, or into a file if it is one.

use std::io::{ErrorKind, Read};

use bytes::Bytes;
use http::Response;
use http::response::Parts;
use wxkit_proto::endpoint::unreadable;
use wxkit_proto::error::{Transport, TransportKind};
use wxkit_proto::sink::{AnswerKind, REPLY_CAP, Sink, Stored, Target};
use wxkit_proto::{Answer, Error};

use super::part::Part;

/// Collects an answer until it is known whether it is a file, and beyond that if it is none. It blocks nowhere; a driver
/// of your own that has a [`Read`] uses [`receive`].
#[derive(Debug)]
pub struct Intake {
    sink: Sink,
    head: Parts,
    bytes: Vec<u8>,
    /// Not looked at again before there are so many bytes, or a long beginning in small pieces would be read for each of them.
    look_at: usize,
}

/// What an answer has turned out to be.
#[derive(Debug)]
pub enum Taken {
    /// A file: open a [`Part`] for this target at this position, and write these bytes and all that follow.
    File {
        /// What is known of the answer.
        head: Response<()>,
        /// Where it goes.
        target: Target,
        /// Where in the target the first byte belongs.
        at: u64,
        /// The beginning.
        bytes: Vec<u8>,
    },
    /// A reply, complete.
    Reply(Response<Bytes>),
}

/// What has become of an answer.
#[derive(Debug)]
pub enum Received {
    /// It lies in memory.
    Reply(Response<Bytes>),
    /// It is a file, or a part of one.
    Stored(Stored),
}

impl Intake {
    /// Begins with the head of an answer. `announced` is the length that it announces, if it does.
    ///
    /// # Errors
    /// [`Error::Reply`] if that is too long for memory or for the file, or the file is packed.
    pub fn new(sink: Sink, head: Parts, announced: Option<u64>) -> Result<Self, Error> {
        if let Sink::File(target) = &sink {
            target.check(head.status, &head.headers)?;
        }
        match sink {
            Sink::Memory(cap) if announced.is_some_and(|len| len > cap as u64) => Err(too_long(cap, b"")),
            sink => Ok(Self { sink, head, bytes: Vec::new(), look_at: 0 }),
        }
    }

    /// Takes in more of it. True as soon as it is known to be a file: go on with [`Intake::end`].
    ///
    /// # Errors
    /// [`Error::Reply`] if it is too long for memory.
    pub fn push(&mut self, data: &[u8]) -> Result<bool, Error> {
        let cap = match &self.sink {
            Sink::Memory(cap) => *cap,
            Sink::File(_) => REPLY_CAP,
        };
        self.bytes.extend_from_slice(data);
        if self.bytes.len() >= self.look_at {
            if self.is_file(false).is_some() {
                return Ok(true);
            }
            self.look_at = self.bytes.len().saturating_mul(2).min(cap);
        }
        if self.bytes.len() > cap { Err(too_long(cap, &self.bytes)) } else { Ok(false) }
    }

    /// What it is, after [`Intake::push`] has said that it is a file, or when there is no more of it.
    #[must_use]
    pub fn end(self) -> Taken {
        match (self.is_file(true), self.sink) {
            (Some(at), Sink::File(target)) => {
                Taken::File { head: Response::from_parts(self.head, ()), target, at, bytes: self.bytes }
            }
            _ => Taken::Reply(Response::from_parts(self.head, self.bytes.into())),
        }
    }

    fn is_file(&self, ended: bool) -> Option<u64> {
        let Sink::File(target) = &self.sink else { return None };
        match target.sort(self.head.status, &self.head.headers, &self.bytes, ended) {
            AnswerKind::File { at } => Some(at),
            AnswerKind::Reply | AnswerKind::Undecided => None,
        }
    }
}

impl<C> From<Received> for Answer<C> {
    fn from(received: Received) -> Self {
        match received {
            Received::Reply(reply) => Self::Reply(reply),
            Received::Stored(stored) => Self::Stored(stored),
        }
    }
}

/// Takes in a whole answer from a reader, as [`Ask::Send`](wxkit_proto::flow::Ask::Send) wants it. No more than a few hundred
/// kilobytes of a file are in memory.
///
/// # Errors
/// [`Error::Transport`] if it broke off before it was known what it is; [`Error::Reply`] if it is too long for memory;
/// [`Error::Local`] if the file cannot be written.
pub fn receive(sink: Sink, head: Parts, mut body: impl Read) -> Result<Received, Error> {
    let mut intake = Intake::new(sink, head, None)?;
    let mut buffer = vec![0; 128 * 1024];
    loop {
        let read = read(&mut body, &mut buffer).map_err(Error::Transport)?;
        if read == 0 || intake.push(buffer.get(..read).unwrap_or_default())? {
            break;
        }
    }
    let (head, target, at, bytes) = match intake.end() {
        Taken::Reply(reply) => return Ok(Received::Reply(reply)),
        Taken::File { head, target, at, bytes } => (head, target, at, bytes),
    };
    let mut part = Part::open(&target, at)?;
    part.write(&bytes)?;
    let cut = loop {
        match read(&mut body, &mut buffer) {
            Ok(0) => break None,
            Ok(read) => part.write(buffer.get(..read).unwrap_or_default())?,
            Err(cut) => break Some(cut),
        }
    };
    Ok(Received::Stored(Stored { head, len: part.len(), cut }))
}

fn read(body: &mut impl Read, buffer: &mut [u8]) -> Result<usize, Transport> {
    loop {
        match body.read(buffer) {
            Ok(read) => return Ok(read),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => {
                let kind = match error.kind() {
                    ErrorKind::TimedOut | ErrorKind::WouldBlock => TransportKind::Timeout,
                    _ => TransportKind::Interrupted,
                };
                return Err(Transport::new(kind, true, error.to_string()));
            }
        }
    }
}

fn too_long(cap: usize, bytes: &[u8]) -> Error {
    let mut error = unreadable(&format!("the answer is longer than {cap} bytes"), bytes);
    if let Error::Reply(reply) = &mut error {
        // It is not damaged: asking again would bring the same.
        reply.parsed = true;
    }
    error
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// A body that breaks off.
    struct Cut<'a>(&'a [u8]);

    impl Read for Cut<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.0.is_empty() {
                return Err(std::io::Error::new(ErrorKind::UnexpectedEof, "cut"));
            }
            self.0.read(buffer)
        }
    }

    fn head(content_type: &str) -> Parts {
        Response::builder().header("content-type", content_type).body(()).unwrap().into_parts().0
    }

    #[test]
    fn a_file_is_stored_and_a_cut_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = Arc::new(folder.path().join("a.part"));
        let sink =
            Sink::File(Target { path: path.clone(), at: 0, fresh: false, limit: u64::MAX, fields: &[] });
        let body = vec![7; 300_000];
        match receive(sink.clone(), head("image/jpeg"), &*body).unwrap() {
            Received::Stored(stored) => assert_eq!((stored.len, stored.cut.is_none()), (300_000, true)),
            other => panic!("{other:?}"),
        }
        assert_eq!(std::fs::read(&*path).unwrap(), body);
        match receive(sink, head("image/jpeg"), Cut(&body[..10])).unwrap() {
            Received::Stored(stored) => {
                assert_eq!((stored.len, stored.cut.unwrap().message), (10, "cut".into()))
            }
            other => panic!("{other:?}"),
        }
    }

    /// Sixteen thousand pieces, and each look reads all that there is.
    #[test]
    fn a_long_beginning_is_not_read_for_each_piece() {
        let target =
            Target { path: Arc::new("a.part".into()), at: 0, fresh: false, limit: u64::MAX, fields: &[] };
        let mut intake = Intake::new(Sink::File(target), head("text/plain"), None).unwrap();
        let (mut looks, mut pieces) = (0, 0);
        loop {
            let before = intake.look_at;
            pieces += 1;
            if intake.push(&[b' '; 64]).unwrap() {
                break;
            }
            looks += usize::from(intake.look_at != before);
        }
        assert_eq!((pieces, looks), (32_768, 15));
        assert!(matches!(intake.end(), Taken::File { bytes, .. } if bytes.len() == 32_768 * 64));
    }

    #[test]
    fn a_missing_file_leaves_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.part");
        let sink = || {
            Sink::File(Target {
                path: Arc::new(path.clone()),
                at: 0,
                fresh: false,
                limit: u64::MAX,
                fields: &[],
            })
        };
        let refusal = br#"{"errcode":40007}"#;
        match receive(sink(), head("text/plain"), &refusal[..]).unwrap() {
            Received::Reply(reply) => assert_eq!(&reply.body()[..], refusal),
            other => panic!("{other:?}"),
        }
        receive(sink(), head("text/plain"), Cut(&refusal[..10])).unwrap_err();
        assert!(!path.exists());
        let long = receive(Sink::Memory(16), head("text/plain"), &refusal[..]).unwrap_err();
        assert!(
            long.to_string().starts_with("unreadable answer: the answer is longer than 16 bytes"),
            "{long}"
        );
        // Nobody asks for it once more.
        assert!(matches!(&long, Error::Reply(reply) if reply.parsed));
    }
}
