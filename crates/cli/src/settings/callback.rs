//! How events of the official account and of WeChat Work are verified and decrypted.

use wxkit::proto::Secret;

use super::layers::Layers;
use crate::failure::Failure;

/// Tokens and keys, as the platforms' consoles show them.
#[derive(Debug, Default)]
pub(crate) struct CallbackSettings {
    pub(crate) token: Option<Secret>,
    pub(crate) aes_key: Option<Secret>,
    pub(crate) work_token: Option<Secret>,
    pub(crate) work_aes_key: Option<Secret>,
}

impl CallbackSettings {
    pub(super) fn read(layers: &Layers<'_>) -> Result<Self, Failure> {
        let secret = |key| Ok::<_, Failure>(layers.text(key, None)?.map(Secret::new));
        Ok(Self {
            token: secret("callback_token")?,
            aes_key: secret("callback_aes_key")?,
            work_token: secret("work_callback_token")?,
            work_aes_key: secret("work_callback_aes_key")?,
        })
    }
}
