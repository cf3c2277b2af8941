//! The flow [`Preflight`]: everything that can be known about an article before anything is sent.

mod check;

pub use check::Check;

use wxkit_proto::digest::{Algorithm, DigestPlan, Digests};
use wxkit_proto::error::{Invalid, Local, LocalKind};
use wxkit_proto::flow::{Ask, Ticket};
use wxkit_proto::limit::{Limit, check_content};
use wxkit_proto::nest::Nest;
use wxkit_proto::probe::FileKind;
use wxkit_proto::{Answer, Env, Error, File, Flow, Step, Token, Warning};

use crate::Official;
use crate::article::{Article, Asset, Piece};
use crate::foreign::foreign;
use crate::ids::{MaterialId, Vid};
use crate::limits::{CARD_PIXELS, DIGEST, DRAFT_CONTENT_SIZE, IMAGE_SIZE, PICTURE_SIZE, TITLE};
use crate::publish::{PublishOptions, Via};
use crate::upload::{check_video, digest_plan};

/// Does what [`Check`] does, and digests the files;
/// see [`Publish::preflight`](crate::Publish::preflight).
///
/// All that is wrong is reported at once, as one [`Error::Request`]; nothing has been sent then.
#[derive(Debug)]
pub struct Preflight {
    article: Article,
    options: PublishOptions,
    files: Vec<Entry>,
    nest: Nest<usize>,
    warnings: Vec<Warning>,
    stage: Stage,
    failure: Option<Error>,
}

/// What was found about the files of an article; in the article's order.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Surveyed {
    /// The cover.
    pub cover: Seen,
    /// The pictures.
    pub pictures: Vec<Seen>,
    /// The videos.
    pub videos: Vec<Seen>,
    /// The covers of the articles that follow.
    pub covers: Vec<Seen>,
    /// What looks wrong but may work.
    pub warnings: Vec<Warning>,
}

/// A file that was looked at and digested.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Seen {
    /// The file.
    pub file: File,
    /// SHA-1 of the whole, and for a video of its blocks.
    pub digests: Digests,
}

#[derive(Debug)]
struct Entry {
    role: Role,
    asset: Asset,
    asked: bool,
    file: Option<Result<File, Error>>,
    digests: Option<Digests>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    Cover,
    Picture { card: bool, material: bool },
    Video(usize),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    Look,
    Digest,
}

impl Preflight {
    pub(crate) fn new(article: Article, options: &PublishOptions) -> Self {
        let pictures = article.pictures.iter().map(|picture| {
            (Role::Picture { card: picture.card, material: picture.material }, picture.file.clone())
        });
        let videos = article.videos.iter().enumerate();
        let videos = videos.map(|(n, v)| (Role::Video(n), Asset::new(&v.path, v.video.source.clone())));
        let covers = article.following.iter().map(|next| (Role::Cover, next.cover.clone()));
        let first = std::iter::once((Role::Cover, article.cover.clone()));
        let files = first.chain(pictures).chain(videos).chain(covers);
        let entry = |(role, asset)| Entry { role, asset, asked: false, file: None, digests: None };
        Self {
            files: files.map(entry).collect(),
            article,
            options: PublishOptions { jobs: options.jobs.max(1), ..options.clone() },
            nest: Nest::default(),
            warnings: Vec::new(),
            stage: Stage::Look,
            failure: None,
        }
    }

    /// Goes on until every file was looked at and nothing is wrong.
    fn look<T>(&mut self) -> Option<Step<T, Token>> {
        if let Some(error) = self.failure.take() {
            return Some(Step::Done(Err(error)));
        }
        if let Some(step) = self.ask() {
            return Some(step);
        }
        self.check().err().map(|error| Step::Done(Err(error)))
    }

    /// Asks for the next file that was not asked for at this stage.
    fn ask<T>(&mut self) -> Option<Step<T, Token>> {
        let open: usize = (0..self.files.len()).map(|n| self.nest.waiting(n)).sum();
        let next = self
            .files
            .iter_mut()
            .enumerate()
            .find(|(_, entry)| !entry.asked)
            .filter(|_| open < self.options.jobs);
        let Some((n, entry)) = next else { return (open > 0).then_some(Step::Wait(None)) };
        entry.asked = true;
        let source = entry.asset.source.clone();
        let ask = match (self.stage, entry.role) {
            (Stage::Look, _) => Ask::Inspect(source),
            (Stage::Digest, Role::Video(_)) => Ask::Digest(source, digest_plan(self.options.block_size)),
            (Stage::Digest, _) => Ask::Digest(source, DigestPlan { whole: Algorithm::Sha1, blocks: None }),
        };
        Some(Step::Do(self.nest.own(n), ask))
    }

    /// Holds everything against the limits; all that is wrong in one error.
    fn check(&mut self) -> Result<(), Error> {
        let mut wrong = Vec::new();
        let mut warnings = Vec::new();
        let mut note = |result: Result<Vec<Warning>, Invalid>| match result {
            Ok(found) => warnings.extend(found),
            Err(invalid) => wrong.push(invalid.message),
        };
        note(check_all(&self.article, &self.options.via));
        for entry in &mut self.files {
            match entry.file.take() {
                Some(Ok(file)) => {
                    note(check_entry(&self.article, entry, &file));
                    entry.file = Some(Ok(file));
                }
                Some(Err(Error::Local(Local { kind: LocalKind::Missing, .. }))) => {
                    note(Err(Invalid::new(format!("{}: there is no such file", entry.asset.path))));
                }
                Some(Err(error)) => return Err(error),
                None => return Err(Error::Bug("a file was not looked at")),
            }
        }
        self.warnings = warnings;
        if wrong.is_empty() { Ok(()) } else { Err(Error::invalid(wrong.join("\n"))) }
    }

    fn finish(&mut self) -> Result<Surveyed, Error> {
        let mut seen = Vec::new();
        for entry in &mut self.files {
            let (Some(Ok(file)), Some(digests)) = (entry.file.take(), entry.digests.take()) else {
                return Err(Error::Bug("a file was not digested"));
            };
            if digests.len != file.len() {
                return Err(Error::changed(&entry.asset.path));
            }
            seen.push(Seen { file, digests });
        }
        let mut seen = seen.into_iter();
        let cover = seen.next().ok_or(Error::Bug("there is no cover"))?;
        let pictures = seen.by_ref().take(self.article.pictures.len()).collect();
        let videos = seen.by_ref().take(self.article.videos.len()).collect();
        let warnings = std::mem::take(&mut self.warnings);
        Ok(Surveyed { cover, pictures, videos, covers: seen.collect(), warnings })
    }
}

impl Flow for Preflight {
    type Platform = Official;
    type Output = Surveyed;

    fn step(&mut self, _: &Env) -> Step<Surveyed, Token> {
        if self.stage == Stage::Look {
            if let Some(step) = self.look() {
                return step;
            }
            self.stage = Stage::Digest;
            for entry in &mut self.files {
                entry.asked = false;
            }
        }
        if let Some(error) = self.failure.take() {
            return Step::Done(Err(error));
        }
        self.ask().unwrap_or_else(|| Step::Done(self.finish()))
    }

    fn answer(&mut self, _: &Env, ticket: Ticket, answer: Answer<Token>) {
        let Some(entry) = self.nest.take(ticket).and_then(|(n, _)| self.files.get_mut(n)) else { return };
        match answer {
            Answer::Probe(probe) => {
                entry.file = Some(Ok(File::new(&entry.asset.name, entry.asset.source.clone(), probe)));
            }
            Answer::Digests(digests) => entry.digests = Some(digests),
            Answer::Failed(error) if self.stage == Stage::Look => entry.file = Some(Err(error)),
            Answer::Failed(error) => self.failure = Some(error),
            _ => self.failure = Some(Error::Misuse("a ticket got an answer of a wrong kind")),
        }
    }
}

/// The words of all articles; of several, each is named.
fn check_all(article: &Article, via: &Via) -> Result<Vec<Warning>, Invalid> {
    if article.following.is_empty() {
        return check_words(article, via);
    }
    if *via == Via::MediaApi {
        return Err(Invalid::new(
            "several articles together are a draft (草稿), and the publish library (发布库) takes one alone; choose the \
             route draft or freepublish",
        ));
    }
    let (mut warnings, mut wrong) = (Vec::new(), Vec::new());
    if !article.digest.is_empty() || article.following.iter().any(|next| !next.digest.is_empty()) {
        warnings.push(Warning::new(
            "a draft of several articles has no digests (摘要); they are left out (as documented)",
        ));
    }
    for one in article.each() {
        match check_words(&one, via) {
            Ok(found) => warnings.extend(
                found.into_iter().map(|warning| Warning::new(format!("{}: {}", one.title, warning.message))),
            ),
            Err(invalid) => wrong.push(format!("{}: {}", one.title, invalid.message)),
        }
    }
    if wrong.is_empty() { Ok(warnings) } else { Err(Invalid::new(wrong.join("\n"))) }
}

fn check_words(article: &Article, via: &Via) -> Result<Vec<Warning>, Invalid> {
    if article.title.trim().is_empty() {
        return Err(Invalid::new("the article has no title"));
    }
    let (mut length, mut empty) = (0, true);
    for piece in &article.body {
        let known = match piece {
            Piece::Html(html) => {
                length += html.chars().count();
                empty &= html.trim().is_empty();
                continue;
            }
            Piece::Picture(n) | Piece::PictureSize(n) | Piece::PictureWidth(n) | Piece::Background(n) => {
                article.pictures.get(*n).is_some()
            }
            Piece::Video(n) => article.videos.get(*n).is_some(),
        };
        if !known {
            return Err(Invalid::new("the article's body names a picture or a video that it does not have"));
        }
        empty = false;
    }
    if empty {
        return Err(Invalid::new("the article has no content"));
    }
    match via {
        Via::MediaApi if article.newspic => Err(Invalid::new(
            "a picture message (newspic) goes by the draft box: by the route draft, freepublish or preview",
        )),
        Via::MediaApi => {
            let content = likely(article);
            let found = [
                TITLE.check_text(&article.title)?,
                DIGEST.check_text(&article.digest)?,
                // No limit is documented for this route; what is too large for a draft is refused before its pictures are sent.
                DRAFT_CONTENT_SIZE.check(DRAFT_CONTENT_SIZE.what, content.len() as u64)?,
            ];
            let mut warnings: Vec<_> = found.into_iter().flatten().collect();
            if length > 20_000 {
                let text = format!(
                    "the content has {length} characters; drafts take at most 20,000 (as documented)"
                );
                warnings.push(Warning::new(text));
            }
            warnings.extend(foreign(&content));
            Ok(warnings)
        }
        Via::Draft | Via::Freepublish => check_draft(article),
        Via::Preview(viewer) => {
            viewer.check()?;
            check_draft(article)
        }
    }
}

/// The text, with addresses and frames about as long as they will be.
fn likely(article: &Article) -> String {
    let vid = Vid::from("wxv_1084581467361148928");
    article.compose(|_| Some(LONG_URL), |_| None, |_| Some(&vid))
}

/// The article as a draft.
fn check_draft(article: &Article) -> Result<Vec<Warning>, Invalid> {
    // The cover is one of them.
    let more = vec![MaterialId::from(String::new()); article.pictures.len().saturating_sub(1)];
    let mut warnings = article.draft(MaterialId::from(String::new()), more, likely(article)).check()?;
    if article.show_cover {
        warnings.push(Warning::new(
            "a draft cannot show its cover in the text; show_cover is left out (as documented)",
        ));
    }
    Ok(warnings)
}

/// As long as the platform's addresses are today.
const LONG_URL: &str = "http://mmbiz.qpic.cn/mmbiz_png/0123456789012345678901234567890123456789012345678901234567890123456789\
    0123456789012345/0?wx_fmt=png";

fn check_entry(article: &Article, entry: &Entry, file: &File) -> Result<Vec<Warning>, Invalid> {
    use FileKind::{Bmp, Gif, Jpeg, Png};
    let wire = file.wire_name();
    let renamed = (wire != file.name).then(|| {
        let kind = file.probe.kind.name();
        Warning::new(format!("{}: the content is {kind}, it is sent as {wire}", entry.asset.path))
    });
    // Messages name the path as the author wrote it.
    let file = &File { name: entry.asset.path.clone(), ..file.clone() };
    let with = |mut warnings: Vec<Warning>| {
        warnings.extend(renamed);
        warnings
    };
    match entry.role {
        Role::Cover => check_content(file, &IMAGE_SIZE, &[Jpeg, Png, Gif, Bmp], &[]).map(with),
        Role::Picture { material: true, .. } => {
            let limit = Limit { warn: IMAGE_SIZE.refuse, ..IMAGE_SIZE };
            check_content(file, &limit, &[Jpeg, Png, Gif, Bmp], &[]).map(with)
        }
        Role::Picture { card, .. } => {
            let warnings = check_content(file, &PICTURE_SIZE, &[Jpeg, Png], &[Gif])?;
            if card && file.probe.pixels != Some(CARD_PIXELS) {
                let found = file.probe.pixels.map_or("no readable size".into(), |(w, h)| format!("{w}×{h}"));
                return Err(Invalid::new(format!(
                    "{}: the picture of a mini-program card must have 1080×864 pixels, this has {found} (as documented)",
                    file.name
                )));
            }
            Ok(with(warnings))
        }
        Role::Video(n) => {
            article.videos.get(n).map_or(Ok(Vec::new()), |video| check_video(&video.video, file))
        }
    }
}
