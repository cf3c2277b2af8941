//! No runtime at all: `blocking FILE FOLDER` keeps a picture as permanent material (永久素材), and gets it back.
//!
//! The account is in `WXKIT_APPID` and `WXKIT_SECRET`.

use std::env::{args, var};
use std::error::Error;

use wxkit::client::blocking::Client;
use wxkit::official;
use wxkit::official::material::DownloadMaterial;
use wxkit::official::{AddMaterial, Official};

fn main() -> Result<(), Box<dyn Error>> {
    let (Some(file), Some(folder)) = (args().nth(1), args().nth(2)) else {
        return Err("usage: blocking FILE FOLDER".into());
    };
    let client = account()?;
    let added = client.call(AddMaterial::image(client.open(file)?))?;
    println!("{}", added.media_id);
    let downloaded = client.download(DownloadMaterial::new(added.media_id), folder)?;
    println!("{downloaded:?}");
    Ok(())
}

fn account() -> Result<Client<Official>, Box<dyn Error>> {
    let client = official::blocking::builder(var("WXKIT_APPID")?, var("WXKIT_SECRET")?);
    // A sandbox, or a relay, in place of WeChat.
    Ok(var("WXKIT_BASE_URL").into_iter().fold(client, |client, url| client.base_url(url)).build()?)
}
