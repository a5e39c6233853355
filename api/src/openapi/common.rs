//! What every guarded route may answer besides what it says itself: nobody is signed in, the token lacks the scope, too many requests.

use serde_json::{Map, Value, json};

/// Takes away the tags that no route uses: an empty chapter says nothing.
pub(super) fn drop_unused_tags(document: &mut Value) {
    let used: Vec<Value> =
        operations(document).filter_map(|operation| operation["tags"].as_array().cloned()).flatten().collect();
    if let Some(tags) = document["tags"].as_array_mut() {
        tags.retain(|tag| used.contains(&tag["name"]));
    }
}

/// Adds the answers that follow from who may use a route.
pub(super) fn add_answers(document: &mut Value) {
    for operation in operations(document) {
        let ways = operation["security"].as_array().cloned().unwrap_or_default();
        if ways.is_empty() {
            continue;
        }
        let Some(answers) = operation["responses"].as_object_mut() else { continue };
        add(answers, "401", "notSignedIn or wrongCredentials: `WWW-Authenticate` says how to prove who one is");
        add(answers, "403", &forbidden(&ways));
        add(answers, "429", "rateLimit: too many requests in a short time");
        if let Some(answer) = answers.get_mut("429") {
            let seconds = json!({"description": "After how many seconds to try again", "schema": {"type": "integer", "minimum": 1}});
            answer["headers"] = json!({"Retry-After": seconds});
        }
        answers.sort_keys();
    }
}

/// Says of bodies of bytes that they are bytes: `Vec<u8>` would be a list of numbers.
pub(super) fn name_bytes(document: &mut Value) {
    for operation in operations(document) {
        if let Some(content) = operation.pointer_mut("/requestBody/content") {
            bytes_in(content);
        }
        for answer in operation["responses"].as_object_mut().into_iter().flat_map(Map::values_mut) {
            if let Some(content) = answer.get_mut("content") {
                bytes_in(content);
            }
        }
    }
}

fn bytes_in(content: &mut Value) {
    for body in content.as_object_mut().into_iter().flat_map(Map::values_mut) {
        if body.pointer("/schema/items/format").is_some_and(|format| format == "int32") {
            body["schema"] = json!({"type": "string", "format": "binary"});
        }
    }
}

/// An answer that the route describes itself keeps its words.
fn add(answers: &mut Map<String, Value>, status: &str, words: &str) {
    answers.entry(status).or_insert_with(|| {
        let schema = json!({"$ref": "#/components/schemas/Problem"});
        json!({"description": words, "content": {"application/problem+json": {"schema": schema}}})
    });
}

fn forbidden(ways: &[Value]) -> String {
    let scopes = ways.iter().filter_map(|way| way.get("bearer")?.as_array()).flatten().filter_map(Value::as_str);
    let scopes: Vec<_> = scopes.map(|scope| format!("`{scope}`")).collect();
    let tokens = match scopes.join(" or ") {
        names if !names.is_empty() => format!("the token lacks the scope {names}"),
        _ if ways.iter().any(|way| way.get("bearer").is_some()) => {
            "the token lacks a scope for what was asked".to_owned()
        }
        _ => "no token may do this".to_owned(),
    };
    format!("forbidden: {tokens}. Or crossSite: another site made the browser ask")
}

/// Every operation, whatever its path and method.
pub(super) fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let paths = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
    paths
        .filter_map(Value::as_object_mut)
        .flat_map(Map::values_mut)
        .filter(|operation| operation["operationId"].is_string())
}
