//! Lists by pages, as all of the platform's lists are.

use serde_json::Value;

use crate::answer::{Answer, Refuse};
use crate::call::Call;

/// Items of one page.
const MOST: u64 = 20;

/// 40035 unless `offset` and `count` are there and within their bounds.
pub(super) fn check(call: &Call<'_>) -> Result<(), Refuse> {
    let number = |name: &str| call.json.get(name).and_then(Value::as_u64);
    match (number("offset"), number("count")) {
        (Some(offset), Some(count)) if offset <= u64::from(u32::MAX) && (1..=MOST).contains(&count) => Ok(()),
        _ => Err(Refuse::new(40035, "invalid parameter")),
    }
}

/// One page of all.
pub(super) fn answer<T>(all: &[T], offset: u32, count: u32, item: impl Fn(&T) -> Value) -> Answer {
    let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let items: Vec<Value> = all.iter().skip(number(offset)).take(number(count)).map(item).collect();
    Answer::default()
        .with("total_count", all.len().into())
        .with("item_count", items.len().into())
        .with("item", Value::Array(items))
}
