//! Doing something outside the page's elements whenever signals change.

use leptos::prelude::*;

/// Runs now and whenever a signal that it read has changed, as long as the current owner lives. It does what
/// `Effect::new` does, but exists once in the bundle: that one is generic, and each use of it is another copy.
pub fn effect(act: impl FnMut() + 'static) {
    run(Box::new(act));
}

fn run(act: Box<dyn FnMut()>) {
    Effect::new(act);
}
