//! For tests: a platform that asks for no credential and refuses nothing.

use bytes::Bytes;
use http::Response;

use crate::encoder::Draft;
use crate::env::Env;
use crate::error::Error;
use crate::platform::Platform;

#[derive(Debug)]
pub(crate) struct Tea;

impl Platform for Tea {
    type Credential = ();
    const BASE_URL: &'static str = "https://tea.invalid";

    fn authorize((): &(), _: &mut Draft, _: &Env) -> Result<(), Error> {
        Ok(())
    }

    fn refusal(_: bool, _: &Response<Bytes>) -> Option<Error> {
        None
    }

    fn redact((): &(), text: &str) -> String {
        text.to_owned()
    }
}
