//! An answer that says nothing is no answer, unless the call has nothing to say but its success, or brings a file.

use std::any::type_name;

use bytes::Bytes;
use expect_test::expect;
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
        if !reply.ends_with("::Done")
            && E::Reply::read(&Response::new(Bytes::from_static(self.0.as_bytes()))).is_ok()
        {
            self.1.push(format!("{} {}", E::PATH, short(reply)));
        }
    }
}

#[test]
fn what_takes_an_empty_object_has_nothing_to_say() {
    let taken = |empty: &'static str| {
        let mut taken = Taken(empty, Vec::new());
        official::each(&mut taken);
        work::each(&mut taken);
        pay::each(&mut taken);
        taken.1.join("\n")
    };
    // Files may hold anything.
    let expected = expect![[r#"
            /cgi-bin/callback/check CallbackCheck
            /cgi-bin/media/get Media
            /cgi-bin/media/get/jssdk ReceivedFile
            /cgi-bin/material/get_material Material
            /cgi-bin/message/mass/preview Previewed
            /cgi-bin/material/upload_video?action=upload_block Ret
            /cgi-bin/material/upload_video?action=upload_finish Ret
            /cgi-bin/media/get ReceivedFile
            /cgi-bin/media/get/jssdk ReceivedFile
            /v3/billdownload/file ReceivedFile
            /v3/merchant-service/images/{media_id} ReceivedFile
            / Value"#]];
    expected.assert_eq(&taken("{}"));
    // A message that WeChat Work calls sent may have no id.
    let sent = taken(r#"{"errcode":0,"errmsg":"ok"}"#);
    expected.assert_eq(&sent.replace("\n/cgi-bin/message/send Sent", ""));
}
