use std::collections::VecDeque;

use wxkit_proto::Timestamp;

/// The last calls, by name and outcome: what was sent with them is not kept.
#[derive(Debug, Default)]
pub(crate) struct Recent(VecDeque<Called>);

#[derive(Debug)]
pub(crate) struct Called {
    pub(crate) at: Timestamp,
    pub(crate) name: &'static str,
    /// 0 where it was done, else the errcode; nothing where a fault answered in place of the call.
    pub(crate) code: Option<i64>,
}

/// Memory does not grow with what is sent.
const KEPT: usize = 50;

impl Recent {
    pub(crate) fn note(&mut self, at: Timestamp, name: &'static str, code: Option<i64>) {
        if self.0.len() >= KEPT {
            self.0.pop_front();
        }
        self.0.push_back(Called { at, name, code });
    }

    /// The latest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Called> {
        self.0.iter().rev()
    }
}
