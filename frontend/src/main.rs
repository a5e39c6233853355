//! The single-page client of Gatepost: starts the application in the page that the server sent.
//!
//! Arrows run one way: `features` → `commands`, `state`, `ui`, `i18n` → `api` → `gatepost_shared`; `dom` and `ui`
//! are the only places that speak to the browser's interfaces, and `ui` knows no mail.

#![expect(
    unreachable_pub,
    reason = "in a program `pub` says what other modules may use; nothing is reachable from outside"
)]
// The release build has no texts for debuggers (scripts/build-client): `{:?}` writes nothing there.
#![cfg_attr(not(test), warn(clippy::use_debug))]
#![expect(clippy::needless_pass_by_value, reason = "a component owns what it is given")]

mod api;
mod app;
mod commands;
mod dom;
mod features;
mod i18n;
mod routes;
mod state;
mod ui;

fn main() {
    console_error_panic_hook::set_once();
    if let Some(texts) = dom::page::texts() {
        i18n::start(texts);
    }
    leptos::mount::mount_to_body(app::App);
}
