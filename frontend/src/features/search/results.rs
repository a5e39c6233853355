//! What stands above the results: the terms, each of which can be taken away; how far the search has got, and stopping it.

use std::ops::Range;

use leptos::prelude::*;

use crate::features::search::terms::{terms, without};
use crate::i18n::{number, t, t_with, tn, words};
use crate::routes::{Route, Search};
use crate::state::mail::{Mail, use_mail};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::icon::{Icon, IconName};
use crate::ui::memo::memo;

/// The bar.
#[component]
pub fn SearchState() -> impl IntoView {
    let mail = use_mail();
    let search = memo(move || mail.navigation.route().with(|route| route.search().cloned()).unwrap_or_default());
    view! {
        <div class="search-state">
            {move || search.with(|search| chips(mail, search))}
            <div class="search-progress" role="status">{move || progress(mail)}</div>
        </div>
    }
}

/// The terms, where there is more than one.
fn chips(mail: Mail, search: &Search) -> AnyView {
    let terms = terms(&search.query);
    if terms.len() < 2 {
        return ().into_any();
    }
    let chip = |term: Range<usize>| {
        let text = search.query.get(term.clone()).unwrap_or_default().to_owned();
        let rest = Search { query: without(&search.query, &term), mailbox: search.mailbox.clone() };
        let label = t_with(words::search::REMOVE_TERM, &[("term", &text)]);
        view! {
            <li class="search-term">
                <span dir="auto">{text}</span>
                <button
                    type="button"
                    aria-label=label
                    on:click=move |_| mail.navigation.go(Route::Search(rest.clone(), None))
                >
                    <Icon name=IconName::Close />
                </button>
            </li>
        }
    };
    view! { <ul class="search-terms" aria-label=t(words::search::TERMS)>{terms.into_iter().map(chip).collect_view()}</ul> }
        .into_any()
}

fn progress(mail: Mail) -> AnyView {
    let progress = mail.list.progress().get();
    let found = mail.list.rows().with(crate::state::rows::Rows::total);
    let button = |label: &'static str, press: Callback<()>| {
        view! { <Button variant=ButtonVariant::Quiet on_press=press>{label}</Button> }
    };
    if progress.is_running {
        let stop = Callback::new(move |()| mail.list.stop_finding());
        let text = t_with(words::search::SEARCHING, &[("n", &number(found))]);
        return view! { <Icon name=IconName::Spinner /><p>{text}</p>{button(t(words::search::STOP), stop)} }.into_any();
    }
    let again = Callback::new(move |()| mail.list.find_again());
    let failed = u32::try_from(progress.failed.len()).unwrap_or(u32::MAX);
    let text = match () {
        () if progress.is_stopped => t(words::search::STOPPED).to_owned(),
        () if failed > 0 => tn(words::search::FAILED_MAILBOXES, failed),
        () if progress.is_partial => t(words::search::PARTIAL).to_owned(),
        () => return ().into_any(),
    };
    view! { <p>{text}</p>{button(t(words::search::AGAIN), again)} }.into_any()
}
