//! Why a mass message failed.

use std::fmt;

use wxkit_proto::Kind::{Busy, Content, Permission};
use wxkit_proto::refusal::{Row, row};

/// Why a mass message failed: the number in `err(NUMBER)`, which only the event `MASSSENDJOBFINISH` brings (its `Status`).
///
/// These numbers are not errcodes: 40001 is an administrator who refused, and no bad token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MassFailure(pub u32);

/// The documented numbers.
#[rustfmt::skip] // A row is a line, so that it is read as a table.
const TABLE: &[Row] = &[
    row(10001, Content, "the review found advertising (广告)", REWRITE),
    row(20001, Content, "the review found politics (政治)", REWRITE),
    row(20002, Content, "the review found pornography (色情)", REWRITE),
    row(20004, Content, "the review found a danger to society (社会)", REWRITE),
    row(20006, Content, "the review found crime (违法犯罪)", REWRITE),
    row(20008, Content, "the review found fraud (欺诈)", REWRITE),
    row(20013, Content, "the review found a breach of copyright (版权)", REWRITE),
    row(21000, Content, "the review found something else (其他)", REWRITE),
    row(22000, Content, "the review found mutual promotion (互推)", REWRITE),
    row(30001, Busy, "the originality check (原创校验) broke down, and a reprint was to stop the message", "send it again later"),
    row(30002, Content, "the originality check (原创校验) says that it may not be sent", "its author does not permit reprints: write another text"),
    row(30003, Content, "it was judged a reprint (转载), and a reprint was to stop the message", "send it again with send_ignore_reprint, if its author permits reprints"),
    row(40001, Permission, "an administrator of the account refused it", "talk to the administrator, then send it again"),
    row(40002, Permission, "no administrator of the account confirmed it within 30 minutes", "ask the administrator to confirm it in time, then send it again"),
];

const REWRITE: &str = "change the text or its pictures, then send it again";

impl MassFailure {
    /// The reasons that a text names as `err(NUMBER)`, in its order.
    #[must_use]
    pub fn in_text(text: &str) -> Vec<Self> {
        let lower = text.to_lowercase();
        let parts = lower.split("err(").skip(1).filter_map(|part| part.split_once(')'));
        parts.filter_map(|(number, _)| number.trim().parse().ok().map(Self)).collect()
    }

    /// Its class, what it means and what to do; the row's code is the number. `None` if it is not documented.
    #[must_use]
    pub fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.code == i64::from(self.0))
    }
}

impl fmt::Display for MassFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "err({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain;

    #[test]
    fn reasons_are_no_errcodes() {
        let kinds: Vec<_> = [
            10001, 20001, 20002, 20004, 20006, 20008, 20013, 21000, 22000, 30001, 30002, 30003, 40001, 40002,
        ]
        .iter()
        .map(|number| MassFailure(*number).row().unwrap().kind)
        .collect();
        assert_eq!(kinds.len(), TABLE.len());
        assert_eq!((kinds[0], kinds[12]), (Content, Permission));
        let found = MassFailure::in_text("Status: err(20013), ERR( 40001 ), err(x), err(99999)");
        assert_eq!(found, [MassFailure(20013), MassFailure(40001), MassFailure(99_999)]);
        assert_eq!(
            (MassFailure(99_999).row().is_none(), MassFailure(7).to_string()),
            (true, "err(7)".into())
        );
        let codes = |text: &str| explain(text).iter().map(|row| row.code).collect::<Vec<_>>();
        assert!(codes("err(40001)").is_empty() && codes("err(20001) send fail").is_empty());
        assert_eq!(codes("err(40001) errcode 40002"), [40002]);
    }
}
