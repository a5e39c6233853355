//! A message as it came: its header, or all of it as far as a person would read.

use gatepost_shared::id::EmailId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::api::emails::raw_url;
use crate::api::reading::path_of;
use crate::dom::clipboard;
use crate::i18n::{self, t, words};
use crate::state::mail::use_mail;
use crate::ui::button::Button;
use crate::ui::icon::{Icon, IconName};
use crate::ui::skeleton::Skeleton;

/// So much of it is fetched: headers are far smaller, and nobody reads more of an attachment's letters.
const MOST: u32 = 256 * 1024;

/// The source.
#[component]
pub fn SourceLook(
    /// The email.
    id: EmailId,
) -> impl IntoView {
    let mail = use_mail();
    let found = RwSignal::new(None::<Result<String, ApiError>>);
    let is_whole = RwSignal::new(false);
    let url = raw_url(&id);
    let fetched = url.clone();
    spawn_local(async move {
        let answer = mail.api.beginning(path_of(&fetched), MOST).await;
        let _ = found.try_set(Some(answer));
    });
    let shown = move || {
        found.with(|found| match found {
            Some(Ok(source)) if is_whole.get() => source.clone(),
            Some(Ok(source)) => header_of(source).to_owned(),
            Some(Err(error)) => i18n::error::sentence(error),
            None => String::new(),
        })
    };
    let copy = move || {
        let text = untrack(shown);
        spawn_local(async move {
            if clipboard::copy(&text).await {
                mail.toasts.done(t(words::reader::COPIED));
            }
        });
    };
    let other = move || t(if is_whole.get() { words::reader::HEADERS_ONLY } else { words::reader::WHOLE_SOURCE });
    view! {
        <div class="look-stage">
            {move || if found.with(Option::is_some) {
                view! { <pre class="look-text look-source" dir="ltr" tabindex="0">{shown}</pre> }.into_any()
            } else {
                view! { <Skeleton lines=8 /> }.into_any()
            }}
        </div>
        <div class="look-bar">
            <Button on_press=move || is_whole.update(|whole| *whole = !*whole)>{other}</Button>
            <Button on_press=copy>{t(words::reader::COPY)}</Button>
            <a class="button button-primary" href=url download="">
                <Icon name=IconName::Download />
                <span class="button-text">{t(words::reader::SAVE)}</span>
            </a>
        </div>
    }
}

/// What stands before the first empty line.
fn header_of(source: &str) -> &str {
    let end = source.find("\r\n\r\n").or_else(|| source.find("\n\n"));
    end.map_or(source, |end| &source[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_ends_at_the_first_empty_line() {
        assert_eq!(header_of("A: 1\r\nB: 2\r\n\r\nText\r\n\r\nmore"), "A: 1\r\nB: 2");
        assert_eq!(header_of("A: 1\n\nText"), "A: 1");
        assert_eq!(header_of("A: 1"), "A: 1");
    }
}
