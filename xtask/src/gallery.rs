//! All themes on one page, to be looked at.

use std::fs;

use crate::shell::{self, cargo};

/// In the order of the command's help.
const THEMES: [&str; 6] = ["calm", "magazine", "tech", "paper", "vivid", "minimal"];

const FOLDER: &str = "target/gallery";

/// Renders the article that holds everything in each theme, light and dark.
pub(crate) fn run() -> Result<(), String> {
    fs::create_dir_all(FOLDER).map_err(|error| format!("{FOLDER}: {error}"))?;
    let mut page = String::from(
        "<!doctype html><html lang=\"zh\"><meta charset=\"utf-8\"><title>wxkit</title>\
         <style>body{margin:0;font:16px system-ui;background:#ececec}h2{margin:32px 24px 0}iframe{width:100%;height:900px;border:0}</style>\n",
    );
    for theme in THEMES {
        let file = format!("{FOLDER}/{theme}.html");
        let render =
            format!("run -q -p wxkit-cli -- render tests/articles/gallery --page --theme {theme} -o {file}");
        shell::run(&mut cargo(&render))?;
        page.push_str(&format!("<h2>{theme}</h2><iframe src=\"{theme}.html\" title=\"{theme}\"></iframe>\n"));
    }
    let index = format!("{FOLDER}/index.html");
    fs::write(&index, page).map_err(|error| format!("{index}: {error}"))?;
    println!("{index}");
    Ok(())
}
