//! A memory in front of a directory: answers are fresh for a minute, and better than nothing for a quarter of an hour
//! more when no replica answers. Errors are never remembered.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::BoxFuture;
use gatepost_shared::address::EmailAddress;
use moka::Expiry;
use moka::future::Cache;

use crate::directory::{Directory, DirectoryError, Found};

/// How many people are remembered.
const PEOPLE: u64 = 100_000;
/// How long it is remembered that nobody has a name: long enough for a burst, short enough for a new account.
const NOBODY: Duration = Duration::from_secs(5);

/// How many searches are remembered.
const QUESTIONS: u64 = 10_000;

/// A directory with a memory.
pub struct CachedDirectory<D> {
    inner: D,
    fresh: Cache<String, Found>,
    stale: Cache<String, Found>,
    /// Who was found by the words that somebody typed: the same for everybody.
    suggested: Cache<(Vec<String>, usize), Vec<EmailAddress>>,
}

impl<D: Directory> CachedDirectory<D> {
    /// Puts a memory in front of `inner`.
    pub fn new(inner: D, fresh: Duration, stale: Duration) -> Self {
        Self {
            inner,
            fresh: Cache::builder().max_capacity(PEOPLE).expire_after(Freshness(fresh)).build(),
            stale: Cache::builder().max_capacity(PEOPLE).time_to_live(fresh + stale).build(),
            suggested: Cache::builder().max_capacity(QUESTIONS).time_to_live(fresh).build(),
        }
    }

    async fn look_up(&self, login: &str, client: Option<IpAddr>) -> Result<Found, DirectoryError> {
        let key = login.to_lowercase();
        // Many requests for one person at once are one question.
        let answer = self.fresh.try_get_with(key.clone(), self.ask(&key, login, client)).await;
        match answer.map_err(Arc::unwrap_or_clone) {
            Err(DirectoryError::Unavailable) => match self.stale.get(&key).await {
                Some(found) => {
                    tracing::warn!("no replica of the directory answers: using what it said earlier");
                    Ok(found)
                }
                None => Err(DirectoryError::Unavailable),
            },
            answer => answer,
        }
    }

    async fn ask(&self, key: &str, login: &str, client: Option<IpAddr>) -> Result<Found, DirectoryError> {
        let found = self.inner.find(login, client).await?;
        match found {
            // Somebody who was deleted is not remembered for hard times.
            Found::Nobody => self.stale.invalidate(key).await,
            _ => self.stale.insert(key.to_owned(), found.clone()).await,
        }
        Ok(found)
    }
}

impl<D: Directory> Directory for CachedDirectory<D> {
    fn find<'a>(&'a self, login: &'a str, client: Option<IpAddr>) -> BoxFuture<'a, Result<Found, DirectoryError>> {
        self.look_up(login, client).boxed()
    }

    fn suggest<'a>(
        &'a self,
        words: &'a [String],
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<EmailAddress>, DirectoryError>> {
        async move {
            let key = (words.to_vec(), limit);
            let answer = self.suggested.try_get_with(key, self.inner.suggest(words, limit)).await;
            answer.map_err(Arc::unwrap_or_clone)
        }
        .boxed()
    }

    fn is_healthy(&self) -> bool {
        self.inner.is_healthy()
    }

    fn check(&self) -> BoxFuture<'_, bool> {
        self.inner.check()
    }
}

/// How long an answer is fresh.
struct Freshness(Duration);

impl Expiry<String, Found> for Freshness {
    fn expire_after_create(&self, _login: &String, found: &Found, _now: Instant) -> Option<Duration> {
        Some(if matches!(found, Found::Nobody) { NOBODY.min(self.0) } else { self.0 })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// A directory that says what it is told to say, and counts.
    #[derive(Default)]
    struct Scripted {
        says: Mutex<Option<Found>>,
        asked: AtomicUsize,
    }

    impl Directory for &'static Scripted {
        fn find<'a>(&'a self, _: &'a str, _: Option<IpAddr>) -> BoxFuture<'a, Result<Found, DirectoryError>> {
            self.asked.fetch_add(1, Ordering::SeqCst);
            let says = self.says.lock().unwrap().clone();
            async move {
                tokio::task::yield_now().await;
                says.ok_or(DirectoryError::Unavailable)
            }
            .boxed()
        }

        fn is_healthy(&self) -> bool {
            true
        }

        fn check(&self) -> BoxFuture<'_, bool> {
            async { true }.boxed()
        }
    }

    impl Scripted {
        fn saying(found: Option<Found>) -> &'static Self {
            Box::leak(Box::new(Self { says: Mutex::new(found), asked: AtomicUsize::new(0) }))
        }

        fn now_says(&self, found: Option<Found>) {
            *self.says.lock().unwrap() = found;
        }

        fn asked(&self) -> usize {
            self.asked.load(Ordering::SeqCst)
        }
    }

    const NEVER_FRESH: Duration = Duration::ZERO;
    const MINUTE: Duration = Duration::from_mins(1);

    #[tokio::test]
    async fn a_fresh_answer_is_not_asked_for_again_whatever_the_case() {
        let script = Scripted::saying(Some(Found::Forwarded));
        let directory = CachedDirectory::new(script, MINUTE, MINUTE);
        assert_eq!(directory.find("Dave", None).await, Ok(Found::Forwarded));
        assert_eq!(directory.find("dave", None).await, Ok(Found::Forwarded));
        assert_eq!(script.asked(), 1);
    }

    #[tokio::test]
    async fn many_at_once_are_one_question() {
        let script = Scripted::saying(Some(Found::Forwarded));
        let directory = CachedDirectory::new(script, MINUTE, MINUTE);
        let answers = futures::future::join_all((0..20).map(|_| directory.find("dave", None))).await;
        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(script.asked(), 1);
    }

    #[tokio::test]
    async fn people_seen_before_are_known_when_nothing_answers_and_others_are_not_called_unknown() {
        let script = Scripted::saying(Some(Found::Forwarded));
        let directory = CachedDirectory::new(script, NEVER_FRESH, MINUTE);
        assert!(directory.find("dave", None).await.is_ok());
        script.now_says(None);
        assert_eq!(directory.find("dave", None).await, Ok(Found::Forwarded));
        assert_eq!(directory.find("erin", None).await, Err(DirectoryError::Unavailable));
    }

    #[tokio::test]
    async fn somebody_deleted_is_not_remembered_for_hard_times() {
        let script = Scripted::saying(Some(Found::Forwarded));
        let directory = CachedDirectory::new(script, NEVER_FRESH, MINUTE);
        assert!(directory.find("dave", None).await.is_ok());
        script.now_says(Some(Found::Nobody));
        assert_eq!(directory.find("dave", None).await, Ok(Found::Nobody));
        script.now_says(None);
        assert_eq!(directory.find("dave", None).await, Err(DirectoryError::Unavailable));
    }
}
