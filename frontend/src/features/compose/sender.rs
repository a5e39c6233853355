//! Who writes: shown only to those who can choose.

use std::sync::Arc;

use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::recipients;
use gatepost_shared::identity::Identity;
use leptos::ev;
use leptos::prelude::*;

use crate::i18n::{t, words};
use crate::state::compose::{Composition, use_compose};
use crate::state::session::SessionState;
use crate::ui::unique_id::unique_id;

/// A choice among the person's addresses.
#[component]
pub fn Sender(
    /// The message.
    composition: Arc<Composition>,
) -> impl IntoView {
    let compose = use_compose();
    let session = expect_context::<SessionState>();
    let from: RwSignal<EmailAddress> = composition.from.clone().into();
    let identities: Vec<Identity> = session
        .account()
        .with_untracked(|account| account.as_ref().map(|account| account.identities.clone()).unwrap_or_default());
    let known = identities.clone();
    let choose = move |event: ev::Event| {
        let email = event_target_value(&event);
        if let Some(identity) = known.iter().find(|identity| identity.email == email) {
            from.set(identity.address());
            compose.changed();
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
