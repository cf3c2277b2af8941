//! TLS with an authority of the sandbox's own.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

/// A certificate authority that nobody else knows, and a certificate of it for this machine (`localhost`, `127.0.0.1`,
/// `::1` and the addresses given). It is made anew each time.
#[derive(Clone)]
pub struct Authority {
    pem: Arc<str>,
    config: Arc<ServerConfig>,
}

impl Authority {
    /// Makes an authority.
    ///
    /// # Errors
    /// If there is no randomness to be had.
    pub fn new(more: &[IpAddr]) -> io::Result<Self> {
        Self::make(more).map_err(io::Error::other)
    }

    /// Its certificate in PEM: what a client has to trust.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    fn make(more: &[IpAddr]) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let mut params = CertificateParams::new([])?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name = named("wxkit sandbox authority");
        let ca = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let this = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        let names = this.iter().chain(more).map(IpAddr::to_string).chain(["localhost".to_owned()]);
        let mut params = CertificateParams::new(names.collect::<Vec<_>>())?;
        params.distinguished_name = named("wxkit sandbox");
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &ca)?;
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            )?;
        Ok(Self { pem: ca.pem().into(), config: Arc::new(config) })
    }

    pub(super) async fn accept<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
    ) -> io::Result<TlsStream<S>> {
        TlsAcceptor::from(Arc::clone(&self.config)).accept(stream).await
    }
}

fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").finish_non_exhaustive()
    }
}
