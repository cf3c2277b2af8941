//! Ask WeChat whether an article keeps to its standard of structure (文章结构规范).

use std::collections::BTreeMap;

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, json};

use crate::Official;

/// `POST /article-bin/verify_article_structure`: WeChat's own check of an article's HTML.
///
/// It lives on `mp.weixin.qq.com`, not where the other calls do: send it there, to [`VerifyArticleStructure::BASE_URL`]. No
/// account is asked for. The whole text leaves the machine, and may not be public yet: ask whoever wrote it. Give it about
/// 20 seconds and do not repeat it; an answer that cannot be read means that the article was not checked, not that it is
/// valid.
///
/// More: [`manual::service`](crate::manual::service#verify_article_structure), [the published rules](https://github.com/wechatjs/verify-article-structure-spec).
///
/// ```
/// use wxkit_official::service::VerifyArticleStructure;
///
/// // `client.call(call).await?` brings the reply.
/// let call = VerifyArticleStructure::new("<section><span leaf=\"\">茶</span></section>");
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "verify_article_structure")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VerifyArticleStructure {
    /// The HTML of the whole article.
    pub content: String,
}

impl VerifyArticleStructure {
    /// With all that it needs.
    pub fn new(content: impl Into<String>) -> Self {
        Self { content: content.into() }
    }

    /// Where it lives.
    pub const BASE_URL: &'static str = "https://mp.weixin.qq.com";
}

/// The reply to [`VerifyArticleStructure`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ArticleStructure {
    /// Whether nothing was found.
    #[serde(rename = "isValid", deserialize_with = "flag")]
    pub is_valid: bool,
    /// What was found, by the key of the rule: `width`, `nestNodes`, …
    #[serde(rename = "inValidInfo", default, deserialize_with = "findings")]
    pub findings: BTreeMap<String, StructureFindings>,
}

/// What breaks one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct StructureFindings {
    /// The rule in WeChat's words, with a section of the standard, not always today's.
    #[serde(rename = "violateRules", deserialize_with = "json::text")]
    pub rule: String,
    /// The elements.
    pub items: Vec<StructureItem>,
}

/// An element that breaks a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct StructureItem {
    /// Its HTML.
    #[serde(rename = "outerHTML", deserialize_with = "json::text")]
    pub html: String,
}

impl ArticleStructure {
    /// What was found; nothing means a valid article.
    pub fn new(findings: BTreeMap<String, StructureFindings>) -> Self {
        Self { is_valid: findings.is_empty(), findings }
    }
}

impl StructureFindings {
    /// The elements that break a rule.
    pub fn new(rule: impl Into<String>, html: impl IntoIterator<Item = String>) -> Self {
        Self { rule: rule.into(), items: html.into_iter().map(|html| StructureItem { html }).collect() }
    }
}

fn flag<'de, D: serde::Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    let number = || json::as_int(&value).map(|number| number != 0);
    value.as_bool().or_else(number).ok_or_else(|| serde::de::Error::custom("isValid says neither yes nor no"))
}

/// A rule without an element is one that holds.
fn findings<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<BTreeMap<String, StructureFindings>, D::Error> {
    let mut found: BTreeMap<String, StructureFindings> = Option::deserialize(from)?.unwrap_or_default();
    found.retain(|_, rule| !rule.items.is_empty());
    Ok(found)
}

impl Endpoint for VerifyArticleStructure {
    type Platform = Official;
    type Reply = ArticleStructure;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/article-bin/verify_article_structure";
    const AUTH: bool = false;

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

    use super::*;
    use crate::testing::check;

    #[test]
    fn verify_article_structure() {
        let ask = VerifyArticleStructure { content: "<p>茶</p>".into() };
        check(
            &ask,
            r#"{"isValid":false,"inValidInfo":{"height":{"violateRules":"height 0","items":[{"outerHTML":"<p>","paragraphIndex":1}],"more":1}}}"#,
            &expect![[r#"
                POST https://api.weixin.qq.com/article-bin/verify_article_structure
                content-type: application/json
                content-length: 24

                {"content":"<p>茶</p>"}
                ArticleStructure { is_valid: false, findings: {"height": StructureFindings { rule: "height 0", items: [StructureItem { html: "<p>" }] }} }"#]],
        );
        check(
            &ask,
            r#"{"isValid":true}"#,
            &expect![[r#"
            POST https://api.weixin.qq.com/article-bin/verify_article_structure
            content-type: application/json
            content-length: 24

            {"content":"<p>茶</p>"}
            ArticleStructure { is_valid: true, findings: {} }"#]],
        );
    }
}
