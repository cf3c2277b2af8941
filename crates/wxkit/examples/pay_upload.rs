//! Uploads a picture for a merchant of WeChat Pay (微信支付): `pay_upload PICTURE`.
//!
//! The merchant is in `WXKIT_MCHID`, `WXKIT_MCH_SERIAL` and `WXKIT_MCH_KEY`, WeChat Pay's public key (微信支付公钥) in
//! `WXKIT_PAY_PUBLIC_KEY_ID` and `WXKIT_PAY_PUBLIC_KEY`; keys are paths of files in PEM.

use std::env::{args, var};
use std::error::Error;
use std::fs::read_to_string;

use wxkit::pay::{self, Merchant, MerchantKeys, PublicKey, Upload, UploadImage};
use wxkit::proto::sign::SigningKey;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let picture = args().nth(1).ok_or("usage: pay_upload PICTURE")?;
    let path = var("WXKIT_MCH_KEY")?;
    let key = SigningKey::from_pem(&path, &read_to_string(&path)?)?;
    let merchant = Merchant::new(var("WXKIT_MCHID")?, var("WXKIT_MCH_SERIAL")?, key)?;
    let path = var("WXKIT_PAY_PUBLIC_KEY")?;
    let public_key = PublicKey::from_pem(var("WXKIT_PAY_PUBLIC_KEY_ID")?, &path, &read_to_string(&path)?)?;

    let client = pay::builder(MerchantKeys::new(merchant).with_public_key(public_key));
    // A sandbox, or a relay, in place of WeChat.
    let client =
        var("WXKIT_BASE_URL").into_iter().fold(client, |client, url| client.base_url(url)).build()?;

    // Signed on the way out; the answer is verified before it is used.
    let upload = Upload::<UploadImage>::new(client.open(picture).await?, None)?;
    println!("{}", client.run(upload).await?.media_id);
    Ok(())
}
