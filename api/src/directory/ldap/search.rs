//! One question to one replica: always timed, never trusted to be well-formed.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use ldap3::{
    DerefAliases, Ldap, LdapConnAsync, LdapConnSettings, LdapError, Scope, SearchEntry, SearchOptions, ldap_escape,
};
use rustls::ClientConfig;
use secrecy::ExposeSecret;
use url::Url;

use crate::config;
use crate::config::file::LdapAttributes;

/// The longest login name that is looked up, in bytes.
const MAX_LOGIN: usize = 256;
/// LDAP's result codes (RFC 4511, appendix A.1).
const SUCCESS: u32 = 0;
const SIZE_LIMIT_EXCEEDED: u32 = 4;
const NO_SUCH_OBJECT: u32 = 32;

/// The attributes of an entry, names in lower case: servers answer in a spelling of their own.
pub type Entry = HashMap<String, Vec<String>>;

/// Why one replica gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// It did not answer within the time.
    #[error("no answer in time")]
    TimedOut,
    /// What the network, TLS or the protocol said.
    #[error("{0}")]
    Unreachable(LdapError),
    /// It refused: a wrong bind, no access, busy.
    #[error("{0}")]
    Refused(String),
    /// Its answer is not LDAP as we know it.
    #[error("its answer cannot be understood")]
    Unintelligible,
}

impl SearchError {
    /// What an operator can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::TimedOut => "see that the server is not stuck, and that no firewall is between",
            Self::Unreachable(_) => "see that it runs, and that `directory.urls`, `starttls` and `ca_file` are right",
            Self::Refused(_) => "see that `directory.base`, `bind_dn` and its password are right",
            Self::Unintelligible => "see that this is an LDAP server",
        }
    }
}

impl From<LdapError> for SearchError {
    fn from(error: LdapError) -> Self {
        match error {
            LdapError::Timeout { .. } => Self::TimedOut,
            LdapError::LdapResult { result } => Self::Refused(format!("result {} {}", result.rc, result.text)),
            other => Self::Unreachable(other),
        }
    }
}

/// What is asked, and how.
#[derive(Clone)]
pub struct Question {
    base: String,
    attributes: Vec<String>,
    /// How long the answer may take.
    pub timeout: Duration,
}

impl Question {
    /// What the configuration makes of it.
    pub fn new(config: &config::Ldap) -> Self {
        let names = &config.attributes;
        let wanted = [&names.login, &names.mail, &names.aliases, &names.maildrop, &names.host, &names.name];
        Self {
            base: config.base.clone(),
            attributes: wanted.into_iter().filter(|name| !name.is_empty()).cloned().collect(),
            timeout: config.timeout,
        }
    }
}

/// The filter for a login name, or none when no entry can have it. Each value passes RFC 4515's escape.
pub fn filter(template: &str, login: &str) -> Option<String> {
    if login.is_empty() || login.len() > MAX_LOGIN || login.contains(char::is_control) {
        return None;
    }
    let local = login.split_once('@').map_or(login, |(local, _)| local);
    // One pass: what was typed may itself contain a placeholder.
    let mut filter = String::with_capacity(template.len() + 3 * login.len());
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        filter.push_str(&rest[..start]);
        rest = &rest[start..];
        if let Some(after) = rest.strip_prefix("{login}") {
            filter.push_str(&ldap_escape(login));
            rest = after;
        } else if let Some(after) = rest.strip_prefix("{local}") {
            filter.push_str(&ldap_escape(local));
            rest = after;
        } else {
            filter.push('{');
            rest = &rest[1..];
        }
    }
    filter.push_str(rest);
    Some(filter)
}

/// The filter for people of whom each of these words begins a word of the name, the address or the login name; none
/// without words. The words pass RFC 4515's escape; the stars are ours. A word inside a name follows a space.
pub fn suggest_filter(names: &LdapAttributes, words: &[String]) -> Option<String> {
    const MAX_WORDS: usize = 5;
    let is_fit = |word: &&String| !word.is_empty() && word.len() <= MAX_LOGIN && !word.contains(char::is_control);
    let word = |word: &String| {
        let word = ldap_escape(word.as_str());
        let (name, mail, login) = (&names.name, &names.mail, &names.login);
        format!("(|({name}={word}*)({name}=* {word}*)({mail}={word}*)({login}={word}*))")
    };
    let words: String = words.iter().filter(is_fit).take(MAX_WORDS).map(word).collect();
    (!words.is_empty()).then(|| format!("(&({}=*){words})", names.mail))
}

/// The entries that match, at most `size`. Of a login name two are asked for: a second one is all it takes to know
/// that there is more than one.
pub async fn search(ldap: Ldap, question: &Question, filter: &str, size: i32) -> Result<Vec<Entry>, SearchError> {
    timed(question.timeout, run(ldap, question, filter, size)).await
}

async fn run(mut ldap: Ldap, question: &Question, filter: &str, size: i32) -> Result<Vec<Entry>, SearchError> {
    let seconds = i32::try_from(question.timeout.as_secs().max(1)).unwrap_or(i32::MAX);
    ldap.with_search_options(SearchOptions::new().sizelimit(size).timelimit(seconds).deref(DerefAliases::Never));
    let result = ldap.search(&question.base, Scope::Subtree, filter, question.attributes.clone()).await?;
    let (entries, outcome) = (result.0, result.1);
    match outcome.rc {
        SUCCESS | SIZE_LIMIT_EXCEEDED => {}
        // The base is not there: on a replica that is still filling itself, everybody is missing.
        NO_SUCH_OBJECT => return Err(SearchError::Refused(format!("`{}` does not exist in it", question.base))),
        code => return Err(SearchError::Refused(format!("result {code} {}", outcome.text))),
    }
    entries.into_iter().filter(|entry| !entry.is_ref() && !entry.is_intermediate()).map(parse).collect()
}

/// ldap3 panics on an entry whose encoding is odd; a directory's error must not be ours.
fn parse(entry: ldap3::ResultEntry) -> Result<Entry, SearchError> {
    let entry =
        catch_unwind(AssertUnwindSafe(|| SearchEntry::construct(entry))).map_err(|_| SearchError::Unintelligible)?;
    let mut attributes = Entry::new();
    for (name, values) in entry.attrs {
        attributes.entry(name.to_ascii_lowercase()).or_default().extend(values);
    }
    // One value that is not UTF-8 puts all values of its attribute among the binary ones: keep those that are text.
    for (name, values) in entry.bin_attrs {
        let texts = values.into_iter().filter_map(|value| String::from_utf8(value).ok());
        attributes.entry(name.to_ascii_lowercase()).or_default().extend(texts);
    }
    Ok(attributes)
}

/// Whether the replica serves: it finds the base itself, as the account that will ask. A connect proves nothing, since
/// the kernel accepts for a process that is stopped.
pub async fn probe(mut ldap: Ldap, question: &Question, timeout: Duration) -> Result<(), SearchError> {
    timed(timeout, async move {
        let result = ldap.search(&question.base, Scope::Base, "(objectClass=*)", vec!["1.1"]).await?;
        match result.1.rc {
            SUCCESS => Ok(()),
            NO_SUCH_OBJECT => Err(SearchError::Refused(format!("`{}` does not exist in it", question.base))),
            code => Err(SearchError::Refused(format!("result {code} {}", result.1.text))),
        }
    })
    .await
}

/// Connects, protects the connection and binds, all within `timeout`.
pub async fn connect(
    url: &Url,
    config: &config::Ldap,
    tls: &Arc<ClientConfig>,
    timeout: Duration,
) -> Result<Ldap, SearchError> {
    timed(timeout, async {
        let settings = LdapConnSettings::new()
            .set_conn_timeout(timeout)
            .set_config(tls.clone())
            .set_starttls(config.starttls && url.scheme() == "ldap");
        let (connection, mut ldap) = LdapConnAsync::from_url_with_settings(settings, url).await?;
        // The task ends with the last handle, or with the connection; what it says then, the next question says too.
        tokio::spawn(async move {
            if let Err(error) = connection.drive().await {
                tracing::debug!("a connection to the directory ended: {error}");
            }
        });
        if let Some((dn, password)) = &config.bind {
            // The result code must be asked for: a refused bind is not an error of the call.
            ldap.simple_bind(dn, password.expose_secret()).await?.success()?;
        }
        Ok(ldap)
    })
    .await
}

async fn timed<T>(timeout: Duration, work: impl Future<Output = Result<T, SearchError>>) -> Result<T, SearchError> {
    tokio::time::timeout(timeout, work).await.unwrap_or(Err(SearchError::TimedOut))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Undoes RFC 4515's escape.
    fn unescaped(value: &str) -> Vec<u8> {
        let mut pieces = value.split('\\');
        let first = pieces.next().unwrap_or_default().as_bytes().to_vec();
        pieces.fold(first, |mut bytes, piece| {
            bytes.push(u8::from_str_radix(&piece[..2], 16).unwrap());
            bytes.extend_from_slice(&piece.as_bytes()[2..]);
            bytes
        })
    }

    proptest! {
        #[test]
        fn whatever_was_typed_stays_one_value_and_means_itself(login in "\\PC{1,40}|[()*\\\\&|!=@{}a-z]{1,40}") {
            let filter = filter("(&(objectClass=person)(uid={login}))", &login);
            prop_assume!(login.len() <= MAX_LOGIN);
            let filter = filter.unwrap();
            let value = filter.strip_prefix("(&(objectClass=person)(uid=").and_then(|rest| rest.strip_suffix("))")).unwrap();
            prop_assert!(!value.contains(['(', ')', '*', '\0']), "{}", value);
            prop_assert_eq!(unescaped(value), login.into_bytes());
        }
    }

    #[test]
    fn what_was_typed_cannot_leave_its_place_in_the_filter() {
        assert_eq!(filter("(uid={login})", "alice").unwrap(), "(uid=alice)");
        assert_eq!(filter("(uid={login})", "*)(uid=*").unwrap(), "(uid=\\2a\\29\\28uid=\\2a)");
        assert_eq!(filter("(uid={login})", "a\\b").unwrap(), "(uid=a\\5cb)");
        assert_eq!(filter("(|(mail={login})(uid={local}))", "a@b").unwrap(), "(|(mail=a@b)(uid=a))");
    }

    #[test]
    fn words_cannot_leave_their_place_either() {
        let names = LdapAttributes::default();
        let filter =
            |words: &[&str]| suggest_filter(&names, &words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(filter(&["jo"]).unwrap(), "(&(mail=*)(|(cn=jo*)(cn=* jo*)(mail=jo*)(uid=jo*)))");
        let hostile = filter(&["*)(uid=*"]).unwrap();
        assert_eq!(hostile.matches('*').count(), 6, "only ours: {hostile}");
        assert!(hostile.contains("cn=\\2a\\29\\28uid=\\2a*"), "{hostile}");
        assert_eq!((filter(&[]), filter(&["", "a\0b"])), (None, None));
    }

    #[test]
    fn a_name_that_looks_like_a_placeholder_is_only_a_name() {
        assert_eq!(filter("(|(uid={login})(cn={x}))", "{local}").unwrap(), "(|(uid={local})(cn={x}))");
    }

    #[test]
    fn names_that_nobody_can_have_are_not_looked_up() {
        for login in ["", "a\0b", "a\nb", &"x".repeat(257)] {
            assert_eq!(filter("(uid={login})", login), None);
        }
    }
}
