//! Who writes: the people of `mail/cast.txt`, each with a charset and a way of writing.

use encoding_rs::Encoding;

use super::dice::Dice;

const CAST: &str = include_str!("../../mail/cast.txt");
/// Families of those who write in big mailboxes, where the same two dozen people would be too few.
const FAMILIES: [&str; 24] = [
    "Abbott",
    "Bergström",
    "Castellani",
    "Dvořák",
    "Eriksen",
    "Fontaine",
    "Grünwald",
    "Hoang",
    "Ibrahim",
    "Jansen",
    "Kowalczyk",
    "Laurent",
    "Mendes",
    "Novak",
    "Osei",
    "Pereira",
    "Quinn",
    "Rahman",
    "Szabó",
    "Takács",
    "Underwood",
    "Virtanen",
    "Walsh",
    "Yıldız",
];
const HOUSES: [&str; 8] = [
    "northgate.example",
    "riverside-works.example",
    "atelier-nord.example",
    "greenline.example",
    "kontor-acht.example",
    "bluehill.example",
    "open-square.example",
    "maple-and-co.example",
];

/// A name with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Party {
    pub(crate) name: String,
    pub(crate) address: String,
}

/// Somebody who writes.
#[derive(Debug, Clone)]
pub(crate) struct Author {
    pub(crate) key: &'static str,
    pub(crate) party: Party,
    pub(crate) charset: &'static Encoding,
    pub(crate) html: bool,
    /// Minutes east of Greenwich.
    pub(crate) zone: i32,
}

impl Author {
    /// An author of whom nothing but the name is known.
    pub(crate) fn plain(key: &'static str, name: &str, address: &str) -> Self {
        let party = Party { name: name.into(), address: address.into() };
        Self { key, party, charset: encoding_rs::UTF_8, html: false, zone: 60 }
    }

    pub(crate) fn first_name(&self) -> &str {
        self.party.name.split(' ').next().unwrap_or(&self.party.name)
    }

    /// The same first name in another family, for mailboxes that need many correspondents.
    pub(crate) fn recast(&self, dice: &mut Dice) -> Self {
        let own_script = !self.party.name.is_ascii() && self.first_name().chars().any(|letter| letter > '\u{24f}');
        if own_script || self.party.address.ends_with("@example.org") {
            return self.clone();
        }
        let family = *dice.pick(&FAMILIES);
        let first = self.first_name();
        let address = format!("{}.{}@{}", ascii(first), ascii(family), dice.pick(&HOUSES));
        // A name that an old charset lacks is written by somebody with a newer program.
        let charset = if family.is_ascii() { self.charset } else { encoding_rs::UTF_8 };
        Self { party: Party { name: format!("{first} {family}"), address }, charset, ..self.clone() }
    }
}

/// Lower case without accents, as addresses are.
fn ascii(name: &str) -> String {
    let plain = |letter: char| match letter {
        'ö' | 'ó' | 'ø' => 'o',
        'ü' => 'u',
        'é' | 'è' => 'e',
        'á' | 'ä' => 'a',
        'í' | 'ı' => 'i',
        'ř' => 'r',
        'ń' => 'n',
        'ß' => 's',
        other => other,
    };
    name.to_lowercase().chars().map(plain).filter(char::is_ascii_alphanumeric).collect()
}

/// Everybody in `mail/cast.txt`.
pub(crate) fn cast() -> Vec<Author> {
    CAST.lines().filter(|line| !line.starts_with('#')).filter_map(author).collect()
}

fn author(line: &'static str) -> Option<Author> {
    let [key, name, address, charset, body, zone] = line.split(" | ").collect::<Vec<_>>().try_into().ok()?;
    let party = Party { name: name.into(), address: address.into() };
    // The label is looked up as a browser would, where iso-8859-1 is its superset windows-1252.
    let charset = Encoding::for_label(charset.as_bytes())?;
    Some(Author { key, party, charset, html: body == "html", zone: zone.parse().ok()? })
}
