//! The sections, to choose one.

use leptos::ev;
use leptos::prelude::*;

use super::{screen, sections};
use crate::i18n::{t, words};
use crate::routes::{Route, Section};
use crate::state::mail::{Mail, use_mail};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::icon::{Icon, IconName};

/// The list of sections: links, so that each can be kept and opened elsewhere.
#[component]
pub fn SectionList(
    /// The one that is open.
    open: Memo<Option<Section>>,
) -> impl IntoView {
    let mail = use_mail();
    view! {
        <nav class="settings-nav" aria-labelledby="settings-heading">
            <div class="settings-leave">
                <Button variant=ButtonVariant::Quiet icon=IconName::ChevronLeft on_press=move || screen::leave(mail)>
                    {t(words::settings::BACK)}
                </Button>
            </div>
            <h1 class="settings-heading" id="settings-heading" tabindex="-1">{t(words::settings::TITLE)}</h1>
            <ul>{
                let offered = move |section: &&Section| sections::is_offered(mail, **section);
                move || Section::ALL.iter().filter(offered).map(|section| link(mail, *section, open)).collect_view()
            }</ul>
        </nav>
    }
}

fn link(mail: Mail, section: Section, open: Memo<Option<Section>>) -> AnyView {
    let place = Route::Settings(Some(section));
    let href = place.path();
    let go = move |event: ev::MouseEvent| {
        // With a modifier the browser does what it does with links.
        if !event.ctrl_key() && !event.meta_key() && !event.shift_key() {
            event.prevent_default();
            mail.navigation.go(place.clone());
        }
    };
    view! {
        <li>
            <a
                class="settings-link"
                href=href
                aria-current=move || (open.get() == Some(section)).then_some("page")
                on:click=go
            >
                <Icon name=sections::icon(section) />
                <span>{t(sections::title(section))}</span>
                <span class="settings-link-more"><Icon name=IconName::ChevronRight /></span>
            </a>
        </li>
    }
    .into_any()
}
