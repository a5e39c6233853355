//! Takes the cards of a file, and says of each what became of it.

use gatepost_shared::contact::{Imported, ImportedCard};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dom::files::{self, LocalFile};
use crate::features::contacts::screen::use_book;
use crate::i18n::{self, Plural, number, t, t_with, tn, words};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::dialog::Dialog;
use crate::ui::icon::{Icon, IconName};
use crate::ui::spinner::Spinner;

/// How far it is.
#[derive(Clone)]
enum Step {
    /// Which file?
    Asking,
    /// It is being read.
    Reading,
    /// It was read.
    Done(Imported),
    /// It was not.
    Failed(String),
}

/// The dialog.
#[component]
pub fn Import(
    /// Whether it is shown.
    open: RwSignal<bool>,
) -> impl IntoView {
    let book = use_book();
    let step = RwSignal::new(Step::Asking);
    Effect::new(move |_| {
        if open.get() {
            step.set(Step::Asking);
        }
    });
    let read = move |file: LocalFile| {
        step.set(Step::Reading);
        spawn_local(async move {
            let next = match book.import(&file).await {
                Ok(imported) => Step::Done(imported),
                Err(error) => Step::Failed(i18n::error::sentence(&error)),
            };
            let _ = step.try_set(next);
        });
    };
    let on_choose = move |event: ev::Event| {
        if let Some(file) = files::chosen(&event).into_iter().next() {
            read(file);
        }
    };
    view! {
        <Dialog open on_close=move || open.set(false) title=t(words::contacts::IMPORT) close_label=t(words::common::CLOSE)>
            <div class="contacts-import">
                {move || match step.get() {
                    Step::Reading => view! { <p class="contacts-reading"><Spinner label=t(words::contacts::READING_FILE) />{t(words::contacts::READING_FILE)}</p> }.into_any(),
                    Step::Done(imported) => view! { <Told imported /> }.into_any(),
                    Step::Failed(sentence) => view! {
                        <div class="notice notice-danger" role="alert"><Icon name=IconName::Warning /><p>{sentence}</p></div>
                        <FileInput on_choose />
                    }.into_any(),
                    Step::Asking => view! {
                        <p>{t(words::contacts::IMPORT_HINT)}</p>
                        <FileInput on_choose />
                    }.into_any(),
                }}
                <div class="dialog-actions">
                    <Button variant=ButtonVariant::Standard on_press=move || open.set(false)>{t(words::common::CLOSE)}</Button>
                </div>
            </div>
        </Dialog>
    }
}

#[component]
fn FileInput(on_choose: impl Fn(ev::Event) + 'static) -> impl IntoView {
    view! {
        <label class="contacts-file">
            <span class="field-label">{t(words::contacts::FILE)}</span>
            <input type="file" accept=".vcf,.vcard,text/vcard,text/x-vcard" on:change=on_choose />
        </label>
    }
}

/// What was taken, and what was not and why.
#[component]
fn Told(imported: Imported) -> impl IntoView {
    let counts: [(u32, Plural); 4] = [
        (imported.created, words::contacts::IMPORTED_NEW),
        (imported.updated, words::contacts::IMPORTED_CHANGED),
        (imported.unchanged, words::contacts::IMPORTED_SAME),
        (imported.refused, words::contacts::IMPORTED_NOT),
    ];
    let odd: Vec<ImportedCard> =
        imported.results.into_iter().filter(|card| card.problem.is_some() || card.warning.is_some()).collect();
    view! {
        <ul class="contacts-told" role="status">
            {counts
                .into_iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, plural)| view! { <li>{tn(plural, count)}</li> })
                .collect_view()}
        </ul>
        {(!odd.is_empty()).then(|| view! {
            <ul class="contacts-odd">
                {odd
                    .into_iter()
                    .map(|card| {
                        let place = t_with(words::contacts::CARD_NUMBER, &[("n", &number(card.index + 1))]);
                        let name = if card.name.is_empty() { place } else { card.name.clone() };
                        let problem = card.problem.map(|problem| problem.detail);
                        view! {
                            <li>
                                <bdi class="contact-name">{name}</bdi>
                                <span class="contact-beside">{problem.or(card.warning)}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        })}
    }
}
