//! An answer to the author alone: that others got the original, and the way to answer them, too.

use gatepost_shared::address::EmailAddress;
use leptos::prelude::*;

use crate::features::compose::desk::use_desk;
use crate::i18n::{t, tn, words};
use crate::ui::memo::memo;
use crate::ui::when::When;

/// One quiet line; nothing where nobody is left out.
#[component]
pub fn LeftOut() -> impl IntoView {
    let desk = use_desk();
    let people: RwSignal<Vec<EmailAddress>> = desk.composition().left_out.clone().into();
    let names = move || people.with(|people| people.iter().map(EmailAddress::display).collect::<Vec<_>>().join(", "));
    let sentence =
        move || tn(words::compose::LEFT_OUT, people.with(|people| u32::try_from(people.len()).unwrap_or(u32::MAX)));
    let include = move |_| {
        desk.act(|compose, composition| {
            composition.cc.add(people.get_untracked());
            people.set(Vec::new());
            compose.changed(composition);
        });
    };
    view! {
        <When is=memo(move || !people.with(Vec::is_empty))>
            <p class="compose-left-out" title=names>
                {sentence}
                <button type="button" class="compose-add-row" on:click=include>{t(words::compose::INCLUDE_THEM)}</button>
            </p>
        </When>
    }
}
