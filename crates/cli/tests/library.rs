//! Temporary media and the library of permanent material, by the command.

#[cfg(test)]
mod support;

use std::fs;

use support::Place;

#[test]
fn temporary_media_is_uploaded() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run = |args: &[&str]| place.wxkit_at(&sandbox, args);
    let media = run(&["official", "media", "upload", "--type", "image", "tea/图 1.png", "--json"]).json();
    assert_eq!(media["type"], "image");
    assert!(media["media_id"].is_string() && media["created_at"].is_u64(), "{media}");
    let ran = run(&["official", "media", "upload", "--type", "video", "tea/短片.mp4"]);
    assert_eq!((ran.status, ran.stdout.trim_end().len()), (0, 64), "{}", ran.stderr);
    assert!(ran.stderr.contains("3 days"), "{}", ran.stderr);
    let refused = run(&["official", "media", "upload", "--type", "thumb", "tea/图 1.png"]);
    assert!(refused.status == 2 && refused.stderr.contains("JPEG"), "{}", refused.stderr);
}

#[test]
fn harmless_uploads_are_repeated_after_a_lost_answer() {
    let place = Place::new();
    let lost = |call: &str| format!("{{\"call\":\"{call}\",\"nth\":1,\"do\":\"lost\"}}\n");
    let sandbox = place.sandbox_with(&["media/upload", "media/uploadvideo", "uploadimg"].map(lost).concat());
    let run = |args: &[&str]| {
        let ran = place.wxkit_at(&sandbox, &[&["official"], args].concat());
        assert_eq!(ran.status, 0, "{args:?}: {}", ran.stderr);
        ran.stdout.trim_end().to_owned()
    };
    let video = run(&["media", "upload", "--type", "video", "tea/短片.mp4"]);
    run(&["mass", "video", &video, "--title", "冲茶"]);
    assert!(run(&["media", "image", "tea/图 1.png"]).starts_with("http://mmbiz.qpic.cn/"));
}

#[test]
fn files_come_back_as_they_were() {
    let place = Place::new();
    // The first answer of each kind is cut off.
    let cut = |call: &str| format!("{{\"call\":\"{call}\",\"nth\":1,\"do\":\"cut\"}}\n");
    let sandbox = place.sandbox_with(&["media/get", "get_material", "video.mp4"].map(cut).concat());
    let run = |args: &[&str]| {
        let ran = place.wxkit_at(&sandbox, &[&["official"], args].concat());
        assert_eq!(ran.status, 0, "{args:?}: {}", ran.stderr);
        ran.stdout.trim_end().to_owned()
    };
    let same = |path: &str, as_file: &str| {
        assert!(fs::read(place.path(path)).unwrap() == fs::read(place.path(as_file)).unwrap(), "{path}");
    };
    let image = run(&["media", "upload", "--type", "image", "tea/图 1.png"]);
    same(&run(&["media", "get", &image]), "tea/图 1.png");
    assert!(place.path(&format!("{image}.png")).exists());
    let video = run(&["media", "upload", "--type", "video", "tea/短片.mp4"]);
    run(&["media", "get", &video, "-o", "temporary.mp4"]);
    same("temporary.mp4", "tea/短片.mp4");

    let image = run(&["material", "add", "--type", "image", "tea/图 1.png"]);
    fs::create_dir(place.path("into")).unwrap();
    assert_eq!(run(&["material", "get", &image, "-o", "into"]), "into/图 1.png");
    same("into/图 1.png", "tea/图 1.png");
    let video = run(&["material", "add", "--type", "video", "tea/短片.mp4", "--title", "冲茶"]);
    let got = run(&["material", "get", &video, "-o", "permanent.mp4", "--json"]);
    assert!(got.contains(r#""title":"冲茶""#), "{got}");
    same("permanent.mp4", "tea/短片.mp4");

    let refused = place.wxkit_at(&sandbox, &["official", "media", "get", "none", "-o", "none.jpg", "--json"]);
    assert_eq!((refused.status, &refused.error()["code"]), (3, &40007.into()));
    assert!(!place.path("none.jpg").exists());
}

#[test]
fn an_empty_library_is_no_error() {
    let place = Place::new();
    let none = place.wxkit(&["official", "material", "list", "--json", "--sandbox"]).json();
    assert_eq!(none.to_string(), r#"{"item":[],"item_count":0,"total_count":0}"#);
    assert_eq!(place.wxkit(&["official", "material", "list", "--sandbox"]).stdout, "");
    for wrong in [["--type", "thumb"], ["--limit", "0"]] {
        let args = [&["official", "material", "list", "--sandbox"], &wrong[..]].concat();
        assert_eq!(place.wxkit(&args).status, 2, "{wrong:?}");
    }
}

#[test]
fn the_library_is_listed_counted_and_emptied() {
    let place = Place::new();
    // The answer to the first deletion is lost, and that to its repeat is not a failure.
    let sandbox = place.sandbox_with(r#"{"call":"del_material","nth":1,"do":"lost"}"#);
    let run = |args: &[&str]| place.wxkit_at(&sandbox, args);
    for _ in 0..21 {
        run(&["official", "material", "add", "--type", "image", "tea/图 1.png"]);
    }
    run(&["official", "material", "add", "--type", "video", "tea/短片.mp4", "--title", "茶"]);

    let all = run(&["official", "material", "list", "--json"]).json();
    assert_eq!((&all["total_count"], &all["item_count"]), (&22.into(), &22.into()));
    assert_eq!((&all["item"][0]["type"], &all["item"][21]["name"]), (&"image".into(), &"短片.mp4".into()));
    let images = run(&["official", "material", "list", "--type", "image"]).stdout;
    assert_eq!(images.lines().count(), 21, "{images}");
    assert!(images.lines().all(|line| line.starts_with("image ") && line.ends_with(" 图 1.png")), "{images}");
    let some = run(&["official", "material", "list", "--limit", "2", "--json"]).json();
    assert_eq!((&some["total_count"], &some["item"][1]), (&21.into(), &all["item"][1]));
    assert_eq!(run(&["official", "material", "count"]).stdout, "image 21\nvideo 1\nvoice 0\nnews 0\n");

    let id = all["item"][0]["media_id"].as_str().unwrap();
    let deleted = run(&["official", "material", "delete", id]);
    assert_eq!((deleted.status, deleted.stdout), (0, format!("{id} deleted\n")), "{}", deleted.stderr);
    let again = run(&["official", "material", "delete", id, "--json"]);
    assert_eq!((again.status, &again.error()["code"]), (3, &40007.into()));
    let counts = run(&["official", "material", "count", "--json"]).json();
    assert_eq!(counts["image_count"], 20);
}
