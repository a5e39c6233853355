//! A round sign for a person: initials on a colour that is always the same for the same address.

use leptos::prelude::*;

/// How many colours `style/ui/avatar.css` has.
const COLOURS: u32 = 10;

/// Initials of a name on the colour of an address. A picture only: the name stands beside it as text.
#[component]
pub fn Avatar(
    /// The name that the initials are taken from; the address where there is none.
    #[prop(into)]
    name: Signal<String>,
    /// What decides the colour.
    #[prop(into)]
    address: Signal<String>,
) -> impl IntoView {
    view! {
        <span class="avatar" data-colour=move || colour(&address.get()) aria-hidden="true">
            {move || initials(&name.get())}
        </span>
    }
}

/// A photo in the place of initials.
#[component]
pub fn Photo(
    /// Where it is: a `data:` URL.
    source: String,
) -> impl IntoView {
    view! { <img class="avatar avatar-photo" src=source alt="" /> }
}

/// The first letters of the first and the last word, which the style sheet shows in upper case; "?" where there are no letters.
fn initials(name: &str) -> String {
    let local_part = name.split('@').next().unwrap_or(name);
    let words: Vec<char> = local_part
        .split(|c: char| c.is_whitespace() || ".-_,".contains(c))
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
        .collect();
    match words.as_slice() {
        [] => "?".to_owned(),
        [only] => only.to_string(),
        [first, .., last] => [*first, *last].iter().collect(),
    }
}

/// FNV-1a over the address without regard to case.
fn colour(address: &str) -> u32 {
    let hash = address
        .trim()
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193));
    // The low bits of FNV are poor on short texts: fold the high ones in.
    (hash ^ (hash >> 16)) % COLOURS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_come_from_the_first_and_the_last_word() {
        assert_eq!(initials("Alice Maria Weber"), "AW");
        assert_eq!(initials("carol@example.org"), "c");
        assert_eq!(initials("jan.de.vries@example.org"), "jv");
        assert_eq!(initials("Ōe"), "Ō");
        assert_eq!(initials(" <> "), "?");
    }

    #[test]
    fn an_address_keeps_its_colour() {
        assert_eq!(colour("Alice@Example.org"), colour("alice@example.org "));
        assert!(colour("") < COLOURS);
    }
}
