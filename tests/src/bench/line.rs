//! A distant line: a relay that lets so many bits a second through, each after so long, and loses some.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::Chance;

/// What is passed on at a time: about ten packets.
const PIECE: usize = 16 * 1024;

/// How a line is. All connections share its width; each has its own losses, and a lost packet holds up for one round trip
/// what is behind it on its connection. Slow starts are left out.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// There and back.
    pub round_trip: Duration,
    /// Each way.
    pub bits_per_second: f64,
    /// One piece of 16 KiB in so many has a packet that is lost; 0: none.
    pub lost: usize,
}

impl Line {
    /// Begins to relay to this address, for as long as the program lives; gives the near end.
    ///
    /// # Panics
    /// If no port is free.
    #[must_use]
    pub fn to(self, far: SocketAddr) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let near = listener.local_addr().expect("it is bound");
        let (up, down) = (Arc::new(Mutex::new(Instant::now())), Arc::new(Mutex::new(Instant::now())));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (up, down) = (Arc::clone(&up), Arc::clone(&down));
                thread::spawn(move || self.connect(stream, far, &up, &down));
            }
        });
        near
    }

    fn connect(
        self,
        near: TcpStream,
        far: SocketAddr,
        up: &Mutex<Instant>,
        down: &Mutex<Instant>,
    ) -> io::Result<()> {
        // Where a real line makes a client wait, this one lets it write its first bytes already.
        thread::sleep(self.round_trip);
        let far = TcpStream::connect(far)?;
        for stream in [&near, &far] {
            stream.set_nodelay(true)?;
        }
        thread::scope(|scope| {
            scope.spawn(|| self.pass(&near, &far, up, 1));
            self.pass(&far, &near, down, 2);
        });
        Ok(())
    }

    /// One way of one connection. `free` is when the line has room for the next piece of any connection.
    fn pass(self, mut from: &TcpStream, mut to: &TcpStream, free: &Mutex<Instant>, seed: u64) {
        let (pieces, coming) = mpsc::channel();
        let mut chance = Chance::new(seed);
        thread::scope(|scope| {
            scope.spawn(move || deliver(&coming, &mut to));
            let mut last = Instant::now();
            let mut piece = [0; PIECE];
            while let Ok(len @ 1..) = from.read(&mut piece) {
                let width = Duration::from_secs_f64(len as f64 * 8.0 / self.bits_per_second);
                let sent = {
                    let mut free = free.lock().unwrap_or_else(PoisonError::into_inner);
                    *free = (*free).max(Instant::now()) + width;
                    *free
                };
                let is_lost = self.lost > 0 && chance.below(self.lost) == 0;
                let trips = if is_lost { 1.5 } else { 0.5 };
                last = last.max(sent + self.round_trip.mul_f64(trips));
                if pieces.send((last, piece[..len].to_vec())).is_err() {
                    break;
                }
                thread::sleep(sent.saturating_duration_since(Instant::now()));
            }
        });
    }
}

/// Writes each piece when its time has come.
fn deliver(coming: &Receiver<(Instant, Vec<u8>)>, to: &mut &TcpStream) {
    while let Ok((at, piece)) = coming.recv() {
        thread::sleep(at.saturating_duration_since(Instant::now()));
        if to.write_all(&piece).is_err() {
            break;
        }
    }
    to.shutdown(Shutdown::Write).ok();
}
