//! Statistics of articles and of the account (数据统计), as they are since November 2025.
//!
//! Figures are told by the day in China, at the latest of yesterday; those of yesterday are complete from about 8 in the morning.
//! The names of earlier years were [withdrawn](successor).

mod account;
mod day;
mod read;
mod share;
mod total;
mod withdrawn;

use serde::{Deserialize, Serialize};
use wxkit_proto::error::Invalid;
use wxkit_proto::{Warning, json};

pub use account::{AccountDay, AccountFigures, QueryAccountFigures};
pub use day::Day;
pub use read::{ArticleReads, QueryArticleReads, ReadFigures, ReadSource};
pub use share::{ArticleShares, QueryArticleShares, ShareFigures};
pub use total::{ArticleTotals, LeavePosition, QueryArticleTotals, TotalFigures};
pub use withdrawn::successor;

use crate::ids::MsgDataId;

/// The reply of all four calls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Statistics<T> {
    /// What there is to tell; nothing is no error.
    pub list: Vec<T>,
    /// Whether the platform is still computing: ask again later.
    #[serde(default, deserialize_with = "json::flag::deserialize")]
    pub is_delay: bool,
}

/// Which article figures are about: `2247000001_1`, where the number behind `_` counts the articles of one message from 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FiguresId(#[serde(deserialize_with = "json::id")] String);

impl FiguresId {
    /// As the platform writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The message, as [`SendMassToAll`](crate::mass::SendMassToAll) and [`SubmitDraft`](crate::freepublish::SubmitDraft) brought it, and the
    /// position of the article in it from 0: what the calls about comments want. `None` if it is written in another way.
    #[must_use]
    pub fn article(&self) -> Option<(MsgDataId, u32)> {
        let (message, nth) = self.0.rsplit_once('_')?;
        let message = message.parse::<u64>().ok().filter(|id| *id > 0)?;
        Some((MsgDataId::from(message), nth.parse::<u32>().ok()?.checked_sub(1)?))
    }
}

impl From<&str> for FiguresId {
    fn from(id: &str) -> Self {
        Self(id.into())
    }
}

/// The body of all four calls.
#[derive(Serialize, Deserialize)]
struct Range {
    begin_date: Day,
    end_date: Day,
}

impl Range {
    fn of(day: Day) -> Self {
        Self { begin_date: day, end_date: day }
    }
}

/// Before this day there are no figures.
const FIRST: &str = "2025-11-01";

fn check_first(day: Day) -> Result<Vec<Warning>, Invalid> {
    let first: Day = FIRST.parse()?;
    let warning = || Warning::new(format!("the figures begin with {first}; for {day} there are none"));
    Ok(if day < first { vec![warning()] } else { Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_cut_at_its_last_mark() {
        let check = |id: &str, expected| assert_eq!(FiguresId(id.into()).article(), expected, "{id}");
        check("2247000001_1", Some((MsgDataId::from(2_247_000_001), 0)));
        check("18446744073709551615_8", Some((MsgDataId::from(u64::MAX), 7)));
        for odd in ["2247000001", "2247000001_0", "_1", "a_1", "1_2_3", "0_1", "1_"] {
            check(odd, None);
        }
    }
}
