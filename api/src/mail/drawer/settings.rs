//! The settings in the drawer: kept as the object that was sent, so that what this version does not know stays.

use gatepost_shared::settings::{Settings, SettingsFault};
use serde_json::{Map, Value};

use super::document;
use super::record::Kind;
use super::relay::Drawer;
use super::view::View;
use crate::mail::error::MailError;

/// The settings as they are, with defaults for what nobody has set.
pub fn of(view: &View) -> Settings {
    Settings::read_stored(&document::of(view, Kind::Settings))
}

/// Changes the settings. `condition` sees them as they are and may refuse; `how` changes the object, after which it
/// must be settings.
pub async fn change<E: From<MailError> + From<SettingsFault>>(
    drawer: &Drawer,
    condition: impl Fn(&Settings) -> Result<(), E>,
    how: impl Fn(&mut Map<String, Value>),
) -> Result<Settings, E> {
    let object = document::change(drawer, Kind::Settings, |object| {
        condition(&Settings::read_stored(object))?;
        how(object);
        Settings::read(object)?;
        Ok::<(), E>(())
    });
    object.await.map(|object| Settings::read_stored(&object))
}
