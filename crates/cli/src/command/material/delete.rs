//! `official material delete`.

use wxkit::client::Journal;
use wxkit::official::ids::MaterialId;
use wxkit::official::material::DeleteMaterial;

use crate::command::delete::Delete;
use crate::context::Context;
use crate::failure::Failure;
use crate::known::MATERIAL;
use crate::output::Answer;

pub(super) async fn run(context: &Context<'_>, media_id: String) -> Result<Answer, Failure> {
    let account = context.account_of(&media_id, &MATERIAL)?;
    let call = DeleteMaterial::new(MaterialId::from(media_id.clone()));
    let flow = Delete::new(call, DeleteMaterial::already_gone);
    let done = account.run(flow, Journal::none()).await?;
    Ok(Answer::new(&done, format!("{media_id} deleted")))
}
