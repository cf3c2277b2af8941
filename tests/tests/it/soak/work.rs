//! Errands at WeChat Work.

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
    errand.fetch(&client, DownloadMedia::new(media.media_id.into()), "back.bin", &bytes).await;
}
