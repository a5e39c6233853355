//! The files of a message: each to be looked at where that is possible, and to be saved, alone or all of them.

use std::sync::Arc;

use gatepost_shared::email::{Email, EmailBodyPart};
use gatepost_shared::id::EmailId;
use leptos::prelude::*;

use crate::api::emails::download_url;
use crate::api::reading::blob_url;
use crate::dom::download;
use crate::i18n::{file_size, t, t_with, tn, words};
use crate::state::mail::use_mail;
use crate::state::reader::{File, Look};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::icon::{Icon, IconName};

/// Pictures that the node lets a browser show.
const PICTURES: [&str; 7] =
    ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp", "image/x-icon"];

/// What can be shown of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preview {
    /// A picture.
    Picture,
    /// A PDF.
    Pdf,
    /// A text.
    Text,
}

impl Preview {
    /// What can be shown of a file of this type; nothing of most.
    pub fn of(media_type: &str) -> Option<Self> {
        match media_type {
            "application/pdf" => Some(Self::Pdf),
            "application/json" | "application/xml" => Some(Self::Text),
            // HTML as a file is somebody's program rather than somebody's words.
            "text/html" => None,
            text if text.starts_with("text/") => Some(Self::Text),
            picture if PICTURES.contains(&picture) => Some(Self::Picture),
            _ => None,
        }
    }
}

/// The files; nothing where there are none.
#[component]
pub fn Attachments(
    /// The message.
    email: Arc<Email>,
) -> impl IntoView {
    let parts: Vec<&EmailBodyPart> = email.attachments.iter().filter(|part| part.blob_id.is_some()).collect();
    if parts.is_empty() {
        return ().into_any();
    }
    let count = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    let files: Vec<File> = parts.iter().filter_map(|part| file_of(part)).collect();
    let shown =
        Arc::new(files.iter().filter(|file| Preview::of(&file.media_type).is_some()).cloned().collect::<Vec<_>>());
    let urls: Vec<String> = files.iter().map(|file| download_url(&file.blob, &file.name)).collect();
    let size = file_size(files.iter().map(|file| file.size).sum());
    let save_all = move || download::save_all(urls.clone());
    let card = |part: &&EmailBodyPart| {
        let file = file_of(part)?;
        let look = look_at(&email.id, part, &file, &shown);
        Some(view! { <li class="attachment"><Card file look /></li> })
    };
    view! {
        <section class="attachments" aria-label=tn(words::reader::ATTACHMENTS, count)>
            <ul class="attachment-list">{parts.iter().filter_map(card).collect_view()}</ul>
            {(count > 1).then(|| view! {
                <Button variant=ButtonVariant::Quiet icon=IconName::Download on_press=save_all>
                    {t_with(words::reader::SAVE_ALL, &[("size", &size)])}
                </Button>
            })}
        </section>
    }
    .into_any()
}

fn file_of(part: &EmailBodyPart) -> Option<File> {
    let name = part.name.clone().filter(|name| !name.trim().is_empty());
    let name = name.unwrap_or_else(|| t(words::reader::UNNAMED).to_owned());
    Some(File { name, media_type: part.media_type.clone(), blob: part.blob_id.clone()?, size: part.size })
}

/// What pressing a file shows; none where it can only be saved.
fn look_at(id: &EmailId, part: &EmailBodyPart, file: &File, shown: &Arc<Vec<File>>) -> Option<Look> {
    if part.media_type == "message/rfc822" {
        return Some(Look::Nested(id.clone(), part.part_id.clone()?));
    }
    let place = shown.iter().position(|known| known == file)?;
    Some(Look::File(shown.clone(), place))
}

#[component]
fn Card(file: File, look: Option<Look>) -> impl IntoView {
    let mail = use_mail();
    let save = t_with(words::reader::SAVE_ONE, &[("name", &file.name)]);
    let url = download_url(&file.blob, &file.name);
    let picture = (Preview::of(&file.media_type) == Some(Preview::Picture)).then(|| blob_url(&file.blob));
    let icon = IconName::for_media_type(&file.media_type);
    let face = view! {
        <span class="attachment-face">
            {match picture {
                Some(src) => view! { <img class="attachment-picture" src=src alt="" loading="lazy" decoding="async" /> }.into_any(),
                None => view! { <Icon name=icon /> }.into_any(),
            }}
        </span>
        <bdi class="attachment-name">{file.name.clone()}</bdi>
        <span class="attachment-size">{file_size(file.size)}</span>
    };
    let main = match look {
        Some(look) => {
            let open = move |_| mail.reader.look_at(look.clone());
            view! { <button type="button" class="attachment-main" title=t(words::reader::LOOK) on:click=open>{face}</button> }
                .into_any()
        }
        None => {
            view! { <a class="attachment-main" href=url.clone() download="" title=save.clone()>{face}</a> }.into_any()
        }
    };
    view! {
        {main}
        <a class="icon-button attachment-save" href=url download="" aria-label=save data-tooltip=t(words::reader::SAVE)>
            <Icon name=IconName::Download />
        </a>
    }
}
