//! A real Redis, as a process of its own.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use redis::{Client, Connection, FromRedisValue};

/// A `redis-server` on a loopback port of its own, which keeps nothing on disk. It ends when this is dropped.
#[derive(Debug)]
pub struct Redis {
    port: u16,
    settings: Vec<String>,
    server: Option<Child>,
}

impl Redis {
    /// Starts one, with further settings as they stand on its command line; `PORT` becomes its port.
    ///
    /// # Panics
    /// If there is no `redis-server`.
    #[must_use]
    pub fn start(settings: &[&str]) -> Self {
        let settings: Vec<String> = settings.iter().map(|&setting| setting.to_owned()).collect();
        // Between the look for a free port and its use somebody else may take it.
        for _ in 0..10 {
            let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
            let port = free.expect("a port is free").port();
            if let Some(server) = serve(port, &settings) {
                return Self { port, settings, server: Some(server) };
            }
        }
        panic!("redis-server does not start");
    }

    /// Its address, without a password.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Kills it; what it held is gone.
    pub fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().expect("it is ours");
            server.wait().expect("it is ours");
        }
    }

    /// Starts it again after it was killed, on the same port.
    pub fn revive(&mut self) {
        assert!(self.server.is_none(), "it lives");
        self.server = serve(self.port, &self.settings);
        assert!(self.server.is_some(), "the port is gone");
    }

    /// Lets it hang, as a machine does that nobody reaches any more.
    pub fn hang(&self, hangs: bool) {
        let signal = if hangs { "-STOP" } else { "-CONT" };
        let server = self.server.as_ref().expect("it lives").id().to_string();
        let sent = Command::new("kill").args([signal, &server]).status();
        assert!(sent.is_ok_and(|status| status.success()), "kill {signal} does not work");
    }

    /// What it answers to a command.
    pub fn ask<T: FromRedisValue>(&self, words: &[&str]) -> T {
        let [name, args @ ..] = words else { panic!("a command has a name") };
        redis::cmd(name).arg(args).query(&mut self.connect()).expect("it answers")
    }

    fn connect(&self) -> Connection {
        let client = Client::open(self.url()).expect("it is an address");
        client.get_connection_with_timeout(Duration::from_secs(10)).expect("it answers")
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Returns when it accepts connections; `None` if the port is taken.
fn serve(port: u16, settings: &[String]) -> Option<Child> {
    let mut command = Command::new("redis-server");
    let port = &port.to_string();
    let settings = settings.iter().map(|setting| if setting == "PORT" { port } else { setting });
    command.args(["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
    let spawned = command.args(settings).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut server = spawned.expect("redis-server is missing; `cargo xtask test` says how to get it");
    let mut log = BufReader::new(server.stdout.take().expect("it is piped"));
    let mut line = String::new();
    while log.read_line(&mut line).is_ok_and(|read| read > 0) {
        if line.contains("Ready to accept connections") {
            // Whatever else it has to say must go somewhere.
            std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
            return Some(server);
        }
        line.clear();
    }
    server.wait().expect("it is ours");
    None
}
