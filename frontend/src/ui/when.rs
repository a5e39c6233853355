//! Showing something only while a signal holds. It does what Leptos' `Show` does, but exists once in the bundle:
//! `Show` is generic, and each use of it is another copy.

use leptos::prelude::*;

use crate::ui::memo::memo;

/// Its children while the signal holds.
#[component]
pub fn When(
    /// Whether the children are shown.
    #[prop(into)]
    is: Signal<bool>,
    /// Built anew each time they appear.
    children: ChildrenFn,
) -> impl IntoView {
    let is = memo(move || is.get());
    move || is.get().then(|| children())
}
