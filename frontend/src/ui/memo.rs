//! Derived values that are compared before anything hears of them.

use leptos::prelude::*;

/// A value that follows the signals that it reads. It does what `Memo::new` does, but exists once in the bundle for
/// each type of value: that one is another copy for each closure.
pub fn memo<T: PartialEq + Send + Sync + 'static>(value: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    erased(Box::new(value))
}

fn erased<T: PartialEq + Send + Sync + 'static>(value: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
    Memo::new(move |_| value())
}
