//! Errands at the official account.

use std::time::Duration;

use wxkit::client::{Journal, Notices};
use wxkit::official::article::{ArticleVideo, Piece};
use wxkit::official::custom::{CustomMessage, SendCustomMessage};
use wxkit::official::draft::{AddDraft, DeleteDraft, DraftArticle, ReadDraft, UpdateDraft};
use wxkit::official::ids::OpenId;
use wxkit::official::material::{DeleteMaterial, MaterialKind};
use wxkit::official::media::DownloadMedia;
use wxkit::official::upload::VideoOptions;
use wxkit::official::{
    AddMaterial, Article, Asset, Patience, Picture, Publish, PublishOptions, UploadMedia, Via, Video,
    VideoUpload,
};
use wxkit::proto::journal::read_journal;
use wxkit::proto::{Call, File, Source};

use super::ledger::What;
use super::office::BLOCK;
use super::round::Errand;

pub(super) const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF";
pub(super) const MP4: &[u8] = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41";

/// An article with a cover, three pictures and a video is published, however often its run is ended.
pub(super) async fn publish(mut errand: Errand, via: Via) {
    let article = article(&mut errand, via == Via::MediaApi);
    let what = if via == Via::MediaApi { What::Submission } else { What::Publication };
    let mut options = PublishOptions::default();
    (options.jobs, options.block_size, options.via) = (2, BLOCK, via);
    options.patience = patience();
    let (office, client) = (errand.office.clone(), errand.official().clone());
    let waking = office.ear.wake();
    let published = errand
        .until_done(async |journal, records| {
            let flow = Publish::new(article.clone(), options.clone(), &read_journal(&records)?);
            office.run_with(&client, flow, journal, &waking.notices).await
        })
        .await;
    office.ledger.report(what, &errand.name, &published);
}

fn article(errand: &mut Errand, with_video: bool) -> Article {
    let mut asset = |name: &str| {
        let len = 2_000 + errand.chance.below(20_000);
        Asset::new(name, Source::path(errand.file(name, JPEG, len)))
    };
    let cover = asset("封面.jpg");
    let pictures: Vec<_> = (0..3).map(|n| Picture::new(asset(&format!("图{n}.jpg")))).collect();
    let mut body = vec![Piece::Html("<p>一壶好茶</p>".into())];
    for n in 0..pictures.len() {
        body.extend([Piece::Html("<img src=\"".into()), Piece::Picture(n), Piece::Html("\">".into())]);
    }
    let mut videos = Vec::new();
    if with_video {
        let film = errand.file("film.mp4", MP4, 100_000);
        videos.push(ArticleVideo::new("film.mp4", Video::new("film.mp4", Source::path(film), "电影")));
        body.push(Piece::Video(0));
    }
    Article { pictures, videos, ..Article::new(&*errand.name, cover, body) }
}

/// A video goes up in blocks.
pub(super) async fn video(mut errand: Errand) {
    let name = format!("{}.mp4", errand.name);
    let film = errand.file(&name, MP4, 250_000);
    let mut options = VideoOptions::default();
    (options.block_size, options.parallel, options.wait) = (BLOCK, 2, Some(patience()));
    let (office, client) = (errand.office.clone(), errand.official().clone());
    let uploaded = errand
        .until_done(async |journal, records| {
            let film = Video::new(&*name, Source::path(&film), "电影");
            let flow = VideoUpload::resume(film, options.clone(), &read_journal(&records)?);
            office.run_with(&client, flow, journal, &Notices::default()).await
        })
        .await;
    office.ledger.report(What::Video, &name, &uploaded);
}

/// A file goes up and comes back.
pub(super) async fn media(mut errand: Errand) {
    let bytes = errand.bytes(JPEG, 300_000);
    let (office, client) = (errand.office.clone(), errand.official().clone());
    let upload = errand.until_done(async |_: Journal, _| {
        let file = File::from_bytes("图.jpg", bytes.clone());
        office.run(&client, Call::new(UploadMedia::new(MaterialKind::Image, file))).await
    });
    let Ok(media) = upload.await else { return };
    errand.fetch(&client, DownloadMedia::new(media.media_id), "back.jpg", &bytes).await;
}

/// Material is added and deleted.
pub(super) async fn material(mut errand: Errand) {
    let name = format!("{}.jpg", errand.name);
    let file = File::from_bytes(&*name, errand.bytes(JPEG, 50_000));
    let (office, client) = (&errand.office, errand.official());
    let added = office.run(client, Call::new(AddMaterial::image(file))).await;
    office.ledger.report(What::Material, &name, &added);
    if let Ok(added) = added {
        // Of no account: whether it was there is not known after an answer that was lost.
        let _ = office.run(client, Call::new(DeleteMaterial::new(added.media_id))).await;
    }
}

/// A draft is added, changed, read and deleted.
pub(super) async fn draft(mut errand: Errand) {
    let cover = File::from_bytes("封面.jpg", errand.bytes(JPEG, 9_000));
    let (office, client) = (&errand.office, errand.official());
    let Ok(cover) = office.run(client, Call::new(AddMaterial::image(cover))).await else { return };
    let article = |text: &str| DraftArticle::news(&*errand.name, text, cover.media_id.clone());
    let added = office.run(client, Call::new(AddDraft::new(vec![article("<p>茶</p>")]))).await;
    office.ledger.report(What::Draft, &errand.name, &added);
    let Ok(added) = added else { return };
    let id = added.media_id;
    let update = UpdateDraft::new(id.clone(), 0, article("<p>好茶</p>"));
    let updated = office.run(client, Call::new(update)).await;
    let read = office.run(client, Call::new(ReadDraft::new(id.clone()))).await;
    if let (Ok(_), Ok(read)) = (updated, read)
        && read.news_item[0].content != "<p>好茶</p>"
    {
        office.ledger.wrong(format!("{}: {}", errand.name, read.news_item[0].content));
    }
    let deleted = office.run(client, Call::new(DeleteDraft::new(id))).await;
    office.ledger.report(What::DraftDeleted, &errand.name, &deleted);
}

/// Somebody gets a message, once; it is somebody else each time, as nobody gets many.
pub(super) async fn message(errand: Errand) {
    let somebody = OpenId::from(format!("o{}-{}", errand.office.round(), errand.client));
    let call = SendCustomMessage::new(somebody, CustomMessage::Text(errand.name.clone()));
    let sent = errand.office.run(errand.official(), Call::new(call)).await;
    errand.office.ledger.report(What::CustomMessage, &errand.name, &sent);
}

fn patience() -> Patience {
    Patience::new(Duration::from_millis(50), Patience::default().limit)
}
