//! A button that shows something more about itself in the browser's top layer (`popover`): a card, not a menu.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::ui::menu::place;
use crate::ui::unique_id::unique_id;
use crate::ui::when::When;

/// The button and its card. Esc or a press elsewhere closes the card; its content exists only while it is open.
#[component]
pub fn Popover(
    /// The class of the button.
    class: &'static str,
    /// What the card is about, for screen readers.
    label: String,
    /// What stands on the button.
    trigger: AnyView,
    /// What stands on the card.
    content: ViewFn,
) -> impl IntoView {
    let button: NodeRef<html::Button> = NodeRef::new();
    let card: NodeRef<html::Div> = NodeRef::new();
    let is_open = RwSignal::new(false);
    let id = unique_id("card");
    let content = StoredValue::new(content);
    let on_toggle = move |_| {
        let Some(element) = card.get_untracked() else { return };
        is_open.set(element.matches(":popover-open").unwrap_or(false));
    };
    // Once what is on the card is there, and with it the card's size.
    let put = move || {
        request_animation_frame(move || {
            if let (Some(card), Some(button)) = (card.get_untracked(), button.get_untracked()) {
                let beside = button.get_bounding_client_rect();
                place(&card, (beside.left(), beside.bottom() + 4.0));
            }
        });
    };
    let on_press = move |_| {
        is_open.set(true);
        put();
    };
    view! {
        <button
            type="button"
            class=class
            node_ref=button
            popovertarget=id.clone()
            aria-haspopup="dialog"
            aria-expanded=move || is_open.get().to_string()
            title=label.clone()
            on:click=on_press
        >
            {trigger}
        </button>
        <div
            class="popover-card"
            node_ref=card
            id=id
            popover="auto"
            role="dialog"
            aria-label=label
            on:toggle=on_toggle
            // Its keys are its own, but for Esc, by which the browser closes it.
            on:keydown=|event: ev::KeyboardEvent| event.stop_propagation()
        >
            <When is=is_open>{content.with_value(ViewFn::run)}</When>
        </div>
    }
}
