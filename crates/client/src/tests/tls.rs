//! TLS with an authority of one's own.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use wxkit_proto::error::{Transport, TransportKind};
use wxkit_proto::flow::Ask;
use wxkit_proto::sink::Sink;
use wxkit_proto::{Answer, Error};

use crate::blocking::{self, Ureq};
use crate::testing::{Asks, Tea, get, patient, post};
use crate::{Client, testing};

/// An authority in PEM, and a server configuration with its certificate for these names.
pub(crate) fn authority(names: &[&str]) -> (String, Arc<ServerConfig>) {
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    let certificate = CertificateParams::new(names).unwrap().signed_by(&key, &ca).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::Pkcs8(key.serialize_der().into()))
        .unwrap();
    (ca.pem(), Arc::new(config))
}

/// Answers each request over TLS with the length of its body.
pub(crate) async fn serve_tls(stream: tokio::net::TcpStream, config: Arc<ServerConfig>) {
    let Ok(stream) = TlsAcceptor::from(config).accept(stream).await else { return };
    let bridge = tokio_util_bridge(stream);
    tokio::task::spawn_blocking(move || testing::count(bridge)).await.unwrap();
}

/// A blocking face for the small server, which is written for ordinary streams.
fn tokio_util_bridge(stream: tokio_rustls::server::TlsStream<tokio::net::TcpStream>) -> Bridge {
    Bridge { stream, handle: tokio::runtime::Handle::current() }
}

struct Bridge {
    stream: tokio_rustls::server::TlsStream<tokio::net::TcpStream>,
    handle: tokio::runtime::Handle,
}

impl std::io::Read for Bridge {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.handle.block_on(tokio::io::AsyncReadExt::read(&mut self.stream, buffer))
    }
}

impl std::io::Write for Bridge {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.handle.block_on(tokio::io::AsyncWriteExt::write(&mut self.stream, bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.handle.block_on(tokio::io::AsyncWriteExt::flush(&mut self.stream))
    }
}

fn check(answer: Answer<wxkit_proto::Token>) {
    let Answer::Reply(response) = answer else { panic!("{answer:?}") };
    assert_eq!(response.body(), "300000");
}

fn check_untrusted(answer: Answer<wxkit_proto::Token>) {
    let Answer::Failed(Error::Transport(Transport { kind, arrived, message, .. })) = answer else {
        panic!("{answer:?}")
    };
    assert_eq!((kind, arrived), (TransportKind::Connect, false), "{message}");
    assert!(message.contains("invalid peer certificate"), "{message}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_authority_of_ones_own() {
    let (ca, config) = authority(&["localhost"]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve_tls(stream, Arc::clone(&config)));
        }
    });
    let asks = || {
        Asks::new([Ask::Send {
            request: post(&base_url, vec![7; 300_000]),
            sink: Sink::Memory(10),
            public: false,
        }])
    };

    let trusting: Client<Tea> = Client::builder().ca_pem(ca.clone()).timeouts(patient()).build().unwrap();
    check(trusting.run(asks()).await.unwrap().remove(0));
    let (other, _) = authority(&["localhost"]);
    let wary: Client<Tea> = Client::builder().ca_pem(other.clone()).timeouts(patient()).build().unwrap();
    check_untrusted(wary.run(asks()).await.unwrap().remove(0));

    let blocking = |pem: &str| -> blocking::Client<Tea> {
        let ureq = Ureq::with_ca_pem(patient(), pem.as_bytes()).unwrap();
        blocking::Client::builder(ureq).build().unwrap()
    };
    let (trusting, wary) = (blocking(&ca), blocking(&other));
    let (good, bad) = (asks(), asks());
    // Without a body, nothing but the error itself tells that no request was sent.
    let bodiless = Asks::new([Ask::Send { request: get(&base_url), sink: Sink::Memory(10), public: false }]);
    tokio::task::spawn_blocking(move || {
        check(trusting.run(good).unwrap().remove(0));
        check_untrusted(wary.run(bad).unwrap().remove(0));
        check_untrusted(wary.run(bodiless).unwrap().remove(0));
    })
    .await
    .unwrap();
}

#[test]
fn an_authority_that_is_none() {
    for pem in ["", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "no pem at all"] {
        Ureq::with_ca_pem(patient(), pem.as_bytes()).unwrap_err();
        let built = Client::<Tea>::builder().ca_pem(pem).build();
        assert_eq!(built.is_err(), !pem.is_empty());
    }
}
