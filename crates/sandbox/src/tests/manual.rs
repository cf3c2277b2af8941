//! Every `curl` line of the manual of the media API (媒体API文档), as curl sends it.

use expect_test::expect;

use super::bench::*;
use crate::Config;
use crate::state::{Upload, Whole};

#[test]
fn the_whole_flow_of_the_manual() {
    let mut bench = Bench::new(Config::default());
    let mut log = String::new();
    let mut note = |line: &str, reply: &serde_json::Value| log += &format!("{line} {reply}\n");

    // curl -F media=@test.jpg ".../material/add_material?access_token=ACCESS_TOKEN&type=image"
    let cover =
        bench.form("cgi-bin/material/add_material?access_token=ACCESS_TOKEN&type=image", "test.jpg", JPEG);
    note("add_material", &cover);
    // curl -F media=@test.jpg ".../media/uploadimg?access_token=ACCESS_TOKEN"
    let picture = bench.form("cgi-bin/media/uploadimg?access_token=ACCESS_TOKEN", "test.jpg", JPEG);
    note("uploadimg", &picture);

    let content = "a small film";
    let init = bench.post(
        &video("init_upload", ""),
        "{\n  \"filename\": \"冲茶.mp4\",\n  \"filesha\": \"9de0c1d00dbd06b4f5ac24a8b2d6c23e2e64ee34\",\n  \"filesize\": 12\n}",
    );
    note("init_upload", &init);
    let vid = bench.init(content.as_bytes());
    note("upload_block", &bench.block(&vid, 1, content.as_bytes()));
    note("upload_finish", &bench.finish(&vid));
    let saved = bench.post(
        &video("save_video", ""),
        &format!(
            "{{\n\"title\": \"冲茶\",\n\"video_desc\": \"一壶\",\n\"content\": \"{vid}\",\n\"declare_ori\": 1,\n\
             \"newcat\": \"生活\",\n\"newsbcat\": \"茶\",\n\"tags\": [\"茶\"],\n\"cover_url\": {}\n}}",
            picture["url"]
        ),
    );
    note("save_video", &saved);
    let query = video("query_status", &format!("&media_id={}", saved["media_id"].as_str().unwrap()));
    for _ in 0..3 {
        note("query_status", &bench.get(&query));
    }

    let frame = format!(
        "<iframe class=\"video_iframe rich_pages\" data-vidtype=\"2\" data-mpvid=\"{vid}\" allowfullscreen=\"\" \
         frameborder=\"0\" data-src=\"https://mp.weixin.qq.com/mp/readtemplate?t=pages/video_player_tmpl&action=mpvideo&auto=0&mpvid={vid}\"></iframe>\
         <p><img src=\"{}\"></p><p><a data-miniprogram-appid=\"wx123123123\" data-miniprogram-path=\"pages/index\" href=\"\">点击文字跳转小程序</p>",
        picture["url"].as_str().unwrap()
    );
    let article = |comma: &str| {
        format!(
            "{{\n\"thumb_media_id\": {},\n\"author\": \"茶客\",\n\"title\": \"冲茶\",\n\"content_source_url\": \"\",\n\
             \"content\": {},\n\"digest\": \"\",\n\"show_cover_pic\": 1,\n\"need_open_comment\": 0,\n\
             \"only_fans_can_comment\": 0{comma}\n}}",
            cover["media_id"],
            serde_json::json!(frame)
        )
    };
    let news = bench.post(
        "cgi-bin/publish/uploadnews?access_token=ACCESS_TOKEN",
        &format!("{{\n\"articles\": [\n{}\n]\n}}", article("")),
    );
    note("uploadnews", &news);
    let id = news["media_id"].as_str().unwrap();
    // The sample of the manual has a comma too many.
    let update = format!("{{\n\"media_id\": \"{id}\",\n\"index\": 1,\n\"articles\": {}\n}}", article(","));
    note("update", &bench.post("cgi-bin/publish/update?access_token=ACCESS_TOKEN", &update));
    note("query", &bench.query(id));
    note("submit", &bench.submit(id));
    for _ in 0..3 {
        note("query", &bench.query(id));
    }
    let delete = format!("{{\n\"media_id\": \"{id}\",\n\"index\": 1\n}}");
    note("delete", &bench.post("cgi-bin/publish/delete?access_token=ACCESS_TOKEN", &delete));
    expect![[r#"
        add_material {"item":[],"media_id":"LaKBcfRtZMupUyKqHh_euoqxjoxzDTnubexyyxFHrMV","url":"http://mmbiz.qpic.cn/mmbiz/CsvX1MNs0g20lyzAGg5_pPIfJwxc4c5sZ46X9RD27fGbnrYB-vSFkoVN3dxDuTquvRMlzFvqNnFo06xigNUFdc/0"}
        uploadimg {"errcode":0,"errmsg":"ok","url":"http://mmbiz.qpic.cn/mmbiz/sGMhu2Sin1DiFcatUjPtOOpjVEC13J49njEOkLTWZvNYQYrOuFJJC4quqmNExfnn5Mk0QCn5BSbipZXtbpEHZF/0"}
        init_upload {"ret":0,"vid":"wxv_743858593810677444"}
        upload_block {"ret":0}
        upload_finish {"ret":0}
        save_video {"media_id":"mjRA_R8yNEHRTqK7Fpz_Yy_jfdjhF8XnBnAuRcp017E","ret":0}
        query_status {"mp_video_fail_detail_wording":"transing","ori_status":0,"status":4,"vid":"wxv_739102503130032086"}
        query_status {"mp_video_fail_detail_wording":"checking","ori_status":0,"status":0,"vid":"wxv_739102503130032086"}
        query_status {"mp_video_fail_detail_wording":"check pass","ori_status":1,"status":3,"vid":"wxv_739102503130032086"}
        uploadnews {"create_at":1525936573,"item":[{"ad_count":1,"index":0}],"media_id":"I9mrQr9_P7o1cP3crDQnhUTJ9yb8w8AEmnEJ0p8DOA0","type":"news"}
        update {"errcode":0,"errmsg":"update success"}
        query {"errcode":0,"errmsg":"delete success","status":"未提交","url":""}
        submit {"errcode":0,"errmsg":"submit success"}
        query {"errcode":0,"errmsg":"delete success","status":"审核中","url":""}
        query {"errcode":0,"errmsg":"delete success","status":"审核中","url":""}
        query {"errcode":0,"errmsg":"delete success","status":"发布成功","url":"http://mp.weixin.qq.com/s?__biz=MzA3MDEyMzQ1Ng==&mid=394906708&idx=1&sn=9aa6a59cfff4af7b65595a63000b5084#rd"}
        delete {"errcode":0,"errmsg":"delete success"}
    "#]].assert_eq(&log);

    let [_, stored] = bench.sandbox.videos() else { panic!("two videos") };
    assert_eq!(stored.upload, Upload::Finished(Whole::Equal));
    assert!(bench.sandbox.articles()[0].deleted);
}

/// The manual's own `curl -d @video_1.mp4` strips line breaks and NUL.
#[test]
fn a_stripped_block_is_noticed() {
    let mut bench = Bench::new(Config::default());
    let vid = bench.init(b"a\r\n\0b");
    let more = format!("&vid={vid}&part_sha={}&part_num=1", crate::state::sha1_hex(b"a\r\n\0b"));
    let reply = bench.post(&video("upload_block", &more), "ab");
    assert_eq!(verdict(&reply), "20001 ");
    assert_eq!(verdict(&bench.block(&vid, 1, b"a\r\n\0b")), "0 ok");
    assert_eq!(verdict(&bench.finish(&vid)), "0 ok");
}
