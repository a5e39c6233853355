//! The head of the results: what was looked for, how much was found, and keeping the search.

use leptos::prelude::*;

use crate::i18n::{number, t, t_with, tn, words};
use crate::state::asking::Question;
use crate::state::mail::use_mail;
use crate::state::source::MOST_FOUND;
use crate::ui::button::IconButton;
use crate::ui::icon::IconName;
use crate::ui::memo::memo;

/// The head.
#[component]
pub fn SearchHeading() -> impl IntoView {
    let mail = use_mail();
    let search = memo(move || mail.navigation.route().with(|route| route.search().cloned()).unwrap_or_default());
    let title = move || match search.with(|search| search.query.clone()) {
        query if query.is_empty() => t(words::search::ALL).to_owned(),
        query => t_with(words::search::RESULTS, &[("query", &query)]),
    };
    let count = memo(move || {
        let progress = mail.list.progress().get();
        match progress.total {
            // What goes on is told below, and what found nothing in the middle.
            _ if progress.is_running => String::new(),
            0 => String::new(),
            total if total > MOST_FOUND => {
                let values = [("n", &*number(MOST_FOUND)), ("total", &*number(total))];
                t_with(words::search::FOUND_MORE, &values)
            }
            total => tn(words::search::FOUND, total),
        }
    });
    let save = move || mail.asking.ask(Question::SaveSearch(String::new()));
    view! {
        <h1 class="list-title" dir="auto">{title}</h1>
        <p class="list-count">{count}</p>
        <IconButton icon=IconName::Bookmark label=t(words::search::SAVE) on_press=save />
    }
}
