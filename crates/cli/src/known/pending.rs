//! Ids that are noted once the result of the command is printed: the register must neither hold it up nor lose it.

use std::sync::{Arc, Mutex, PoisonError};

use super::now;
use super::register::{Entry, Register};
use crate::console::Console;
use crate::failure::Failure;
use crate::state;

/// What is to be noted, register by register.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pending(Arc<Mutex<Vec<(Register, Entry)>>>);

impl Pending {
    pub(super) fn add(&self, register: &Register, entries: impl Iterator<Item = Entry>) {
        let mut pending = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pending.extend(entries.map(|entry| (register.clone(), entry)));
    }

    /// Notes all of it. A register that is in use is waited for a moment; one that cannot be used is told, and no reason to
    /// fail.
    pub(crate) async fn write(&self, console: &Console) {
        let mut left = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        while let Some((register, _)) = left.first().cloned() {
            let (mine, others): (Vec<_>, Vec<_>) =
                left.into_iter().partition(|(other, _)| *other == register);
            left = others;
            let entries = mine.into_iter().map(|(_, entry)| entry).collect();
            // The folder may lie on a file system that hangs.
            let written = tokio::task::spawn_blocking(move || write(&register, entries)).await;
            if let Ok(Err(failure)) = written {
                console.warn(&failure.message());
            }
        }
    }
}

fn write(register: &Register, entries: Vec<Entry>) -> Result<(), Failure> {
    if let Some(folder) = register.folder() {
        state::create(folder)?;
    }
    register.add(entries, now()).map_err(|error| {
        let what = format!("the ids could not be noted in the register {}", register.path().display());
        Failure::io(what, &error)
    })
}
