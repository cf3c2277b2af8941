//! The README's main command.

use crate::shell::{self, cargo};

/// Publishes the sample article against the sandbox inside the command.
pub(crate) fn run() -> Result<(), String> {
    shell::run(&mut cargo("run -p wxkit-cli -- publish tests/articles/sample --sandbox"))
}
