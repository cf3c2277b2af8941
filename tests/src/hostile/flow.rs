//! What is tried.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::Path;
use std::time::Duration;

use http::Method;
use tokio::runtime::{Builder, Runtime};
use wxkit::client::{Client, Journal, Keys, Session, Timeouts, Tokens, blocking};
use wxkit::official::article::{ArticleVideo, Piece};
use wxkit::official::material::MaterialKind;
use wxkit::official::media::DownloadMedia;
use wxkit::official::publish::PublicationState;
use wxkit::official::upload::VideoOptions;
use wxkit::official::{
    Article, Asset, Official, Patience, Picture, Publish, PublishOptions, StableTokens, UploadImage,
    UploadMedia, Via, Video, VideoUpload,
};
use wxkit::pay::bill::ApplyTradeBill;
use wxkit::pay::{BillDownload, Merchant, MerchantKeys, Pay, PublicKey, Upload, UploadVideo};
use wxkit::proto::digest::{Algorithm, hex_digest};
use wxkit::proto::download::{Download, Place};
use wxkit::proto::journal::read_journal;
use wxkit::proto::sign::SigningKey;
use wxkit::proto::{Call, Error, File, Flow, Kind, Platform, Source};
use wxkit::token::store::Memory;
use wxkit::work::ids::AgentId;
use wxkit::work::{AppTokens, Message, Receivers, SendMessage, Work};
use wxkit_sandbox::pay::{MERCHANT_KEY, PUBLIC_KEY, PUBLIC_KEY_ID};
use wxkit_sandbox::{BlockRule, Config, Sandbox};

const BLOCK: u64 = 64;
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF";
const MP4: &[u8] = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41";

/// Through which driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driver {
    /// hyper, on tokio.
    Hyper,
    /// ureq, without a runtime.
    Ureq,
}

/// A flow against a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// A picture for an article.
    Image,
    /// A video in chunks.
    Video,
    /// An article by the library's route.
    Library,
    /// An article by the draft box.
    Freepublish,
    /// Temporary media, into a file.
    Media,
    /// Any call, with a token that has to be fetched.
    Count,
    /// A video for WeChat Pay.
    PayUpload,
    /// A bill.
    Bill,
    /// A message to members.
    Message,
}

impl Task {
    /// All of them, each with its calls that can go wrong.
    pub const ALL: [(Self, &'static [&'static str]); 9] = [
        (Self::Image, &["uploadimg"]),
        (Self::Video, &["init_upload", "upload_block", "upload_finish", "save_video"]),
        (
            Self::Library,
            &["uploadimg", "add_material", "publish/uploadnews", "publish/submit", "publish/query"],
        ),
        (Self::Freepublish, &["draft/add", "freepublish/submit", "freepublish/get"]),
        (Self::Media, &["media/get"]),
        (Self::Count, &["stable_token", "get_materialcount"]),
        (Self::PayUpload, &["video_upload"]),
        (Self::Bill, &["tradebill", "billdownload"]),
        (Self::Message, &["gettoken", "message/send"]),
    ];

    /// The platform that it is tried on.
    pub(super) fn sandbox() -> Sandbox {
        Sandbox::new(Config { blocks: BlockRule::Exactly(BLOCK), ..Config::default() })
    }

    /// What is not to be seen in any error.
    pub(super) fn secrets(sandbox: &Sandbox) -> BTreeSet<String> {
        let config = sandbox.config();
        let fixed = [&config.secret, &config.work.apps[0].secret, &config.pay.apiv3_key];
        let tokens = sandbox.tokens().chain(sandbox.corp_tokens()).map(|token| token.reveal().to_owned());
        fixed.into_iter().map(|secret| secret.reveal().to_owned()).chain(tokens).collect()
    }

    /// One run, as a process of its own would do it: nothing is left but the folder.
    pub(super) fn run(self, at: &Desk<'_>) -> Result<String, Error> {
        match self {
            Self::Image => at.official(Call::new(UploadImage::new(picture()))).map(|image| image.url),
            Self::Video => {
                let mut options = VideoOptions::default();
                options.block_size = BLOCK;
                options.parallel = 2;
                let (journal, text) = at.journal()?;
                let flow = VideoUpload::resume(film(), options, &read_journal(&text)?);
                at.official_with(flow, journal).map(|video| String::from(video.vid))
            }
            Self::Library => at.publish(Via::default()),
            Self::Freepublish => at.publish(Via::Freepublish),
            Self::Media => at.media(),
            Self::Count => {
                let count = wxkit::proto::exchange::Exchange::new(
                    Method::GET,
                    "/cgi-bin/material/get_materialcount",
                    None,
                );
                at.official(Call::new(count)).map(|counts| counts.0.to_value().to_string())
            }
            Self::PayUpload => {
                let upload = Upload::<UploadVideo>::new(File::from_bytes("film.mp4", MP4), None)?;
                at.pay(upload).map(|uploaded| uploaded.media_id)
            }
            Self::Bill => {
                let bill = ApplyTradeBill::new("2026-09-20");
                let flow = BillDownload::new(bill, Place::File(at.folder.join("bill.csv")));
                at.pay(flow).map(|stored| stored.path.display().to_string())
            }
            Self::Message => {
                let agent = AgentId::from(at.sandbox(|sandbox| sandbox.config().work.apps[0].agentid));
                let message = Message::Text("茶".into());
                let call = SendMessage::new(Receivers::users(["zhangsan"]), agent, message);
                at.work(Call::new(call)).map(|sent| sent.errmsg)
            }
        }
    }

    /// What is wrong with what was said after so many runs, if anything is.
    pub(super) fn audit(
        self,
        sandbox: &Sandbox,
        said: &Result<String, Error>,
        good_before: usize,
        folder: &Path,
    ) -> Option<String> {
        let unknown = matches!(said, Err(error) if error.kind() == Kind::OutcomeUnknown);
        let least = good_before + usize::from(said.is_ok());
        let wrong = |what: String| Some(format!("{what}, said {said:?}"));
        match self {
            Self::Image => match said {
                Ok(url) if !sandbox.pictures().iter().any(|picture| &picture.url == url) => {
                    wrong("no such picture".into())
                }
                _ => None,
            },
            Self::Video => {
                let digest = hex_digest(Algorithm::Sha1, &film_bytes());
                match said {
                    Ok(vid)
                        if !sandbox.videos().iter().any(|video| {
                            video.vid.as_str() == vid
                                && video.filesha == digest
                                && matches!(video.upload, wxkit_sandbox::state::Upload::Finished(_))
                        }) =>
                    {
                        wrong("no such video".into())
                    }
                    _ => None,
                }
            }
            Self::Library => {
                let submitted: u32 = sandbox.articles().iter().map(|article| article.submissions).sum();
                // Resumed, not repeated: one however many runs there were.
                (submitted > 1 || (least > 0 && submitted != 1))
                    .then(|| format!("submitted {submitted} times, said {said:?}"))
            }
            Self::Freepublish => {
                let published = sandbox.publications().len();
                (published > 1 || (least > 0 && published != 1))
                    .then(|| format!("published {published} times, said {said:?}"))
            }
            Self::Media | Self::Bill => {
                let whole = |bytes: &[u8]| match self {
                    Self::Media => bytes == media_bytes(),
                    _ => {
                        bytes.starts_with("\u{feff}交易时间,".as_bytes())
                            && bytes.ends_with(b"\r\n")
                            && bytes.len() > 100
                    }
                };
                match said {
                    Ok(path) => match fs::read(path) {
                        Ok(bytes) if whole(&bytes) => None,
                        Ok(bytes) => wrong(format!("a file of {} bytes", bytes.len())),
                        Err(error) => wrong(format!("no file: {error}")),
                    },
                    Err(_) => files(folder)
                        .into_iter()
                        .find(|name| !name.ends_with(".part"))
                        .map(|name| format!("{name} is there, said {said:?}")),
                }
            }
            Self::Count | Self::PayUpload => None,
            Self::Message => {
                let sent = sandbox.corp_messages().len();
                let most = least + usize::from(unknown);
                (!(least..=most).contains(&sent)).then(|| format!("sent {sent} times, said {said:?}"))
            }
        }
    }
}

/// Where a task runs.
pub(super) struct Desk<'a> {
    pub(super) server: &'a super::Hostile,
    /// In place of the server's own address.
    pub(super) base_url: &'a str,
    pub(super) ca: Option<&'a str>,
    pub(super) driver: Driver,
    pub(super) timeouts: Timeouts,
    pub(super) folder: &'a Path,
}

impl Desk<'_> {
    fn sandbox<T>(&self, look: impl FnOnce(&Sandbox) -> T) -> T {
        look(&self.server.sandbox())
    }

    fn journal(&self) -> Result<(Journal, String), Error> {
        Journal::open(self.folder.join("journal"))
    }

    fn publish(&self, via: Via) -> Result<String, Error> {
        let (journal, text) = self.journal()?;
        let patience = Patience::new(Duration::from_millis(10), Patience::default().limit);
        let mut options = PublishOptions::default();
        options.jobs = 2;
        options.block_size = BLOCK;
        options.via = via;
        options.patience = patience;
        let flow = Publish::new(article(), options, &read_journal(&text)?);
        let published = self.official_with(flow, journal)?;
        Ok(match published.standing {
            PublicationState::Library { media_id, .. } => media_id.into(),
            other => format!("{other:?}"),
        })
    }

    /// A file that is there, into a file.
    fn media(&self) -> Result<String, Error> {
        let known = self.sandbox(|sandbox| sandbox.media().first().map(|media| media.media_id.clone()));
        let media_id = match known {
            Some(media_id) => media_id,
            None => {
                let file = File::from_bytes("a.jpg", media_bytes());
                self.official(Call::new(UploadMedia::new(MaterialKind::Image, file)))?.media_id
            }
        };
        let place = Place::File(self.folder.join("media.jpg"));
        let downloaded = self.official(Download::new(DownloadMedia::new(media_id), place, &[]))?;
        Ok(downloaded.file.map(|file| file.path.display().to_string()).unwrap_or_default())
    }

    fn official<F: Flow<Platform = Official>>(&self, flow: F) -> Result<F::Output, Error> {
        self.official_with(flow, Journal::none())
    }

    fn official_with<F: Flow<Platform = Official>>(
        &self,
        flow: F,
        journal: Journal,
    ) -> Result<F::Output, Error> {
        let tokens = || {
            self.sandbox(|sandbox| {
                StableTokens::new(sandbox.config().appid.clone(), sandbox.config().secret.clone())
            })
        };
        match self.driver {
            Driver::Hyper => self.hyper(
                |builder| builder.credentials(Tokens::new(tokens(), Memory::default())),
                flow,
                journal,
            ),
            Driver::Ureq => self.ureq(
                |builder| builder.credentials(blocking::Tokens::new(tokens(), Memory::default())),
                flow,
                journal,
            ),
        }
    }

    fn work<F: Flow<Platform = Work>>(&self, flow: F) -> Result<F::Output, Error> {
        let tokens = || {
            self.sandbox(|sandbox| {
                AppTokens::new(
                    sandbox.config().work.corpid.clone(),
                    sandbox.config().work.apps[0].secret.clone(),
                )
            })
        };
        match self.driver {
            Driver::Hyper => self.hyper(
                |builder| builder.credentials(Tokens::new(tokens(), Memory::default())),
                flow,
                Journal::none(),
            ),
            Driver::Ureq => self.ureq(
                |builder| builder.credentials(blocking::Tokens::new(tokens(), Memory::default())),
                flow,
                Journal::none(),
            ),
        }
    }

    fn pay<F: Flow<Platform = Pay>>(&self, flow: F) -> Result<F::Output, Error> {
        let key = SigningKey::from_pem("the merchant's key", MERCHANT_KEY)?;
        let (mchid, serial) = self
            .sandbox(|sandbox| (sandbox.config().pay.mchid.clone(), sandbox.config().pay.mch_serial.clone()));
        let public = PublicKey::from_pem(PUBLIC_KEY_ID, "the public key", PUBLIC_KEY)?;
        let ring = MerchantKeys::new(Merchant::new(mchid, serial, key)?).with_public_key(public);
        match self.driver {
            Driver::Hyper => {
                self.hyper(|builder| builder.credentials(Keys::new(ring)), flow, Journal::none())
            }
            Driver::Ureq => {
                self.ureq(|builder| builder.credentials(blocking::Keys::new(ring)), flow, Journal::none())
            }
        }
    }

    fn hyper<F: Flow>(
        &self,
        credentials: impl FnOnce(wxkit::client::Builder<F::Platform>) -> wxkit::client::Builder<F::Platform>,
        flow: F,
        journal: Journal,
    ) -> Result<F::Output, Error>
    where
        F::Platform: Platform,
    {
        let builder = Client::builder().base_url(self.base_url).timeouts(self.timeouts);
        let builder = self.ca.into_iter().fold(builder, |builder, ca| builder.ca_pem(ca));
        let run = async { credentials(builder).build()?.run_with(flow, &mut Session::new(journal)).await };
        runtime().block_on(run)
    }

    fn ureq<F: Flow>(
        &self,
        credentials: impl FnOnce(blocking::Builder<F::Platform>) -> blocking::Builder<F::Platform>,
        flow: F,
        journal: Journal,
    ) -> Result<F::Output, Error> {
        let ureq = match self.ca {
            Some(ca) => blocking::Ureq::with_ca_pem(self.timeouts, ca.as_bytes())?,
            None => blocking::Ureq::new(self.timeouts),
        };
        let client = credentials(blocking::Client::builder(ureq).base_url(self.base_url)).build()?;
        client.run_with(flow, &mut Session::new(journal))
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("there are threads")
}

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("it is there");
    entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

fn picture() -> File {
    File::from_bytes("a.jpg", JPEG)
}

fn media_bytes() -> Vec<u8> {
    [JPEG, &[7; 900]].concat()
}

fn film_bytes() -> Vec<u8> {
    [MP4, &[9; 150]].concat()
}

fn film() -> Video {
    Video::new("film.mp4", Source::Bytes(film_bytes().into()), "电影")
}

fn article() -> Article {
    let asset = |name: &str, last: u8| {
        let bytes = bytes::Bytes::from([JPEG, &[last]].concat());
        Asset::new(name, Source::Bytes(bytes))
    };
    let body = vec![
        Piece::Html("<p>茶</p><img src=\"".into()),
        Piece::Picture(0),
        Piece::Html("\">".into()),
        Piece::Video(0),
    ];
    let pictures = vec![Picture::new(asset("图.jpg", 1))];
    let videos = vec![ArticleVideo::new("film.mp4", film())];
    Article { pictures, videos, ..Article::new("标题", asset("封面.jpg", 0), body) }
}

/// Everything that an error shows.
pub(super) fn shown(error: &(impl Debug + std::fmt::Display)) -> String {
    format!("{error} {error:?}")
}

/// Patience that is not in the way.
pub(super) fn patient() -> Timeouts {
    let long = Duration::from_secs(30);
    Timeouts::new(long, long, long)
}

/// For what hangs.
pub(super) fn impatient() -> Timeouts {
    let short = Duration::from_millis(700);
    Timeouts::new(short, short, short)
}
