//! Calls that it is taught from outside.

use std::fmt;

use bytes::Bytes;
use http::{Method, Request, Response};
use wxkit_proto::{Endpoint, EndpointExt as _, Env, Reply as _};

use crate::Sandbox;
use crate::answer::{JSON, Refuse};
use crate::route::Asked;
use crate::state::Corp;

/// What a taught call does with a request whose token is good.
type Work = Box<dyn FnMut(&Request<Bytes>) -> Result<Response<Bytes>, Refuse> + Send>;

/// One such call.
pub(crate) struct Taught {
    name: &'static str,
    method: Method,
    auth: bool,
    work: Work,
}

impl Sandbox {
    /// Teaches it a call of the official account or of WeChat Work that it does not know, or knows otherwise. `answer` gets
    /// what was sent, and says what it brings, or `errcode` and `errmsg` of a refusal. Tokens are checked as for any other
    /// call, and [`calls`](Sandbox::calls) counts it; scripts of faults do not reach it.
    ///
    /// The endpoint needs its own [`decode`](Endpoint::decode).
    pub fn teach<E: Endpoint + 'static>(
        &mut self,
        mut answer: impl FnMut(E) -> Result<E::Reply, (i64, String)> + Send + 'static,
    ) {
        let work = move |request: &Request<Bytes>| {
            let endpoint = E::receive(request, false).map_err(|_| Refuse::new(47001, "data format error"))?;
            let reply = answer(endpoint).map_err(|(code, text)| Refuse::new(code, text))?;
            Ok(reply.write())
        };
        let name = E::PATH.trim_start_matches('/');
        self.taught.retain(|taught| taught.name != name);
        self.taught.push(Taught { name, method: E::METHOD, auth: E::AUTH, work: Box::new(work) });
    }

    /// The answer to a call that was taught.
    pub(crate) fn answer_taught(&mut self, env: &Env, request: &Request<Bytes>) -> Option<Response<Bytes>> {
        let asked = Asked::of(request)?;
        let means = |taught: &Taught| taught.method == *request.method() && asked.means(taught.name);
        let at = self.taught.iter().position(means)?;
        let (name, auth) = self.taught.get(at).map(|taught| (taught.name, taught.auth))?;
        self.count_call(name);
        let platform = Corp::platform(request);
        let allowed = if auth { self.check_token(platform, env, request) } else { Ok(()) };
        let answer = match allowed {
            Ok(()) => (self.taught.get_mut(at)?.work)(request),
            Err(refuse) => Err(refuse),
        };
        Some(answer.unwrap_or_else(|refuse| refuse.into_response(env, JSON)))
    }
}

impl fmt::Debug for Taught {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Taught").field(&self.name).finish()
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use serde::{Deserialize, Serialize};
    use wxkit_official::Official;
    use wxkit_proto::decoder::{DecodeError, Decoder};
    use wxkit_proto::{Encoder, Timestamp};

    use super::*;

    /// `cgi-bin/menu/delconditional`, which the sandbox does not know.
    struct DeleteMenu {
        menuid: i64,
    }

    #[derive(Serialize, Deserialize)]
    struct Deleted {
        left: i64,
    }

    impl Endpoint for DeleteMenu {
        type Platform = Official;
        type Reply = Deleted;
        const METHOD: Method = Method::POST;
        const PATH: &'static str = "/cgi-bin/menu/delconditional";

        fn encode(&self, out: &mut Encoder) {
            out.query("menuid", self.menuid.to_string());
        }

        fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
            let menuid = from.query("menuid")?;
            Ok(Self { menuid: menuid.parse().map_err(|_| DecodeError::new("menuid is no number"))? })
        }
    }

    fn check(sandbox: &mut Sandbox, target: &str, expected: &Expect) {
        let env = Env::new(Timestamp::from_secs(1_790_000_000), [0; 32]);
        let request = Request::post(target).body(Bytes::new()).unwrap();
        let outcome = sandbox.handle(&env, &request);
        expected.assert_eq(&String::from_utf8_lossy(outcome.response.body()));
    }

    #[test]
    fn a_taught_call_is_answered_counted_and_needs_a_token() {
        let mut sandbox = Sandbox::default();
        let mut left = 3;
        sandbox.teach(move |call: DeleteMenu| {
            left -= 1;
            if call.menuid == 7 { Ok(Deleted { left }) } else { Err((65301, "no such menu".into())) }
        });
        let path = "/cgi-bin/menu/delconditional?menuid=7";
        check(
            &mut sandbox,
            path,
            &expect![[
                r#"{"errcode":41001,"errmsg":"access_token missing rid: 6ab13b80-e688ba67-5b29adba"}"#
            ]],
        );
        let env = Env::new(Timestamp::from_secs(1_790_000_000), [0; 32]);
        let token = format!(
            "/cgi-bin/token?grant_type=client_credential&appid={}&secret={}",
            sandbox.config().appid,
            sandbox.config().secret.reveal()
        );
        let request = Request::get(token).body(Bytes::new()).unwrap();
        let granted = sandbox.handle(&env, &request).response;
        let granted: serde_json::Value = serde_json::from_slice(granted.body()).unwrap();
        let token = granted["access_token"].as_str().unwrap().to_owned();
        check(&mut sandbox, &format!("{path}&access_token={token}"), &expect![[r#"{"left":2}"#]]);
        check(
            &mut sandbox,
            &format!("{}8&access_token={token}", &path[..path.len() - 1]),
            &expect![[r#"{"errcode":65301,"errmsg":"no such menu rid: 6ab13b80-e688ba67-5b29adba"}"#]],
        );
        check(
            &mut sandbox,
            &format!("/cgi-bin/menu/delconditional?menuid=x&access_token={token}"),
            &expect![[r#"{"errcode":47001,"errmsg":"data format error rid: 6ab13b80-e688ba67-5b29adba"}"#]],
        );
        assert_eq!(sandbox.calls()["cgi-bin/menu/delconditional"], 4);
    }
}
