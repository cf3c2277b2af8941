//! How a mass message ended: `MASSSENDJOBFINISH`.

use crate::fields::Fields;
use crate::rejected::Rejected;

/// How a mass message (群发) ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MassResult {
    /// The `msg_id` of the call that sent it.
    pub msg_id: i64,
    /// How it ended.
    pub outcome: MassOutcome,
    /// Followers in its range.
    pub total: u64,
    /// Those who are left without the ones who refuse messages or have had four this month.
    pub filtered: u64,
    /// Those who got it.
    pub sent: u64,
    /// Those who should have and did not.
    pub failed: u64,
    /// What the originality check (原创校验) found, if there was one.
    pub copyright: Option<CopyrightCheck>,
    /// The addresses of its articles.
    pub articles: Vec<ArticleUrl>,
}

/// How a mass message ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MassOutcome {
    /// `send success`: it was sent, though not to everybody; see the numbers.
    Sent,
    /// `send fail`: it was not.
    Failed,
    /// `err(NUMBER)`: it was stopped, by the review, by the originality check or by an administrator. The numbers are no errcodes;
    /// `wxkit_official::mass::MassFailure` says what they mean.
    Stopped(u32),
    /// Another text.
    Other(String),
}

/// An article of a mass message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ArticleUrl {
    /// Its position, from 0.
    pub index: usize,
    /// Its address.
    pub url: String,
}

/// What the originality check found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CopyrightCheck {
    /// 1: no reprint; 2: a reprint that may be sent; 3: a reprint that may not. 0 occurs as well.
    pub state: i64,
    /// The articles that it looked at.
    pub articles: Vec<CheckedArticle>,
}

/// An article that was checked. Where the meaning of a number is not documented it stands here as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckedArticle {
    /// Its position, from 0.
    pub index: usize,
    /// `UserDeclareState`.
    pub declared: i64,
    /// `AuditState`.
    pub audit: i64,
    /// The article that it is a reprint of; may be empty.
    pub original_url: String,
    /// `OriginalArticleType`.
    pub original_type: i64,
    /// Whether it may be reprinted.
    pub can_reprint: bool,
    /// Whether its text must be replaced by that of the original.
    pub needs_replacement: bool,
    /// Whether its source must be named.
    pub needs_source: bool,
}

impl MassResult {
    pub(crate) fn read(fields: &Fields) -> Result<Self, Rejected> {
        let count = |name| Ok::<_, Rejected>(fields.number(name)?.unwrap_or(0));
        Ok(Self {
            msg_id: fields.number("MsgID")?.unwrap_or(0),
            outcome: MassOutcome::read(&fields.text("Status")?),
            total: count("TotalCount")?,
            filtered: count("FilterCount")?,
            sent: count("SentCount")?,
            failed: count("ErrorCount")?,
            copyright: fields
                .groups("CopyrightCheckResult")
                .next()
                .map(CopyrightCheck::read)
                .transpose()?
                .flatten(),
            articles: items(fields, "ArticleUrlResult").map(ArticleUrl::read).collect::<Result<_, _>>()?,
        })
    }
}

impl MassOutcome {
    fn read(status: &str) -> Self {
        let lower = status.to_lowercase();
        let number = lower.strip_prefix("err(").and_then(|rest| rest.strip_suffix(')'));
        match (lower.as_str(), number.and_then(|number| number.trim().parse().ok())) {
            ("send success", _) => Self::Sent,
            ("send fail", _) => Self::Failed,
            (_, Some(number)) => Self::Stopped(number),
            _ => Self::Other(status.to_owned()),
        }
    }
}

impl ArticleUrl {
    fn read(item: &Fields) -> Result<Self, Rejected> {
        Ok(Self { index: index(item, "ArticleIdx")?, url: item.text("ArticleUrl")? })
    }
}

impl CopyrightCheck {
    /// `None` if it holds nothing: the platform sends it empty where nothing was checked.
    fn read(fields: &Fields) -> Result<Option<Self>, Rejected> {
        let articles: Vec<_> = fields
            .groups("ResultList")
            .flat_map(|list| list.groups("item"))
            .map(CheckedArticle::read)
            .collect::<Result<_, _>>()?;
        let state: Option<i64> = fields.number("CheckState")?;
        let empty = articles.is_empty() && state.unwrap_or(0) == 0;
        Ok((!empty).then(|| Self { state: state.unwrap_or(0), articles }))
    }
}

impl CheckedArticle {
    fn read(item: &Fields) -> Result<Self, Rejected> {
        let number = |name| Ok::<i64, Rejected>(item.number(name)?.unwrap_or(0));
        Ok(Self {
            index: index(item, "ArticleIdx")?,
            declared: number("UserDeclareState")?,
            audit: number("AuditState")?,
            original_url: item.text("OriginalArticleUrl")?,
            original_type: number("OriginalArticleType")?,
            can_reprint: number("CanReprint")? == 1,
            needs_replacement: number("NeedReplaceContent")? == 1,
            needs_source: number("NeedShowReprintSource")? == 1,
        })
    }
}

fn items<'a>(fields: &'a Fields, name: &'a str) -> impl Iterator<Item = &'a Fields> {
    fields.groups(name).flat_map(|result| result.groups("ResultList")).flat_map(|list| list.groups("item"))
}

/// Positions count from 1 on the wire.
fn index(item: &Fields, name: &str) -> Result<usize, Rejected> {
    Ok(item.number::<usize>(name)?.unwrap_or(0).saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::read;

    const SENT: &str = "<xml><MsgID>3147480001</MsgID><Status><![CDATA[send success]]></Status><TotalCount>100</TotalCount><FilterCount>80</FilterCount><SentCount>75</SentCount><ErrorCount>5</ErrorCount>
<CopyrightCheckResult>
</CopyrightCheckResult>
<ArticleUrlResult><Count>2</Count><ResultList><item><ArticleIdx>1</ArticleIdx><ArticleUrl><![CDATA[http://mp.weixin.qq.com/s?__biz=X&mid=2247000001&idx=1]]></ArticleUrl></item><item><ArticleIdx>2</ArticleIdx><ArticleUrl><![CDATA[http://mp.weixin.qq.com/s?__biz=X&mid=2247000001&idx=2]]></ArticleUrl></item></ResultList></ArticleUrlResult></xml>";

    const STOPPED: &str = "<xml><MsgId>7</MsgId><Status><![CDATA[err(30003)]]></Status><TotalCount>0</TotalCount><CopyrightCheckResult><Count>1</Count><ResultList><item><ArticleIdx>1</ArticleIdx><UserDeclareState>0</UserDeclareState><AuditState>2</AuditState><OriginalArticleUrl><![CDATA[https://mp.weixin.qq.com/s/orig]]></OriginalArticleUrl><OriginalArticleType>1</OriginalArticleType><CanReprint>0</CanReprint><NeedReplaceContent>1</NeedReplaceContent><NeedShowReprintSource>1</NeedShowReprintSource></item></ResultList><CheckState>3</CheckState></CopyrightCheckResult><ArticleUrlResult><Count>0</Count><ResultList></ResultList></ArticleUrlResult></xml>";

    fn result(xml: &str) -> MassResult {
        MassResult::read(&read(xml.as_bytes()).unwrap().1).unwrap()
    }

    #[test]
    fn sent() {
        let result = result(SENT);
        assert_eq!((result.msg_id, &result.outcome), (3_147_480_001, &MassOutcome::Sent));
        assert_eq!((result.total, result.filtered, result.sent, result.failed), (100, 80, 75, 5));
        assert_eq!(result.copyright, None);
        assert_eq!((result.articles[1].index, result.articles.len()), (1, 2));
        assert!(result.articles[1].url.ends_with("&mid=2247000001&idx=2"));
    }

    #[test]
    fn stopped() {
        let result = result(STOPPED);
        assert_eq!(
            (result.msg_id, &result.outcome, result.articles.len()),
            (7, &MassOutcome::Stopped(30003), 0)
        );
        let check = result.copyright.unwrap();
        let article = &check.articles[0];
        assert_eq!(
            (check.state, article.audit, article.can_reprint, article.needs_source),
            (3, 2, false, true)
        );
        assert_eq!((article.index, article.original_url.as_str()), (0, "https://mp.weixin.qq.com/s/orig"));
    }

    #[test]
    fn words_of_the_platform() {
        let check = |status: &str, expected: MassOutcome| assert_eq!(MassOutcome::read(status), expected);
        check("send success", MassOutcome::Sent);
        check("send fail", MassOutcome::Failed);
        check("err(20013)", MassOutcome::Stopped(20013));
        check("err(99999)", MassOutcome::Stopped(99999));
        check("审核中", MassOutcome::Other("审核中".into()));
        check("err(x)", MassOutcome::Other("err(x)".into()));
    }
}
