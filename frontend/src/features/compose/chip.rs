//! One recipient in a row: to be read, corrected, moved to another row, or removed.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dom::{carry, clipboard, focus};
use crate::features::compose::desk::use_desk;
use crate::i18n::{t, t_with, words};
use crate::state::compose::recipients::{Recipient, Recipients, Row};
use crate::ui::icon::{Icon, IconName};
use crate::ui::menu::{Menu, MenuItem, MenuSeparator};

/// What is dragged is a recipient of this page.
pub const DRAGGED: &str = "application/x-gatepost-recipient";

/// A chip. The arrow keys move between chips and the line behind them; Tab passes them by.
#[component]
pub fn Chip(
    /// Who it is.
    recipient: Recipient,
    /// The row that it is in.
    row: StoredValue<Recipients>,
    /// Which of the rows that is.
    place: Row,
    /// The person has left the chips for the line behind them.
    #[prop(into)]
    on_left: Callback<()>,
) -> impl IntoView {
    let desk = use_desk();
    let id = recipient.id;
    let name = recipient.address.display().to_owned();
    let address = StoredValue::new(recipient.address.email.clone());
    let label = match &recipient.problem {
        Some(problem) => t_with(words::compose::RECIPIENT_PROBLEM, &[("name", &name), ("problem", problem)]),
        None => t_with(words::compose::RECIPIENT, &[("name", &name)]),
    };
    let remove_label = t_with(words::compose::REMOVE_RECIPIENT, &[("name", &name)]);
    let has_problem = recipient.problem.is_some();
    let menu = RwSignal::new(None::<(f64, f64)>);

    let neighbour = move |step: isize| {
        row.with_value(|row| {
            row.list.with_untracked(|list| {
                let place = list.iter().position(|one| one.id == id)?.checked_add_signed(step)?;
                list.get(place).map(|one| one.id)
            })
        })
    };
    let go = move |chip: Option<u32>| match chip {
        Some(chip) => drop(focus::now(&["[data-chip='", &chip.to_string(), "']"].concat())),
        None => on_left.run(()),
    };
    let remove = move || {
        let next = neighbour(1);
        row.with_value(|row| row.remove(id));
        desk.changed();
        go(next);
    };
    let edit = move || {
        row.with_value(|row| row.edit(id));
        desk.changed();
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
    let open_menu = move |event: ev::MouseEvent| {
        event.prevent_default();
        menu.set(Some((event.client_x().into(), event.client_y().into())));
    };
    let others = Row::ALL.into_iter().filter(move |other| *other != place);
    view! {
        <li
            class="chip"
            class:chip-problem=has_problem
            draggable="true"
            on:dragstart=move |event| carry::begin(&event, DRAGGED, &id.to_string(), &address.get_value())
            on:contextmenu=open_menu
        >
            <button
                type="button"
                class="chip-text"
                tabindex="-1"
                data-chip=id
                aria-label=label
                title=address.get_value()
                dir="auto"
                on:click=move |_| edit()
                on:keydown=on_key
            >
                {has_problem.then(|| view! { <Icon name=IconName::Warning /> })}
                <span class="truncate">{name.clone()}</span>
            </button>
            <button type="button" class="chip-remove" tabindex="-1" aria-label=remove_label on:click=move |_| remove()>
                <Icon name=IconName::Close />
            </button>
            <Menu at=menu label=name>
                <MenuItem label=t(words::compose::EDIT_RECIPIENT) on_select=edit />
                <MenuItem
                    label=t(words::compose::COPY_ADDRESS)
                    on_select=move || {
                        // It fails only where the page is not in front, which it was a moment ago.
                        spawn_local(async move {
                            let _ = clipboard::copy(&address.get_value()).await;
                        });
                    }
                />
                <MenuSeparator />
                {others
                    .clone()
                    .map(|other| {
                        let label = t_with(words::compose::MOVE_TO_ROW, &[("row", t(other.label()))]);
                        let go = move || desk.act(|compose, composition| compose.move_recipient(composition, id, other));
                        view! { <MenuItem label on_select=go /> }
                    })
                    .collect_view()}
                <MenuSeparator />
                <MenuItem label=t(words::compose::REMOVE_RECIPIENT_SHORT) on_select=remove />
            </Menu>
        </li>
    }
}
