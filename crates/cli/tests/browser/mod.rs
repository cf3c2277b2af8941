//! What is seen in a browser: the pages of the sandbox, by a real one where there is one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use image::RgbImage;

use crate::support::Place;

/// Differences of brightness, from 0 to 255, that other fonts may make on the average.
const TOLERANCE: f64 = 9.0;

/// A page as chromium has it.
pub(crate) struct Seen {
    pub(crate) dom: String,
    /// The addresses that were asked for.
    pub(crate) asked: Vec<String>,
    /// What it says itself, such as that something was kept out.
    pub(crate) log: String,
}

/// Opens an address; the picture is taken at half its size. None if there is no browser.
pub(crate) fn open(folder: &Path, url: &str, picture: Option<&Path>) -> Option<Seen> {
    let net = folder.join("net.json");
    let mut command = Command::new("chromium");
    command
        .args([
            "--headless",
            "--enable-logging=stderr",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--hide-scrollbars",
        ])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--window-size=860,880", "--force-device-scale-factor=0.5"])
        .arg("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1")
        .arg(format!("--user-data-dir={}", folder.join("browser").display()))
        .arg(format!("--log-net-log={}", net.display()));
    match picture {
        Some(picture) => command.arg(format!("--screenshot={}", picture.display())),
        None => command.arg("--dump-dom"),
    };
    let Ok(ran) = command.arg(url).output() else {
        eprintln!("skipped: there is no chromium here");
        return None;
    };
    let net = fs::read_to_string(net).unwrap_or_default();
    let asked = net.split("\"url\":\"").skip(1).filter_map(|rest| rest.split('"').next());
    // What the browser asks its maker is not the page's.
    let of_page = |url: &&str| url.starts_with("http") && !url.contains(".google");
    let asked = asked.filter(of_page).map(str::to_owned).collect();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some(Seen { dom: text(&ran.stdout), asked, log: text(&ran.stderr) })
}

#[test]
fn the_pages_of_the_sandbox_show_what_was_sent_and_load_nothing_from_elsewhere() {
    let place = Place::new();
    let tea = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/articles/sample");
    let tea = tea.to_str().unwrap();
    let sandbox = place.sandbox();
    let publish = |via: &str| {
        let ran = place.wxkit_at(&sandbox, &["publish", tea, "--via", via, "--yes", "--json"]);
        assert_eq!(ran.status, 0, "{}", ran.stderr);
        ran.json()
    };
    let own = |url: &str| url.starts_with(&sandbox.base_url);
    let published = publish("media-api")["url"].as_str().unwrap().to_owned();
    assert!(own(&published), "{published}");
    let draft = publish("draft")["media_id"].as_str().unwrap().to_owned();
    let shown = place.wxkit_at(&sandbox, &["official", "draft", "get", &draft]).stdout;
    let draft = shown.split(' ').find(|word| word.starts_with("http")).unwrap().to_owned();
    assert!(own(&draft), "{draft}");
    let root = format!("{}/", sandbox.base_url);
    for (url, words) in [(&published, "先看水"), (&draft, "先看水"), (&root, "怎样冲一壶好茶")] {
        let folder = place.path("look");
        fs::create_dir_all(&folder).unwrap();
        let Some(seen) = open(&folder, url, None) else { return };
        assert!(seen.dom.contains(words), "{url}: {}", seen.dom);
        assert!(!seen.asked.is_empty() && seen.asked.iter().all(|url| own(url)), "{url}: {:?}", seen.asked);
    }
    looks_as_before(&place, &published);
}

/// Left the article in light, right in dark. `UPDATE_EXPECT=1` takes a new picture to compare with.
fn looks_as_before(place: &Place, url: &str) {
    let known = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/sample.png");
    let now = place.path("now.png");
    if open(&place.path("look"), url, Some(&now)).is_none() {
        return;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::copy(&now, &known).unwrap();
    }
    let (known, now) = (cells(&known), cells(&now));
    let (width, height) = now.dimensions();
    assert_eq!(known.dimensions(), (width, height));
    let brightness =
        |picture: &RgbImage, x, y| picture.get_pixel(x, y).0.iter().map(|c| f64::from(*c)).sum::<f64>() / 3.0;
    let half = |picture: &RgbImage, from: u32, to: u32| {
        let places = (from..to).flat_map(|x| (0..height).map(move |y| (x, y)));
        places.map(|(x, y)| brightness(picture, x, y)).sum::<f64>() / f64::from((to - from) * height)
    };
    assert!(half(&now, 0, width / 2) > 190.0, "the left side is not light");
    assert!(half(&now, width / 2, width) < 130.0, "the right side is not dark");
    let places = (0..width).flat_map(|x| (0..height).map(move |y| (x, y)));
    let differences = places.map(|(x, y)| (brightness(&known, x, y) - brightness(&now, x, y)).abs());
    let difference = differences.sum::<f64>() / f64::from(width * height);
    assert!(difference < TOLERANCE, "it looks different by {difference}: see {}", url);
}

/// Small enough for the shapes of single characters not to count.
fn cells(picture: &Path) -> RgbImage {
    let picture = image::open(picture).unwrap();
    picture.resize_exact(43, 44, image::imageops::FilterType::Triangle).to_rgb8()
}
