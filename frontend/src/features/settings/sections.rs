//! The sections as data: what each is called, its picture, and what stands in it.

use leptos::prelude::*;

use super::{
    access, appearance, identities, language, notifications, reading, rules, shortcuts, storage, tags, templates,
    vacation, writing,
};
use crate::i18n::Message;
use crate::i18n::words::settings;
use crate::routes::Section;
use crate::state::mail::Mail;
use crate::ui::icon::IconName;

/// What it is called.
pub fn title(section: Section) -> Message {
    match section {
        Section::Appearance => settings::APPEARANCE,
        Section::Language => settings::LANGUAGE,
        Section::Reading => settings::READING,
        Section::Writing => settings::WRITING,
        Section::Notifications => settings::NOTIFICATIONS,
        Section::Identities => settings::IDENTITIES,
        Section::Tags => settings::TAGS,
        Section::Templates => settings::TEMPLATES,
        Section::Rules => settings::FILTERS,
        Section::Vacation => settings::VACATION,
        Section::Shortcuts => settings::SHORTCUTS,
        Section::Storage => settings::STORAGE,
        Section::Security => settings::SECURITY,
    }
}

/// Its picture.
pub fn icon(section: Section) -> IconName {
    match section {
        Section::Appearance => IconName::Palette,
        Section::Language => IconName::Globe,
        Section::Reading => IconName::Eye,
        Section::Writing => IconName::Pencil,
        Section::Notifications => IconName::Bell,
        Section::Identities => IconName::User,
        Section::Tags => IconName::Tag,
        Section::Templates => IconName::FileText,
        Section::Rules => IconName::Funnel,
        Section::Vacation => IconName::Clock,
        Section::Shortcuts => IconName::Keyboard,
        Section::Storage => IconName::Disk,
        Section::Security => IconName::Shield,
    }
}

/// What stands in it.
pub fn content(section: Section) -> AnyView {
    match section {
        Section::Appearance => view! { <appearance::Appearance /> }.into_any(),
        Section::Language => view! { <language::Language /> }.into_any(),
        Section::Reading => view! { <reading::Reading /> }.into_any(),
        Section::Writing => view! { <writing::Writing /> }.into_any(),
        Section::Notifications => view! { <notifications::Notifications /> }.into_any(),
        Section::Identities => view! { <identities::Identities /> }.into_any(),
        Section::Tags => view! { <tags::Tags /> }.into_any(),
        Section::Templates => view! { <templates::Templates /> }.into_any(),
        Section::Rules => view! { <rules::Rules /> }.into_any(),
        Section::Vacation => view! { <vacation::Vacation /> }.into_any(),
        Section::Shortcuts => view! { <shortcuts::Shortcuts /> }.into_any(),
        Section::Storage => view! { <storage::Storage /> }.into_any(),
        Section::Security => view! { <access::Access /> }.into_any(),
    }
}

/// Whether it is of use: rules and the vacation answer need a mail server that takes them.
pub fn is_offered(mail: Mail, section: Section) -> bool {
    !matches!(section, Section::Rules | Section::Vacation) || rules::has_rules(mail)
}
