//! Toasts: a sentence about what has just happened, with a way back, that goes away by itself.

use std::time::Duration;

use leptos::prelude::*;

use crate::ui::button::{Button, ButtonVariant, IconButton};
use crate::ui::icon::{Icon, IconName};

/// What kind of news it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ToastTone {
    /// Something was done.
    #[default]
    Done,
    /// Something went wrong.
    Failed,
}

/// Where toasts appear. It is always on the page, so that screen readers notice what comes into it.
#[component]
pub fn ToastRegion(
    /// What the place is: "Notices".
    #[prop(into)]
    label: Signal<String>,
    /// [`ToastCard`]s.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="toast-region" role="status" aria-live="polite" aria-label=label>
            {children()}
        </section>
    }
}

/// One toast. Its time runs only while nobody points at it and nothing in it has focus.
#[component]
pub fn ToastCard(
    /// The sentence.
    text: String,
    /// What kind of news it is.
    tone: ToastTone,
    /// The way back: "Undo", or another action.
    action: Option<(String, Callback<()>)>,
    /// The label of the button that removes it.
    #[prop(into)]
    dismiss_label: String,
    /// How long it stays; none until it is dismissed.
    timeout: Option<Duration>,
    /// It is to be removed: its time is over, it was dismissed, or its action was chosen.
    #[prop(into)]
    on_dismiss: Callback<()>,
) -> impl IntoView {
    let held = RwSignal::new(false);
    // The clock starts anew each time the toast is let go.
    Effect::new(move |previous: Option<Option<TimeoutHandle>>| {
        if let Some(timer) = previous.flatten() {
            timer.clear();
        }
        if held.get() {
            return None;
        }
        timeout.and_then(|timeout| set_timeout_with_handle(move || on_dismiss.try_run(()).unwrap_or(()), timeout).ok())
    });
    let icon = match tone {
        ToastTone::Done => IconName::Check,
        ToastTone::Failed => IconName::Warning,
    };
    let button = action.map(|(label, run)| {
        let choose = move || {
            on_dismiss.run(());
            run.run(());
        };
        view! { <Button variant=ButtonVariant::Quiet on_press=choose>{label}</Button> }
    });
    view! {
        <div
            class="toast"
            class:toast-failed=tone == ToastTone::Failed
            on:pointerenter=move |_| held.set(true)
            on:pointerleave=move |_| held.set(false)
            on:focusin=move |_| held.set(true)
            on:focusout=move |_| held.set(false)
        >
            <Icon name=icon />
            <p class="toast-text">{text}</p>
            {button}
            <IconButton icon=IconName::Close label=dismiss_label on_press=on_dismiss />
        </div>
    }
}
