//! Turns `locales/en.json`, the catalogue of every text that the client shows, into Rust: a module per area with a constant
//! per name, and the texts themselves, a line each. A name that the catalogue does not have is a compile error.
//!
//! `scripts/locales.mjs` writes the other languages as lines in the same order: areas and names sorted.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde::Deserialize;

const CATALOGUE: &str = "locales/en.json";

/// One text, or one for each plural form (CLDR's names).
#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Text(String),
    Forms(BTreeMap<String, String>),
}

impl Entry {
    /// As `i18n` reads it: the text, or `one=…|other=…`.
    fn line(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Forms(forms) => {
                forms.iter().map(|(form, text)| format!("{form}={text}")).collect::<Vec<_>>().join("|")
            }
        }
    }
}

fn main() {
    println!("cargo:rerun-if-changed={CATALOGUE}");
    let json = fs::read_to_string(CATALOGUE).expect("the catalogue can be read");
    let areas: BTreeMap<String, BTreeMap<String, Entry>> =
        serde_json::from_str(&json).expect("the catalogue has areas of names, with a text or plural forms");

    let (mut modules, mut lines) = (String::new(), Vec::new());
    for (area, entries) in &areas {
        write!(modules, "pub mod {area} {{").expect("a text takes text");
        for (name, entry) in entries {
            let kind = if matches!(entry, Entry::Text(_)) { "super::super::Message" } else { "super::super::Plural" };
            let (constant, number) = (name.to_uppercase(), lines.len());
            write!(modules, "pub const {constant}: {kind} = {kind}({number});").expect("a text takes text");
            let line = entry.line();
            assert!(!line.contains('\n'), "{area}.{name}: a text is one line");
            lines.push(line);
        }
        modules.push('}');
    }
    let folder = env::var_os("OUT_DIR").expect("cargo names a folder");
    fs::write(Path::new(&folder).join("words.rs"), modules).expect("the folder can be written to");
    fs::write(Path::new(&folder).join("en.txt"), lines.join("\n")).expect("the folder can be written to");
}
