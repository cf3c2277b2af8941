//! `wxkit call`: any endpoint that has no command.

use clap::Subcommand;
use http::Method;
use serde_json::Value;
use wxkit::official;
use wxkit::pay::Pay;
use wxkit::proto::Platform;
use wxkit::proto::exchange::{Exchange, Untyped};
use wxkit::work;

use super::work::unsure;
use crate::complete;
use crate::context::Context;
use crate::failure::Failure;
use crate::input::raw;
use crate::output::Answer;

/// Call any other endpoint.
#[derive(Debug, Subcommand)]
pub(crate) enum Call {
    /// Call an endpoint of the official account (公众号), and print its reply.
    ///
    /// The access token is added, and renewed if it is no longer valid. A POST whose answer is lost is not repeated: exit status 6.
    #[command(
        after_help = "Example:\n  wxkit call official POST cgi-bin/publish/query --data '{\"media_id\":\"…\"}'"
    )]
    Official(What),
    /// Call an endpoint of WeChat Work (企业微信), and print its reply.
    ///
    /// The access token is added, and renewed if it is no longer valid. A POST whose answer is lost is not repeated: exit status 6. A
    /// call of cgi-bin/webhook/send takes no token but the key of the robot, which is set as WXKIT_ROBOT_KEY.
    #[command(
        after_help = "Example:\n  wxkit call work POST cgi-bin/message/recall --data '{\"msgid\":\"…\"}'"
    )]
    Work(What),
    /// Call an endpoint of WeChat Pay v3 (微信支付), and print its reply.
    ///
    /// It is signed, and its answer is verified. A POST whose answer is lost is not repeated: exit status 6.
    #[command(
        after_help = "Example:\n  wxkit call pay GET v3/pay/transactions/out-trade-no/N1?mchid=1900000001"
    )]
    Pay(What),
}

/// A method, a path and a body.
#[derive(Debug, clap::Args)]
pub(crate) struct What {
    /// GET or POST; WeChat Pay has PUT, PATCH and DELETE too.
    pub(super) method: String,
    /// The path behind the host, with its query but without a token: cgi-bin/material/get_materialcount.
    pub(super) path: String,
    /// The body: JSON, @FILE, or - for standard input.
    #[arg(long, value_name = "JSON", add = complete::data())]
    pub(super) data: Option<String>,
}

impl Call {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let reply = match self {
            Self::Official(what) => {
                let call: Exchange<official::Official> = what.exchange(&[Method::GET, Method::POST])?;
                if let Some(successor) = official::stats::successor(&what.path) {
                    context.console.warn(&format!("WeChat withdrew this call; ask {successor}"));
                }
                context.account()?.call(call).await?
            }
            Self::Work(what) if what.is_robot() => return what.robot(context).await,
            Self::Work(what) => {
                let call: Exchange<work::Work> = what.exchange(&[Method::GET, Method::POST])?;
                context.app()?.0.call(call).await?
            }
            Self::Pay(what) => return what.pay(context).await,
        };
        Ok(shown(&reply))
    }
}

impl What {
    /// Calls an endpoint of WeChat Pay.
    pub(super) async fn pay(&self, context: &Context<'_>) -> Result<Answer, Failure> {
        let call: Exchange<Pay> = self.exchange(PAY)?;
        Ok(shown(&context.merchant()?.call(call).await?))
    }

    /// A group robot has a key and no token.
    fn is_robot(&self) -> bool {
        self.path.trim_start_matches('/').split('?').next() == Some("cgi-bin/webhook/send")
    }

    async fn robot(&self, context: &Context<'_>) -> Result<Answer, Failure> {
        verb(&self.method, &[Method::POST])?;
        let hint = "give it as --data, such as {\"msgtype\":\"text\",\"text\":{\"content\":\"…\"}}";
        let data = self.data.as_deref().ok_or_else(|| Failure::usage_hint("the message is missing", hint))?;
        let message = work::RobotMessage::Other(raw(data)?);
        let path = clean(&self.path)?;
        let given = match path.contains("key=") {
            true => {
                context.console.warn(
                    "other users of this machine can see the key among the arguments; set WXKIT_ROBOT_KEY instead",
                );
                Some(
                    work::message::robot_key(&path)
                        .map_err(|wrong| Failure::usage(format!("the path {}", wrong.message)))?,
                )
            }
            false => None,
        };
        let robot = context.robot(given)?;
        let key = robot.secret()?.clone();
        let done = robot.call(work::SendByRobot::new(key, message)).await.map_err(unsure)?;
        Ok(Answer::new(&done, "sent"))
    }

    /// The call that is meant, if the platform has such methods.
    pub(super) fn exchange<F: Platform>(&self, methods: &[Method]) -> Result<Exchange<F>, Failure> {
        let method = verb(&self.method, methods)?;
        let path = clean(&self.path)?;
        let body = self.data.as_deref().map(raw).transpose()?;
        if method == Method::GET && body.is_some() {
            return Err(Failure::usage("a GET has no --data; put it into the query, or use POST"));
        }
        Ok(Exchange::new(method, path, body))
    }
}

/// What WeChat Pay understands.
pub(super) const PAY: &[Method] = &[Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

fn shown(Untyped(reply): &Untyped) -> Answer {
    let text = match reply.to_value() {
        // Done, and nothing to say. A number beyond all measure is no value either, but is shown.
        Value::Null if reply.as_str() == "null" => String::new(),
        Value::String(lines) => lines.trim_end().to_owned(),
        _ => reply.to_string(),
    };
    Answer::new(reply, text)
}

pub(super) fn verb(method: &str, known: &[Method]) -> Result<Method, Failure> {
    let found = known.iter().find(|known| known.as_str().eq_ignore_ascii_case(method));
    found.cloned().ok_or_else(|| {
        let names: Vec<_> = known.iter().map(Method::as_str).collect();
        Failure::usage(format!("the method must be {}; there is no other", names.join(" or ")))
    })
}

/// The path with a leading slash.
pub(super) fn clean(path: &str) -> Result<String, Failure> {
    if path.contains("://") {
        let hint = "give the path alone, such as cgi-bin/publish/query; --base-url names another host";
        return Err(Failure::usage_hint("the path must not name a host", hint));
    }
    // Whatever stands on the command line can be seen by other users of the machine.
    if path.contains("access_token=") || path.contains("secret=") {
        return Err(Failure::usage("the path must hold no access_token and no secret; the token is put on"));
    }
    if let Some(c) = path.chars().find(|c| !c.is_ascii_graphic() || *c == '#') {
        return Err(Failure::usage(format!("the path must be percent-encoded, and holds {c:?}")));
    }
    Ok(format!("/{}", path.trim_start_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        assert_eq!(clean("cgi-bin/x?a=%20").unwrap(), "/cgi-bin/x?a=%20");
        assert_eq!(clean("/cgi-bin/x").unwrap(), "/cgi-bin/x");
        for wrong in ["https://api.weixin.qq.com/x", "x?access_token=abc", "x?secret=a", "x y", "茶", "x#y"]
        {
            let failure = clean(wrong).unwrap_err();
            assert!(failure.status() == 2 && !failure.message().contains("abc"), "{wrong}");
        }
    }
}
