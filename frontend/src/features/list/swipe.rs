//! Swiping a row aside: towards its end archives, towards its start marks as read or unread.

use leptos::prelude::*;

use crate::commands::table::{Id, command};
use crate::dom::page;
use crate::features::list::gestures::read_or_unread;
use crate::i18n::t;
use crate::state::mail::{About, Mail, use_mail};
use crate::ui::icon::Icon;
use crate::ui::memo::memo;

/// A row that was moved so far, in pixels, goes on.
const FAR: f64 = 88.0;

/// The command of a row that was moved so far; none when it was not moved far enough.
pub fn command_of(by: f64) -> Option<fn(Mail, u32) -> Id> {
    (by.abs() >= FAR).then(|| towards(by))
}

fn towards(by: f64) -> fn(Mail, u32) -> Id {
    let is_to_end = (by > 0.0) != page::is_right_to_left();
    if is_to_end { |_, _| Id::Archive } else { read_or_unread }
}

/// What stands under the row while it is moved.
#[component]
pub fn SwipeHint(
    /// The row, and how far it has moved.
    swipe: RwSignal<Option<(u32, f64)>>,
) -> impl IntoView {
    let mail = use_mail();
    // It changes when the finger crosses the line, not with every pixel.
    let shown = memo(move || swipe.get().map(|(place, by)| (place, by > 0.0, by.abs() >= FAR)));
    move || {
        shown.get().map(|(place, is_right, is_far)| {
            let id = towards(if is_right { 1.0 } else { -1.0 })(mail, place);
            let (command, mail) = (command(id), mail.about(About::Row(place)));
            view! {
                <div
                    class="swipe-hint"
                    class:swipe-hint-right=is_right
                    class:swipe-hint-far=is_far
                    aria-hidden="true"
                    style:--place=place.to_string()
                >
                    <Icon name=untrack(|| (command.icon)(mail)) />
                    {t(untrack(|| (command.label)(mail)))}
                </div>
            }
        })
    }
}
