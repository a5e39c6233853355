//! Where the text is safe, in a few words.

use leptos::prelude::*;

use crate::features::compose::desk::use_desk;
use crate::i18n::{self, t, t_with, words};
use crate::state::compose::composition::SaveState;
use crate::ui::live_region::LiveRegion;

/// "Saved 12:04". Screen readers hear of the first save and of what goes wrong, not of every save.
#[component]
pub fn SaveStateText() -> impl IntoView {
    let saved: RwSignal<SaveState> = use_desk().composition().saved.clone().into();
    let is_failed = move || saved.with(|saved| matches!(saved, SaveState::Failed(_)));
    let said = Memo::new(move |before: Option<&String>| {
        let before = before.cloned().unwrap_or_default();
        saved.with(|saved| match saved {
            SaveState::Saved(_) => t(words::compose::KEPT_IN_DRAFTS).to_owned(),
            SaveState::Failed(_) => sentence(saved),
            _ => before,
        })
    });
    view! {
        <p class="compose-saved number" class:compose-saved-failed=is_failed>{move || saved.with(sentence)}</p>
        <LiveRegion text=said />
    }
}

fn sentence(saved: &SaveState) -> String {
    match saved {
        SaveState::Untouched | SaveState::Waiting => String::new(),
        SaveState::Saving => t(words::compose::SAVING).to_owned(),
        SaveState::Saved(at) => t_with(words::compose::SAVED, &[("time", &i18n::time(*at))]),
        SaveState::Failed(reason) => t_with(words::compose::NOT_SAVED, &[("reason", reason)]),
    }
}
