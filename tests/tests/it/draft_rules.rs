//! The routes by the draft box: what a run does, and what a second one does, rule by rule.

use std::time::Duration;

use expect_test::{Expect, expect};
use wxkit::official::Via;
use wxkit::official::article::Piece;
use wxkit::official::draft::DeleteDraft;
use wxkit::official::freepublish::{DeletePublished, SubmitDraft};
use wxkit::official::ids::DraftId;
use wxkit::official::library::Which;
use wxkit::official::mass::Viewer;
use wxkit::proto::Call;
use wxkit_sandbox::Verdict;
use wxkit_sandbox::state::Gone;
use wxkit_tests::End;

use crate::publish_desk::{Desk, sandbox};

fn viewer(name: &str) -> Viewer {
    Viewer::WeChatNumber(name.into())
}

/// The id of the last draft.
fn id(desk: &Desk) -> DraftId {
    desk.world.sandbox.drafts().last().unwrap().media_id.clone()
}

/// How many were published.
fn published(desk: &Desk) -> usize {
    desk.world.sandbox.publications().len()
}

#[test]
fn a_draft_is_added_once_and_changed_in_place() {
    let mut desk = Desk::via(Via::Draft);
    desk.run(&expect![[r#"
        in the draft box, link true
        1 draft/add
        1 draft/get
        1 material/add_material
        3 media/uploadimg"#]]);
    desk.run(&expect![[r#"
        in the draft box, link true
        1 draft/get"#]]);
    desk.change_text();
    desk.run(&expect![[r#"
        in the draft box, link true
        1 draft/get
        1 draft/update"#]]);
    let [draft] = desk.world.sandbox.drafts() else { panic!() };
    assert_eq!((draft.updates, draft.articles[0].title.as_str()), (1, "标题改"));
    assert_eq!(draft.filtered, 0);
}

#[test]
fn a_draft_that_was_looked_at_is_the_one_that_is_published() {
    let mut desk = Desk::via(Via::Draft);
    desk.run(&expect![[r#"
        in the draft box, link true
        1 draft/add
        1 draft/get
        1 material/add_material
        3 media/uploadimg"#]]);
    desk.options.via = Via::Preview(viewer("tea_friend"));
    desk.run(&expect![[r#"
        previewed, now true
        1 message/mass/preview"#]]);
    desk.options.via = Via::Freepublish;
    desk.options.submit = false;
    desk.run(&expect![[r#"
        in the draft box, link true
        1 draft/get"#]]);
    desk.options.submit = true;
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [true, true, true]
        3 freepublish/get
        1 freepublish/submit"#]]);
    assert_eq!((desk.world.sandbox.drafts().len(), published(&desk)), (1, 1));
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [true, true, true]
        1 freepublish/get"#]]);
    // What was published is no draft any more.
    desk.options.via = Via::Draft;
    desk.run(&expect!["input: the draft of this article was submitted for publication; the option `again` makes a new draft of it"]);
    desk.options.via = Via::Preview(viewer("tea_friend"));
    desk.run(&expect!["input: the draft of this article was submitted for publication; the option `again` makes a new draft of it"]);
    // The publish library knows nothing of it; only the files are shared.
    desk.options.via = Via::MediaApi;
    desk.run(&expect![[r#"
        发布成功
        3 publish/query
        1 publish/submit
        1 publish/uploadnews"#]]);
    assert_eq!(published(&desk), 1);
}

#[test]
fn a_change_after_publication_is_an_error_unless_again() {
    let mut desk = Desk::via(Via::Freepublish);
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [true, true, true]
        1 draft/add
        3 freepublish/get
        1 freepublish/submit
        1 material/add_material
        3 media/uploadimg"#]]);
    desk.change_text();
    desk.run(&expect!["input: the article was changed after it was submitted (it is published (发布成功)), and what was submitted cannot be changed; the option `again` publishes it as a new article"]);
    desk.options.again = true;
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [true, true, true]
        1 draft/add
        3 freepublish/get
        1 freepublish/submit"#]]);
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [true, true, true]
        1 freepublish/get"#]]);
    assert_eq!(published(&desk), 2);
}

#[test]
fn a_change_while_it_is_published() {
    let mut desk = Desk::via(Via::Freepublish);
    desk.options.verdict = false;
    desk.run(&expect![[r#"
        Publishing, publish_id, article_id, url [true, false, false]
        1 draft/add
        1 freepublish/get
        1 freepublish/submit
        1 material/add_material
        3 media/uploadimg"#]]);
    desk.change_text();
    desk.run(&expect![[r#"
        input: the article was changed after it was submitted (it is publishing (发布中)), and what was submitted cannot be changed; the option `again` publishes it as a new article
        1 freepublish/get"#]]);
    desk.article.title.pop();
    desk.options.verdict = true;
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [true, true, true]
        1 freepublish/get"#]]);
}

#[test]
fn a_failed_publication_fails_again_until_the_article_changes() {
    let mut desk = Desk::via(Via::Freepublish);
    desk.world.sandbox.config_mut().draft_stays = true;
    desk.faults(r#"{"call":"freepublish/submit","nth":1,"do":"review_failed","status":2}"#);
    desk.run(&expect![[r#"
        review: the article was not published: the check for originality failed (原创失败) [2], fail_idx 1
        1 draft/add
        3 freepublish/get
        1 freepublish/submit
        1 material/add_material
        3 media/uploadimg"#]]);
    desk.run(&expect![
        "review: the article was not published: the check for originality failed (原创失败) [2], fail_idx 1"
    ]);
    desk.change_text();
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [true, true, true]
        1 draft/update
        3 freepublish/get
        1 freepublish/submit"#]]);
    let [draft] = desk.world.sandbox.drafts() else { panic!() };
    assert_eq!((draft.updates, draft.gone), (1, Some(Gone::Published)));
}

#[test]
fn again_submits_what_has_failed() {
    let mut desk = Desk::via(Via::Freepublish);
    desk.world.sandbox.config_mut().publication_review.verdict = Verdict::Failed;
    desk.run(&expect![[r#"
        review: the article was not published: the review refused it (平台审核不通过) [4], fail_idx 1
        1 draft/add
        3 freepublish/get
        1 freepublish/submit
        1 material/add_material
        3 media/uploadimg"#]]);
    desk.options.again = true;
    desk.run(&expect![[r#"
        review: the article was not published: the review refused it (平台审核不通过) [4], fail_idx 1
        1 draft/add
        1 freepublish/batchget
        3 freepublish/get
        2 freepublish/submit"#]]);
    desk.world.sandbox.config_mut().publication_review.verdict = Verdict::Passed;
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [true, true, true]
        1 draft/add
        1 freepublish/batchget
        3 freepublish/get
        2 freepublish/submit"#]]);
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [true, true, true]
        1 freepublish/get"#]]);
}

#[test]
fn what_was_deleted_after_publication_is_published_again_only_on_demand() {
    let mut desk = Desk::via(Via::Freepublish);
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [true, true, true]
        1 draft/add
        3 freepublish/get
        1 freepublish/submit
        1 material/add_material
        3 media/uploadimg"#]]);
    let article_id = desk.world.sandbox.publications()[0].article_id().unwrap().clone();
    let End::Done(Ok(_)) = desk.world.run(Call::new(DeletePublished::new(article_id, Which::All))) else {
        panic!()
    };
    desk.run(&expect![[r#"
        review: the article is no longer public: published, then all articles were deleted (用户删除) [5]
        1 freepublish/delete
        1 freepublish/get"#]]);
    desk.options.again = true;
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [true, true, true]
        1 draft/add
        4 freepublish/get
        1 freepublish/submit"#]]);
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [true, true, true]
        1 freepublish/get"#]]);
    assert_eq!(published(&desk), 2);
}

#[test]
fn waiting_has_an_end() {
    let mut desk = Desk::via(Via::Freepublish);
    desk.world.sandbox.config_mut().publication_review.after = Duration::from_secs(100_000);
    desk.options.patience.limit = Duration::from_secs(90);
    desk.run(&expect![[r#"
        review: the article: publishing (发布中): the publication has not ended in the time allowed
        1 draft/add
        6 freepublish/get
        1 freepublish/submit
        1 material/add_material
        3 media/uploadimg"#]]);
    desk.options.verdict = false;
    desk.run(&expect![[r#"
        Publishing, publish_id, article_id, url [true, false, false]
        1 freepublish/get"#]]);
}

#[test]
fn a_lost_addition_is_found_in_the_draft_box() {
    let mut desk = Desk::via(Via::Draft);
    desk.faults(r#"{"call":"draft/add","nth":1,"do":"lost"}"#);
    desk.run(&expect![[r#"
        in the draft box, link true
        1 draft/add
        1 draft/batchget
        1 draft/get
        1 material/add_material
        3 media/uploadimg"#]]);
    assert_eq!(desk.world.sandbox.drafts().len(), 1);
}

#[test]
fn an_addition_that_never_arrived_is_made_once_more_and_told() {
    let mut desk = Desk::via(Via::Draft);
    // A namesake that was there before.
    desk.options.again = true;
    desk.run(&expect![[r#"
        in the draft box, link true
        1 draft/add
        1 draft/get
        1 material/add_material
        3 media/uploadimg"#]]);
    desk.world.journal.clear();
    desk.world.now = desk.world.now + Duration::from_secs(3600);
    desk.faults(r#"{"call":"draft/add","nth":1,"do":"drop"}"#);
    desk.run(&expect![[r#"
        in the draft box, link true
        warning: an answer to the addition of the draft was lost, and the draft box (草稿箱) does not show it: if a second copy turns up there, delete it in the console
        2 draft/add
        1 draft/batchget
        1 draft/get
        1 material/add_material
        3 media/uploadimg"#]]);
    assert_eq!(desk.world.sandbox.drafts().len(), 2);
}

#[test]
fn an_unreadable_addition_is_found_too() {
    for word in ["truncated", "empty", "busy", "html", "cut"] {
        let mut desk = Desk::via(Via::Draft);
        desk.faults(&format!(r#"{{"call":"draft/add","nth":1,"do":"{word}"}}"#));
        let journal = wxkit::proto::journal::read_journal(&desk.world.journal).unwrap();
        let flow = wxkit::official::Publish::new(desk.article.clone(), desk.options.clone(), &journal);
        let End::Done(Ok(_)) = desk.world.run(flow) else { panic!("{word}") };
        assert_eq!(desk.world.sandbox.drafts().len(), 1, "{word}");
    }
}

/// The first run loses the answer to its submission.
fn loses_a_submission(draft_stays: bool, first: &Expect) {
    let mut desk = Desk::via(Via::Freepublish);
    desk.world.sandbox.config_mut().draft_stays = draft_stays;
    desk.faults(r#"{"call":"freepublish/submit","nth":1,"do":"lost"}"#);
    desk.run(first);
    assert_eq!(published(&desk), 1);
    // Without a number, the article itself is asked.
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [false, true, true]
        1 freepublish/getarticle"#]]);
}

#[test]
fn a_lost_submission_is_found_among_what_is_published() {
    loses_a_submission(
        false,
        &expect![[r#"
        Published, publish_id, article_id, url [false, true, true]
        1 draft/add
        1 draft/get
        3 freepublish/batchget
        1 freepublish/getarticle
        1 freepublish/submit
        1 material/add_material
        3 media/uploadimg"#]],
    );
    loses_a_submission(
        true,
        &expect![[r#"
        Published, publish_id, article_id, url [false, true, true]
        1 draft/add
        3 draft/get
        3 freepublish/batchget
        1 freepublish/getarticle
        1 freepublish/submit
        1 material/add_material
        3 media/uploadimg"#]],
    );
}

#[test]
fn a_submission_that_never_arrived_is_made_once_more() {
    let mut desk = Desk::via(Via::Freepublish);
    desk.faults(r#"{"call":"freepublish/submit","nth":1,"do":"drop"}"#);
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [true, true, true]
        1 draft/add
        4 draft/get
        4 freepublish/batchget
        3 freepublish/get
        2 freepublish/submit
        1 material/add_material
        3 media/uploadimg"#]]);
    assert_eq!(published(&desk), 1);
}

#[test]
fn a_lost_submission_that_stays_away_is_an_unknown_outcome() {
    let mut desk = Desk::via(Via::Freepublish);
    desk.options.patience.limit = Duration::from_secs(60);
    desk.world.sandbox.config_mut().publication_review.after = Duration::from_secs(100_000);
    desk.faults(r#"{"call":"freepublish/submit","nth":1,"do":"lost"}"#);
    desk.run(&expect![[r#"
        outcome_unknown: outcome unknown: POST /cgi-bin/freepublish/submit may or may not have been done (its answer was lost, the draft has left the draft box (草稿箱), and the article is not among what is published; run again later, nothing is submitted twice, or publish it as a new article with the option `again`)
        1 draft/add
        1 draft/get
        5 freepublish/batchget
        1 freepublish/submit
        1 material/add_material
        3 media/uploadimg"#]]);
    desk.change_text();
    desk.run(&expect![[r#"
        outcome_unknown: outcome unknown: POST /cgi-bin/freepublish/submit may or may not have been done (its answer was lost, the draft has left the draft box (草稿箱), and the article is not among what is published; run again later, nothing is submitted twice, or publish it as a new article with the option `again`)
        1 draft/get
        5 freepublish/batchget"#]]);
    desk.options.via = Via::Draft;
    desk.run(&expect!["input: the draft of this article may have been published: the answer to its submission was lost; publish it through freepublish to find out"]);
    desk.article.title.pop();
    desk.options.via = Via::Freepublish;
    desk.world.now = desk.world.now + Duration::from_secs(100_000);
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [false, true, true]
        2 draft/get
        1 freepublish/batchget
        1 freepublish/getarticle"#]]);
    assert_eq!(published(&desk), 1);
}

#[test]
fn what_was_published_in_the_console_is_not_published_again() {
    let mut desk = Desk::via(Via::Draft);
    desk.run(&expect![[r#"
        in the draft box, link true
        1 draft/add
        1 draft/get
        1 material/add_material
        3 media/uploadimg"#]]);
    let media_id = id(&desk);
    let End::Done(Ok(_)) = desk.world.run(Call::new(SubmitDraft::new(media_id))) else { panic!() };
    // The list counts as a question, and the review ends with the third.
    desk.world.sandbox.config_mut().publication_review.after_questions = 0;
    desk.options.via = Via::Freepublish;
    for _ in 0..2 {
        let call = wxkit::official::freepublish::ListPublished::new(0, 1).without_content();
        let End::Done(Ok(_)) = desk.world.run(Call::new(call)) else { panic!() };
    }
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [false, true, true]
        3 freepublish/batchget
        1 freepublish/getarticle
        2 freepublish/submit"#]]);
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [false, true, true]
        1 freepublish/getarticle"#]]);
    desk.options.via = Via::Draft;
    desk.run(&expect!["input: the draft of this article was submitted for publication; the option `again` makes a new draft of it"]);
    assert_eq!(published(&desk), 1);
}

#[test]
fn what_was_deleted_in_the_console_is_made_again() {
    let mut desk = Desk::via(Via::Draft);
    desk.run(&expect![[r#"
        in the draft box, link true
        1 draft/add
        1 draft/get
        1 material/add_material
        3 media/uploadimg"#]]);
    let delete = |desk: &mut Desk| {
        let media_id = id(desk);
        let End::Done(Ok(_)) = desk.world.run(Call::new(DeleteDraft::new(media_id))) else { panic!() };
    };
    delete(&mut desk);
    desk.run(&expect![[r#"
        in the draft box, link true
        1 draft/add
        1 draft/delete
        2 draft/get
        1 freepublish/batchget"#]]);
    delete(&mut desk);
    desk.change_text();
    desk.run(&expect![[r#"
        in the draft box, link true
        1 draft/add
        1 draft/delete
        2 draft/get
        1 draft/update
        1 freepublish/batchget"#]]);
    delete(&mut desk);
    desk.options.via = Via::Preview(viewer("tea_friend"));
    desk.run(&expect![[r#"
        previewed, now true
        1 draft/add
        1 draft/delete
        1 freepublish/batchget
        2 message/mass/preview"#]]);
    delete(&mut desk);
    desk.options.via = Via::Freepublish;
    desk.run(&expect![[r#"
        Published, publish_id, article_id, url [true, true, true]
        1 draft/add
        1 draft/delete
        1 freepublish/batchget
        3 freepublish/get
        2 freepublish/submit"#]]);
    // Nothing of what the journal names exists any longer, the cover included.
    let mut desk = Desk::via(Via::Draft);
    desk.run(&expect![[r#"
        in the draft box, link true
        1 draft/add
        1 draft/get
        1 material/add_material
        3 media/uploadimg"#]]);
    desk.world.sandbox = sandbox();
    desk.seen.clear();
    desk.run(&expect![[r#"
        in the draft box, link true
        2 draft/add
        3 draft/get
        1 freepublish/batchget
        1 material/add_material"#]]);
}

#[test]
fn a_preview_is_sent_once_to_each_person_and_for_each_text() {
    let mut desk = Desk::via(Via::Preview(viewer("tea_friend")));
    desk.run(&expect![[r#"
        previewed, now true
        1 draft/add
        1 material/add_material
        3 media/uploadimg
        1 message/mass/preview"#]]);
    desk.run(&expect!["previewed, now false"]);
    desk.options.via = Via::Preview(viewer("another"));
    desk.run(&expect![[r#"
        previewed, now true
        1 message/mass/preview"#]]);
    desk.change_text();
    desk.run(&expect![[r#"
        previewed, now true
        1 draft/update
        1 message/mass/preview"#]]);
    desk.options.again = true;
    desk.run(&expect![[r#"
        previewed, now true
        1 message/mass/preview"#]]);
}

#[test]
fn a_lost_preview_is_an_unknown_outcome_until_again() {
    let mut desk = Desk::via(Via::Preview(viewer("tea_friend")));
    desk.faults(r#"{"call":"mass/preview","nth":1,"do":"lost"}"#);
    desk.run(&expect![[r#"
        outcome_unknown: outcome unknown: POST /cgi-bin/message/mass/preview may or may not have been done (the connection broke: a fault; ask tea_friend for it, and send it once more with the option `again`)
        1 draft/add
        1 material/add_material
        3 media/uploadimg
        1 message/mass/preview"#]]);
    desk.run(&expect!["outcome_unknown: outcome unknown: POST /cgi-bin/message/mass/preview may or may not have been done (the answer to an earlier run was lost; ask tea_friend for it, and send it once more with the option `again`)"]);
    desk.options.again = true;
    desk.run(&expect![[r#"
        previewed, now true
        1 message/mass/preview"#]]);
    desk.options.again = false;
    desk.run(&expect!["previewed, now false"]);
    assert_eq!(desk.world.sandbox.previews().len(), 2);
}

#[test]
fn a_refused_preview_is_tried_again_by_the_next_run() {
    let mut desk = Desk::via(Via::Preview(viewer("stranger")));
    desk.world.sandbox.config_mut().strangers = vec!["stranger".into()];
    desk.run(&expect![[r#"
        receiver: WeChat refused with 43004, the receiver must follow the account: require subscribe rid: 6553f11e-89bb742d-3a0ee564
        1 draft/add
        1 material/add_material
        3 media/uploadimg
        1 message/mass/preview"#]]);
    desk.world.sandbox.config_mut().strangers.clear();
    desk.run(&expect![[r#"
        previewed, now true
        1 message/mass/preview"#]]);
}

#[test]
fn limits_are_those_of_drafts() {
    let mut desk = Desk::via(Via::Draft);
    desk.article.title = "茶".repeat(33);
    desk.article.digest = "水".repeat(121);
    desk.article.show_cover = true;
    desk.run(&expect![[r#"
        in the draft box, link true
        warning: the title has 33 characters; some servers take at most 32 (documents of 2025; more was accepted)
        warning: the digest has 121 characters; some servers take at most 120 (128 in 2025, 120 in one reading)
        warning: a draft cannot show its cover in the text; show_cover is left out (as documented)
        1 draft/add
        1 draft/get
        1 material/add_material
        3 media/uploadimg"#]]);
    desk.article.author = "客".repeat(17);
    desk.run(&expect!["input: the author has 17 characters; the author may have at most 16 (as documented)"]);
    desk.article.author.clear();
    desk.article.digest = "水".repeat(129);
    desk.run(&expect!["input: the digest has 129 characters; the digest may have at most 128 (128 in 2025, 120 in one reading)"]);
    desk.options.via = Via::MediaApi;
    desk.article.digest = "水".repeat(121);
    desk.run(&expect![
        "input: the digest has 121 characters; the digest may have at most 120 (as documented)"
    ]);
    desk.article.digest.clear();
    desk.options.via = Via::Draft;
    desk.article.body.push(Piece::Html("水".repeat(349_526)));
    desk.run(&expect![
        "input: the content has 1049156 bytes; the content may have at most 1048576 (below 1 MB)"
    ]);
    desk.article.body.pop();
    desk.options.via = Via::Preview(viewer(" "));
    desk.run(&expect!["input: the preview has no receiver"]);
}
