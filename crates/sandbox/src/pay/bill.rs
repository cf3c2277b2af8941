//! Bills: applied for, then fetched once.

use std::io::Write as _;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use wxkit_proto::decoder::query_pairs;

use super::reply::Reply;
use super::{Ask, Sandbox};
use crate::state::sha1_hex;

/// Bills at the same time.
const BILLS: usize = 1000;

/// `/v3/bill/tradebill`
pub(super) fn trade(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    let kind = field(ask, "bill_type");
    if !matches!(kind.as_str(), "" | "ALL" | "SUCCESS" | "REFUND") {
        return Reply::param("bill_type无效");
    }
    let head = "交易时间,公众账号ID,商户号,商户订单号,交易状态,应结订单金额\r\n";
    apply(sandbox, ask, head, "`10.00")
}

/// `/v3/bill/fundflowbill`
pub(super) fn fund_flow(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    let kind = field(ask, "account_type");
    if !matches!(kind.as_str(), "" | "BASIC" | "OPERATION" | "FEES") {
        return Reply::param("account_type无效");
    }
    apply(sandbox, ask, "记账时间,微信支付业务单号,资金流水单号,业务名称,收支类型,收支金额(元)\r\n", "`0.01")
}

/// `/v3/billdownload/file`: an address works once.
pub(super) fn file(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    match sandbox.pay.bills.remove(&field(ask, "token")) {
        Some(bill) => Reply::file("text/plain", bill),
        None => Reply::no(400, "INVALID_REQUEST", "下载地址已失效"),
    }
}

fn apply(sandbox: &mut Sandbox, ask: &Ask<'_>, head: &str, amount: &str) -> Reply {
    let date = field(ask, "bill_date");
    let is_date = date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !is_date {
        return Reply::param("bill_date格式错误");
    }
    // The first day of a year was a holiday.
    if date.ends_with("-01-01") {
        return Reply::no(400, "NO_STATEMENT_EXIST", "账单文件不存在");
    }
    let mchid = &sandbox.config.pay.mchid;
    let mut text = format!("\u{feff}{head}");
    for number in 0..200 {
        text +=
            &format!("`{date} 10:00:00,`wx0123456789abcdef,`{mchid},`order{number},`SUCCESS,{amount}\r\n");
    }
    text += &format!("总交易单数,应结订单总金额\r\n`200,{amount}\r\n");
    let hash = sha1_hex(text.as_bytes());
    let bill = match field(ask, "tar_type").as_str() {
        "" => Bytes::from(text),
        "GZIP" => match gzip(text.as_bytes()) {
            Ok(packed) => packed.into(),
            Err(_) => return Reply::no(500, "SYSTEM_ERROR", "系统错误"),
        },
        _ => return Reply::param("tar_type无效"),
    };
    let token = sandbox.fresh(ask.env, "bill", 40);
    // Its address lives for minutes only.
    if sandbox.pay.bills.len() >= BILLS {
        sandbox.pay.bills.pop_first();
    }
    sandbox.pay.bills.insert(token.clone(), bill);
    let url = format!("{}/v3/billdownload/file?token={token}", base_url(ask));
    Reply::yes(&json!({ "hash_type": "SHA1", "hash_value": hash, "download_url": url }))
}

/// Where the client found the sandbox, so that it finds the bill there too.
fn base_url(ask: &Ask<'_>) -> String {
    let headers = ask.request.headers();
    let host = headers.get("host").and_then(|host| host.to_str().ok());
    let scheme = if ask.request.extensions().get::<Secure>().is_some() { "https" } else { "http" };
    host.map_or_else(|| "https://api.mch.weixin.qq.com".into(), |host| format!("{scheme}://{host}"))
}

/// The mark on a request that came over TLS.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Secure;

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn field(ask: &Ask<'_>, name: &str) -> String {
    let pairs = query_pairs(ask.request.uri().query().unwrap_or_default());
    pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value).unwrap_or_default()
}
