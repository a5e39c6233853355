//! The browser's notifications: its permission, showing one, and being led to what it was about.

use js_sys::Reflect;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Notification, NotificationOptions, NotificationPermission, ServiceWorkerRegistration};

use crate::dom::worker;

const ICON: &str = "/icon-192.png";

/// What a notification says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The line that stands out.
    pub title: String,
    /// What stands under it.
    pub body: String,
    /// One with the same tag takes its place, whichever tab of the browser shows it.
    pub tag: String,
    /// Where a click on it leads.
    pub path: String,
}

/// Whether the person lets us. False where the browser has no notifications.
pub fn may() -> bool {
    permission() == Some(NotificationPermission::Granted)
}

/// Asks for the permission where it has neither been given nor refused. False where it is refused, or where there are none.
pub async fn ask() -> bool {
    match permission() {
        Some(NotificationPermission::Granted) => return true,
        Some(NotificationPermission::Default) => {}
        _ => return false,
    }
    let Ok(answer) = Notification::request_permission() else { return false };
    JsFuture::from(answer).await.is_ok_and(|answer| answer.as_string().as_deref() == Some("granted"))
}

/// Shows it. `open` gets its path when it is clicked, and the page is in front then. Where the program is installed on a
/// phone only its service worker may show one: then a click comes by way of [`on_open`].
pub fn show(note: Note, open: impl Fn(&str) + 'static) {
    let options = NotificationOptions::new();
    options.set_body(&note.body);
    options.set_tag(&note.tag);
    options.set_icon(ICON);
    options.set_data(&note.path.as_str().into());
    // Whether there is a sound is a setting of ours.
    options.set_silent(Some(true));
    let Ok(shown) = Notification::new_with_options(&note.title, &options) else {
        return spawn_local(async move {
            show_by_worker(&note.title, &options).await;
        });
    };
    let notification = shown.clone();
    let click = Closure::once_into_js(move || {
        notification.close();
        if let Some(window) = web_sys::window() {
            // A browser that keeps its windows where they are opens the mail all the same.
            drop(window.focus());
        }
        open(&note.path);
    });
    shown.set_onclick(click.dyn_ref());
}

/// Calls back with the path of a notification of the service worker that was clicked (frontend/worker.js). For the page's life;
/// a later call takes the place of this one.
pub fn on_open(act: impl Fn(&str) + 'static) {
    let Some(workers) = worker::container() else { return };
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
        let path = Reflect::get(&message.data(), &"open".into()).ok().and_then(|path| path.as_string());
        if let Some(path) = path {
            act(&path);
        }
    });
    workers.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
}

async fn show_by_worker(title: &str, options: &NotificationOptions) -> Option<()> {
    let registration = JsFuture::from(worker::container()?.get_registration()).await.ok()?;
    let registration: ServiceWorkerRegistration = registration.dyn_into().ok()?;
    // Refused: the permission was taken back a moment ago.
    JsFuture::from(registration.show_notification_with_options(title, options).ok()?).await.ok().map(drop)
}

fn permission() -> Option<NotificationPermission> {
    // Naming it where there is none would be an error of the page.
    let is_known = Reflect::has(&js_sys::global(), &"Notification".into()).unwrap_or(false);
    is_known.then(Notification::permission)
}
