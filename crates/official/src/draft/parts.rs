//! The objects inside an article of pictures (图片消息), as they travel.

use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::json;

use super::article::CoverCrops;
use super::crop::Crop;
use crate::ids::MaterialId;

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ImageInfo {
    image_list: Vec<Image>,
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Image {
    #[serde(deserialize_with = "json::text")]
    image_media_id: String,
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct CoverInfo {
    crop_percent_list: Vec<Percent>,
}

/// The corners are texts.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Percent {
    #[serde(deserialize_with = "json::text")]
    ratio: String,
    #[serde(deserialize_with = "json::text")]
    x1: String,
    #[serde(deserialize_with = "json::text")]
    y1: String,
    #[serde(deserialize_with = "json::text")]
    x2: String,
    #[serde(deserialize_with = "json::text")]
    y2: String,
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ProductInfo {
    footer_product_info: Footer,
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Footer {
    #[serde(deserialize_with = "json::text")]
    product_key: String,
}

impl ImageInfo {
    pub(super) fn of(ids: impl Iterator<Item = MaterialId>) -> Option<Self> {
        let image_list: Vec<_> = ids.map(|id| Image { image_media_id: id.into() }).collect();
        (!image_list.is_empty()).then_some(Self { image_list })
    }

    /// Entries without an id are left out.
    pub(super) fn ids(self) -> impl Iterator<Item = MaterialId> {
        let ids = self.image_list.into_iter().map(|image| image.image_media_id);
        ids.filter(|id| !id.is_empty()).map(MaterialId::from)
    }
}

impl CoverInfo {
    pub(super) fn of(crops: CoverCrops) -> Option<Self> {
        let all = [("1_1", crops.square), ("16_9", crops.landscape), ("2.35_1", crops.wide)];
        let crop_percent_list: Vec<_> =
            all.into_iter().filter_map(|(ratio, crop)| Some(Percent::of(ratio, crop?))).collect();
        (!crop_percent_list.is_empty()).then_some(Self { crop_percent_list })
    }

    pub(super) fn crops(&self) -> Result<CoverCrops, Invalid> {
        let mut crops = CoverCrops::default();
        for percent in &self.crop_percent_list {
            let place = match percent.ratio.as_str() {
                "1_1" => &mut crops.square,
                "16_9" => &mut crops.landscape,
                "2.35_1" => &mut crops.wide,
                other => return Err(Invalid::new(format!("ratio {other} is not known"))),
            };
            *place = Some(Crop::read([&percent.x1, &percent.y1, &percent.x2, &percent.y2])?);
        }
        Ok(crops)
    }

    /// What can be read; a reply is not refused for the rest.
    pub(super) fn readable(self) -> CoverCrops {
        let each =
            self.crop_percent_list.into_iter().map(|percent| Self { crop_percent_list: vec![percent] });
        each.filter_map(|one| one.crops().ok()).fold(CoverCrops::default(), |all, one| CoverCrops {
            square: all.square.or(one.square),
            landscape: all.landscape.or(one.landscape),
            wide: all.wide.or(one.wide),
        })
    }
}

impl Percent {
    fn of(ratio: &str, crop: Crop) -> Self {
        let [x1, y1, x2, y2] = crop.texts();
        Self { ratio: ratio.into(), x1, y1, x2, y2 }
    }
}

impl ProductInfo {
    pub(super) fn of(product_key: String) -> Self {
        Self { footer_product_info: Footer { product_key } }
    }

    pub(super) fn key(self) -> Option<String> {
        Some(self.footer_product_info.product_key).filter(|key| !key.is_empty())
    }
}
