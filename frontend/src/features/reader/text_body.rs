//! A plain text as a person reads it: lines, links, and quotes that are folded away where they are long.
//!
//! It is built of elements and text nodes from a model: nothing that a sender writes can become markup.

use gatepost_shared::text::{Block, Inline, blocks};
use leptos::html;
use leptos::prelude::*;

use crate::dom::highlight;
use crate::i18n::{t, words};

/// Quotes of more lines are folded away.
const SHORT_QUOTE: usize = 5;

/// The text.
#[component]
pub fn TextBody(
    /// Decoded, line ends as `\n`.
    text: String,
    /// What is marked in it.
    hits: Signal<Vec<String>>,
) -> impl IntoView {
    let blocks = blocks(&text);
    // What is nothing but a quote is read, not folded away.
    let has_own = blocks.iter().any(|block| block.depth == 0 && !is_blank(block));
    let parts = parts(blocks).into_iter().map(|part| match part {
        Part::Own(block) => view! { <div>{lines(block)}</div> }.into_any(),
        Part::Quote(quote) if has_own && length(&quote) > SHORT_QUOTE => view! {
            <details class="text-folded">
                <summary title=t(words::reader::SHOW_QUOTE) aria-label=t(words::reader::SHOW_QUOTE)>"…"</summary>
                {quoted(quote)}
            </details>
        }
        .into_any(),
        Part::Quote(quote) => quoted(quote).into_any(),
    });
    let element: NodeRef<html::Div> = NodeRef::new();
    element.on_load(move |element| highlight::follow(&element, hits));
    view! { <div class="text-body" node_ref=element>{parts.collect_view()}</div> }
}

/// A run of the author's lines, or of quoted ones.
enum Part {
    Own(Block),
    Quote(Vec<Block>),
}

/// Joins neighbouring quotes of whatever depth.
fn parts(blocks: Vec<Block>) -> Vec<Part> {
    let mut parts = Vec::new();
    for block in blocks {
        match parts.last_mut() {
            Some(Part::Quote(quote)) if block.depth > 0 => quote.push(block),
            _ if block.depth > 0 => parts.push(Part::Quote(vec![block])),
            _ => parts.push(Part::Own(block)),
        }
    }
    parts
}

fn length(quote: &[Block]) -> usize {
    quote.iter().map(|block| block.lines.len()).sum()
}

fn is_blank(block: &Block) -> bool {
    block.lines.iter().flatten().all(|piece| matches!(piece, Inline::Text(text) if text.trim().is_empty()))
}

fn quoted(quote: Vec<Block>) -> impl IntoView {
    quote
        .into_iter()
        .map(|block| {
            let depth = block.depth.to_string();
            view! { <blockquote class="text-quote" style:--depth=depth>{lines(block)}</blockquote> }
        })
        .collect_view()
}

/// Each line in an element of its own: characters that turn the direction of writing end with it.
fn lines(block: Block) -> impl IntoView {
    let line = |pieces: Vec<Inline>| {
        view! { <p class="text-line" dir="auto">{pieces.into_iter().map(piece).collect_view()}</p> }
    };
    block.lines.into_iter().map(line).collect_view()
}

fn piece(piece: Inline) -> AnyView {
    match piece {
        Inline::Text(text) => text.into_any(),
        Inline::Link { href, text, host } => {
            // Where it really leads, when it looks like another place.
            let text = host.map_or_else(|| text.clone(), |host| format!("{text} [{host}]"));
            view! { <a href=href target="_blank" rel="noopener noreferrer">{text}</a> }.into_any()
        }
    }
}
