//! Lost answers.

use super::*;

#[test]
fn a_lost_answer_to_temporary_media_is_repeated() {
    check(
        Through::Temporary,
        &["lost", UPLOADED, "lost", PREPARED, SENT],
        &expect![[r#"
        media/upload
        media/upload
        record
        media/uploadvideo
        media/uploadvideo
        record
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PREPARED"}}
        PREPARED reused=false"#]],
    );
}

const SHOWN: &str = r#"{"total_count":2,"item_count":2,"item":[
    {"media_id":"OTHER","name":"冲茶.MP4","update_time":1525932973,"url":""},
    {"media_id":"PERMANENT","name":"冲茶.MP4","update_time":1525936574,"url":""}]}"#;
const FOUND: &str = r#"{"title":"videotest","description":"nononono","down_url":"http://v.qpic.cn/1"}"#;
const NOTHING: &str = r#"{"total_count":0,"item_count":0,"item":[]}"#;

#[test]
fn a_lost_addition_is_looked_for_before_it_is_repeated() {
    check(
        Through::Permanent,
        &["lost", SHOWN, FOUND, SENT],
        &expect![[r#"
        record, synced
        material/add_material
        material/batchget_material
        material/get_material
        冲茶.MP4: it was added before
        record, synced
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PERMANENT"}}
        PERMANENT reused=false"#]],
    );
    check(
        Through::Permanent,
        &["lost", NOTHING, ADDED, SENT],
        &expect![[r#"
        record, synced
        material/add_material
        material/batchget_material
        warning: 冲茶.MP4: an answer was lost, and the library of material (永久素材) does not show the video: if a second copy turns up there, delete it
        record
        record, synced
        material/add_material
        record, synced
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PERMANENT"}}
        PERMANENT reused=false"#]],
    );
    let other = FOUND.replace("nononono", "yes");
    check(
        Through::Permanent,
        &["lost", SHOWN, &other, ADDED, SENT],
        &expect![[r#"
        record, synced
        material/add_material
        material/batchget_material
        material/get_material
        warning: 冲茶.MP4: an answer was lost, and the library of material (永久素材) does not show the video: if a second copy turns up there, delete it
        record
        record, synced
        material/add_material
        record, synced
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PERMANENT"}}
        PERMANENT reused=false"#]],
    );
    // The process dies before the answer.
    let journal = first(Through::Permanent);
    let journal: String = journal.split_inclusive('\n').take(2).collect();
    again(
        Through::Permanent,
        &journal,
        BORN + 60,
        &[SHOWN, FOUND, SENT],
        &expect![[r#"
        material/batchget_material
        material/get_material
        冲茶.MP4: it was added before
        record, synced
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PERMANENT"}}
        PERMANENT reused=false"#]],
    );
    check(
        Through::Permanent,
        &["lost", NOTHING, "lost", NOTHING, "lost", NOTHING, "lost"],
        &expect![[r#"
        record, synced
        material/add_material
        material/batchget_material
        warning: 冲茶.MP4: an answer was lost, and the library of material (永久素材) does not show the video: if a second copy turns up there, delete it
        record
        record, synced
        material/add_material
        material/batchget_material
        warning: 冲茶.MP4: an answer was lost, and the library of material (永久素材) does not show the video: if a second copy turns up there, delete it
        record
        record, synced
        material/add_material
        material/batchget_material
        warning: 冲茶.MP4: an answer was lost, and the library of material (永久素材) does not show the video: if a second copy turns up there, delete it
        record
        record, synced
        material/add_material
        outcome_unknown: outcome unknown: POST /cgi-bin/material/add_material may or may not have been done (the connection broke: in this test)"#]],
    );
}

#[test]
fn a_lost_preview_is_an_unknown_outcome() {
    check(
        Through::Permanent,
        &[ADDED, "lost"],
        &expect![[r#"
        record, synced
        material/add_material
        record, synced
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PERMANENT"}}
        outcome_unknown: outcome unknown: POST /cgi-bin/message/mass/preview may or may not have been done (the connection broke: in this test; ask tea_friend for it before you send it once more)"#]],
    );
    check(
        Through::Permanent,
        &[ADDED, "<html>"],
        &expect![[r#"
        record, synced
        material/add_material
        record, synced
        message/mass/preview {"towxname":"tea_friend","msgtype":"mpvideo","mpvideo":{"media_id":"PERMANENT"}}
        outcome_unknown: outcome unknown: POST /cgi-bin/message/mass/preview may or may not have been done (a gateway answered in place of WeChat (HTTP 200): 6 bytes that are not an answer of the platform; ask tea_friend for it before you send it once more)"#]],
    );
}
