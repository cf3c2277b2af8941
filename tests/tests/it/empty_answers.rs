//! An answer that says nothing is no answer, unless the call has nothing to say but its success, or brings a file.

use std::any::type_name;

use bytes::Bytes;
use expect_test::{Expect, expect};
use http::Response;
use wxkit::proto::register::Visit;
use wxkit::proto::{Endpoint, Platform, Reply};
use wxkit::{official, pay, work};

/// Endpoints that take this for an answer, and what they make of it.
struct Taken(&'static str, Vec<String>);

impl<F: Platform> Visit<F> for Taken {
    fn endpoint<E: Endpoint<Platform = F>>(&mut self) {
        let short =
            |name: &'static str| name.rsplit("::").next().unwrap_or(name).trim_end_matches('>').to_owned();
        let reply = type_name::<E::Reply>();
        if E::Reply::read(&Response::new(Bytes::from_static(self.0.as_bytes()))).is_ok() {
            self.1.push(format!("{} {}", E::PATH, short(reply)));
        }
    }
}

#[test]
fn what_takes_an_empty_object_has_nothing_else_to_say() {
    // Beside files, calls whose answer may be one take anything that says neither yes nor no.
    check(
        "{}",
        &expect![[r#"
            /cgi-bin/callback/check CallbackCheck
            /cgi-bin/media/get Media
            /cgi-bin/material/get_material Material
            /cgi-bin/message/mass/preview Previewed
            /cgi-bin/material/upload_video?action=upload_block Ret
            /cgi-bin/material/upload_video?action=upload_finish Ret
            /cgi-bin/message/send Sent
            / Value"#]],
    );
    check(
        r#"{"errcode":0,"errmsg":"ok"}"#,
        &expect![[r#"
            /cgi-bin/callback/check CallbackCheck
            /cgi-bin/message/mass/preview Previewed
            /cgi-bin/material/upload_video?action=upload_block Ret
            /cgi-bin/material/upload_video?action=upload_finish Ret
            /cgi-bin/message/send Sent
            / Value"#]],
    );
}

fn check(empty: &'static str, expected: &Expect) {
    let mut taken = Taken(empty, Vec::new());
    official::each(&mut taken);
    work::each(&mut taken);
    pay::each(&mut taken);
    // A file may hold anything.
    taken.1.retain(|line| !line.ends_with(" Done") && !line.ends_with(" ReceivedFile"));
    expected.assert_eq(&taken.1.join("\n"));
}
