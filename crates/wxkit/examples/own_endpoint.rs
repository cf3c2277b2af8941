//! An endpoint that wxkit does not have: a struct and a short `impl`, and it is called like all others.
//!
//! Here the numbers of the material library (素材库) by one's own hands, and beside them a call without any type. The account
//! is in `WXKIT_APPID` and `WXKIT_SECRET`.

use std::env::var;
use std::error::Error;

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit::client::Client;
use wxkit::official::{self, Official};
use wxkit::proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat};

/// Counts the permanent material.
struct Count;

/// The reply, field by field as the manual has it.
#[derive(Debug, Deserialize, Serialize)]
struct Counts {
    image_count: u64,
    video_count: u64,
}

impl Endpoint for Count {
    type Platform = Official;
    type Reply = Counts;
    const METHOD: Method = Method::GET;
    const PATH: &'static str = "/cgi-bin/material/get_materialcount";

    fn repeat(&self) -> Repeat {
        // It changes nothing, so a lost answer is asked for once more.
        Repeat::Safe
    }

    fn encode(&self, _: &mut Encoder) {}

    fn decode(_: &Decoder<'_>) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = account()?;
    let counts = client.call(Count).await?;
    println!("{} pictures, {} videos", counts.image_count, counts.video_count);
    let untyped = client.call_json(Method::GET, Count::PATH, None).await?;
    println!("{untyped}");
    Ok(())
}

fn account() -> Result<Client<Official>, Box<dyn Error>> {
    let client = official::builder(var("WXKIT_APPID")?, var("WXKIT_SECRET")?);
    // A sandbox, or a relay, in place of WeChat.
    Ok(var("WXKIT_BASE_URL").into_iter().fold(client, |client, url| client.base_url(url)).build()?)
}
