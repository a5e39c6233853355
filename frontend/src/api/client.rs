//! The one way out: sends a request, decodes the answer, and notices when the session has ended.

use gatepost_shared::problem::{Problem, ProblemType};
use gloo_net::http::{Method, RequestBuilder};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::{ApiError, json};
use crate::dom::abort::AbortOnDrop;

/// Where the API lives, on the server that the page came from.
pub const BASE: &str = "/api/v1";

/// The client of the API. Dropping a call's future aborts its request, so a superseded or unmounted caller
/// costs the server nothing.
#[derive(Debug, Clone, Copy)]
pub struct Api {
    expired: RwSignal<bool>,
}

impl Api {
    /// A client whose session has not ended.
    pub fn new() -> Self {
        Self { expired: RwSignal::new(false) }
    }

    /// Whether the node has answered that nobody is signed in. Whoever shows the sign-in clears it.
    pub fn expired(&self) -> RwSignal<bool> {
        self.expired
    }

    /// `GET`, decoded.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ApiError> {
        decode(&self.send(Method::GET, path, &[], None).await?)
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
        decode(&self.send(method, path, headers, Some(json)).await?)
    }

    /// `DELETE`, with no answer but success.
    pub async fn delete(&self, path: &str) -> Result<(), ApiError> {
        self.send(Method::DELETE, path, &[], None).await.map(drop)
    }

    /// Sends the request and returns the body of a successful answer. Not generic, so that it exists once in
    /// the bundle.
    async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Result<String, ApiError> {
        let abort = AbortOnDrop::new();
        let mut builder =
            RequestBuilder::new(&format!("{BASE}{path}")).method(method).abort_signal(abort.signal().as_ref());
        for (name, value) in headers {
            builder = builder.header(name, value);
        }
        let request = match body {
            Some(json) => builder.header("content-type", "application/json").body(json),
            None => builder.build(),
        };
        let response = request.map_err(|_| ApiError::Unreachable)?.send().await.map_err(|_| ApiError::Unreachable)?;
        let answer = response.text().await.map_err(|_| ApiError::Unreachable);
        if response.ok() { answer } else { Err(self.refusal(response.status(), &answer?)) }
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

fn decode<T: DeserializeOwned>(body: &str) -> Result<T, ApiError> {
    json::read(body).map_err(|_| {
        leptos::logging::warn!("the API's answer cannot be read");
        ApiError::Unreadable { status: 200 }
    })
}
