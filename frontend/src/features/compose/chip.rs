//! One recipient in a row: to be read, corrected or removed.

use leptos::ev;
use leptos::prelude::*;

use crate::dom::focus;
use crate::i18n::{t_with, words};
use crate::state::compose::recipients::{Recipient, Recipients};
use crate::state::compose::use_compose;
use crate::ui::icon::{Icon, IconName};

/// A chip. The arrow keys move between chips and the line behind them; Tab passes them by.
#[component]
pub fn Chip(
    /// Who it is.
    recipient: Recipient,
    /// The row that it is in.
    row: StoredValue<Recipients>,
    /// The person has left the chips for the line behind them.
    #[prop(into)]
    on_left: Callback<()>,
) -> impl IntoView {
    let compose = use_compose();
    let id = recipient.id;
    let name = recipient.address.display().to_owned();
    let address = recipient.address.email.clone();
    let label = match &recipient.problem {
        Some(problem) => t_with(words::compose::RECIPIENT_PROBLEM, &[("name", &name), ("problem", problem)]),
        None => t_with(words::compose::RECIPIENT, &[("name", &name)]),
    };
    let remove_label = t_with(words::compose::REMOVE_RECIPIENT, &[("name", &name)]);
    let has_problem = recipient.problem.is_some();

    let neighbour = move |step: isize| {
        row.with_value(|row| {
            row.list.with_untracked(|list| {
                let place = list.iter().position(|one| one.id == id)?.checked_add_signed(step)?;
                list.get(place).map(|one| one.id)
            })
        })
    };
    let go = move |chip: Option<u32>| match chip {
        Some(chip) => drop(focus::now(&format!("[data-chip='{chip}']"))),
        None => on_left.run(()),
    };
    let remove = move || {
        let next = neighbour(1);
        row.with_value(|row| row.remove(id));
        compose.changed();
        go(next);
    };
    let edit = move || {
        row.with_value(|row| row.edit(id));
        compose.changed();
        on_left.run(());
    };
    let on_key = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "Delete" | "Backspace" => remove(),
            "ArrowLeft" => go(neighbour(-1).or(Some(id))),
            "ArrowRight" => go(neighbour(1)),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <li class="chip" class:chip-problem=has_problem>
            <button
                type="button"
                class="chip-text"
                tabindex="-1"
                data-chip=id
                aria-label=label
                title=address
                dir="auto"
                on:click=move |_| edit()
                on:keydown=on_key
            >
                {has_problem.then(|| view! { <Icon name=IconName::Warning /> })}
                <span class="truncate">{name}</span>
            </button>
            <button type="button" class="chip-remove" tabindex="-1" aria-label=remove_label on:click=move |_| remove()>
                <Icon name=IconName::Close />
            </button>
        </li>
    }
}
