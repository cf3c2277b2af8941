//! The sockets.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{Method, Request};
use socket2::SockRef;
use wxkit::proto::{Env, Timestamp};
use wxkit_sandbox::Sandbox;

use super::answer::{Answer, POISON, SPOILS, TRAP};
use super::fault::Fault;

/// Nobody waits longer for a client that does nothing.
const IDLE: Duration = Duration::from_secs(60);

/// Longer than every reply may be, and than a temporary media file; a bill may be longer than a disk.
const ENDLESS: usize = 300 * 1024 * 1024;

/// A server with faults before a sandbox without any. It stops when this is dropped.
#[derive(Debug)]
pub struct Hostile {
    /// Where it listens.
    pub base_url: String,
    addr: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    sandbox: Mutex<Sandbox>,
    /// The fault of the next call whose path and query have this part, and whether it lasts.
    armed: Mutex<Option<(&'static str, Fault, bool)>>,
    struck: AtomicUsize,
    steps: AtomicUsize,
    poisoned: AtomicBool,
    trapped: AtomicBool,
    stopped: AtomicBool,
    trap: String,
}

impl Hostile {
    /// Starts it.
    #[must_use]
    pub fn start(sandbox: Sandbox) -> Self {
        let (listener, addr) = listen();
        let (trap, trap_addr) = listen();
        let shared = Arc::new(Shared {
            sandbox: Mutex::new(sandbox),
            armed: Mutex::new(None),
            struck: AtomicUsize::new(0),
            steps: AtomicUsize::new(0),
            poisoned: AtomicBool::new(false),
            trapped: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
            trap: format!("http://{trap_addr}"),
        });
        accept(listener, Arc::clone(&shared), |shared, stream| {
            let _ = serve(shared, &stream);
        });
        trap.set_nonblocking(true).expect("a listener can be asked");
        let held = Arc::clone(&shared);
        thread::spawn(move || {
            while !held.stopped.load(Ordering::SeqCst) {
                if trap.accept().is_ok() {
                    held.trapped.store(true, Ordering::SeqCst);
                }
                thread::sleep(Duration::from_millis(20));
            }
        });
        Self { base_url: format!("http://{addr}"), addr, shared }
    }

    /// The next call whose path and query have this part goes wrong in this way, or, if it `lasts`, each of them.
    pub fn arm(&self, call: &'static str, fault: Fault, lasts: bool) {
        *lock(&self.shared.armed) = Some((call, fault, lasts));
    }

    /// Nothing goes wrong any more.
    pub fn disarm(&self) {
        *lock(&self.shared.armed) = None;
    }

    /// Whether the fault was met.
    #[must_use]
    pub fn struck(&self) -> bool {
        self.shared.struck.load(Ordering::SeqCst) > 0
    }

    /// Whether a client believed an answer that it did not ask for, or went where an answer sent it.
    #[must_use]
    pub fn fooled(&self) -> bool {
        self.shared.poisoned.load(Ordering::SeqCst) || self.shared.trapped.load(Ordering::SeqCst)
    }

    /// The state of the platform.
    pub fn sandbox(&self) -> MutexGuard<'_, Sandbox> {
        lock(&self.shared.sandbox)
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.addr);
    }
}

fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let addr = listener.local_addr().expect("it has an address");
    (listener, addr)
}

fn accept(listener: TcpListener, shared: Arc<Shared>, serve: fn(&Shared, TcpStream)) {
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if shared.stopped.load(Ordering::SeqCst) {
                return;
            }
            let shared = Arc::clone(&shared);
            thread::spawn(move || serve(&shared, stream));
        }
    });
}

/// Answers request after request; returns when the connection is to close.
fn serve(shared: &Shared, mut stream: &TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_write_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let mut reset_next = false;
    loop {
        if reset_next {
            stream.peek(&mut [0])?;
            return reset(stream);
        }
        let head = read_head(stream)?;
        let fault = shared.fault(&head);
        match fault {
            Some(Fault::CloseUnread) => return Ok(()),
            Some(Fault::ResetUnread) => return reset(stream),
            Some(Fault::Early(answer)) => {
                stream.write_all(answer.as_bytes())?;
                return stream.shutdown(Shutdown::Write);
            }
            _ => {}
        }
        let mut body = vec![0; length(&head)];
        stream.read_exact(&mut body)?;
        let answer = shared.handle(&head, body);
        let whole = answer.whole();
        match fault {
            None => stream.write_all(&whole)?,
            Some(Fault::Cut(at)) => return stream.write_all(&whole[..at.min(whole.len() - 1)]),
            Some(Fault::CutBeforeEnd(left)) => return stream.write_all(&whole[..whole.len() - left]),
            Some(Fault::Reset(at)) => {
                stream.write_all(&whole[..at.min(whole.len() - 1)])?;
                return reset(stream);
            }
            Some(Fault::Silent) => _ = stream.read(&mut [0])?,
            Some(Fault::Drip) => {
                for byte in whole {
                    stream.write_all(&[byte])?;
                    thread::sleep(Duration::from_millis(50));
                }
            }
            Some(Fault::Pieces) => {
                for piece in whole.chunks(3) {
                    stream.write_all(piece)?;
                }
            }
            Some(Fault::Endless(begin, again)) => {
                stream.write_all(begin.as_bytes())?;
                let many = again.repeat(1 + 64 * 1024 / again.len());
                let mut left = ENDLESS;
                while left > 0 && !shared.stopped.load(Ordering::SeqCst) {
                    stream.write_all(many.as_bytes())?;
                    left = left.saturating_sub(many.len());
                    thread::sleep(Duration::from_millis(2));
                }
                return Ok(());
            }
            Some(Fault::ResetOnReuse) => {
                stream.write_all(&whole)?;
                reset_next = true;
            }
            Some(Fault::Spoil(n)) => {
                let bytes = SPOILS[n].2(&answer);
                let text = bytes.windows(TRAP.len()).position(|window| window == TRAP.as_bytes());
                let bytes = match text {
                    Some(at) => [&bytes[..at], shared.trap.as_bytes(), &bytes[at + TRAP.len()..]].concat(),
                    None => bytes,
                };
                return stream.write_all(&bytes);
            }
            Some(Fault::CloseUnread | Fault::ResetUnread | Fault::Early(_)) => return Ok(()),
        }
    }
}

fn reset(stream: &TcpStream) -> io::Result<()> {
    SockRef::from(stream).set_linger(Some(Duration::ZERO))
}

fn read_head(mut stream: &TcpStream) -> io::Result<String> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.extend(byte);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

fn length(head: &str) -> usize {
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    let mut found = lines.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    found.next().map_or(0, |(_, value)| value.trim().parse().expect("clients send good lengths"))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// The fault of this request, which is thereby used up unless it lasts.
    fn fault(&self, head: &str) -> Option<Fault> {
        let line = head.lines().next().unwrap_or_default();
        let mut armed = lock(&self.armed);
        let (_, fault, lasts) = (*armed).filter(|(call, ..)| line.contains(*call))?;
        if !lasts {
            *armed = None;
        }
        self.struck.fetch_add(1, Ordering::SeqCst);
        Some(fault)
    }

    fn handle(&self, head: &str, body: Vec<u8>) -> Answer {
        if head.contains(POISON) || String::from_utf8_lossy(&body).contains(POISON) {
            self.poisoned.store(true, Ordering::SeqCst);
        }
        let mut lines = head.lines();
        let mut words = lines.next().unwrap_or_default().split(' ');
        let method = words.next().and_then(|word| Method::from_bytes(word.as_bytes()).ok());
        let mut request = Request::builder()
            .method(method.expect("clients send a method"))
            .uri(words.next().expect("clients send a path"));
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            request = request.header(name, value.trim());
        }
        let request = request.body(Bytes::from(body)).expect("clients send good requests");
        Answer::of(&lock(&self.sandbox).handle(&self.env(), &request).response)
    }

    fn env(&self) -> Env {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut seed = [0; 32];
        let step = self.steps.fetch_add(1, Ordering::Relaxed);
        seed[..8].copy_from_slice(&(step as u64).to_be_bytes());
        Env::new(Timestamp::from_millis(u64::try_from(now.as_millis()).unwrap_or(u64::MAX)), seed)
    }
}
