//! Senders who are not who they seem: judged by what stands in the header, and by whom the person knows.
//!
//! Each finding is a warning, never a verdict: there are honest mails for which each of them is true.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::email::{Warning, WarningKind};
use gatepost_shared::host;

use super::people::People;
use super::{Context, domain_of};

/// What a header says of the sender.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sender<'a> {
    /// The authors; the first is judged.
    pub from: &'a [EmailAddress],
    /// Where answers go.
    pub reply_to: &'a [EmailAddress],
    /// Whether it came by a mailing list, which has answers sent where it likes.
    pub is_list: bool,
}

/// What is suspicious about a sender.
pub fn warnings(sender: Sender<'_>, context: &Context) -> Vec<Warning> {
    let Some(from) = sender.from.first() else { return Vec::new() };
    let Some(domain) = domain_of(&from.email) else { return Vec::new() };
    let name = from.name.as_deref().unwrap_or_default();
    let own = People::of(&context.own);
    let circle = [&own, &*context.known];
    let about_domain = deceptive_domain(&domain).or_else(|| lookalike_domain(&domain, circle));
    let about_name = claimed_address(name, from, &domain, context).or_else(|| namesake(name, from, &domain, circle));
    let about_answers = if sender.is_list { None } else { answers_elsewhere(sender.reply_to, from, &domain, circle) };
    about_domain.into_iter().chain(about_name).chain(about_answers).collect()
}

fn deceptive_domain(domain: &str) -> Option<Warning> {
    let readable = host::unicode(domain);
    let ascii = host::ascii(domain)?;
    let values = [("domain", readable.as_str()), ("ascii", ascii.as_str())];
    host::is_deceptive(domain).then(|| Warning::new(WarningKind::DomainIsDeceptive, values))
}

/// The person, and whom they know.
type Circle<'a> = [&'a People; 2];

fn lookalike_domain(domain: &str, circle: Circle<'_>) -> Option<Warning> {
    let alike: Vec<&str> = circle.into_iter().flat_map(|people| people.domains_like(domain)).collect();
    // Who is known at this very domain is not somebody who pretends to be at another.
    if alike.iter().any(|known| host::is_related(known, domain)) {
        return None;
    }
    let known = *alike.first()?;
    Some(Warning::new(WarningKind::DomainLooksLike, [("domain", domain), ("known", known)]))
}

/// A name that holds an address, or the name of the person's own domain, and not the one that it is written from.
fn claimed_address(name: &str, from: &EmailAddress, domain: &str, context: &Context) -> Option<Warning> {
    let name: String = name
        .chars()
        .map(|letter| match letter {
            '＠' => '@',
            '．' => '.',
            other => other,
        })
        .collect();
    let is_part = |letter: char| letter.is_alphanumeric() || "@.-_+".contains(letter);
    let is_own = |host: &str| context.own.iter().filter_map(|own| domain_of(&own.email)).any(|own| own == host);
    let claimed = name.split(|letter| !is_part(letter)).find_map(|word| {
        let word = word.trim_matches(['.', '-']).to_lowercase();
        let host =
            domain_of(&word).filter(|host| host.contains('.')).or_else(|| is_own(&word).then(|| word.clone()))?;
        (!host::is_related(&host, domain)).then_some(word)
    })?;
    let values = [("name", name.as_str()), ("claimed", claimed.as_str()), ("address", from.email.as_str())];
    Some(Warning::new(WarningKind::NameHoldsAddress, values))
}

/// Somebody with the name of a person who is known under addresses elsewhere.
fn namesake(name: &str, from: &EmailAddress, domain: &str, circle: Circle<'_>) -> Option<Warning> {
    if circle.iter().any(|people| people.has(from)) {
        return None;
    }
    let namesakes: Vec<&str> = circle.into_iter().flat_map(|people| people.called(name)).collect();
    let is_at_home = |known: &&str| domain_of(known).is_some_and(|home| host::is_related(&home, domain));
    let known = *namesakes.first()?;
    if namesakes.iter().any(is_at_home) {
        return None;
    }
    let values = [("name", name), ("known", known), ("address", from.email.as_str())];
    Some(Warning::new(WarningKind::NameOfSomebodyKnown, values))
}

fn answers_elsewhere(
    reply_to: &[EmailAddress],
    from: &EmailAddress,
    domain: &str,
    circle: Circle<'_>,
) -> Option<Warning> {
    let elsewhere = |address: &&EmailAddress| {
        let is_known = circle.iter().any(|people| people.has(address));
        domain_of(&address.email).is_some_and(|host| !host::is_related(&host, domain)) && !is_known
    };
    let reply_to = reply_to.iter().find(elsewhere)?;
    let values = [("address", from.email.as_str()), ("replyTo", reply_to.email.as_str())];
    Some(Warning::new(WarningKind::ReplyToElsewhere, values))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use proptest::prelude::*;

    fn context() -> Context {
        let own = vec![EmailAddress::named("Alice Archer", "alice@example.org")];
        let known = [EmailAddress::named("Bob Baker", "bob@partner.example"), EmailAddress::bare("shop@paypal.com")];
        Context { own, known: Arc::new(People::of(&known)), ..Context::default() }
    }

    fn kinds(name: &str, email: &str, reply_to: &str, is_list: bool) -> Vec<WarningKind> {
        let from =
            [EmailAddress { name: Some(name.to_owned()).filter(|name| !name.is_empty()), email: email.to_owned() }];
        let reply_to: Vec<_> = Some(reply_to).filter(|to| !to.is_empty()).map(EmailAddress::bare).into_iter().collect();
        let found = warnings(Sender { from: &from, reply_to: &reply_to, is_list }, &context());
        found.into_iter().map(|warning| warning.kind).collect()
    }

    #[test]
    fn honest_senders_are_left_alone() {
        for (name, email, reply_to) in [
            ("Bob Baker", "bob@partner.example", "bob@partner.example"),
            ("Bob Baker", "bob@mail.partner.example", "office@partner.example"),
            ("bob@partner.example", "bob@partner.example", ""),
            ("Alice Archer", "Alice@Example.org", "bob@partner.example"),
            ("Shop (no-reply@news.shop.example)", "mailer@shop.example", ""),
            ("", "", ""),
            ("", "nonsense", "x"),
            ("Bob", "bob@elsewhere.example", ""),
        ] {
            assert_eq!(kinds(name, email, reply_to, false), [], "{name} <{email}>");
        }
    }

    #[test]
    fn names_that_claim_to_be_somebody_else_are_told() {
        use WarningKind::{NameHoldsAddress, NameOfSomebodyKnown};
        assert_eq!(kinds("boss@example.org", "x@evil.example", "", false), [NameHoldsAddress]);
        assert_eq!(kinds("\"Boss\" <boss＠example.org>", "x@evil.example", "", false), [NameHoldsAddress]);
        assert_eq!(kinds("example.org Support", "x@evil.example", "", false), [NameHoldsAddress]);
        assert_eq!(kinds("BAKER, Bob", "x@evil.example", "", false), [NameOfSomebodyKnown]);
        assert_eq!(kinds("Bоb Baker", "x@evil.example", "", false), [NameOfSomebodyKnown], "with a Cyrillic o");
    }

    #[test]
    fn domains_that_look_like_others_are_told() {
        use WarningKind::{DomainIsDeceptive, DomainLooksLike};
        assert_eq!(kinds("", "x@paypa1.com", "", false), [DomainLooksLike]);
        assert_eq!(kinds("", "x@xn--pple-43d.com", "", false), [DomainIsDeceptive]);
        let from = [EmailAddress::bare("x@xn--pple-43d.com")];
        let warning = &warnings(Sender { from: &from, ..Sender::default() }, &context())[0];
        assert_eq!(
            (warning.values["domain"].as_str(), warning.values["ascii"].as_str()),
            ("аpple.com", "xn--pple-43d.com")
        );
    }

    #[test]
    fn answers_that_go_elsewhere_are_told_unless_a_list_has_them() {
        assert_eq!(kinds("", "x@a.example", "y@b.example", false), [WarningKind::ReplyToElsewhere]);
        assert_eq!(kinds("", "x@a.example", "y@b.example", true), []);
    }

    proptest! {
        #[test]
        fn no_sender_makes_it_panic(name in ".{0,30}", email in ".{0,30}", reply_to in ".{0,30}") {
            kinds(&name, &email, &reply_to, false);
        }
    }
}
