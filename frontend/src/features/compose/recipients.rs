//! The rows To, Cc and Bcc: recipients as chips, and a line to type or paste more.

use std::sync::Arc;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::dom::{clipboard, focus};
use crate::features::compose::chip::Chip;
use crate::i18n::{self, t, t_with, words};
use crate::state::compose::recipients::{Recipient, Recipients};
use crate::state::compose::{Composition, use_compose};
use crate::ui::memo::memo;
use crate::ui::unique_id::unique_id;

/// The three rows. Cc and Bcc appear when they are asked for, or hold somebody.
#[component]
pub fn RecipientRows(
    /// The message.
    composition: Arc<Composition>,
) -> impl IntoView {
    let has_cc = RwSignal::new(!composition.cc.is_empty());
    let has_bcc = RwSignal::new(!composition.bcc.is_empty());
    let (cc, bcc) = (composition.cc.clone(), composition.bcc.clone());
    let adder = |label: i18n::Message, class: &'static str, shown: RwSignal<bool>| {
        let show = move |_| {
            shown.set(true);
            focus::soon(format!(".{class} .recipients-input"));
        };
        view! {
            <Show when=move || !shown.get()>
                <button type="button" class="compose-add-row" on:click=show>{t(label)}</button>
            </Show>
        }
    };
    view! {
        <RecipientRow label=words::compose::TO class="compose-to" row=composition.to.clone()>
            {adder(words::compose::CC, "compose-cc", has_cc)}
            {adder(words::compose::BCC, "compose-bcc", has_bcc)}
        </RecipientRow>
        <Show when=move || has_cc.get()>
            <RecipientRow label=words::compose::CC class="compose-cc" row=cc.clone() />
        </Show>
        <Show when=move || has_bcc.get()>
            <RecipientRow label=words::compose::BCC class="compose-bcc" row=bcc.clone() />
        </Show>
    }
}

/// One row.
#[component]
fn RecipientRow(
    /// "To".
    label: i18n::Message,
    /// Names the row in the page.
    class: &'static str,
    /// Who is in it.
    row: Recipients,
    /// What stands at its end.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let compose = use_compose();
    let input: NodeRef<html::Input> = NodeRef::new();
    let list: RwSignal<Vec<Recipient>> = row.list.clone().into();
    let typed: RwSignal<String> = row.typed.clone().into();
    let row = StoredValue::new(row);
    let id = unique_id("recipients");
    let problem_id = format!("{id}-problem");
    let described_by = problem_id.clone();

    let problem = memo(move || {
        list.track();
        row.with_value(Recipients::first_problem).map(|(address, problem)| {
            t_with(words::compose::NAMED_PROBLEM, &[("address", &address), ("problem", &problem)])
        })
    });
    let focus_input = move || {
        if let Some(element) = input.get_untracked() {
            // It is on the page: it was just used.
            drop(element.focus());
        }
    };
    let take = move || {
        // The line loses focus, too, when the composer is taken off the page: then nothing of it is left to change.
        if row.try_with_value(Recipients::take_typed) == Some(true) {
            compose.changed();
        }
    };
    let on_input = move |event: ev::Event| {
        let text = event_target_value(&event);
        let is_finished = ends_recipient(&text);
        typed.set(text);
        if is_finished {
            take();
        }
        compose.changed();
    };
    let on_paste = move |event: ev::ClipboardEvent| {
        let text = clipboard::pasted_text(&event);
        if text.contains('@') && text.trim().contains([',', ';', '\n']) {
            event.prevent_default();
            row.with_value(|row| row.take(&text));
            compose.changed();
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let has_modifier = event.ctrl_key() || event.meta_key();
        let is_at_start =
            input.get_untracked().is_some_and(|element| element.selection_end().ok().flatten() == Some(0));
        match event.key().as_str() {
            "Enter" if !has_modifier && !event.is_composing() => take(),
            "Backspace" if typed.with_untracked(String::is_empty) => {
                let Some(last) = list.with_untracked(|list| list.last().map(|one| one.id)) else { return };
                row.with_value(|row| row.edit(last));
                compose.changed();
            }
            "ArrowLeft" if is_at_start => {
                let Some(last) = list.with_untracked(|list| list.last().map(|one| one.id)) else { return };
                focus::now(&format!("[data-chip='{last}']"));
            }
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div class=format!("compose-row {class}")>
            <label class="compose-label" for=id.clone()>{t(label)}</label>
            <div class="recipients">
                <ul class="recipients-list" aria-label=t(label)>
                    <For
                        each=move || list.get()
                        key=|recipient| (recipient.id, recipient.problem.is_some())
                        let:recipient
                    >
                        <Chip recipient row on_left=focus_input />
                    </For>
                </ul>
                <input
                    class="recipients-input"
                    id=id
                    node_ref=input
                    type="text"
                    inputmode="email"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=move || problem.with(Option::is_some).then_some("true")
                    aria-describedby=move || problem.with(Option::is_some).then(|| described_by.clone())
                    prop:value=move || typed.get()
                    on:input=on_input
                    on:keydown=on_key
                    on:paste=on_paste
                    on:blur=move |_| take()
                />
            </div>
            {children.map(|children| children())}
        </div>
        <Show when=move || problem.with(Option::is_some)>
            <p class="compose-problem" id=problem_id.clone()>{move || problem.get()}</p>
        </Show>
    }
}

/// Whether a separator was typed behind an address, outside of quotes.
fn ends_recipient(text: &str) -> bool {
    let Some(before) = text.strip_suffix([',', ';']) else { return false };
    before.contains('@') && before.matches('"').count() % 2 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_ends_an_address_but_not_a_quoted_name() {
        assert!(ends_recipient("bob@example.org,"));
        assert!(ends_recipient("\"Smith, Bob\" <bob@example.org>;"));
        assert!(!ends_recipient("\"bob@example.org,"));
        assert!(!ends_recipient("Smith,"));
        assert!(!ends_recipient("bob@example.org"));
    }
}
