//! The header `Authorization`: HTTP Basic (RFC 7617) or a bearer token (RFC 6750), as a program sends it.

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gatepost_shared::problem::ProblemType;
use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::error::ApiError;

/// What a program proves its right with.
pub enum Authorization {
    /// A name and a password.
    Basic {
        /// The login name.
        name: String,
        /// The password.
        password: SecretString,
    },
    /// A token.
    Bearer(SecretString),
}

/// The header, if there is one.
pub fn read(headers: &HeaderMap) -> Result<Option<Authorization>, ApiError> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let (scheme, rest) = value.to_str().ok().and_then(|value| value.split_once(' ')).ok_or_else(wrong)?;
    match scheme.to_ascii_lowercase().as_str() {
        "basic" => basic(rest.trim()).map(Some).ok_or_else(wrong),
        "bearer" => Ok(Some(Authorization::Bearer(SecretString::from(rest.trim())))),
        _ => Err(wrong()),
    }
}

/// Whether a token comes along, good or bad.
pub fn is_bearer(headers: &HeaderMap) -> bool {
    let value = headers.get(header::AUTHORIZATION).map(axum::http::HeaderValue::as_bytes);
    value.and_then(|value| value.get(..7)).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer "))
}

fn basic(encoded: &str) -> Option<Authorization> {
    let bytes = Zeroizing::new(STANDARD.decode(encoded).ok()?);
    let (name, password) = std::str::from_utf8(&bytes).ok()?.split_once(':')?;
    Some(Authorization::Basic { name: name.to_owned(), password: SecretString::from(password) })
}

fn wrong() -> ApiError {
    ApiError::new(
        ProblemType::BadRequest,
        "The Authorization header is neither HTTP Basic (RFC 7617) nor a bearer token (RFC 6750).",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;

    fn authorization(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().unwrap())])
    }

    #[test]
    fn basic_is_name_colon_password_and_the_password_may_hold_colons() {
        let Some(Authorization::Basic { name, password }) = read(&authorization("basic YWxpY2U6YTpi")).unwrap() else {
            panic!("this is HTTP Basic")
        };
        assert_eq!((name.as_str(), password.expose_secret()), ("alice", "a:b"));
        assert!(read(&HeaderMap::new()).unwrap().is_none());
    }

    #[test]
    fn a_token_is_what_follows_the_word_bearer() {
        let headers = authorization("BEARER gatepost_x");
        assert!(is_bearer(&headers));
        let Some(Authorization::Bearer(token)) = read(&headers).unwrap() else { panic!("this is a token") };
        assert_eq!(token.expose_secret(), "gatepost_x");
    }

    #[test]
    fn what_is_neither_is_said_to_be_wrong() {
        for value in ["Digest x", "Basic", "Basic !!!", "Basic YWxpY2U=", ""] {
            assert!(read(&authorization(value)).is_err(), "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_name_without_a_colon_and_any_password_arrive(name in "[^:\\p{Cc}]{0,20}", password in "\\PC{0,20}") {
            let value = format!("Basic {}", STANDARD.encode(format!("{name}:{password}")));
            let Some(Authorization::Basic { name: got, password: word }) = read(&authorization(&value)).unwrap() else {
                panic!("this is HTTP Basic")
            };
            prop_assert_eq!(got, name);
            prop_assert_eq!(word.expose_secret(), password);
        }

        #[test]
        fn no_header_makes_reading_panic(value in "[ -~]{0,40}") {
            let _ = read(&authorization(&value));
        }
    }
}
