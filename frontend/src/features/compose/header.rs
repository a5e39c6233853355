//! A composer's upper edge: what is being written, and the ways to minimise, enlarge, move and close it. On a phone it
//! switches between messages.

use leptos::ev;
use leptos::prelude::*;

use crate::features::compose::desk::use_desk;
use crate::i18n::{t, words};
use crate::state::compose::{Compose, Stand, use_compose};
use crate::ui::button::IconButton;
use crate::ui::icon::IconName;
use crate::ui::memo::memo;
use crate::ui::when::When;

/// The title is the subject, as soon as there is one. Pressing it opens a minimised composer.
#[component]
pub fn Header(
    /// The id of the heading, which names the composer.
    title_id: String,
) -> impl IntoView {
    let desk = use_desk();
    let compose = desk.compose();
    let composition = desk.composition();
    let stand: RwSignal<Stand> = composition.stand.clone().into();
    let title = title_of(composition.subject.clone().into());
    let is_minimised = memo(move || stand.get() == Stand::Minimised);
    let is_full = memo(move || stand.get() == Stand::Full);
    let can_leave = memo({
        let composition = composition.clone();
        move || compose.can_leave(&composition)
    });
    let size_icon = move || if is_full.get() { IconName::Collapse } else { IconName::Expand };
    let size_label =
        move || t(if is_full.get() { words::compose::COLLAPSE } else { words::compose::EXPAND }).to_owned();
    let fold_icon = move || if is_minimised.get() { IconName::ChevronUp } else { IconName::Minimise };
    let fold_label =
        move || t(if is_minimised.get() { words::compose::RESTORE } else { words::compose::MINIMISE }).to_owned();
    let fold = move || {
        desk.act(
            |compose, composition| {
                if is_minimised.get_untracked() { compose.bring(composition) } else { composition.minimise() }
            },
        );
    };
    let bring = move |_| {
        if is_minimised.get_untracked() {
            fold();
        }
    };
    view! {
        <div class="compose-header" on:click=bring>
            <h2 class="compose-title truncate" id=title_id dir="auto">{title}</h2>
            <Switcher number=composition.number />
            <div class="compose-windows" on:click=|event: ev::MouseEvent| event.stop_propagation()>
                <IconButton icon=Signal::derive(fold_icon) label=Signal::derive(fold_label) on_press=fold />
                <div class="compose-resize">
                    <IconButton
                        icon=Signal::derive(size_icon)
                        label=Signal::derive(size_label)
                        on_press=move || desk.act(|compose, composition| compose.toggle_full(composition))
                    />
                    <IconButton
                        icon=IconName::PopOut
                        label=t(words::compose::OWN_WINDOW)
                        disabled=Signal::derive(move || !can_leave.get())
                        on_press=move || desk.act(Compose::move_to_own_window)
                    />
                </div>
                <IconButton
                    icon=IconName::Close
                    label=t(words::compose::CLOSE)
                    on_press=move || desk.act(Compose::close)
                />
            </div>
        </div>
    }
}

fn title_of(subject: RwSignal<String>) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    move || match subject.get().trim() {
        "" => t(words::compose::NEW_MESSAGE).to_owned(),
        subject => subject.to_owned(),
    }
}

/// The messages by their subjects, where only one is in view. Shown by the style sheet on narrow windows.
#[component]
fn Switcher(
    /// The message in view.
    number: u32,
) -> impl IntoView {
    let compose = use_compose();
    let open = compose.open();
    let choose = move |event: ev::Event| {
        let chosen = event_target_value(&event);
        let found = open.with_untracked(|open| open.iter().find(|one| one.number.to_string() == chosen).cloned());
        if let Some(composition) = found {
            compose.bring(&composition);
        }
    };
    let options = move || {
        open.get()
            .into_iter()
            .map(|one| {
                let title = title_of(one.subject.clone().into());
                view! { <option value=one.number.to_string() selected=one.number == number>{title}</option> }
            })
            .collect_view()
    };
    view! {
        <When is=memo(move || open.with(|open| open.len() > 1))>
            <select
                class="compose-switcher"
                aria-label=t(words::compose::SWITCH)
                prop:value=move || {
                    compose.front().track();
                    number.to_string()
                }
                on:change=choose
            >
                {options}
            </select>
        </When>
    }
}
