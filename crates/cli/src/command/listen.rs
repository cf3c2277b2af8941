//! `wxkit listen`: what the platforms send by themselves.

use crate::context::Context;
use crate::ear::{Ear, Heard};
use crate::failure::Failure;
use crate::output::Output;

/// Receive events of the official account (公众号) and of WeChat Work (企业微信), and notifications of WeChat Pay (微信支付),
/// until Ctrl-C.
///
/// Each is verified and decrypted, printed as one JSON object on a line, and answered; repeats are answered and not printed again. The
/// check of the address in the platforms' consoles is answered as well. All three may be given the same address.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wxkit listen --listen 127.0.0.1:8080 --once PUBLISHJOBFINISH\n\n\
    A line is {\"source\":\"official|work|pay\",\"event\":…,\"at\":…,\"data\":{…}}: \"event\" is the platform's word (of messages their\n\
    type: text, image, voice, …), \"at\" is in Unix seconds, \"data\" holds all that came.\n\n\
    It listens for every platform whose settings are there:\n  \
      WXKIT_CALLBACK_TOKEN, and WXKIT_CALLBACK_AES_KEY with WXKIT_APPID unless the account is in clear mode (明文模式)\n  \
      WXKIT_WORK_CALLBACK_TOKEN, WXKIT_WORK_CALLBACK_AES_KEY, WXKIT_CORPID\n  \
      the merchant's, with WXKIT_APIV3_KEY\n\
    The platforms send to port 80 or 443 alone: put a web server in front of this one.")]
pub(crate) struct Listen {
    /// Where to listen; port 0 takes any free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Exit with success as soon as this event has come, such as MASSSENDJOBFINISH, image or TRANSACTION.SUCCESS.
    #[arg(long, value_name = "EVENT")]
    once: Option<String>,
}

impl Listen {
    /// Serves until the event has come, or for ever; Ctrl-C is for the caller.
    pub(super) async fn run(self, context: &Context<'_>) -> Result<(), Failure> {
        if context.settings.sandbox {
            return Err(Failure::usage_hint(
                "a sandbox inside this process sends nothing",
                "run wxkit sandbox --callback URL beside this",
            ));
        }
        let mut ear = Ear::open(&self.listen, context, None)?;
        while let Some(event) = ear.next().await {
            let last =
                self.once.as_ref().is_some_and(|once| event.heard.event.eq_ignore_ascii_case(once.trim()));
            print(&event.heard).await?;
            drop(event);
            if last {
                ear.close().await;
                break;
            }
        }
        Ok(())
    }
}

/// On a thread of its own: whoever reads it may be slow, and the platforms are not.
async fn print(heard: &Heard) -> Result<(), Failure> {
    let line = serde_json::to_string(heard).unwrap_or_default();
    let printed = tokio::task::spawn_blocking(move || Output::new(true).program(&line)).await;
    printed.unwrap_or(Ok(()))
}
