//! An example for each request and each answer, made from the schemas: a schema's own example where it has one, else what a
//! property of that name would hold, else the smallest value that its type allows.
//!
//! Made, not written: so a new property is in every example at once, and no example says what the schema does not.

use gatepost_shared::problem::{Problem, ProblemType};
use serde_json::{Map, Value, json};

/// Schemas may hold themselves (parts within parts): below this depth only what is required is shown.
const DEEP: usize = 6;

/// What properties of these names hold, in the examples.
fn usual(name: &str) -> Option<Value> {
    Some(match name {
        "username" | "login" => json!("alice"),
        "password" => json!("correct horse battery staple"),
        "displayName" => json!("Alice Example"),
        "email" => json!("alice@example.org"),
        "subject" => json!("Lunch on Friday?"),
        "preview" => json!("Shall we try the new place by the river?"),
        "textBody" | "text" => json!("Shall we try the new place by the river?\n\nAlice\n"),
        "fileName" => json!("menu.pdf"),
        "messageId" => json!("lunch-1@example.org"),
        "state" | "since" | "oldState" | "newState" => json!("1.4711.2048.1999"),
        "total" | "totalEmails" => json!(1999),
        "unreadEmails" => json!(3),
        "size" => json!(48_213),
        "partId" => json!("1"),
        "type" => json!("text/plain"),
        "charset" => json!("utf-8"),
        _ => return None,
    })
}

/// Adds an example to each body that has a JSON schema and none yet.
pub(super) fn add(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let maker = Maker { schemas: &schemas };
    for operation in super::common::operations(document) {
        if let Some(body) = operation.pointer_mut("/requestBody/content") {
            maker.fill(body, "");
        }
        let answers = operation["responses"].as_object_mut().into_iter().flat_map(Map::iter_mut);
        for (_, answer) in answers {
            let words = answer["description"].as_str().unwrap_or_default().to_owned();
            if let Some(content) = answer.get_mut("content") {
                maker.fill(content, &words);
            }
        }
    }
}

/// The problems that a description names, in its order: `tooLarge: …`, `forbiddenFrom or forbidden: …`.
pub(super) fn named(words: &str) -> impl Iterator<Item = ProblemType> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric();
    let words: Vec<_> = words.split(|letter| !is_part(letter)).map(ToOwned::to_owned).collect();
    words.into_iter().filter_map(|word| {
        // A name of one common word (`forbidden`, `internal`) is meant when it opens the description, which ours do.
        ProblemType::ALL.iter().copied().find(|kind| kind.name() == word)
    })
}

struct Maker<'a> {
    schemas: &'a Value,
}

impl Maker<'_> {
    fn fill(&self, content: &mut Value, words: &str) {
        for (media_type, body) in content.as_object_mut().into_iter().flatten() {
            if body.get("example").is_some() || body.get("examples").is_some() {
                continue;
            }
            let example = match media_type.as_str() {
                "application/json" => self.value("", &body["schema"], 0),
                "application/problem+json" => problem(words),
                _ => continue,
            };
            body["example"] = example;
        }
    }

    fn value(&self, name: &str, schema: &Value, depth: usize) -> Value {
        if let Some(target) = schema["$ref"].as_str() {
            let target = target.rsplit('/').next().unwrap_or_default();
            return self.value(name, &self.schemas[target], depth);
        }
        if let Some(example) = own_example(schema) {
            return example;
        }
        if let Some(constant) = schema.get("const") {
            return constant.clone();
        }
        if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
            return first.clone();
        }
        for either in ["oneOf", "anyOf"] {
            if let Some(kinds) = schema[either].as_array() {
                let kind = kinds.iter().find(|kind| kind["type"] != "null");
                return kind.map_or(Value::Null, |kind| self.value(name, kind, depth));
            }
        }
        if let Some(parts) = schema["allOf"].as_array() {
            return self.merged(name, parts, schema, depth);
        }
        match type_of(schema) {
            "object" => self.object(schema, depth),
            "array" => self.array(name, schema, depth),
            "integer" | "number" => number(name, schema),
            "boolean" => json!(true),
            "string" => usual(name).filter(Value::is_string).unwrap_or_else(|| string(schema)),
            _ => Value::Null,
        }
    }

    fn merged(&self, name: &str, parts: &[Value], schema: &Value, depth: usize) -> Value {
        let mut whole = self.object(schema, depth);
        for part in parts {
            match (self.value(name, part, depth), &mut whole) {
                (Value::Object(more), Value::Object(all)) => all.extend(more),
                (other, _) => return other,
            }
        }
        whole
    }

    fn object(&self, schema: &Value, depth: usize) -> Value {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let properties = schema["properties"].as_object().into_iter().flatten();
        let shown = properties.filter(|(name, _)| depth < DEEP || required.contains(&name.as_str()));
        let mut object: Map<String, Value> =
            shown.map(|(name, schema)| (name.clone(), self.value(name, schema, depth + 1))).collect();
        if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object() && depth < DEEP) {
            let key = match schema.get("propertyNames") {
                Some(names) => self.value("", names, depth + 1).as_str().unwrap_or("key").to_owned(),
                None => "key".to_owned(),
            };
            object.insert(key, self.value("", values, depth + 1));
        }
        Value::Object(object)
    }

    fn array(&self, name: &str, schema: &Value, depth: usize) -> Value {
        let is_wanted = depth < DEEP || schema["minItems"].as_u64().unwrap_or_default() > 0;
        if is_wanted { json!([self.value(name, &schema["items"], depth + 1)]) } else { json!([]) }
    }
}

fn own_example(schema: &Value) -> Option<Value> {
    let one = schema.get("example").or_else(|| schema["examples"].as_array()?.first());
    one.cloned()
}

fn type_of(schema: &Value) -> &str {
    match &schema["type"] {
        Value::String(name) => name,
        // `["string", "null"]`: what may be absent is shown present.
        Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| *name != "null").unwrap_or("null"),
        _ if schema.get("properties").is_some() => "object",
        _ => "",
    }
}

fn number(name: &str, schema: &Value) -> Value {
    let least = schema["minimum"].as_u64().unwrap_or_default();
    let most = schema["maximum"].as_u64().unwrap_or(u64::MAX);
    let usual = usual(name).and_then(|value| value.as_u64()).unwrap_or(least.max(1));
    json!(usual.clamp(least, most))
}

fn string(schema: &Value) -> Value {
    match schema["format"].as_str() {
        Some("date-time") => json!("2026-11-23T09:30:00Z"),
        Some("date") => json!("2026-11-23"),
        Some("uuid") => json!("0d9a3c1e-5b7f-4e52-9c1d-3f6a8b2e7d40"),
        _ => json!("…"),
    }
}

fn problem(words: &str) -> Value {
    let kind = named(words).next().unwrap_or(ProblemType::BackendUnavailable);
    // Never an error: a problem is a plain struct.
    serde_json::to_value(Problem::new(kind, kind.meaning())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_json_body_has_an_example() {
        let document = crate::router::openapi();
        let mut seen = 0;
        let mut look = |content: &Value, place: &str| {
            for (media_type, body) in content.as_object().into_iter().flatten() {
                if ["application/json", "application/problem+json"].contains(&media_type.as_str()) {
                    assert!(body.get("example").is_some_and(|example| !example.is_null()), "{place}: {media_type}");
                    seen += 1;
                }
            }
        };
        for (path, methods) in document["paths"].as_object().unwrap() {
            for operation in methods.as_object().unwrap().values() {
                look(&operation["requestBody"]["content"], path);
                for answer in operation["responses"].as_object().unwrap().values() {
                    look(&answer["content"], path);
                }
            }
        }
        assert!(seen > 50);
    }

    #[test]
    fn schemas_that_hold_themselves_come_to_an_end() {
        let schemas = json!({"Part": {"type": "object", "properties": {"parts": {"type": "array", "items": {"$ref": "#/Part"}}}}});
        let maker = Maker { schemas: &schemas };
        assert!(maker.value("", &json!({"$ref": "#/Part"}), 0).to_string().len() < 200);
    }

    #[test]
    fn the_example_of_a_problem_is_the_one_that_its_description_names() {
        assert_eq!(problem("tooLarge: the file")["status"], 413);
        assert_eq!(problem("A problem")["status"], 503);
    }
}
