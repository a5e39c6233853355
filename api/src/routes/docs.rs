//! `GET /api/docs`: the API for people to read, made from the same description as `/api/v1/openapi.json`.
//!
//! Plain HTML without script or style: the node's own policy would allow neither from elsewhere, and none is needed.

use serde_json::Value;
use utoipa::openapi::OpenApi;

/// The page.
pub fn page(openapi: &OpenApi) -> String {
    // Never an error: the description is made of plain structs. Were it one, the page would list nothing.
    let description = serde_json::to_value(openapi).unwrap_or_default();
    let mut page = String::from("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n");
    page +=
        "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Gatepost: the API</title>\n<h1>The API</h1>\n";
    page += &format!("<p>{}</p>\n", text(&description["info"]["description"]));
    page += "<p>The same for programs: <a href=\"/api/v1/openapi.json\">openapi.json</a> (OpenAPI 3.1).</p>\n";
    for (path, methods) in members(&description["paths"]) {
        for (method, operation) in members(methods) {
            page += &section(method, path, operation);
        }
    }
    page
}

fn section(method: &str, path: &str, operation: &Value) -> String {
    let mut section = format!("<h2><code>{} {}</code></h2>\n", escape(&method.to_uppercase()), escape(path));
    section += &format!("<p>{} {}</p>\n", text(&operation["summary"]), text(&operation["description"]));
    let parameters = operation["parameters"].as_array().map_or(&[][..], Vec::as_slice);
    if !parameters.is_empty() {
        section += "<h3>Parameters</h3>\n<dl>\n";
        for parameter in parameters {
            let place = text(&parameter["in"]);
            section += &format!("<dt><code>{}</code> ({place})\n", text(&parameter["name"]));
            section += &format!("<dd>{}\n", text(&parameter["description"]));
        }
        section += "</dl>\n";
    }
    section += "<h3>Answers</h3>\n<dl>\n";
    for (status, answer) in members(&operation["responses"]) {
        section += &format!("<dt>{}\n<dd>{}\n", escape(status), text(&answer["description"]));
    }
    section + "</dl>\n"
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn text(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_of_the_description_has_its_section() {
        let openapi = crate::router::openapi();
        let page = page(&openapi);
        let description = serde_json::to_value(&openapi).unwrap();
        let operations = members(&description["paths"]).flat_map(|(_, methods)| members(methods)).count();
        assert_eq!(page.matches("<h2>").count(), operations);
        assert!(page.contains("<code>POST /api/v1/session</code>"));
        assert!(!page.contains("<script") && !page.contains("<style"));
    }
}
