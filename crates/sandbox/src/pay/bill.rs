//! Bills: applied for, then fetched once.

use std::io::Write as _;

use aes_gcm::AesGcm;
use aes_gcm::aead::{AeadInOut as _, KeyInit as _};
use aes_gcm::aes::Aes256;
use aes_gcm::aes::cipher::consts::U16;
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

/// `/v3/bill/sub-merchant-fundflowbill`: the bill comes encrypted, and in two pieces, as a very long one does.
pub(super) fn sub_merchant(sandbox: &mut Sandbox, ask: &Ask<'_>) -> Reply {
    if field(ask, "sub_mchid").is_empty() {
        return Reply::param("sub_mchid必填");
    }
    if !matches!(field(ask, "account_type").as_str(), "BASIC" | "OPERATION" | "FEES" | "DEPOSIT") {
        return Reply::param("account_type无效");
    }
    if field(ask, "algorithm") != "AEAD_AES_256_GCM" {
        return Reply::param("algorithm无效");
    }
    let (date, mchid) = (field(ask, "bill_date"), field(ask, "sub_mchid"));
    if let Some(reply) = no_bill(&date) {
        return reply;
    }
    let head = "记账时间,微信支付业务单号,收支金额(元)\r\n";
    let lines = |from: u32| (from..from + 100).map(|n| format!("`{date} 10:00:00,`{mchid}{n},`0.01\r\n"));
    let first = lines(0).fold(format!("\u{feff}{head}"), |text, line| text + &line);
    let second = lines(100).fold(String::new(), |text, line| text + &line) + "资金流水总笔数\r\n`200\r\n";
    let mut pieces = Vec::new();
    for (number, text) in [(1, first), (2, second)] {
        let Ok(packed) = pack(ask, text.as_bytes()) else { return Reply::param("tar_type无效") };
        let nonce = sandbox.fresh(ask.env, "nonce of a bill", 16);
        let Some(sealed) = seal(&nonce, &packed) else {
            return Reply::no(500, "SYSTEM_ERROR", "系统错误");
        };
        pieces.push(json!({
            "bill_sequence": number,
            "download_url": address(sandbox, ask, sealed.into()),
            "encrypt_key": SEALED_KEY,
            "hash_type": "SHA1",
            "hash_value": sha1_hex(text.as_bytes()),
            "nonce": nonce,
        }));
    }
    // They need not come in their order.
    pieces.reverse();
    Reply::yes(&json!({ "download_bill_count": pieces.len(), "download_bill_list": pieces }))
}

/// The key of all encrypted bills; and the same encrypted with the merchant's certificate by RSA-OAEP, by a program that has nothing to do
/// with this one.
const KEY: &[u8; 32] = b"invented-key-of-bills-32-letters";
const SEALED_KEY: &str = "Cj3WYBF0as8Yk/q4kWPStXUvTiIoslSxDTtyIOQqGmOnX5DHo3mfvIC5gBk1l730OFwl/MTaHIThOQ/sluBqyMxZEj5JjpAzmp0GedLuupedHQ8RUBxtRwKgznyexrRiLaw/hjSsTLz7SZcJCPM/FSflwdTpqMlY9BLV2EiJN6rem5ki/ziqk07oG1ibHCbUJitUkYqpGMfG3MpyJjNgyGz/WAvv2dGEWqt8rHVe/NyOLo34RqYbMYAFK7o/oIkvHIppvJTu+xyXHNpMbWgL7AfmOyRLb9Do6mpy0heo4mPWCiJAAw38HXj17iDBmq9g3oPpEHjRl59nn6Ex0RbEcw==";

/// AES-256-GCM with a nonce of 16 bytes, and no associated data.
fn seal(nonce: &str, plain: &[u8]) -> Option<Vec<u8>> {
    let cipher = AesGcm::<Aes256, U16>::new(KEY.into());
    let nonce: [u8; 16] = nonce.as_bytes().try_into().ok()?;
    let mut bytes = plain.to_vec();
    cipher.encrypt_in_place(&nonce.into(), b"", &mut bytes).ok()?;
    Some(bytes)
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
    if let Some(reply) = no_bill(&date) {
        return reply;
    }
    let mchid = &sandbox.config.pay.mchid;
    let mut text = format!("\u{feff}{head}");
    for number in 0..200 {
        text +=
            &format!("`{date} 10:00:00,`wx0123456789abcdef,`{mchid},`order{number},`SUCCESS,{amount}\r\n");
    }
    text += &format!("总交易单数,应结订单总金额\r\n`200,{amount}\r\n");
    let hash = sha1_hex(text.as_bytes());
    let Ok(bill) = pack(ask, text.as_bytes()) else { return Reply::param("tar_type无效") };
    let url = address(sandbox, ask, bill.into());
    Reply::yes(&json!({ "hash_type": "SHA1", "hash_value": hash, "download_url": url }))
}

/// Why there is no bill of this day.
fn no_bill(date: &str) -> Option<Reply> {
    let is_date = date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !is_date {
        return Some(Reply::param("bill_date格式错误"));
    }
    // The first day of a year was a holiday.
    date.ends_with("-01-01").then(|| Reply::no(400, "NO_STATEMENT_EXIST", "账单文件不存在"))
}

/// As it was asked for: plain, or packed with gzip.
fn pack(ask: &Ask<'_>, text: &[u8]) -> std::io::Result<Vec<u8>> {
    match field(ask, "tar_type").as_str() {
        "" => Ok(text.to_vec()),
        "GZIP" => gzip(text),
        _ => Err(std::io::ErrorKind::InvalidInput.into()),
    }
}

/// Keeps a file, and gives the address that leads to it once.
fn address(sandbox: &mut Sandbox, ask: &Ask<'_>, bill: Bytes) -> String {
    let token = sandbox.fresh(ask.env, "bill", 40);
    // Its address lives for minutes only.
    if sandbox.pay.bills.len() >= BILLS {
        sandbox.pay.bills.pop_first();
    }
    sandbox.pay.bills.insert(token.clone(), bill);
    format!("{}/v3/billdownload/file?token={token}", base_url(ask))
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
