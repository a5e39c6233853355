//! What a search has found in a text, marked.

use gatepost_shared::query::SnippetPart;
use leptos::prelude::*;

/// The pieces of a text, those that match marked.
pub fn marked(parts: Vec<SnippetPart>) -> AnyView {
    let piece = |part: SnippetPart| {
        if part.is_match { view! { <mark>{part.text}</mark> }.into_any() } else { part.text.into_any() }
    };
    parts.into_iter().map(piece).collect_view().into_any()
}
