//! Without tokio, on smol: `other_runtime PICTURE…` uploads pictures side by side.
//!
//! The blocking client needs no runtime, so any can run it on threads of its own. The account is in `WXKIT_APPID` and
//! `WXKIT_SECRET`.

use std::env::{args, var};
use std::error::Error;

use wxkit::client::blocking::Client;
use wxkit::official::{self, Official, UploadImage};

fn main() -> Result<(), Box<dyn Error>> {
    let client = account()?;
    smol::block_on(async {
        let uploads: Vec<_> = args()
            .skip(1)
            .map(|picture| {
                // A clone shares connections and the access token.
                let client = client.clone();
                smol::unblock(move || client.call(UploadImage::new(client.open(picture)?)))
            })
            .collect();
        for upload in uploads {
            println!("{}", upload.await?.url);
        }
        Ok(())
    })
}

fn account() -> Result<Client<Official>, Box<dyn Error>> {
    let client = official::blocking::builder(var("WXKIT_APPID")?, var("WXKIT_SECRET")?);
    // A sandbox, or a relay, in place of WeChat.
    Ok(var("WXKIT_BASE_URL").into_iter().fold(client, |client, url| client.base_url(url)).build()?)
}
