//! Ours beside other people's: forms, signatures, ciphers and digests.

use std::convert::Infallible;
use std::sync::LazyLock;

use aes_gcm::aead::{AeadInOut as _, KeyInit as _};
use aes_gcm::aes::Aes256;
use aes_gcm::aes::cipher::BlockCipherDecrypt as _;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::sha2::Sha256;
use rsa::signature::Verifier as _;
use wxkit::callback::{EncodingKey, Fields, Form, Mode, Receiver};
use wxkit::official::UploadImage;
use wxkit::proto::digest::{Algorithm, hex, hex_digest};
use wxkit::proto::sign::{self, SigningKey, from_base64, read_pem};
use wxkit::proto::{Endpoint, Env, File, Secret, Timestamp, Token, multipart};
use wxkit_sandbox::pay::MERCHANT_KEY;

use super::split_line;

const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);

/// The first line is a file's name and the rest its content; what we make of it, others read as it was meant.
pub fn differential(data: &[u8]) {
    let (name, content) = split_line(data);
    form(&String::from_utf8_lossy(name), content);
    signature(content);
    gcm(content);
    callback(&String::from_utf8_lossy(content));
    for (algorithm, other) in [
        (Algorithm::Sha1, &ring::digest::SHA1_FOR_LEGACY_USE_ONLY),
        (Algorithm::Sha256, &ring::digest::SHA256),
    ] {
        assert_eq!(hex_digest(algorithm, content), hex(ring::digest::digest(other, content).as_ref()));
    }
}

/// By `multer`, with which Rust's servers read forms.
fn form(name: &str, content: &[u8]) {
    let file = File::from_bytes(name, [b"\xff\xd8\xff\xe0", content].concat());
    let Ok(request) = (UploadImage::new(file)).request(Some(&Token::new("T")), &Env::new(NOW, [1; 32]))
    else {
        return;
    };
    let content_type = request.headers()["content-type"].to_str().expect("it is text").to_owned();
    let boundary = multer::parse_boundary(&content_type).expect("they see the boundary");
    // Nobody can know it beforehand, but whoever tries these bytes twice.
    if content.windows(boundary.len()).any(|part| part == boundary.as_bytes()) {
        return;
    }
    let body = request.into_body().in_memory().expect("it is in memory");
    let ours = multipart::parse(&content_type, &body).expect("we read what we write");
    let [part] = ours.parts.as_slice() else { panic!("{} parts", ours.parts.len()) };
    let stream = futures_util::stream::once(std::future::ready(Ok::<_, Infallible>(body.clone())));
    let theirs = futures_util::FutureExt::now_or_never(async move {
        let mut form = multer::Multipart::new(stream, boundary);
        let field = form.next_field().await.expect("they read it").expect("there is a part");
        let seen = (field.name().map(str::to_owned), field.file_name().map(str::to_owned));
        let bytes = field.bytes().await.expect("they read it");
        assert!(form.next_field().await.expect("they read it").is_none());
        (seen, bytes)
    });
    let ((field, file_name), bytes) = theirs.expect("everything is there at once");
    assert_eq!((field.as_deref(), file_name), (Some(part.name.as_str()), part.file_name.clone()));
    assert_eq!((&bytes, &bytes[4..]), (&part.bytes, content));
}

/// By the crate `rsa`; ours is ring's.
fn signature(text: &[u8]) {
    static KEYS: LazyLock<(SigningKey, VerifyingKey<Sha256>)> = LazyLock::new(|| {
        let blocks = read_pem(MERCHANT_KEY).expect("it is a key");
        let theirs = rsa::PrivateKey::from_pkcs8_der(&blocks[0].der).expect("it is a key");
        (
            SigningKey::from_pem("k", MERCHANT_KEY).expect("it is a key"),
            VerifyingKey::new(theirs.to_public_key()),
        )
    });
    let (ours, theirs) = &*KEYS;
    let mut signature = from_base64(&ours.sign(text).expect("it signs")).expect("it is Base64");
    let holds =
        |bytes: &[u8]| Signature::try_from(bytes).is_ok_and(|made| theirs.verify(text, &made).is_ok());
    assert!(holds(&signature));
    let at = text.len() % signature.len();
    signature[at] ^= 1;
    assert!(!holds(&signature) && !ours.verifying_key().verifies(text, &signature));
}

/// By the crate `aes-gcm`; ours is ring's.
fn gcm(plain: &[u8]) {
    let (key, nonce, aad) = ([7; 32], [9; 12], b"certificate");
    let ours = sign::seal(&key, &nonce, aad, plain).expect("the nonce fits");
    let mut theirs = plain.to_vec();
    let cipher = aes_gcm::Aes256Gcm::new(&key.into());
    cipher.encrypt_in_place(&nonce.into(), aad, &mut theirs).expect("it is short");
    assert_eq!(ours, theirs);
    assert_eq!(sign::open(&key, &nonce, aad, &theirs).expect("it is genuine"), plain);
}

/// Block by block, with nothing but the cipher itself.
fn callback(text: &str) {
    let letters = "Wxkit0Sample0Key0For0Tests0Only0abcdefghijk";
    let key = EncodingKey::new(letters).expect("43 letters");
    let receiver = Receiver::official(Secret::new("wxkitToken"), "wx00000000000000aa").with_key(key);
    let fields = Fields::default().with("Content", text);
    let push = receiver.imitate(&fields, Form::Json, Mode::Safe, &Env::new(NOW, [3; 32]));
    let body: serde_json::Value = serde_json::from_str(&push.body).expect("it is JSON");
    let sealed = from_base64(body["Encrypt"].as_str().expect("it is text")).expect("it is Base64");
    let raw = from_base64(&format!("{letters}=")).expect("it is Base64");
    let cipher = Aes256::new_from_slice(&raw).expect("32 bytes");
    let mut before = raw[..16].to_vec();
    let mut plain = Vec::new();
    for block in sealed.chunks_exact(16) {
        let mut opened = <[u8; 16]>::try_from(block).expect("16 bytes").into();
        cipher.decrypt_block(&mut opened);
        plain.extend(opened.iter().zip(&before).map(|(byte, mask)| byte ^ mask));
        before = block.to_vec();
    }
    let padding = usize::from(*plain.last().expect("it is not empty"));
    assert!((1..=32).contains(&padding) && plain.len() % 32 == 0, "{padding} bytes of padding");
    let message = &plain[16..plain.len() - padding];
    let (len, message) = message.split_at(4);
    let len = u32::from_be_bytes(len.try_into().expect("4 bytes")) as usize;
    assert_eq!(&message[len..], b"wx00000000000000aa");
    let message: serde_json::Value = serde_json::from_slice(&message[..len]).expect("it is JSON");
    assert_eq!(message["Content"], text);
}
