//! The toasts of the state, shown in the widget's region.

use leptos::prelude::*;

use crate::features::part::PartOnceWanted;
use crate::i18n::{t, words};
use crate::state::toasts::Toasts;
use crate::ui::lazy::{lazy, warm};
use crate::ui::toast::{ToastCard, ToastRegion, ToastTone};

lazy! {
    /// There is nothing to tell at first.
    toast_cards in soon => view! { <Cards /> }
}

/// The place where toasts appear: once in the application.
#[component]
pub fn ToastList() -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let has_any = Signal::derive(move || toasts.list().with(|list| !list.is_empty()));
    warm(toast_cards);
    view! {
        <ToastRegion label=t(words::common::NOTICES)>
            <PartOnceWanted is=has_any load=toast_cards />
        </ToastRegion>
    }
}

#[component]
fn Cards() -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    view! {
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
    }
}
