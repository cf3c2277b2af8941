//! Errands of a merchant.

use wxkit::pay::bill::ApplyTradeBill;
use wxkit::pay::{BillDownload, Upload, UploadVideo};
use wxkit::proto::File;
use wxkit::proto::download::Place;

use super::ledger::What;
use super::official::MP4;
use super::round::Errand;

/// A file of a complaint is uploaded.
pub(super) async fn upload(mut errand: Errand) {
    let name = format!("{}.mp4", errand.name);
    let file = File::from_bytes(&*name, errand.bytes(MP4, 60_000));
    let upload = Upload::<UploadVideo>::new(file, None).unwrap();
    let uploaded = errand.office.run(&errand.office.pay[errand.client], upload).await;
    errand.office.ledger.report(What::PayMedia, &name, &uploaded);
}

/// A bill is applied for and fetched.
pub(super) async fn bill(mut errand: Errand) {
    let (office, client) = (errand.office.clone(), errand.office.pay[errand.client].clone());
    let path = errand.path("bill.csv");
    let fetched = errand
        .until_done(async |_, _| {
            let flow = BillDownload::new(ApplyTradeBill::new("2026-09-20"), Place::File(path.clone()));
            office.run(&client, flow).await
        })
        .await;
    if fetched.is_ok() {
        let is_bill = |bytes: &[u8]| {
            bytes.starts_with("\u{feff}交易时间,".as_bytes()) && bytes.ends_with(b"\r\n") && bytes.len() > 100
        };
        errand.arrived("bill.csv", is_bill);
    }
}
