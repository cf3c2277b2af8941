//! The bill of the flow of funds.

use http::Method;
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning};

use super::address::BillAddress;
use super::check_date;
use super::flow::ListedBill;
use crate::Pay;

/// `GET /v3/bill/fundflowbill`: applies for the bill of the flow of funds (资金账单) of one day.
///
/// More: [`manual::bills`](crate::manual::bills#fundflowbill), [WeChat's page](https://pay.weixin.qq.com/doc/v3/merchant/4013071235).
///
/// ```
/// use wxkit_pay::bill::ApplyFundFlowBill;
///
/// let call = ApplyFundFlowBill::new("2026-03-09"); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "bill/fundflowbill")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApplyFundFlowBill {
    /// The day in China, `YYYY-MM-DD`.
    pub bill_date: String,
    /// `BASIC` (the default), `OPERATION` or `FEES`.
    pub account_type: Option<String>,
    /// Whether the file is to be packed with gzip.
    pub packed: bool,
}

impl ApplyFundFlowBill {
    /// With what it needs; the rest can be set afterwards.
    pub fn new(bill_date: impl Into<String>) -> Self {
        Self { bill_date: bill_date.into(), account_type: None, packed: false }
    }
}

impl Endpoint for ApplyFundFlowBill {
    type Platform = Pay;
    type Reply = BillAddress;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v3/bill/fundflowbill";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("bill_date", &self.bill_date);
        self.account_type.iter().for_each(|kind| out.query("account_type", kind));
        if self.packed {
            out.query("tar_type", "GZIP");
        }
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            bill_date: from.query("bill_date")?,
            account_type: from.query_opt("account_type"),
            packed: from.query_opt("tar_type").is_some(),
        })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        check_date(&self.bill_date).map(|()| Vec::new())
    }
}

impl ListedBill for ApplyFundFlowBill {
    fn is_packed(&self) -> bool {
        self.packed
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::check;

    #[test]
    fn apply_fund_flow_bill() {
        check(
            &ApplyFundFlowBill {
                bill_date: "2019-06-11".into(),
                account_type: Some("BASIC".into()),
                packed: false,
            },
            r#"{"hash_type":"SHA1","hash_value":"79bb0f45fc4c42234a918000b2668d689e2bde04","download_url":"https://api.mch.weixin.qq.com/v3/billdownload/file?token=xx"}"#,
            &expect![[r#"
                GET https://api.mch.weixin.qq.com/v3/bill/fundflowbill?bill_date=2019-06-11&account_type=BASIC
                accept: application/json
                wechatpay-serial: PUB_KEY_ID_0114232134912410000000000000


                BillAddress { hash_type: "SHA1", hash_value: "79bb0f45fc4c42234a918000b2668d689e2bde04", download_url: "https://api.mch.weixin.qq.com/v3/billdownload/file?token=xx" }"#]],
        );
    }
}
