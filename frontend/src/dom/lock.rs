//! One owner among the tabs of this browser (Web Locks). A tab that ends, however it ends, owns nothing any more.

use futures::channel::oneshot;
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Being the owner. Dropping it gives it up.
#[derive(Debug)]
pub struct Claim {
    /// None where the browser knows no locks: there everybody is an owner, as far as this can say.
    _give_up: Option<oneshot::Sender<()>>,
}

/// How a name is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Only if nobody owns it.
    IfFree,
    /// Whoever owns it loses it.
    Take,
}

/// Whether this browser knows locks: only where the page came over HTTPS or from this machine.
pub fn is_known() -> bool {
    manager().is_some()
}

/// Tries to become the owner of a name. `on_lost` hears when another tab has taken it.
pub async fn claim(name: &str, manner: Manner, on_lost: impl FnOnce() + 'static) -> Option<Claim> {
    let Some(manager) = manager() else { return Some(Claim { _give_up: None }) };
    let (granted, is_granted) = oneshot::channel::<bool>();
    let (give_up, given_up) = oneshot::channel::<()>();
    // The lock is held until the promise that this returns is fulfilled.
    let hold = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let is_ours = !lock.is_null();
        // Nobody waits any more only if the page is ending.
        let _ = granted.send(is_ours);
        if !is_ours {
            return JsValue::UNDEFINED;
        }
        wasm_bindgen_futures::future_to_promise(async move {
            // An error means that the sender was dropped, which is how a claim is given up.
            let _ = given_up.await;
            Ok(JsValue::UNDEFINED)
        })
        .into()
    });
    let options = Object::new();
    let option = if manner == Manner::Take { "steal" } else { "ifAvailable" };
    Reflect::set(&options, &option.into(), &JsValue::TRUE).ok()?;
    let request: Function = Reflect::get(&manager, &"request".into()).ok()?.dyn_into().ok()?;
    let arguments: Array = [JsValue::from(name), options.into(), hold].into_iter().collect();
    let ended: Promise = request.apply(&manager, &arguments).ok()?.dyn_into().ok()?;
    spawn_local(async move {
        // It is rejected when another tab takes the lock.
        if JsFuture::from(ended).await.is_err() {
            on_lost();
        }
    });
    is_granted.await.is_ok_and(|is_ours| is_ours).then_some(Claim { _give_up: Some(give_up) })
}

fn manager() -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    Reflect::get(&navigator, &"locks".into()).ok().filter(JsValue::is_object)
}
