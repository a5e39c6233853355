//! The files of a message, each to be saved, or all of them.

use gatepost_shared::email::EmailBodyPart;
use leptos::prelude::*;

use crate::api::emails::download_url;
use crate::dom::download;
use crate::i18n::{file_size, t, t_with, tn, words};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::icon::{Icon, IconName};

/// The files; nothing where there are none.
#[component]
pub fn Attachments(
    /// The parts that are offered for download.
    parts: Vec<EmailBodyPart>,
) -> impl IntoView {
    let files: Vec<File> = parts.iter().filter_map(File::of).collect();
    if files.is_empty() {
        return ().into_any();
    }
    let count = u32::try_from(files.len()).unwrap_or(u32::MAX);
    let urls: Vec<String> = files.iter().map(|file| file.url.clone()).collect();
    let save_all = move || download::save_all(urls.clone());
    view! {
        <section class="attachments" aria-label=tn(words::reader::ATTACHMENTS, count)>
            <ul class="attachment-list">
                {files.into_iter().map(|file| view! { <li><Chip file /></li> }).collect_view()}
            </ul>
            {(count > 1).then(|| view! {
                <Button variant=ButtonVariant::Quiet icon=IconName::Download on_press=save_all>
                    {t(words::reader::SAVE_ALL)}
                </Button>
            })}
        </section>
    }
    .into_any()
}

/// What a chip shows of a part.
struct File {
    name: String,
    url: String,
    size: u64,
    icon: IconName,
}

impl File {
    fn of(part: &EmailBodyPart) -> Option<Self> {
        let name = part.name.clone().unwrap_or_else(|| t(words::reader::UNNAMED).to_owned());
        let url = download_url(part.blob_id.as_ref()?, &name);
        Some(Self { url, size: part.size, icon: IconName::for_media_type(&part.media_type), name })
    }
}

#[component]
fn Chip(file: File) -> impl IntoView {
    let label = t_with(words::reader::SAVE_ONE, &[("name", &file.name)]);
    view! {
        <a class="attachment" href=file.url download="" title=label>
            <Icon name=file.icon />
            <bdi class="attachment-name">{file.name}</bdi>
            <span class="attachment-size">{file_size(file.size)}</span>
        </a>
    }
}
