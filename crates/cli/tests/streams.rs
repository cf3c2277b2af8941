//! What goes to which stream, and how a run ends.

#[cfg(test)]
mod support;

use std::fs::{self, File};
use std::net::TcpListener;

use serde_json::Value;
use support::Place;

#[test]
fn files_come_and_go_by_the_streams() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let picture = fs::read(place.path("tea/封面.png")).unwrap();
    let send = |args: &[&str]| {
        let mut command = place.command_at(&sandbox, |_| true, args);
        command.stdin(File::open(place.path("tea/封面.png")).unwrap()).output().unwrap()
    };
    let nameless = send(&["official", "media", "upload", "--type", "image", "-", "--json"]);
    let error = String::from_utf8(nameless.stderr).unwrap();
    assert!(nameless.status.code() == Some(2) && error.contains("--name tea.jpg"), "{error}");
    let sent = send(&["official", "media", "upload", "--type", "image", "-", "--name", "茶.png"]);
    let id = String::from_utf8(sent.stdout).unwrap();
    let got = place.command_at(&sandbox, |_| true, &["official", "media", "get", id.trim(), "-o", "-"]);
    assert_eq!({ got }.output().unwrap().stdout, picture);
    let both = place.wxkit_at(&sandbox, &["official", "media", "get", id.trim(), "-o", "-", "--json"]);
    assert_eq!((both.status, &both.error()["kind"]), (2, &"input".into()));
}

/// Each command that uploads a file takes it from standard input as well, under a name that is given.
#[test]
fn every_upload_takes_standard_input() {
    let place = Place::new();
    let picture = format!("tea/{}", "封面.png");
    for (args, named, file) in [
        ("official media upload --type image", true, &picture),
        ("official media image", true, &picture),
        ("official material add --type image", true, &picture),
        ("official video upload --title 茶 --no-wait", true, &"tea/短片.mp4".to_owned()),
        ("official video preview --title 茶 --to tea_friend", true, &"tea/短片.mp4".to_owned()),
        ("work media upload --type image", true, &picture),
        ("work media image", true, &picture),
        ("work send --to tea --file", true, &picture),
        ("work robot file", true, &picture),
        ("work robot image", false, &picture),
        ("pay image", true, &picture),
        ("pay upload v3/tea/upload", true, &picture),
    ] {
        let run = |more: &[&str]| {
            let args: Vec<_> =
                args.split(' ').chain(["-", "--sandbox", "--json"]).chain(more.iter().copied()).collect();
            place.command(&args).stdin(File::open(place.path(file)).unwrap()).output().unwrap()
        };
        let ran = if named {
            run(&["--name", if file == &picture { "茶.png" } else { "茶.mp4" }])
        } else {
            run(&[])
        };
        let error = String::from_utf8_lossy(&ran.stderr).into_owned();
        // The sandbox knows no endpoint of that name, which it says after it has read the file.
        let expected = if args.starts_with("pay upload") { 3 } else { 0 };
        assert_eq!(ran.status.code(), Some(expected), "{args}: {error}");
        if named {
            assert_eq!(run(&[]).status.code(), Some(2), "{args} without a name");
        }
    }
}

#[test]
fn warnings_reach_people_and_programs() {
    let place = Place::new();
    let sandbox = place.sandbox();
    fs::write(place.path("c.toml"), "[profiles.default]\ncolour = 1\n").unwrap();
    let run = |args: &[&str]| place.wxkit_at(&sandbox, &[args, &["--config", "c.toml", "--json"]].concat());
    let count = run(&["official", "draft", "count"]);
    assert!(count.stderr.starts_with("warning: unknown key colour"), "{}", count.stderr);
    assert!(count.json()["warnings"][0]["message"].as_str().unwrap().contains("colour"));
    let none = run(&["official", "article", "query", "none"]);
    let last: Value = serde_json::from_str(none.stderr.lines().last().unwrap()).unwrap();
    assert!(last["warnings"][0]["message"].as_str().unwrap().contains("colour"), "{last}");
    assert!(run(&["official", "draft", "count", "--quiet"]).stderr.is_empty());
}

#[test]
fn an_address_that_is_taken_is_a_fault_of_this_machine() {
    let place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ran = place.wxkit(&["sandbox", "--listen", &address]);
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    assert_eq!(place.wxkit(&["sandbox", "--listen", "nonsense"]).status, 2);
    for (listen, status) in [(address.as_str(), 1), ("nonsense", 2)] {
        assert_eq!(place.wxkit(&["preview", "tea", "--listen", listen]).status, status);
        let mut hear = place.command(&["listen", "--listen", listen]);
        let hear = hear.env("WXKIT_CALLBACK_TOKEN", "T0KEN").env("WXKIT_APPID", "wx0123456789abcdef");
        let ran = hear.output().unwrap();
        assert_eq!(ran.status.code(), Some(status), "{}", String::from_utf8_lossy(&ran.stderr));
    }
}
