//! Who hears what a token keeper has to say.

use std::fmt;
use std::sync::Arc;

use wxkit_proto::Event;

/// By default warnings go to the log.
#[derive(Clone)]
pub(crate) struct Voice(Arc<dyn Fn(Event) + Send + Sync>);

impl Voice {
    pub(crate) fn new(tell: impl Fn(Event) + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    pub(crate) fn tell(&self, event: Event) {
        (self.0)(event);
    }
}

impl Default for Voice {
    fn default() -> Self {
        Self::new(|event| match event {
            Event::Warning(warning) => tracing::warn!("{}", warning.message),
            event => tracing::debug!(?event, "token"),
        })
    }
}

impl fmt::Debug for Voice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Voice(…)")
    }
}
