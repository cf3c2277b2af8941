//! The events, in WeChat's words.

use wxkit_callback::Fields;
use wxkit_official::freepublish::FreepublishStatus;
use wxkit_official::mass::MassStatus;
use wxkit_proto::Timestamp;

use crate::show::at_site;
use crate::state::{MassSend, Publication, Receivers};

/// By which names the script of faults knows what is sent.
pub(crate) const EVENTS: &[&str] = &[
    "callback/MASSSENDJOBFINISH",
    "callback/PUBLISHJOBFINISH",
    "callback/upload_media_job_finish",
    "callback/message",
    "callback/echostr",
    "notify/notification",
];

/// The account's own id, and the helper who speaks for the platform.
pub(super) const ACCOUNT: &str = "gh_0123456789ab";
const HELPER: &str = "oHelper00000000000000000001";

/// Followers of the account.
const FOLLOWERS: i64 = 100;

/// `site` is where articles open, if not at WeChat's own host.
pub(super) fn mass(message: &mut MassSend, site: Option<&str>, now: Timestamp) -> Fields {
    message.progress.end();
    let failed = message.status() == MassStatus::Failed;
    let total = match &message.to {
        Receivers::Followers(_) => FOLLOWERS,
        Receivers::Named(names) => i64::try_from(names.len()).unwrap_or(i64::MAX),
    };
    let reached = if failed { 0 } else { total };
    let fields = head(ACCOUNT, HELPER, "MASSSENDJOBFINISH", now)
        .with("MsgID", message.msg_id.get())
        .with("Status", if failed { "err(20013)" } else { "send success" })
        .with("TotalCount", total)
        .with("FilterCount", reached)
        .with("SentCount", reached)
        .with("ErrorCount", 0);
    if message.urls.is_empty() || failed {
        return fields;
    }
    let items = (1..).zip(&message.urls).fold(Fields::default(), |items, (position, url)| {
        items.with(
            "item",
            Fields::default().with("ArticleIdx", position).with("ArticleUrl", at_site(url, site)),
        )
    });
    let count = i64::try_from(message.urls.len()).unwrap_or(i64::MAX);
    fields.with("ArticleUrlResult", Fields::default().with("Count", count).with("ResultList", items))
}

pub(super) fn publication(publication: &mut Publication, site: Option<&str>, now: Timestamp) -> Fields {
    publication.progress.end();
    let status = publication.status();
    let id = i64::try_from(publication.publish_id.get()).unwrap_or(i64::MAX);
    let info = Fields::default().with("publish_id", id).with("publish_status", status.number());
    let info = match status {
        FreepublishStatus::Published => {
            let count = i64::try_from(publication.articles.len()).unwrap_or(i64::MAX);
            let detail = (1..).zip(&publication.articles).fold(
                Fields::default().with("count", count),
                |detail, (position, article)| {
                    detail.with(
                        "item",
                        Fields::default()
                            .with("idx", position)
                            .with("article_url", at_site(&article.url, site)),
                    )
                },
            );
            info.with("article_id", publication.article_id.as_str()).with("article_detail", detail)
        }
        FreepublishStatus::OriginalityFailed | FreepublishStatus::ReviewFailed => info.with("fail_idx", 1),
        _ => info,
    };
    head(ACCOUNT, HELPER, "PUBLISHJOBFINISH", now).with("PublishEventInfo", info)
}

pub(super) fn job(corpid: &str, jobid: &str, now: Timestamp) -> Fields {
    head(corpid, "sys", "upload_media_job_finish", now).with("JobId", jobid)
}

/// What every event begins with.
pub(super) fn head(to: &str, from: &str, event: &str, now: Timestamp) -> Fields {
    address(to, from, now).with("MsgType", "event").with("Event", event)
}

/// What every message begins with.
pub(super) fn address(to: &str, from: &str, now: Timestamp) -> Fields {
    let at = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    Fields::default().with("ToUserName", to).with("FromUserName", from).with("CreateTime", at)
}
