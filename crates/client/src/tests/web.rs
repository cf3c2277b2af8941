//! Files of the web: what is fetched, and what is not.

use std::io::{BufReader, Write as _};
use std::time::Duration;

use expect_test::{Expect, expect};

use tokio::runtime::{Builder, Runtime};

use crate::testing::{Server, read_request};
use crate::{Web, WebOptions};

/// Fetches a path of a server on this machine that answers with these bytes; `PORT` in the answer is the server's. The
/// server is trusted by the name `localhost` alone.
fn check(options: WebOptions, answer: &'static str, expected: &Expect) {
    let server = Server::start(move |_, stream| {
        let port = stream.local_addr().unwrap().port().to_string();
        let mut stream = BufReader::new(stream);
        while let Some((head, _)) = read_request(&mut stream) {
            let answer = match head.starts_with("GET /end ") {
                true => "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nend".to_owned(),
                false => answer.replace("PORT", &port),
            };
            let _ = stream.get_mut().write_all(answer.as_bytes());
            if !answer.contains("content-length") {
                return;
            }
        }
    });
    let port = server.base_url.rsplit(':').next().unwrap();
    let options = WebOptions { trusted: vec!["localhost".into()], ..options };
    let web = Web::new(options).unwrap();
    let told = match runtime().block_on(web.get(&format!("http://localhost:{port}/a.png#part"))) {
        Ok(bytes) => String::from_utf8(bytes).unwrap(),
        Err(error) => format!("error{}: {error}", if error.is_passing() { " (passing)" } else { "" }),
    };
    expected.assert_eq(&told.replace(port, "PORT"));
}

#[test]
fn files_are_fetched() {
    let usual = WebOptions::default;
    check(usual(), "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\ntea", &expect!["tea"]);
    check(
        usual(),
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\ntea\r\n0\r\n\r\n",
        &expect!["tea"],
    );
    check(usual(), "HTTP/1.1 302 Found\r\nlocation: /end\r\ncontent-length: 0\r\n\r\n", &expect!["end"]);
}

#[test]
fn what_is_not_fetched() {
    let usual = WebOptions::default;
    check(
        usual(),
        "HTTP/1.1 404 Not Found\r\ncontent-length: 3\r\n\r\ntea",
        &expect!["error: the server answers with status 404"],
    );
    check(
        usual(),
        "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n",
        &expect!["error (passing): the server answers with status 503"],
    );
    check(
        usual(),
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:PORT/end\r\ncontent-length: 0\r\n\r\n",
        &expect![
            "error: the address of the file leads to 127.0.0.1, which is this machine or in a private network; it is not followed"
        ],
    );
    check(
        usual(),
        "HTTP/1.1 302 Found\r\nlocation: http://[::1]/\r\ncontent-length: 0\r\n\r\n",
        &expect![
            "error: the address of the file leads to ::1, which is this machine or in a private network; it is not followed"
        ],
    );
    check(
        usual(),
        "HTTP/1.1 302 Found\r\nlocation: file:///etc/passwd\r\ncontent-length: 0\r\n\r\n",
        &expect!["error: file:///etc/passwd is not a web address"],
    );
    check(
        usual(),
        "HTTP/1.1 302 Found\r\nlocation: /a\r\ncontent-length: 0\r\n\r\n",
        &expect!["error: more than 5 redirects"],
    );
    let short = || WebOptions { bytes: 1024 * 1024, ..usual() };
    check(
        short(),
        "HTTP/1.1 200 OK\r\ncontent-length: 1048577\r\n\r\n",
        &expect!["error: it is longer than 1 MB"],
    );
    let tiny = || WebOptions { bytes: 2, ..usual() };
    check(
        tiny(),
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\ntea\r\n0\r\n\r\n",
        &expect!["error: it is longer than 0 MB"],
    );
    let hasty = || WebOptions { time: Duration::from_millis(50), ..usual() };
    check(
        hasty(),
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\ntea",
        &expect!["error (passing): it was not there within 50ms"],
    );
    check(
        usual(),
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nte",
        &expect![
            "error (passing): the connection broke: error reading a body from connection: end of file before message length reached"
        ],
    );
}

#[test]
fn only_public_hosts_unless_they_are_trusted() {
    let web = Web::new(WebOptions::default()).unwrap();
    let told = |url: &str| runtime().block_on(web.get(url)).unwrap_err().to_string();
    assert!(
        told("http://localhost:9/").contains("which is this machine or in a private network"),
        "{}",
        told("http://localhost:9/")
    );
    assert_eq!(
        told("http://169.254.169.254/latest/meta-data"),
        "the address of the file leads to 169.254.169.254, which is this machine or in a private network; it is not followed"
    );
    assert_eq!(
        told("https://[fd00::1]/"),
        "the address of the file leads to fd00::1, which is this machine or in a private network; it is not followed"
    );
    assert_eq!(told("ftp://example.com/"), "ftp://example.com/ is not a web address");
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}
