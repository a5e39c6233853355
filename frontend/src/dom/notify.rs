//! The browser's permission to show notifications.

use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationPermission};

/// Asks for it where it has neither been given nor refused. False where it is refused, or where there are none.
pub async fn ask() -> bool {
    match Notification::permission() {
        NotificationPermission::Granted => return true,
        NotificationPermission::Denied => return false,
        _ => {}
    }
    let Ok(answer) = Notification::request_permission() else { return false };
    JsFuture::from(answer).await.is_ok_and(|answer| answer.as_string().as_deref() == Some("granted"))
}
