//! Bills (账单, spec/pay.md 10.1): applied for, then fetched once, and held against their digest.

mod address;
mod flow;
mod fund_flow;
mod trade;

pub use address::{BillAddress, FetchBill};
pub use flow::{BillDownload, ListedBill};
pub use fund_flow::ApplyFundFlowBill;
pub use trade::ApplyTradeBill;

use wxkit_proto::Invalid;

/// Whether a text is a day: `YYYY-MM-DD`.
fn check_date(date: &str) -> Result<(), Invalid> {
    let fits = date.len() == 10
        && date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if fits { Ok(()) } else { Err(Invalid::new("the day of a bill must look like 2026-09-20")) }
}
