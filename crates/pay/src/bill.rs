//! Bills (账单): applied for, then fetched once, and held against their digest.

mod address;
mod flow;
mod fund_flow;
mod sub_merchant;
mod trade;

pub use address::{BillAddress, FetchFile};
pub use flow::{BillDownload, ListedBill};
pub use fund_flow::ApplyFundFlowBill;
pub use sub_merchant::{ApplySubMerchantFundFlowBill, SealedBill, SealedPiece};
pub use trade::ApplyTradeBill;

use wxkit_proto::error::Invalid;

/// Whether a text is a day of the calendar: `YYYY-MM-DD`.
fn check_date(date: &str) -> Result<(), Invalid> {
    let fits = date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !fits {
        return Err(Invalid::new("the day of a bill must look like 2026-09-20"));
    }
    let number = |part: Option<&str>| part.and_then(|digits| digits.parse::<u32>().ok()).unwrap_or_default();
    let (year, month, day) = (number(date.get(..4)), number(date.get(5..7)), number(date.get(8..)));
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    if (1..=days).contains(&day) {
        Ok(())
    } else {
        Err(Invalid::new(format!("the calendar has no day {date}")))
    }
}
