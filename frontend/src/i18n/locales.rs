//! Every language says everything: no text is missing or left over, each has the placeholders of the English one, and all the
//! plural forms that its language has.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

type Catalogue = BTreeMap<String, BTreeMap<String, Value>>;

/// The languages, and the plural forms that CLDR has for each.
const LANGUAGES: &[(&str, &[&str])] = &[
    ("ar", &["few", "many", "one", "other", "two", "zero"]),
    ("de", &["one", "other"]),
    ("en", &["one", "other"]),
    ("es", &["many", "one", "other"]),
    ("fr", &["many", "one", "other"]),
    ("he", &["one", "other", "two"]),
    ("ja", &["other"]),
    ("pt", &["many", "one", "other"]),
    ("ru", &["few", "many", "one", "other"]),
    ("zh", &["other"]),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("locales")
}

fn catalogue(language: &str) -> Catalogue {
    let json = fs::read_to_string(folder().join(language.to_owned() + ".json")).unwrap();
    serde_json::from_str(&json).unwrap()
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

/// What is wrong with a text that stands for the English one.
fn fault(english: &Value, text: &Value, forms: &[&str]) -> Option<String> {
    match (english, text) {
        (Value::String(english), Value::String(text)) => {
            let is_same = placeholders(english) == placeholders(text);
            (!is_same || text.trim().is_empty() || text.contains('\n')).then(|| format!("{english:?} is {text:?}"))
        }
        (Value::Object(english), Value::Object(text)) => {
            let known = placeholders(english["other"].as_str().unwrap_or_default());
            let is_odd = |text: &str| {
                text.contains(['|', '\n']) || text.trim().is_empty() || !placeholders(text).is_subset(&known)
            };
            let has_all = text.keys().map(String::as_str).collect::<BTreeSet<_>>() == forms.iter().copied().collect();
            let odd = text.values().any(|text| text.as_str().is_none_or(is_odd));
            // Of the other forms a number is always said: "other" is what stands for most of them.
            let numbers = placeholders(text.get("other").and_then(Value::as_str).unwrap_or_default()) == known;
            (!has_all || odd || !numbers).then(|| format!("{english:?} is {text:?}"))
        }
        _ => Some(format!("{english:?} is {text:?}")),
    }
}

#[test]
fn every_language_says_everything_and_nothing_else() {
    let english = catalogue("en");
    let mut faults = Vec::new();
    for (language, forms) in LANGUAGES {
        let words = catalogue(language);
        for (area, texts) in &english {
            for (name, text) in texts {
                let found = words.get(area).and_then(|area| area.get(name));
                let wrong = found.map_or_else(|| Some("is missing".to_owned()), |found| fault(text, found, forms));
                faults.extend(wrong.map(|wrong| format!("{language}: {area}.{name} {wrong}")));
            }
        }
        for (area, texts) in &words {
            let is_known = |name: &String| english.get(area).is_some_and(|area| area.contains_key(name));
            faults.extend(
                texts
                    .keys()
                    .filter(|name| !is_known(name))
                    .map(|name| format!("{language}: {area}.{name} is left over")),
            );
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_language_is_known_here() {
    let mut files: Vec<String> =
        fs::read_dir(folder()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    let known: Vec<String> = LANGUAGES.iter().map(|(language, _)| (*language).to_owned() + ".json").collect();
    assert_eq!(files, known);
}
