//! The bytes of media and material, as far as there is room.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

use bytes::Bytes;

/// The latest files by their ids.
#[derive(Default)]
pub(crate) struct Files {
    kept: BTreeMap<String, Bytes>,
    /// The oldest first.
    order: VecDeque<String>,
    size: u64,
}

impl Files {
    /// Keeps a file, and forgets the oldest ones where all together have more than `room` bytes.
    pub(crate) fn keep(&mut self, id: &str, bytes: &Bytes, room: u64) {
        self.size += bytes.len() as u64;
        self.kept.insert(id.into(), bytes.clone());
        self.order.push_back(id.into());
        while self.size > room {
            let Some(oldest) = self.order.pop_front() else { break };
            self.forget(&oldest);
        }
    }

    /// Nobody can have it any more.
    pub(crate) fn forget(&mut self, id: &str) {
        let len = self.kept.remove(id).map_or(0, |bytes| bytes.len() as u64);
        self.size = self.size.saturating_sub(len);
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Bytes> {
        self.kept.get(id)
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files").field("kept", &self.kept.len()).field("size", &self.size).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_make_room() {
        let mut files = Files::default();
        for id in ["a", "b", "c", "d"] {
            files.keep(id, &Bytes::from_static(b"...."), 10);
            if id == "c" {
                files.forget("b");
            }
        }
        assert_eq!(["a", "b", "c", "d"].map(|id| files.find(id).is_some()), [false, false, true, true]);
        assert_eq!(files.size, 8);
        files.keep("e", &Bytes::from_static(b"..........."), 10);
        assert!(files.find("e").is_none() && files.size == 0);
    }
}
