//! What goes wrong with one answer.

use std::fmt;

use super::answer::SPOILS;

/// A fault of one exchange.
#[derive(Clone, Copy)]
pub enum Fault {
    /// The connection closes as soon as there is something to read, before the request is carried out.
    CloseUnread,
    /// The same with a reset.
    ResetUnread,
    /// This many bytes of the answer, then the connection closes.
    Cut(usize),
    /// The same with a reset.
    Reset(usize),
    /// The same, counted from the end of the answer.
    CutBeforeEnd(usize),
    /// The request is carried out, and nothing ever follows.
    Silent,
    /// One byte every 50 ms.
    Drip,
    /// A good answer in small pieces, without pauses.
    Pieces,
    /// These bytes, again and again, far longer than any reply may be.
    Endless(&'static str, &'static str),
    /// An answer before the body was read, then the connection closes.
    Early(&'static str),
    /// The answer is good; the connection is reset when it is used again.
    ResetOnReuse,
    /// Other bytes in place of the answer, by their place in the list of ways to spoil it.
    Spoil(usize),
}

/// A whole answer with other content under the head of the right one.
const SWAPS: [&str; 7] = [
    "too short a length",
    "null",
    "an empty list",
    "an empty object",
    "half of the JSON",
    "deep JSON",
    "no UTF-8",
];

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
const UNAVAILABLE: &str = "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n";
const REFUSED: &str = "HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

impl Fault {
    /// Every fault. Cuts are made at each of the first 130 bytes and at chosen places behind them.
    #[must_use]
    pub fn every() -> Vec<Self> {
        let mut all = Self::named();
        all.extend((0..130).map(Self::Cut));
        for at in [150, 200, 300, 500, 700] {
            all.push(Self::Cut(at));
        }
        all.extend([1, 2, 3, 10].map(Self::CutBeforeEnd));
        all.extend([0, 1, 12, 17, 60, 120, 200].map(Self::Reset));
        all.extend((0..SPOILS.len()).map(Self::Spoil));
        all
    }

    /// Every kind of fault, with one cut of each.
    #[must_use]
    pub fn of_each_kind() -> Vec<Self> {
        let mut all = Self::named();
        all.extend([Self::Cut(0), Self::CutBeforeEnd(1), Self::Reset(17)]);
        all.extend((0..SPOILS.len()).map(Self::Spoil));
        all
    }

    /// Some of every kind, for a short run: each `step`th, beginning with the `first`.
    #[must_use]
    pub fn some(first: usize, step: usize) -> Vec<Self> {
        let short = Self::every().into_iter().filter(|fault| !fault.hangs());
        short.skip(first % step).step_by(step).collect()
    }

    fn named() -> Vec<Self> {
        vec![
            Self::CloseUnread,
            Self::ResetUnread,
            Self::Silent,
            Self::Drip,
            Self::Pieces,
            Self::Endless("", "HTTP/1.1 100 Continue\r\n\r\n"),
            Self::Endless("", "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n"),
            Self::Endless("HTTP/1.1 200 OK\r\n", "x: y\r\n"),
            Self::Endless("HTTP/1.1 200 OK\r\nx: ", "yyyyyyyyyyyyyyyy"),
            Self::Endless("", "\r\n"),
            Self::Endless("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n", " "),
            Self::Endless("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "1\r\n \r\n"),
            Self::Endless("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n", "x: y\r\n"),
            Self::Endless("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;", "xxxxxxxxxx"),
            Self::Early(UNAVAILABLE),
            Self::Early(REFUSED),
            Self::Early(OK),
            Self::ResetOnReuse,
        ]
    }

    /// Whether it puts other content in the place of the right one, and nothing else is wrong.
    #[must_use]
    pub fn swaps(&self) -> bool {
        matches!(self, Self::Spoil(n) if SWAPS.contains(&SPOILS[*n].0))
    }

    /// What is counted together.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::CloseUnread | Self::ResetUnread => "request unread",
            Self::Cut(_) | Self::CutBeforeEnd(_) => "cut",
            Self::Reset(_) => "reset",
            Self::Silent => "silent",
            Self::Drip => "drip",
            Self::Pieces => "in pieces",
            Self::Endless(..) => "endless",
            Self::Early(_) => "early",
            Self::ResetOnReuse => "reset on reuse",
            Self::Spoil(_) => "spoiled",
        }
    }

    /// Whether it ends only by the client's own patience.
    #[must_use]
    pub fn hangs(&self) -> bool {
        matches!(self, Self::Silent | Self::Drip | Self::Endless(..))
    }

    /// Whether a good client does not mind.
    #[must_use]
    pub fn is_harmless(&self) -> bool {
        match self {
            Self::Pieces | Self::ResetOnReuse => true,
            Self::Spoil(n) => SPOILS[*n].1,
            _ => false,
        }
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CloseUnread => f.write_str("close unread"),
            Self::ResetUnread => f.write_str("reset unread"),
            Self::Cut(at) => write!(f, "cut after {at}"),
            Self::CutBeforeEnd(left) => write!(f, "cut {left} before the end"),
            Self::Reset(at) => write!(f, "reset after {at}"),
            Self::Silent => f.write_str("silent"),
            Self::Drip => f.write_str("drip"),
            Self::Pieces => f.write_str("pieces"),
            Self::Endless(begin, again) => write!(f, "endless {begin:?} {again:?}"),
            Self::Early(answer) => write!(f, "early {answer:?}"),
            Self::ResetOnReuse => f.write_str("reset on reuse"),
            Self::Spoil(n) => f.write_str(SPOILS[*n].0),
        }
    }
}
