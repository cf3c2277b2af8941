//! How [`SendFile`](super::SendFile) goes, from top to bottom.

use wxkit_proto::script::Desk;
use wxkit_proto::{Error, Event};

use super::known::MediaRecord;
use super::upload::{look, upload};
use super::{FileMessage, SentFile};
use crate::Work;

/// The number of "no such media".
const UNKNOWN_MEDIA: i64 = 40007;

pub(super) async fn send(
    desk: Desk<Work>,
    parcel: FileMessage,
    mut known: Vec<MediaRecord>,
) -> Result<SentFile, Error> {
    // Wrong receivers are told without a look into the file.
    parcel.to.check()?;
    let file = look(&desk, &parcel.name, parcel.source.clone()).await?;
    desk.warn(parcel.check(&file)?);
    loop {
        let media = upload(&desk, &file, parcel.kind, parcel.corp.clone(), &known).await?;
        desk.at("sending");
        match desk.call(parcel.message(media.record.kind, media.record.id())).await {
            Ok(sent) => return Ok(SentFile { sent, media }),
            Err(error) if media.reused && error.code() == Some(UNKNOWN_MEDIA) => {
                let name = &parcel.name;
                desk.tell(Event::Note(format!("{name}: the earlier upload is gone; it is uploaded anew")));
                known.clear();
            }
            Err(error) => return Err(error),
        }
    }
}
