//! The objects of `--json`: which keys each command brings, and of what kind their values are.

use std::fs;

use expect_test::expect_file;
use serde_json::{Map, Value};

use crate::support::{Place, Sandbox};

/// Runs commands, and keeps what they bring.
struct Walk<'a> {
    place: &'a Place,
    sandbox: &'a Sandbox,
    told: String,
}

impl Walk<'_> {
    fn run(&mut self, line: &str) -> Value {
        let args: Vec<&str> = line.split(' ').collect();
        self.run_as(line, &args)
    }

    /// With other words in place of those that change from run to run.
    fn run_as(&mut self, shown: &str, args: &[&str]) -> Value {
        let ran = self.place.wxkit_at(self.sandbox, &[args, &["--json"]].concat());
        let object = match ran.status {
            0 => ran.json(),
            _ => serde_json::from_str(ran.stderr.lines().last().unwrap()).unwrap(),
        };
        self.told += &format!("{shown}\n  {} {}\n", ran.status, shape(&object));
        object
    }
}

#[test]
fn every_object() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let mut walk = Walk { place: &place, sandbox: &sandbox, told: String::new() };
    let article = r#"{"title":"茶","content":"x","thumb_media_id":"THUMB"}"#;
    fs::write(place.path("plain.html"), "<p>茶</p><script>1</script>").unwrap();

    walk.run("publish tea --dry-run");
    walk.run("publish tea --no-submit");
    walk.run("publish tea --no-wait");
    let published = walk.run("publish tea");
    walk.run("publish tea --via draft");
    walk.run("publish tea --via preview --to tea_friend");
    walk.run("publish tea --via freepublish");
    walk.run("publish none");
    walk.run("render tea");
    walk.run("lint plain.html");
    walk.run("explain 40164");
    walk.run("config");
    walk.run("doctor");

    let id = text(&published, "media_id");
    walk.run_as("official article query ID", &["official", "article", "query", &id]);
    walk.run("official article query none");
    walk.run_as(
        "official article delete ID --all --dry-run",
        &["official", "article", "delete", &id, "--all", "--dry-run"],
    );
    walk.run("official media upload --type image tea/封面.png");
    walk.run("official media image tea/封面.png");
    let media = walk.run("official material add --type image tea/封面.png");
    let media = text(&media, "media_id");
    walk.run_as(
        "official material get ID -o got.png",
        &["official", "material", "get", &media, "-o", "got.png"],
    );
    walk.run("official material list");
    walk.run("official material count");
    let video = walk.run("official video upload tea/短片.mp4 --title 茶");
    let video = text(&video, "media_id");
    walk.run_as("official video status ID", &["official", "video", "status", &video]);
    walk.run("official video preview tea/短片.mp4 --title 茶 --to tea_friend");
    let draft = article.replace("THUMB", &media);
    let draft =
        walk.run_as("official draft add --data ARTICLE", &["official", "draft", "add", "--data", &draft]);
    let draft = text(&draft, "media_id");
    walk.run_as("official draft get ID", &["official", "draft", "get", &draft]);
    walk.run("official draft list");
    walk.run("official draft count");
    walk.run("official draft switch");
    let job = walk.run_as("official freepublish submit ID", &["official", "freepublish", "submit", &draft]);
    let job = text(&job, "publish_id");
    walk.run_as("official freepublish status ID", &["official", "freepublish", "status", &job]);
    walk.run("official freepublish list");
    let sent = walk.run("official mass send --all --text 茶 --yes");
    let sent = sent["msg_id"].to_string();
    walk.run_as("official mass status ID", &["official", "mass", "status", sent.trim_matches('"')]);
    walk.run("official mass send --all --text 茶 --yes");
    walk.run("official mass send --all --text 茶");
    walk.run("official mass speed");
    walk.run("official tags");
    walk.run("official followers");
    walk.run("official ticket");
    walk.run("official quota cgi-bin/material/add_material");
    walk.run("official addresses");
    walk.run("work media upload --type image tea/封面.png");
    walk.run("work media image tea/封面.png");
    walk.run("work send --to tea --text 茶");
    walk.run("work send --to tea --file tea/封面.png");
    walk.run("work robot text 茶");
    walk.run("work addresses");
    walk.run("work ticket");
    walk.run("pay image tea/封面.png --sandbox");
    walk.run("token official");
    walk.run("token work");
    walk.run("call official GET cgi-bin/material/get_materialcount");
    walk.run("nonsense");
    expect_file!["../help/objects.txt"].assert_eq(&walk.told);
}

fn text(object: &Value, key: &str) -> String {
    object[key].as_str().unwrap_or_else(|| panic!("no {key} in {object}")).to_owned()
}

/// The kinds of values in the place of values; of a list its first entry.
fn shape(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(_) => "true or false".into(),
        Value::Number(_) => "number".into(),
        Value::String(_) => "text".into(),
        Value::Array(list) => list.first().map(shape).into_iter().collect(),
        Value::Object(object) => {
            let fields = object.iter().map(|(key, value)| {
                // Words of ours are part of the form.
                let is_word = matches!(key.as_str(), "status" | "kind" | "check" | "platform");
                (key.clone(), if is_word && value.is_string() { value.clone() } else { shape(value) })
            });
            Value::Object(fields.collect::<Map<_, _>>())
        }
    }
}
