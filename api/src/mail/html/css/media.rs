//! The condition of an `@media` rule: what a newsletter asks to fit a narrow window.

use cssparser::{ParseError, Parser, Token};

use super::declarations::number;

/// More queries than this in one condition spoil it.
const MAX_TOKENS: usize = 40;

/// Reads a simple condition, such as `only screen and (max-width: 600px)`.
///
/// Dark-theme rules are refused: the sheet is always light. So are conditions on the device that only fingerprint.
pub(super) fn read(input: &mut Parser<'_>) -> Result<String, ParseError<()>> {
    let mut out = String::new();
    for _ in 0..MAX_TOKENS {
        let Ok(token) = input.next().cloned() else {
            return if out.is_empty() { Err(refused()) } else { Ok(out) };
        };
        if !out.is_empty() && token != Token::Comma {
            out.push(' ');
        }
        match token {
            Token::Comma => out.push(','),
            Token::Ident(word) if is_word(&word) => out.push_str(&word.to_ascii_lowercase()),
            Token::ParenthesisBlock => out.push_str(&input.parse_nested_block(feature)?),
            _ => return Err(refused()),
        }
    }
    Err(refused())
}

fn is_word(word: &str) -> bool {
    matches!(&*word.to_ascii_lowercase(), "only" | "not" | "and" | "screen" | "print" | "all" | "handheld")
}

fn feature(input: &mut Parser<'_>) -> Result<String, ParseError<()>> {
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
        _ => Err(refused()),
    }
}

fn refused() -> ParseError<()> {
    ParseError::unexpected_token()
}
