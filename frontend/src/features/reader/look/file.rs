//! A file of a message, as far as it can be shown: a picture, a PDF in the browser's own viewer, a text.
//!
//! The node hands out pictures to be shown, and all else to be saved. A PDF is given to the viewer as bytes that we have
//! called a PDF: whatever they are, they are never taken for a page.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::emails::download_url;
use crate::api::reading::{blob_url, path_of};
use crate::dom::object_url::{self, ObjectUrl};
use crate::features::reader::attachments::Preview;
use crate::i18n::{file_size, t, t_with, words};
use crate::state::mail::use_mail;
use crate::state::reader::{File, Look};
use crate::ui::button::IconButton;
use crate::ui::icon::{Icon, IconName};
use crate::ui::skeleton::Skeleton;

/// So much of a text is shown.
const MOST_TEXT: u32 = 256 * 1024;

/// The file, the ways to the others, and the way to keep it.
#[component]
pub fn FileLook(
    /// The files that can be looked at.
    files: Arc<Vec<File>>,
    /// The one that is.
    place: usize,
) -> impl IntoView {
    let mail = use_mail();
    let Some(file) = files.get(place).cloned() else { return ().into_any() };
    let count = files.len();
    let files = StoredValue::new(files);
    let turn = move |to: usize| mail.reader.look_at(Look::File(files.get_value(), to));
    let url = download_url(&file.blob, &file.name);
    let shown = match Preview::of(&file.media_type) {
        Some(Preview::Picture) => {
            view! { <img class="look-picture" src=blob_url(&file.blob) alt=file.name.clone() /> }.into_any()
        }
        Some(Preview::Pdf) if object_url::shows_pdf() => view! { <Pdf file=file.clone() /> }.into_any(),
        Some(Preview::Text) => view! { <Text file=file.clone() /> }.into_any(),
        _ => view! { <p class="look-nothing">{t(words::reader::CANNOT_SHOW)}</p> }.into_any(),
    };
    let number = |value: usize| crate::i18n::number(u32::try_from(value).unwrap_or(u32::MAX));
    let of_all = t_with(words::reader::FILE_OF, &[("n", &number(place + 1)), ("total", &number(count))]);
    view! {
        <div class="look-stage">{shown}</div>
        <div class="look-bar">
            <span class="look-size">{file_size(file.size)}</span>
            {(count > 1).then(|| view! {
                <IconButton
                    icon=IconName::ChevronLeft
                    label=t(words::reader::PREVIOUS_FILE)
                    disabled={place == 0}
                    on_press=move || turn(place.saturating_sub(1))
                />
                <span class="look-place" role="status">{of_all}</span>
                <IconButton
                    icon=IconName::ChevronRight
                    label=t(words::reader::NEXT_FILE)
                    disabled={place + 1 >= count}
                    on_press=move || turn(place + 1)
                />
            })}
            <a class="button button-primary" href=url download="">
                <Icon name=IconName::Download />
                <span class="button-text">{t(words::reader::SAVE)}</span>
            </a>
        </div>
    }
    .into_any()
}

/// The browser's own viewer, which runs apart from every page.
#[component]
fn Pdf(file: File) -> impl IntoView {
    let shown = RwSignal::new_local(None::<Result<ObjectUrl, ()>>);
    let url = blob_url(&file.blob);
    spawn_local(async move {
        let fetched = object_url::fetch(&url, "application/pdf").await;
        let _ = shown.try_set(Some(fetched.ok_or(())));
    });
    move || {
        shown.with(|shown| match shown {
            Some(Ok(url)) => view! {
                <iframe class="look-pdf" src=url.as_str().to_owned() title=file.name.clone() referrerpolicy="no-referrer"></iframe>
            }
            .into_any(),
            Some(Err(())) => view! { <p class="look-nothing">{t(words::reader::LOOK_FAILED)}</p> }.into_any(),
            None => view! { <Skeleton lines=6 /> }.into_any(),
        })
    }
}

#[component]
fn Text(file: File) -> impl IntoView {
    let mail = use_mail();
    let text = RwSignal::new(None::<String>);
    let is_cut = file.size > u64::from(MOST_TEXT);
    let url = blob_url(&file.blob);
    spawn_local(async move {
        let answer = mail.api.beginning(path_of(&url), MOST_TEXT).await;
        let _ = text.try_set(Some(answer.unwrap_or_else(|_| t(words::reader::LOOK_FAILED).to_owned())));
    });
    move || match text.get() {
        Some(text) => view! {
            <pre class="look-text" dir="auto" tabindex="0">{text}</pre>
            {is_cut.then(|| view! { <p class="look-nothing">{t(words::reader::TRUNCATED)}</p> })}
        }
        .into_any(),
        None => view! { <Skeleton lines=6 /> }.into_any(),
    }
}
