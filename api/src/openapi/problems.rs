//! The vocabulary of problems, in words: for the description's head, for its schema, and for docs/API.md.

use std::fmt::Write as _;

use gatepost_shared::problem::ProblemType;
use serde_json::Value;

/// The vocabulary as a table in Markdown.
pub fn table() -> String {
    let mut table = "| problem | status | retry | when |\n|---|---|---|---|\n".to_owned();
    for kind in ProblemType::ALL {
        let retry = if kind.is_retryable() { "yes" } else { "" };
        let _ = writeln!(table, "| `{}` | {} | {retry} | {} |", kind.name(), kind.status(), kind.meaning());
    }
    table
}

/// Puts the vocabulary into the description.
pub(super) fn describe(document: &mut Value) {
    let head = document["info"]["description"].as_str().unwrap_or_default();
    let words = format!(
        "{head}\n\n**Problems.** Every error is a problem (RFC 9457) of one vocabulary. `type` is `urn:gatepost:error:` and the name; \
         `detail` is a sentence for the person. *retry* says that the same request may succeed later, `Retry-After` when.\n\n{}",
        table()
    );
    document["info"]["description"] = words.into();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_that_a_route_names_is_of_the_vocabulary_and_has_its_status() {
        let document = crate::router::openapi();
        let mut named = 0;
        for (path, methods) in document["paths"].as_object().unwrap() {
            for operation in methods.as_object().unwrap().values() {
                let answers = operation["responses"].as_object().unwrap();
                for (status, answer) in answers.iter().filter(|(status, _)| *status != "default") {
                    let is_problem = answer["content"].get("application/problem+json").is_some();
                    for kind in kinds(answer["description"].as_str().unwrap()) {
                        // Where the client set the condition, HTTP has a status of its own (RFC 9110, section 15.5.13).
                        let is_condition = kind == ProblemType::StateMismatch && status == "412";
                        assert!(
                            is_condition || kind.status().to_string() == *status,
                            "{path}: {}: {status}",
                            kind.name()
                        );
                        assert!(is_problem, "{path}: {status}");
                        named += 1;
                    }
                }
            }
        }
        assert!(named > 50);
    }

    /// The words of a text that name problems.
    fn kinds(text: &str) -> impl Iterator<Item = ProblemType> {
        super::super::examples::named(text)
    }
}
