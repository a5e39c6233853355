//! A document: one JSON object in the drawer, changed by many at once. The settings are one, names and signatures
//! another.

use serde_json::{Map, Value};

use super::record::{Kind, MAX_VALUE};
use super::relay::Drawer;
use super::view::View;
use super::write::Change;
use crate::mail::error::MailError;

/// The object as it is; empty when there is none, or when somebody has made something else of it.
pub fn of(view: &View, kind: Kind) -> Map<String, Value> {
    view.value(kind, kind.name()).and_then(|record| parse(record.value.as_deref())).unwrap_or_default()
}

fn parse(json: Option<&str>) -> Option<Map<String, Value>> {
    serde_json::from_str(json?).ok()
}

/// Changes the object. `change` is applied to what is there, and again if somebody else was faster; it says why not,
/// or changes it. Answers the object as it is then.
pub async fn change<E: From<MailError>>(
    drawer: &Drawer,
    kind: Kind,
    mut change: impl FnMut(&mut Map<String, Value>) -> Result<(), E>,
) -> Result<Map<String, Value>, E> {
    let changed = drawer.change(kind, |view, _| {
        let before = of(view, kind);
        let mut object = before.clone();
        change(&mut object)?;
        if object == before {
            return Ok(Change::nothing(object));
        }
        // A map of JSON values is always JSON.
        let json = serde_json::to_string(&object).unwrap_or_default();
        if json.len() > MAX_VALUE {
            return Err(MailError::TooLarge("This is more than can be kept: 64 KiB.".to_owned()).into());
        }
        Ok(Change { puts: vec![(kind.name().to_owned(), Some(json))], answer: object })
    });
    changed.await.map(|(object, _)| object)
}
