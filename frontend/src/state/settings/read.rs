//! What each setting means: typed getters over the JSON, each with the default of `gatepost_shared::settings`. A value
//! that cannot be understood counts as not set. Reading one in an effect or a view follows that setting alone.

use std::collections::BTreeMap;

use gatepost_shared::settings::{
    DateStyle, Density, ImagePolicy, Layout, Notifications, SavedSearch, Tag, Template, Theme,
};
use leptos::prelude::*;
use leptos::reactive::graph::Observer;
use serde_json::{Map, Value};

use super::Settings;

macro_rules! keys {
    ($($(#[$doc:meta])+ $key:ident = $name:literal),+ $(,)?) => {
        /// A setting, by its name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Key { $($(#[$doc])+ $key),+ }

        impl Key {
            /// Every setting that this client knows, in the order of the enum.
            pub const ALL: &[Self] = &[$(Self::$key),+];
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// Its name in the settings.
            pub fn name(self) -> &'static str {
                match self { $(Self::$key => $name),+ }
            }
        }
    };
}

keys! {
    /// Colours.
    Theme = "theme",
    /// How much room a row takes.
    Density = "density",
    /// Where the open mail stands.
    Layout = "layout",
    /// The language.
    Language = "language",
    /// How dates are written.
    DateStyle = "dateStyle",
    /// Whether a list shows conversations.
    Conversations = "conversations",
    /// Whether pictures from elsewhere are loaded.
    Images = "images",
    /// Senders for whom the answer is another.
    ImageSenders = "imageSenders",
    /// How long a sent mail can be called back.
    UndoSeconds = "undoSeconds",
    /// What the person is told of.
    Notifications = "notifications",
    /// Whether mail is written with formatting.
    ComposeHtml = "composeHtml",
    /// Tags by keyword.
    Tags = "tags",
    /// Keys by command.
    Shortcuts = "shortcuts",
    /// Texts to begin with.
    Templates = "templates",
    /// Searches that are kept.
    Searches = "searches",
}

impl Settings {
    fn with<T>(self, key: Key, read: impl FnOnce(&Value) -> T) -> T {
        let value = self.0.values[key as usize];
        // Whoever shows a setting follows it; whoever only asks once does not, and need not say so.
        if Observer::get().is_some() { value.with(read) } else { value.with_untracked(read) }
    }

    fn word<T>(self, key: Key, of_word: fn(&str) -> T) -> T {
        self.with(key, |value| of_word(value.as_str().unwrap_or_default()))
    }

    fn is(self, key: Key, unless_set: bool) -> bool {
        self.with(key, |value| value.as_bool().unwrap_or(unless_set))
    }

    fn members<T>(self, key: Key, read: fn(&Map<String, Value>) -> T) -> Vec<(String, T)> {
        self.with(key, |value| {
            let members = value.as_object().into_iter().flatten();
            members.filter_map(|(name, member)| Some((name.clone(), read(member.as_object()?)))).collect()
        })
    }

    /// Colours.
    pub fn theme(self) -> Theme {
        self.word(Key::Theme, Theme::of_word)
    }

    /// How much room a row takes.
    pub fn density(self) -> Density {
        self.word(Key::Density, Density::of_word)
    }

    /// Where the open mail stands.
    pub fn layout(self) -> Layout {
        self.word(Key::Layout, Layout::of_word)
    }

    /// How dates are written.
    pub fn date_style(self) -> DateStyle {
        self.word(Key::DateStyle, DateStyle::of_word)
    }

    /// A language (BCP 47); empty means the browser's.
    pub fn language(self) -> String {
        self.word(Key::Language, str::to_owned)
    }

    /// Whether lists show conversations rather than single mails.
    pub fn conversations(self) -> bool {
        self.is(Key::Conversations, true)
    }

    /// Whether mail is written with formatting, unless the person says otherwise.
    pub fn compose_html(self) -> bool {
        self.is(Key::ComposeHtml, false)
    }

    /// How long a sent mail can be called back, in seconds; 0 to 30.
    pub fn undo_seconds(self) -> u32 {
        self.with(Key::UndoSeconds, Value::as_u64)
            .and_then(|seconds| u32::try_from(seconds).ok())
            .map_or(10, |seconds| seconds.min(30))
    }

    /// Whether pictures from elsewhere are loaded.
    pub fn images(self) -> ImagePolicy {
        self.word(Key::Images, ImagePolicy::of_word)
    }

    /// Whether pictures from elsewhere are loaded in mail of this sender, who may be in the address book.
    pub fn images_for(self, sender: &str, is_contact: bool) -> bool {
        let of_sender = self.with(Key::ImageSenders, |senders| senders[sender.to_lowercase()].as_bool());
        match self.images() {
            ImagePolicy::Never => false,
            ImagePolicy::Always => of_sender.unwrap_or(true),
            ImagePolicy::Contacts => of_sender.unwrap_or(is_contact),
            ImagePolicy::Ask => of_sender.unwrap_or(false),
        }
    }

    /// The senders for whom the person has said whether pictures are loaded.
    pub fn image_senders(self) -> Vec<(String, bool)> {
        self.with(Key::ImageSenders, |value| {
            let senders = value.as_object().into_iter().flatten();
            senders.filter_map(|(sender, load)| Some((sender.clone(), load.as_bool()?))).collect()
        })
    }

    /// From now on, pictures are loaded or not in mail of this sender.
    pub fn set_images_for(self, sender: &str, load: bool) {
        self.set_member(Key::ImageSenders, &sender.to_lowercase(), load);
    }

    /// What the person is told of.
    pub fn notifications(self) -> Notifications {
        self.with(Key::Notifications, |value| {
            let is = |name: &str, unless_set: bool| value[name].as_bool().unwrap_or(unless_set);
            Notifications {
                desktop: is("desktop", false),
                sound: is("sound", false),
                badge: is("badge", true),
                other: Map::new(),
            }
        })
    }

    /// The tags with their keywords, in the person's order.
    pub fn tags(self) -> Vec<(String, Tag)> {
        let mut tags = self.members(Key::Tags, |tag| Tag {
            name: text(tag, "name"),
            color: text(tag, "color"),
            sort_order: tag
                .get("sortOrder")
                .and_then(Value::as_u64)
                .and_then(|order| u32::try_from(order).ok())
                .unwrap_or(0),
            other: Map::new(),
        });
        tags.sort_by(|(_, one), (_, other)| (one.sort_order, &one.name).cmp(&(other.sort_order, &other.name)));
        tags
    }

    /// The keys that the person has given to commands: `archive` to `e`; the empty text takes a key away.
    pub fn shortcuts(self) -> BTreeMap<String, String> {
        self.with(Key::Shortcuts, |value| {
            let keys = value.as_object().into_iter().flatten();
            keys.filter_map(|(command, key)| Some((command.clone(), key.as_str()?.to_owned()))).collect()
        })
    }

    /// The texts to begin a mail with, by id, in the order of their names.
    pub fn templates(self) -> Vec<(String, Template)> {
        let mut templates = self.members(Key::Templates, |template| Template {
            name: text(template, "name"),
            subject: text(template, "subject"),
            text: text(template, "text"),
            other: Map::new(),
        });
        templates.sort_by(|(_, one), (_, other)| one.name.cmp(&other.name));
        templates
    }

    /// The searches that are kept, by id, in the order of their names.
    pub fn searches(self) -> Vec<(String, SavedSearch)> {
        let mut searches = self.members(Key::Searches, |search| SavedSearch {
            name: text(search, "name"),
            query: text(search, "query"),
            other: Map::new(),
        });
        searches.sort_by(|(_, one), (_, other)| one.name.cmp(&other.name));
        searches
    }
}

fn text(object: &Map<String, Value>, name: &str) -> String {
    object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_are_the_settings_of_the_api() {
        let defaults = serde_json::to_value(gatepost_shared::settings::Settings::default()).unwrap();
        let mut names: Vec<&str> = Key::ALL.iter().map(|key| key.name()).collect();
        names.sort_unstable();
        assert!(defaults.as_object().unwrap().keys().map(String::as_str).eq(names));
    }
}
