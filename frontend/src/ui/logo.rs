//! The product's sign: a gatepost with a letter. The same drawing as `frontend/public/favicon.svg`.

use leptos::prelude::*;

/// A picture only: the product's name stands beside it as text.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <svg class="logo" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
            <rect class="logo-ground" width="64" height="64" rx="14" />
            <path class="logo-figure" d="M9 18.5 16.5 10l7.5 8.5V21H9zM11 23h11v32H11zM22 29h5v3.5h-5zM22 41h5v3.5h-5z" />
            <rect class="logo-figure" x="26" y="25" width="30" height="23" rx="3.5" />
            <path class="logo-fold" d="m30.5 30 10.5 9 10.5-9" />
        </svg>
    }
}
