//! What was recorded of requests that were refused with a `rid`.

use std::collections::VecDeque;
use std::fmt;

use bytes::Bytes;
use http::{Request, Response};
use wxkit_proto::Timestamp;

/// The latest records.
#[derive(Default)]
pub(crate) struct Records(VecDeque<Record>);

/// One request, with its token, as the platform keeps it too.
pub(crate) struct Record {
    pub(crate) rid: String,
    pub(crate) at: Timestamp,
    pub(crate) query: String,
    pub(crate) body: String,
    pub(crate) answer: String,
}

/// Memory does not grow with what is sent.
const KEPT: usize = 1000;
const LONGEST: usize = 1024;

impl Records {
    pub(crate) fn keep(
        &mut self,
        rid: String,
        at: Timestamp,
        request: &Request<Bytes>,
        answer: &Response<Bytes>,
    ) {
        if self.0.len() >= KEPT {
            self.0.pop_front();
        }
        let query = request.uri().query().unwrap_or_default();
        self.0.push_back(Record {
            rid,
            at,
            query: head(query.as_bytes()),
            body: head(request.body()),
            answer: head(answer.body()),
        });
    }

    pub(crate) fn find(&self, rid: &str) -> Option<&Record> {
        self.0.iter().rev().find(|record| record.rid == rid)
    }
}

impl fmt::Debug for Records {
    /// Without the tokens in them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Records").field(&self.0.len()).finish()
    }
}

fn head(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.get(..LONGEST).unwrap_or(bytes)).into_owned()
}
