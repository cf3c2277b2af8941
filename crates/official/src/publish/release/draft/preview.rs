//! Showing a draft to one person.

use wxkit_proto::error::{OutcomeUnknown, Transport};
use wxkit_proto::{Call, Env, Error};

use super::{Release, Stage, record};
use crate::ids::MassNewsId;
use crate::lost::unknown;
use crate::mass::{MassMessage, PreviewMass, Previewed, Viewer};
use crate::publish::core::Core;
use crate::publish::drafts::{Draft, DraftRecord, Sent};
use crate::publish::{PublicationState, Via};

impl Release {
    /// Sends a preview, unless this person has one of this text or may have one.
    pub(super) fn preview(&mut self, core: &mut Core, draft: &Draft, to: Viewer) {
        match draft.preview(&to).filter(|_| !self.terms.options.again) {
            Some(Sent::Done(msg_id)) => {
                let media_id = draft.media_id.clone();
                self.stage = Stage::End(PublicationState::Previewed { media_id, now: false, msg_id });
            }
            Some(Sent::Tried) => core.fail(open(&to, "the answer to an earlier run was lost")),
            None => {
                record(core, DraftRecord::Previewing { to: to.clone() }, true);
                let message = MassMessage::News(MassNewsId::from(draft.media_id.to_string())).into();
                self.stage = Stage::Preview(Call::new(PreviewMass { to, message }));
            }
        }
    }

    pub(super) fn previewed(&mut self, core: &mut Core, env: &Env, result: Result<Previewed, Error>) {
        let (Via::Preview(to), Some(draft)) = (self.terms.options.via.clone(), &core.ledger.drafts.current)
        else {
            return self.stage = Stage::Next;
        };
        let media_id = draft.media_id.clone();
        match result {
            Ok(Previewed { msg_id, .. }) => {
                core.note(format!("preview sent to {}", to.name()));
                record(core, DraftRecord::Previewed { to, msg_id }, true);
                self.stage = Stage::End(PublicationState::Previewed { media_id, now: true, msg_id });
            }
            Err(Error::OutcomeUnknown(OutcomeUnknown { cause, .. })) => core.fail(open(&to, &cause)),
            Err(Error::Reply(unreadable)) => core.fail(open(&to, &unreadable.message)),
            Err(error) => {
                record(core, DraftRecord::NotPreviewed { to }, false);
                match error.code() {
                    Some(40007) if self.fresh && self.tries.missing < 3 => {
                        self.tries.missing += 1;
                        self.stage = Stage::Pause(env.uptime + Transport::pause(self.tries.missing));
                    }
                    Some(40007) if !self.fresh => self.leave(error),
                    _ => core.fail(error),
                }
            }
        }
    }
}

/// Only the viewer can tell.
fn open(to: &Viewer, cause: &str) -> Error {
    let name = to.name();
    unknown::<PreviewMass>(format!(
        "{cause}; ask {name} for it, and send it once more with the option `again`"
    ))
}
