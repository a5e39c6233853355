//! The script as the mail server has it, to read.

use gatepost_shared::rule::{Filters, Script};
use leptos::prelude::*;

use super::super::group::Group;
use super::super::remote::Remote;
use crate::i18n::{t, words::settings as say};
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::select::Select;

/// The scripts, one of them shown when the person asks.
#[component]
pub fn Raw(
    /// What is known of them.
    filters: Filters,
) -> impl IntoView {
    let mail = use_mail();
    let first = filters.scripts.iter().find(|script| script.is_gatepost).or(filters.scripts.first());
    let name = RwSignal::new(first.map(|script| script.name.clone()).unwrap_or_default());
    let names: Vec<_> = filters.scripts.iter().map(|script| (script.name.clone(), script.name.clone())).collect();
    let several = names.len() > 1;
    let shown = RwSignal::new(false);
    let text = move || {
        let ask = move || {
            let name = name.get_untracked();
            async move { mail.api.script(&name).await }
        };
        name.track();
        let script: Remote<Script> = Remote::new(ask());
        script.show(
            move || script.ask(ask()),
            |script| {
                view! { <pre class="settings-script" tabindex="0" dir="ltr">{script.text.clone()}</pre> }.into_any()
            },
        )
    };
    view! {
        <Group title=t(say::RULE_RAW) hint=t(say::RULE_RAW_HINT)>
            {move || several.then(|| view! {
                <Select label=t(say::RULE_RAW) options=names.clone() value=name on_change=move |chosen| name.set(chosen) />
            })}
            {move || if shown.get() {
                text().into_any()
            } else {
                view! {
                    <Button variant=ButtonVariant::Quiet on_press=move || shown.set(true)>{t(say::RULE_RAW_SHOW)}</Button>
                }
                .into_any()
            }}
        </Group>
    }
}
