//! Fields that nobody knew when a type was written.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The fields of a reply beside those of its type: what the platform began to tell later. For `#[serde(flatten)]`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rest(pub Map<String, Value>);

impl fmt::Debug for Rest {
    // Two replies are the same thing to whoever knows none of this.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_the_same_for_all() {
        let known: Rest = serde_json::from_str(r#"{"a":1}"#).unwrap();
        assert_eq!(format!("{known:?} {:?}", Rest::default()), ".. ..");
    }
}
