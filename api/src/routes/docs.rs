//! `GET /api/docs`: the API for people to read, made from the same description as `/api/v1/openapi.json`.
//!
//! Plain HTML with one style sheet of our own, `/api/docs.css`, and no script: nothing comes from elsewhere.

use serde_json::Value;

/// The style sheet.
pub const STYLE: &str = include_str!("docs.css");

/// The page.
pub fn page(document: &Value) -> String {
    let tags: Vec<&Value> = document["tags"].as_array().into_iter().flatten().collect();
    let contents = tags.iter().map(|tag| format!("<li><a href=\"#{0}\">{0}</a>\n", text(&tag["name"])));
    let chapters = tags.iter().map(|tag| chapter(document, tag));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Gatepost: the API</title>\n\
         <link rel=\"stylesheet\" href=\"/api/docs.css\">\n\
         <nav aria-label=\"Contents\"><h2>Contents</h2>\n<ul>\n<li><a href=\"#top\">The API</a>\n{}<li><a href=\"#shapes\">Shapes</a>\n</ul></nav>\n\
         <main>\n<h1 id=\"top\">The API</h1>\n\
         <p>For programs: <a href=\"/api/v1/openapi.json\">openapi.json</a> (OpenAPI 3.1).</p>\n{}{}{}</main>\n",
        contents.collect::<String>(),
        prose(document["info"]["description"].as_str().unwrap_or_default()),
        chapters.collect::<String>(),
        shapes(document),
    )
}

/// A tag and its operations.
fn chapter(document: &Value, tag: &Value) -> String {
    let operations = members(&document["paths"])
        .flat_map(|(path, methods)| members(methods).map(move |(method, operation)| (method, path, operation)))
        .filter(|(_, _, operation)| operation["tags"][0] == tag["name"]);
    let name = text(&tag["name"]);
    let sections = operations.map(|(method, path, operation)| section(method, path, operation));
    format!(
        "<section>\n<h2 id=\"{name}\">{name}</h2>\n<p>{}</p>\n{}</section>\n",
        marked(&tag["description"]),
        sections.collect::<String>()
    )
}

/// An operation: what it does, who may, what it takes, what it answers.
fn section(method: &str, path: &str, operation: &Value) -> String {
    let heading = format!(
        "<article id=\"{0}\">\n<h3><code>{1} {2}</code></h3>\n<p>{3}</p>\n{4}",
        text(&operation["operationId"]),
        escape(&method.to_uppercase()),
        escape(path),
        marked(&operation["summary"]),
        paragraph(&operation["description"]),
    );
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameter = |parameter: &Value| {
        let (name, place) = (text(&parameter["name"]), text(&parameter["in"]));
        let must = if parameter["required"] == true { ", required" } else { "" };
        entry(&format!("<code>{name}</code> ({place}{must})"), &parameter["description"], "")
    };
    let body = operation.pointer("/requestBody/content").map(example).unwrap_or_default();
    let answer = |(status, answer): (&str, &Value)| {
        let shown = if status.starts_with('2') { example(&answer["content"]) } else { String::new() };
        entry(&escape(status), &answer["description"], &shown)
    };
    [
        heading,
        access(operation),
        list("Parameters", parameters.map(parameter).collect()),
        if body.is_empty() { body } else { format!("<h4>Body</h4>\n{body}") },
        list("Answers", members(&operation["responses"]).map(answer).collect()),
        "</article>\n".to_owned(),
    ]
    .concat()
}

fn access(operation: &Value) -> String {
    let Some(ways) = operation["security"].as_array() else {
        return "<p class=\"access\">For everybody.</p>\n".to_owned();
    };
    let tokens: Vec<String> = ways
        .iter()
        .filter_map(|way| way.get("bearer")?.as_array())
        .map(|scopes| match scopes.first() {
            Some(scope) => format!("tokens with <code>{}</code>", text(scope)),
            None => "every token".to_owned(),
        })
        .collect();
    let tokens = if tokens.is_empty() { "no token".to_owned() } else { tokens.join(" or ") };
    format!("<p class=\"access\">For people, by session or password, and {tokens}.</p>\n")
}

fn example(content: &Value) -> String {
    let Some((media_type, body)) = members(content).next() else { return String::new() };
    let reference = body["schema"]["$ref"].as_str().and_then(|name| name.rsplit('/').next());
    let shape = reference.map(|name| format!(": <a href=\"#shape-{0}\">{0}</a>", escape(name))).unwrap_or_default();
    let shown = body.get("example").map(|example| {
        format!(
            "<details><summary>Example</summary><pre><code>{}</code></pre></details>\n",
            escape(&format!("{example:#}"))
        )
    });
    format!("<p><code>{}</code>{shape}</p>\n{}", escape(media_type), shown.unwrap_or_default())
}

/// The schemas: what each property means.
fn shapes(document: &Value) -> String {
    let shapes = members(&document["components"]["schemas"]).map(|(name, schema)| {
        let property = |(property, of): (&str, &Value)| {
            entry(&format!("<code>{}</code>", escape(property)), &of["description"], "")
        };
        let properties: String = members(&schema["properties"]).map(property).collect();
        let name = escape(name);
        let words = paragraph(&schema["description"]);
        format!(
            "<article id=\"shape-{name}\">\n<h3><code>{name}</code></h3>\n{words}{}</article>\n",
            list("", properties)
        )
    });
    format!("<section>\n<h2 id=\"shapes\">Shapes</h2>\n{}</section>\n", shapes.collect::<String>())
}

fn entry(term: &str, description: &Value, more: &str) -> String {
    format!("<dt>{term}\n<dd>{}\n{more}", marked(description))
}

fn list(title: &str, entries: String) -> String {
    if entries.is_empty() {
        return entries;
    }
    let title = if title.is_empty() { String::new() } else { format!("<h4>{title}</h4>\n") };
    format!("{title}<dl>\n{entries}</dl>\n")
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn paragraph(value: &Value) -> String {
    if value.is_string() { format!("<p>{}</p>\n", marked(value)) } else { String::new() }
}

fn text(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

/// Paragraphs and the table of our own Markdown: what the description's head is written in.
fn prose(markdown: &str) -> String {
    let block = |block: &str| if block.starts_with('|') { table(block) } else { format!("<p>{}</p>\n", inline(block)) };
    markdown.split("\n\n").map(block).collect()
}

fn table(block: &str) -> String {
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| inline(cell.trim())).collect::<Vec<_>>();
    let row = |(place, line): (usize, &str)| {
        let tag = if place == 0 { "th" } else { "td" };
        let cells = cells(line).into_iter().map(|cell| format!("<{tag}>{cell}</{tag}>"));
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    };
    let lines = block.lines().filter(|line| !line.starts_with("|---"));
    format!("<table>\n{}</table>\n", lines.enumerate().map(row).collect::<String>())
}

fn marked(value: &Value) -> String {
    inline(value.as_str().unwrap_or_default())
}

/// Code between backticks and words between double stars; every second piece is inside.
fn inline(text: &str) -> String {
    between(&between(&escape(text), "`", "code"), "**", "strong")
}

fn between(text: &str, sign: &str, tag: &str) -> String {
    let pieces = text.split(sign).enumerate();
    pieces
        .map(|(place, piece)| if place % 2 == 1 { format!("<{tag}>{piece}</{tag}>") } else { piece.to_owned() })
        .collect()
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
        for (path, methods) in members(&description["paths"]) {
            for (method, _) in members(methods) {
                let heading = format!("<h3><code>{} {path}</code></h3>", method.to_uppercase());
                assert_eq!(page.matches(&heading).count(), 1, "{heading}");
            }
        }
        assert!(!page.contains("<script") && !page.contains("<style") && !page.contains("**"));
    }

    #[test]
    fn what_is_written_as_code_is_shown_as_code_and_nothing_becomes_markup() {
        assert_eq!(inline("**A** `<b>` & c"), "<strong>A</strong> <code>&lt;b&gt;</code> &amp; c");
    }
}
