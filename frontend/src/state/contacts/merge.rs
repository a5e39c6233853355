//! Two people have changed the same contact, or one person in two tabs: what becomes of it. Property by property; only
//! where both have changed the same one to something else does somebody have to decide.

use gatepost_shared::contact::Contact;
use serde_json::{Map, Value};

/// The contact with both changes in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// Where both have changed the same property, it is as it is wanted here.
    pub contact: Contact,
    /// Whether there was such a property.
    pub is_clash: bool,
}

/// `before` is what both began with.
pub fn merge(before: &Contact, wanted: &Contact, theirs: &Contact) -> Merged {
    let (before, wanted_fields, mut fields) = (fields(before), fields(wanted), fields(theirs));
    let names: Vec<String> = before.keys().chain(wanted_fields.keys()).cloned().collect();
    let mut is_clash = false;
    for name in names {
        let (was, mine, now) = (before.get(&name), wanted_fields.get(&name), fields.get(&name));
        if mine == was || mine == now {
            continue;
        }
        is_clash |= now != was;
        match mine.cloned() {
            Some(value) => drop(fields.insert(name, value)),
            None => drop(fields.remove(&name)),
        }
    }
    let contact = serde_json::from_value(Value::Object(fields)).unwrap_or_else(|_| wanted.clone());
    Merged { contact, is_clash }
}

fn fields(contact: &Contact) -> Map<String, Value> {
    match serde_json::to_value(contact) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(title: Option<&str>, note: Option<&str>) -> Contact {
        let (title, note) = (title.map(str::to_owned), note.map(str::to_owned));
        Contact { id: "1".to_owned(), title, note, ..Contact::default() }
    }

    #[test]
    fn different_properties_both_stand() {
        let merged = merge(&contact(None, None), &contact(Some("Boss"), None), &contact(None, Some("Late")));
        assert_eq!(merged, Merged { contact: contact(Some("Boss"), Some("Late")), is_clash: false });
        let taken_away =
            merge(&contact(Some("Boss"), None), &contact(None, None), &contact(Some("Boss"), Some("Late")));
        assert_eq!(taken_away.contact, contact(None, Some("Late")));
    }

    #[test]
    fn the_same_property_is_a_clash_unless_both_mean_the_same() {
        let before = contact(None, None);
        let merged = merge(&before, &contact(Some("Boss"), None), &contact(Some("Chief"), None));
        assert_eq!(merged, Merged { contact: contact(Some("Boss"), None), is_clash: true });
        assert!(!merge(&before, &contact(Some("Boss"), None), &contact(Some("Boss"), None)).is_clash);
    }
}
