//! Where the composers stand: side by side at the lower edge, minimised, in the middle, or in a window of their own.

use std::sync::Arc;

use leptos::prelude::*;

use crate::dom::{editor, page};
use crate::i18n::{t, words};
use crate::state::compose::Compose;
use crate::state::compose::composition::{Composition, Stand};

/// What a docked composer takes of the window's width, and what is left beside it, in pixels. `style/features/compose.css`
/// says the same.
const DOCKED: f64 = 592.0;
const BESIDE: f64 = 48.0;

/// The size of a window of its own, in pixels.
const OWN_WINDOW: (u32, u32) = (760, 780);

impl Compose {
    /// Shows a composer for this message, in front of the others.
    pub(super) fn show(&self, composition: Arc<Composition>) {
        self.look_after();
        if self.is_alone() {
            composition.stand.set(Stand::Full);
        }
        self.front.set(Some(composition.number));
        self.open.update(|open| {
            for other in open.iter().filter(|other| other.stand.get_untracked() == Stand::Full) {
                other.stand.set(Stand::Docked);
            }
            open.push(composition);
        });
        self.make_room();
    }

    /// Brings a composer to the front; a minimised one is opened.
    pub fn bring(&self, composition: &Composition) {
        if composition.stand.get_untracked() == Stand::Minimised {
            composition.stand.set(Stand::Docked);
        }
        self.front.set(Some(composition.number));
        self.make_room();
    }

    /// The person wants it out of the way: from the middle of the window it goes to its edge; there it is minimised, or
    /// closed when nothing was written. A window of its own is the browser's to close.
    pub fn escape(&self, composition: &Arc<Composition>) {
        match composition.stand.get_untracked() {
            _ if self.is_alone() => {}
            Stand::Docked if composition.is_untouched() => self.close(composition),
            Stand::Full => composition.stand.set(Stand::Docked),
            Stand::Docked | Stand::Minimised => composition.minimise(),
        }
    }

    /// Puts a composer into the middle of the window, or back.
    pub fn toggle_full(&self, composition: &Composition) {
        let is_full = composition.stand.get_untracked() == Stand::Full;
        composition.stand.set(if is_full { Stand::Docked } else { Stand::Full });
        self.front.set(Some(composition.number));
        self.make_room();
    }

    /// Whether this can be moved to a window of its own now: files on their way cannot be.
    pub fn can_leave(&self, composition: &Composition) -> bool {
        !composition.attachments.is_uploading() && !self.is_alone()
    }

    /// Moves a message to a window of its own. What it holds is taken from this browser's storage there.
    pub fn move_to_own_window(&self, composition: &Arc<Composition>) {
        composition.count_change();
        self.keep(composition);
        let path = "/compose?draft=".to_owned() + composition.key();
        if !page::open_window(&path, OWN_WINDOW.0, OWN_WINDOW.1) {
            return self.toasts.failed(t(words::compose::WINDOW_BLOCKED));
        }
        composition.end();
        self.remove(composition);
        Self::let_go(composition);
    }

    /// Takes a composer off the page; the one beside it comes to the front.
    pub(super) fn remove(&self, composition: &Composition) {
        if let Some(html) = editor::html(composition.number) {
            composition.html.set(html);
        }
        self.open.update(|open| open.retain(|one| one.number != composition.number));
        if self.front.get_untracked() == Some(composition.number) {
            self.front.set(self.open.with_untracked(|open| open.last().map(|one| one.number)));
        }
    }

    /// Whether this message has a composer.
    pub(super) fn is_open(&self, composition: &Composition) -> bool {
        self.open.with_untracked(|open| open.iter().any(|one| one.number == composition.number))
    }

    /// The window of its own has done what it is for.
    pub(super) fn leave_own_window(&self) {
        if self.is_alone() && self.open.with_untracked(Vec::is_empty) && self.outbox.with_untracked(Vec::is_empty) {
            page::close_window("/");
        }
    }

    /// Minimises the oldest until those that stand side by side fit into the window.
    fn make_room(&self) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few composers wide")]
        let most = (((page::width() - BESIDE) / DOCKED) as usize).max(1);
        let front = self.front.get_untracked();
        self.open.with_untracked(|open| {
            let docked = open.iter().filter(|one| one.stand.get_untracked() == Stand::Docked);
            let docked: Vec<_> = docked.collect();
            let surplus = docked.len().saturating_sub(most);
            for one in docked.into_iter().filter(|one| Some(one.number) != front).take(surplus) {
                one.stand.set(Stand::Minimised);
            }
        });
    }
}
