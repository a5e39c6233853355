//! Suggestions: who may be meant by what a person types into "To". The address book first, then those to whom they
//! write, then the directory; each address once.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

use gatepost_shared::address::EmailAddress;
use gatepost_shared::contact::{Contact, ContactKind, Suggestion, SuggestionSource};

use super::needle::{Fit, Needle};
use super::sent::Correspondent;

/// The most suggestions of one answer.
pub const MAX_SUGGESTIONS: usize = 50;

/// A suggestion, and what it is ranked by.
struct Ranked {
    suggestion: Suggestion,
    fit: Fit,
    weight: f64,
}

/// Merges what the sources know. `directory` has been searched for the same needle.
pub fn suggest(
    needle: &Needle,
    contacts: &[Arc<Contact>],
    sent: &[Correspondent],
    directory: &[EmailAddress],
    limit: usize,
) -> Vec<Suggestion> {
    let mut ranked: Vec<Ranked> =
        contacts.iter().flat_map(|contact| of_contact(needle, contact, contacts, sent)).collect();
    ranked.extend(sent.iter().filter_map(|of| plain(needle, &of.address, SuggestionSource::Sent, of.weight)));
    ranked.extend(directory.iter().filter_map(|of| plain(needle, of, SuggestionSource::Directory, 0.0)));
    ranked.sort_by(|one, other| {
        // Of nothing typed everybody fits: then it counts only to whom the person writes.
        let by_source = one.suggestion.source.cmp(&other.suggestion.source);
        let by_source = if needle.is_empty() { Ordering::Equal } else { by_source };
        by_source
            .then(other.weight.total_cmp(&one.weight))
            .then(one.fit.cmp(&other.fit))
            .then_with(|| name_of(&one.suggestion).cmp(&name_of(&other.suggestion)))
    });
    let mut seen: HashSet<String> = HashSet::new();
    // A group has the address of its first member, who may be suggested as well.
    let mut is_first = |of: &Suggestion| !of.members.is_empty() || seen.insert(of.email.to_lowercase());
    ranked.into_iter().map(|of| of.suggestion).filter(|of| is_first(of)).take(limit.min(MAX_SUGGESTIONS)).collect()
}

fn name_of(suggestion: &Suggestion) -> String {
    suggestion.name.as_deref().unwrap_or(&suggestion.email).to_lowercase()
}

fn of_contact(needle: &Needle, contact: &Contact, all: &[Arc<Contact>], sent: &[Correspondent]) -> Vec<Ranked> {
    if contact.kind == ContactKind::Group {
        return of_group(needle, contact, all).into_iter().collect();
    }
    let names = [contact.nickname.as_deref(), contact.organization.as_deref()];
    let by_other_name = names.into_iter().flatten().filter_map(|name| needle.fit(name, "")).min();
    let ranked = contact.recipients().into_iter().filter_map(|address| {
        let weight = sent.iter().find(|of| of.address.same_mailbox(&address)).map_or(0.0, |of| of.weight);
        let mut ranked = plain(needle, &address, SuggestionSource::Contacts, weight)
            .or_else(|| by_other_name.map(|fit| ranked(address, SuggestionSource::Contacts, fit, weight)))?;
        ranked.suggestion.contact_id = Some(contact.id.clone());
        Some(ranked)
    });
    ranked.collect()
}

/// A group stands for the first address of each of its members.
fn of_group(needle: &Needle, group: &Contact, all: &[Arc<Contact>]) -> Option<Ranked> {
    let name = group.display();
    let fit = needle.fit(&name, "").filter(|_| !needle.is_empty())?;
    let member = |id: &String| all.iter().find(|contact| contact.id == *id)?.recipients().into_iter().next();
    let members: Vec<EmailAddress> = group.members.iter().filter_map(member).collect();
    let mut ranked =
        ranked(EmailAddress::named(name, members.first()?.email.as_str()), SuggestionSource::Contacts, fit, 0.0);
    ranked.suggestion.contact_id = Some(group.id.clone());
    ranked.suggestion.members = members;
    Some(ranked)
}

fn plain(needle: &Needle, address: &EmailAddress, source: SuggestionSource, weight: f64) -> Option<Ranked> {
    let fit = needle.fit(address.name.as_deref().unwrap_or_default(), &address.email)?;
    Some(ranked(address.clone(), source, fit, weight))
}

fn ranked(address: EmailAddress, source: SuggestionSource, fit: Fit, weight: f64) -> Ranked {
    let name = address.name.filter(|name| !name.is_empty() && *name != address.email);
    let suggestion = Suggestion { name, email: address.email, source, contact_id: None, members: Vec::new() };
    Ranked { suggestion, fit, weight }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SuggestionSource::{Contacts, Directory, Sent};
    use gatepost_shared::contact::{ContactEmail, ContactName};

    fn contact(id: &str, name: &str, address: &str) -> Arc<Contact> {
        let emails = vec![ContactEmail { address: address.to_owned(), context: None, is_preferred: false }];
        let name = ContactName { full: name.to_owned(), ..ContactName::default() };
        Arc::new(Contact { id: id.to_owned(), name, emails, ..Contact::default() })
    }

    fn written_to(address: EmailAddress, weight: f64) -> Correspondent {
        Correspondent { address, weight }
    }

    #[test]
    fn own_contacts_first_then_whom_one_writes_to_then_the_directory_each_once() {
        let group = Contact {
            id: "g".to_owned(),
            kind: ContactKind::Group,
            name: ContactName { full: "Joggers".to_owned(), ..ContactName::default() },
            members: vec!["1".to_owned(), "2".to_owned(), "gone".to_owned()],
            ..Contact::default()
        };
        let contacts = [contact("1", "Joan", "joan@x.org"), contact("2", "Joe", "joe@x.org"), Arc::new(group)];
        let sent = [
            written_to(EmailAddress::bare("jo@often.org"), 9.0),
            written_to(EmailAddress::bare("JOE@x.org"), 2.0),
            written_to(EmailAddress::bare("x@y.org"), 99.0),
        ];
        let directory = [EmailAddress::named("Joan Double", "Joan@x.org"), EmailAddress::named("Jo Dir", "jd@x.org")];
        let found = suggest(&Needle::new("jo"), &contacts, &sent, &directory, 10);
        let emails: Vec<_> = found.iter().map(|of| (of.email.as_str(), of.source)).collect();
        assert_eq!(
            emails,
            [
                ("joe@x.org", Contacts),
                ("joan@x.org", Contacts),
                ("joan@x.org", Contacts),
                ("jo@often.org", Sent),
                ("jd@x.org", Directory)
            ]
        );
        assert_eq!(found[2].members.len(), 2);
        assert_eq!(suggest(&Needle::new("jo"), &contacts, &sent, &directory, 1).len(), 1);
        assert!(suggest(&Needle::new("*"), &contacts, &sent, &directory, 10).is_empty());
    }
}
