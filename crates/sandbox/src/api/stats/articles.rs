//! The articles that there are figures of.

use wxkit_official::freepublish::FreepublishStatus;
use wxkit_official::mass::{DirectMessage, MassMessage, MassStatus};
use wxkit_official::stats::Day;

use crate::Sandbox;

/// An article and its readers.
pub(super) struct Told {
    pub(super) msgid: String,
    pub(super) published: Day,
    /// 0 with a message to followers, 1 without.
    pub(super) publish_type: u8,
    pub(super) title: String,
    pub(super) url: String,
    /// Readers on the first day.
    first: u64,
}

/// The first day of which there are figures, 2025-11-01.
const FIRST: &str = "2025-11-01";

/// What was published up to this day and may still be read.
pub(super) fn all(sandbox: &Sandbox, until: Day) -> Vec<Told> {
    let Ok(first) = FIRST.parse::<Day>() else { return Vec::new() };
    if until < first {
        return Vec::new();
    }
    let since = until.before(Told::DAYS).max(first);
    let days = (0..=until.since(since)).map(|age| since.after(age));
    let by_hand = days.filter(|_| sandbox.config.history).map(|day| {
        let message = 2_247_000_000 + u64::from(day.since(first));
        let url = format!("https://mp.weixin.qq.com/s?__biz=MzA3MDEyMzQ1Ng==&mid={message}&idx=1");
        Told::new(message, 1, day, 0, format!("往期 {day}"), url)
    });
    let published = sandbox.publications.0.iter().filter(|job| job.status() == FreepublishStatus::Published);
    let published = published.flat_map(|job| {
        (1..).zip(&job.articles).filter(|(_, article)| !article.deleted).map(|(nth, article)| {
            let title = article.article.title.clone();
            Told::new(job.msg_data_id.get(), nth, Day::at(job.at), 1, title, article.url.clone())
        })
    });
    let sent = sandbox.messages.sent.iter().filter(|message| message.status() != MassStatus::Failed);
    let sent = sent.flat_map(|message| {
        let id = message.msg_data_id.map_or(0, |id| id.get());
        let DirectMessage::Mass(MassMessage::News(news)) = &message.message else { return Vec::new() };
        let draft = sandbox.drafts.0.iter().find(|draft| draft.media_id.as_str() == news.as_str());
        let title = |position: usize| {
            draft.and_then(|draft| draft.articles.get(position)).map(|article| article.title.clone())
        };
        let articles = message.urls.iter().enumerate().map(|(position, url)| {
            let title = title(position).unwrap_or_default();
            Told::new(id, position + 1, Day::at(message.at), 0, title, url.clone())
        });
        articles.collect()
    });
    let told = by_hand.chain(published).chain(sent);
    told.filter(|article| article.published <= until && article.published >= since).collect()
}

impl Told {
    /// So many days after that of its publication it is followed.
    pub(super) const DAYS: u32 = 30;

    fn new(message: u64, nth: usize, published: Day, publish_type: u8, title: String, url: String) -> Self {
        // Any number will do, as long as it stays the same.
        let first = 100 + (message.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) % 400;
        Self { msgid: format!("{message}_{nth}"), published, publish_type, title, url, first }
    }

    /// Readers of one day: half of those of the day before.
    pub(super) fn read_on(&self, day: Day) -> u64 {
        let age = day.since(self.published);
        if day < self.published { 0 } else { self.first.checked_shr(age).unwrap_or_default() }
    }

    /// Readers up to this day.
    pub(super) fn read_until(&self, day: Day) -> u64 {
        (0..=day.since(self.published)).map(|age| self.read_on(self.published.after(age))).sum()
    }
}
