//! How a publication ended: `PUBLISHJOBFINISH`.

use crate::fields::Fields;
use crate::mass::ArticleUrl;
use crate::rejected::Rejected;

/// How a publication (发布) ended. It says the same as `freepublish/get`, which can be asked instead.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PublishResult {
    /// The `publish_id` of the call that submitted it.
    pub publish_id: String,
    /// 0: published; 2: not original; 3: failed; 4: the review refused it; 5, 6: published, then deleted or banned.
    pub status: i64,
    /// The published article; empty unless the status is 0.
    pub article_id: String,
    /// The addresses of its parts.
    pub articles: Vec<ArticleUrl>,
    /// The parts that failed, as positions from 0.
    pub failed: Vec<usize>,
}

impl PublishResult {
    /// `None` if its id or status is missing, without which it says nothing.
    pub(crate) fn read(fields: &Fields) -> Result<Option<Self>, Rejected> {
        let Some(info) = fields.groups("PublishEventInfo").next() else { return Ok(None) };
        let publish_id = info.text("publish_id")?;
        let (Some(status), false) = (info.number("publish_status")?, publish_id.is_empty()) else {
            return Ok(None);
        };
        let mut articles = Vec::new();
        for item in info.groups("article_detail").flat_map(|detail| detail.groups("item")) {
            let index = item.number::<usize>("idx")?.unwrap_or(0).saturating_sub(1);
            articles.push(ArticleUrl { index, url: item.text("article_url")? });
        }
        let failed = info.all("fail_idx").filter_map(|field| match field {
            crate::Field::Number(number) => usize::try_from(*number).ok(),
            crate::Field::Text(text) => text.trim().parse().ok(),
            crate::Field::Group(_) => None,
        });
        let failed = failed.map(|position| position.saturating_sub(1)).collect();
        Ok(Some(Self { publish_id, status, article_id: info.text("article_id")?, articles, failed }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::read;

    fn result(info: &str) -> Option<PublishResult> {
        let xml = format!("<xml><PublishEventInfo>{info}</PublishEventInfo></xml>");
        PublishResult::read(&read(xml.as_bytes()).unwrap().1).unwrap()
    }

    #[test]
    fn published_and_failed() {
        let published = result("<publish_id>2247500001</publish_id><publish_status>0</publish_status><article_id>\n <![CDATA[\nwxkitArticle0000000000000001]]></article_id><article_detail><count>1</count><item><idx>1</idx><article_url><![CDATA[https://mp.weixin.qq.com/s/wxkit1]]></article_url></item></article_detail>").unwrap();
        assert_eq!((published.publish_id.as_str(), published.status), ("2247500001", 0));
        assert_eq!(published.article_id, "wxkitArticle0000000000000001");
        assert_eq!(
            (published.articles[0].index, published.articles[0].url.as_str()),
            (0, "https://mp.weixin.qq.com/s/wxkit1")
        );
        let failed = result("<publish_id>2247500002</publish_id><publish_status>2</publish_status><fail_idx>1</fail_idx><fail_idx>3</fail_idx>").unwrap();
        assert_eq!((failed.status, failed.failed), (2, vec![0, 2]));
        assert_eq!(result("<publish_id></publish_id><publish_status>0</publish_status>"), None);
        assert_eq!(result("<publish_id>1</publish_id>"), None);
    }
}
