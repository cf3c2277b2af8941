//! The bill of the flow of funds of a sub-merchant, which comes encrypted.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Env, Error, Repeat, Warning, json};

use super::address::{FetchFile, odd};
use super::check_date;
use crate::Pay;

/// `GET /v3/bill/sub-merchant-fundflowbill`: applies, as a partner (服务商), for the bill of the flow of funds of one sub-merchant
/// (单个子商户资金账单).
///
/// It comes encrypted, in several pieces if it is longer than 16 GB: fetch each with [`SealedPiece::fetch`], and decrypt it with
/// `SealedPiece::open`.
///
/// More: [`manual::bills`](crate::manual::bills#sub-merchant-fundflowbill), [WeChat's page](https://pay.weixin.qq.com/doc/v3/partner/4014314390).
///
/// ```
/// use wxkit_pay::bill::ApplySubMerchantFundFlowBill;
///
/// // `client.call(call).await?` brings the reply.
/// let call = ApplySubMerchantFundFlowBill::new("1900000109", "2026-03-09");
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "bill/sub-merchant-fundflowbill")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApplySubMerchantFundFlowBill {
    /// Whose bill.
    pub sub_mchid: String,
    /// The day in China, `YYYY-MM-DD`.
    pub bill_date: String,
    /// `BASIC`, `OPERATION`, `FEES` or `DEPOSIT`.
    pub account_type: String,
    /// Whether the files are to be packed with gzip, before they are encrypted.
    pub packed: bool,
}

/// The reply: where the pieces of the bill are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SealedBill {
    /// How many pieces there are.
    #[serde(deserialize_with = "json::int")]
    pub download_bill_count: i64,
    /// The pieces, in any order: the bill is what they hold in the order of their numbers.
    #[serde(default)]
    pub download_bill_list: Vec<SealedPiece>,
}

/// A piece of an encrypted bill. Other bills come in the same form, such as that of all sub-merchants of a platform (收付通).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SealedPiece {
    /// Its number, from 1.
    #[serde(deserialize_with = "json::int")]
    pub bill_sequence: i64,
    /// Where it is, for 5 minutes and for one download; may begin with a blank.
    #[serde(deserialize_with = "json::id")]
    pub download_url: String,
    /// The key of the piece in Base64, encrypted for the certificate of the merchant that applied.
    #[serde(deserialize_with = "json::id")]
    pub encrypt_key: String,
    /// With what the piece was encrypted, beside the key: 12 or 16 characters.
    #[serde(deserialize_with = "json::id")]
    pub nonce: String,
    /// The algorithm of the digest, `SHA1`.
    #[serde(default, deserialize_with = "json::text")]
    pub hash_type: String,
    /// The digest of what the piece holds, decrypted and unpacked. That it can be decrypted proves already that it is whole.
    #[serde(default, deserialize_with = "json::text")]
    pub hash_value: String,
}

impl ApplySubMerchantFundFlowBill {
    /// With what it needs, of the account `BASIC`; the rest can be set afterwards.
    pub fn new(sub_mchid: impl Into<String>, bill_date: impl Into<String>) -> Self {
        let account_type = "BASIC".into();
        Self { sub_mchid: sub_mchid.into(), bill_date: bill_date.into(), account_type, packed: false }
    }
}

impl SealedBill {
    /// The pieces in the order of their numbers, with none missing.
    ///
    /// # Errors
    /// [`Error::Reply`] if there are not as many as the reply says, or their numbers have a gap: the bill would lack what the
    /// missing piece holds.
    pub fn into_pieces(self) -> Result<Vec<SealedPiece>, Error> {
        let Self { download_bill_count: count, download_bill_list: mut pieces } = self;
        pieces.sort_by_key(|piece| piece.bill_sequence);
        let numbers: Vec<i64> = pieces.iter().map(|piece| piece.bill_sequence).collect();
        let is_whole = numbers.is_sorted_by(|number, next| number.checked_add(1) == Some(*next));
        if i64::try_from(numbers.len()) != Ok(count) || !is_whole {
            return Err(odd(format!(
                "the bill has {count} pieces, and the answer lists those with the numbers {numbers:?}"
            )));
        }
        Ok(pieces)
    }
}

impl SealedPiece {
    /// The call that fetches the piece; the address must name a host of WeChat Pay, or the one in [`Env::base_url`](Env).
    ///
    /// # Errors
    /// [`Error::Reply`] if the address is none or names another host.
    pub fn fetch(&self, env: &Env) -> Result<FetchFile, Error> {
        FetchFile::from_url(&self.download_url, env.base_url.as_deref()).map_err(|wrong| odd(wrong.message))
    }
}

impl Endpoint for ApplySubMerchantFundFlowBill {
    type Platform = Pay;
    type Reply = SealedBill;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/v3/bill/sub-merchant-fundflowbill";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.query("sub_mchid", &self.sub_mchid);
        out.query("bill_date", &self.bill_date);
        out.query("account_type", &self.account_type);
        out.query("algorithm", "AEAD_AES_256_GCM");
        if self.packed {
            out.query("tar_type", "GZIP");
        }
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        if from.query("algorithm")? != "AEAD_AES_256_GCM" {
            return Err(DecodeError::new("the algorithm is not AEAD_AES_256_GCM"));
        }
        Ok(Self {
            sub_mchid: from.query("sub_mchid")?,
            bill_date: from.query("bill_date")?,
            account_type: from.query("account_type")?,
            packed: from.query_opt("tar_type").is_some(),
        })
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        if self.sub_mchid.is_empty() {
            return Err(Invalid::new("the number of the sub-merchant (sub_mchid) is missing"));
        }
        check_date(&self.bill_date).map(|()| Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::check;

    #[test]
    fn apply_sub_merchant_fund_flow_bill() {
        let bill = ApplySubMerchantFundFlowBill::new("1900000109", "2019-06-11");
        check(
            &ApplySubMerchantFundFlowBill { packed: true, ..bill },
            r#"{"download_bill_count":1,"download_bill_list":[{"bill_sequence":1,"download_url":"https://api.mch.weixin.qq.com/v3/bill/downloadurl?token=xxx","encrypt_key":"a0YK7p==","hash_type":"SHA1","hash_value":"79bb0f45fc4c42234a918000b2668d689e2bde04","nonce":"a8607ef79034c49c"}]}"#,
            &expect![[r#"
                GET https://api.mch.weixin.qq.com/v3/bill/sub-merchant-fundflowbill?sub_mchid=1900000109&bill_date=2019-06-11&account_type=BASIC&algorithm=AEAD_AES_256_GCM&tar_type=GZIP
                accept: application/json
                wechatpay-serial: PUB_KEY_ID_0114232134912410000000000000


                SealedBill { download_bill_count: 1, download_bill_list: [SealedPiece { bill_sequence: 1, download_url: "https://api.mch.weixin.qq.com/v3/bill/downloadurl?token=xxx", encrypt_key: "a0YK7p==", nonce: "a8607ef79034c49c", hash_type: "SHA1", hash_value: "79bb0f45fc4c42234a918000b2668d689e2bde04" }] }"#]],
        );
    }

    #[test]
    fn a_bill_without_one_of_its_pieces_is_none() {
        let said = |count: i64, numbers: &[i64]| {
            let piece = |number: &i64| SealedPiece {
                bill_sequence: *number,
                download_url: String::new(),
                encrypt_key: String::new(),
                nonce: String::new(),
                hash_type: String::new(),
                hash_value: String::new(),
            };
            let bill = SealedBill {
                download_bill_count: count,
                download_bill_list: numbers.iter().map(piece).collect(),
            };
            match bill.into_pieces() {
                Ok(pieces) => {
                    format!("{:?}", pieces.iter().map(|piece| piece.bill_sequence).collect::<Vec<_>>())
                }
                Err(error) => error.to_string(),
            }
        };
        assert_eq!(said(0, &[]), "[]");
        assert_eq!(said(3, &[3, 1, 2]), "[1, 2, 3]");
        for (count, numbers) in
            [(3, &[1, 2][..]), (1, &[1, 2]), (2, &[1, 3]), (2, &[1, 1]), (2, &[]), (-1, &[])]
        {
            let said = said(count, numbers);
            assert!(said.contains(&format!("the bill has {count} pieces")), "{said}");
        }
        // No sum of numbers overflows.
        assert!(said(2, &[i64::MAX, i64::MIN]).contains("has 2 pieces"));
        assert_eq!(said(1, &[i64::MAX]), format!("[{}]", i64::MAX));
    }
}
