//! How a job that fetches a file has ended.

use http::Method;
use serde::{Deserialize, Serialize};
use wxkit_proto::{DecodeError, Decoder, Encoder, Endpoint, Repeat, json};

use super::uploaded::born;
use crate::Work;
use crate::ids::{JobId, WelcomeMediaId};

/// `POST /cgi-bin/media/get_upload_by_url_result`: how a job stands.
///
/// A success tells of the question only; whether the job was a success is told by its status and detail.
///
/// More: [`manual::media`](crate::manual::media#get_upload_by_url_result), [WeChat's page](https://developer.work.weixin.qq.com/document/path/96219).
///
/// ```
/// use wxkit_work::ids::JobId;
/// use wxkit_work::media::QueryJob;
///
/// let call = QueryJob::new(JobId::from("JOB_ID")); // `client.call(call).await?` brings the reply
/// # let _ = wxkit_proto::Endpoint::check(&call)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "media/get_upload_by_url_result")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct QueryJob {
    /// Which job; older ones than 60 minutes are unknown (40088).
    pub jobid: JobId,
}

impl QueryJob {
    /// With all that it needs.
    pub fn new(jobid: JobId) -> Self {
        Self { jobid }
    }
}

/// The reply to [`QueryJob`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JobReport {
    /// How it stands.
    pub status: JobStatus,
    /// What came of it; only when it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<JobDetail>,
}

/// How a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Int", into = "i64")]
#[non_exhaustive]
pub enum JobStatus {
    /// It goes on.
    Processing,
    /// It has ended well.
    Done,
    /// It has failed.
    Failed,
    /// A number that is not listed; taken as not ended.
    Unknown(i64),
}

/// What came of a job.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
#[non_exhaustive]
pub struct JobDetail {
    /// 0, or why it failed: 830001, 830003, 45001, 301019 and others.
    pub errcode: i64,
    /// The same in words.
    pub errmsg: String,
    /// The file, if it was fetched.
    pub media_id: Option<WelcomeMediaId>,
}

impl Endpoint for QueryJob {
    type Platform = Work;
    type Reply = JobReport;
    const METHOD: Method = Method::POST;
    const PATH: &'static str = "/cgi-bin/media/get_upload_by_url_result";

    fn repeat(&self) -> Repeat {
        Repeat::Safe
    }

    fn encode(&self, out: &mut Encoder) {
        out.json(self);
    }

    fn decode(from: &Decoder<'_>) -> Result<Self, DecodeError> {
        from.json()
    }
}

#[derive(Deserialize)]
struct Int(#[serde(deserialize_with = "json::int")] i64);

impl From<Int> for JobStatus {
    fn from(Int(number): Int) -> Self {
        match number {
            1 => Self::Processing,
            2 => Self::Done,
            3 => Self::Failed,
            other => Self::Unknown(other),
        }
    }
}

impl From<JobStatus> for i64 {
    fn from(status: JobStatus) -> Self {
        match status {
            JobStatus::Processing => 1,
            JobStatus::Done => 2,
            JobStatus::Failed => 3,
            JobStatus::Unknown(number) => number,
        }
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(deserialize_with = "json::int")]
    errcode: i64,
    #[serde(deserialize_with = "json::text")]
    errmsg: String,
    #[serde(deserialize_with = "json::text")]
    media_id: String,
    #[serde(
        alias = "create_at",
        deserialize_with = "json::opt_int",
        skip_serializing_if = "Option::is_none"
    )]
    created_at: Option<i64>,
}

impl From<Wire> for JobDetail {
    fn from(Wire { errcode, errmsg, media_id, created_at }: Wire) -> Self {
        let media_id = (!media_id.is_empty()).then(|| born(media_id, created_at).into());
        Self { errcode, errmsg, media_id }
    }
}

impl From<JobDetail> for Wire {
    fn from(JobDetail { errcode, errmsg, media_id }: JobDetail) -> Self {
        let birth = media_id.as_ref().and_then(|id| id.birth());
        let created_at = birth.and_then(|time| i64::try_from(time.as_secs()).ok());
        let media_id = media_id.map(|id| id.to_string()).unwrap_or_default();
        Self { errcode, errmsg, media_id, created_at }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::testing::{check, refusal};

    #[test]
    fn query_job() {
        let call = QueryJob { jobid: JobId::from("JOBID") };
        check(
            &call,
            r#"{"errcode":0,"errmsg":"ok","status":2,"detail":{"errcode":0,"errmsg":"ok","media_id":"3rp_xYbA","created_at":"1675242060"}}"#,
            &expect![[r#"
                POST https://qyapi.weixin.qq.com/cgi-bin/media/get_upload_by_url_result?access_token=TOKEN
                content-type: application/json
                content-length: 17

                {"jobid":"JOBID"}
                JobReport { status: Done, detail: Some(JobDetail { errcode: 0, errmsg: "ok", media_id: Some(WelcomeMediaId(MediaId { text: "3rp_xYbA", created_at: Some(Timestamp(1675242060000)) })) }) }"#]],
        );
        let refused = refusal::<QueryJob>(r#"{"errcode":40088,"errmsg":"invalid jobid"}"#);
        expect!["input: WeChat refused with 40088, no such job: invalid jobid"].assert_eq(&refused);
    }

    #[test]
    fn a_failure_is_told_beside_a_success() {
        let read = |reply: &'static str| {
            let report = QueryJob::reply(&http::Response::new(reply.into())).unwrap();
            (report.status, report.detail)
        };
        assert_eq!(read(r#"{"errcode":0,"status":"1"}"#), (JobStatus::Processing, None));
        assert_eq!(read(r#"{"errcode":0,"status":7}"#), (JobStatus::Unknown(7), None));
        let detail = JobDetail { errcode: 301_019, errmsg: "md5 not match".into(), media_id: None };
        assert_eq!(
            read(
                r#"{"errcode":0,"errmsg":"ok","status":3,"detail":{"errcode":301019,"errmsg":"md5 not match","media_id":"","created_at":""}}"#
            ),
            (JobStatus::Failed, Some(detail))
        );
    }
}
