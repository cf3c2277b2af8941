//! Product cards. Any number is a product of somebody's.

use serde_json::Value;
use wxkit_official::product::ReadProductCard;
use wxkit_proto::json::as_int;

use crate::Sandbox;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::new(Shape::Json, card).first(check)]
}

fn check(_: &Sandbox, call: &Call<'_>) -> Result<(), Refuse> {
    let id = call.text("product_id");
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refuse::new(10_170_001, "invalid product_id"));
    }
    let styles = match call.text("article_type") {
        "news" => 0..=2,
        "newspic" => 1..=3,
        _ => return Err(Refuse::new(10_170_002, "invalid article_type")),
    };
    let style = call.json.get("card_type").and_then(as_int);
    if style.is_some_and(|style| styles.contains(&style)) {
        Ok(())
    } else {
        Err(Refuse::new(10_170_003, "invalid card_type"))
    }
}

fn card(_: &mut Sandbox, _: &Call<'_>, ask: ReadProductCard) -> Result<Answer, Refuse> {
    let key = format!("product-{}-{}", ask.product_id, ask.card_type as u8);
    let dom = format!("<mp-common-product data-key=\"{key}\"></mp-common-product>");
    Ok(Answer::default()
        .with("errcode", 0.into())
        .with("errmsg", "ok".into())
        .with("product_key", Value::from(key))
        .with("DOM", dom.into()))
}
