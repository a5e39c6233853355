//! The condition of an `@media` rule: what a newsletter asks to fit a narrow window.

use cssparser::{ParseError, Parser, Token};

use super::super::view::Palette;
use super::declarations::number;

/// A condition that is true of every window.
const ALWAYS: &str = "(min-width:0px)";

/// And one that is true of none.
const NEVER: &str = "(max-width:0px)";

/// More queries than this in one condition spoil it.
const MAX_TOKENS: usize = 40;

/// Reads a simple condition, such as `only screen and (max-width: 600px)`.
///
/// Which theme there is was decided before: by the person, not by the browser. A condition on it becomes one that is always
/// or never true. Conditions on the device that only fingerprint are refused.
pub(super) fn read(input: &mut Parser<'_>, palette: Palette) -> Result<String, ParseError<()>> {
    let mut out = String::new();
    for _ in 0..MAX_TOKENS {
        let Ok(token) = input.next().cloned() else {
            return if out.is_empty() || is_hopeless(&out) { Err(refused()) } else { Ok(out) };
        };
        if !out.is_empty() && token != Token::Comma {
            out.push(' ');
        }
        match token {
            Token::Comma => out.push(','),
            Token::Ident(word) if is_word(&word) => out.push_str(&word.to_ascii_lowercase()),
            Token::ParenthesisBlock => out.push_str(&input.parse_nested_block(|input| feature(input, palette))?),
            _ => return Err(refused()),
        }
    }
    Err(refused())
}

fn is_word(word: &str) -> bool {
    matches!(&*word.to_ascii_lowercase(), "only" | "not" | "and" | "screen" | "print" | "all" | "handheld")
}

fn feature(input: &mut Parser<'_>, palette: Palette) -> Result<String, ParseError<()>> {
    let name = input.expect_ident()?.to_ascii_lowercase();
    input.expect_colon()?;
    let value = input.next()?.clone();
    input.expect_exhausted()?;
    match (&*name, &value) {
        ("max-width" | "min-width" | "max-device-width" | "min-device-width", _) => {
            let length = number(&value).ok_or_else(refused)?;
            Ok(format!("({name}:{length})"))
        }
        ("orientation", Token::Ident(word)) if matches!(&**word, "portrait" | "landscape") => {
            Ok(format!("({name}:{word})"))
        }
        ("prefers-color-scheme", Token::Ident(word)) => {
            let is_dark = palette == Palette::OwnDark;
            Ok(if word.eq_ignore_ascii_case(if is_dark { "dark" } else { "light" }) { ALWAYS } else { NEVER }
                .to_owned())
        }
        _ => Err(refused()),
    }
}

/// Whether a condition has no alternative to one that is never true: its rules need not be sent.
fn is_hopeless(condition: &str) -> bool {
    condition.contains(NEVER) && !condition.contains(',') && !condition.contains("not")
}

fn refused() -> ParseError<()> {
    ParseError::unexpected_token()
}
