//! What every test of the node needs: a node in this process, in front of a farm, and a browser in front of the node.
//!
//! The node is the real one, on a real port; the browser keeps cookies and sends what browsers send.

#![expect(dead_code, unreachable_pub, reason = "a module of every test binary, each of which uses a part of it")]

use std::path::Path;

use farm::Farm;
use gatepost::config::Config;
use gatepost::state::AppState;
use gatepost_shared::problem::{Problem, ProblemType};
use reqwest::{Method, RequestBuilder, StatusCode, header};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The keys of all nodes of a test: what one seals, another opens.
pub const KEY: &str = "Z2F0ZXBvc3QgdGVzdHMga2V5IG9mIDMyIGJ5dGVzISE=";

/// A node in this process. Dropped, it is gone like one that was killed.
pub struct Node {
    pub url: String,
    pub state: AppState,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Node {
    /// A node in front of this farm.
    pub async fn start(farm: &Farm) -> Self {
        Self::with(config(farm)).await
    }

    /// A node with this configuration, on a free port.
    pub async fn with(mut config: Config) -> Self {
        gatepost::tls::install_provider();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        config.listen = listener.local_addr().expect("its address");
        config.public.origin = format!("http://{}", config.listen);
        let url = config.public.origin.clone();
        let state = AppState::new(config).expect("a node that can start");
        let serving = tokio::spawn(gatepost::serve::serve(state.clone(), listener.into_std().expect("a listener")));
        Self { url, state, serving }
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser {
        gatepost::tls::install_provider();
        let client = reqwest::Client::builder().cookie_store(true).no_proxy().build().expect("a browser");
        Browser { client, node: self.url.clone() }
    }

    /// A browser in which this person, whose password is `NAME-secret`, is signed in.
    pub async fn sign_in(&self, name: &str) -> Browser {
        let browser = self.browser();
        let answer = browser.sign_in(name, &format!("{name}-secret")).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{name} could not sign in: {}", answer.text);
        browser
    }

    /// Stops as on SIGTERM, and returns when the last request is done.
    pub async fn stop(self) {
        self.state.shutdown.cancel();
        self.serving.await.expect("no panic").expect("a clean stop");
    }

    /// Ends as on SIGKILL.
    pub fn kill(self) {
        self.serving.abort();
    }
}

/// A browser: it keeps cookies, which do not care for ports, so that it can visit several nodes as one site.
#[derive(Clone)]
pub struct Browser {
    pub client: reqwest::Client,
    node: String,
}

impl Browser {
    /// The same browser, whose requests another node serves.
    pub fn at(&self, node: &Node) -> Self {
        Self { client: self.client.clone(), node: node.url.clone() }
    }

    /// A request to the API: `/mailboxes`. Other paths begin with `!`: `!/healthz`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = match path.strip_prefix('!') {
            Some(path) => format!("{}{path}", self.node),
            None => format!("{}/api/v1{path}", self.node),
        };
        self.client.request(method, url).header("sec-fetch-site", "same-origin")
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::POST, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::DELETE, path)).await
    }

    pub async fn sign_in(&self, name: &str, password: &str) -> Answer {
        self.post("/session", &json!({"username": name, "password": password})).await
    }
}

/// What the node answered, read to the end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    pub text: String,
}

impl Answer {
    /// Sends a request and reads the answer.
    pub async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        Self { status, headers, text: response.text().await.expect("the whole answer") }
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The body as a problem, which must be one in every respect.
    pub fn problem(&self) -> Problem {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        let problem: Problem =
            serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text));
        assert_eq!(problem.status, self.status.as_u16());
        problem
    }

    /// Fails unless this is a problem of that kind.
    pub fn assert_problem(&self, kind: ProblemType) {
        assert_eq!(self.problem().kind, kind, "{}", self.text);
    }

    /// A header, or the empty text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header that is text"))
    }
}

/// The configuration of a node in front of this farm.
pub fn config(farm: &Farm) -> Config {
    Config::parse(&config_text(farm), Path::new("/")).expect("a valid configuration")
}

/// The same as the file that a person would write.
pub fn config_text(farm: &Farm) -> String {
    farm::gatepost_toml(farm.facts(), &format!("keys = [\"{KEY}\"]"))
}
