//! A style sheet: style rules, and those inside `@media`. Every other at-rule (`@import`, `@font-face`, `@keyframes`,
//! `@supports`, `@layer`, ...) is left out.

use cssparser::{Delimiter, ParseError, Parser, Token};

use super::super::view::View;
use super::{declarations, media, selectors};

/// More rules than this in one mail are left out.
const MAX_RULES: usize = 5_000;

/// The mail's style blocks, written anew.
pub(in super::super) fn style_sheet(css: &str, view: &View) -> String {
    let mut reader = Reader { view, out: String::new(), rules_left: MAX_RULES };
    reader.rules(&mut Parser::new(css), Place::Top);
    reader.out
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Top,
    InMedia,
}

struct Reader<'a> {
    view: &'a View,
    out: String,
    rules_left: usize,
}

impl Reader<'_> {
    fn rules(&mut self, input: &mut Parser<'_>, place: Place) {
        while self.rules_left > 0 {
            input.skip_whitespace();
            let start = input.state();
            match input.next().cloned() {
                // `<!--` and `-->` around a sheet are from a time when browsers showed it (CSS Syntax, section 9.1).
                Ok(Token::CDO | Token::CDC | Token::Semicolon) => {}
                Ok(Token::AtKeyword(name)) => self.at_rule(&name, input, place),
                Ok(_) => {
                    input.reset(&start);
                    self.style_rule(input);
                }
                Err(_) => return,
            }
        }
    }

    fn style_rule(&mut self, input: &mut Parser<'_>) {
        self.rules_left -= 1;
        let selectors = input
            .parse_until_before(Delimiter::CurlyBracketBlock, |input| Ok::<_, ParseError<()>>(selectors::read(input)))
            .unwrap_or_default();
        if input.expect_curly_bracket_block().is_err() {
            return;
        }
        let declarations = input
            .parse_nested_block(|input| Ok::<_, ParseError<()>>(declarations::read(input, self.view)))
            .unwrap_or_default();
        if !selectors.is_empty() && !declarations.is_empty() {
            for piece in [&selectors, "{", &declarations, "}"] {
                self.out.push_str(piece);
            }
        }
    }

    /// Reads over an at-rule, and into it where it is a simple `@media` at the top.
    fn at_rule(&mut self, name: &str, input: &mut Parser<'_>, place: Place) {
        let end_of_condition = Delimiter::CurlyBracketBlock | Delimiter::Semicolon;
        let condition = input.parse_until_before(end_of_condition, |input| media::read(input, self.view.palette));
        if !matches!(input.next(), Ok(Token::CurlyBracketBlock)) {
            return;
        }
        // Left unread, the block is skipped by whoever reads on.
        let Ok(condition) = condition else { return };
        if !name.eq_ignore_ascii_case("media") || place == Place::InMedia {
            return;
        }
        let before = self.out.len();
        for piece in ["@media ", &condition, "{"] {
            self.out.push_str(piece);
        }
        let inside = self.out.len();
        let _ = input.parse_nested_block(|input| {
            self.rules(input, Place::InMedia);
            Ok::<_, ParseError<()>>(())
        });
        if self.out.len() == inside {
            self.out.truncate(before);
        } else {
            self.out.push('}');
        }
    }
}
