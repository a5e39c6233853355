//! The screen: the sections at its side, and one of them. On narrow windows they take turns.

use leptos::ev;
use leptos::prelude::*;

use super::saving::{Calls, SavedNote};
use super::{navigation::SectionList, sections};
use crate::dom::effect::effect;
use crate::dom::focus;
use crate::i18n::{t, words};
use crate::routes::{Route, Section};
use crate::state::mail::{Mail, use_mail};
use crate::ui::button::IconButton;
use crate::ui::icon::IconName;
use crate::ui::memo::memo;
use crate::ui::when::When;

/// The settings, in the place of the mail.
#[component]
pub fn SettingsScreen() -> impl IntoView {
    let mail = use_mail();
    provide_context(Calls::new(mail));
    let wanted = memo(move || match mail.navigation.route().get() {
        Route::Settings(section) => section,
        _ => None,
    });
    // Where there is room for both, one section is always open.
    let open = memo(move || wanted.get().or_else(|| (!mail.narrow.get()).then_some(Section::Appearance)));
    effect(move || {
        open.track();
        focus::soon(if untrack(|| open.get()).is_some() { ".settings-page h2" } else { ".settings-nav h1" });
    });
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            event.prevent_default();
            leave(mail);
        }
    };
    view! {
        <main class="settings" class:settings-open=move || open.get().is_some() on:keydown=on_key>
            <SectionList open />
            {move || open.get().map(|section| view! {
                <section class="settings-page" aria-labelledby="settings-title">
                    // Where the list of sections is not beside it, its title is missed.
                    <When is=mail.narrow><h1 class="visually-hidden">{t(words::settings::TITLE)}</h1></When>
                    <header class="settings-head">
                        <div class="settings-back">
                            <IconButton
                                icon=IconName::ChevronLeft
                                label=t(words::settings::BACK_TO_LIST)
                                on_press=move || mail.navigation.go(Route::Settings(None))
                            />
                        </div>
                        <h2 id="settings-title" tabindex="-1">
                            {t(sections::title(section))}
                        </h2>
                        <SavedNote />
                    </header>
                    <div class="settings-body">{sections::content(section)}</div>
                </section>
            })}
        </main>
    }
}

/// Back to the mail, where it was left.
pub fn leave(mail: Mail) {
    mail.navigation.go(mail.route_of_shown());
    focus::soon(crate::state::list::ACTIVE_ROW);
}
