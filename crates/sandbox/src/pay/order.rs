//! A few of the usual calls, so that untyped calls have something to talk to.

use serde_json::{Value, json};

use super::reply::Reply;
use super::{Ask, Sandbox};
use crate::state::KEPT;

/// An order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    body: Value,
    closed: bool,
}

/// `…/native`: an order, and the address of its code.
pub(super) fn native(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    let Ok(body @ Value::Object(_)) = serde_json::from_slice::<Value>(ask.request.body()) else {
        return Reply::param("请求主体不是JSON");
    };
    for field in ["appid", "mchid", "description", "out_trade_no", "notify_url", "amount"] {
        if body.get(field).is_none() {
            let detail = json!({ "field": format!("/{field}"), "issue": "必填", "location": "body" });
            let body = json!({ "code": "PARAM_ERROR", "message": "参数错误", "detail": detail });
            return Reply { status: 400, ..Reply::yes(&body) };
        }
    }
    if body.get("mchid").and_then(Value::as_str) != Some(sandbox.config.pay.mchid.as_str()) {
        return Reply::no(400, "MCH_NOT_EXISTS", "商户号不存在");
    }
    let number = body.get("out_trade_no").and_then(Value::as_str).unwrap_or_default().to_owned();
    match sandbox.pay.orders.get(&number) {
        Some(known) if known.closed => return Reply::no(400, "ORDER_CLOSED", "该订单已关闭"),
        Some(known) if known.body != body => {
            return Reply::no(403, "OUT_TRADE_NO_USED", "商户订单号重复");
        }
        _ => {}
    }
    if sandbox.pay.orders.len() >= KEPT {
        sandbox.pay.orders.pop_first();
    }
    sandbox.pay.orders.insert(number, Order { body, closed: false });
    let code = sandbox.fresh(ask.env, "code", 12);
    Reply::yes(&json!({ "code_url": format!("weixin://wxpay/bizpayurl?pr={code}") }))
}

/// `…/out-trade-no/{}`
pub(super) fn query(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    let Some(order) = sandbox.pay.orders.get(&ask.id) else {
        return Reply::no(404, "ORDER_NOT_EXIST", "订单不存在");
    };
    let state = if order.closed { "CLOSED" } else { "NOTPAY" };
    Reply::yes(&json!({ "out_trade_no": ask.id, "mchid": sandbox.config.pay.mchid, "trade_state": state }))
}

/// `…/out-trade-no/{}/close`
pub(super) fn close(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    match sandbox.pay.orders.get_mut(&ask.id) {
        None => Reply::no(404, "ORDER_NOT_EXIST", "订单不存在"),
        Some(order) => {
            order.closed = true;
            Reply::silent()
        }
    }
}
