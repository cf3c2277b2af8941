//! What belongs to one run of a flow.

use std::fmt;

use wxkit_proto::Event;

use crate::journal::Journal;
use crate::notices::Notices;

/// What belongs to one run of a flow: where it is recorded, who is told, and where events come in.
///
/// ```
/// use wxkit_client::{Journal, Session};
///
/// let mut news = Vec::new();
/// let session = Session::new(Journal::none()).tell(|event| news.push(event));
/// # drop(session);
/// ```
pub struct Session<'a> {
    pub(crate) journal: Journal,
    pub(crate) tell: Box<dyn FnMut(Event) + Send + 'a>,
    pub(crate) notices: Notices,
}

impl<'a> Session<'a> {
    /// A run that is recorded here and whose news nobody hears.
    #[must_use]
    pub fn new(journal: Journal) -> Self {
        Self { journal, tell: Box::new(|_| {}), notices: Notices::default() }
    }

    /// Who hears the news: bars, notes, warnings. It is called between two steps, so it must not take long.
    #[must_use]
    pub fn tell(mut self, tell: impl FnMut(Event) + Send + 'a) -> Self {
        self.tell = Box::new(tell);
        self
    }

    /// Where events of the platform come in while it runs.
    #[must_use]
    pub fn notices(mut self, notices: &Notices) -> Self {
        self.notices = notices.clone();
        self
    }
}

impl Default for Session<'_> {
    /// Not recorded, and nobody hears.
    fn default() -> Self {
        Self::new(Journal::none())
    }
}

impl fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("journal", &self.journal).finish_non_exhaustive()
    }
}
