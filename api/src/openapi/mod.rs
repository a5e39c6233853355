//! The description of the API (OpenAPI 3.1) around what the routes say of themselves: what it is, the ways in, what
//! every guarded route may answer, the vocabulary of problems, an example for each request and answer.
//!
//! Not here: what one route takes and answers, which stands above its handler; and who may use it (the router's table).

mod common;
mod examples;
pub mod problems;
mod words;

use serde_json::Value;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, ServerBuilder};

use crate::session::access::scheme;

/// What routes are grouped by, in reading order.
const TAGS: &[(&str, &str)] = &[
    (
        "session",
        "Who is signed in. Browsers sign in here; programs need not: they send a password or a token with each request.",
    ),
    ("tokens", "What a person gives programs instead of the password: with scopes, with an end, revocable."),
    ("mailboxes", "The tree of mailboxes, with counts, roles, rights and states."),
    ("emails", "Lists, messages, and what is done to them. Ids are opaque, and change when a message moves."),
    ("threads", "Conversations across mailboxes."),
    ("blobs", "The bytes of attachments."),
    ("sending", "Drafts, identities and sending, exactly once."),
    ("settings", "What the person has chosen."),
    ("filters", "Rules for arriving mail, and the vacation answer: Sieve scripts on the mail server."),
    ("contacts", "The person's address book, and suggestions while an address is typed."),
    ("quota", "How full the mailbox is."),
    ("events", "One stream that tells of changes."),
    ("health", "For load balancers and monitoring: no person is needed."),
];

/// What the routes are put into.
pub fn frame() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Gatepost")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(words::DESCRIPTION))
        .license(Some(LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build()));
    let components = ComponentsBuilder::new()
        .security_scheme(scheme::SESSION, session())
        .security_scheme(scheme::BASIC, basic())
        .security_scheme(scheme::BEARER, bearer());
    let tags = TAGS.iter().map(|(name, words)| TagBuilder::new().name(*name).description(Some(*words)).build());
    OpenApiBuilder::new()
        .info(info.build())
        .servers(Some([ServerBuilder::new().url("/").description(Some("This node")).build()]))
        .components(Some(components.build()))
        .tags(Some(tags))
        .build()
}

/// The whole description, with what is the same for all routes.
pub fn finish(routes: &OpenApi) -> Value {
    // Never an error: it is made of plain structs. Were it one, the description would be empty, which a test would find.
    let mut document = serde_json::to_value(routes).unwrap_or_default();
    common::drop_unused_tags(&mut document);
    common::name_bytes(&mut document);
    common::add_answers(&mut document);
    problems::describe(&mut document);
    examples::add(&mut document);
    document
}

fn session() -> SecurityScheme {
    let words = "The cookie that `POST /session` sets; its name is `gatepost` where the node is reached by plain HTTP. For browsers: unsafe methods must come from the same origin.";
    SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description("__Host-gatepost", words)))
}

fn basic() -> SecurityScheme {
    let words = "The login name or address and the password, with each request. It may do all that the person may. Wrong ones are braked.";
    SecurityScheme::Http(Http::builder().scheme(HttpAuthScheme::Basic).description(Some(words)).build())
}

fn bearer() -> SecurityScheme {
    let words = "A token of `POST /tokens`. It may do what its scopes say: `mail.read` (read and search), `mail.modify` (mark, move, delete, write drafts), `mail.send` (send), `settings` (settings, contacts and the vacation answer; read the rules). The scopes that a route asks stand beside this scheme's name.";
    let format = "gatepost_…, sealed by the farm";
    let http = Http::builder().scheme(HttpAuthScheme::Bearer).bearer_format(format).description(Some(words));
    SecurityScheme::Http(http.build())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations(document: &Value) -> Vec<&Value> {
        let paths = document["paths"].as_object().expect("paths");
        paths.values().flat_map(|path| path.as_object().expect("methods").values()).collect()
    }

    #[test]
    fn every_operation_has_a_summary_one_described_tag_and_a_name_of_its_own() {
        let document = crate::router::openapi();
        let mut ids = std::collections::BTreeSet::new();
        for operation in operations(&document) {
            let id = operation["operationId"].as_str().expect("an operationId");
            assert!(ids.insert(id.to_owned()), "{id} is there twice");
            assert!(operation["summary"].as_str().is_some_and(|words| words.ends_with('.')), "{id} needs a summary");
            let tag = operation["tags"][0].as_str().expect("a tag");
            assert!(TAGS.iter().any(|(name, _)| *name == tag), "{id}: the tag {tag} is not described");
        }
        assert!(ids.len() > 20);
    }

    #[test]
    fn every_parameter_and_answer_is_described() {
        let document = crate::router::openapi();
        for operation in operations(&document) {
            let id = &operation["operationId"];
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(parameter["description"].is_string(), "{id}: {}", parameter["name"]);
            }
            for (status, answer) in operation["responses"].as_object().expect("answers") {
                assert!(answer["description"].as_str().is_some_and(|words| !words.is_empty()), "{id}: {status}");
            }
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = crate::router::openapi();
        let text = document.to_string();
        let named = text.split("\"#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next());
        for name in named {
            assert!(document["components"]["schemas"].get(name).is_some(), "nothing is called {name}");
        }
    }

    #[test]
    fn only_signing_in_and_out_and_what_machines_ask_is_open_to_everybody() {
        let document = crate::router::openapi();
        let is_open = |operation: &&&Value| operation["security"].as_array().is_none_or(Vec::is_empty);
        let mut open: Vec<_> =
            operations(&document).iter().filter(is_open).map(|operation| operation["operationId"].clone()).collect();
        open.sort_by_key(ToString::to_string);
        assert_eq!(open, ["getClient", "getHealth", "getMetrics", "getReadiness", "signIn", "signOut"]);
    }
}
