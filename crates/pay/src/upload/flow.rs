//! The way of a file: a look at it, its digest, and the call. It is read twice and never held.

use std::fmt;

use wxkit_proto::digest::{Algorithm, DigestPlan, Digests};
use wxkit_proto::error::Invalid;
use wxkit_proto::flow::Ticket;
use wxkit_proto::script::Desk;
use wxkit_proto::{Answer, Endpoint, Env, Error, File, Flow, Script, Step};

use super::general::{GeneralForm, GeneralUpload};
use super::meta::Meta;
use super::rules::{MediaRule, NAME_LENGTH, check_name, wire_name};
use crate::Pay;
use crate::credential::Credential;

/// An upload in the usual form.
pub trait Media: Endpoint<Platform = Pay, Reply: Send> + Send + 'static {
    /// What the file must be.
    const RULE: MediaRule;

    /// The call.
    fn new(file: File, meta: Meta) -> Self;
}

/// Uploads one file: checks it, computes its digest, and sends it. Nothing is sent of a file that breaks a rule.
///
/// ```
/// use wxkit_pay::{Upload, UploadVideo};
/// use wxkit_proto::File;
///
/// let file = File::from_bytes("film.mp4", &b"\0\0\0\x20ftypisom"[..]);
/// let flow = Upload::<UploadVideo>::new(file, None)?;
/// # drop(flow);
/// # Ok::<(), wxkit_proto::error::Invalid>(())
/// ```
pub struct Upload<E: Endpoint<Platform = Pay>> {
    script: Script<Pay, E::Reply>,
}

impl<E: Media> Upload<E> {
    /// Uploads this file, as [`UploadPlan::new`] has it.
    ///
    /// # Errors
    /// If the file or its name breaks a rule of the endpoint.
    pub fn new(file: File, name: Option<String>) -> Result<Self, Invalid> {
        UploadPlan::new(file, name).map(Into::into)
    }
}

impl Upload<GeneralUpload> {
    /// Uploads this file in a form of its own, as [`UploadPlan::general`] has it.
    ///
    /// # Errors
    /// If the file is empty, the name cannot stand in a form, or a field of the signed text is given twice.
    pub fn general(form: GeneralForm, file: File, name: Option<String>) -> Result<Self, Invalid> {
        UploadPlan::general(form, file, name).map(Into::into)
    }
}

/// An upload that was checked and lacks the digest of its file. An [`Upload`] computes it and sends; whoever only wants to
/// see the call computes it as well.
pub struct UploadPlan<E> {
    file: File,
    digest: DigestPlan,
    build: Build<E>,
}

type Build<E> = Box<dyn FnOnce(File, String) -> Result<E, Invalid> + Send>;

impl<E: Media> UploadPlan<E> {
    /// Plans an upload of this file. It travels under `name`, just as that is; without one under its own if that is plain
    /// ASCII, else under the first 16 digits of its digest and its extension; `.jpeg` becomes `.jpg`.
    ///
    /// # Errors
    /// If the file or its name breaks a rule of the endpoint.
    pub fn new(file: File, name: Option<String>) -> Result<Self, Invalid> {
        E::RULE.check(&file, name.as_deref().unwrap_or(&stand_in(&file.name)))?;
        // What stands in for a name is short, whatever the name is.
        if name.is_none() && file.name.chars().count() > NAME_LENGTH {
            check_name(&file.name, &file.name)?;
        }
        let build = move |file: File, sha256: String| {
            let filename = name.unwrap_or_else(|| wire_name(&file.name, &sha256));
            Ok(E::new(file, Meta { filename, sha256 }))
        };
        let digest = DigestPlan { whole: Algorithm::Sha256, blocks: None };
        Ok(Self { file, digest, build: Box::new(build) })
    }
}

impl UploadPlan<GeneralUpload> {
    /// Plans an upload of this file in a form of its own; `name` as in [`new`](UploadPlan::new).
    ///
    /// # Errors
    /// If the file is empty, the name cannot stand in a form, or a field of the signed text is given twice.
    pub fn general(form: GeneralForm, file: File, name: Option<String>) -> Result<Self, Invalid> {
        form.check()?;
        check_name(&file.name, name.as_deref().unwrap_or(&stand_in(&file.name)))?;
        if file.is_empty() {
            return Err(Invalid::new(format!("{}: the file is empty", file.name)));
        }
        let digest = DigestPlan { whole: form.algorithm, blocks: None };
        let build = move |file: File, digest: String| {
            let name = name.unwrap_or_else(|| wire_name(&file.name, &digest));
            form.fill(file, name, digest)
        };
        Ok(Self { file, digest, build: Box::new(build) })
    }
}

impl<E> UploadPlan<E> {
    /// The file, and which digest of it is needed.
    #[must_use]
    pub fn needs(&self) -> (&File, &DigestPlan) {
        (&self.file, &self.digest)
    }

    /// The call, now that the digest is known.
    ///
    /// # Errors
    /// If the file is not as long as it was.
    pub fn call(self, digests: &Digests) -> Result<E, Error> {
        if digests.len != self.file.len() {
            return Err(Error::changed(&self.file.name));
        }
        Ok((self.build)(self.file, digests.whole.clone())?)
    }
}

impl<E> fmt::Debug for UploadPlan<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadPlan").field("file", &self.file).finish_non_exhaustive()
    }
}

impl<E: Endpoint<Platform = Pay, Reply: Send> + Send + 'static> From<UploadPlan<E>> for Upload<E> {
    fn from(plan: UploadPlan<E>) -> Self {
        let script = move |desk: Desk<Pay>| async move {
            desk.at("computing the digest");
            let digests = desk.digest(plan.file.source.clone(), plan.digest.clone()).await?;
            let call = plan.call(&digests)?;
            desk.at("uploading");
            desk.call(call).await
        };
        Self { script: Script::new(script) }
    }
}

/// The name before the digest is known, which is as long and ends in the same way.
fn stand_in(name: &str) -> String {
    wire_name(name, "0000000000000000")
}

impl<E: Endpoint<Platform = Pay>> Flow for Upload<E> {
    type Platform = Pay;
    type Output = E::Reply;

    fn step(&mut self, env: &Env) -> Step<E::Reply, Credential> {
        self.script.step(env)
    }

    fn answer(&mut self, env: &Env, ticket: Ticket, answer: Answer<Credential>) {
        self.script.answer(env, ticket, answer);
    }
}

impl<E: Endpoint<Platform = Pay>> fmt::Debug for Upload<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Upload").field(&self.script).finish()
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use wxkit_proto::Error;
    use wxkit_proto::digest::hex_digest;
    use wxkit_proto::flow::Ask;

    use super::*;
    use crate::testing::{NOW, Signer, credential};
    use crate::upload::UploadVideo;

    const MP4: &[u8] = b"\0\0\0\x20ftypisom";

    fn run<E: Endpoint<Platform = Pay>>(
        flow: Result<Upload<E>, Invalid>,
        digested: &[u8],
    ) -> Result<(String, E::Reply), Error> {
        let (mut flow, env) = (flow?, Env::new(NOW, [0; 32]));
        let mut sent = String::new();
        loop {
            match flow.step(&env) {
                Step::Do(ticket, ask) => {
                    let answer = match ask {
                        Ask::Digest(_, plan) => {
                            Answer::Digests(wxkit_proto::digest::digest(digested, &plan).unwrap())
                        }
                        Ask::Credential(_) => Answer::Credential(credential()),
                        Ask::Send { request, .. } => {
                            let body = request.body().in_memory().unwrap();
                            sent = String::from_utf8_lossy(&body).into_owned();
                            Answer::Reply(Signer::platform().answer(200, r#"{"media_id":"m"}"#, NOW))
                        }
                        other => panic!("{other:?}"),
                    };
                    flow.answer(&env, ticket, answer);
                }
                Step::Done(result) => return result.map(|reply| (sent, reply)),
                Step::Tell(_) => {}
                Step::Wait(_) => panic!("it waits for nothing"),
            }
        }
    }

    /// The names in the signed text and in the form.
    fn check(name: &str, given: Option<&str>, expected: &Expect) {
        let flow = Upload::<UploadVideo>::new(File::from_bytes(name, MP4), given.map(str::to_owned));
        let told = match run(flow, MP4) {
            Ok((sent, reply)) => {
                assert_eq!(reply.media_id, "m");
                assert!(sent.contains(&hex_digest(Algorithm::Sha256, MP4)));
                let name =
                    |before: &str| sent.split(before).nth(1).unwrap().split('"').next().unwrap().to_owned();
                format!("{} = {}", name("\"filename\":\""), name("; filename=\""))
            }
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&told);
    }

    #[test]
    fn names() {
        check("a b.mp4", None, &expect!["a b.mp4 = a b.mp4"]);
        check("茶.mp4", None, &expect!["c1fe15cedaa3ff8c.mp4 = c1fe15cedaa3ff8c.mp4"]);
        check("茶.mp4", Some("tea.mp4"), &expect!["tea.mp4 = tea.mp4"]);
        check("a.mp4", Some("茶.mp4"), &expect!["茶.mp4 = 茶.mp4"]);
        check(
            "film",
            None,
            &expect![
                "film: its name must end in one of .avi, .wmv, .mpeg, .mp4, .mov, .mkv, .flv, .f4v, .m4v, .rmvb; send it under such a name (the manual of video_upload)"
            ],
        );
        check("film", Some("film.mp4"), &expect!["film.mp4 = film.mp4"]);
        check(
            &format!("{}.mp4", "a".repeat(130)),
            None,
            &expect![
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.mp4: the file name has 134 characters, 1 to 128 are allowed (the manual of video_upload)"
            ],
        );
        check(
            &format!("{}.mp4", "茶".repeat(130)),
            None,
            &expect![
                "茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶茶.mp4: the file name has 134 characters, 1 to 128 are allowed (the manual of video_upload)"
            ],
        );
    }

    #[test]
    fn a_file_that_changed_is_not_sent() {
        let flow = Upload::<UploadVideo>::new(File::from_bytes("a.mp4", MP4), None);
        let error = run(flow, b"longer than it was").unwrap_err();
        assert_eq!(error.to_string(), "a.mp4 changed while it was in use");
    }

    #[test]
    fn a_form_of_its_own() {
        let form = GeneralForm { digest_field: None, ..GeneralForm::new("/v3/x") };
        let (sent, reply) = run(Upload::general(form, File::from_bytes("a.csv", "1"), None), b"1").unwrap();
        assert!(sent.contains("{\"filename\":\"a.csv\"}"), "{sent}");
        assert_eq!(reply["media_id"], "m");
    }
}
