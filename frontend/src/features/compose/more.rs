//! What is needed now and then: templates, sending later, a read receipt.

use leptos::prelude::*;

use crate::features::compose::desk::use_desk;
use crate::i18n::{t, words};
use crate::ui::icon::IconName;
use crate::ui::memo::memo;
use crate::ui::menu::{MenuButton, MenuItem, MenuSeparator};

/// The menu.
#[component]
pub fn More(
    /// Set to true, it asks when the message is to be sent.
    schedules: RwSignal<bool>,
    /// Set to true, it asks for the name of a new template.
    names_template: RwSignal<bool>,
) -> impl IntoView {
    let desk = use_desk();
    let wants_receipt: RwSignal<bool> = desk.composition().wants_receipt.clone().into();
    let cannot = memo(move || desk.compose().longest_delay() == 0);
    let later = Signal::derive(move || {
        t(if cannot.get() { words::compose::SCHEDULE_UNAVAILABLE } else { words::compose::SCHEDULE }).to_owned()
    });
    let templates = move || {
        let all = desk.compose().templates();
        if all.is_empty() {
            return view! {
                <MenuItem icon=IconName::Template label=t(words::compose::TEMPLATE_NONE) disabled=true on_select=|| {} />
            }
            .into_any();
        }
        all.into_iter()
            .map(|(_, template)| {
                let label = template.name.clone();
                let insert = move || desk.act(|compose, composition| compose.insert_template(composition, &template));
                view! { <MenuItem icon=IconName::Template label on_select=insert /> }
            })
            .collect_view()
            .into_any()
    };
    let toggle_receipt = move || {
        wants_receipt.update(|wants| *wants = !*wants);
        desk.changed();
    };
    view! {
        <MenuButton icon=IconName::More label=t(words::compose::MORE)>
            <MenuItem icon=IconName::Clock label=later disabled=cannot on_select=move || schedules.set(true) />
            <MenuItem label=t(words::compose::WANTS_RECEIPT) checked=Signal::from(wants_receipt) on_select=toggle_receipt />
            <MenuSeparator />
            {templates}
            <MenuItem label=t(words::compose::TEMPLATE_KEEP) on_select=move || names_template.set(true) />
        </MenuButton>
    }
    .into_any()
}
