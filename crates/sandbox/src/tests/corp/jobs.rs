use wxkit_proto::Env;

use super::*;
use crate::state::JobState;

const START: &str = "cgi-bin/media/upload_by_url?access_token=ACCESS_TOKEN";

/// `printf mytext | md5sum`
const MD5: &str = "947ef8c8db156a568d5974d71f7638f4";

fn start(bench: &mut Bench, kind: &str, md5: &str) -> String {
    let body = format!(
        r#"{{"scene":1,"type":"{kind}","filename":"茶.zip","url":"http://127.0.0.1:1/a","md5":"{md5}"}}"#
    );
    bench.post(START, &body)["jobid"].as_str().unwrap().to_owned()
}

fn ask(bench: &mut Bench, jobid: &str) -> Value {
    let body = format!(r#"{{"jobid":"{jobid}"}}"#);
    bench.post("cgi-bin/media/get_upload_by_url_result?access_token=ACCESS_TOKEN", &body)
}

/// The end of a job whose file is this.
fn end(kind: &str, md5: &str, file: Result<&'static [u8], i64>) -> Value {
    let mut bench = corp();
    let jobid = start(&mut bench, kind, md5);
    assert_eq!(bench.sandbox.take_jobs(), [(jobid.clone(), "http://127.0.0.1:1/a".into())]);
    assert_eq!(bench.sandbox.take_jobs(), [], "each is told once");
    for _ in 0..5 {
        assert_eq!(ask(&mut bench, &jobid)["status"], 1, "nobody has fetched it");
    }
    let file = file.map(bytes::Bytes::from_static).map_err(|code| (code, "x".into()));
    bench.sandbox.fetched(&Env::new(bench.now, [9; 32]), &jobid, file);
    ask(&mut bench, &jobid)
}

#[test]
fn a_job_ends_in_detail() {
    let check = |kind: &str, md5: &str, file, status: i64, code: i64| {
        let reply = end(kind, md5, file);
        assert_eq!(
            (&reply["errcode"], &reply["status"], &reply["detail"]["errcode"]),
            (&0.into(), &status.into(), &code.into()),
            "{reply}"
        );
        assert_eq!(reply["detail"]["media_id"] != "", status == 2, "{reply}");
    };
    check("file", MD5, Ok(b"mytext"), 2, 0);
    check("file", MD5, Ok(b"mytexts"), 3, 301_019);
    check("file", MD5, Ok(b"myte"), 3, 45001);
    check("video", MD5, Ok(b"mytext"), 3, 40004);
    check("file", MD5, Err(830_001), 3, 830_001);
    // The digest has to be in lower case.
    check("file", &MD5.to_uppercase(), Ok(b"mytext"), 3, 301_019);
}

#[test]
fn what_is_asked_for_is_checked() {
    let mut bench = corp();
    let mut check =
        |body: &str, expected: &str| assert_eq!(said(&bench.post(START, body)), expected, "{body}");
    check(r#"{"scene":2}"#, "40058 invalid scene");
    check(r#"{"scene":1,"type":"image"}"#, "40005 invalid type");
    check(r#"{"scene":1,"type":"file","filename":"a","md5":"x"}"#, "41010 missing url");
    check(r#"{"scene":1,"type":"file","filename":"a","url":"u"}"#, "40058 invalid Request Parameter");
    let jobid = start(&mut bench, "file", MD5);
    assert_eq!(said(&ask(&mut bench, "x")), "40088 invalid jobid");
    bench.pass(3601);
    assert_eq!(said(&ask(&mut bench, &jobid)), "40088 invalid jobid");
}

#[test]
fn a_script_lets_a_job_fail() {
    let mut bench = corp();
    bench.sandbox.config_mut().faults =
        r#"{"call":"get_upload_by_url_result","nth":1,"do":"review_failed"}"#.parse().unwrap();
    let jobid = start(&mut bench, "file", MD5);
    bench.sandbox.take_jobs();
    bench.sandbox.fetched(&Env::new(bench.now, [9; 32]), &jobid, Ok(bytes::Bytes::from_static(b"mytext")));
    assert!(matches!(bench.sandbox.jobs()[0].state, JobState::Fetched(_)));
    let last = (0..3).map(|_| ask(&mut bench, &jobid)).last().unwrap();
    assert_eq!((&last["status"], &last["detail"]["errcode"]), (&3.into(), &830_003.into()));
}
