//! Where a link leads.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::dom::editor;
use crate::dom::effect::effect;
use crate::features::compose::rich::Caret;
use crate::i18n::{t, words};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;
use crate::ui::field::Field;

/// Asks for the address while a link is being set.
#[component]
pub fn LinkDialog(
    /// The editor.
    caret: Caret,
) -> impl IntoView {
    let close = move || {
        caret.link.set(None);
        // The dialog gives focus back to what had it; the text is where the person goes on.
        request_animation_frame(move || editor::focus_again(caret.number));
    };
    view! {
        <Dialog
            open=Signal::derive(move || caret.link.with(Option::is_some))
            title=t(words::editor::LINK_TITLE)
            close_label=t(words::common::CLOSE)
            on_close=close
        >
            <Form caret on_done=close />
        </Dialog>
    }
}

#[component]
fn Form(caret: Caret, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let before = untrack(|| caret.link.get()).unwrap_or_default();
    let had_link = !before.is_empty();
    let address = RwSignal::new(before);
    let is_wrong = RwSignal::new(false);
    let input: NodeRef<html::Input> = NodeRef::new();
    effect(move || {
        if let Some(input) = input.get() {
            // It is on the page.
            drop(input.focus());
        }
    });
    let number = caret.number;
    let set = move |event: ev::SubmitEvent| {
        event.prevent_default();
        event.stop_propagation();
        match complete(&address.get_untracked()) {
            Some(link) => {
                on_done.run(());
                editor::run(number, "link", &link);
            }
            None => is_wrong.set(true),
        }
    };
    let remove = move || {
        on_done.run(());
        editor::run(number, "unlink", "");
    };
    let error = move || is_wrong.get().then(|| t(words::editor::LINK_INVALID).to_owned());
    view! {
        <form class="link-form" on:submit=set>
            <Field
                label=t(words::editor::LINK_ADDRESS)
                value=address
                inputmode="url"
                error=Signal::derive(error)
                max_length=2000
                input_ref=input
            />
            <div class="dialog-actions">
                {had_link.then(|| view! { <Button on_press=remove>{t(words::editor::LINK_REMOVE)}</Button> })}
                <Button variant=ButtonVariant::Primary submit=true>{t(words::editor::LINK_SET)}</Button>
            </div>
        </form>
    }
}

/// The address with its scheme: `example.org` is on the web, `carol@example.org` is written to.
fn complete(typed: &str) -> Option<String> {
    let typed = typed.trim();
    if typed.is_empty() || typed.chars().any(char::is_whitespace) {
        return None;
    }
    let has_scheme = ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| typed.starts_with(scheme));
    match () {
        () if has_scheme => Some(typed.to_owned()),
        () if gatepost_shared::draft::recipients::validate(typed).is_ok() => Some("mailto:".to_owned() + typed),
        () if typed.contains('.') && !typed.contains(':') => Some("https://".to_owned() + typed),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::complete;

    #[test]
    fn what_people_type_leads_somewhere() {
        assert_eq!(complete(" example.org/a ").as_deref(), Some("https://example.org/a"));
        assert_eq!(complete("carol@example.org").as_deref(), Some("mailto:carol@example.org"));
        assert_eq!(complete("http://example.org").as_deref(), Some("http://example.org"));
        assert_eq!(complete("javascript:alert(1)"), None);
        assert_eq!(complete("here"), None);
    }
}
