//! The one way out: sends a request, decodes the answer, and notices when the session has ended.

use gatepost_shared::bulk::NDJSON;
use gatepost_shared::problem::{Problem, ProblemType};
use gloo_net::http::{Method, RequestBuilder, Response};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::api::{ApiError, json};
use crate::dom::abort::AbortOnDrop;
use crate::dom::lines::Lines;

/// Where the API lives, on the server that the page came from.
pub const BASE: &str = "/api/v1";

/// What the service worker adds to an answer from this device.
const KEPT: &str = "gatepost-kept";

/// The client of the API. Dropping a call's future aborts its request, so a superseded or unmounted caller
/// costs the server nothing.
#[derive(Debug, Clone, Copy)]
pub struct Api {
    expired: RwSignal<bool>,
    is_kept: RwSignal<bool>,
}

impl Api {
    /// A client whose session has not ended.
    pub fn new() -> Self {
        Self { expired: RwSignal::new(false), is_kept: RwSignal::new(false) }
    }

    /// Whether the node has answered that nobody is signed in. Whoever shows the sign-in clears it.
    pub fn expired(&self) -> RwSignal<bool> {
        self.expired
    }

    /// Whether the last answer was one that this device had kept, as the node could not be reached (worker.js).
    pub fn is_kept(&self) -> Signal<bool> {
        self.is_kept.into()
    }

    /// `GET`, decoded.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ApiError> {
        decode(&self.send(Method::GET, path, &[], None).await?.body)
    }

    /// `POST` of JSON, decoded.
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ApiError> {
        self.with_body(Method::POST, path, &[], body).await
    }

    /// A request with a JSON body and further headers, decoded.
    pub async fn with_body<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        let json = serde_json::to_string(body).map_err(|_| ApiError::Unreadable { status: 0 })?;
        decode(&self.send(method, path, headers, Some(json.into())).await?.body)
    }

    /// `GET`, decoded, with the tag that a change of it names in `If-Match`.
    pub async fn get_tagged<T: DeserializeOwned>(&self, path: &str) -> Result<(T, String), ApiError> {
        let answer = self.send(Method::GET, path, &[], None).await?;
        Ok((decode(&answer.body)?, answer.tag))
    }

    /// `POST` of a file or a text of this type, decoded.
    pub async fn post_as<T: DeserializeOwned>(&self, path: &str, kind: &str, body: JsValue) -> Result<T, ApiError> {
        decode(&self.send(Method::POST, path, &[("content-type", kind)], Some(body)).await?.body)
    }

    /// `GET` of a text that is no JSON.
    pub async fn text(&self, path: &str) -> Result<String, ApiError> {
        Ok(self.send(Method::GET, path, &[], None).await?.body)
    }

    /// The first bytes of a text.
    pub async fn beginning(&self, path: &str, bytes: u32) -> Result<String, ApiError> {
        let range = "bytes=0-".to_owned() + &bytes.saturating_sub(1).to_string();
        Ok(self.send(Method::GET, path, &[("range", &range)], None).await?.body)
    }

    /// `DELETE`, with no answer but success.
    pub async fn delete(&self, path: &str) -> Result<(), ApiError> {
        self.send(Method::DELETE, path, &[], None).await.map(drop)
    }

    /// `DELETE` of what still has this tag.
    pub async fn delete_tagged(&self, path: &str, tag: &str) -> Result<(), ApiError> {
        self.send(Method::DELETE, path, &[("if-match", tag)], None).await.map(drop)
    }

    /// Sends the request and returns a successful answer. A body is JSON unless a header says something else. Not generic, so that it exists once in
    /// the bundle.
    async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<JsValue>,
    ) -> Result<Answer, ApiError> {
        let abort = AbortOnDrop::new();
        let response = Self::respond(&abort, method, path, headers, body).await?;
        let body = response.text().await.map_err(|_| ApiError::Unreachable)?;
        let is_kept = response.headers().get(KEPT).is_some();
        if self.is_kept.get_untracked() != is_kept {
            self.is_kept.set(is_kept);
        }
        if !response.ok() {
            return Err(self.refusal(response.status(), &body));
        }
        Ok(Answer { body, tag: response.headers().get("etag").unwrap_or_default() })
    }

    /// `POST` of JSON whose answer comes line by line (NDJSON): each line is handed on as it comes. When it is refused or
    /// breaks off, lines may have been handed on before.
    pub async fn lines<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        mut on_line: impl FnMut(T),
    ) -> Result<(), ApiError> {
        let json = serde_json::to_string(body).map_err(|_| ApiError::Unreadable { status: 0 })?;
        self.each_line(path, json, &mut |line| decode(line).map(&mut on_line)).await
    }

    /// Not generic, so that it exists once in the bundle.
    async fn each_line(
        &self,
        path: &str,
        body: String,
        on_line: &mut dyn FnMut(&str) -> Result<(), ApiError>,
    ) -> Result<(), ApiError> {
        let abort = AbortOnDrop::new();
        let response = Self::respond(&abort, Method::POST, path, &[("accept", NDJSON)], Some(body.into())).await?;
        if !response.ok() {
            let answer = response.text().await.map_err(|_| ApiError::Unreachable)?;
            return Err(self.refusal(response.status(), &answer));
        }
        let mut lines = response.body().as_ref().and_then(Lines::of).ok_or(ApiError::Unreachable)?;
        while let Some(line) = lines.next().await.map_err(|_| ApiError::Unreachable)? {
            if !line.is_empty() {
                on_line(&line)?;
            }
        }
        Ok(())
    }

    async fn respond(
        abort: &AbortOnDrop,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<JsValue>,
    ) -> Result<Response, ApiError> {
        let mut builder =
            RequestBuilder::new(&format!("{BASE}{path}")).method(method).abort_signal(abort.signal().as_ref());
        for (name, value) in headers {
            builder = builder.header(name, value);
        }
        let request = match body {
            Some(body) if headers.iter().any(|(name, _)| *name == "content-type") => builder.body(body),
            Some(json) => builder.header("content-type", "application/json").body(json),
            None => builder.build(),
        };
        request.map_err(|_| ApiError::Unreachable)?.send().await.map_err(|_| ApiError::Unreachable)
    }

    /// Reads an answer that did not come through here: an upload's. The status is 0 when nothing came.
    pub fn read_answer<T: DeserializeOwned>(&self, status: u16, body: &str) -> Result<T, ApiError> {
        match status {
            0 => Err(ApiError::Unreachable),
            200..=299 => decode(body),
            _ => Err(self.refusal(status, body)),
        }
    }

    /// What a refusal means. The end of the session is noticed here and nowhere else.
    fn refusal(&self, status: u16, body: &str) -> ApiError {
        let Ok(problem) = json::read::<Problem>(body) else {
            return ApiError::Unreadable { status };
        };
        if problem.kind == ProblemType::NotSignedIn {
            self.expired.set(true);
        }
        ApiError::Problem(Box::new(problem))
    }
}

/// A successful answer.
struct Answer {
    body: String,
    /// Its ETag; empty where it has none.
    tag: String,
}

fn decode<T: DeserializeOwned>(body: &str) -> Result<T, ApiError> {
    json::read(body).map_err(|_| {
        leptos::logging::warn!("the API's answer cannot be read");
        ApiError::Unreadable { status: 200 }
    })
}
