//! What a route asks of its caller, and what a caller was granted.
//!
//! The router's table says it for each route, in one place, by [`needs`] and its siblings. The same word
//! guards the route and stands in its description. A route of which nothing is said lets no token in: forgetting closes.

use std::collections::BTreeSet;

use axum::Extension;
use gatepost_shared::problem::ProblemType;
use gatepost_shared::token::{Scope, TokenId};
use utoipa::openapi::path::Operation;
use utoipa::openapi::{PathItem, SecurityRequirement};
use utoipa_axum::router::UtoipaMethodRouter;

use crate::error::ApiError;
use crate::state::AppState;

/// The names of the three ways in, in the description of the API.
pub mod scheme {
    /// The browser's cookie.
    pub const SESSION: &str = "session";
    /// HTTP Basic.
    pub const BASIC: &str = "basic";
    /// A token.
    pub const BEARER: &str = "bearer";
}

/// What a route asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Somebody who proved to be the person: a session, or the password. What tokens must not do stands here: a token
    /// that could make tokens would outlive its own end.
    People,
    /// Besides people, any token.
    AnyToken,
    /// Besides people, tokens with this scope.
    Scope(Scope),
    /// Besides people, tokens with one of these scopes or both.
    Either(Scope, Scope),
}

/// Who a caller is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    /// The person, who may do everything.
    Person,
    /// A program of theirs.
    Token {
        /// Which token.
        id: TokenId,
        /// What it allows.
        scopes: BTreeSet<Scope>,
    },
}

impl Grant {
    /// Whether the caller may do what this scope stands for.
    pub fn has(&self, scope: Scope) -> bool {
        match self {
            Self::Person => true,
            Self::Token { scopes, .. } => scopes.contains(&scope),
        }
    }

    /// Refuses a caller who lacks a scope, by its name.
    pub fn demand(&self, scope: Scope) -> Result<(), ApiError> {
        if self.has(scope) { Ok(()) } else { Err(lacks(scope)) }
    }

    /// Refuses a caller who may not use a route that asks this.
    pub fn permits(&self, access: Access) -> Result<(), ApiError> {
        match (self, access) {
            (Self::Person, _) | (_, Access::AnyToken) => Ok(()),
            (_, Access::Scope(scope)) => self.demand(scope),
            (_, Access::Either(one, other)) => {
                if self.has(other) {
                    Ok(())
                } else {
                    self.demand(one)
                }
            }
            (_, Access::People) => Err(ApiError::new(
                ProblemType::Forbidden,
                "No token may do this. Sign in, or send the name and the password by HTTP Basic.",
            )),
        }
    }
}

fn lacks(scope: Scope) -> ApiError {
    ApiError::new(
        ProblemType::Forbidden,
        format!("This token lacks the scope {scope}. Make a token with it, and use that."),
    )
    .challenge(format!("Bearer realm=\"Gatepost\", error=\"insufficient_scope\", scope=\"{scope}\""))
}

/// Routes for people, and for tokens with this scope.
pub fn needs(scope: Scope, routes: UtoipaMethodRouter<AppState>) -> UtoipaMethodRouter<AppState> {
    guarded(Access::Scope(scope), &[&[scope.name()]], routes)
}

/// Routes for people, and for tokens with one of two scopes.
pub fn either(one: Scope, other: Scope, routes: UtoipaMethodRouter<AppState>) -> UtoipaMethodRouter<AppState> {
    guarded(Access::Either(one, other), &[&[one.name()], &[other.name()]], routes)
}

/// Routes for people and for every token.
pub fn any_token(routes: UtoipaMethodRouter<AppState>) -> UtoipaMethodRouter<AppState> {
    guarded(Access::AnyToken, &[&[]], routes)
}

/// Routes for people, by session or password.
pub fn people_only(routes: UtoipaMethodRouter<AppState>) -> UtoipaMethodRouter<AppState> {
    guarded(Access::People, &[], routes)
}

/// `tokens` lists what scopes a token must have, each list an alternative; no list stands for no token at all.
fn guarded(
    access: Access,
    tokens: &[&[&str]],
    (schemas, mut paths, methods): UtoipaMethodRouter<AppState>,
) -> UtoipaMethodRouter<AppState> {
    let people = [scheme::SESSION, scheme::BASIC].map(|name| SecurityRequirement::new(name, [""; 0]));
    let tokens = tokens.iter().map(|scopes| SecurityRequirement::new(scheme::BEARER, scopes.iter().copied()));
    let ways: Vec<_> = people.into_iter().chain(tokens).collect();
    for operation in paths.paths.values_mut().flat_map(operations) {
        operation.security = Some(ways.clone());
    }
    (schemas, paths, methods.route_layer(Extension(access)))
}

fn operations(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut path.get, &mut path.put, &mut path.post, &mut path.delete, &mut path.patch].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(scopes: impl IntoIterator<Item = Scope>) -> Grant {
        Grant::Token { id: "q3Jk0eT-9sVbXa_2".parse().unwrap(), scopes: scopes.into_iter().collect() }
    }

    #[test]
    fn a_person_may_everything_and_a_token_what_its_scopes_say() {
        for scope in Scope::ALL {
            assert!(Grant::Person.permits(Access::Scope(scope)).is_ok());
            assert!(token([scope]).permits(Access::Scope(scope)).is_ok());
            let others = Scope::ALL.into_iter().filter(|other| *other != scope);
            let refusal = token(others).permits(Access::Scope(scope)).unwrap_err();
            assert!(refusal.problem().detail.contains(scope.name()), "{}", refusal.problem().detail);
        }
    }

    #[test]
    fn no_token_does_what_is_for_people() {
        assert!(Grant::Person.permits(Access::People).is_ok());
        assert!(token(Scope::ALL).permits(Access::People).is_err());
    }
}
