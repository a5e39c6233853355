//! Names that nobody else has.

/// A random UUID (RFC 9562, version 4).
///
/// `crypto.randomUUID` exists only where the page came over HTTPS or from this machine. Gatepost needs that
/// anyway: elsewhere the session cookie would not be stored.
pub fn uuid() -> String {
    web_sys::window().and_then(|window| window.crypto().ok()).map(|crypto| crypto.random_uuid()).unwrap_or_default()
}
