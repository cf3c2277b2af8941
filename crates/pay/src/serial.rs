//! Serial numbers of certificates, as several programs write them.

use wxkit_proto::digest::hex;

/// What the id of a public key (微信支付公钥) begins with.
pub(crate) const PUBLIC_KEY: &str = "PUB_KEY_ID_";

/// The serial number out of a certificate, in upper-case hexadecimal digits as the platform writes it: without the zero byte
/// that DER puts before a number whose first bit is set.
pub(crate) fn of(der: &[u8]) -> String {
    hex(der.strip_prefix(&[0]).unwrap_or(der)).to_ascii_uppercase()
}

/// Whether two serial numbers are the same: in either case, with leading zeros or without, because programs print them
/// differently. The id of a public key is compared as it is.
pub(crate) fn same(a: &str, b: &str) -> bool {
    if a.starts_with(PUBLIC_KEY) || b.starts_with(PUBLIC_KEY) {
        return a == b;
    }
    let plain = |serial: &str| serial.trim().trim_start_matches('0').to_ascii_uppercase();
    plain(a) == plain(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_byte_is_no_digit() {
        assert_eq!(of(&[0, 0xd7, 0xce]), "D7CE");
        assert_eq!(of(&[0x0d, 0xc1]), "0DC1");
    }

    #[test]
    fn zeros_and_letters() {
        let check = |a: &str, b: &str, expected: bool| assert_eq!(same(a, b), expected, "{a} {b}");
        check("0A1b", "a1B", true);
        check("A1", "A10", false);
        check("PUB_KEY_ID_01", "PUB_KEY_ID_01", true);
        check("PUB_KEY_ID_01", "pub_key_id_01", false);
        check("PUB_KEY_ID_01", "PUB_KEY_ID_1", false);
    }
}
