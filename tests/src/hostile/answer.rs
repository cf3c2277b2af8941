//! An answer as bytes, and the ways to spoil it.

use bytes::Bytes;
use http::Response;

/// Stands in what no request asked for; nobody may believe it.
pub(super) const POISON: &str = "P0IS0N";

/// Where redirects lead. Nothing may ever arrive there.
pub(super) const TRAP: &str = "TRAP";

/// An answer before it is written.
pub(super) struct Answer {
    status: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Bytes,
}

impl Answer {
    pub(super) fn of(response: &Response<Bytes>) -> Self {
        let headers = response.headers().iter();
        Self {
            status: format!("HTTP/1.1 {}", response.status()),
            headers: headers
                .filter(|(name, _)| *name != http::header::CONTENT_LENGTH)
                .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
                .collect(),
            body: response.body().clone(),
        }
    }

    /// Status and headers, these among them, and the empty line.
    pub(super) fn head(&self, status: &str, more: &[&str]) -> Vec<u8> {
        let mut head = format!("{status}\r\n").into_bytes();
        for (name, value) in &self.headers {
            head.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        for line in more {
            head.extend([line.as_bytes(), b"\r\n"].concat());
        }
        head.extend(b"\r\n");
        head
    }

    /// As it should be.
    pub(super) fn whole(&self) -> Vec<u8> {
        self.with(&self.status, &[&self.length()])
    }

    fn with(&self, status: &str, more: &[&str]) -> Vec<u8> {
        [&self.head(status, more)[..], &self.body].concat()
    }

    fn length(&self) -> String {
        format!("content-length: {}", self.body.len())
    }

    fn typed(&self, content_type: &str) -> Vec<u8> {
        let head = format!("{}\r\ncontent-type: {content_type}\r\n{}\r\n\r\n", self.status, self.length());
        [head.as_bytes(), &self.body].concat()
    }

    fn chunked(&self, size: usize, end: &str) -> Vec<u8> {
        let mut all = self.head(&self.status, &["transfer-encoding: chunked"]);
        for chunk in self.body.chunks(size) {
            all.extend(format!("{:x};ext=1\r\n", chunk.len()).bytes());
            all.extend(chunk);
            all.extend(b"\r\n");
        }
        all.extend(end.bytes());
        all
    }

    fn redirect(&self, status: &str) -> Vec<u8> {
        self.with(&format!("HTTP/1.1 {status}"), &[&self.length(), &format!("location: {TRAP}/?{POISON}")])
    }
}

/// A good answer to anything, which nobody asked for.
fn poison() -> Vec<u8> {
    let body = format!(
        r#"{{"errcode":0,"errmsg":"ok","ret":0,"url":"https://mmbiz.qpic.cn/{POISON}","media_id":"{POISON}","vid":"{POISON}",
        "msgid":"{POISON}","publish_id":"{POISON}","access_token":"{POISON}","expires_in":7200}}"#
    );
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A way to spoil an answer: its name, whether a good client does not mind, and how it is done.
pub(super) type Spoil = (&'static str, bool, fn(&Answer) -> Vec<u8>);

/// All of them. The connection closes behind each.
pub(super) const SPOILS: &[Spoil] = &[
    // Odd, and right.
    ("interim 100", true, |a| [b"HTTP/1.1 100 Continue\r\n\r\n", &a.whole()[..]].concat()),
    ("interim 102, 103", true, |a| {
        let interim =
            b"HTTP/1.1 102 Processing\r\nx: y\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n";
        [interim, &a.whole()[..]].concat()
    }),
    ("connection: close", true, |a| a.with(&a.status, &[&a.length(), "connection: close"])),
    ("keep-alive that is none", true, |a| a.with(&a.status, &[&a.length(), "connection: keep-alive"])),
    ("no reason", true, |a| a.with(&a.status[..12], &[&a.length()])),
    ("in chunks", true, |a| a.chunked(7, "0\r\n\r\n")),
    ("in chunks with a trailer", true, |a| a.chunked(9, "0\r\nx-trailer: 1\r\n\r\n")),
    ("a doubled length", true, |a| a.with(&a.status, &[&a.length(), &a.length()])),
    ("identity", true, |a| a.with(&a.status, &[&a.length(), "content-encoding: identity"])),
    // A second answer that nobody asked for.
    ("doubled", true, |a| [a.whole(), a.whole()].concat()),
    ("another behind it", true, |a| [a.whole(), poison()].concat()),
    ("rubbish behind it", true, |a| [a.whole(), b"\0\r\n\xffrubbish".to_vec()].concat()),
    ("another behind the chunks", true, |a| [a.chunked(9, "0\r\n\r\n"), poison()].concat()),
    // Framing that does not agree with itself.
    ("two lengths", false, |a| a.with(&a.status, &[&a.length(), "content-length: 1"])),
    ("length and chunks", false, |a| {
        let head = a.head(&a.status, &["content-length: 1", "transfer-encoding: chunked"]);
        [&head[..], b"0\r\n\r\n", &poison()].concat()
    }),
    ("chunks that are none", false, |a| a.with(&a.status, &["transfer-encoding: chunked"])),
    ("chunks without an end", false, |a| a.chunked(5, "")),
    ("chunks that end at once", false, |a| {
        [a.head(&a.status, &["transfer-encoding: chunked"]), b"0\r\n\r\n".to_vec()].concat()
    }),
    ("a huge chunk", false, |a| {
        [a.head(&a.status, &["transfer-encoding: chunked"]), b"ffffffffffffffff\r\n{}".to_vec()].concat()
    }),
    ("a negative chunk", false, |a| {
        [a.head(&a.status, &["transfer-encoding: chunked"]), b"-5\r\n{}".to_vec()].concat()
    }),
    ("chunked twice", false, |a| a.with(&a.status, &["transfer-encoding: chunked, chunked"])),
    ("an unknown coding", false, |a| a.with(&a.status, &["transfer-encoding: tea"])),
    ("too long a length", false, |a| {
        a.with(&a.status, &[&format!("content-length: {}", a.body.len() + 1000)])
    }),
    ("too short a length", false, |a| a.with(&a.status, &[&format!("content-length: {}", a.body.len() / 2)])),
    ("no length of a 200", false, |a| a.with(&a.status, &["content-length: 0"])),
    ("a negative length", false, |a| a.with(&a.status, &["content-length: -1"])),
    ("a length with a sign", false, |a| a.with(&a.status, &[&format!("content-length: +{}", a.body.len())])),
    ("a length beyond numbers", false, |a| a.with(&a.status, &["content-length: 99999999999999999999999"])),
    ("a length that is none", false, |a| a.with(&a.status, &["content-length: tea"])),
    // Heads that are none.
    ("bare line feeds", false, |a| {
        let head = String::from_utf8_lossy(&a.head(&a.status, &[&a.length()])).replace('\r', "");
        [head.as_bytes(), &a.body].concat()
    }),
    ("a folded header", false, |a| a.with(&a.status, &["x-folded: a\r\n  b", &a.length()])),
    ("a blank before the colon", false, |a| a.with(&a.status, &["x-blank : a", &a.length()])),
    ("a header without a colon", false, |a| a.with(&a.status, &["x-nothing", &a.length()])),
    ("a header without a name", false, |a| a.with(&a.status, &[": nothing", &a.length()])),
    ("a zero byte in a header", false, |a| a.with(&a.status, &["x-zero: \0", &a.length()])),
    ("a thousand headers", false, |a| {
        let many: Vec<String> = (0..1000).map(|n| format!("x-{n}: {n}")).collect();
        a.with(&a.status, &many.iter().map(String::as_str).chain([&*a.length()]).collect::<Vec<_>>())
    }),
    ("a header of a megabyte", false, |a| {
        a.with(&a.status, &[&format!("x: {}", "y".repeat(1 << 20)), &a.length()])
    }),
    ("HTTP/0.9", false, |a| a.body.to_vec()),
    ("HTTP/1.0 until the end", true, |a| a.with("HTTP/1.0 200 OK", &[])),
    ("HTTP/2 in words", false, |a| a.with("HTTP/2 200", &[&a.length()])),
    ("HTTP/2", false, |_| {
        b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x80\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\x01".to_vec()
    }),
    ("HTTP/9.9", false, |a| a.with("HTTP/9.9 200 OK", &[&a.length()])),
    ("ICY", false, |a| a.with("ICY 200 OK", &[&a.length()])),
    ("another protocol", false, |_| b"SSH-2.0-OpenSSH_9.9\r\n".to_vec()),
    ("a TLS alert", false, |_| b"\x15\x03\x03\0\x02\x02\x28".to_vec()),
    ("a status of two digits", false, |a| a.with("HTTP/1.1 20 OK", &[&a.length()])),
    ("a status beyond all", false, |a| a.with("HTTP/1.1 999 Tea", &[&a.length()])),
    ("only zeros", false, |_| vec![0; 5000]),
    ("empty lines before it", false, |a| [b"\r\n\r\n", &a.whole()[..]].concat()),
    ("a blank line before it", false, |a| [b" ", &a.whole()[..]].concat()),
    // Codings that nobody asked for.
    ("said to be gzip", false, |a| a.with(&a.status, &[&a.length(), "content-encoding: gzip"])),
    ("said to be br", false, |a| a.with(&a.status, &[&a.length(), "content-encoding: br"])),
    ("gzip", false, |a| {
        // A member with one stored block.
        let len = u16::try_from(a.body.len()).unwrap_or(u16::MAX);
        let mut packed = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x01".to_vec();
        packed.extend([len.to_le_bytes(), (!len).to_le_bytes()].concat());
        packed.extend(&a.body[..usize::from(len)]);
        packed.extend([0; 8]);
        let length = format!("content-length: {}", packed.len());
        [a.head(&a.status, &[&length, "content-encoding: gzip"]), packed].concat()
    }),
    // Bodies that are not what they should be.
    ("a gateway's page", false, |_| page("502 Bad Gateway")),
    ("a portal's page", false, |_| page("200 OK")),
    ("a page that asks to sign in", false, |_| page("511 Network Authentication Required")),
    ("408", false, |_| page("408 Request Timeout")),
    ("425", false, |_| page("425 Too Early")),
    ("429", false, |_| page("429 Too Many Requests")),
    ("503", false, |_| page("503 Service Unavailable")),
    ("empty", false, |a| a.with_body(b"")),
    ("null", false, |a| a.with_body(b"null")),
    ("an empty list", false, |a| a.with_body(b"[]")),
    ("an empty object", false, |a| a.with_body(b"{}")),
    ("half of the JSON", false, |a| a.with_body(&a.body[..a.body.len() / 2])),
    ("deep JSON", false, |a| a.with_body("[".repeat(100_000).as_bytes())),
    ("no UTF-8", false, |a| a.with_body(b"{\"media_id\":\"\xff\xfe\"}")),
    ("called a picture", false, |a| a.typed("image/jpeg")),
    ("called a page", false, |a| a.typed("text/html; charset=gbk")),
    ("called nothing", false, |a| a.typed("")),
    ("a file of that name", false, |a| {
        let name = "content-disposition: attachment; filename=\"../../../../tmp/evil\"";
        a.with(&a.status, &[&a.length(), name])
    }),
    // Other statuses.
    ("101", false, |a| a.with("HTTP/1.1 101 Switching Protocols", &["upgrade: tea", "connection: upgrade"])),
    ("204", false, |a| a.with("HTTP/1.1 204 No Content", &[])),
    ("205", false, |a| a.with("HTTP/1.1 205 Reset Content", &["content-length: 0"])),
    ("206", false, |a| a.with("HTTP/1.1 206 Partial Content", &[&a.length(), "content-range: bytes 5-9/10"])),
    ("304", false, |a| a.with("HTTP/1.1 304 Not Modified", &[])),
    ("407", false, |a| {
        a.with("HTTP/1.1 407 Proxy Authentication Required", &[&a.length(), "proxy-authenticate: Basic"])
    }),
    ("417", false, |a| a.with("HTTP/1.1 417 Expectation Failed", &["content-length: 0"])),
    // Led astray.
    ("301", false, |a| a.redirect("301 Moved Permanently")),
    ("302", false, |a| a.redirect("302 Found")),
    ("303", false, |a| a.redirect("303 See Other")),
    ("307", false, |a| a.redirect("307 Temporary Redirect")),
    ("308", false, |a| a.redirect("308 Permanent Redirect")),
    ("refresh", false, |a| {
        a.with("HTTP/1.1 503 Busy", &["content-length: 0", &format!("refresh: 0; url={TRAP}")])
    }),
    ("alt-svc", true, |a| a.with(&a.status, &[&a.length(), "alt-svc: h2=\"127.0.0.1:1\"; ma=9999"])),
    ("cookies", true, |a| a.with(&a.status, &[&a.length(), "set-cookie: P0IS0N=1; path=/"])),
];

fn page(status: &str) -> Vec<u8> {
    let body = "<html><head><title>tea</title></head><body>tea</body></html>";
    format!("HTTP/1.1 {status}\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
}

impl Answer {
    fn with_body(&self, body: &[u8]) -> Vec<u8> {
        [&self.head(&self.status, &[&format!("content-length: {}", body.len())])[..], body].concat()
    }
}
