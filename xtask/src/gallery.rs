//! All themes on one page, to be looked at, and as the picture in the readmes.

use std::fs;
use std::process::Command;

use crate::shell::{self, cargo};

/// In the order of the command's help.
const THEMES: [&str; 6] = ["calm", "magazine", "tech", "paper", "vivid", "minimal"];

const FOLDER: &str = "target/gallery";

/// What the readmes show.
const PICTURE: &str = "tests/pictures/themes.png";

/// A page has phones as high as a phone; here they are to show more of the article.
const PHONE: (&str, &str) = ("height: 812px", "height: 1400px");

const STYLE: &str = "body{margin:0;font:24px system-ui;background:#ececec;color:#222}main{display:grid;grid-template-columns:repeat(3,822px)}\
     h2{margin:28px 0 0;line-height:1;text-align:center;font-size:28px}iframe{display:block;width:822px;height:1470px;border:0}";

/// Renders the article that holds everything in each theme, light and dark.
pub(crate) fn run() -> Result<(), String> {
    fs::create_dir_all(FOLDER).map_err(|error| format!("{FOLDER}: {error}"))?;
    let mut page = format!(
        "<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><title>wxkit</title><style>{STYLE}</style><main>\n"
    );
    for theme in THEMES {
        let file = format!("{FOLDER}/{theme}.html");
        let render =
            format!("run -q -p wxkit-cli -- render tests/articles/gallery --page --theme {theme} -o {file}");
        shell::run(&mut cargo(&render))?;
        let html = fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
        let (phone, tall) = PHONE;
        fs::write(&file, html.replacen(phone, tall, 1)).map_err(|error| format!("{file}: {error}"))?;
        page.push_str(&format!(
            "<section><h2>{theme}</h2><iframe src=\"{theme}.html\" title=\"{theme}\"></iframe></section>\n"
        ));
    }
    let index = format!("{FOLDER}/index.html");
    fs::write(&index, page).map_err(|error| format!("{index}: {error}"))?;
    println!("{index}");
    picture(&index)
}

/// The page at half its size, by a browser where there is one.
fn picture(page: &str) -> Result<(), String> {
    let page = fs::canonicalize(page).map_err(|error| format!("{page}: {error}"))?;
    let ran = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--allow-file-access-from-files",
        ])
        .args(["--window-size=2466,3052", "--force-device-scale-factor=0.5", "--virtual-time-budget=5000"])
        .arg(format!("--user-data-dir={FOLDER}/browser"))
        .arg(format!("--screenshot={PICTURE}"))
        .arg(format!("file://{}", page.display()))
        .output();
    match ran {
        Ok(ran) if ran.status.success() => println!("{PICTURE}"),
        Ok(ran) => return Err(format!("chromium: {}", String::from_utf8_lossy(&ran.stderr))),
        Err(_) => println!("there is no chromium here: {PICTURE} stays as it is"),
    }
    Ok(())
}
