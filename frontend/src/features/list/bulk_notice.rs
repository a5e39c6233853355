//! How far a change of everything has got, and a way to stop it.

use leptos::prelude::*;

use crate::i18n::{number, t, t_with, words};
use crate::state::mail::use_mail;
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::progress::Progress;

/// The notice, while something is under way.
#[component]
pub fn BulkNotice() -> impl IntoView {
    let mail = use_mail();
    let under_way = mail.bulk.under_way();
    let text = Signal::derive(move || match under_way.get() {
        Some(progress) if progress.total > 0 => {
            let values = [("done", &*number(progress.done)), ("total", &*number(progress.total))];
            t_with(words::list::BULK, &values)
        }
        _ => t(words::list::BULK_BEGIN).to_owned(),
    });
    let part = Signal::derive(move || {
        let progress = under_way.get().filter(|progress| progress.total > 0)?;
        Some(f64::from(progress.done) / f64::from(progress.total))
    });
    view! {
            <div class="notice bulk-notice" role="status">
                <p>{text}</p>
                <Progress label=text value=part />
                <Button variant=ButtonVariant::Quiet on_press=move || mail.cancel_everything()>
                    {t(words::list::STOP)}
                </Button>
            </div>
    }
}
