//! WeChat Work as a platform: token in the query, `errcode` in the reply.

use bytes::Bytes;
use http::Response;
use memchr::memmem;
use wxkit_proto::encoder::Draft;
use wxkit_proto::envelope::Done;
use wxkit_proto::secret::redact;
use wxkit_proto::{Env, Error, Platform, Token, Warning, envelope, json};

use crate::errors::TABLE;

/// WeChat Work (企业微信) at `https://qyapi.weixin.qq.com`. A private deployment has a base URL of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work;

impl Platform for Work {
    type Credential = Token;
    const BASE_URL: &'static str = "https://qyapi.weixin.qq.com";

    fn authorize(token: &Token, draft: &mut Draft, _: &Env) -> Result<(), Error> {
        envelope::authorize(token, draft);
        Ok(())
    }

    fn refusal(auth: bool, response: &Response<Bytes>) -> Option<Error> {
        envelope::refusal(TABLE, auth, response)
    }

    fn remarks(response: &Response<Bytes>) -> Vec<Warning> {
        // Nearly no answer has one, and none is parsed twice to find that out.
        if memmem::find(response.body(), b"Warning:").is_none() {
            return Vec::new();
        }
        let errmsg = json::from_slice::<Done>(response.body()).map(|done| done.errmsg).unwrap_or_default();
        if !errmsg.contains("Warning:") {
            return Vec::new();
        }
        vec![Warning::new(format!(
            "WeChat accepted the call and ignored fields of a wrong type (as documented): {}",
            redact(errmsg.trim(), &[])
        ))]
    }

    fn redact(token: &Token, text: &str) -> String {
        redact(text, &[token.reveal()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignored_fields_are_told() {
        let check = |body: &'static str, expected: &str| {
            let remarks = Work::remarks(&Response::new(Bytes::from_static(body.as_bytes())));
            let told: Vec<_> = remarks.into_iter().map(|warning| warning.message).collect();
            assert_eq!(told.join("\n"), expected);
        };
        check(r#"{"errcode":0,"errmsg":"ok"}"#, "");
        check("\x01", "");
        check(
            r#"{"errcode":0,"errmsg":"ok. Warning: wrong json format. "}"#,
            "WeChat accepted the call and ignored fields of a wrong type (as documented): ok. Warning: wrong json format.",
        );
    }

    #[test]
    fn the_hint_for_support_and_the_address_are_kept() {
        let body = r#"{"errcode":60020,"errmsg":"not allow to access from your ip, hint: [1692099979531331300516404], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com/devtool/query?e=60020"}"#;
        let Some(Error::Refused(refusal)) =
            Work::refusal(true, &Response::new(Bytes::from_static(body.as_bytes())))
        else {
            panic!("no refusal")
        };
        assert_eq!(refusal.request_id.as_deref(), Some("1692099979531331300516404"));
        assert!(
            refusal.hint.starts_with("put 203.0.113.7 on") && refusal.hint.contains("企业可信IP"),
            "{}",
            refusal.hint
        );
    }

    #[test]
    fn a_wrong_secret_is_no_worn_token() {
        let body = Bytes::from_static(br#"{"errcode":40001,"errmsg":"invalid credential"}"#);
        for auth in [true, false] {
            let error = Work::refusal(auth, &Response::new(body.clone())).unwrap();
            assert_eq!(error.kind().as_str(), "input", "{auth}");
        }
    }
}
