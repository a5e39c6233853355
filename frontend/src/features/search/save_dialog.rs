//! Keeping a search under a name: it stands among the mailboxes then.

use leptos::prelude::*;
use serde_json::json;

use crate::dom::focus;
use crate::dom::random;
use crate::features::ask_name::AskName;
use crate::features::search::terms::quoted;
use crate::i18n::{t, words};
use crate::state::asking::Question;
use crate::state::mail::{Mail, use_mail};
use crate::state::settings::Key;
use crate::ui::memo::memo;

/// The question; nothing while it is not asked.
#[component]
pub fn SaveSearchDialog() -> impl IntoView {
    let mail = use_mail();
    // The id of a search that is kept already and gets another name; empty for a new one.
    let asked = memo(move || match mail.asking.question().get() {
        Some(Question::SaveSearch(id)) => Some(id),
        _ => None,
    });
    let first = move || {
        let id = asked.get_untracked().unwrap_or_default();
        let kept = untrack(|| mail.settings.searches()).into_iter().find(|(known, _)| *known == id);
        kept.map_or_else(|| query(mail), |(_, search)| search.name)
    };
    let save = move |name: String| {
        let id = asked.get_untracked().unwrap_or_default();
        mail.asking.close();
        if id.is_empty() {
            let search = json!({"name": name, "query": query(mail)});
            mail.settings.set_member(Key::Searches, &random::uuid(), search);
            mail.toasts.done(t(words::search::SAVED));
        } else {
            mail.settings.set_member(Key::Searches, &id, json!({"name": name}));
        }
        focus::soon(crate::state::list::ACTIVE_ROW);
    };
    view! {
        <AskName
            open=Signal::derive(move || asked.with(Option::is_some))
            title=t(words::search::SAVE_TITLE)
            label=t(words::search::SAVE_NAME)
            button=t(words::search::SAVE_NOW)
            missing=t(words::tags::NAME_MISSING)
            first=Callback::new(move |()| first())
            on_name=move |name| save(name)
        />
    }
}

/// What is searched now; in one mailbox, with its name.
fn query(mail: Mail) -> String {
    let search = mail.navigation.route().with_untracked(|route| route.search().cloned()).unwrap_or_default();
    let mailbox = search.mailbox.and_then(|id| untrack(|| mail.mailboxes.get(&id)));
    let scope = mailbox.map(|mailbox| " in:".to_owned() + &quoted(&mailbox.path.join("/"))).unwrap_or_default();
    search.query + &scope
}
