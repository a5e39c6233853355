//! Dialogs: the browser's own `<dialog>`, which keeps focus inside, makes the rest inert and gives focus back.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::ui::button::IconButton;
use crate::ui::icon::IconName;
use crate::ui::unique_id::unique_id;
use crate::ui::when::When;

/// A question or a form above the page. Its content exists only while it is open.
#[component]
pub fn Dialog(
    /// Whether it is shown.
    #[prop(into)]
    open: Signal<bool>,
    /// The person wants it gone: Esc, the close button, a click beside it. The owner sets `open` to false.
    #[prop(into)]
    on_close: Callback<()>,
    /// Its heading, which names it for screen readers.
    #[prop(into)]
    title: Signal<String>,
    /// The text of the close button; none for a dialog that must be answered, which Esc does not close either.
    #[prop(optional, into)]
    close_label: Option<String>,
    /// Wider than a question: for tables and lists.
    #[prop(optional)]
    wide: bool,
    /// What is in it; the row of buttons is a `<div class="dialog-actions">` at the end.
    children: ChildrenFn,
) -> impl IntoView {
    let dialog: NodeRef<html::Dialog> = NodeRef::new();
    let title_id = unique_id("dialog");
    let labelled_by = title_id.clone();
    let closable = close_label.is_some();
    let content = StoredValue::new(children);
    let close_label = StoredValue::new(close_label);

    effect(move || {
        let Some(element) = dialog.get() else { return };
        match (open.get(), element.open()) {
            // It fails only when the element has just left the page: nothing is left to show then.
            (true, false) => drop(element.show_modal()),
            (false, true) => element.close(),
            _ => {}
        }
    });
    let close = move || {
        if closable {
            on_close.run(());
        }
    };
    let on_cancel = move |event: ev::Event| {
        event.prevent_default();
        close();
    };
    // The element fills its box with a form: only a press on the backdrop has the dialog itself as its target.
    let on_press = move |event: ev::MouseEvent| {
        if dialog.get().is_some_and(|element| event.target().as_ref() == Some(element.as_ref())) {
            close();
        }
    };
    view! {
        <dialog
            class="dialog"
            class:dialog-wide=wide
            node_ref=dialog
            aria-labelledby=labelled_by
            on:cancel=on_cancel
            on:mousedown=on_press
            // A dialog's keys are its own: no shortcut of the page below may answer them.
            on:keydown=|event: ev::KeyboardEvent| event.stop_propagation()
        >
            <When is=open>
                <div class="dialog-box">
                    <div class="dialog-header">
                        <h2 class="dialog-title" id=title_id.clone()>{title}</h2>
                        {close_label
                            .get_value()
                            .map(|label| view! { <IconButton icon=IconName::Close label on_press=on_close /> })}
                    </div>
                    {content.with_value(|children| children())}
                </div>
            </When>
        </dialog>
    }
}
