//! Read a draft.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat};

use super::stored::StoredArticles;
use crate::Official;
use crate::ids::DraftId;

/// `POST /cgi-bin/draft/get`. A draft that was published or sent is gone: 40007.
///
/// More: [`manual::draft`](crate::manual::draft#get), [WeChat's page](https://developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_getdraft.html).
///
/// ```
/// use wxkit_official::draft::ReadDraft;
/// use wxkit_official::ids::DraftId;
///
/// let call = ReadDraft::new(DraftId::from("MEDIA_ID")); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "draft/get")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReadDraft {
    /// Which draft.
    pub media_id: DraftId,
}

impl ReadDraft {
    /// With all that it needs.
    pub fn new(media_id: DraftId) -> Self {
        Self { media_id }
    }
}

impl Endpoint for ReadDraft {
    type Platform = Official;
    type Reply = StoredArticles;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/draft/get";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(self);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json()
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use wxkit_proto::json;

    use super::super::add::tests::{news, pictures};
    use super::super::stored::StoredArticle;
    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn read() {
        check(
            &ReadDraft { media_id: DraftId::from("MEDIA_ID") },
            r#"{"news_item":[{"title":"茶","author":"","content":"<p>水</p>","thumb_media_id":"THUMB","show_cover_pic":"1","need_open_comment":0,"pic_crop_235_1":"0_0_1_0.5","pic_crop_1_1":"?","url":"http://mp.weixin.qq.com/s?tempkey=1","image_info":"","later":1}],"create_time":1525936573,"update_time":"1525936580"}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/draft/get?access_token=TOKEN
                content-type: application/json
                content-length: 23

                {"media_id":"MEDIA_ID"}
                StoredArticles { news_item: [StoredArticle { article_type: News, title: "茶", author: "", digest: "", content: "<p>水</p>", content_source_url: "", thumb_media_id: Some(MaterialId("THUMB")), thumb_url: "", show_cover_pic: true, need_open_comment: false, only_fans_can_comment: false, crops: CoverCrops { square: None, landscape: None, wide: Some(Crop { corners: [0, 0, 1000000, 500000] }) }, images: [], product_key: None, url: "http://mp.weixin.qq.com/s?tempkey=1", is_deleted: false }], create_time: Some(1525936573), update_time: Some(1525936580) }"#]],
        );
        let refused = refusal::<ReadDraft>(r#"{"errcode":40007,"errmsg":"invalid media_id"}"#);
        expect!["media: WeChat refused with 40007, the media id is not valid: invalid media_id"]
            .assert_eq(&refused);
        expect!["reply: unreadable answer: missing field `news_item`; it began with: {}"]
            .assert_eq(&refusal::<ReadDraft>("{}"));
    }

    #[test]
    fn pictures_and_unknown_words() {
        check(
            &ReadDraft { media_id: DraftId::from("MEDIA_ID") },
            r#"{"news_item":[
                {"article_type":"newspic","title":"茶席","image_info":{"image_list":[{"image_media_id":"I"},{"image_media_id":""}]},"cover_info":{"crop_percent_list":[{"ratio":"3_4"},{"ratio":"1_1","x1":0.25,"y1":"0","x2":"0.833545","y2":1}]},"product_info":{"footer_product_info":{"product_key":"KEY"}}},
                {"article_type":"newsvideo"}
            ]}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/cgi-bin/draft/get?access_token=TOKEN
                content-type: application/json
                content-length: 23

                {"media_id":"MEDIA_ID"}
                StoredArticles { news_item: [StoredArticle { article_type: Newspic, title: "茶席", author: "", digest: "", content: "", content_source_url: "", thumb_media_id: None, thumb_url: "", show_cover_pic: false, need_open_comment: false, only_fans_can_comment: false, crops: CoverCrops { square: Some(Crop { corners: [250000, 0, 833545, 1000000] }), landscape: None, wide: None }, images: [MaterialId("I")], product_key: Some("KEY"), url: "", is_deleted: false }, StoredArticle { article_type: Unknown("newsvideo"), title: "", author: "", digest: "", content: "", content_source_url: "", thumb_media_id: None, thumb_url: "", show_cover_pic: false, need_open_comment: false, only_fans_can_comment: false, crops: CoverCrops { square: None, landscape: None, wide: None }, images: [], product_key: None, url: "", is_deleted: false }], create_time: None, update_time: None }"#]],
        );
    }

    #[test]
    fn what_was_read_can_be_sent_again() {
        for article in [news(), pictures()] {
            let stored: StoredArticle = json::from_slice(&json::to_vec(&article).unwrap()).unwrap();
            assert_eq!(stored.to_draft().unwrap(), article);
        }
        let unknown: StoredArticle = json::from_slice(br#"{"article_type":"newsvideo"}"#).unwrap();
        assert_eq!(unknown.to_draft().unwrap_err().message, "article_type newsvideo is not known");
    }
}
