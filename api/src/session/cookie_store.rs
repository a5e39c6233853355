//! The session in a sealed cookie: any node serves any request, and no node stores anything.
//!
//! tower-sessions' own layer carries an id in its cookie and asks a store for the record. Here the cookie *is* the
//! record, which a [`SessionStore`] cannot see. So [`carry`] stands where that layer would: it opens the cookie, puts
//! the record into a store of this one request, and hands out a [`Session`] on it; on the way out it seals what the
//! handlers left there. Handlers notice no difference, and a store on a server can take this one's place.
//!
//! What a cookie cannot do is be revoked by other nodes: signing out clears the browser's cookie, and this node
//! refuses the id until it would have expired anyway.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use gatepost_shared::date::UtcDate;
use moka::future::Cache;
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use tower_sessions::Session;
use tower_sessions::cookie::{Cookie, SameSite};
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{self, SessionStore};

use crate::config;
use crate::error::ApiError;
use crate::session::seal::KeyRing;
use crate::state::AppState;

/// Browsers drop cookies of more than 4096 bytes (RFC 6265, section 6.1), name and attributes included.
const MAX_COOKIE: usize = 4000;
/// A session in use is sealed anew, which renews its idle expiry, this often at most.
const TOUCH_AFTER: Duration = Duration::minutes(5);

/// How cookies are made: the name, the keys, the times.
#[derive(Debug)]
pub struct CookieSessions {
    name: &'static str,
    is_secure: bool,
    idle: Duration,
    absolute: Duration,
    ring: Arc<KeyRing>,
    revoked: Cache<Id, ()>,
}

/// When a session began, and when it ends whatever is done in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// When the person signed in.
    pub began: UtcDate,
    /// When the last moment is over.
    pub ends: UtcDate,
}

/// What a cookie holds.
#[derive(Serialize, Deserialize)]
struct Carried {
    record: Record,
    /// When the person signed in (Unix seconds): the absolute expiry counts from here.
    began: i64,
    /// When it was sealed (Unix seconds).
    sealed: i64,
}

impl CookieSessions {
    /// Cookies for a node with this configuration.
    pub fn new(public: &config::PublicUrl, session: &config::Session, ring: Arc<KeyRing>) -> Self {
        Self {
            // The prefix makes browsers refuse the cookie unless it is Secure, has Path=/ and no Domain (RFC 6265bis,
            // section 4.1.3.2), so no sister host can plant one. Without HTTPS there is no such cookie.
            name: if public.is_https { "__Host-gatepost" } else { "gatepost" },
            is_secure: public.is_https,
            idle: Duration::try_from(session.idle).unwrap_or(Duration::DAY),
            absolute: Duration::try_from(session.absolute).unwrap_or(Duration::WEEK),
            ring,
            revoked: Cache::builder().max_capacity(1_000_000).time_to_live(session.absolute).build(),
        }
    }

    /// The session that came with a request, if it is genuine, alive and not revoked here.
    fn arrived(&self, headers: &HeaderMap, now: OffsetDateTime) -> Option<Carried> {
        let values = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let carried = values
            .flat_map(Cookie::split_parse)
            .filter_map(Result::ok)
            .filter(|cookie| cookie.name() == self.name)
            .find_map(|cookie| self.open(cookie.value()))?;
        let is_alive = now < carried.record.expiry_date && now.unix_timestamp() < self.last_moment(&carried);
        (is_alive && !self.revoked.contains_key(&carried.record.id)).then_some(carried)
    }

    /// The life of a session that begins at this second.
    pub fn life(&self, began: i64) -> Life {
        let ends = began.saturating_add(self.absolute.whole_seconds());
        Life { began: UtcDate::from_seconds(began), ends: UtcDate::from_seconds(ends) }
    }

    fn last_moment(&self, carried: &Carried) -> i64 {
        self.life(carried.began).ends.seconds()
    }

    fn open(&self, sealed: &str) -> Option<Carried> {
        serde_json::from_slice(&self.ring.open(self.name, sealed)?).ok()
    }

    /// Seals a record that is used now into `Set-Cookie`.
    fn set(&self, mut record: Record, began: i64, now: OffsetDateTime) -> Result<HeaderValue, ApiError> {
        let absolute = OffsetDateTime::from_unix_timestamp(began).unwrap_or(now) + self.absolute;
        record.expiry_date = absolute.min(now + self.idle);
        let carried = Carried { record, began, sealed: now.unix_timestamp() };
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(&carried).map_err(ApiError::internal)?);
        let cookie = self.cookie(self.ring.seal(self.name, &plain).map_err(ApiError::internal)?).build().to_string();
        if cookie.len() > MAX_COOKIE {
            return Err(ApiError::internal(format!("a session of {} bytes fits into no cookie", cookie.len())));
        }
        let mut value = HeaderValue::try_from(cookie).map_err(ApiError::internal)?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Tells the browser to forget the cookie.
    fn clear(&self) -> Result<HeaderValue, ApiError> {
        let cookie = self.cookie(String::new()).max_age(Duration::ZERO).build().to_string();
        HeaderValue::try_from(cookie).map_err(ApiError::internal)
    }

    fn cookie(&self, value: String) -> tower_sessions::cookie::CookieBuilder<'static> {
        Cookie::build((self.name, value))
            // Scripts never see it.
            .http_only(true)
            // Strict, not Lax: no request that begins on another site carries it, reading ones included. A link from
            // elsewhere still opens signed in, since the page itself needs no session and its requests are same-site.
            .same_site(SameSite::Strict)
            .secure(self.is_secure)
            .path("/")
    }
}

/// The store of one request: what came in, and what the handlers made of it.
#[derive(Debug)]
struct CookieStore {
    record: Mutex<Option<Record>>,
    revoked: Cache<Id, ()>,
}

impl CookieStore {
    fn put(&self, record: Option<Record>) {
        *self.record.lock().unwrap_or_else(PoisonError::into_inner) = record;
    }

    fn record(&self) -> Option<Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl SessionStore for CookieStore {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        self.put(Some(record.clone()));
        Ok(())
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        self.put(Some(record.clone()));
        Ok(())
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        Ok(self.record().filter(|record| record.id == *id))
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.revoked.insert(*id, ()).await;
        self.put(None);
        Ok(())
    }
}

/// The middleware: opens the cookie before the handler, and seals it after.
pub async fn carry(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let sessions = &state.sessions;
    let arrived = sessions.arrived(request.headers(), OffsetDateTime::now_utc());
    if let Some(carried) = &arrived {
        request.extensions_mut().insert(sessions.life(carried.began));
    }
    let record = arrived.as_ref().map(|carried| carried.record.clone());
    let id = record.as_ref().map(|record| record.id);
    let store = Arc::new(CookieStore { record: Mutex::new(record), revoked: sessions.revoked.clone() });
    let session = Session::new(id, store.clone(), None);
    request.extensions_mut().insert(session.clone());

    let mut response = next.run(request).await;
    match departing(sessions, arrived, &session, &store, response.status()).await {
        Ok(Some(cookie)) => {
            response.headers_mut().append(header::SET_COOKIE, cookie);
            response
        }
        Ok(None) => response,
        Err(error) => error.into_response(),
    }
}

/// The `Set-Cookie` that the answer needs, if any: nothing is written unless something changed or the time is ripe.
async fn departing(
    sessions: &CookieSessions,
    arrived: Option<Carried>,
    session: &Session,
    store: &CookieStore,
    status: StatusCode,
) -> Result<Option<HeaderValue>, ApiError> {
    let now = OffsetDateTime::now_utc();
    if arrived.is_some() && session.is_empty().await {
        return sessions.clear().map(Some);
    }
    if status.is_server_error() {
        return Ok(None);
    }
    if session.is_modified() && !session.is_empty().await {
        session.save().await.map_err(ApiError::internal)?;
        let Some(record) = store.record() else { return Ok(None) };
        let began = arrived.filter(|carried| carried.record.id == record.id).map(|carried| carried.began);
        return sessions.set(record, began.unwrap_or(now.unix_timestamp()), now).map(Some);
    }
    // A slow request that began before a sign-out must not bring the session back: hence the look at `revoked`.
    match arrived {
        Some(carried)
            if now.unix_timestamp() - carried.sealed >= TOUCH_AFTER.whole_seconds()
                && !sessions.revoked.contains_key(&carried.record.id) =>
        {
            sessions.set(carried.record, carried.began, now).map(Some)
        }
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions() -> CookieSessions {
        let public = config::PublicUrl { origin: "https://webmail.example.org".to_owned(), is_https: true };
        let times = config::Session {
            keys: Vec::new(),
            idle: std::time::Duration::from_hours(1),
            absolute: std::time::Duration::from_hours(2),
        };
        CookieSessions::new(&public, &times, Arc::new(KeyRing::new(&[]).unwrap()))
    }

    fn record(now: OffsetDateTime) -> Record {
        Record { id: Id(7), data: [("person".to_owned(), "alice".into())].into(), expiry_date: now }
    }

    fn returned(set_cookie: &HeaderValue) -> HeaderMap {
        let pair = set_cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::try_from(pair).unwrap())])
    }

    #[test]
    fn the_cookie_is_for_this_host_by_https_and_no_script() {
        let now = OffsetDateTime::now_utc();
        let cookie = sessions().set(record(now), now.unix_timestamp(), now).unwrap();
        let text = cookie.to_str().unwrap();
        assert!(text.starts_with("__Host-gatepost="));
        assert!(text.ends_with("; HttpOnly; SameSite=Strict; Secure; Path=/"), "{text}");
    }

    #[test]
    fn a_session_ends_when_idle_and_after_its_longest_life() {
        let (sessions, now) = (sessions(), OffsetDateTime::now_utc());
        let headers = returned(&sessions.set(record(now), now.unix_timestamp(), now).unwrap());
        assert!(sessions.arrived(&headers, now + Duration::minutes(59)).is_some());
        assert!(sessions.arrived(&headers, now + Duration::minutes(61)).is_none());

        let later = now + Duration::minutes(110);
        let renewed = returned(&sessions.set(record(now), now.unix_timestamp(), later).unwrap());
        assert!(sessions.arrived(&renewed, now + Duration::minutes(119)).is_some());
        assert!(sessions.arrived(&renewed, now + Duration::minutes(121)).is_none());
    }

    #[tokio::test]
    async fn a_revoked_session_does_not_come_back() {
        let (sessions, now) = (sessions(), OffsetDateTime::now_utc());
        let headers = returned(&sessions.set(record(now), now.unix_timestamp(), now).unwrap());
        let store = CookieStore { record: Mutex::new(None), revoked: sessions.revoked.clone() };
        store.delete(&Id(7)).await.unwrap();
        assert!(sessions.arrived(&headers, now).is_none());
    }

    /// What becomes of a session whose cookie was sealed so long ago, when a request ends that changed nothing.
    async fn after_a_request(sessions: &CookieSessions, age: Duration, revoked_meanwhile: bool) -> Option<HeaderValue> {
        let now = OffsetDateTime::now_utc();
        let arrived =
            Carried { record: record(now), began: now.unix_timestamp() - 3600, sealed: (now - age).unix_timestamp() };
        let store = Arc::new(CookieStore { record: Mutex::new(Some(record(now))), revoked: sessions.revoked.clone() });
        let session = Session::new(Some(Id(7)), store.clone(), None);
        if revoked_meanwhile {
            sessions.revoked.insert(Id(7), ()).await;
        }
        departing(sessions, Some(arrived), &session, &store, StatusCode::OK).await.unwrap()
    }

    #[tokio::test]
    async fn use_renews_a_session_now_and_then() {
        assert!(after_a_request(&sessions(), Duration::minutes(4), false).await.is_none());
        assert!(after_a_request(&sessions(), Duration::minutes(6), false).await.is_some());
    }

    #[tokio::test]
    async fn a_slow_request_does_not_bring_a_session_back_that_was_signed_out_meanwhile() {
        assert!(after_a_request(&sessions(), Duration::minutes(6), true).await.is_none());
    }

    #[test]
    fn a_foreign_or_broken_cookie_is_no_session() {
        let (sessions, now) = (sessions(), OffsetDateTime::now_utc());
        for value in ["", "__Host-gatepost=", "__Host-gatepost=AAAA", "gatepost=x", "__Host-gatepost=%00; x"] {
            let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(value).unwrap())]);
            assert!(sessions.arrived(&headers, now).is_none(), "{value}");
        }
    }
}
