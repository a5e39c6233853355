//! A program: it keeps no cookie, and sends its proof with each request.

use farm::Person;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::common::{Answer, Node};

/// How a program proves its right.
#[derive(Clone)]
enum Proof {
    Nothing,
    Password(String, String),
    Token(String),
}

#[derive(Clone)]
pub(crate) struct Program {
    client: reqwest::Client,
    node: String,
    proof: Proof,
}

impl Program {
    fn new(node: &Node, proof: Proof) -> Self {
        gatepost::tls::install_provider();
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self { client, node: node.url.clone(), proof }
    }

    pub(crate) fn stranger(node: &Node) -> Self {
        Self::new(node, Proof::Nothing)
    }

    pub(crate) fn with_password(node: &Node, name: &str, password: &str) -> Self {
        Self::new(node, Proof::Password(name.to_owned(), password.to_owned()))
    }

    pub(crate) fn of(node: &Node, person: &Person) -> Self {
        Self::with_password(node, &person.name, &person.password)
    }

    pub(crate) fn with_token(node: &Node, token: &str) -> Self {
        Self::new(node, Proof::Token(token.to_owned()))
    }

    /// The same program, served by another node.
    pub(crate) fn at(&self, node: &Node) -> Self {
        Self { node: node.url.clone(), ..self.clone() }
    }

    /// A request to a whole path: `/api/v1/session`.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.node));
        match &self.proof {
            Proof::Nothing => request,
            Proof::Password(name, password) => request.basic_auth(name, Some(password)),
            Proof::Token(token) => request.bearer_auth(token),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, &format!("/api/v1{path}"))).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        Answer::to(self.request(Method::POST, &format!("/api/v1{path}")).json(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::DELETE, &format!("/api/v1{path}"))).await
    }

    /// Makes a token; its text and its id.
    pub(crate) async fn makes_token(&self, scopes: &[&str]) -> (String, String) {
        let answer = self.post("/tokens", &json!({"name": "a test", "scopes": scopes})).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let made = answer.json();
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        (text(&made["token"]), text(&made["info"]["id"]))
    }
}
