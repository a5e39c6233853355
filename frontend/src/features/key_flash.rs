//! The key of a command that was just given by the mouse: seen for a moment, learned in passing.

use std::time::Duration;

use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::dom::observe;
use crate::dom::timer::sleep;
use crate::features::keycaps::keycaps;
use crate::state::latest::Latest;
use crate::state::mail::use_mail;

const LONG_ENOUGH: Duration = Duration::from_millis(1600);

/// The name and the key; nothing where there is no mouse.
#[component]
pub fn KeyFlash() -> impl IntoView {
    let flash = use_mail().flash;
    let has_mouse = observe::media("(hover: hover) and (pointer: fine)");
    let showing = Latest::new();
    effect(move || {
        if flash.with(Option::is_some) {
            showing.run(async move {
                sleep(LONG_ENOUGH).await;
                flash.set(None);
            });
        }
    });
    move || {
        flash.get().filter(|_| has_mouse.get()).map(|(name, key)| {
            view! {
                // Whoever cannot see it has the key from the button itself (aria-keyshortcuts).
                <div class="key-flash" aria-hidden="true"><span>{name}</span>{keycaps(&key)}</div>
            }
        })
    }
}
