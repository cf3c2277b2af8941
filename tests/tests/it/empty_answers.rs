//! An answer that says nothing is no answer, unless the call has nothing to say but its success.

use std::any::type_name;

use bytes::Bytes;
use expect_test::expect;
use http::Response;
use wxkit::proto::{Endpoint, Platform, Reply, Visit};
use wxkit::{official, pay, work};

/// Endpoints that take this for an answer, and what they make of it.
struct Taken(&'static str, Vec<String>);

impl<F: Platform> Visit<F> for Taken {
    fn endpoint<E: Endpoint<Platform = F>>(&mut self) {
        let short =
            |name: &'static str| name.rsplit("::").next().unwrap_or(name).trim_end_matches('>').to_owned();
        let reply = type_name::<E::Reply>();
        if !reply.ends_with("::Done")
            && E::Reply::read(&Response::new(Bytes::from_static(self.0.as_bytes()))).is_ok()
        {
            self.1.push(format!("{} {}", E::PATH, short(reply)));
        }
    }
}

#[test]
fn what_takes_an_empty_object_has_nothing_to_say() {
    for empty in ["{}", r#"{"errcode":0,"errmsg":"ok"}"#] {
        let mut taken = Taken(empty, Vec::new());
        official::each(&mut taken);
        work::each(&mut taken);
        pay::each(&mut taken);
        expect![[""]].assert_eq(&taken.1.join("\n"));
    }
}
