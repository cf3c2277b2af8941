//! Makes a draft (草稿) of a text and pictures that are in memory: `publish_text`.
//!
//! As a program does that takes articles from a database. The account is in `WXKIT_APPID` and `WXKIT_SECRET`.

use std::collections::HashMap;
use std::env::var;
use std::error::Error;
use std::iter::once;
use std::path::Path;

use bytes::Bytes;
use wxkit::article::{Format, in_folder, parse};
use wxkit::client::Client;
use wxkit::official;
use wxkit::official::publish::PublicationState;
use wxkit::official::{Official, Publish, PublishOptions, Via};
use wxkit::proto::Source;

const TEXT: &str = "\
---
title: 怎样冲一壶好茶
author: 茶客
cover: 茶园.png
---
先烧水。

![茶园的清晨](茶园.png)
";

/// A picture of one pixel.
const PICTURE: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9c\
    c\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = account()?;
    let pictures = HashMap::from([("茶园.png", Bytes::from_static(PICTURE))]);

    let article = parse(TEXT, Format::Markdown, &Default::default())?;
    let mut article = in_folder(&article, Path::new("")).map_err(|missing| format!("{missing:?}"))?;
    // The names in the text lead to bytes in memory, and not to files.
    for file in once(&mut article.cover).chain(article.pictures.iter_mut().map(|picture| &mut picture.file)) {
        let bytes = pictures.get(&*file.path).ok_or_else(|| format!("no picture {}", file.path))?;
        file.source = Source::bytes(bytes.clone());
    }

    let mut options = PublishOptions::default();
    options.via = Via::Draft;
    let published = client.run(Publish::new(article, options, &[])).await?;
    match published.standing {
        PublicationState::Draft { media_id, .. } => println!("{media_id}"),
        other => println!("{other:?}"),
    }
    Ok(())
}

fn account() -> Result<Client<Official>, Box<dyn Error>> {
    let client = official::builder(var("WXKIT_APPID")?, var("WXKIT_SECRET")?);
    // A sandbox, or a relay, in place of WeChat.
    Ok(var("WXKIT_BASE_URL").into_iter().fold(client, |client, url| client.base_url(url)).build()?)
}
