//! A receiver of what WeChat pushes, on axum and on bare hyper: it publishes an article when its editor writes 发布 to the account, and
//! logs what came of it.
//!
//! `receivers axum|hyper ARTICLE OPENID`, with the settings of the command `wxkit` in the environment. WeChat pushes to port 80 or 443
//! alone: put a web server in front of it.

pub(crate) mod editor;
pub(crate) mod on_axum;
pub(crate) mod on_hyper;

use tokio::net::TcpListener;
use tokio::sync::mpsc;

use editor::Editor;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (log, mut lines) = mpsc::unbounded_channel();
    let args: Vec<_> = std::env::args().skip(1).collect();
    let [server, article, openid] = args.as_slice() else {
        return Err("usage: receivers axum|hyper ARTICLE OPENID".into());
    };
    let editor = Editor::from_env(article, openid, log)?;
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    tokio::spawn(async move {
        while let Some(line) = lines.recv().await {
            println!("{line}");
        }
    });
    match server.as_str() {
        "axum" => Ok(axum::serve(listener, on_axum::router(editor)).await?),
        _ => Ok(on_hyper::serve(listener, editor).await?),
    }
}
