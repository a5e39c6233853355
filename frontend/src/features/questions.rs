//! The dialogs that ask something about mail, tags and searches: one part of the client, loaded at the first question.

use leptos::prelude::*;

use crate::features::list::destroy_dialog::DestroyDialog;
use crate::features::list::move_dialog::MoveDialog;
use crate::features::part::Part;
use crate::features::search::save_dialog::SaveSearchDialog;
use crate::features::tags::assign::TagDialog;
use crate::features::tags::edit::EditTagDialog;
use crate::state::asking::Question;
use crate::state::mail::use_mail;
use crate::ui::lazy::lazy;
use crate::ui::when::When;

lazy! {
    /// Every dialog: many visits ask nothing.
    questions in soon => view! {
        <MoveDialog />
        <DestroyDialog />
        <TagDialog />
        <EditTagDialog />
        <SaveSearchDialog />
    }
}

/// The dialogs; nothing until the first question.
#[component]
pub fn Questions() -> impl IntoView {
    let mail = use_mail();
    let was_asked = Memo::new(move |before: Option<&bool>| {
        let asks = mail.asking.question().with(|question| {
            matches!(
                question,
                Some(
                    Question::MoveTo(_)
                        | Question::Destroy(_)
                        | Question::Tag(_)
                        | Question::EditTag(_)
                        | Question::SaveSearch(_)
                )
            )
        });
        asks || before.copied().unwrap_or(false)
    });
    view! { <When is=was_asked><Part load=questions /></When> }
}
