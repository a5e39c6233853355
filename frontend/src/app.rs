//! The application.
use leptos::prelude::*;
use crate::state::{mail::Mail, toasts::Toasts};

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let toasts = Toasts::new();
    provide_context(toasts);
    let mail = Mail::new(toasts);
    provide_context(mail);
    mail.start();
    Effect::new(move || mail.follow());
    view! { <main>"…"</main> }
}
