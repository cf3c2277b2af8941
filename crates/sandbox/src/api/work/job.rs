//! Jobs that fetch a file from an address.

use bytes::Bytes;
use serde_json::{Value, json};
use wxkit_proto::Env;
use wxkit_proto::digest::{Algorithm, hex_digest};
use wxkit_work::UploadByUrl;
use wxkit_work::media::QueryJob;

use super::done;
use super::rule::TOO_SMALL;
use crate::answer::{Answer, Refuse};
use crate::call::Call;
use crate::route::{Route, Shape};
use crate::sniff::{Format, sniff};
use crate::speak::Occasion;
use crate::state::{CorpMedia, Job, JobState, Owner, Progress, Stage, push, sha1_hex};
use crate::{Sandbox, Verdict};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::work::<UploadByUrl>(Shape::Json, start), Route::work::<QueryJob>(Shape::Json, query)]
}

/// Bytes of the largest file that a job fetches.
const LARGEST: usize = 200 * 1_048_576;

fn start(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    let within = |name: &str, most: usize| (1..=most).contains(&call.text(name).len());
    if call.json.get("scene").and_then(Value::as_i64) != Some(1) {
        return Err(Refuse::new(40058, "invalid scene"));
    }
    if !matches!(call.text("type"), "video" | "file") {
        return Err(Refuse::new(40005, "invalid type"));
    }
    if call.text("url").is_empty() {
        return Err(Refuse::new(41010, "missing url"));
    }
    if !within("filename", 128) || !within("url", 1024) || !within("md5", 32) {
        return Err(Refuse::new(40058, "invalid Request Parameter"));
    }
    let jobid = sandbox.fresh(call.env, "job", 60);
    let (begun, review) = (call.env.now, sandbox.config.work.job);
    push(
        &mut sandbox.corp.jobs,
        Job {
            jobid: jobid.clone(),
            url: call.text("url").into(),
            state: JobState::Waiting,
            kind: call.text("type").into(),
            name: call.text("filename").into(),
            md5: call.text("md5").into(),
            begun,
            progress: Progress::new(review, begun, call.fails_review()),
        },
    );
    Ok(done().with("jobid", jobid.into()))
}

fn query(sandbox: &mut Sandbox, call: &Call<'_>) -> Result<Answer, Refuse> {
    let (now, jobid) = (call.env.now, call.text("jobid"));
    let known = |job: &&mut Job| job.jobid == jobid && now.since(job.begun) <= Job::LIFE;
    let job = sandbox.corp.jobs.iter_mut().find(known).ok_or_else(|| Refuse::new(40088, "invalid jobid"))?;
    let (status, detail) = match (job.progress.ask(now, call.fails_review()), &job.state) {
        (Stage::Early | Stage::Late, _) | (_, JobState::Waiting | JobState::Fetching) => (1, None),
        (Stage::Ended(Verdict::Failed), _) => (3, Some((830_003, "download file fail", ""))),
        (_, JobState::Failed(code, text)) => (3, Some((*code, text.as_str(), ""))),
        (_, JobState::Fetched(media_id)) => (2, Some((0, "ok", media_id.as_str()))),
    };
    let answer = done().with("status", status.into());
    Ok(match detail {
        None => answer,
        Some((errcode, errmsg, media_id)) => {
            let at = if media_id.is_empty() { String::new() } else { job.begun.as_secs().to_string() };
            let detail =
                json!({"errcode": errcode, "errmsg": errmsg, "media_id": media_id, "created_at": at});
            answer.with("detail", detail)
        }
    })
}

impl Sandbox {
    /// The jobs whose file is to be fetched: id and address. Each is told once; whoever takes them tells the end by
    /// [`fetched`](Sandbox::fetched). The server does so by itself.
    pub fn take_jobs(&mut self) -> Vec<(String, String)> {
        let waiting = self.corp.jobs.iter_mut().filter(|job| job.state == JobState::Waiting);
        waiting
            .map(|job| {
                job.state = JobState::Fetching;
                (job.jobid.clone(), job.url.clone())
            })
            .collect()
    }

    /// The file of a job, or why it could not be fetched: number and text.
    pub fn fetched(&mut self, env: &Env, jobid: &str, file: Result<Bytes, (i64, String)>) {
        let media_id = self.fresh(env, "welcome media", 65);
        let Some(job) = self.corp.jobs.iter_mut().find(|job| job.jobid == jobid) else { return };
        let checked = file.and_then(|bytes| match bytes.len() {
            0..=TOO_SMALL => Err((45001, "file size out of limit".to_owned())),
            len if len > LARGEST => Err((45001, "file size out of limit".to_owned())),
            _ if hex_digest(Algorithm::Md5, &bytes) != job.md5 => {
                Err((301_019, "file md5 not match".to_owned()))
            }
            _ if job.kind == "video" && sniff(&bytes) != Some(Format::Mp4) => {
                Err((40004, "invalid media type".to_owned()))
            }
            _ => Ok(bytes),
        });
        let ended = Occasion::Job(jobid.to_owned());
        match checked {
            Err((code, text)) => job.state = JobState::Failed(code, text),
            Ok(bytes) => {
                job.state = JobState::Fetched(media_id.clone());
                let (kind, name, dies) = (job.kind.clone(), job.name.clone(), env.now + CorpMedia::LIFE);
                let (sha1, len, owner) = (sha1_hex(&bytes), bytes.len() as u64, Owner::Welcome);
                let media = CorpMedia { media_id, kind, name, sha1, len, dies, owner };
                self.corp.keep(media, &bytes, env.now, self.config.kept);
            }
        }
        self.happen(ended);
    }
}
