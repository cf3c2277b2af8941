//! Servers with certificates that are not to be trusted.

use std::io::{self, Read, Write, copy};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    date_time_ymd,
};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::Hostile;

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongCertificate {
    /// Of an authority that the client does not know.
    Foreign,
    /// Signed by itself.
    SelfSigned,
    /// For another host.
    Name,
    /// For no host at all.
    Nameless,
    /// Of the past.
    Expired,
    /// Of the future.
    NotYet,
    /// Signed by a certificate that may not sign, itself a good one.
    Issuer,
    /// For clients only.
    Purpose,
    /// None: the server does not speak TLS at all.
    Plain,
    /// None: the connection closes in the middle of the handshake.
    Cut,
    /// None: the handshake goes on for ever, a byte at a time.
    Drip,
}

impl WrongCertificate {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Foreign,
        Self::SelfSigned,
        Self::Name,
        Self::Nameless,
        Self::Expired,
        Self::NotYet,
        Self::Issuer,
        Self::Purpose,
        Self::Plain,
        Self::Cut,
        Self::Drip,
    ];
}

/// A server over TLS before another one.
pub(super) struct TlsServer {
    pub(super) base_url: String,
    /// The authority that the client knows.
    pub(super) ca: String,
    arrived: Arc<AtomicUsize>,
}

impl TlsServer {
    pub(super) fn start(behind: &Hostile, wrong: Option<WrongCertificate>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let base_url = format!("https://{}", listener.local_addr().expect("it has an address"));
        let (ca, config) = config(wrong);
        let arrived = Arc::new(AtomicUsize::new(0));
        let behind = behind.base_url.trim_start_matches("http://").to_owned();
        let counter = Arc::clone(&arrived);
        // It ends with the process, as few of them are made.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (config, counter, behind) = (Arc::clone(&config), Arc::clone(&counter), behind.clone());
                thread::spawn(move || {
                    let tls = ServerConnection::new(config).expect("the configuration is good");
                    match wrong {
                        Some(WrongCertificate::Plain) => no_tls(stream, |stream| {
                            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
                        }),
                        Some(WrongCertificate::Cut) => {
                            no_tls(stream, |stream| stream.write_all(SERVER_HELLO))
                        }
                        Some(WrongCertificate::Drip) => no_tls(stream, |stream| {
                            stream.write_all(SERVER_HELLO)?;
                            // The record announced is longer than anybody waits.
                            loop {
                                stream.write_all(&[0])?;
                                thread::sleep(Duration::from_millis(20));
                            }
                        }),
                        _ => serve(StreamOwned::new(tls, stream), &behind, &counter),
                    }
                });
            }
        });
        Self { base_url, ca, arrived }
    }

    /// How many bytes of requests arrived.
    pub(super) fn arrived(&self) -> usize {
        self.arrived.load(Ordering::SeqCst)
    }
}

/// The beginning of a record of TLS 1.2 in which a server's greeting of 16 KiB would follow.
const SERVER_HELLO: &[u8] = b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03";

/// Answers a client's greeting in this way, and closes.
fn no_tls(mut stream: TcpStream, answer: impl FnOnce(&mut TcpStream) -> io::Result<()>) {
    let _ = stream.read(&mut [0; 4096]);
    let _ = answer(&mut stream);
}

/// Passes on one request and its answer.
fn serve(mut stream: StreamOwned<ServerConnection, TcpStream>, behind: &str, arrived: &AtomicUsize) {
    let mut buffer = vec![0; 1 << 16];
    let Ok(mut to) = TcpStream::connect(behind) else { return };
    let Ok(mut back) = to.try_clone() else { return };
    while let Ok(n @ 1..) = stream.read(&mut buffer) {
        arrived.fetch_add(n, Ordering::SeqCst);
        if to.write_all(&buffer[..n]).is_err() {
            return;
        }
        let _ = back.set_read_timeout(Some(Duration::from_millis(200)));
        let mut answer = Vec::new();
        let _ = copy(&mut back, &mut answer);
        if stream.write_all(&answer).and_then(|()| stream.flush()).is_err() {
            return;
        }
    }
}

fn config(wrong: Option<WrongCertificate>) -> (String, Arc<ServerConfig>) {
    let authority = |is_ca| {
        let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).expect("it is a name");
        params.is_ca = is_ca;
        CertifiedIssuer::self_signed(params, KeyPair::generate().expect("there is randomness"))
            .expect("it can sign")
    };
    let ca = authority(IsCa::Ca(BasicConstraints::Unconstrained));
    let names = match wrong {
        Some(WrongCertificate::Name) => vec!["api.weixin.qq.com".to_owned(), "127.0.0.2".to_owned()],
        Some(WrongCertificate::Nameless) => vec![],
        _ => vec!["127.0.0.1".to_owned(), "localhost".to_owned()],
    };
    let mut params = CertificateParams::new(names).expect("they are names");
    match wrong {
        Some(WrongCertificate::Expired) => params.not_after = date_time_ymd(2020, 1, 1),
        Some(WrongCertificate::NotYet) => params.not_before = date_time_ymd(2200, 1, 1),
        Some(WrongCertificate::Purpose) => {
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        }
        _ => {}
    }
    let key = KeyPair::generate().expect("there is randomness");
    let chain = match wrong {
        Some(WrongCertificate::Foreign) => {
            let foreign = authority(IsCa::Ca(BasicConstraints::Unconstrained));
            vec![params.signed_by(&key, &foreign).expect("it can sign").der().clone()]
        }
        Some(WrongCertificate::SelfSigned) => {
            vec![params.self_signed(&key).expect("it can sign").der().clone()]
        }
        Some(WrongCertificate::Issuer) => {
            // A good certificate of the authority, which signs another one.
            let middle_key = KeyPair::generate().expect("there is randomness");
            let middle = CertificateParams::new(["127.0.0.1".to_owned()]).expect("it is a name");
            let signed = middle.signed_by(&middle_key, &ca).expect("it can sign");
            let issuer = rcgen::Issuer::new(middle, middle_key);
            let leaf = params.signed_by(&key, &issuer).expect("it can sign");
            vec![leaf.der().clone(), signed.der().clone()]
        }
        _ => vec![params.signed_by(&key, &ca).expect("it can sign").der().clone()],
    };
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring has them")
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::Pkcs8(key.serialize_der().into()))
        .expect("the key is the certificate's");
    (ca.pem(), Arc::new(config))
}
