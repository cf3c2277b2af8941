//! Where requests may go.

use std::net::IpAddr;
use std::sync::Arc;

use http::uri::Scheme;
use http::{Request, Uri};
use wxkit_proto::Error;

use crate::guard::{self, PublicOnly};

/// Which hosts may be reached without TLS, apart from this machine itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlainHosts {
    hosts: Vec<String>,
    /// Whether the platform itself is on this machine or in a private network.
    is_local: bool,
}

impl PlainHosts {
    pub(crate) fn allow(&mut self, host: &str) {
        self.hosts.push(host.trim_matches(['[', ']']).to_ascii_lowercase());
    }

    /// Says where the platform is.
    pub(crate) fn with_base_url(mut self, base_url: Option<&str>) -> Self {
        let uri = base_url.and_then(|base_url| base_url.parse().ok());
        self.is_local = uri.is_some_and(|uri: Uri| guard::check_public(&uri).is_err());
        self
    }

    /// Whether a request may go to public addresses alone: its address came from outside, and the platform is no local one.
    pub(crate) fn is_guarded(&self, public: bool) -> bool {
        public && !self.is_local
    }

    /// Lets a request go where it wants to, or refuses it; one that may go to public addresses alone is marked so.
    pub(crate) fn admit<B>(&self, request: &mut Request<B>, public: bool) -> Result<(), Error> {
        self.check(request.uri(), public)?;
        if self.is_guarded(public) {
            request.extensions_mut().insert(PublicOnly);
        }
        Ok(())
    }

    /// Refuses what would show the token to everybody on the way; what is `public` holds none.
    pub(crate) fn check(&self, uri: &Uri, public: bool) -> Result<(), Error> {
        let host = bare_host(uri);
        let scheme = uri.scheme();
        if host.is_empty() || !(scheme == Some(&Scheme::HTTP) || scheme == Some(&Scheme::HTTPS)) {
            return Err(Error::invalid("an address must begin with https:// or http:// and a host"));
        }
        if self.is_guarded(public) {
            guard::check_public(uri)?;
        }
        let safe = public || scheme == Some(&Scheme::HTTPS) || is_loopback(host);
        if safe || self.hosts.contains(&host.to_ascii_lowercase()) {
            return Ok(());
        }
        Err(Error::invalid(format!(
            "plain http to {host} is refused: the access token stands in the address and anybody on the way could \
             read it; use https, or allow http for this host"
        )))
    }
}

/// The base URL in the form that [`Env`](wxkit_proto::Env) wants it: without a trailing slash.
pub(crate) fn parse(text: &str, plain: &PlainHosts) -> Result<Arc<str>, Error> {
    let text = text.trim();
    // What follows the host may be a secret that was pasted by mistake, so it is not repeated.
    let wrong = |why: &str| Error::invalid(format!("the base URL is not valid: {why}"));
    let uri: Uri =
        text.parse().map_err(|_| wrong("it must look like https://host or https://host/prefix"))?;
    let authority = uri.authority().ok_or_else(|| wrong("it must begin with https:// or http://"))?;
    if authority.as_str().contains('@') {
        return Err(wrong("it holds a user name or a password"));
    }
    if uri.query().is_some() || text.contains('#') {
        return Err(wrong("it holds a query or a fragment"));
    }
    if !has_good_port(&uri) {
        return Err(wrong("its port is not a number up to 65535"));
    }
    plain.check(&uri, false)?;
    Ok(text.trim_end_matches('/').into())
}

/// Whether the host is this machine; such an address is never proxied.
pub(crate) fn is_loopback(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

/// The host, an IPv6 address without its brackets.
pub(crate) fn bare_host(uri: &Uri) -> &str {
    uri.host().unwrap_or_default().trim_matches(['[', ']'])
}

/// Whether the port is a number or is left out together with its colon. Else the scheme's own would be taken silently.
pub(crate) fn has_good_port(uri: &Uri) -> bool {
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let behind_user = authority.rsplit('@').next().unwrap_or(authority);
    let behind_ipv6 = behind_user.rsplit(']').next().unwrap_or(behind_user);
    !behind_ipv6.contains(':') || uri.port_u16().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        let mut plain = PlainHosts::default();
        plain.allow("Relay.example");
        match parse(text, &plain) {
            Ok(base_url) => base_url.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn good_base_urls() {
        for (text, base_url) in [
            ("https://api.weixin.qq.com", "https://api.weixin.qq.com"),
            (" https://relay.example/wx/ ", "https://relay.example/wx"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("http://localhost", "http://localhost"),
            ("http://relay.example:80", "http://relay.example:80"),
        ] {
            assert_eq!(check(text), base_url);
        }
    }

    #[test]
    fn bad_base_urls() {
        for (text, why) in [
            ("", "must look like"),
            ("api.weixin.qq.com", "must begin with"),
            ("ftp://api.weixin.qq.com", "must begin with"),
            ("https://", "must look like"),
            ("https://user:pass@host", "a user name"),
            ("https://host?access_token=SECRET", "a query"),
            ("https://host#SECRET", "a query or a fragment"),
            ("https://host:99999", "port"),
            ("https://host:", "port"),
            ("https://微信", "must look like"),
            ("http://api.weixin.qq.com", "plain http to api.weixin.qq.com is refused"),
            ("http://128.0.0.1", "refused"),
            ("http://localhost.example", "refused"),
        ] {
            let answer = check(text);
            assert!(answer.contains(why) && !answer.contains("SECRET"), "{text}: {answer}");
        }
    }
}
