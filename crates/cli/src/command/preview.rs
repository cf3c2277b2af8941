//! `wxkit preview`: an article as its readers will see it, while it is being written.

mod page;
mod serve;
mod watch;

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;

use crate::context::Context;
use crate::failure::Failure;
use crate::manuscript::Reading;
use crate::output::{Answer, Output};
use serve::Served;
use watch::Seen;

/// Show an article in a browser as a phone will, light and dark, with what looks wrong beside it, until Ctrl-C.
///
/// The page follows each change of the article. It is served to this machine alone, and loads nothing from elsewhere; nothing
/// is sent to WeChat.
#[derive(Debug, clap::Args)]
pub(crate) struct Preview {
    /// A folder with one text in Markdown or HTML, or such a file.
    article: PathBuf,
    /// Where to listen, on this machine; port 0 takes any free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: String,
    #[command(flatten)]
    reading: Reading,
}

/// Between two looks at the files.
const PAUSE: Duration = Duration::from_millis(400);

impl Preview {
    /// Serves for ever; Ctrl-C is for the caller.
    pub(super) async fn run(self, output: Output, context: &Context<'_>) -> Result<(), Failure> {
        if self.article == Path::new("-") {
            return Err(Failure::usage("standard input cannot be watched; name a file or a folder"));
        }
        let listener = self.listen().await?;
        let addr = listener.local_addr().map_err(|error| Failure::io("listening", &error))?;
        let served = Arc::new(Mutex::new(Served::default()));
        let server = tokio::spawn(serve::serve(listener, addr, Arc::clone(&served)));
        let _server = Stop(server);
        let mut seen = self.show(context, &served).await;
        let url = format!("http://{addr}");
        output.print(&Answer::new(&Wire { url: &url }, &url), &context.console.told())?;
        context.console.note("the page follows the article; Ctrl-C stops it");
        loop {
            tokio::time::sleep(PAUSE).await;
            let (before, now) = watch::again(seen).await;
            seen = now;
            if before {
                seen = self.show(context, &served).await;
            }
        }
    }

    /// Reads the article and puts it on the page; what is wrong with it as well.
    async fn show(&self, context: &Context<'_>, served: &Mutex<Served>) -> Seen {
        // A change while it is read is a change.
        let before = Seen::of(&self.article, &[]);
        let read = self.reading.read(context, &self.article, false).await;
        let (page, seen) = match read.and_then(|manuscript| Ok((page::of(&manuscript)?, manuscript))) {
            Ok((page, manuscript)) => {
                let root = &manuscript.opened.root;
                let files: Vec<_> =
                    manuscript.prepared.pictures.iter().map(|ready| root.join(&ready.asset.path)).collect();
                (page, before.and(files))
            }
            Err(failure) => {
                context.console.warn(&failure.message());
                (page::of_failure(&failure.message()), before)
            }
        };
        served.lock().unwrap_or_else(PoisonError::into_inner).put(page);
        seen
    }

    async fn listen(&self) -> Result<tokio::net::TcpListener, Failure> {
        let cannot = |error| Failure::listening(&self.listen, &error);
        let addrs: Vec<SocketAddr> = tokio::net::lookup_host(&self.listen).await.map_err(cannot)?.collect();
        let is_own = |ip: IpAddr| ip.is_loopback();
        if addrs.is_empty() || !addrs.iter().all(|addr| is_own(addr.ip())) {
            return Err(Failure::usage_hint(
                format!("{} can be reached from other machines", self.listen),
                "a preview is for this one alone: listen on 127.0.0.1 or localhost",
            ));
        }
        tokio::net::TcpListener::bind(addrs.as_slice()).await.map_err(cannot)
    }
}

/// Stops the server with the command.
struct Stop(tokio::task::JoinHandle<()>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[derive(Serialize)]
struct Wire<'a> {
    url: &'a str,
}
