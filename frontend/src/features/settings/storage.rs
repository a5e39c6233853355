//! How full the mailbox is, and taking one's data along.

use gatepost_shared::quota::{Quota, ResourceType};
use leptos::prelude::*;

use super::group::Group;
use super::remote::Remote;
use crate::api::account::contacts_export_url;
use crate::i18n::{file_size, number, t, t_with, words::settings as say};
use crate::state::mail::use_mail;
use crate::ui::icon::{Icon, IconName};
use crate::ui::progress::Progress;

/// The section.
#[component]
pub fn Storage() -> impl IntoView {
    let mail = use_mail();
    let ask = move || async move { mail.api.quota().await };
    let quota = Remote::new(ask());
    let shown = quota.show(
        move || quota.ask(ask()),
        |answer| {
            if answer.list.is_empty() {
                return view! { <p class="settings-none">{t(say::QUOTA_NONE)}</p> }.into_any();
            }
            answer.list.iter().map(bar).collect_view().into_any()
        },
    );
    view! {
        <Group>{shown}</Group>
        <Group title=t(say::EXPORT) hint=t(say::EXPORT_HINT)>
            <a class="button" href=contacts_export_url() download="contacts.vcf">
                <Icon name=IconName::Download /><span class="button-text">{t(say::EXPORT_CONTACTS)}</span>
            </a>
        </Group>
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody sees the 16th digit of a bar")]
fn bar(quota: &Quota) -> AnyView {
    let text = match quota.resource_type {
        ResourceType::Octets => {
            let (used, limit) = (file_size(quota.used), file_size(quota.hard_limit));
            t_with(say::QUOTA_USED, &[("used", &used), ("limit", &limit)])
        }
        ResourceType::Count => {
            let count = |value: u64| number(u32::try_from(value).unwrap_or(u32::MAX));
            t_with(say::QUOTA_COUNT, &[("used", &count(quota.used)), ("limit", &count(quota.hard_limit))])
        }
    };
    let part = quota.used as f64 / (quota.hard_limit as f64).max(1.0);
    view! {
        <div class="settings-quota" class:settings-quota-full={part > 0.9}>
            <Progress label=text.clone() value=Signal::stored(Some(part)) />
            <p>{text}</p>
        </div>
    }
    .into_any()
}
