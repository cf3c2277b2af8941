//! Mass messages, by the command.

#[cfg(test)]
mod support;

use std::fs;

use support::{Place, Ran, Sandbox};

/// A temporary video that was made fit for mass messages.
#[cfg(test)]
fn video(place: &Place, sandbox: &Sandbox) -> String {
    let run = |args: &[&str]| {
        let ran = place.wxkit_at(sandbox, &[&["official"], args].concat());
        assert_eq!(ran.status, 0, "{args:?}: {}", ran.stderr);
        ran.stdout.trim_end().to_owned()
    };
    let media = run(&["media", "upload", "--type", "video", "tea/短片.mp4"]);
    run(&["mass", "video", &media, "--title", "冲茶", "--desc", "一壶"])
}

#[test]
fn a_video_is_looked_at() {
    let place = Place::new();
    let sandbox = place.sandbox_with(r#"{"call":"mass/preview","nth":2,"do":"lost"}"#);
    let video = video(&place, &sandbox);
    let args = ["official", "mass", "preview", "--to", "WECHAT_ID", "--video", &video];
    assert_eq!(place.wxkit_at(&sandbox, &args).stdout, "preview sent to WECHAT_ID\n");
    let Ran { status, stderr, .. } = place.wxkit_at(&sandbox, &args);
    assert!(status == 6 && stderr.contains("ask WECHAT_ID whether the preview came"), "{stderr}");
    let args = ["official", "mass", "preview", "--openid", "OPENID", "--text", "茶", "--json"];
    assert_eq!(place.wxkit_at(&sandbox, &args).json()["errmsg"], "preview success");
}

#[test]
fn the_same_command_sends_once() {
    let place = Place::new();
    // Every answer to the first run is lost.
    let lost = |nth: u32| format!("{{\"call\":\"mass/sendall\",\"nth\":{nth},\"do\":\"lost\"}}\n");
    let sandbox = place.sandbox_with(&(1..=4).map(lost).collect::<String>());
    let run = |args: &[&str]| place.wxkit_at(&sandbox, &[&["official", "mass"], args].concat());
    let send = ["send", "--yes", "--all", "--text", "春茶到了"];
    let Ran { status, stderr, .. } = run(&send);
    assert_eq!(status, 6, "{stderr}");
    assert!(stderr.contains("run the same command again"), "{stderr}");
    let again = run(&[&send[..], &["--json"]].concat()).json();
    assert_eq!((&again["errcode"], again["clientmsgid"].as_str().unwrap().len()), (&45065.into(), 32));
    let told = run(&send);
    let id = again["msg_id"].to_string();
    assert_eq!((told.status, told.stdout), (0, format!("{id} sent before (SENDING)\n")));
    let once_more = run(&[&send[..], &["--name", "spring-tea"]].concat());
    assert!(once_more.stdout.ends_with(" accepted\n"), "{}{}", once_more.stdout, once_more.stderr);

    let status = |id: &str| run(&["status", id]).stdout;
    assert_eq!(status(&id), format!("{id} SEND_SUCCESS\n"));
    assert_eq!(run(&send).stdout, format!("{id} sent before\n"));
    let texts = run(&["delete", &id, "--all", "--yes", "--json"]);
    assert_eq!((texts.status, &texts.error()["code"]), (3, &40065.into()));
}

#[test]
fn an_answer_that_cannot_be_read_does_not_say_that_nothing_was_sent() {
    let place = Place::new();
    // The message is taken each time.
    let empty = |nth: u32| format!("{{\"call\":\"mass/sendall\",\"nth\":{nth},\"do\":\"empty\"}}\n");
    let sandbox = place.sandbox_with(&(1..=4).map(empty).collect::<String>());
    let ran = place.wxkit_at(&sandbox, &["official", "mass", "send", "--yes", "--all", "--text", "春茶到了"]);
    assert!(ran.status == 6 && ran.stderr.contains("run the same command again"), "{}", ran.stderr);
}

#[test]
fn followers_by_name() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run = |args: &[&str]| place.wxkit_at(&sandbox, &[&["official", "mass", "send"], args].concat());
    let sent = run(&["--openid", "A", "--openid", "B", "--text", "茶", "--json"]).json();
    assert_eq!(sent["errmsg"], "send job submission success");
    fs::write(place.path("followers.txt"), "\u{feff}A\r\n\n  C\n").unwrap();
    let listed = run(&["--openids", "followers.txt", "--text", "茶", "--json"]).json();
    let named = run(&["--openid", "A", "--openid", "C", "--text", "茶", "--json"]).json();
    assert_eq!((&named["errcode"], &named["msg_id"]), (&45065.into(), &listed["msg_id"]));
    let turned = run(&["--openid", "C", "--openid", "A", "--openid", "C", "--text", "茶", "--json"]).json();
    assert_eq!((&turned["errcode"], &turned["msg_id"]), (&45065.into(), &listed["msg_id"]));
    let sent =
        run(&["--openid", "A", "--openid", "B", "--video", &video(&place, &sandbox), "--title", "好茶"]);
    assert_eq!(sent.status, 0, "{}", sent.stderr);
}

#[test]
fn what_failed_before_was_not_sent() {
    let place = Place::new();
    let sandbox = place.sandbox_with(r#"{"call":"mass/sendall","nth":1,"do":"review_failed"}"#);
    let run = |args: &[&str]| place.wxkit_at(&sandbox, &[&["official"], args].concat());
    let cover = run(&["material", "add", "--type", "image", "tea/图 1.png"]).stdout;
    let article =
        format!(r#"{{"title":"茶","content":"<p>茶</p>","thumb_media_id":"{}"}}"#, cover.trim_end());
    let draft = run(&["draft", "add", "--data", &article]).stdout;
    let send = ["mass", "send", "--yes", "--all", "--news", draft.trim_end()];
    let sent = run(&send);
    let id = sent.stdout.trim_end().strip_suffix(" accepted").unwrap_or_else(|| panic!("{}", sent.stderr));
    let told = (0..3).map(|_| run(&["mass", "status", id])).nth(2).unwrap();
    assert!(told.stdout.ends_with(" SEND_FAIL\n") && told.stderr.contains("err(NUMBER)"), "{}", told.stderr);
    let Ran { status, stderr, .. } = run(&send);
    assert!(status == 5 && stderr.contains(&format!("accepted before as {id}, and failed")), "{stderr}");
    // To go on with a reprint is another message.
    let other = run(&[&send[..], &["--ignore-reprint"]].concat());
    assert!(other.stdout.ends_with(" accepted\n"), "{}{}", other.stdout, other.stderr);
}

#[test]
fn how_fast() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run =
        |args: &[&str]| place.wxkit_at(&sandbox, &[&["official", "mass", "speed"], args].concat()).stdout;
    assert_eq!(run(&[]), "level 0, 800000 a minute; in fact 800000 a minute\n");
    assert_eq!(run(&["--set", "3"]), "level 3, 300000 a minute\n");
    assert_eq!(run(&["--json"]), "{\"speed\":3,\"realspeed\":30}\n");
}

#[test]
fn one_message_to_somebody() {
    let place = Place::new();
    for (wrong, words) in [
        (&["send", "--all"][..], "<--text <TEXT>|--news <MEDIA_ID>"),
        (&["send", "--text", "茶"], "<--all|--tag <N>|--openid <OPENID>|--openids <FILE>>"),
        (&["send", "--all", "--tag", "2", "--text", "茶"], "cannot be used with"),
        (&["send", "--all", "--text", "茶", "--image", "A"], "cannot be used with"),
        (&["send", "--all", "--text", "茶", "--title", "x"], "only pictures have a --title"),
        (&["send", "--all", "--text", "茶", "--recommend", "x"], "only pictures have --recommend"),
        (&["send", "--all", "--text", "茶", "--comments"], "only pictures have --recommend"),
        (&["send", "--all", "--text", "茶", "--ignore-reprint"], "only articles"),
        (&["send", "--all", "--text", "茶", "--title", "x", "--desc", "y"], "by name has a --desc"),
        (&["send", "--openid", "A", "--openid", "A", "--text", "茶"], "at least 2 different openids"),
        (&["send", "--all", "--video", "wxv_743858593810677444"], "(vid)"),
        (&["send", "--all", "--image", "tea/图 1.png"], "no spaces"),
        (&["send", "--all", "--video", "tea/短片.mp4"], "this is a file"),
        (&["preview", "--text", "茶"], "name one with --to or --openid"),
        (&["video", "--title", "x"], "<MEDIA_ID>"),
        (&["video", "M", "--title", " "], "the video needs a --title"),
        (&["delete", "7"], "<--index <N>|--all>"),
        (&["speed", "--set", "5"], "0 to 4"),
    ] {
        let ran = place.wxkit(&[&["official", "mass"], wrong, &["--sandbox"]].concat());
        assert!(ran.status == 2 && ran.stderr.contains(words), "{wrong:?}: {}", ran.stderr);
    }
}

/// What was uploaded a moment ago may not be known to the servers that send: refused once, it is named once more.
#[test]
fn fresh_media_is_waited_for() {
    let refused =
        r#"{"call":"mass/sendall","nth":1,"do":"refuse","errcode":40007,"errmsg":"invalid media_id"}"#;
    let place = Place::new();
    let sandbox = place.sandbox_with(refused);
    let run = |args: &[&str]| place.wxkit_at(&sandbox, &[&["official"], args].concat());
    let picture = run(&["media", "upload", "--type", "image", "tea/图 1.png"]).stdout;
    let sent = run(&["mass", "send", "--yes", "--all", "--image", picture.trim_end()]);
    assert!(sent.status == 0 && sent.stdout.ends_with(" accepted\n"), "{}", sent.stderr);
    assert!(sent.stderr.contains("may not know a new id yet"), "{}", sent.stderr);
    // An id of which nobody knows how old it is may be anything.
    let sandbox = place.sandbox_with(refused);
    let told = place.wxkit_at(&sandbox, &["official", "mass", "send", "--yes", "--all", "--image", "x"]);
    assert!(told.status == 3 && !told.stderr.contains("new id yet"), "{}", told.stderr);
}
