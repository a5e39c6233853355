//! Everything that can be done with one message, as a menu beside it.

use std::sync::Arc;

use gatepost_shared::email::Email;
use leptos::prelude::*;

use crate::api::emails::raw_url;
use crate::commands::keys;
use crate::commands::table::{Id, command};
use crate::dom::download;
use crate::features::reader::content::Ways;
use crate::features::reader::stage::StageContext;
use crate::i18n::{t, words};
use crate::state::mail::{About, use_mail};
use crate::state::reader::Look;
use crate::ui::icon::IconName;
use crate::ui::menu::{MenuButton, MenuItem, MenuSeparator};

/// The button with its menu.
#[component]
pub fn MessageMenu(
    /// The message.
    email: Arc<Email>,
    /// How it is shown.
    ways: Ways,
) -> impl IntoView {
    let email = StoredValue::new(email);
    view! {
        <MenuButton icon=IconName::More label=t(words::reader::MORE_MESSAGE)>
            <Answering email />
            <MenuSeparator />
            <Filing email />
            <MenuSeparator />
            <Looking email ways />
        </MenuButton>
    }
}

#[component]
fn Answering(email: StoredValue<Arc<Email>>) -> impl IntoView {
    let mail = use_mail();
    let as_file = move || mail.compose.forward_as_file(&email.get_value());
    let anew = move || mail.compose.edit_as_new(&email.get_value());
    let redirect = move || mail.reader.look_at(Look::Redirect(email.get_value().id.clone()));
    let cannot = Signal::derive(move || !(command(Id::Reply).enabled)(mail.about(About::Message)));
    view! {
        {[Id::Reply, Id::ReplyAll, Id::Forward].map(item).collect_view()}
        <MenuItem icon=IconName::Paperclip label=t(words::reader::FORWARD_AS_FILE) disabled=cannot on_select=as_file />
        <MenuItem icon=IconName::Send label=t(words::reader::REDIRECT) disabled=cannot on_select=redirect />
        <MenuItem icon=IconName::Pencil label=t(words::reader::EDIT_AS_NEW) disabled=cannot on_select=anew />
    }
}

#[component]
fn Filing(email: StoredValue<Arc<Email>>) -> impl IntoView {
    let mail = use_mail();
    let unread = move || {
        mail.mark_unread_from(&email.get_value().id);
        command(Id::Back).run(mail);
    };
    view! {
        {[Id::Move, Id::Delete, Id::Junk].map(item).collect_view()}
        <MenuItem icon=IconName::MarkUnread label=t(words::reader::UNREAD_FROM_HERE) on_select=unread />
    }
}

#[component]
fn Looking(email: StoredValue<Arc<Email>>, ways: Ways) -> impl IntoView {
    let mail = use_mail();
    let stage = expect_context::<StageContext>();
    let id = move || email.get_value().id.clone();
    let is_html = email.with_value(|email| email.html_body.iter().any(|part| part.media_type == "text/html"));
    let is_stacked = untrack(|| mail.is_stacked());
    let fold = move || mail.reader.change_stack(&stage.anchor(), |stack| stack.fold(&id(), true));
    let text_label =
        move || t(if ways.as_text.get() { words::reader::AS_HTML } else { words::reader::AS_TEXT }).to_owned();
    let colours_label = move || {
        t(if ways.original_colours.get() { words::reader::THEME_COLOURS } else { words::reader::ORIGINAL_COLOURS })
            .to_owned()
    };
    let toggle = |signal: RwSignal<bool>| move || signal.update(|on| *on = !*on);
    view! {
        {is_html.then(|| view! {
            <MenuItem icon=IconName::FileText label=Signal::derive(text_label) on_select=toggle(ways.as_text) />
        })}
        {move || (is_html && ways.is_dark.get()).then(|| view! {
            <MenuItem icon=IconName::Sun label=Signal::derive(colours_label) on_select=toggle(ways.original_colours) />
        })}
        <MenuItem icon=IconName::Code label=t(words::reader::SHOW_SOURCE) on_select=move || mail.reader.look_at(Look::Source(id())) />
        <MenuItem
            icon=IconName::Download
            label=t(words::reader::DOWNLOAD_MESSAGE)
            on_select=move || download::save(raw_url(&id()))
        />
        {is_stacked.then(|| view! { <MenuItem icon=IconName::Collapse label=t(words::reader::FOLD) on_select=fold /> })}
    }
}

/// A command of the table, about this message.
fn item(id: Id) -> impl IntoView {
    let mail = use_mail().about(About::Message);
    let command = command(id);
    view! {
        <MenuItem
            icon=untrack(|| (command.icon)(mail))
            label=Signal::derive(move || t((command.label)(mail)).to_owned())
            shortcut=command.keys.first().map(|key| keys::aria(key)).unwrap_or_default()
            disabled=Signal::derive(move || !(command.enabled)(mail))
            on_select=move || command.run(mail)
        />
    }
}
