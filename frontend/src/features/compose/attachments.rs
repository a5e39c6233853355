//! The files of the message: what they are, how far they are, and how to take one out.

use leptos::prelude::*;

use crate::features::compose::desk::use_desk;
use crate::i18n::{self, t, t_with, words};
use crate::state::compose::Format;
use crate::state::compose::attachments::{Attachment, Stage};
use crate::ui::button::IconButton;
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;
use crate::ui::progress::Progress;

/// All files; nothing where there are none.
#[component]
pub fn AttachmentList() -> impl IntoView {
    let composition = use_desk().composition();
    let all: RwSignal<Vec<Attachment>> = composition.attachments.list.clone().into();
    let format: RwSignal<Format> = composition.format.clone().into();
    // A picture in the text is seen there, unless something is wrong with it.
    let is_beside = move |one: &Attachment| {
        one.cid.is_none() || format.get() == Format::Plain || one.stage.with(|stage| matches!(stage, Stage::Failed(_)))
    };
    let list = Signal::derive(move || all.get().into_iter().filter(is_beside).collect::<Vec<_>>());
    view! {
        <Show when=move || !list.with(Vec::is_empty)>
            <ul class="compose-files" aria-label=t(words::compose::ATTACHMENTS)>
                <For each=move || list.get() key=|attachment| attachment.id let:attachment>
                    <AttachmentItem attachment />
                </For>
            </ul>
        </Show>
    }
}

#[component]
fn AttachmentItem(attachment: Attachment) -> impl IntoView {
    let desk = use_desk();
    let stage: RwSignal<Stage> = attachment.stage.clone().into();
    let id = attachment.id;
    let name = StoredValue::new(attachment.name.clone());
    let named = move |message| name.with_value(|name| t_with(message, &[("name", name)]));
    let part = memo(move || stage.with(|stage| if let Stage::Uploading(part) = stage { Some(*part) } else { None }));
    let is_uploading = memo(move || part.with(Option::is_some));
    let failure =
        memo(move || stage.with(|stage| if let Stage::Failed(reason) = stage { Some(reason.clone()) } else { None }));
    let remove_label = move || {
        named(if is_uploading.get() { words::compose::CANCEL_UPLOAD } else { words::compose::REMOVE_ATTACHMENT })
    };
    view! {
        <li class="compose-file" class:compose-file-failed=move || failure.with(Option::is_some)>
            <Icon name=IconName::for_media_type(&attachment.media_type) />
            <span class="compose-file-name truncate" title=attachment.name.clone() dir="auto">{attachment.name.clone()}</span>
            <span class="compose-file-size number">{i18n::file_size(attachment.size)}</span>
            <IconButton icon=IconName::Close label=Signal::derive(remove_label) on_press=move || desk.act(|compose, composition| compose.detach(composition, id)) />
            <Show when=move || is_uploading.get()>
                <Progress label=named(words::compose::UPLOADING) value=part />
            </Show>
            <p class="compose-file-failure" role="alert">{move || failure.get()}</p>
        </li>
    }
}
