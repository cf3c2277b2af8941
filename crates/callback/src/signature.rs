//! Signatures: SHA-1 over the token and what stands in the query.

use subtle::ConstantTimeEq as _;
use wxkit_proto::digest::{Algorithm, hex_digest};

/// Signs texts: sorted as bytes and joined. Numbers are texts like all others, with their leading zeros.
pub(crate) fn sign(texts: &[&str]) -> String {
    let mut texts = texts.to_vec();
    texts.sort_unstable();
    hex_digest(Algorithm::Sha1, texts.concat().as_bytes())
}

/// Whether a signature fits; how long this takes tells nothing of how far it does.
pub(crate) fn fits(signature: &str, texts: &[&str]) -> bool {
    sign(texts).as_bytes().ct_eq(signature.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with `printf … | sha1sum`.
    #[test]
    fn sorted_as_bytes() {
        // "10" "9" "Token": "10" stands before "9".
        assert_eq!(sign(&["Token", "9", "10"]), sign(&["10", "9", "Token"]));
        assert_eq!(sign(&["Token", "9", "10"]), hex_digest(Algorithm::Sha1, b"109Token"));
        assert_eq!(sign(&["c", "a", "b"]), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert!(fits("a9993e364706816aba3e25717850c26c9cd0d89d", &["a", "b", "c"]));
        for wrong in ["", "a9993e36", "A9993E364706816ABA3E25717850C26C9CD0D89D"] {
            assert!(!fits(wrong, &["a", "b", "c"]), "{wrong}");
        }
    }
}
