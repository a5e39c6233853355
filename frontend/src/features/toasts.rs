//! The toasts of the state, shown in the widget's region.

use leptos::prelude::*;

use crate::i18n::{t, words};
use crate::state::toasts::Toasts;
use crate::ui::toast::{ToastCard, ToastRegion, ToastTone};

/// The place where toasts appear: once in the application.
#[component]
pub fn ToastList() -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    view! {
        <ToastRegion label=t(words::common::NOTICES)>
            <For each=move || toasts.list().get() key=|toast| toast.id let:toast>
                <ToastCard
                    text=toast.text
                    tone=if toast.failed { ToastTone::Failed } else { ToastTone::Done }
                    action=toast.action
                    dismiss_label=t(words::common::DISMISS)
                    timeout=Some(toast.timeout)
                    on_dismiss=move || toasts.dismiss(toast.id)
                />
            </For>
        </ToastRegion>
    }
}
