//! The bill of transactions.

use http::Method;
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning};

use super::address::BillAddress;
use super::check_date;
use super::flow::ListedBill;
use crate::Pay;

/// `GET /v3/bill/tradebill`: applies for the bill of transactions (交易账单) of one day.
///
/// It is ready after 10 in the morning of the next day, and kept for three months. [`BillDownload`](crate::BillDownload)
/// applies and fetches.
///
/// More: [`manual::bills`](crate::manual::bills#tradebill), [WeChat's page](https://pay.weixin.qq.com/doc/v3/merchant/4013071227).
///
/// ```
/// use wxkit_pay::bill::ApplyTradeBill;
///
/// let call = ApplyTradeBill::new("2026-03-09"); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "bill/tradebill")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApplyTradeBill {
    /// The day in China, `YYYY-MM-DD`.
    pub bill_date: String,
    /// `ALL` (the default), `SUCCESS` or `REFUND`; others exist for partners.
    pub bill_type: Option<String>,
    /// For partners (服务商): whose bill.
    pub sub_mchid: Option<String>,
    /// Whether the file is to be packed with gzip.
    pub packed: bool,
}

impl ApplyTradeBill {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(bill_date: impl Into<String>) -> Self {
        Self { bill_date: bill_date.into(), bill_type: None, sub_mchid: None, packed: false }
    }
}

impl Endpoint for ApplyTradeBill {
    type Platform = Pay;
    type Reply = BillAddress;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v3/bill/tradebill";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("bill_date", &self.bill_date);
        let more = [("bill_type", &self.bill_type), ("sub_mchid", &self.sub_mchid)];
        more.into_iter().for_each(|(name, value)| value.iter().for_each(|value| out.query(name, value)));
        if self.packed {
            out.query("tar_type", "GZIP");
        }
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            bill_date: from.query("bill_date")?,
            bill_type: from.query_opt("bill_type"),
            sub_mchid: from.query_opt("sub_mchid"),
            packed: from.query_opt("tar_type").is_some(),
        })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        check_date(&self.bill_date).map(|()| Vec::new())
    }
}

impl ListedBill for ApplyTradeBill {
    fn is_packed(&self) -> bool {
        self.packed
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{accept, check};

    #[test]
    fn apply_trade_bill() {
        let bill_type = Some("ALL".to_owned());
        check(
            &ApplyTradeBill { bill_date: "2019-06-11".into(), bill_type, sub_mchid: None, packed: true },
            r#"{"hash_type":"SHA1","hash_value":"79bb0f45fc4c42234a918000b2668d689e2bde04","download_url":" https://api.mch.weixin.qq.com/v3/billdownload/file?token=xx"}"#,
            &expect![[r#"
                GET https://api.mch.weixin.qq.com/v3/bill/tradebill?bill_date=2019-06-11&bill_type=ALL&tar_type=GZIP
                accept: application/json
                wechatpay-serial: PUB_KEY_ID_0114232134912410000000000000


                BillAddress { hash_type: "SHA1", hash_value: "79bb0f45fc4c42234a918000b2668d689e2bde04", download_url: " https://api.mch.weixin.qq.com/v3/billdownload/file?token=xx" }"#]],
        );
        let refused =
            accept::<ApplyTradeBill>(400, r#"{"code":"NO_STATEMENT_EXIST","message":"账单文件不存在"}"#);
        expect![
            "WeChat refused with NO_STATEMENT_EXIST (HTTP 400), there is no bill of this day: 账单文件不存在"
        ]
        .assert_eq(&refused.unwrap_err().to_string());
    }

    #[test]
    fn days() {
        let check = |date: &str| {
            ApplyTradeBill { bill_date: date.into(), ..ApplyTradeBill::default() }.check().is_ok()
        };
        for right in ["2026-09-20", "2026-12-31", "2024-02-29", "2000-02-29"] {
            assert!(check(right), "{right}");
        }
        for wrong in [
            "",
            "2026-9-20",
            "20260920",
            "2026-09-2x",
            "2026/09/20",
            "2026-13-01",
            "2026-00-01",
            "2026-09-00",
            "2026-09-31",
            "2026-02-29",
            "1900-02-29",
        ] {
            assert!(!check(wrong), "{wrong}");
        }
    }
}
