//! Tokens as stores give them back.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{LazyLock, Mutex, PoisonError};

use wxkit::proto::{Secret, Timestamp, Token};
use wxkit::token::store::{RedisStore, Store as _};
use wxkit::token::{Held, StoreKey};

use super::wound::wounded;

fn held() -> Held {
    let at = Timestamp::from_secs;
    let token = Token::new("TOKEN-令牌");
    let mut held = Held::new(token, at(1_790_000_000), at(1_790_007_200), at(1_790_006_900));
    held.replaced = vec![at(5), at(6)];
    held
}

/// The bytes are the file of a token, or damage to one, of which nothing else may be read than what was written.
pub fn token_files(data: &[u8]) {
    if let Some(read) = Held::from_json(data) {
        assert!(!read.token.reveal().is_empty());
        assert_eq!(Held::from_json(read.reveal_json().as_bytes()), Some(read));
    }
    let whole = held();
    let damaged = wounded(whole.reveal_json().as_bytes(), data);
    if let Some(read) = Held::from_json(&damaged) {
        assert_eq!(read, whole, "another token is read");
    }
}

/// A server that answers each of the first commands with the bytes of the present input, and then leaves.
struct Rubbish {
    url: String,
    answer: &'static Mutex<Vec<u8>>,
}

static RUBBISH: LazyLock<Rubbish> = LazyLock::new(|| {
    static ANSWER: Mutex<Vec<u8>> = Mutex::new(Vec::new());
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("redis://{}", listener.local_addr().expect("it has an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = ANSWER.lock().unwrap_or_else(PoisonError::into_inner).clone();
            speak(stream, &answer);
        }
    });
    Rubbish { url, answer: &ANSWER }
});

/// What the client says on its own behalf when it connects gets an answer that it takes.
fn speak(mut stream: TcpStream, answer: &[u8]) {
    let mut asked = [0; 4096];
    while let Ok(1..) = stream.read(&mut asked) {
        let greets = asked.windows(6).any(|word| word.eq_ignore_ascii_case(b"CLIENT"));
        if greets && stream.write_all(b"+OK\r\n+OK\r\n").is_ok() {
            asked.fill(0);
            continue;
        }
        let _ = stream.write_all(answer);
        return;
    }
}

/// Whatever Redis answers: no panic, no token that nobody stored, and nothing of it in an error.
pub fn redis_replies(data: &[u8]) {
    let server = &*RUBBISH;
    *server.answer.lock().unwrap_or_else(PoisonError::into_inner) = data.to_vec();
    let key = StoreKey::new("official", "wx0123456789abcdef", &Secret::new("secret"));
    let Ok(store) = RedisStore::open(&server.url) else { return };
    if let Ok(loaded) = store.load(&key)
        && let Some(held) = loaded.held
    {
        let json = held.reveal_json();
        let told = String::from_utf8_lossy(data);
        assert!(told.contains(held.token.reveal()) || told.contains('\\'), "nobody stored {json}");
    }
    match store.save(&key, &held()) {
        Ok(_) => {}
        Err(error) => assert!(!error.to_string().contains("TOKEN-"), "{error}"),
    }
}
