//! The sentence at the top while what is shown may be out of date.

use leptos::prelude::*;

use crate::dom::observe;
use crate::i18n::{t, tn, words};
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;

/// Says so when the network or the server is away; nothing otherwise.
#[component]
pub fn ConnectionNotice() -> impl IntoView {
    let mail = use_mail();
    let online = observe::is_online();
    let lost = mail.events.is_lost();
    // The network is back: no need to wait for the next attempt.
    Effect::new(move |before: Option<bool>| {
        let now = online.get();
        if now && before == Some(false) {
            mail.listen();
            mail.catch_up();
        }
        now
    });
    let text = memo(move || match () {
        () if !online.get() || mail.api.is_kept().get() => Some(t(words::shell::NO_NETWORK)),
        () if lost.get() => Some(t(words::shell::RECONNECTING)),
        () => None,
    });
    let waiting = memo(move || match mail.waiting.emails().get() {
        0 => String::new(),
        emails => tn(words::shell::CHANGES_WAIT, emails),
    });
    let retry = move || {
        mail.listen();
        mail.catch_up();
    };
    view! {
        <div class="connection" role="status">
            {move || text.get().map(|text| view! {
                <div class="notice notice-warning">
                    <Icon name=IconName::Warning />
                    <p>{text} " " {waiting}</p>
                    <Button variant=ButtonVariant::Quiet on_press=retry>{t(words::shell::RETRY_NOW)}</Button>
                </div>
            })}
        </div>
    }
}
