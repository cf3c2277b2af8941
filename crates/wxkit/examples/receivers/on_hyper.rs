//! All that a program on bare hyper needs: the body up to a bound, and the answer.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use wxkit::callback::BODY_CAP;

use super::editor::Editor;

pub(crate) async fn serve(listener: TcpListener, editor: Arc<Editor>) -> std::io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        let editor = Arc::clone(&editor);
        let service = service_fn(move |request| {
            let editor = Arc::clone(&editor);
            async move { Ok::<_, Infallible>(push(&editor, request).await.map(Full::new)) }
        });
        // The timer bounds how slow the head of a request may be.
        let connection =
            http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
        tokio::spawn(async move {
            // An error here is a client that went away.
            let _ = connection.await;
        });
    }
}

async fn push(editor: &Arc<Editor>, request: Request<Incoming>) -> Response<Bytes> {
    let (head, body) = request.into_parts();
    match Limited::new(body, BODY_CAP).collect().await {
        Ok(body) => editor.answer(&Request::from_parts(head, body.to_bytes())),
        Err(_) => {
            let mut answer = Response::default();
            *answer.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
            answer
        }
    }
}
