//! From a number or a text that somebody met to what it means.

use wxkit_proto::envelope;
use wxkit_proto::refusal::Row;

use crate::errors::TABLE;

/// What the platform's texts say, where no number comes with them. The first that fits decides.
const TEXTS: &[(&str, i64)] = &[
    ("access_token expired", 42001),
    ("invalid access_token", 40014),
    ("access_token missing", 41001),
    ("invalid credential", 40001),
    ("not allow to access from your ip", 60020),
    ("invalid media_id", 40007),
    ("empty media data", 44001),
    ("api freq out of limit", 45009),
    ("user & party & tag all invalid", 81013),
    ("system busy", -1),
];

/// The rows of [`TABLE`] that a text is about, see [`wxkit_proto::envelope::explain`]. Empty if nothing is known.
#[must_use]
pub fn explain(text: &str) -> Vec<&'static Row> {
    envelope::explain(TABLE, TEXTS, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_mean_what_they_mean_here() {
        let meaning = |text: &str| explain(text).iter().map(|row| row.meaning).collect::<Vec<_>>().join(", ");
        assert_eq!(meaning("40066"), "the list of departments is not valid");
        assert_eq!(meaning("invalid Media_ID, hint: [x]"), "the media id is not valid");
        assert_eq!(meaning("no idea"), "");
    }

    #[test]
    fn every_text_leads_to_a_row() {
        for (words, code) in TEXTS {
            assert!(TABLE.iter().any(|row| row.code == *code) && *words == words.to_lowercase(), "{words}");
        }
    }
}
