//! An article from where it lies to what can be sent: read, and its pictures made ready.

mod several;

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use wxkit::article::{
    self, Cover, Fault, FaultKind, Fonts, Format, OpenErrors, Opened, ParseOptions, PictureSource,
    PrepareOptions, Prepared, Ready, prepare,
};
use wxkit::client::{Web, WebOptions};
use wxkit::proto::Error;
use wxkit::proto::error::{Transport, TransportKind};
use wxkit::structure::Finding;

use crate::command::lint;
use crate::console::Told;
use crate::context::Context;
use crate::failure::Failure;
use crate::folder;
use crate::look::LookArgs;
use crate::state;

/// How an article is read and made ready.
#[derive(Debug, clap::Args)]
pub(crate) struct Reading {
    /// The title, in place of the one that the article has.
    #[arg(long, value_name = "TITLE")]
    pub(crate) title: Option<String>,
    /// The cover (封面), in place of the one that the article names: a file, an address, or `first` for the first picture
    /// of the text.
    #[arg(long, value_name = "FILE|URL|first")]
    cover: Option<String>,
    /// The folder that all files of the article must lie in; an address that begins with / begins there. It is
    /// found out for a vault of Obsidian and the sites of Hexo, Hugo and others; else it is the article's own folder.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Do not fetch pictures from other sites; an article that has some is refused.
    #[arg(long)]
    no_remote: bool,
    /// What to do with pictures that are too large for the text.
    #[arg(long, value_enum, value_name = "HOW")]
    pictures: Option<Pictures>,
    #[command(flatten)]
    look: LookArgs,
    /// Treat warnings as errors.
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Pictures {
    /// They are made smaller.
    Fit,
    /// They are sent as permanent material; each takes a place in the library (素材库).
    Original,
}

/// An article that was read and whose pictures are ready.
#[derive(Debug)]
pub(crate) struct Manuscript {
    pub(crate) opened: Opened,
    /// The name of its text, for people.
    pub(crate) text: String,
    /// The name of its folder, for people.
    pub(crate) name: String,
    pub(crate) prepared: Prepared,
    /// The covers of the articles that follow.
    pub(crate) covers: Vec<Ready>,
    /// What its journal is found by.
    pub(crate) place: PathBuf,
    /// What the standard for the structure has against what comes of it, by the lines of its text.
    pub(crate) findings: Vec<Finding>,
    /// What looks wrong.
    pub(crate) warnings: Vec<Told>,
}

/// The longest text on standard input, in bytes.
const LONGEST: u64 = 4 * 1024 * 1024;

impl Reading {
    /// Reads an article and makes its pictures ready; all that is wrong with it is one failure. `cover_wanted`: it is to be
    /// published, so it has to have one.
    pub(crate) async fn read(
        &self,
        context: &Context<'_>,
        path: &Path,
        cover_wanted: bool,
    ) -> Result<Manuscript, Failure> {
        let opened = match self.open(context, path).await? {
            Ok(opened) => opened,
            Err(refused) => return Err(self.refused(context, refused, cover_wanted).await),
        };
        let text = name_of_text(&opened);
        opened.notes.iter().for_each(|note| context.console.note(note));
        let options = self.options(context, &opened, cover_wanted)?;
        let prepared = match prepare(&opened.article, &options).await {
            Ok(prepared) => prepared,
            Err(faults) => {
                tell(context, &text, &of_text(&opened));
                return Err(failure(&text, &[], &faults));
            }
        };
        let ready = prepared.cover.iter().chain(&prepared.pictures);
        let of_pictures = ready.flat_map(|ready| {
            ready.warnings.iter().map(|warning| Told {
                line: ready.line,
                rule: Some("picture"),
                message: format!("{}: {warning}", ready.asset.path),
            })
        });
        let mut warnings: Vec<Told> = of_text(&opened).into_iter().chain(of_pictures).collect();
        let (findings, _) = lint::findings(&opened);
        let of_structure = lint::told(&findings);
        let is_odd = !of_structure.is_empty();
        warnings.extend(of_structure);
        warnings.sort_by_key(|warning| warning.line);
        warnings.dedup();
        if let Some(cover) = prepared.cover.as_ref().filter(|_| prepared.cover_is_first) {
            context.console.note(&format!("the cover (封面) is the first picture: {}", cover.asset.path));
        }
        let folder = opened.file.as_deref().and_then(Path::parent).unwrap_or(&opened.root);
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let place = opened.file.clone().unwrap_or_else(|| opened.root.clone());
        let manuscript =
            Manuscript { opened, name, text, prepared, covers: Vec::new(), place, findings, warnings };
        if self.strict && !manuscript.warnings.is_empty() {
            return Err(Failure::usage_hint(
                manuscript.listed(&manuscript.warnings),
                "these are warnings; without --strict they stop nothing",
            ));
        }
        tell(context, &manuscript.text, &manuscript.warnings);
        if is_odd {
            context.console.note(
                "WeChat's editor will call the structure of this invalid (结构异常); wxkit lint tells each place",
            );
        }
        Ok(manuscript)
    }

    /// All that is wrong with an article at once: its pictures are looked into although its text cannot be sent.
    async fn refused(&self, context: &Context<'_>, refused: OpenErrors, cover_wanted: bool) -> Failure {
        let OpenErrors { errors, rest, .. } = refused;
        let Some(rest) = rest else { return failure(&errors.name, errors.errors.as_slice(), &[]) };
        tell(context, &errors.name, &of_text(&rest));
        let faults = match self.options(context, &rest, cover_wanted) {
            Ok(options) => prepare(&rest.article, &options).await.err().unwrap_or_default(),
            Err(failure) => return failure,
        };
        // What is missing is told already.
        let faults: Vec<_> = faults.into_iter().filter(|fault| fault.kind != FaultKind::Missing).collect();
        failure(&errors.name, errors.errors.as_slice(), &faults)
    }

    /// Aside: an article may take a while, and the command listens to Ctrl-C meanwhile.
    async fn open(&self, context: &Context<'_>, path: &Path) -> Result<Result<Opened, OpenErrors>, Failure> {
        let mut options = ParseOptions::default();
        options.title.clone_from(&self.title);
        self.look.choose(context.settings, &mut options)?;
        let (path, root) = (path.to_owned(), self.root.clone());
        let work = tokio::task::spawn_blocking(move || open_any(&path, root.as_deref(), &options));
        work.await.unwrap_or_else(|_| Err(Failure::usage("the article could not be worked on")))
    }

    fn options(
        &self,
        context: &Context<'_>,
        opened: &Opened,
        cover_wanted: bool,
    ) -> Result<PrepareOptions, Failure> {
        let settings = context.settings;
        let mut options = PrepareOptions::new(&opened.root);
        // In a sandbox nothing is kept that it would not know of later.
        options.store = match settings.sandbox {
            true => None,
            false => state::folder(settings.state.as_deref()).ok().map(|folder| folder.join("pictures")),
        };
        if !self.no_remote {
            let mut web = WebOptions::default();
            web.trusted.clone_from(&settings.allow_http);
            web.ca_pem = context.authority()?;
            options.web = Some(Arc::new(Web::new(web)?));
        }
        options.fonts = Fonts::from_files([wxkit_font::sans().to_vec()]);
        options.original = match self.pictures {
            Some(pictures) => pictures == Pictures::Original,
            None => opened.article.meta.original_pictures,
        };
        options.cover = match &self.cover {
            Some(cover) => Some(wanted_cover(cover)?),
            None if !cover_wanted => Some(Cover::Without),
            None => None,
        };
        Ok(options)
    }
}

impl Manuscript {
    fn listed(&self, warnings: &[Told]) -> String {
        let lines: Vec<_> = warnings.iter().map(|warning| warning.line_of(&self.text)).collect();
        lines.join("\n")
    }
}

/// The name of an article's text, for people.
fn name_of_text(opened: &Opened) -> String {
    let name = opened.file.as_deref().and_then(Path::file_name);
    name.map_or("text".into(), |name| name.to_string_lossy().into_owned())
}

/// What looks wrong in the text.
fn of_text(opened: &Opened) -> Vec<Told> {
    let told = opened.article.warnings.iter().map(|warning| Told {
        line: warning.line,
        rule: Some(warning.rule),
        message: warning.message.clone(),
    });
    told.collect()
}

fn tell(context: &Context<'_>, text: &str, warnings: &[Told]) {
    for warning in warnings {
        context.console.warn_of(text, warning);
    }
}

/// Reads an article and finds its files.
pub(crate) fn open(path: &Path, root: Option<&Path>, options: &ParseOptions) -> Result<Opened, Failure> {
    open_any(path, root, options)?.map_err(|errors| Failure::usage(errors.to_string()))
}

fn open_any(
    path: &Path,
    root: Option<&Path>,
    options: &ParseOptions,
) -> Result<Result<Opened, OpenErrors>, Failure> {
    Ok(if path == Path::new("-") {
        let mut text = String::new();
        let read = std::io::stdin().lock().take(LONGEST).read_to_string(&mut text);
        read.map_err(|error| Failure::usage(format!("standard input: {error}")))?;
        let format = if text.trim_start().starts_with('<') { Format::Html } else { Format::Markdown };
        article::open_text(&text, format, Path::new("."), root, options)
    } else {
        article::open(path, root, options)
    })
}

/// What `--cover` means.
fn wanted_cover(cover: &str) -> Result<Cover, Failure> {
    if cover == "first" {
        return Ok(Cover::First);
    }
    if cover.starts_with("https://") || cover.starts_with("http://") {
        return Ok(Cover::Picture(PictureSource::Remote(cover.to_owned())));
    }
    let file = folder::file(Path::new(cover))?;
    let path = file.to_str().ok_or_else(|| Failure::usage("the path of the cover is not valid UTF-8"))?;
    Ok(Cover::Picture(PictureSource::File(path.to_owned())))
}

/// Usage if the author can mend it; only if it is all the network's fault, it is the network's.
fn failure(text: &str, errors: &[article::Error], faults: &[Fault]) -> Failure {
    let errors = errors.iter().map(|error| (error.line, &error.message));
    let mut all: Vec<_> = errors.chain(faults.iter().map(|fault| (fault.line, &fault.message))).collect();
    all.sort_by_key(|(line, _)| *line);
    let lines = all.iter().map(|(line, message)| match line {
        Some(line) => format!("{text}:{line}: {message}"),
        None => format!("{text}: {message}"),
    });
    let message = lines.collect::<Vec<_>>().join("\n");
    let missing = faults.iter().any(|fault| fault.kind == FaultKind::NoCover);
    match all.len() == faults.len() && faults.iter().all(|fault| fault.kind == FaultKind::Network) {
        true => Error::Transport(Transport::new(TransportKind::Connect, false, message)).into(),
        false if missing => {
            Failure::usage_hint(message, "or choose one by --cover FILE, --cover URL or --cover first")
        }
        false => Failure::usage(message),
    }
}
