//! Parts of the client that are loaded when they are first shown or used: `lazy!` says what is one, [`Lazy`] shows it,
//! [`Later`] uses it.
//!
//! A release build cuts the WebAssembly there (scripts/build-client): what only the part uses is a file of its own.
//! Every other build has all in one, and the same code finds it there at once.

use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dom::timer::{drawn, sleep};

/// Builds the part's view, once its code is there.
pub type Builder = fn() -> AnyView;
/// The part's code, under way: what builds its view, or whatever else it is used by.
pub type Loading<T = Builder> = Pin<Box<dyn Future<Output = Result<T, NotLoaded>>>>;

/// What the first screen has to itself.
const SETTLED: Duration = Duration::from_millis(1500);

/// The code did not come: the network failed, or another release is served by now. The next attempt asks again.
#[derive(Clone, Copy, Debug)]
pub struct NotLoaded;

#[cfg(split)]
impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// Makes a function `$name` that loads a part, from an expression that builds its view:
/// `lazy! { pub help in soon => view! { <HelpDialog /> } }`; or from one of another type, a function mostly:
/// `lazy! { pub deeds in soon: Deeds => Deeds { .. } }`, where the type has a name of its own. The name must be the only one of its kind in the client.
///
/// `in` names the file that the part's code is in, which it shares with what is wanted at the same time: each pair of
/// files has another one for what both use, so that few files are better than many.
/// - `soon`: what the first screen can do, and what may stand on it at any time. Loaded as soon as the list is there.
/// - `reader`, `compose`, `settings`, `contacts`: what the screen of this name needs.
macro_rules! lazy {
    ($(#[$about:meta])* $visible:vis $name:ident in $file:ident => $view:expr) => {
        $crate::ui::lazy::lazy! {
            $(#[$about])*
            $visible $name in $file: $crate::ui::lazy::Builder => || ::leptos::prelude::IntoAny::into_any($view)
        }
    };
    ($(#[$about:meta])* $visible:vis $name:ident in $file:ident: $what:ty => $value:expr) => {
        $(#[$about])*
        $visible fn $name() -> $crate::ui::lazy::Loading<$what> {
            // The crate's other parts never name this function: it is where the cut goes through.
            #[cfg_attr(split, ::leptos::wasm_split::wasm_split($file, fallible, wasm_split_path = ::leptos::wasm_split))]
            fn $name() -> Result<$what, $crate::ui::lazy::NotLoaded> {
                Ok($value)
            }
            #[cfg(split)]
            return Box::pin($name());
            #[cfg(not(split))]
            Box::pin(std::future::ready($name()))
        }
    };
}
pub(crate) use lazy;

/// What a part is used by, where it shows nothing. For a `static`, so that it is loaded once.
pub struct Later<T: 'static> {
    load: fn() -> Loading<T>,
    here: OnceLock<T>,
}

impl<T: Copy + 'static> Later<T> {
    /// Loaded by a function that `lazy!` has made, when it is first used.
    pub const fn new(load: fn() -> Loading<T>) -> Self {
        Self { load, here: OnceLock::new() }
    }

    /// It, if it has been loaded: what has not was never used.
    pub fn here(&self) -> Option<T> {
        self.here.get().copied()
    }

    /// It, as soon as it is here.
    pub async fn get(&self) -> Result<T, NotLoaded> {
        match self.here() {
            Some(part) => Ok(part),
            None => (self.load)().await.map(|part| *self.here.get_or_init(|| part)),
        }
    }

    /// Uses it: at once when it is here, and else as soon as it is.
    pub fn with(&'static self, act: impl FnOnce(T) + 'static, failed: impl FnOnce() + 'static) {
        if let Some(part) = self.here() {
            return act(part);
        }
        spawn_local(async move {
            match self.get().await {
                Ok(part) => act(part),
                Err(NotLoaded) => failed(),
            }
        });
    }

    /// Loads it before anybody wants it: see [`warm`].
    pub fn warm(&'static self) {
        self.once_settled(drop);
    }

    /// Uses it once the first screen has settled. If it fails nothing happens: this is for what nobody has asked for.
    pub fn once_settled(&'static self, act: impl FnOnce(T) + 'static) {
        spawn_local(async move {
            sleep(SETTLED).await;
            if let Ok(part) = self.get().await {
                act(part);
            }
        });
    }
}

/// Loads a part before anybody wants it, once the first screen has settled: then it shows at once, also on a slow line or
/// without one.
pub fn warm(part: fn() -> Loading) {
    spawn_local(async move {
        sleep(SETTLED).await;
        // If it fails now it is tried again when it is shown, and there it is told.
        let _ = part().await;
    });
}

/// How far a part is.
#[derive(Clone, Copy)]
enum State {
    Loading,
    Here(Builder),
    Failed,
}

/// Shows a part, and until it is here what stands in its place.
#[component]
pub fn Lazy(
    /// Loads it: a function that `lazy!` has made.
    part: fn() -> Loading,
    /// In its place while it is under way. It mostly takes less than a blink.
    #[prop(optional, into)]
    waiting: ViewFn,
    /// In its place when it did not come; gets a way to try again.
    failed: fn(Callback<()>) -> AnyView,
    /// What is beside it on the screen is drawn first.
    #[prop(optional)]
    patient: bool,
) -> impl IntoView {
    let state = RwSignal::new(State::Loading);
    let load = move || {
        state.set(State::Loading);
        spawn_local(async move {
            if patient {
                drawn().await;
            }
            let loaded = part().await;
            // Whoever waited may have gone elsewhere by now.
            let _ = state.try_set(loaded.map_or(State::Failed, State::Here));
        });
    };
    load();
    move || match state.get() {
        State::Loading => waiting.run(),
        State::Here(build) => build(),
        State::Failed => failed(Callback::new(move |()| load())),
    }
}
