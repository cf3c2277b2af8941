//! `official product`: the card of a product for an article.

use clap::ValueEnum;
use wxkit::official::product::{ProductCardStyle, ProductPlace, ReadProductCard};

use super::ids;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// Fetch the card of a product (商品卡片): the HTML that goes into an article, or the product_key of a picture message.
///
/// The HTML goes into the article's content as it stands. A picture message names the product_key as
/// product_info.footer_product_info.product_key.
#[derive(Debug, clap::Args)]
pub(crate) struct Product {
    /// The product's number in the shop (微信小店).
    #[arg(value_parser = ids::text)]
    product_id: String,
    /// Where the card goes: an article (图文) or a picture message (图片消息).
    #[arg(long = "for", value_name = "TYPE", default_value = "news")]
    place: Place,
    /// How it looks: large (not in picture messages), small, link, or bar (in picture messages alone).
    #[arg(long, value_name = "STYLE", default_value = "small")]
    style: Style,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Place {
    News,
    Newspic,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Style {
    Large,
    Small,
    Link,
    Bar,
}

impl Product {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let card_type = match self.style {
            Style::Large => ProductCardStyle::Large,
            Style::Small => ProductCardStyle::Small,
            Style::Link => ProductCardStyle::Link,
            Style::Bar => ProductCardStyle::Bar,
        };
        let article_type = match self.place {
            Place::News => ProductPlace::News,
            Place::Newspic => ProductPlace::Newspic,
        };
        let call = ReadProductCard::new(self.product_id, article_type, card_type);
        let card = context.account()?.call(call).await?;
        let text = match article_type {
            ProductPlace::News => card.dom.clone(),
            _ => card.product_key.clone(),
        };
        Ok(Answer::new(&card, text))
    }
}
