//! Where Redis is, without the password.

use std::fmt;

use redis::{Client, ConnectionAddr, ConnectionInfo, IntoConnectionInfo};
use wxkit_proto::Error;

/// An address whose `Display` shows neither user name nor password.
pub(super) struct Address {
    info: ConnectionInfo,
    shown: String,
}

impl Address {
    /// What is wrong is told without repeating any of it: a password may stand anywhere in a wrong address.
    pub(super) fn parse(url: &str) -> Result<Self, Error> {
        let wrong = |why: &str| Error::invalid(format!("the address of Redis is not valid: {why}"));
        let url = url.trim();
        let scheme = ["redis", "rediss"].into_iter().find(|scheme| {
            let (found, rest) = url.split_once("://").unwrap_or_default();
            found.eq_ignore_ascii_case(scheme) && !rest.is_empty()
        });
        let Some(scheme) = scheme else {
            return Err(wrong("it must begin with redis:// or rediss://"));
        };
        if url.contains(['?', '#']) {
            return Err(wrong("it holds a ? or a #; in a password these are written %3F and %23"));
        }
        let info = url.into_connection_info().map_err(|_| {
            wrong(
                "it must look like redis://:PASSWORD@HOST:PORT/DATABASE, the last a number, and special characters of a \
                 password percent-encoded",
            )
        })?;
        let (ConnectionAddr::Tcp(host, port) | ConnectionAddr::TcpTls { host, port, .. }) = info.addr()
        else {
            return Err(wrong("it names no host"));
        };
        let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
        let shown = format!("{scheme}://{host}:{port}/{}", info.redis_settings().db());
        Ok(Self { info, shown })
    }

    /// Nothing is connected yet.
    pub(super) fn client(&self) -> Result<Client, Error> {
        if matches!(self.info.addr(), ConnectionAddr::TcpTls { .. }) {
            // Without a default, rustls panics if the program has several providers or none. Fails if there is one.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        // Redis need not know who connects, and some proxies hang up on commands that they do not know.
        let settings = self.info.redis_settings().clone().set_skip_set_lib_name();
        let info = self.info.clone().set_redis_settings(settings);
        Client::open(info).map_err(|_| Error::invalid(format!("{self} is not an address of Redis")))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, shown: &str) {
        assert_eq!(Address::parse(url).unwrap().to_string(), shown);
    }

    #[test]
    fn an_address_is_shown_without_its_password() {
        check("redis://127.0.0.1", "redis://127.0.0.1:6379/0");
        check(" redis://:s3cret@cache.example:6380/2 ", "redis://cache.example:6380/2");
        check("REDISS://user:s3%23cret@cache.example/", "rediss://cache.example:6379/0");
        check("redis://user:s3@cret@[::1]:1", "redis://[::1]:1/0");
    }

    #[test]
    fn a_wrong_address_is_told_without_repeating_it() {
        for (url, why) in [
            ("", "must begin with redis://"),
            ("redis:", "must begin with redis://"),
            ("redis://", "must begin with redis://"),
            ("cache.example:6379", "must begin with redis://"),
            ("http://s3cret@cache.example", "must begin with redis://"),
            ("unix:///s3cret", "must begin with redis://"),
            ("redis://:s3#cret@cache.example", "%23"),
            ("redis://cache.example?password=s3cret", "%3F"),
            ("rediss://:s3cret@cache.example/#insecure", "%23"),
            ("redis://:s3/cret@cache.example", "percent-encoded"),
            ("redis://:s3cret@", "percent-encoded"),
            ("redis://:s3cret@0.0.0.0", "percent-encoded"),
            ("redis://:s3cret@cache.example:99999", "percent-encoded"),
            ("redis://:s3cret@cache.example/zero", "the last a number"),
        ] {
            let error = Address::parse(url).map(|address| address.to_string()).unwrap_err();
            let said = format!("{error} {error:?}");
            assert!(said.contains(why) && !said.contains("cret"), "{url}: {said}");
        }
    }
}
