//! What a person says of the addresses that they may write as: names, signatures, who gets copies. The addresses
//! themselves are the directory's; what was said of one that is gone is kept, should it come back.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::identity::{Identity, IdentityPatch};
use serde_json::{Map, Value};

use super::document;
use super::record::Kind;
use super::relay::Drawer;
use super::view::View;
use crate::mail::error::MailError;

/// The member that names the default address.
const DEFAULT: &str = "default";

/// The member that holds what was said, by address in lower case.
const SAID: &str = "identities";

/// The identities: one for each address of the directory, in its order.
pub fn of(view: &View, addresses: &[EmailAddress]) -> Vec<Identity> {
    identities(&document::of(view, Kind::Identities), addresses)
}

/// Changes one identity. `condition` sees it as it is and may refuse. None when the person has no such address.
pub async fn patch<E: From<MailError>>(
    drawer: &Drawer,
    addresses: &[EmailAddress],
    id: &str,
    patch: &IdentityPatch,
    condition: impl Fn(&Identity) -> Result<(), E>,
) -> Result<Option<Identity>, E> {
    let Some(address) = addresses.iter().find(|address| address.email.eq_ignore_ascii_case(id)) else {
        return Ok(None);
    };
    let object = document::change(drawer, Kind::Identities, |object| {
        if let Some(identity) = find(object, addresses, address) {
            condition(&identity)?;
        }
        apply(object, &address.email, patch);
        Ok::<(), E>(())
    });
    Ok(find(&object.await?, addresses, address))
}

fn find(object: &Map<String, Value>, addresses: &[EmailAddress], address: &EmailAddress) -> Option<Identity> {
    identities(object, addresses).into_iter().find(|identity| identity.email == address.email)
}

fn identities(object: &Map<String, Value>, addresses: &[EmailAddress]) -> Vec<Identity> {
    let mut identities: Vec<Identity> = addresses.iter().map(|address| identity(object, address)).collect();
    let chosen = object.get(DEFAULT).and_then(Value::as_str).unwrap_or_default();
    let chosen = identities.iter().position(|identity| identity.email.eq_ignore_ascii_case(chosen)).unwrap_or(0);
    if let Some(identity) = identities.get_mut(chosen) {
        identity.is_default = true;
    }
    identities
}

fn identity(object: &Map<String, Value>, address: &EmailAddress) -> Identity {
    let directory = Identity::new(address);
    let said = said(object, &address.email);
    Identity {
        name: said.name.filter(|name| !name.is_empty()).unwrap_or(directory.name),
        reply_to: said.reply_to.unwrap_or_default(),
        bcc: said.bcc.unwrap_or_default(),
        text_signature: said.text_signature.unwrap_or_default(),
        html_signature: said.html_signature.unwrap_or_default(),
        ..directory
    }
}

/// What was said of an address. What cannot be understood was not said.
fn said(object: &Map<String, Value>, email: &str) -> IdentityPatch {
    let said = object.get(SAID).and_then(|all| all.get(email.to_lowercase()));
    said.and_then(|said| serde_json::from_value(said.clone()).ok()).unwrap_or_default()
}

fn apply(object: &mut Map<String, Value>, email: &str, patch: &IdentityPatch) {
    let before = said(object, email);
    let patch = patch.clone();
    let after = IdentityPatch {
        name: patch.name.or(before.name),
        reply_to: patch.reply_to.or(before.reply_to),
        bcc: patch.bcc.or(before.bcc),
        text_signature: patch.text_signature.or(before.text_signature),
        html_signature: patch.html_signature.or(before.html_signature),
        is_default: None,
    };
    let all = object.entry(SAID).or_insert_with(|| Value::Object(Map::new()));
    if !all.is_object() {
        *all = Value::Object(Map::new());
    }
    if let (Value::Object(all), Ok(after)) = (all, serde_json::to_value(after)) {
        all.insert(email.to_lowercase(), after);
    }
    let is_chosen =
        object.get(DEFAULT).and_then(Value::as_str).is_some_and(|chosen| chosen.eq_ignore_ascii_case(email));
    match patch.is_default {
        Some(true) => drop(object.insert(DEFAULT.to_owned(), Value::from(email))),
        Some(false) if is_chosen => drop(object.remove(DEFAULT)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn addresses() -> Vec<EmailAddress> {
        vec![EmailAddress::named("Alice", "alice@x.org"), EmailAddress::named("Alice", "info@x.org")]
    }

    #[test]
    fn the_directory_says_who_and_the_person_says_how() {
        let mut object = Map::new();
        let patch =
            IdentityPatch { name: Some("The Desk".to_owned()), is_default: Some(true), ..IdentityPatch::default() };
        apply(&mut object, "info@x.org", &patch);
        apply(
            &mut object,
            "gone@x.org",
            &IdentityPatch { text_signature: Some("x".to_owned()), ..IdentityPatch::default() },
        );
        let said = identities(&object, &addresses());
        let names: Vec<_> = said.iter().map(|of| (of.email.as_str(), of.name.as_str(), of.is_default)).collect();
        assert_eq!(names, [("alice@x.org", "Alice", false), ("info@x.org", "The Desk", true)]);
        apply(
            &mut object,
            "info@x.org",
            &IdentityPatch { is_default: Some(false), name: Some(String::new()), ..IdentityPatch::default() },
        );
        assert_eq!(identities(&object, &addresses())[1].name, "Alice", "the empty name is the directory's");
        assert!(identities(&object, &addresses())[0].is_default);
    }

    #[test]
    fn what_somebody_else_made_of_it_is_passed_over() {
        let Value::Object(mut object) =
            json!({"identities": {"alice@x.org": {"name": 7}, "info@x.org": []}, "default": 3})
        else {
            panic!()
        };
        assert_eq!(identities(&object, &addresses())[0].name, "Alice");
        object.insert(SAID.to_owned(), json!("text"));
        apply(&mut object, "alice@x.org", &IdentityPatch { name: Some("A".to_owned()), ..IdentityPatch::default() });
        assert_eq!(identities(&object, &addresses())[0].name, "A");
    }
}
