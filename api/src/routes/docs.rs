//! `GET /api/docs`: the API for people to read, made from the same description as `/api/v1/openapi.json`.
//!
//! Plain HTML without script or style: the node's own policy would allow neither from elsewhere, and none is needed.

use serde_json::Value;

/// The page.
pub fn page(description: &Value) -> String {
    let head = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Gatepost: the API</title>\n\
         <h1>The API</h1>\n<p>{}</p>\n\
         <p>The same for programs: <a href=\"/api/v1/openapi.json\">openapi.json</a> (OpenAPI 3.1).</p>\n",
        text(&description["info"]["description"])
    );
    let operations = members(&description["paths"])
        .flat_map(|(path, methods)| members(methods).map(move |(method, operation)| (method, path, operation)));
    let sections = operations.map(|(method, path, operation)| section(method, path, operation));
    std::iter::once(head).chain(sections).collect()
}

fn section(method: &str, path: &str, operation: &Value) -> String {
    let heading = format!(
        "<h2><code>{} {}</code></h2>\n<p>{} {}</p>\n",
        escape(&method.to_uppercase()),
        escape(path),
        text(&operation["summary"]),
        text(&operation["description"])
    );
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameter = |parameter: &Value| {
        let (name, place) = (text(&parameter["name"]), text(&parameter["in"]));
        entry(&format!("<code>{name}</code> ({place})"), &parameter["description"])
    };
    let answer = |(status, answer): (&str, &Value)| entry(&escape(status), &answer["description"]);
    let answers = members(&operation["responses"]).map(answer);
    heading + &list("Parameters", parameters.map(parameter).collect()) + &list("Answers", answers.collect())
}

fn entry(term: &str, description: &Value) -> String {
    format!("<dt>{term}\n<dd>{}\n", text(description))
}

fn list(title: &str, entries: String) -> String {
    if entries.is_empty() { entries } else { format!("<h3>{title}</h3>\n<dl>\n{entries}</dl>\n") }
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
        let description = crate::router::openapi();
        let page = page(&description);
        let operations = members(&description["paths"]).flat_map(|(_, methods)| members(methods)).count();
        assert_eq!(page.matches("<h2>").count(), operations);
        assert!(page.contains("<code>POST /api/v1/session</code>"));
        assert!(!page.contains("<script") && !page.contains("<style"));
    }
}
