//! All that a program on axum needs: one route for GET and POST.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::any;
use bytes::Bytes;
use http::{Method, Request, Response, Uri};
use wxkit::callback::BODY_CAP;

use super::editor::Editor;

pub(crate) fn router(editor: Arc<Editor>) -> Router {
    Router::new().route("/", any(push)).layer(DefaultBodyLimit::max(BODY_CAP)).with_state(editor)
}

async fn push(State(editor): State<Arc<Editor>>, method: Method, uri: Uri, body: Bytes) -> Response<Body> {
    let mut request = Request::new(body);
    (*request.method_mut(), *request.uri_mut()) = (method, uri);
    editor.answer(&request).map(Body::from)
}
