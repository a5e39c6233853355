//! The value of a declaration, token by token. One that is not understood spoils the declaration.

use cssparser::{ParseError, Parser, ToCss as _, Token};

use super::super::view::View;
use super::colour::{self, Colour};
use super::declarations::number;

/// More tokens than this in one value spoil it.
const MAX_TOKENS: usize = 200;

/// Words and quoted names (of fonts) longer than this are refused.
const MAX_NAME: usize = 200;

/// Reads a value up to the end of the declaration and writes it anew, its tokens parted by single spaces.
/// `property` is whose value it is: it says what a word means.
pub(super) fn read(property: &str, input: &mut Parser<'_>, view: &View) -> Result<String, ParseError<()>> {
    let mut out = String::new();
    let meaning = Meaning {
        view,
        is_background: property.starts_with("background"),
        turns_colours: view.turns() && colour::is_property(property),
    };
    sequence(input, meaning, 0, &mut out)?;
    if out.is_empty() { Err(refused()) } else { Ok(out) }
}

/// What the words of a value mean.
#[derive(Clone, Copy)]
struct Meaning<'a> {
    view: &'a View,
    /// Whether a picture lies behind text.
    is_background: bool,
    /// Whether colours are turned round.
    turns_colours: bool,
}

fn sequence(input: &mut Parser<'_>, meaning: Meaning<'_>, depth: u8, out: &mut String) -> Result<(), ParseError<()>> {
    let mut tokens = 0;
    let mut is_first = true;
    while let Ok(token) = input.next().cloned() {
        tokens += 1;
        if tokens > MAX_TOKENS {
            return Err(refused());
        }
        if !is_first && token != Token::Comma {
            out.push(' ');
        }
        is_first = false;
        one(&token, input, meaning, depth, out)?;
    }
    Ok(())
}

fn one(
    token: &Token<'_>,
    input: &mut Parser<'_>,
    meaning: Meaning<'_>,
    depth: u8,
    out: &mut String,
) -> Result<(), ParseError<()>> {
    if meaning.turns_colours
        && let Some(colour) = turned(token, input)?
    {
        out.push_str(&colour);
        return Ok(());
    }
    match token {
        Token::Ident(name) if is_plain(name) => out.push_str(name),
        Token::Hash(digits) | Token::IDHash(digits) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            out.push('#');
            out.push_str(digits);
        }
        Token::QuotedString(text) if text.len() <= MAX_NAME => string(text, out),
        Token::Comma => out.push(','),
        Token::Delim('/' | '+' | '*' | '-') => out.push_str(&token.to_css_string()),
        Token::UnquotedUrl(reference) => picture(reference, meaning, out),
        Token::Function(name) if name.eq_ignore_ascii_case("url") => {
            let reference = input.parse_nested_block(|input| {
                let reference = input.expect_string_cloned()?;
                input.expect_exhausted()?;
                Ok::<_, ParseError<()>>(reference)
            })?;
            picture(&reference, meaning, out);
        }
        Token::Function(name) if depth < MAX_DEPTH && is_allowed_function(name) => {
            out.push_str(&name.to_ascii_lowercase());
            nested(input, meaning, depth, out)?;
        }
        // A group inside calc().
        Token::ParenthesisBlock if depth > 0 && depth < MAX_DEPTH => nested(input, meaning, depth, out)?,
        _ => out.push_str(&number(token).ok_or_else(refused)?),
    }
    Ok(())
}

/// The colour that a token begins, turned round; none when it is no colour.
fn turned(token: &Token<'_>, input: &mut Parser<'_>) -> Result<Option<String>, ParseError<()>> {
    let colour = match token {
        Token::Ident(name) => Colour::named(name),
        Token::Hash(digits) | Token::IDHash(digits) => Some(Colour::hash(digits).ok_or_else(refused)?),
        Token::Function(name) if colour::is_function(name) => {
            Some(input.parse_nested_block(|input| Colour::function(name, input))?)
        }
        _ => None,
    };
    Ok(colour.map(|colour| colour.turned().write()))
}

/// Functions in functions; real mails need three: `linear-gradient(rgba(calc()))`.
const MAX_DEPTH: u8 = 5;

fn nested(input: &mut Parser<'_>, meaning: Meaning<'_>, depth: u8, out: &mut String) -> Result<(), ParseError<()>> {
    out.push('(');
    input.parse_nested_block(|input| sequence(input, meaning, depth + 1, out))?;
    out.push(')');
    Ok(())
}

/// Functions that compute a colour, a length or a gradient, and load nothing. Not `var`, `attr`, `env`, `image-set`,
/// `cross-fade`, `image`, `src`, `element`, `expression`.
fn is_allowed_function(name: &str) -> bool {
    matches!(
        &*name.to_ascii_lowercase(),
        "rgb"
            | "rgba"
            | "hsl"
            | "hsla"
            | "calc"
            | "min"
            | "max"
            | "clamp"
            | "linear-gradient"
            | "radial-gradient"
            | "repeating-linear-gradient"
            | "repeating-radial-gradient"
    )
}

/// A picture to load, or `none`, which is valid wherever a picture is, and leaves the colour beside it in place.
fn picture(reference: &str, meaning: Meaning<'_>, out: &mut String) {
    let url =
        if meaning.is_background { meaning.view.background(reference) } else { meaning.view.images.url(reference) };
    match url {
        Some(url) => {
            out.push_str("url(");
            string(&url, out);
            out.push(')');
        }
        None => out.push_str("none"),
    }
}

/// A word that needs no escape: letters of any script, digits, hyphen, underscore. Not a custom property.
pub(super) fn is_plain(name: &str) -> bool {
    if name.len() > MAX_NAME {
        return false;
    }
    let mut characters = name.chars().skip_while(|c| *c == '-');
    let starts_well = characters.next().is_some_and(|c| c.is_alphabetic() || c == '_');
    starts_well && !name.starts_with("--") && characters.all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

/// A string with everything escaped that means something to CSS or to HTML: it may end up in a `<style>` element.
fn string(text: &str, out: &mut String) {
    out.push('\'');
    for character in text.chars() {
        if character.is_control() || matches!(character, '\'' | '"' | '\\' | '<' | '>' | '&') {
            out.extend(["\\", &format!("{:x}", u32::from(character)), " "]);
        } else {
            out.push(character);
        }
    }
    out.push('\'');
}

fn refused() -> ParseError<()> {
    ParseError::unexpected_token()
}
