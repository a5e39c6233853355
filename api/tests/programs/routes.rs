//! The routes of the description, with ids and bodies of its examples.

use std::collections::BTreeSet;

use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::common::Node;
use crate::program::Program;

/// A route as its description has it.
pub(crate) struct Route {
    pub(crate) id: String,
    pub(crate) method: Method,
    /// With an id of the examples.
    pub(crate) path: String,
    /// With `{id}`.
    pub(crate) template: String,
    pub(crate) body: Option<Value>,
    /// What a token must have: each set is an alternative. None: no token will do.
    pub(crate) scopes: Vec<BTreeSet<String>>,
    pub(crate) is_open: bool,
}

/// All routes, with ids and bodies of the examples.
pub(crate) async fn routes(node: &Node) -> Vec<Route> {
    let document = Program::stranger(node).get("/openapi.json").await.json();
    let paths = document["paths"].as_object().expect("paths").clone();
    let each = paths.into_iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().expect("methods").clone();
        methods.into_iter().map(move |(method, operation)| route(&path, &method, &operation))
    });
    each.collect()
}

fn route(path: &str, method: &str, operation: &Value) -> Route {
    let ways = operation["security"].as_array().cloned().unwrap_or_default();
    let bearer = ways.iter().filter_map(|way| way.get("bearer")?.as_array());
    let names = |scopes: &Vec<Value>| scopes.iter().map(|scope| scope.as_str().expect("a name").to_owned()).collect();
    Route {
        id: operation["operationId"].as_str().expect("an id").to_owned(),
        method: method.to_uppercase().parse().expect("a method"),
        path: path.replace("{id}", example_id(path)),
        template: path.to_owned(),
        body: operation.pointer("/requestBody/content/application~1json/example").cloned(),
        scopes: bearer.map(names).collect(),
        is_open: ways.is_empty(),
    }
}

fn example_id(path: &str) -> &'static str {
    match path {
        _ if path.contains("/mailboxes/") => "MSU5CT1g",
        _ if path.contains("/blobs/") => "BAAAAAQAAAAcBMUlOQk9Y",
        _ if path.contains("/tokens/") => "q3Jk0eT-9sVbXa_2",
        _ => "EAAAAAQAAAAdJTkJPWA",
    }
}

pub(crate) fn request(program: &Program, route: &Route) -> RequestBuilder {
    let request = program.request(route.method.clone(), &route.path);
    let request = request.header("idempotency-key", "0d9a3c1e-5b7f-4e52-9c1d-3f6a8b2e7d40");
    match &route.body {
        Some(body) => request.json(body),
        None => request,
    }
}
