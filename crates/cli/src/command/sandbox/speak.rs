//! Where the sandbox sends what WeChat sends by itself.

use http::Uri;
use wxkit::callback::{EncodingKey, Form, Mode};
use wxkit::proto::Secret;
use wxkit_sandbox::{Callback, Sent};

use crate::console::{Console, visible};
use crate::failure::Failure;

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "What it sends by itself")]
pub(crate) struct Speak {
    /// Push events to this http address, as both the official account and WeChat Work: after a mass message, a publication and a
    /// job, and what POST /sandbox/PART plays: text, image, voice, video, shortvideo (the body is the text or the file), subscribe,
    /// unsubscribe, scan, click, view (?key=…), and check, the console's check of the address; ?from=ID and ?at=work say who.
    /// GET /sandbox/sent lists what became of each, with the replies opened.
    #[arg(long, value_name = "URL")]
    callback: Option<String>,
    /// The invented Token of the pushes.
    #[arg(long, value_name = "TOKEN", requires = "callback")]
    callback_token: Option<String>,
    /// The invented EncodingAESKey of the pushes.
    #[arg(long, value_name = "KEY", requires = "callback")]
    callback_key: Option<String>,
    /// How the official account pushes. [default: safe]
    #[arg(long, value_name = "MODE", requires = "callback", value_parser = ["clear", "compatible", "safe"])]
    callback_mode: Option<String>,
    /// How pushes are written. [default: xml]
    #[arg(long, value_name = "FORM", requires = "callback", value_parser = ["xml", "json"])]
    callback_form: Option<String>,
    /// Send notifications of payments to this http address: those that POST /sandbox/pay?event=TRANSACTION.SUCCESS plays, with the
    /// JSON of the payment as the body; &key=public signs them by the public key (微信支付公钥).
    #[arg(long, value_name = "URL")]
    notify: Option<String>,
}

impl Speak {
    /// Where events go, and notifications.
    pub(super) fn read(&self) -> Result<(Option<Callback>, Option<String>), Failure> {
        let notify = self.notify.as_deref().map(|url| address("--notify", url)).transpose()?;
        let Some(url) = &self.callback else { return Ok((None, notify)) };
        let mut callback = Callback::new(address("--callback", url)?);
        if let Some(token) = &self.callback_token {
            callback.token = Secret::new(token.as_str());
        }
        if let Some(key) = &self.callback_key {
            EncodingKey::new(key)
                .map_err(|invalid| Failure::usage_hint(invalid.message, "this is about --callback-key"))?;
            callback.aes_key = Secret::new(key.as_str());
        }
        callback.mode = match self.callback_mode.as_deref() {
            Some("clear") => Mode::Clear,
            Some("compatible") => Mode::Compatible,
            _ => Mode::Safe,
        };
        if self.callback_form.as_deref() == Some("json") {
            callback.form = Form::Json;
        }
        Ok((Some(callback), notify))
    }
}

/// Tells what went wrong with something that was sent, and what was replied.
pub(super) fn tell(sent: &Sent, console: &Console) {
    let times = if sent.attempts == 1 { "once".to_owned() } else { format!("{} times", sent.attempts) };
    match (&sent.problem, &sent.reply) {
        (Some(problem), _) if sent.taken => console.warn(&format!("{}: {problem}", sent.name)),
        (Some(problem), _) => {
            console.warn(&format!("{} was not taken, sent {times}: {problem}", sent.name));
        }
        (None, Some(reply)) => {
            let reply = serde_json::to_string(reply).unwrap_or_default();
            console.note(&format!("{} was answered with {}", sent.name, visible(&reply)));
        }
        (None, None) => {}
    }
}

fn address(flag: &str, url: &str) -> Result<String, Failure> {
    let is_http =
        url.parse::<Uri>().is_ok_and(|uri| uri.scheme_str() == Some("http") && uri.host().is_some());
    if !is_http {
        return Err(Failure::usage(format!(
            "{flag} must be an http address, such as http://127.0.0.1:8080/"
        )));
    }
    Ok(url.to_owned())
}
