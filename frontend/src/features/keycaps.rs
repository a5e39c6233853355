//! A key or a sequence of keys, as a person reads it.

use leptos::prelude::*;

use crate::commands::keys;
use crate::i18n::{t, words};

/// The keys.
pub fn keycaps(key: &str) -> AnyView {
    let presses = keys::readable(key);
    let last = presses.len().saturating_sub(1);
    let press = move |(index, caps): (usize, Vec<String>)| {
        let caps = caps.into_iter().map(|cap| view! { <kbd>{cap}</kbd> }).collect_view();
        view! {
            {caps}
            {(index < last).then(|| view! { <span class="keys-then">{t(words::help::THEN)}</span> })}
        }
    };
    view! { <span class="keys">{presses.into_iter().enumerate().map(press).collect_view()}</span> }.into_any()
}
