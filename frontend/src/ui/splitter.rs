//! A line between two panes that can be moved, by pointer and by arrow keys: beside each other, or one under the other.

use std::ops::RangeInclusive;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

/// How far one press of an arrow key moves it, in pixels.
const STEP: i32 = 16;

/// A separator. It only changes the width (or height); the owner lays out by it (`style:--folders-width`) and keeps it.
#[component]
pub fn Splitter(
    /// What it divides: "Width of the folder list".
    #[prop(into)]
    label: Signal<String>,
    /// The width in pixels of the pane before it.
    width: RwSignal<i32>,
    /// The widths that it allows.
    range: RangeInclusive<i32>,
    /// Whether the line lies between an upper and a lower pane: then the width is the upper one's height.
    #[prop(optional, into)]
    lies: Signal<bool>,
    /// The moving has ended: the moment to store the width.
    #[prop(optional, into)]
    on_settled: Option<Callback<()>>,
) -> impl IntoView {
    let separator: NodeRef<html::Div> = NodeRef::new();
    let (least, most) = range.into_inner();
    // Where the pointer was and how wide the pane was when the moving began.
    let start = RwSignal::new(None::<(i32, i32)>);
    let set = move |value: i32| width.set(value.clamp(least, most));
    let settled = move || {
        if let Some(callback) = on_settled {
            callback.run(());
        }
    };
    // In a right-to-left page the pane before the line is on its right.
    let direction = move || match separator.get_untracked() {
        _ if lies.get_untracked() => 1,
        Some(element) if element.matches(":dir(rtl)").unwrap_or(false) => -1,
        _ => 1,
    };
    let along = move |event: &ev::PointerEvent| if lies.get_untracked() { event.client_y() } else { event.client_x() };
    let on_down = move |event: ev::PointerEvent| {
        event.prevent_default();
        start.set(Some((along(&event), width.get_untracked())));
        if let Some(element) = separator.get_untracked() {
            // Without capture the moving ends when the pointer leaves the line: worse, not wrong.
            drop(element.set_pointer_capture(event.pointer_id()));
        }
    };
    let on_move = move |event: ev::PointerEvent| {
        if let Some((from, was)) = start.get_untracked() {
            set(was + direction() * (along(&event) - from));
        }
    };
    let on_up = move |_| {
        if start.get_untracked().is_some() {
            start.set(None);
            settled();
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let now = width.get_untracked();
        match event.key().as_str() {
            "ArrowUp" if lies.get_untracked() => set(now - STEP),
            "ArrowDown" if lies.get_untracked() => set(now + STEP),
            "ArrowLeft" if !lies.get_untracked() => set(now - direction() * STEP),
            "ArrowRight" if !lies.get_untracked() => set(now + direction() * STEP),
            "Home" => set(least),
            "End" => set(most),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
        settled();
    };
    view! {
        <div
            class="splitter"
            class:splitter-lying=lies
            class:splitter-moving=move || start.with(Option::is_some)
            node_ref=separator
            role="separator"
            tabindex="0"
            aria-orientation=move || if lies.get() { "horizontal" } else { "vertical" }
            aria-label=label
            aria-valuemin=least
            aria-valuemax=most
            aria-valuenow=width
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=on_up
            on:pointercancel=on_up
            on:keydown=on_key
        ></div>
    }
}
