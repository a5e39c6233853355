//! Settings: how a person wants their webmail, the same on every device. Every field has a default, so that nobody has
//! to set anything; fields that this version does not know are kept as they are.
//!
//! Two devices that change different things at once both win: changes are merge patches (RFC 7396), applied to what is
//! there. That is why what looks like a list here is an object by names: one more sender, tag or template is one more
//! member, and null takes it away.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The largest settings as JSON, in bytes.
pub const MAX_SETTINGS: usize = 64 * 1024;

/// The most members of one of the objects by names.
pub const MAX_MEMBERS: usize = 1000;

/// How many levels of objects and arrays there may be.
const MAX_DEPTH: usize = 8;

macro_rules! choice {
    ($(#[$doc:meta])+ $name:ident { $($(#[$of:meta])+ $variant:ident = $word:tt),+ $(,)? }) => {
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name { $($(#[$of])+ #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every choice that there is.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word for it in the settings.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The choice with this word; the default for any other.
            pub fn of_word(word: &str) -> Self {
                match word { $($word => Self::$variant,)+ _ => Self::default() }
            }
        }
    };
}

choice! {
    /// Colours.
    Theme {
        /// As the device says.
        #[default]
        System = "system",
        /// Dark on light.
        Light = "light",
        /// Light on dark.
        Dark = "dark",
        /// As much contrast as there is.
        Contrast = "contrast",
    }
}

choice! {
    /// How much room a row takes.
    Density {
        /// Much.
        Comfortable = "comfortable",
        /// Some.
        #[default]
        Cosy = "cosy",
        /// Little.
        Compact = "compact",
    }
}

choice! {
    /// Where the open mail stands.
    Layout {
        /// Beside the list.
        #[default]
        Right = "right",
        /// Under the list.
        Bottom = "bottom",
        /// In place of the list.
        None = "none",
    }
}

choice! {
    /// How dates are written.
    DateStyle {
        /// "Yesterday", "Monday", as far as that helps.
        #[default]
        Relative = "relative",
        /// As the language does it.
        Absolute = "absolute",
        /// 2026-11-23 09:30.
        Iso = "iso",
    }
}

choice! {
    /// Whether pictures from elsewhere are loaded, which tells their owner that the mail was read.
    ImagePolicy {
        /// Only when the person says so.
        #[default]
        Ask = "ask",
        /// From senders in the address book as well.
        Contacts = "contacts",
        /// Always.
        Always = "always",
        /// Not even then.
        Never = "never",
    }
}

/// What the person is told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Notifications {
    /// Whether the browser shows new mail.
    pub desktop: bool,
    /// Whether there is a sound.
    pub sound: bool,
    /// Whether the title counts unread mail.
    pub badge: bool,
    /// What later versions know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Default for Notifications {
    fn default() -> Self {
        Self { desktop: false, sound: false, badge: true, other: Map::new() }
    }
}

/// What a tag looks like. Its name in the settings is the keyword that marks the mail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Tag {
    /// What it is called.
    pub name: String,
    /// `#rrggbb`, or the name of a colour of the theme.
    pub color: String,
    /// Its place among the tags.
    pub sort_order: u32,
    /// What later versions know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A text to begin a mail with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Template {
    /// What it is called.
    pub name: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// What later versions know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A search that is kept and looks like a mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct SavedSearch {
    /// What it is called.
    pub name: String,
    /// What the person typed.
    pub query: String,
    /// What later versions know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// All settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Colours.
    pub theme: Theme,
    /// How much room a row takes.
    pub density: Density,
    /// Where the open mail stands.
    pub layout: Layout,
    /// A language (BCP 47): `de`; empty means the browser's.
    pub language: String,
    /// How dates are written.
    pub date_style: DateStyle,
    /// Whether a list shows conversations rather than single mails.
    pub conversations: bool,
    /// Whether pictures from elsewhere are loaded.
    pub images: ImagePolicy,
    /// Senders for whom the answer is another: address, in lower case, to whether their pictures are loaded.
    pub image_senders: BTreeMap<String, bool>,
    /// How long a sent mail can be called back, in seconds; 0 to 30.
    pub undo_seconds: u32,
    /// What the person is told of.
    pub notifications: Notifications,
    /// Whether mail is written with formatting, unless the person says otherwise.
    pub compose_html: bool,
    /// Tags by keyword.
    pub tags: BTreeMap<String, Tag>,
    /// Keys by command: `archive` to `e`; the empty text takes the key away.
    pub shortcuts: BTreeMap<String, String>,
    /// Texts to begin with, by an id that the client makes up.
    pub templates: BTreeMap<String, Template>,
    /// Searches that are kept, by an id that the client makes up.
    pub searches: BTreeMap<String, SavedSearch>,
    /// What later versions know: kept, and given back.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            density: Density::default(),
            layout: Layout::default(),
            language: String::new(),
            date_style: DateStyle::default(),
            conversations: true,
            images: ImagePolicy::default(),
            image_senders: BTreeMap::new(),
            undo_seconds: 10,
            notifications: Notifications::default(),
            compose_html: false,
            tags: BTreeMap::new(),
            shortcuts: BTreeMap::new(),
            templates: BTreeMap::new(),
            searches: BTreeMap::new(),
            other: Map::new(),
        }
    }
}

/// Why settings are not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct SettingsFault {
    /// The setting that is wrong; empty when it is all of them together.
    pub property: String,
    /// What is wrong, in a sentence.
    pub sentence: String,
}

impl SettingsFault {
    fn new(property: &str, sentence: impl Into<String>) -> Self {
        Self { property: property.to_owned(), sentence: sentence.into() }
    }
}

impl Settings {
    /// The settings that an object says, defaults for the rest.
    ///
    /// # Errors
    /// When it is too large or too deep, or when a setting has the wrong shape or is beyond its limit.
    pub fn read(object: &Map<String, Value>) -> Result<Self, SettingsFault> {
        if object.values().any(|value| depth(value) > MAX_DEPTH) {
            return Err(SettingsFault::new("", "Settings nest at most 8 levels deep."));
        }
        let size = serde_json::to_vec(object).map_or(usize::MAX, |json| json.len());
        if size > MAX_SETTINGS {
            return Err(SettingsFault::new("", "Settings have at most 64 KiB."));
        }
        if let Some((name, _)) =
            object.iter().find(|(_, value)| value.as_object().is_some_and(|of| of.len() > MAX_MEMBERS))
        {
            return Err(SettingsFault::new(name, "There are at most 1000 of these."));
        }
        let settings: Self = serde_json::from_value(Value::Object(object.clone())).map_err(|error| {
            // Serde does not say which setting it was: try them one by one.
            let wrong = object.iter().find(|(name, value)| one(name, value).is_none()).map_or("", |(name, _)| name);
            SettingsFault::new(wrong, format!("This setting has the wrong shape: {error}."))
        })?;
        if settings.undo_seconds > 30 {
            return Err(SettingsFault::new("undoSeconds", "A mail can be held back for 30 seconds at most."));
        }
        Ok(settings)
    }

    /// The settings that a stored object says. What cannot be understood of it has its default: somebody may have
    /// changed it by other means, and no setting is worth an error at each start.
    pub fn read_stored(object: &Map<String, Value>) -> Self {
        Self::read(object).unwrap_or_else(|_| {
            let sound = object.iter().filter(|(name, value)| one(name, value).is_some());
            let sound: Map<String, Value> = sound.map(|(name, value)| (name.clone(), value.clone())).collect();
            Self::read(&sound).unwrap_or_default()
        })
    }
}

fn one(name: &str, value: &Value) -> Option<Settings> {
    let alone = Map::from_iter([(name.to_owned(), value.clone())]);
    if depth(value) > MAX_DEPTH { None } else { serde_json::from_value(Value::Object(alone)).ok() }
}

fn depth(value: &Value) -> usize {
    // JSON from outside is at most 128 deep (serde_json), so this recursion is bounded.
    match value {
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Applies a merge patch (RFC 7396): objects are merged member by member, null removes, everything else replaces.
pub fn merge(target: &mut Map<String, Value>, patch: &Map<String, Value>) {
    for (name, change) in patch {
        match change {
            Value::Null => drop(target.remove(name)),
            Value::Object(change) => {
                let member = target.entry(name.clone()).or_insert_with(|| Value::Object(Map::new()));
                if !member.is_object() {
                    *member = Value::Object(Map::new());
                }
                if let Value::Object(member) = member {
                    merge(member, change);
                }
            }
            _ => drop(target.insert(name.clone(), change.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(object) => object,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn nothing_set_is_all_defaults() {
        assert_eq!(Settings::read(&Map::new()).unwrap(), Settings::default());
    }

    #[test]
    fn what_a_later_version_knows_is_given_back() {
        let stored = object(json!({"theme": "dark", "hologram": {"depth": 3}, "notifications": {"smell": true}}));
        let settings = Settings::read(&stored).unwrap();
        let json = serde_json::to_value(&settings).unwrap();
        assert_eq!((settings.theme, &json["hologram"]["depth"]), (Theme::Dark, &json!(3)));
        assert_eq!((&json["notifications"]["smell"], &json["notifications"]["badge"]), (&json!(true), &json!(true)));
    }

    #[test]
    fn a_choice_has_one_word_here_and_on_the_wire() {
        for theme in Theme::ALL {
            assert_eq!(serde_json::to_value(theme).unwrap(), json!(theme.word()));
            assert_eq!(Theme::of_word(theme.word()), *theme);
        }
        assert_eq!(Layout::of_word("ceiling"), Layout::default());
    }

    #[test]
    fn a_wrong_setting_is_named_and_a_stored_one_is_passed_over() {
        let wrong = object(json!({"theme": "dark", "undoSeconds": "soon"}));
        assert_eq!(Settings::read(&wrong).unwrap_err().property, "undoSeconds");
        assert_eq!(Settings::read_stored(&wrong), Settings { theme: Theme::Dark, ..Settings::default() });
        assert_eq!(Settings::read(&object(json!({"undoSeconds": 31}))).unwrap_err().property, "undoSeconds");
    }

    #[test]
    fn what_is_too_large_or_too_deep_is_refused() {
        let long = object(json!({"x": "y".repeat(MAX_SETTINGS)}));
        assert!(Settings::read(&long).is_err());
        let mut deep = json!(1);
        for _ in 0..=MAX_DEPTH {
            deep = json!([deep]);
        }
        assert!(Settings::read(&object(json!({"x": deep}))).is_err());
        let many: Map<String, Value> = (0..=MAX_MEMBERS).map(|n| (n.to_string(), json!(true))).collect();
        assert_eq!(Settings::read(&object(json!({"imageSenders": many}))).unwrap_err().property, "imageSenders");
    }

    #[test]
    fn the_examples_of_rfc_7396() {
        let examples = [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
            (json!({"a": "b", "b": "c"}), json!({"a": null}), json!({"b": "c"})),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": {"b": "c"}}), json!({"a": {"b": "d", "c": null}}), json!({"a": {"b": "d"}})),
            (json!({"a": [1]}), json!({"a": {"b": "c"}}), json!({"a": {"b": "c"}})),
            (json!({}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}})),
        ];
        for (target, patch, result) in examples {
            let mut merged = object(target);
            merge(&mut merged, &object(patch));
            assert_eq!(Value::Object(merged), result);
        }
    }
}
