//! A list of declarations: `name: value; name: value`.

use cssparser::{Delimiter, ParseError, Parser, ToCss as _, Token};

use super::super::view::View;
use super::{properties, value};

/// More declarations than this in one list are left out.
const MAX_DECLARATIONS: usize = 200;

/// Reads declarations up to the end of the block and writes those that are allowed.
pub(super) fn read(input: &mut Parser<'_>, view: &View) -> String {
    let mut out = String::new();
    for _ in 0..MAX_DECLARATIONS {
        if input.is_exhausted() {
            break;
        }
        let declaration = input.parse_until_after(Delimiter::Semicolon, |input| declaration(input, view));
        if let Ok(declaration) = declaration {
            out.push_str(&declaration);
            out.push(';');
        }
    }
    out
}

fn declaration(input: &mut Parser<'_>, view: &View) -> Result<String, ParseError<()>> {
    let name = input.expect_ident()?.to_ascii_lowercase();
    input.expect_colon()?;
    if !properties::allows(&name) {
        return Err(ParseError::unexpected_token());
    }
    let value = input.parse_until_before(Delimiter::Bang, |input| value::read(&name, input, view))?;
    let important = if input.is_exhausted() { "" } else { important(input)? };
    Ok(format!("{name}:{value}{important}"))
}

fn important(input: &mut Parser<'_>) -> Result<&'static str, ParseError<()>> {
    cssparser::parse_important(input)?;
    input.expect_exhausted()?;
    Ok("!important")
}

/// A number as CSS, when it is one that a mail could mean. Larger ones only serve to blow the page up.
pub(super) fn number(token: &Token<'_>) -> Option<String> {
    const LARGEST: f32 = 10_000.0;
    let (value, unit) = match token {
        Token::Number { value, .. } => (*value, ""),
        Token::Percentage { unit_value, .. } => (*unit_value * 100.0, "%"),
        Token::Dimension { value, unit, .. } => (*value, &**unit),
        _ => return None,
    };
    // Heights of the view are out: the frame is made as high as its content, which would then grow without end.
    let is_known = matches!(
        &*unit.to_ascii_lowercase(),
        "" | "%"
            | "px"
            | "pt"
            | "pc"
            | "em"
            | "rem"
            | "ex"
            | "ch"
            | "in"
            | "cm"
            | "mm"
            | "q"
            | "vw"
            | "fr"
            | "deg"
            | "turn"
            | "rad"
    );
    (value.is_finite() && value.abs() <= LARGEST && is_known).then(|| token.to_css_string())
}
