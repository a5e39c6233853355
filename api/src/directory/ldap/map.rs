//! From an entry to an account: the one place that knows what the attributes mean.

use gatepost_shared::address::EmailAddress;

use crate::config::Ldap;
use crate::config::server_url::is_host;
use crate::directory::ldap::search::Entry;
use crate::directory::{Account, DirectoryError, Found};

/// More addresses than anybody writes as.
const MAX_ADDRESSES: usize = 200;

/// What the entries found for one login name mean.
pub fn found(entries: &[Entry], config: &Ldap) -> Result<Found, DirectoryError> {
    match entries {
        [] => Ok(Found::Nobody),
        [entry] => one(entry, config),
        _ => Err(DirectoryError::Ambiguous),
    }
}

/// An entry as somebody to write to; none when it has no address.
pub fn person(entry: &Entry, config: &Ldap) -> Option<EmailAddress> {
    let names = &config.attributes;
    let email = first(entry, &names.mail).filter(|mail| is_address(mail))?;
    let name = first(entry, &names.name).filter(|name| !name.contains(char::is_control));
    Some(EmailAddress { name: name.map(str::to_owned), email: email.to_owned() })
}

fn one(entry: &Entry, config: &Ldap) -> Result<Found, DirectoryError> {
    let names = &config.attributes;
    let login = first(entry, &names.login).ok_or_else(|| missing(&names.login))?;
    let host = host(entry, config)?;
    let Some(backend) = config.backends.find(&host) else { return Ok(Found::Forwarded) };
    let main = first(entry, &names.mail).filter(|mail| is_address(mail)).ok_or_else(|| missing(&names.mail))?;
    let display_name = first(entry, &names.name).unwrap_or(main);
    Ok(Found::Account(Box::new(Account {
        login: login.to_owned(),
        imap_user: login.to_owned(),
        display_name: display_name.to_owned(),
        addresses: addresses(entry, config, main, display_name),
        backend,
    })))
}

/// The name of the mail server: an attribute of its own, or the domain of `maildrop`, as in the HOW-TO.
fn host(entry: &Entry, config: &Ldap) -> Result<String, DirectoryError> {
    let names = &config.attributes;
    if let Some(host) = first(entry, &names.host) {
        return is_host(host).then(|| host.to_owned()).ok_or_else(|| missing(&names.host));
    }
    // Several drops: the one that is a server of ours is where the mail can be read.
    let drops: Vec<&str> =
        all(entry, &names.maildrop).filter_map(|drop| drop.rsplit_once('@')).map(|(_, host)| host).collect();
    let ours = drops.iter().find(|host| config.backends.find(host).is_some());
    ours.or(drops.first()).map(|host| (*host).to_owned()).ok_or_else(|| missing(&names.maildrop))
}

/// The main address first, then the others, each once. An alias without a domain has that of the main address.
fn addresses(entry: &Entry, config: &Ldap, main: &str, name: &str) -> Vec<EmailAddress> {
    let names = &config.attributes;
    let domain = main.rsplit_once('@').map_or("", |(_, domain)| domain);
    let complete = |address: &str| {
        if address.contains('@') { address.to_owned() } else { format!("{address}@{domain}") }
    };
    let mut addresses: Vec<EmailAddress> = Vec::new();
    for address in all(entry, &names.mail).chain(all(entry, &names.aliases)).map(complete).take(MAX_ADDRESSES) {
        let address = EmailAddress::named(name, address);
        if is_address(&address.email) && !addresses.iter().any(|known| known.same_mailbox(&address)) {
            addresses.push(address);
        }
    }
    addresses
}

/// Whether this can stand in an envelope: nothing that ends a line or a path.
fn is_address(text: &str) -> bool {
    let is_plain = |c: char| !c.is_control() && !c.is_whitespace() && !"<>,;\"()".contains(c);
    text.len() <= 320
        && text.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && is_host(domain))
        && text.chars().all(is_plain)
}

fn all<'a>(entry: &'a Entry, attribute: &str) -> impl Iterator<Item = &'a str> {
    let values = entry.get(&attribute.to_ascii_lowercase()).map_or(&[][..], Vec::as_slice);
    values.iter().map(|value| value.trim()).filter(|value| !value.is_empty())
}

fn first<'a>(entry: &'a Entry, attribute: &str) -> Option<&'a str> {
    all(entry, attribute).next()
}

fn missing(attribute: &str) -> DirectoryError {
    DirectoryError::Invalid(format!("the attribute `{attribute}` is missing or makes no sense"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{Config, Directory};

    fn config(extra: &str) -> Ldap {
        let text = format!(
            "[directory]\nkind = \"ldap\"\nurls = [\"ldap://127.0.0.1\"]\n{extra}\n[mail]\nhosts = [\"mail*.example.org\"]\n"
        );
        match Config::parse(&text, Path::new(".")).unwrap().directory {
            Directory::Ldap(ldap) => *ldap,
            Directory::Fixed(_) => panic!("LDAP"),
        }
    }

    fn entry(attributes: &[(&str, &[&str])]) -> Entry {
        let values = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        attributes.iter().map(|(name, list)| ((*name).to_owned(), values(list))).collect()
    }

    fn alice() -> Entry {
        entry(&[
            ("uid", &["alice"]),
            ("cn", &["Alice Adams"]),
            ("mail", &["alice@example.org"]),
            ("mailacceptinggeneralid", &["alice", "info", "sales@example.net"]),
            ("maildrop", &["alice@mail01.example.org"]),
        ])
    }

    #[test]
    fn an_entry_is_a_person_with_a_server_and_addresses() {
        let Found::Account(account) = found(&[alice()], &config("")).unwrap() else { panic!("an account") };
        assert_eq!((account.login.as_str(), account.display_name.as_str()), ("alice", "Alice Adams"));
        assert_eq!(account.backend.imap.host, "mail01.example.org");
        let addresses: Vec<_> = account.addresses.iter().map(|address| address.email.as_str()).collect();
        assert_eq!(addresses, ["alice@example.org", "info@example.org", "sales@example.net"]);
    }

    #[test]
    fn mail_that_goes_outside_the_farm_is_forwarded() {
        let mut dave = alice();
        dave.insert("maildrop".to_owned(), vec!["dave@elsewhere.test".to_owned()]);
        assert_eq!(found(&[dave], &config("")), Ok(Found::Forwarded));
    }

    #[test]
    fn a_second_drop_outside_does_not_hide_the_mailbox() {
        let mut both = alice();
        both.insert("maildrop".to_owned(), vec!["x@elsewhere.test".to_owned(), "alice@mail02.example.org".to_owned()]);
        let Found::Account(account) = found(&[both], &config("")).unwrap() else { panic!("an account") };
        assert_eq!(account.backend.name, "mail02.example.org");
    }

    #[test]
    fn a_host_attribute_of_its_own_counts_where_configured() {
        let mut moved = alice();
        moved.insert("mailhost".to_owned(), vec!["mail07.example.org".to_owned()]);
        let config = config("attributes = { host = \"mailHost\" }");
        let Found::Account(account) = found(&[moved], &config).unwrap() else { panic!("an account") };
        assert_eq!(account.backend.name, "mail07.example.org");
    }

    #[test]
    fn nobody_two_and_nonsense_are_told_apart() {
        assert_eq!(found(&[], &config("")), Ok(Found::Nobody));
        assert_eq!(found(&[alice(), alice()], &config("")), Err(DirectoryError::Ambiguous));
        for attribute in ["uid", "mail", "maildrop"] {
            let mut broken = alice();
            broken.remove(attribute);
            assert!(matches!(found(&[broken], &config("")), Err(DirectoryError::Invalid(_))), "{attribute}");
        }
    }

    #[test]
    fn an_address_that_could_end_a_line_is_not_one() {
        let mut hostile = alice();
        hostile.insert(
            "mailacceptinggeneralid".to_owned(),
            vec!["x@example.org\r\nRCPT TO:<y@z>".to_owned(), "a b".to_owned()],
        );
        let Found::Account(account) = found(&[hostile], &config("")).unwrap() else { panic!("an account") };
        assert_eq!(account.addresses.len(), 1);
    }
}
