//! Product cards (商品卡片) in articles.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, Warning, json};

use crate::Official;

/// `POST /channels/ec/service/product/getcardinfo`: how a product is put into an article.
///
/// More: [`manual::draft`](crate::manual::draft#product), [WeChat's page](https://developers.weixin.qq.com/doc/subscription/api/draftbox/shop/api_ecsgetproductcardinfo.html).
///
/// ```
/// use wxkit_official::product::{ProductCardStyle, ProductPlace, ReadProductCard};
///
/// // `client.call(call).await?` brings the reply.
/// let call = ReadProductCard::new("10000001", ProductPlace::News, ProductCardStyle::Large);
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "getcardinfo")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReadProductCard {
    /// The product.
    pub product_id: String,
    /// Where the card goes.
    pub article_type: ProductPlace,
    /// How it looks.
    #[serde(with = "style")]
    pub card_type: ProductCardStyle,
}

impl ReadProductCard {
    /// With all that it needs.
    pub fn new(
        product_id: impl Into<String>,
        article_type: ProductPlace,
        card_type: ProductCardStyle,
    ) -> Self {
        Self { product_id: product_id.into(), article_type, card_type }
    }
}

/// Where a product card goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ProductPlace {
    /// An article (图文): takes all styles but [`ProductCardStyle::Bar`].
    News,
    /// A picture message (图片消息): takes all styles but [`ProductCardStyle::Large`].
    Newspic,
}

/// How a product card looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProductCardStyle {
    /// A large card (大卡).
    Large,
    /// A small card (小卡).
    Small,
    /// A link in the text (文字链接).
    Link,
    /// A bar (条卡).
    Bar,
}

/// The reply to [`ReadProductCard`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProductCard {
    /// What a draft names the product by: [`ArticleForm::Newspic`](crate::draft::ArticleForm::Newspic).
    #[serde(deserialize_with = "json::id")]
    pub product_key: String,
    /// HTML that goes into an article's content as it stands.
    #[serde(default, rename = "DOM", deserialize_with = "json::text")]
    pub dom: String,
}

impl Endpoint for ReadProductCard {
    type Platform = Official;
    type Reply = ProductCard;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/channels/ec/service/product/getcardinfo";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(self);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json()
    }

    fn check(&self) -> Result<Vec<Warning>, Invalid> {
        match (self.article_type, self.card_type) {
            (ProductPlace::News, ProductCardStyle::Bar) => {
                Err(Invalid::new("an article takes no product bar"))
            }
            (ProductPlace::Newspic, ProductCardStyle::Large) => {
                Err(Invalid::new("a picture message takes no large product card"))
            }
            _ => Ok(Vec::new()),
        }
    }
}

/// By its number, 0 to 3.
mod style {
    use serde::de::Error as _;
    use serde::{Deserializer, Serializer};
    use wxkit_proto::json;

    use super::ProductCardStyle::{self, Bar, Large, Link, Small};

    pub(super) fn serialize<S: Serializer>(style: &ProductCardStyle, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u8(*style as u8)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<ProductCardStyle, D::Error> {
        let known = [Large, Small, Link, Bar];
        let number = usize::try_from(json::int(from)?).ok();
        let style = number.and_then(|number| known.get(number)).copied();
        style.ok_or_else(|| D::Error::custom("expected 0 to 3"))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn card() {
        let ask = ReadProductCard {
            product_id: "10000000123456".into(),
            article_type: ProductPlace::Newspic,
            card_type: ProductCardStyle::Bar,
        };
        check(
            &ask,
            r#"{"errcode":0,"errmsg":"ok","product_key":"KEY","DOM":"<mp-common-product></mp-common-product>"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/channels/ec/service/product/getcardinfo?access_token=TOKEN
                content-type: application/json
                content-length: 70

                {"product_id":"10000000123456","article_type":"newspic","card_type":3}
                ProductCard { product_key: "KEY", dom: "<mp-common-product></mp-common-product>" }"#]],
        );
        expect!["input: WeChat refused with 10170003, this style of product card does not fit the article: invalid card type"]
            .assert_eq(&refusal::<ReadProductCard>(r#"{"errcode":10170003,"errmsg":"invalid card type"}"#));
        assert_eq!(ask.check(), Ok(Vec::new()));
        assert!(ReadProductCard { article_type: ProductPlace::News, ..ask }.check().is_err());
    }
}
