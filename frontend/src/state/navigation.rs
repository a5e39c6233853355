//! Where the person is: a [`Route`], kept equal to the browser's URL.

use leptos::prelude::*;

use crate::dom::history;
use crate::routes::Route;

/// The place that is shown.
#[derive(Debug, Clone, Copy)]
pub struct Navigation {
    route: RwSignal<Route>,
}

impl Navigation {
    /// Begins at the page's URL and follows Back and Forward.
    pub fn new() -> Self {
        let route = RwSignal::new(Route::from_path(&history::path()));
        history::on_travel(move |path| route.set(Route::from_path(&path)));
        Self { route }
    }

    /// The place that is shown.
    pub fn route(&self) -> Signal<Route> {
        self.route.into()
    }

    /// Goes to a place; Back leads here.
    pub fn go(&self, to: Route) {
        if self.route.with_untracked(|here| *here != to) {
            history::push(&to.path());
            self.route.set(to);
        }
    }

    /// Goes to a place that stands for this one: Back leads to where one was before.
    pub fn replace(&self, to: Route) {
        history::replace(&to.path());
        self.route.set(to);
    }
}
