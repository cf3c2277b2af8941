//! A small article that has everything, for worlds.

use bytes::Bytes;
use wxkit::official::article::{ArticleVideo, Piece};
use wxkit::official::{Article, Asset, Picture, Video};
use wxkit::proto::Source;

use crate::{Chance, World};

/// How long a block of a video is in worlds, in bytes: small, so that there are many.
pub const BLOCK: u64 = 64;
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF";

/// An article with a cover, four pictures of which two are equal, and a video whose cover is one of the pictures.
pub fn article(world: &mut World, chance: &mut Chance) -> Article {
    let mut asset = |world: &mut World, name: String, head: &[u8], most: usize| {
        let mut bytes = head.to_vec();
        bytes.extend(chance.bytes(1 + chance.clone().below(most)));
        let path = format!("/{name}");
        world.files.insert(path.clone().into(), Bytes::from(bytes));
        Asset::new(name, Source::path(path))
    };
    let cover = asset(world, "封面.jpg".into(), JPEG, 90);
    let mut pictures: Vec<_> =
        (0..3).map(|n| Picture::new(asset(world, format!("图{n}.jpg"), JPEG, 90))).collect();
    // An equal one under another name.
    let twin = world.files[std::path::Path::new("/图0.jpg")].clone();
    world.files.insert("/图3.jpg".into(), twin);
    pictures.push(Picture::new(Asset::new("图3.jpg", Source::path("/图3.jpg"))));
    let film = asset(world, "film.mp4".into(), b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41", 900);
    let video = Video::new(&film.name, film.source.clone(), "电影");
    let mut body = vec![Piece::Html("<p>茶</p>".into()), Piece::Video(0)];
    for n in 0..pictures.len() {
        body.push(Piece::Html("<img src=\"".into()));
        body.push(Piece::Picture(n));
        body.push(Piece::Html("\">".into()));
    }
    let mut video = ArticleVideo::new(film.path, video);
    video.cover = Some(1);
    let videos = vec![video];
    Article { pictures, videos, ..Article::new("标题", cover, body) }
}
