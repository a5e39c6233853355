//! Selectors of the mail's style sheet. The document holds nothing but the mail, so they need no fence around them;
//! ids and classes are renamed as in the markup.

use cssparser::{ParseError, Parser, Token};

use super::super::names::prefixed;
use super::value::is_plain;

/// More tokens than this in one selector spoil it.
const MAX_TOKENS: usize = 64;

/// Reads a list of selectors; those that are not understood are left out. Empty when none is left.
pub(super) fn read(input: &mut Parser<'_>) -> String {
    let selectors: Vec<String> = input.parse_comma_separated_ignoring_errors(one);
    selectors.join(",")
}

fn one(input: &mut Parser<'_>) -> Result<String, ParseError<()>> {
    let mut out = String::new();
    for _ in 0..MAX_TOKENS {
        let Ok(token) = input.next_including_whitespace().cloned() else {
            return finished(&out);
        };
        part(&token, input, &mut out)?;
    }
    Err(refused())
}

fn finished(selector: &str) -> Result<String, ParseError<()>> {
    let selector = selector.trim();
    let is_whole =
        !selector.is_empty() && !selector.ends_with(['>', '+', '~']) && !selector.starts_with(['>', '+', '~']);
    is_whole.then(|| selector.to_owned()).ok_or_else(refused)
}

fn part(token: &Token<'_>, input: &mut Parser<'_>, out: &mut String) -> Result<(), ParseError<()>> {
    match token {
        Token::WhiteSpace(_) => out.push(' '),
        Token::Ident(tag) if is_plain(tag) && tag.is_ascii() && !continues_word(out) => out.push_str(tag),
        Token::Delim('*') if !continues_word(out) => out.push('*'),
        Token::Delim(combinator @ ('>' | '+' | '~')) => out.push(*combinator),
        Token::IDHash(id) if is_plain(id) => {
            out.push('#');
            out.push_str(&prefixed(id));
        }
        Token::Delim('.') => class(input.expect_ident()?, out)?,
        Token::SquareBracketBlock => input.parse_nested_block(|input| class_attribute(input, out))?,
        Token::Colon => pseudo_class(input, out)?,
        _ => return Err(refused()),
    }
    Ok(())
}

/// A tag name straight after another name would make one name of the two.
fn continues_word(selector: &str) -> bool {
    selector.chars().next_back().is_some_and(|c| !matches!(c, ' ' | '>' | '+' | '~'))
}

fn class(name: &str, out: &mut String) -> Result<(), ParseError<()>> {
    if !is_plain(name) {
        return Err(refused());
    }
    out.push('.');
    out.push_str(&prefixed(name));
    Ok(())
}

/// `[class=x]` and `[class~=x]`, which old newsletters write for `.x`. No other attribute can be asked for.
fn class_attribute(input: &mut Parser<'_>, out: &mut String) -> Result<(), ParseError<()>> {
    input.expect_ident_matching("class")?;
    match input.next()? {
        Token::Delim('=') | Token::IncludeMatch => {}
        _ => return Err(refused()),
    }
    let name = input.expect_ident_or_string()?.clone();
    input.expect_exhausted()?;
    class(&name, out)
}

fn pseudo_class(input: &mut Parser<'_>, out: &mut String) -> Result<(), ParseError<()>> {
    let name = input.expect_ident()?.to_ascii_lowercase();
    let is_known = matches!(
        &*name,
        "link"
            | "visited"
            | "hover"
            | "active"
            | "focus"
            | "root"
            | "first-child"
            | "last-child"
            | "only-child"
            | "first-of-type"
            | "last-of-type"
    );
    if !is_known {
        return Err(refused());
    }
    out.push(':');
    out.push_str(&name);
    Ok(())
}

fn refused() -> ParseError<()> {
    ParseError::unexpected_token()
}
