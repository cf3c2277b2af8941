//! The query, in which the signature stands.

use wxkit_proto::decoder::query_pairs;

use crate::rejected::{Problem, Rejected};

/// The fields of a query, each once.
pub(crate) struct Query(Vec<(String, String)>);

/// The longest value that is looked at; the longest that WeChat sends is the `echostr`.
const VALUE_CAP: usize = 4096;

/// Fields that are signed or decide how a request is read.
const OURS: [&str; 6] = ["signature", "msg_signature", "timestamp", "nonce", "echostr", "encrypt_type"];

impl Query {
    pub(crate) fn read(query: &str) -> Result<Self, Rejected> {
        let wrong = |message: String| Err(Rejected::new(Problem::Request, message));
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in query_pairs(query).into_iter().filter(|(name, _)| OURS.contains(&name.as_str()))
        {
            if value.len() > VALUE_CAP {
                return wrong(format!("{name} in the query is longer than {VALUE_CAP} bytes"));
            }
            if pairs.iter().any(|(known, _)| *known == name) {
                return wrong(format!("{name} stands in the query more than once"));
            }
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    pub(crate) fn need(&self, name: &str) -> Result<&str, Rejected> {
        let found = self.0.iter().find(|(known, value)| known == name && !value.is_empty());
        found.map(|(_, value)| value.as_str()).ok_or_else(|| {
            Rejected::new(
                Problem::Request,
                format!("{name} is missing from the query: it is no push of WeChat"),
            )
        })
    }
}
