//! `official material delete`.

use wxkit::official::{DeleteMaterial, MaterialId, Official};
use wxkit::proto::envelope::Done;
use wxkit::proto::{self, Call, Credential, Env, Flow, Step, Ticket};

use crate::context::Context;
use crate::failure::Failure;
use crate::ids::MATERIAL;
use crate::output::Answer;

pub(super) async fn run(context: &Context<'_>, media_id: String) -> Result<Answer, Failure> {
    let account = context.account()?;
    account.ids().check(&media_id, &MATERIAL)?;
    let call = Call::new(DeleteMaterial { media_id: MaterialId(media_id.clone()) });
    let done = account.run(Delete(call), wxkit::client::Journal::none()).await?;
    Ok(Answer::new(&done, format!("{media_id} deleted")))
}

/// A repeat after a lost answer finds nothing left to delete, which is what was wanted.
struct Delete(Call<DeleteMaterial>);

impl Flow for Delete {
    type Family = Official;
    type Output = Done;

    fn step(&mut self, env: &Env) -> Step<Done, Credential<Self>> {
        match self.0.step(env) {
            Step::Done(Err(error)) if self.0.lost_an_answer() && DeleteMaterial::already_gone(&error) => {
                Step::Done(Ok(Done { errcode: 0, errmsg: "already gone".into() }))
            }
            step => step,
        }
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: proto::Answer<Credential<Self>>) {
        self.0.answer(env, ticket, answer);
    }
}
