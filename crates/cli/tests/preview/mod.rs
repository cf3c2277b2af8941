//! `wxkit preview`, asked as a browser asks, and by a real one where there is one.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::browser::{Seen, open};
use crate::support::Place;

/// A running preview; ends with this.
struct Preview {
    child: Child,
    addr: String,
}

impl Preview {
    fn of(place: &Place, args: &[&str]) -> Self {
        let mut command = place.command(&[&["preview", "tea", "--json"], args].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: serde_json::Value = serde_json::from_str(&line).unwrap();
        let addr = told["url"].as_str().unwrap().trim_start_matches("http://").to_owned();
        Self { child, addr }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.addr).unwrap();
        let addr = &self.addr;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Waits until the page holds this.
    fn holds(&self, words: &str) -> String {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            let page = self.get("/");
            if page.contains(words) {
                return page;
            }
            assert!(Instant::now() < end, "no {words} in {page}");
            sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_page_follows_the_article() {
    let place = Place::new();
    let preview = Preview::of(&place, &["--theme", "vivid"]);
    let page = preview.holds("wx-phones");
    assert!(page.contains("default-src 'none'") && page.contains("<title>茶</title>"), "{page}");
    assert!(page.contains("/picture/0") && page.contains("id=\"L5\""), "{page}");
    assert!(preview.get("/picture/0").contains("image/png"));
    assert!(preview.get("/picture/9").starts_with("HTTP/1.1 404"));
    let text = place.path("tea").join("article.md");
    fs::write(&text, "---\ntitle: 新茶\n---\n<script>alert(1)</script>\n\n一壶\n").unwrap();
    let page = preview.holds("<title>新茶</title>");
    assert!(!page.contains("<script>alert"), "{page}");
    fs::write(&text, "---\ntitle: 坏茶\n---\n![](没有.png)\n").unwrap();
    assert!(preview.holds("没有.png").contains("class=\"failure\""));
}

#[test]
fn only_this_machine_is_served() {
    let place = Place::new();
    let ran = place.wxkit(&["preview", "tea", "--listen", "0.0.0.0:0"]);
    assert_eq!(ran.status, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("127.0.0.1"), "{}", ran.stderr);
    assert_eq!(place.wxkit(&["preview", "-"]).status, 2);
}

#[test]
fn a_real_browser_finds_all_it_needs() {
    let place = Place::new();
    let preview = Preview::of(&place, &[]);
    let folder = place.path("look");
    fs::create_dir(&folder).unwrap();
    let own = format!("http://{}/", preview.addr);
    let Some(Seen { dom, asked, log }) = open(&folder, &own, None) else { return };
    assert!(!asked.is_empty() && asked.iter().all(|url| url.starts_with(&own)), "{asked:?}");
    assert!(dom.contains("wx-phones"), "{dom}\n{log}");
    // What the page's own policy keeps out is told in the console.
    assert!(!log.contains("Refused to") && !log.contains("Content Security Policy"), "{log}");
}

/// Ctrl-C is the usual end, with a browser still connected.
#[test]
#[cfg(unix)]
fn ctrl_c_ends_it_at_once() {
    let place = Place::new();
    let mut preview = Preview::of(&place, &[]);
    let _open = TcpStream::connect(&preview.addr).unwrap();
    let id = preview.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    // Later than in a second the last resort would say 130.
    assert_eq!(preview.child.wait().unwrap().code(), Some(0));
}
