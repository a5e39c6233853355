//! Grey lines in the place of text that is on its way, so that nothing jumps when it comes.

use leptos::prelude::*;

/// Some lines of text to come. Screen readers hear nothing of it: say it with a live region if it matters.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 3)]
    lines: usize,
) -> impl IntoView {
    let line = || view! { <span class="skeleton-line"></span> };
    view! { <div class="skeleton" aria-hidden="true">{(0..lines).map(|_| line()).collect_view()}</div> }
}
