//! A message of an application as somebody wrote it: checked as the call that it is, and passed on as it stands.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wxkit::proto::json::{Fields, RawJson};
use wxkit::work::message::Safety;

use crate::command::typed;
use crate::context::Context;
use crate::failure::Failure;
use crate::input::raw_of;

/// A body, and what options say beside it.
#[derive(Debug)]
pub(super) struct Written(Fields);

/// Fields that mean nothing beside others: the interval where doubles are not looked for, departments and tags beside
/// everybody. The manual's own samples have them.
const IDLE: [&str; 3] = ["duplicate_check_interval", "toparty", "totag"];

impl Written {
    pub(super) fn read(from: &str) -> Result<Self, Failure> {
        raw_of("--message", from)?.fields().map(Self).map_err(|error| not_a_message(&error))
    }

    pub(super) fn says(&self, name: &str) -> bool {
        self.0.get(name).is_some()
    }

    /// Something that an option says, which the JSON may say too.
    pub(super) fn tell(&mut self, name: &str, value: &impl Serialize) -> Result<(), Failure> {
        let told = serde_json::to_value(value).unwrap_or_default();
        match self.0.get(name) {
            None => typed::push(&mut self.0, name, value),
            Some(written) if text(&written.to_value()) == text(&told) => Ok(()),
            Some(_) => Err(Failure::usage(format!("the JSON and an option say different things as {name}"))),
        }
    }

    pub(super) fn tell_safe(&mut self, safe: Option<Safety>) -> Result<(), Failure> {
        safe.map_or(Ok(()), |safe| self.tell("safe", &safe))
    }

    /// The call.
    pub(super) fn call<T: DeserializeOwned + Serialize>(
        self,
        context: &Context<'_>,
    ) -> Result<(T, Fields), Failure> {
        let (call, mut unknown) = typed::known(&self.0).map_err(|error| not_a_message(&error))?;
        unknown.retain(|name| !IDLE.contains(&name.as_str()));
        typed::tell(context, "a message", &unknown);
        Ok((call, self.0))
    }
}

/// What a robot sends as `msgtype`, from its content alone or from the whole body.
pub(super) fn robot(msgtype: &str, content: RawJson) -> Result<(RawJson, Fields), Failure> {
    if let Ok(body) = content.fields()
        && let Some(inner) = body.get(msgtype)
    {
        return Ok((inner.clone(), body));
    }
    let mut body = Fields::default();
    typed::push(&mut body, "msgtype", msgtype)?;
    typed::push(&mut body, msgtype, &content)?;
    Ok((content, body))
}

/// Numbers may be written as texts, and flags as numbers.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(flag) => u8::from(*flag).to_string(),
        other => other.to_string(),
    }
}

pub(super) fn not_a_message(error: &str) -> Failure {
    Failure::usage_hint(
        format!("this is not the JSON of a message: {error}"),
        "`wxkit call work` sends what wxkit does not know",
    )
}
