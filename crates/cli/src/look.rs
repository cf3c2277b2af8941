//! How an article looks, as flags and settings say it.

use std::fs;
use std::path::Path;

use wxkit::article::{Accent, CodeColors, Look, ParseOptions, Theme};

use crate::failure::Failure;
use crate::settings::{Settings, named};

/// What can be chosen for one run; it goes before what the article says.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct LookArgs {
    /// How it looks: calm, magazine, tech, paper, vivid, minimal, or a CSS file of your own.
    #[arg(long, value_name = "NAME|FILE")]
    theme: Option<String>,
    /// The colour of headings and marks, such as #07c160 or teal.
    #[arg(long, value_name = "COLOR")]
    accent: Option<Accent>,
    /// The colours of code: light, dark, night, paper or plain.
    #[arg(long, value_name = "NAME")]
    code: Option<CodeColors>,
}

impl LookArgs {
    /// Puts flags and environment before the article, and the profile behind it.
    pub(crate) fn choose(&self, settings: &Settings, options: &mut ParseOptions) -> Result<(), Failure> {
        options.look.theme = self.theme.as_deref().map(theme).transpose()?;
        options.look.accent = self.accent;
        options.look.code = self.code;
        let of_env = look("WXKIT_ACCENT", settings.theme.0.as_deref(), settings.accent.0.as_deref())?;
        options.look = options.look.clone().or(of_env);
        options.usual_look =
            look("the profile's accent", settings.theme.1.as_deref(), settings.accent.1.as_deref())?;
        Ok(())
    }
}

fn look(accent_from: &str, name: Option<&str>, accent: Option<&str>) -> Result<Look, Failure> {
    let mut look = Look::default();
    look.theme = name.map(theme).transpose()?;
    let accent = accent
        .map(|text| text.parse().map_err(|why: String| wrong_accent(accent_from, text, &why)))
        .transpose();
    look.accent = accent?;
    Ok(look)
}

/// What is no colour at all may be a secret in the wrong place.
fn wrong_accent(from: &str, text: &str, why: &str) -> Failure {
    match named(text.trim_start_matches('#')) == text.trim_start_matches('#') {
        true => Failure::usage(format!("{from}: {why}")),
        false => {
            Failure::usage(format!("{from} is not a colour; write it as #07c160, or by its name in CSS"))
        }
    }
}

/// A theme by its name, or of a CSS file.
fn theme(name: &str) -> Result<Theme, Failure> {
    if let Some(theme) = Theme::named(name) {
        return Ok(theme);
    }
    let path = Path::new(name);
    if !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("css")) {
        let names: Vec<_> = Theme::names().collect();
        let hint = format!("there are {}; a theme of your own is a file that ends in .css", names.join(", "));
        return Err(Failure::usage_hint(format!("there is no theme {}", named(name)), hint));
    }
    let css = fs::read_to_string(path).map_err(|error| Failure::usage(format!("reading {name}: {error}")))?;
    Theme::from_css(name, css).map_err(|errors| Failure::usage(format!("{name}: {errors}")))
}
