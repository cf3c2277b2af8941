//! What Redis says when it does not do what it was told.

use redis::{ErrorKind, RedisError};
use wxkit_proto::Error;
use wxkit_proto::error::{Local, LocalKind};

use super::address::Address;

/// The words that Redis begins a refusal with, and what they mean. As Redis's page on its protocol, RESP, has it.
const MEANINGS: &[(&str, &str)] = &[
    ("NOAUTH", "it wants a password; write it into the address: redis://:PASSWORD@HOST"),
    ("WRONGPASS", "it refuses the user name or the password in the address"),
    (
        "NOPERM",
        "the user in the address may not do this; a store needs GET, SET, DEL, PTTL and EVAL on wxkit:*",
    ),
    ("READONLY", "it is a replica; name the primary"),
    ("MOVED", "it is one node of a cluster; name a proxy, or a Redis of its own"),
];

/// These end by themselves, so they are no reason not to begin.
const PASSING: &[&str] =
    &["LOADING", "BUSY", "TRYAGAIN", "CLUSTERDOWN", "MASTERDOWN", "OOM", "MISCONF", "NOREPLICAS"];

/// Whether it may be well again later, without anybody changing the address.
pub(super) fn passes(error: &RedisError) -> bool {
    error.is_io_error() || error.code().is_some_and(|code| PASSING.contains(&code))
}

/// Whether the connection is of no use any more. What Redis itself says no to leaves it whole.
pub(super) fn breaks(error: &RedisError) -> bool {
    !matches!(error.kind(), ErrorKind::Server(_) | ErrorKind::Extension | ErrorKind::UnexpectedReturnType)
}

/// For people, and without the password.
pub(super) fn failed(address: &Address, error: &RedisError) -> Error {
    Error::Local(Local::new(LocalKind::Io, format!("{address}: {}", said(error))))
}

fn said(error: &RedisError) -> String {
    let code = match error.kind() {
        ErrorKind::AuthenticationFailed => Some("WRONGPASS"),
        // The library drops the word where it chooses the database.
        _ if error.detail() == Some("Authentication required.") => Some("NOAUTH"),
        _ => error.code(),
    };
    let meaning = code.and_then(|code| MEANINGS.iter().find(|(known, _)| *known == code));
    match (code, meaning) {
        _ if error.is_timeout() => "no answer in time".into(),
        _ if error.kind() == ErrorKind::Parse => "what answers there is not Redis".into(),
        (Some(code), Some((_, meaning))) => format!("{meaning} ({code})"),
        (Some(code), None) => format!("{code} {}", error.detail().unwrap_or_default()).trim_end().into(),
        _ => error.to_string(),
    }
}
