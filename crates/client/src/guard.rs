//! Addresses that came from outside must not lead to this machine or into a private network, where nobody but the one who
//! runs this program can look.
//!
//! An address is held against this twice: as it is written, by [`check_public`], and when its name has been resolved, by
//! [`is_private`]. A driver does the second for requests that bear [`PublicOnly`]. What goes through a proxy is resolved by
//! the proxy, so only the first can be done for it.

#[cfg(any(feature = "hyper", feature = "ureq"))]
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use http::Uri;
use wxkit_proto::Error;

/// An extension of a request: it may go to public addresses alone, so whoever resolves the name refuses others.
#[derive(Clone, Copy, Debug)]
pub struct PublicOnly;

/// Whether an IP address is one of this machine, of a private or local network, or of nobody.
///
/// 198.18.0.0/15, which is for measurements, is not among them: local proxies give such addresses to every name.
#[must_use]
pub fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => is_private_v6(ip),
    }
}

/// Refuses an address that is written as one of this machine or of a private network.
///
/// # Errors
/// [`Error::Request`].
pub fn check_public(uri: &Uri) -> Result<(), Error> {
    let host =
        uri.host().unwrap_or_default().trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase();
    let is_local = host == "localhost" || host.ends_with(".localhost");
    if is_local || host.parse().is_ok_and(is_private) { Err(refused(&host)) } else { Ok(()) }
}

/// What a host has turned out to be.
pub(crate) fn refused(host: &str) -> Error {
    Error::invalid(format!(
        "the address of the file leads to {host}, which is this machine or in a private network; it is not followed"
    ))
}

/// The same for a resolver, whose errors pass through others' hands; [`found_in`] finds it again.
#[cfg(any(feature = "hyper", feature = "ureq"))]
pub(crate) fn refused_io(host: &str) -> io::Error {
    io::Error::other(refused(host))
}

/// Our own error among the causes of another one.
#[cfg(any(feature = "hyper", feature = "ureq"))]
pub(crate) fn found_in(error: &(dyn std::error::Error + 'static)) -> Option<Error> {
    let mut cause = Some(error);
    while let Some(inner) = cause {
        if let Some(ours) = inner.downcast_ref::<Error>() {
            return Some(ours.clone());
        }
        let wrapped = inner.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => inner.source(),
        };
    }
    None
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        // This network, shared by carriers, protocol assignments, reserved and broadcast.
        || a == 0
        || (a == 100 && b & 0xC0 == 64)
        || (a, b, c) == (192, 0, 0)
        || a >= 240
}

fn is_private_v6(ip: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_private_v4(Ipv4Addr::new(a, b, c, d))
    };
    match (a, b, c, d, e, f) {
        // Mapped, compatible (this machine and nobody among them), translated, and tunnelled IPv4.
        (0, 0, 0, 0, 0, 0xFFFF | 0) | (0x64, 0xFF9B, 0, 0, 0, 0) => v4(g, h),
        (0x2002, ..) => v4(b, c),
        // Local to site, link or group.
        _ => a & 0xFE00 == 0xFC00 || a & 0xFF80 == 0xFE80 || a & 0xFFC0 == 0xFEC0 || a & 0xFF00 == 0xFF00,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_private() {
        for ip in [
            "127.0.0.1",
            "127.255.0.9",
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::7f00:1",
            "64:ff9b::a00:1",
            "2002:7f00:1::",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(is_private(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "203.0.113.9",
            "8.8.8.8",
            "172.32.0.1",
            "192.167.0.1",
            "100.128.0.1",
            "198.18.0.1",
            "223.255.255.255",
            "2001:db8::1",
            "2400:3200::1",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::",
        ] {
            assert!(!is_private(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn addresses_as_they_are_written() {
        let check = |url: &str| check_public(&url.parse().unwrap()).is_ok();
        for url in [
            "http://127.0.0.1/a",
            "http://localhost:80/",
            "http://LOCALHOST./",
            "http://a.localhost/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]:8080/",
            "https://169.254.169.254/latest",
        ] {
            assert!(!check(url), "{url}");
        }
        assert!(check("http://video.example/1?vkey=2") && check("http://203.0.113.9/1"));
    }

    #[cfg(any(feature = "hyper", feature = "ureq"))]
    #[test]
    fn our_error_is_found_again() {
        let outer = io::Error::other(refused_io("tea.example"));
        assert!(found_in(&outer).unwrap().to_string().contains("leads to tea.example"));
        assert!(found_in(&io::Error::other("else")).is_none());
    }
}
