//! The official account as a platform: token in the query, `errcode` in the reply.

use bytes::Bytes;
use http::Response;
use wxkit_proto::encoder::Draft;
use wxkit_proto::secret::redact;
use wxkit_proto::{Env, Error, Platform, Token, envelope};

use crate::errors::{SUBMITTED, TABLE};

/// The official account (公众号, 服务号) at `https://api.weixin.qq.com`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Official;

impl Platform for Official {
    type Credential = Token;
    const BASE_URL: &'static str = "https://api.weixin.qq.com";

    fn authorize(token: &Token, draft: &mut Draft, _: &Env) -> Result<(), Error> {
        envelope::authorize(token, draft);
        Ok(())
    }

    fn refusal(auth: bool, response: &Response<Bytes>) -> Option<Error> {
        let error = match envelope::success(TABLE, auth, response) {
            // A "no" whose number is 0.
            Ok(message) if mentions_submission(&message) => {
                envelope::refused(TABLE, true, 0, &message).into()
            }
            Ok(_) => return None,
            Err(error) => error,
        };
        Some(match error {
            // Decided by the text: the manual does not say which number comes with it.
            Error::Refused(mut refusal) if mentions_submission(&refusal.message) => {
                refusal.kind = SUBMITTED.kind;
                refusal.meaning = SUBMITTED.meaning;
                refusal.hint = SUBMITTED.hint.into();
                Error::Refused(refusal)
            }
            error => error,
        })
    }

    fn redact(token: &Token, text: &str) -> String {
        redact(text, &[token.reveal()])
    }
}

/// Whether an error says that the article was submitted before: `abnormal status` to a submit, `invalid status` to an
/// update. It may come with a non-zero `errcode` or without; either way it is a refusal of kind `state`.
#[must_use]
pub fn says_submitted(error: &Error) -> bool {
    matches!(error, Error::Refused(refusal) if mentions_submission(&refusal.message))
}

pub(crate) fn mentions_submission(message: &str) -> bool {
    message.contains("abnormal status") || message.contains("invalid status")
}
