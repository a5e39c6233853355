//! Who writes: shown only to those who can choose.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::recipients;
use gatepost_shared::identity::Identity;
use leptos::ev;
use leptos::prelude::*;

use crate::features::compose::desk::use_desk;
use crate::i18n::{t, words};
use crate::ui::unique_id::unique_id;

/// A choice among the person's addresses.
#[component]
pub fn Sender() -> impl IntoView {
    let desk = use_desk();
    let from: RwSignal<EmailAddress> = desk.composition().from.clone().into();
    let identities: Vec<Identity> = desk.compose().choices();
    let known = identities.clone();
    let choose = move |event: ev::Event| {
        let email = event_target_value(&event);
        if let Some(identity) = known.iter().find(|identity| identity.email == email) {
            desk.act(|compose, composition| compose.write_as(composition, identity));
        }
    };
    let id = unique_id("compose-from");
    (identities.len() > 1).then(|| {
        view! {
            <div class="compose-row">
                <label class="compose-label" for=id.clone()>{t(words::compose::FROM)}</label>
                <select class="compose-select" id=id prop:value=move || from.get().email on:change=choose>
                    {identities
                        .into_iter()
                        .map(|identity| {
                            let chosen = from.with_untracked(|from| from.email == identity.email);
                            let text = recipients::format(&identity.address());
                            view! { <option value=identity.email selected=chosen>{text}</option> }
                        })
                        .collect_view()}
                </select>
            </div>
        }
    })
}
