//! What comes after publishing, by the command: figures, comments, followers, tickets, messages to one person.

#[cfg(test)]
mod support;

use support::Place;

#[test]
fn figures_are_a_table_for_people() {
    let place = Place::new();
    let run = |args: &[&str]| place.wxkit(&[&["official", "stats"], args, &["--sandbox"]].concat());
    let table = run(&["article", "2026-03-09"]);
    assert_eq!(table.status, 0, "{}", table.stderr);
    let lines: Vec<&str> = table.stdout.lines().collect();
    assert!(lines[0].starts_with("msgid") && lines[0].ends_with("title"), "{}", table.stdout);
    assert!(
        lines[1].starts_with("2247000128_1  2026-04-08") && lines[1].ends_with("往期 2026-03-09"),
        "{}",
        lines[1]
    );
    let json = run(&["article", "2026-03-09", "--json"]).json();
    assert_eq!(json["list"][0]["detail_list"].as_array().unwrap().len(), 31);
    for which in ["--reads", "--shares"] {
        assert!(run(&["article", which, "2026-03-09"]).stdout.contains("2247000128_1"));
    }
    let account = run(&["account", "2026-03-01", "2026-03-30"]);
    assert_eq!(account.stdout.lines().count(), 31, "{}{}", account.stdout, account.stderr);
    assert_eq!(run(&["account", "2026-03-01", "2026-03-31"]).status, 2);
    assert_eq!(run(&["account"]).stdout.lines().count(), 2);
    for wrong in ["2026-02-30", "yesterday", "2999-01-01"] {
        assert_eq!(run(&["article", wrong]).status, 2, "{wrong}");
    }
    let old = run(&["article", "2025-10-31"]);
    assert_eq!((old.status, old.stdout.as_str()), (0, ""));
    assert!(old.stderr.contains("the figures begin with 2025-11-01"), "{}", old.stderr);
}

#[test]
fn withdrawn_calls_are_told() {
    let place = Place::new();
    let data = r#"{"begin_date":"2026-03-09","end_date":"2026-03-09"}"#;
    let call = ["call", "official", "POST", "datacube/getarticletotal", "--data", data, "--sandbox"];
    let ran = place.wxkit(&call);
    assert_eq!(ran.status, 3);
    assert!(ran.stderr.contains("WeChat withdrew this call; ask getarticletotaldetail"), "{}", ran.stderr);
    assert!(place.wxkit(&["explain", "getarticletotal"]).stdout.contains("getarticletotaldetail"));
}

#[test]
fn comments() {
    let place = Place::new();
    let sandbox = place.sandbox();
    let run = |args: &[&str]| {
        let ran = place.wxkit_at(&sandbox, &[&["official"], args].concat());
        assert_eq!(ran.status, 0, "{args:?}: {}", ran.stderr);
        ran
    };
    let cover = run(&["material", "add", "--type", "image", "tea/封面.png"]).stdout;
    let article = format!(
        r#"{{"title":"茶","content":"<p>茶</p>","thumb_media_id":"{}","need_open_comment":1}}"#,
        cover.split_whitespace().next().unwrap()
    );
    let draft = run(&["draft", "add", "--data", &article]).stdout;
    let job = run(&["freepublish", "submit", draft.trim(), "--json"]).json();
    let message = job["msg_data_id"].to_string().trim_matches('"').to_owned();
    let listed = run(&["comments", "list", &message]).stdout;
    assert_eq!(listed.lines().count(), 3, "{listed}");
    let id = listed.split(' ').next().unwrap();
    // The first article, as the statistics name it.
    let first = format!("{message}_1");
    assert_eq!(run(&["comments", "elect", &first, id]).stdout, format!("{id} elected\n"));
    assert_eq!(run(&["comments", "list", &message, "--elected"]).stdout.lines().count(), 1);
    assert_eq!(run(&["comments", "elect", &message, id, "--off"]).stdout, format!("{id} not elected\n"));
    run(&["comments", "reply", &message, id, "谢谢"]);
    assert!(run(&["comments", "list", &message, "--limit", "1"]).stdout.ends_with("→ 谢谢\n"));
    let again = place.wxkit_at(&sandbox, &["official", "comments", "reply", &message, id, "x", "--json"]);
    assert_eq!((again.status, &again.error()["code"]), (3, &88005.into()));
    run(&["comments", "reply", &message, id, "--delete"]);
    assert_eq!(run(&["comments", "delete", &message, id]).stdout, format!("{id} deleted\n"));
    assert_eq!(run(&["comments", "list", &message, "--json"]).json()["comment"].as_array().unwrap().len(), 2);
    assert_eq!(run(&["comments", "close", &message]).stdout, "closed\n");
    assert_eq!(run(&["comments", "open", &message]).stdout, "open\n");
    for wrong in [&["list", "x"][..], &["list", &first, "--index", "2"], &["reply", &message, id]] {
        let ran = place.wxkit_at(&sandbox, &[&["official", "comments"], wrong].concat());
        assert_eq!(ran.status, 2, "{wrong:?}: {}", ran.stderr);
    }
}

#[test]
fn followers_and_messages() {
    let place = Place::new();
    let run = |args: &[&str]| place.wxkit(&[&["official"], args, &["--sandbox"]].concat());
    assert_eq!(run(&["tags"]).stdout.lines().next(), Some("2 2 星标组"));
    let followers = run(&["followers"]).stdout;
    assert_eq!(followers, "oSandbox-follower-1\noSandbox-follower-2\noSandbox-follower-3\n");
    assert_eq!(run(&["followers", "--tag", "101"]).stdout, "oSandbox-follower-2\n");
    assert_eq!(
        run(&["followers", "--limit", "1", "--json"]).stdout,
        "{\"openid\":[\"oSandbox-follower-1\"],\"total\":3}\n"
    );
    let sent = run(&["message", "send", "--to", "oSandbox-follower-1", "--text", "茶", "--ai"]);
    assert_eq!((sent.status, sent.stdout.as_str()), (0, "sent\n"), "{}", sent.stderr);
    let link = ["message", "send", "--to", "o", "--link", "https://example.com", "--title", "茶"];
    assert_eq!(run(&link).status, 0);
    for wrong in
        [&["--text", "a", "--image", "b"][..], &["--text", "a", "--title", "b"], &["--video", "a"], &[]]
    {
        assert_eq!(run(&[&["message", "send", "--to", "o"], wrong].concat()).status, 2, "{wrong:?}");
    }
}

#[test]
fn a_page_is_signed() {
    let place = Place::new();
    let run = |args: &[&str]| place.wxkit(&[&["official", "ticket"], args, &["--sandbox"]].concat());
    assert_eq!(run(&[]).stdout, "jsapi ticket, valid for 7200 s\n");
    assert!(run(&["--type", "wx_card", "--reveal"]).stdout.len() > 80);
    let config = run(&["--url", "https://example.com/a#b"]).json();
    assert_eq!(config["appId"], "wx0123456789abcdef");
    assert_eq!(config["signature"].as_str().unwrap().len(), 40);
    assert_eq!(config["nonceStr"].as_str().unwrap().len(), 16);
    assert_eq!(run(&["--url", "example.com"]).status, 2);
}

#[test]
fn a_product_comes_as_html_or_as_its_key() {
    let place = Place::new();
    let run = |args: &[&str]| {
        place.wxkit(&[&["official", "product", "10000000123456"], args, &["--sandbox"]].concat())
    };
    let html = "<mp-common-product data-key=\"product-10000000123456-2\"></mp-common-product>\n";
    assert_eq!(run(&["--style", "link"]).stdout, html);
    assert_eq!(run(&["--for", "newspic", "--style", "bar"]).stdout, "product-10000000123456-3\n");
    assert_eq!(run(&["--json"]).json()["product_key"], "product-10000000123456-1");
    let refused = run(&["--style", "bar"]);
    assert!(refused.status == 2 && refused.stderr.contains("takes no product bar"), "{}", refused.stderr);
}
