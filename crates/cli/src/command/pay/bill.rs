//! `wxkit pay bill`.

use std::path::PathBuf;

use wxkit::client::files;
use wxkit::pay::BillDownload;
use wxkit::pay::bill::{ApplyFundFlowBill, ApplySubMerchantFundFlowBill, ApplyTradeBill, FetchFile};
use wxkit::proto::{Endpoint as _, Error};

use super::made;
use super::sealed::{self, Seal};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;

/// Fetch the bill of one day, check it against its digest, and write it; print its path.
///
/// It is ready after 10 in the morning of the next day in China, and kept for three months. The fund-flow bill of a sub-merchant comes encrypted,
/// and is decrypted.
#[derive(Debug, clap::Args)]
pub(crate) struct Bill {
    /// The day in China: 2026-09-20.
    date: String,
    /// The fund-flow bill (资金账单) instead of the trade bill (交易账单).
    #[arg(long)]
    fund_flow: bool,
    /// ALL, SUCCESS or REFUND; with --fund-flow BASIC, OPERATION or FEES; with --sub-mchid also DEPOSIT.
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// For partners (服务商): whose bill.
    #[arg(long, value_name = "MCHID")]
    sub_mchid: Option<String>,
    /// Fetch and keep it compressed with gzip.
    #[arg(long)]
    gzip: bool,
    /// The file to write, or the folder to write into. [default: bill-DATE.csv or bill-DATE.csv.gz in this folder]
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
}

impl Bill {
    pub(super) async fn run(self, context: &Context<'_>) -> Result<Answer, Failure> {
        if self.fund_flow && self.sub_mchid.is_some() {
            return self.sub_merchant(context).await;
        }
        let Self { date: bill_date, fund_flow, kind, sub_mchid, gzip: packed, output } = self;
        let file = if fund_flow {
            let mut bill = ApplyFundFlowBill::new(bill_date);
            (bill.account_type, bill.packed) = (kind, packed);
            bill.check().map_err(Error::from)?;
            let place = files::place(&path(output, "fund-flow", &bill.bill_date, packed))?;
            context.merchant()?.run(BillDownload::new(bill, place)).await?
        } else {
            let mut bill = ApplyTradeBill::new(bill_date);
            (bill.bill_type, bill.sub_mchid, bill.packed) = (kind, sub_mchid, packed);
            bill.check().map_err(Error::from)?;
            let place = files::place(&path(output, "bill", &bill.bill_date, packed))?;
            context.merchant()?.run(BillDownload::new(bill, place)).await?
        };
        Ok(made(&file.path, file.len))
    }

    /// Fetches the pieces of the bill, decrypts each, and writes them as one file.
    async fn sub_merchant(self, context: &Context<'_>) -> Result<Answer, Failure> {
        let sub_mchid = self.sub_mchid.unwrap_or_default();
        let mut bill = ApplySubMerchantFundFlowBill::new(&sub_mchid, self.date);
        bill.packed = self.gzip;
        bill.account_type = self.kind.unwrap_or(bill.account_type);
        bill.check().map_err(Error::from)?;
        let path = path(self.output, &format!("fund-flow-{sub_mchid}"), &bill.bill_date, bill.packed);
        let (merchant, key) = (context.merchant()?, context.field_key()?);
        let pieces = merchant.call(bill).await?.into_pieces()?;
        let base_url = merchant.client().link().base_url();
        let mut whole = Vec::new();
        for piece in &pieces {
            let fetch = FetchFile::from_url(&piece.download_url, base_url).map_err(Error::from)?;
            let seal = Seal { encrypt_key: &piece.encrypt_key, nonce: &piece.nonce };
            whole.extend(sealed::fetch(&merchant, &key, fetch, seal).await?);
        }
        let path = sealed::write(path, &whole)?;
        Ok(made(&path, whole.len() as u64))
    }
}

fn path(given: Option<PathBuf>, kind: &str, date: &str, packed: bool) -> PathBuf {
    let end = if packed { "csv.gz" } else { "csv" };
    let name = format!("{kind}-{date}.{end}");
    match given {
        Some(folder) if folder.is_dir() => folder.join(name),
        Some(path) => path,
        None => name.into(),
    }
}
