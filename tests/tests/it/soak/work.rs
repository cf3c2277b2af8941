//! Errands at WeChat Work.

use wxkit::client::Notices;
use wxkit::proto::download::{Download, DownloadRecord, Place};
use wxkit::proto::journal::read_journal;
use wxkit::proto::{Call, File};
use wxkit::work::ids::AgentId;
use wxkit::work::media::{DownloadMedia, MediaKind, UploadMedia};
use wxkit::work::{Message, Receivers, SendMessage};

use super::ledger::What;
use super::round::Errand;

/// Members get a message, once.
pub(super) async fn message(errand: Errand) {
    let agent = AgentId::from(errand.office.server.sandbox().config().work.apps[0].agentid);
    let text = Message::Text(errand.name.clone());
    let call = SendMessage::new(Receivers::users(["zhangsan"]), agent, text);
    let sent = errand.office.run(&errand.office.work[errand.client], Call::new(call)).await;
    errand.office.ledger.report(What::WorkMessage, &errand.name, &sent);
}

/// A file goes up and comes back.
pub(super) async fn media(mut errand: Errand) {
    let bytes = errand.bytes(b"~", 400_000);
    let (office, client) = (errand.office.clone(), errand.office.work[errand.client].clone());
    let upload = errand.until_done(async |_, _| {
        let file = File::from_bytes("报告.bin", bytes.clone());
        office.run(&client, Call::new(UploadMedia::new(MediaKind::File, file))).await
    });
    let Ok(media) = upload.await else { return };
    let path = errand.path("back.bin");
    let downloaded = errand
        .until_done(async |journal, records| {
            let records: Vec<DownloadRecord> = read_journal(&records)?;
            let call = DownloadMedia::new(media.media_id.clone().into());
            let flow = Download::new(call, Place::File(path.clone()), &records);
            office.run_with(&client, flow, journal, &Notices::default()).await
        })
        .await;
    if downloaded.is_ok() {
        errand.arrived("back.bin", |found| found == bytes);
        errand.nothing_is_left_of("back.bin");
    }
}
