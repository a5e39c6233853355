//! What presses, drags and fingers on the rows mean. One set of listeners on the grid, whatever row it is.

use std::time::Duration;

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::commands::table::{Command, Id, command};
use crate::dom::{drag, focus, target};
use crate::features::list::grid::select_to;
use crate::features::list::row::ACTIONS;
use crate::features::list::swipe;
use crate::features::menus::Menus;
use crate::i18n::{tn, words};
use crate::state::asking::Targets;
use crate::state::list::ACTIVE_ROW;
use crate::state::mail::{About, Mail};

const ROW: &str = ".message-row";
/// A finger that rests so long means to select.
const LONG_PRESS: Duration = Duration::from_millis(450);
/// A finger that has moved less may still be pressing.
const SLIP: f64 = 10.0;

/// A finger on a row.
#[derive(Debug, Clone, Copy)]
struct Finger {
    place: u32,
    x: f64,
    y: f64,
}

/// The listeners.
#[derive(Clone, Copy)]
pub struct Gestures {
    mail: Mail,
    menus: Menus,
    finger: StoredValue<Option<Finger>>,
    swipe: RwSignal<Option<(u32, f64)>>,
    /// What the finger did was more than a press: the press that the browser tells of afterwards means nothing.
    is_spent: StoredValue<bool>,
}

impl Gestures {
    /// No finger is on any row.
    pub fn new(mail: Mail, menus: Menus) -> Self {
        Self {
            mail,
            menus,
            finger: StoredValue::new(None),
            swipe: RwSignal::new(None),
            is_spent: StoredValue::new(false),
        }
    }

    /// The row under a finger that moves sideways, and how far it has moved.
    pub fn swipe(self) -> RwSignal<Option<(u32, f64)>> {
        self.swipe
    }

    /// A press: on the tick, the star, a button, or the row itself.
    pub fn click(self, event: &ev::MouseEvent) {
        if self.is_spent.get_value() {
            return self.is_spent.set_value(false);
        }
        let Some(place) = row_at(event) else { return };
        let Some(row) = untrack(|| self.mail.list.row(place)) else { return };
        if let Some(action) = target::attribute(event, ".message-action", "data-action") {
            return self.act(place, &action);
        }
        let before = self.mail.list.active().get_untracked();
        self.mail.list.activate(place);
        focus::soon(ACTIVE_ROW);
        // A finger that has ticked one row ticks others.
        let is_ticking = self.mail.narrow.get_untracked() && untrack(|| self.mail.selection.count()) > 0;
        if target::is_within(event, ".message-star") {
            command(Id::Star).run(self.mail.about(About::Row(place)));
        } else if event.shift_key() {
            select_to(self.mail, before);
        } else if target::is_within(event, ".message-tick") || event.ctrl_key() || event.meta_key() || is_ticking {
            self.mail.selection.toggle(place, &row);
        } else {
            self.mail.navigation.go(self.mail.route_of(row.id.clone()));
        }
    }

    fn act(self, place: u32, action: &str) {
        let chosen = action.parse::<usize>().ok().and_then(|index| ACTIONS.get(index));
        if let Some(id) = chosen {
            self.run(command(*id), place);
        }
    }

    fn run(self, command: &Command, place: u32) {
        self.mail.list.hovered().set(None);
        let mail = self.mail.about(About::Row(place));
        command.run(mail);
    }

    /// The right button, or the key for it.
    pub fn context_menu(self, event: &ev::MouseEvent) {
        let Some(place) = row_at(event) else { return };
        event.prevent_default();
        // A finger that rests selects: its long press is no right button.
        if self.finger.with_value(Option::is_some) {
            return;
        }
        let Some(row) = untrack(|| self.mail.list.row(place)) else { return };
        let is_ticked = untrack(|| self.mail.selection.contains(&row.id) || self.mail.selection.everything().get());
        self.menus.about.set(if is_ticked { About::Keyboard } else { About::Row(place) });
        self.mail.list.activate(place);
        self.mail.list.has_focus().set(true);
        self.menus.rows.set(Some((f64::from(event.client_x()), f64::from(event.client_y()))));
    }

    /// The pointer is over a row.
    pub fn pointed(self, event: &ev::PointerEvent) {
        let place = if event.pointer_type() == "touch" { None } else { row_at(event) };
        if self.mail.list.hovered().get_untracked() != place {
            self.mail.list.hovered().set(place);
        }
    }

    /// A finger has come down.
    pub fn down(self, event: &ev::PointerEvent) {
        self.is_spent.set_value(false);
        let place = row_at(event).filter(|_| event.pointer_type() == "touch" && event.is_primary());
        let Some(place) = place else { return self.finger.set_value(None) };
        let finger = Finger { place, x: f64::from(event.client_x()), y: f64::from(event.client_y()) };
        self.finger.set_value(Some(finger));
        set_timeout(move || self.rested(finger), LONG_PRESS);
    }

    fn rested(self, then: Finger) {
        let now = self.finger.try_get_value().flatten();
        let is_same = now.is_some_and(|now| now.place == then.place && (now.x, now.y) == (then.x, then.y));
        let is_swiping = self.swipe.try_get_untracked().flatten().is_some();
        if let Some(row) = untrack(|| self.mail.list.row(then.place)).filter(|_| is_same && !is_swiping) {
            self.is_spent.set_value(true);
            self.mail.selection.toggle(then.place, &row);
            self.mail.list.activate(then.place);
        }
    }

    /// The finger moves: up or down it scrolls, which the browser does; sideways it swipes.
    pub fn moved(self, event: &ev::PointerEvent) {
        let Some(finger) = self.finger.get_value() else { return };
        let (by, across) = (f64::from(event.client_x()) - finger.x, f64::from(event.client_y()) - finger.y);
        if self.is_spent.get_value() && self.swipe.with_untracked(Option::is_none) {
            return;
        }
        if across.abs() > SLIP && self.swipe.with_untracked(Option::is_none) {
            return self.cancel();
        }
        if by.abs() > SLIP {
            self.is_spent.set_value(true);
            self.swipe.set(Some((finger.place, by)));
        }
    }

    /// The finger is lifted: a row that was swiped far enough goes on, any other comes back.
    pub fn up(self, _: &ev::PointerEvent) {
        let swiped = self.swipe.get_untracked();
        self.cancel();
        if let Some((place, by)) = swiped
            && let Some(id) = swipe::command_of(by)
        {
            self.run(command(id(self.mail, place)), place);
        }
    }

    /// The browser has taken the finger for something else.
    pub fn cancel(self) {
        self.finger.set_value(None);
        if self.swipe.with_untracked(Option::is_some) {
            self.swipe.set(None);
        }
    }

    /// A row is dragged: all that are ticked, or, where it is not ticked itself, it alone.
    pub fn drag(self, event: &ev::DragEvent, badge: NodeRef<html::Div>) {
        let row = row_at(event).and_then(|place| untrack(|| self.mail.list.row(place)));
        let Some(row) = row else { return event.prevent_default() };
        let is_ticked = untrack(|| self.mail.selection.contains(&row.id));
        let targets = untrack(|| self.mail.everything()).unwrap_or_else(|| {
            Targets::Rows(if is_ticked { untrack(|| self.mail.selection.rows()) } else { vec![row] })
        });
        if let Some(badge) = badge.get_untracked() {
            drag::begin(event, &badge, &tn(words::list::IN_CONVERSATION, targets.count()));
        }
        self.mail.list.dragged().set(Some(targets));
    }
}

/// The place of the row that an event happened on.
fn row_at(event: &ev::Event) -> Option<u32> {
    target::attribute(event, ROW, "aria-rowindex")?.parse::<u32>().ok()?.checked_sub(1)
}

/// Reading is a swipe's other meaning: what is read becomes unread.
pub fn read_or_unread(mail: Mail, place: u32) -> Id {
    let mail = mail.about(About::Row(place));
    if untrack(|| (command(Id::MarkRead).enabled)(mail)) { Id::MarkRead } else { Id::MarkUnread }
}
