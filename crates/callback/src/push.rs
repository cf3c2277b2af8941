//! The platform's side: what it sends, for sandboxes and tests.

use wxkit_proto::Env;

use crate::fields::Fields;
use crate::receiver::{Receiver, Source};
use crate::reply::{nonce, random};
use crate::signature::sign;
use crate::text::{self, Form};

/// How an official account pushes. WeChat Work knows [`Safe`](Mode::Safe) alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// 明文模式: not encrypted.
    Clear,
    /// 兼容模式: not encrypted, and encrypted beside it.
    Compatible,
    /// 安全模式: encrypted.
    Safe,
}

/// A request of the platform: what belongs behind the `?` of the address, and the body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Push {
    /// The query, without `?`.
    pub query: String,
    /// The content type of the body.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

impl Receiver {
    /// What the platform would send to this receiver; in clear mode if there is no key.
    #[must_use]
    pub fn imitate(&self, fields: &Fields, form: Form, mode: Mode, env: &Env) -> Push {
        let key = self.key.as_ref().filter(|_| mode != Mode::Clear);
        let message = text::write(form, fields);
        let (timestamp, nonce) = (env.now.as_secs().to_string(), nonce(env));
        let plain = sign(&[self.token.reveal(), &timestamp, &nonce]);
        let content_type = if form == Form::Xml { "text/xml" } else { "application/json" };
        let open = format!("signature={plain}&timestamp={timestamp}&nonce={nonce}");
        let openid = fields.get("FromUserName").and_then(|field| match field {
            crate::Field::Text(text) => Some(text.as_str()),
            _ => None,
        });
        let openid = openid.map(|openid| format!("&openid={}", escape(openid))).unwrap_or_default();
        let Some(key) = key else {
            return Push { query: open + &openid, content_type, body: message };
        };
        let id = self.ids.first().map_or("", String::as_str);
        let sealed = key.seal(&random(env), message.as_bytes(), id);
        let signature = sign(&[self.token.reveal(), &timestamp, &nonce, &sealed]);
        let (query, outer) = match self.source {
            Source::Work => {
                let agent = fields.get("AgentID").cloned().unwrap_or_else(|| "".into());
                let query = format!("msg_signature={signature}&timestamp={timestamp}&nonce={nonce}");
                // In JSON, its names around the message are in lower case.
                let outer = match form {
                    Form::Xml => Fields::default().with("ToUserName", id).with("AgentID", agent),
                    Form::Json => Fields::default().with("tousername", id).with("agentid", agent),
                };
                (query, outer)
            }
            Source::Official => {
                let outer = match mode {
                    Mode::Compatible => fields.clone(),
                    _ => Fields(fields.0.iter().filter(|(name, _)| name == "ToUserName").cloned().collect()),
                };
                (format!("{open}{openid}&encrypt_type=aes&msg_signature={signature}"), outer)
            }
        };
        let name = if form == Form::Json && self.source == Source::Work { "encrypt" } else { "Encrypt" };
        Push { query, content_type, body: text::write(form, &outer.with(name, sealed)) }
    }

    /// The query with which the platform checks the address; the answer must be `echo`.
    #[must_use]
    pub fn imitate_check(&self, echo: &str, env: &Env) -> String {
        let (timestamp, nonce) = (env.now.as_secs().to_string(), nonce(env));
        let id = self.ids.first().map_or("", String::as_str);
        let (name, sent) = match (self.source, &self.key) {
            (Source::Work, Some(key)) => ("msg_signature", key.seal(&random(env), echo.as_bytes(), id)),
            _ => ("signature", echo.to_owned()),
        };
        let mut texts = vec![self.token.reveal(), &timestamp, &nonce];
        if name == "msg_signature" {
            texts.push(&sent);
        }
        let signature = sign(&texts);
        format!("{name}={signature}&timestamp={timestamp}&nonce={nonce}&echostr={}", escape(&sent))
    }
}

/// A value of the query.
fn escape(value: &str) -> String {
    percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string()
}
