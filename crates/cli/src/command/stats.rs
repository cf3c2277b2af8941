//! `official stats`: the figures of articles and of the account.

use std::str::FromStr as _;

use clap::Subcommand;
use serde::Serialize;
use wxkit::client::env;
use wxkit::official::Official;
use wxkit::official::stats::{
    AccountDay, ArticleReads, ArticleShares, ArticleTotals, Day, QueryAccountFigures, QueryArticleReads,
    QueryArticleShares, QueryArticleTotals, Statistics,
};
use wxkit::proto::Endpoint;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// Statistics (数据统计) of articles and of the account.
#[derive(Debug, Subcommand)]
pub(crate) enum Stats {
    /// Show the figures up to now of the articles that were published on a day: one line for each.
    ///
    /// With --json, each of the 30 days from then on. Figures begin with 2025-11-01; those of yesterday are complete from
    /// about 8 in the morning, China time.
    Article {
        /// The day in China, such as 2026-03-09. [default: yesterday]
        #[arg(value_parser = day)]
        date: Option<Day>,
        /// Instead, show who read each article on this day.
        #[arg(long, conflicts_with = "shares")]
        reads: bool,
        /// Instead, show who shared each article on this day.
        #[arg(long)]
        shares: bool,
    },
    /// Show the figures of the whole account, a line for each day.
    ///
    /// Figures begin with 2025-11-01; those of yesterday are complete from about 8 in the morning, China time.
    Account {
        /// The first day in China, such as 2026-03-01. [default: yesterday]
        #[arg(value_parser = day)]
        from: Option<Day>,
        /// The last day: at most 30 days at once. [default: the first day]
        #[arg(value_parser = day)]
        to: Option<Day>,
    },
}

fn day(text: &str) -> Result<Day, String> {
    Day::from_str(text).map_err(|invalid| invalid.message)
}

impl Stats {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let today = Day::at(env(None)?.now);
        let past = |day: Option<Day>| match day.unwrap_or(today.before(1)) {
            day if day < today => Ok(day),
            day => {
                Err(Failure::usage(format!("there are no figures of {day} yet; yesterday is the latest day")))
            }
        };
        match self {
            Self::Article { date, reads: true, .. } => {
                ask(context, QueryArticleReads::new(past(date)?), READS, reads).await
            }
            Self::Article { date, shares: true, .. } => {
                ask(context, QueryArticleShares::new(past(date)?), SHARES, shares).await
            }
            Self::Article { date, .. } => {
                ask(context, QueryArticleTotals::new(past(date)?), TOTALS, totals).await
            }
            Self::Account { from, to } => {
                let begin = past(from)?;
                let call = QueryAccountFigures::new(begin, past(Some(to.unwrap_or(begin)))?);
                ask(context, call, ACCOUNT, account).await
            }
        }
    }
}

async fn ask<E, T>(
    context: &Context<'_>,
    call: E,
    head: &[&str],
    row: fn(&T) -> Vec<String>,
) -> Result<Answer, Failure>
where
    E: Endpoint<Platform = Official, Reply = Statistics<T>>,
    T: Serialize,
{
    let figures = context.account()?.call(call).await?;
    if figures.is_delay {
        context.console.warn("WeChat is still computing these figures; ask again later");
    }
    if figures.list.is_empty() {
        context.console.note("there is nothing to tell of this time");
    }
    let rows: Vec<_> = figures.list.iter().map(row).collect();
    Ok(Answer::new(&figures, table(head, &rows)))
}

const READS: &[&str] = &["msgid", "read"];
const SHARES: &[&str] = &["msgid", "share"];
const TOTALS: &[&str] =
    &["msgid", "until", "read", "share", "like", "heart", "comment", "favourite", "finished", "title"];
const ACCOUNT: &[&str] = &["date", "read", "share", "like", "heart", "comment", "favourite", "sent"];

fn reads(article: &ArticleReads) -> Vec<String> {
    vec![article.msgid.as_str().to_owned(), article.detail.read_user.to_string()]
}

fn shares(article: &ArticleShares) -> Vec<String> {
    vec![article.msgid.as_str().to_owned(), article.detail.share_user.to_string()]
}

/// The last day has the sums.
fn totals(article: &ArticleTotals) -> Vec<String> {
    let last = article.detail_list.iter().max_by(|a, b| a.stat_date.cmp(&b.stat_date));
    let last = last.cloned().unwrap_or_default();
    let counts = [
        last.read_user,
        last.share_user,
        last.like_user,
        last.zaikan_user,
        last.comment_count,
        last.collection_user,
    ];
    let finished = format!("{:.0}%", last.read_finish_rate * 100.0);
    let mut row = vec![article.msgid.as_str().to_owned(), last.stat_date];
    row.extend(counts.map(|count| count.to_string()));
    row.extend([finished, article.title.clone()]);
    row
}

fn account(day: &AccountDay) -> Vec<String> {
    let figures = &day.detail;
    let counts = [
        figures.read_user,
        figures.share_user,
        figures.like_user,
        figures.zaikan_user,
        figures.comment_count,
        figures.collection_user,
        figures.send_page_count,
    ];
    [day.ref_date.clone()].into_iter().chain(counts.map(|count| count.to_string())).collect()
}

/// Columns under their names, numbers to the right; the last one may hold anything, and is as wide as it likes.
fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let head: Vec<String> = head.iter().map(|name| (*name).to_owned()).collect();
    let width = |column: usize| {
        let cells = [&head].into_iter().chain(rows).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            let cell = cell.replace(['\n', '\t'], " ");
            match head.get(column).map(String::as_str) {
                Some("msgid" | "title" | "date" | "until") => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    [&head].into_iter().chain(rows).map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_table() {
        let rows: Vec<ArticleTotals> = serde_json::from_str(
            r#"[{"msgid":"2247000001_1","title":"示例\n二","detail_list":[
                {"stat_date":"2026-03-10","read_user":1200,"share_user":1,"read_finish_rate":0.5},
                {"stat_date":"2026-03-09","read_user":7}]},
                {"msgid":"2247000001_2"}]"#,
        )
        .unwrap();
        expect![[r#"
            msgid         until       read  share  like  heart  comment  favourite  finished  title
            2247000001_1  2026-03-10  1200      1     0      0        0          0       50%  示例 二
            2247000001_2                 0      0     0      0        0          0        0%"#]]
        .assert_eq(&table(TOTALS, &rows.iter().map(totals).collect::<Vec<_>>()));
        assert_eq!(table(READS, &[]), "");
    }
}
