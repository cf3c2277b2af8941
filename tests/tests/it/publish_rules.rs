//! What a second run does, rule by rule (design: "the state of a publication").

use std::time::Duration;

use expect_test::expect;
use wxkit::official::Patience;
use wxkit::official::ids::NewsId;
use wxkit::official::library::{DeleteNews, SubmitNews, Which};
use wxkit::proto::journal::{Record, mend_journal};
use wxkit::proto::{Call, Kind};
use wxkit_sandbox::Verdict;
use wxkit_tests::End;

use crate::publish_desk::{Desk, sandbox};

#[test]
fn unchanged_after_publication_only_asks() {
    let mut desk = Desk::new();
    desk.run(&expect![[r#"
        发布成功
        1 material/add_material
        1 material/upload_video?action=init_upload
        3 material/upload_video?action=query_status
        1 material/upload_video?action=save_video
        7 material/upload_video?action=upload_block
        1 material/upload_video?action=upload_finish
        3 media/uploadimg
        3 publish/query
        1 publish/submit
        1 publish/uploadnews"#]]);
    desk.run(&expect![[r#"
        发布成功
        1 publish/query"#]]);
}

#[test]
fn a_changed_picture_is_the_only_thing_that_is_sent_again() {
    let mut desk = Desk::new();
    desk.options.submit = false;
    desk.run(&expect![[r#"
        未提交
        1 material/add_material
        1 material/upload_video?action=init_upload
        3 material/upload_video?action=query_status
        1 material/upload_video?action=save_video
        7 material/upload_video?action=upload_block
        1 material/upload_video?action=upload_finish
        3 media/uploadimg
        1 publish/query
        1 publish/uploadnews"#]]);
    let picture = desk.world.files.get_mut(std::path::Path::new("/图2.jpg")).unwrap();
    *picture = [picture.as_ref(), b"more"].concat().into();
    desk.run(&expect![[r#"
        未提交
        1 material/upload_video?action=query_status
        1 media/uploadimg
        1 publish/query
        1 publish/update"#]]);
    desk.options.submit = true;
    desk.run(&expect![[r#"
        发布成功
        3 publish/query
        1 publish/submit"#]]);
}

#[test]
fn a_change_after_submission_is_an_error_unless_again() {
    let mut desk = Desk::new();
    desk.run(&expect![[r#"
        发布成功
        1 material/add_material
        1 material/upload_video?action=init_upload
        3 material/upload_video?action=query_status
        1 material/upload_video?action=save_video
        7 material/upload_video?action=upload_block
        1 material/upload_video?action=upload_finish
        3 media/uploadimg
        3 publish/query
        1 publish/submit
        1 publish/uploadnews"#]]);
    desk.change_text();
    desk.run(&expect![[r#"
        input: the article was changed after it was submitted (it is 发布成功), and what was submitted cannot be changed; the option `again` publishes it as a new article
        1 publish/query"#]]);
    desk.options.again = true;
    desk.run(&expect![[r#"
        发布成功
        1 material/upload_video?action=query_status
        4 publish/query
        1 publish/submit
        1 publish/uploadnews"#]]);
    // The flag alone publishes nothing twice.
    desk.run(&expect![[r#"
        发布成功
        1 publish/query"#]]);
}

#[test]
fn a_failed_review_fails_again_until_the_article_changes() {
    let mut desk = Desk::new();
    desk.world.sandbox.config_mut().article_review.verdict = Verdict::Failed;
    desk.run(&expect![[r#"
        review: the article did not pass the review (审核未通过)
        1 material/add_material
        1 material/upload_video?action=init_upload
        3 material/upload_video?action=query_status
        1 material/upload_video?action=save_video
        7 material/upload_video?action=upload_block
        1 material/upload_video?action=upload_finish
        3 media/uploadimg
        3 publish/query
        1 publish/submit
        1 publish/uploadnews"#]]);
    desk.run(&expect![[r#"
        review: the article did not pass the review (审核未通过)
        1 publish/query"#]]);
    desk.world.sandbox.config_mut().article_review.verdict = Verdict::Passed;
    desk.change_text();
    desk.run(&expect![[r#"
        发布成功
        1 material/upload_video?action=query_status
        3 publish/query
        1 publish/submit
        1 publish/uploadnews"#]]);
}

#[test]
fn a_failed_review_of_a_video_ends_the_run_and_keeps_the_rest() {
    let mut desk = Desk::new();
    desk.world.sandbox.config_mut().video_review.verdict = Verdict::Failed;
    desk.run(&expect![[r#"
        review: film.mp4: the review failed (审核失败) [2] check fail
        1 material/add_material
        1 material/upload_video?action=init_upload
        3 material/upload_video?action=query_status
        1 material/upload_video?action=save_video
        7 material/upload_video?action=upload_block
        1 material/upload_video?action=upload_finish
        3 media/uploadimg"#]]);
    desk.run(&expect![[r#"
        review: film.mp4: the review failed (审核失败) [2] check fail
        1 material/upload_video?action=query_status"#]]);
}

#[test]
fn waiting_has_an_end() {
    let mut desk = Desk::new();
    desk.world.sandbox.config_mut().article_review.after = Duration::from_secs(100_000);
    desk.options.patience = Patience::default().with_limit(Duration::from_secs(90));
    desk.run(&expect![[r#"
        review: the article: in review (审核中): the review has not ended in the time allowed
        1 material/add_material
        1 material/upload_video?action=init_upload
        3 material/upload_video?action=query_status
        1 material/upload_video?action=save_video
        7 material/upload_video?action=upload_block
        1 material/upload_video?action=upload_finish
        3 media/uploadimg
        5 publish/query
        1 publish/submit
        1 publish/uploadnews"#]]);
    desk.options.verdict = false;
    desk.run(&expect![[r#"
        审核中
        1 publish/query"#]]);
}

#[test]
fn what_was_deleted_in_the_console_is_made_again() {
    let mut desk = Desk::new();
    desk.options.submit = false;
    desk.run(&expect![[r#"
        未提交
        1 material/add_material
        1 material/upload_video?action=init_upload
        3 material/upload_video?action=query_status
        1 material/upload_video?action=save_video
        7 material/upload_video?action=upload_block
        1 material/upload_video?action=upload_finish
        3 media/uploadimg
        1 publish/query
        1 publish/uploadnews"#]]);
    // Nothing of what the journal names exists any longer.
    desk.world.sandbox = sandbox();
    desk.seen.clear();
    desk.options.submit = true;
    desk.run(&expect![[r#"
        发布成功
        1 material/add_material
        1 material/upload_video?action=init_upload
        5 material/upload_video?action=query_status
        1 material/upload_video?action=save_video
        7 material/upload_video?action=upload_block
        1 material/upload_video?action=upload_finish
        3 publish/query
        3 publish/submit
        2 publish/uploadnews"#]]);
}

#[test]
fn a_failed_upload_leaves_the_rest_in_the_journal() {
    let mut desk = Desk::new();
    let refuse = r#"{"call":"media/uploadimg","nth":2,"do":"refuse","errcode":45009,"errmsg":"reach max api daily quota limit"}"#;
    desk.world.sandbox.config_mut().faults = refuse.parse().unwrap();
    desk.run(&expect![[r#"
        quota: WeChat refused with 45009, the daily quota of this interface is used up: 图0.jpg: reach max api daily quota limit
        1 material/add_material
        3 media/uploadimg"#]]);
    desk.run(&expect![[r#"
        发布成功
        1 material/upload_video?action=init_upload
        3 material/upload_video?action=query_status
        1 material/upload_video?action=save_video
        7 material/upload_video?action=upload_block
        1 material/upload_video?action=upload_finish
        1 media/uploadimg
        3 publish/query
        1 publish/submit
        1 publish/uploadnews"#]]);
}

#[test]
fn a_lost_upload_of_the_article_is_told() {
    let mut desk = Desk::new();
    desk.world.sandbox.config_mut().faults =
        r#"{"call":"publish/uploadnews","nth":1,"do":"lost"}"#.parse().unwrap();
    desk.run(&expect![[r#"
        发布成功
        warning: an answer to the upload of the article was lost: a second, unsubmitted copy may lie in the library (发布库); delete it in the console under 媒体API
        1 material/add_material
        1 material/upload_video?action=init_upload
        3 material/upload_video?action=query_status
        1 material/upload_video?action=save_video
        7 material/upload_video?action=upload_block
        1 material/upload_video?action=upload_finish
        3 media/uploadimg
        3 publish/query
        1 publish/submit
        2 publish/uploadnews"#]]);
}

#[test]
fn everything_that_is_wrong_is_said_at_once_and_nothing_is_sent() {
    let mut desk = Desk::new();
    desk.article.title = "茶".repeat(65);
    desk.article.pictures[0].card = true;
    desk.world.files.remove(std::path::Path::new("/图1.jpg"));
    desk.world.files.insert("/封面.jpg".into(), b"RIFF\x24\0\0\0WEBPVP8 ".to_vec().into());
    desk.world.files.insert("/film.mp4".into(), Default::default());
    desk.run(&expect![[r#"
        input: the title has 65 characters; the title may have at most 64 (as documented)
        封面.jpg: the content is WebP; a permanent image must be JPEG, PNG, GIF, BMP (10 MB today, 2 MB in the manual)
        图0.jpg: the picture of a mini-program card must have 1080×864 pixels, this has no readable size (as documented)
        图1.jpg: there is no such file
        film.mp4: the file is empty"#]]);
}

/// The id of the article in the library.
fn id(desk: &Desk) -> NewsId {
    desk.world.sandbox.articles().last().unwrap().media_id.clone()
}

#[test]
fn an_article_that_may_have_been_submitted_is_not_made_again() {
    let mut desk = Desk::new();
    let faults = r#"
        {"call":"publish/submit","nth":1,"do":"lost"}
        {"call":"publish/query","nth":1,"do":"refuse","errcode":40007,"errmsg":"invalid media_id"}
    "#;
    desk.world.sandbox.config_mut().faults = faults.parse().unwrap();
    desk.run(&expect![[r#"
        发布成功
        1 material/add_material
        1 material/upload_video?action=init_upload
        3 material/upload_video?action=query_status
        1 material/upload_video?action=save_video
        7 material/upload_video?action=upload_block
        1 material/upload_video?action=upload_finish
        3 media/uploadimg
        4 publish/query
        1 publish/submit
        1 publish/uploadnews"#]]);
}

#[test]
fn an_article_that_stays_away_after_a_lost_submission_is_an_unknown_outcome() {
    let mut desk = Desk::new();
    let faults = r#"
        {"call":"publish/submit","nth":1,"do":"lost"}
        {"call":"publish/query","do":"refuse","errcode":40007,"errmsg":"invalid media_id"}
    "#;
    desk.world.sandbox.config_mut().faults = faults.parse().unwrap();
    desk.run(&expect![[r#"
        outcome_unknown: outcome unknown: POST /cgi-bin/publish/submit may or may not have been done (WeChat refused with 40007, the media id is not valid: invalid media_id)
        1 material/add_material
        1 material/upload_video?action=init_upload
        3 material/upload_video?action=query_status
        1 material/upload_video?action=save_video
        7 material/upload_video?action=upload_block
        1 material/upload_video?action=upload_finish
        3 media/uploadimg
        5 publish/query
        1 publish/submit
        1 publish/uploadnews"#]]);
}

#[test]
fn a_published_article_that_was_deleted_is_made_again_only_on_demand() {
    let mut desk = Desk::new();
    desk.run(&expect![[r#"
        发布成功
        1 material/add_material
        1 material/upload_video?action=init_upload
        3 material/upload_video?action=query_status
        1 material/upload_video?action=save_video
        7 material/upload_video?action=upload_block
        1 material/upload_video?action=upload_finish
        3 media/uploadimg
        3 publish/query
        1 publish/submit
        1 publish/uploadnews"#]]);
    let media_id = id(&desk);
    let End::Done(Ok(_)) = desk.world.run(Call::new(DeleteNews::new(media_id, Which::All))) else { panic!() };
    desk.run(&expect![[r#"
        media: WeChat refused with 40007, the media id is not valid: invalid media_id rid: 6553f189-3020d987-e5fd8c0c
        1 publish/delete
        1 publish/query"#]]);
    desk.options.again = true;
    desk.run(&expect![[r#"
        发布成功
        1 material/upload_video?action=query_status
        4 publish/query
        1 publish/submit
        1 publish/uploadnews"#]]);
}

#[test]
fn an_article_that_was_submitted_in_the_console() {
    let mut desk = Desk::new();
    desk.options.submit = false;
    desk.run(&expect![[r#"
        未提交
        1 material/add_material
        1 material/upload_video?action=init_upload
        3 material/upload_video?action=query_status
        1 material/upload_video?action=save_video
        7 material/upload_video?action=upload_block
        1 material/upload_video?action=upload_finish
        3 media/uploadimg
        1 publish/query
        1 publish/uploadnews"#]]);
    let media_id = id(&desk);
    let End::Done(Ok(_)) = desk.world.run(Call::new(SubmitNews::new(media_id))) else { panic!() };
    desk.change_text();
    desk.run(&expect![[r#"
        input: the article was changed after it was submitted (it is 审核中), and what was submitted cannot be changed; the option `again` publishes it as a new article
        1 material/upload_video?action=query_status
        1 publish/query
        1 publish/submit
        1 publish/update"#]]);
    // Back to what was submitted.
    desk.article.title.pop();
    desk.options.submit = true;
    desk.run(&expect![[r#"
        发布成功
        2 publish/query"#]]);
}

#[test]
fn a_submission_that_came_to_nothing_is_made_once_more_by_the_next_run() {
    let mut desk = Desk::new();
    desk.options.submit = false;
    desk.run(&expect![[r#"
        未提交
        1 material/add_material
        1 material/upload_video?action=init_upload
        3 material/upload_video?action=query_status
        1 material/upload_video?action=save_video
        7 material/upload_video?action=upload_block
        1 material/upload_video?action=upload_finish
        3 media/uploadimg
        1 publish/query
        1 publish/uploadnews"#]]);
    // The platform acknowledged a submission, and shows nothing of it.
    desk.world.append(&Record::new(&"submitting"));
    desk.world.append(&Record::new(&"submitted"));
    desk.options.submit = true;
    desk.run(&expect![[r#"
        发布成功
        4 publish/query
        1 publish/submit"#]]);
}

#[test]
fn no_changed_byte_of_a_journal_leads_to_a_second_submission() {
    let mut desk = Desk::new();
    desk.run(&expect![[r#"
        发布成功
        1 material/add_material
        1 material/upload_video?action=init_upload
        3 material/upload_video?action=query_status
        1 material/upload_video?action=save_video
        7 material/upload_video?action=upload_block
        1 material/upload_video?action=upload_finish
        3 media/uploadimg
        3 publish/query
        1 publish/submit
        1 publish/uploadnews"#]]);
    let journal = desk.world.journal.as_bytes();
    for at in 0..journal.len() {
        let (before, byte, after) = (&journal[..at], journal[at], &journal[at + 1..]);
        let flips = (0..8).map(|bit| vec![byte ^ (1 << bit)]);
        for put in flips.chain([vec![], vec![byte, byte], vec![0]]) {
            match mend_journal(&[before, &put, after].concat()) {
                // What the next run goes by is what was written.
                Ok(text) => assert_eq!(text, desk.world.journal, "{at}: {put:?}"),
                Err(error) => assert_eq!(error.kind(), Kind::Local, "{error}"),
            }
        }
    }
}
