//! Where a download stands.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Downloaded, Fetch};
use crate::call::Call;
use crate::env::Moment;
use crate::error::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Call,
    Own,
}

pub(super) enum Stage<E: Fetch> {
    /// Looks at what is in the place of the part.
    Look,
    /// Notes whose part it is, so that a later run may go on with it.
    Note,
    Begin,
    Calling(Box<Call<E>>),
    /// Fetches from this address.
    Pointer(String),
    Pause(Moment, Option<String>),
    /// All is there.
    Verify,
    /// The file has its name.
    Close(PathBuf),
    /// Finds a name by the content.
    Inspect,
    /// This name, under which so many others were taken.
    Rename(String, u32),
    /// Waits for the answer to what it asked for.
    Asked(Asked),
    End(Result<Box<Downloaded<E::Reply>>, Error>),
    Over,
}

#[derive(Clone, Debug)]
pub(super) enum Asked {
    Look,
    Note,
    Pointer(String),
    Verify,
    Inspect,
    Rename {
        name: String,
        number: u32,
        path: Arc<PathBuf>,
    },
    /// Notes that the part is gone.
    Close(PathBuf),
}

/// What the head of the answer said about the file.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) name: Option<String>,
    pub(super) content_type: Option<String>,
}
