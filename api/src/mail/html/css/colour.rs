//! Colours, turned round for a dark theme: white paper becomes dark, dark text light, and their contrast stays.
//!
//! Each colour is judged alone, since nobody can tell from the source which text lies on which ground. So the rule
//! must keep contrast whatever the pair: WCAG 2.1 has it as a quotient, (Y1 + 0.05) / (Y2 + 0.05), of the luminances Y;
//! a colour of Y becomes one of `C / (Y + 0.05) - 0.05`, which turns every quotient into the same one upside down. Only near
//! its light end, where text lies on black, it is capped: nobody wants to read pure white. The hue stays.

use cssparser::color::{parse_hash_color, parse_named_color};
use cssparser::{ParseError, Parser, Token};

/// What white becomes has this luminance plus 0.05: the dark theme's paper, about `#191919`.
const DARKEST: f32 = 0.060;
/// `C`: the luminance of white plus 0.05, times the same of what it becomes.
const TURN: f32 = 1.05 * DARKEST;
/// The lightest that anything becomes, plus 0.05.
const LIGHTEST: f32 = 0.93;

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Colour {
    rgb: [u8; 3],
    alpha: f32,
}

impl Colour {
    fn opaque(rgb: [u8; 3]) -> Self {
        Self { rgb, alpha: 1.0 }
    }

    /// `red`; in any case.
    pub(super) fn named(name: &str) -> Option<Self> {
        parse_named_color(&name.to_ascii_lowercase()).ok().map(|(red, green, blue)| Self::opaque([red, green, blue]))
    }

    /// What stands behind `#`.
    pub(super) fn hash(digits: &str) -> Option<Self> {
        let (red, green, blue, alpha) = parse_hash_color(digits.as_bytes()).ok()?;
        Some(Self { rgb: [red, green, blue], alpha })
    }

    /// The value of an attribute: a name or `#` and digits, which people forget (HTML, section 2.3.6, legacy colours; what
    /// is stranger than that is not understood).
    fn legacy(value: &str) -> Option<Self> {
        let value = value.trim();
        Self::named(value).or_else(|| Self::hash(value.strip_prefix('#').unwrap_or(value)))
    }

    /// The arguments of `rgb()`, `rgba()`, `hsl()` and `hsla()`, in the old spelling or the new.
    pub(super) fn function(name: &str, input: &mut Parser<'_>) -> Result<Self, ParseError<()>> {
        let mut parts = Vec::with_capacity(4);
        while let Ok(token) = input.next().cloned() {
            match token {
                Token::Comma | Token::Delim('/') => {}
                Token::Number { value, .. } => parts.push((value, false)),
                Token::Percentage { unit_value, .. } => parts.push((unit_value, true)),
                Token::Dimension { value, ref unit, .. } if unit.eq_ignore_ascii_case("deg") => {
                    parts.push((value, false));
                }
                _ => return Err(ParseError::unexpected_token()),
            }
        }
        let (first, alpha) = match parts.as_slice() {
            [a, b, c] => ([*a, *b, *c], 1.0),
            [a, b, c, (alpha, _)] => ([*a, *b, *c], alpha.clamp(0.0, 1.0)),
            _ => return Err(ParseError::unexpected_token()),
        };
        let rgb = if name.to_ascii_lowercase().starts_with("hsl") {
            let [(hue, _), (saturation, _), (lightness, _)] = first;
            hsl(hue, saturation, lightness)
        } else {
            first.map(|(value, is_percentage)| byte(if is_percentage { value } else { value / 255.0 }))
        };
        Ok(Self { rgb, alpha })
    }

    /// How light it is (WCAG 2.1, relative luminance): 0 is black, 1 white.
    fn luminance(self) -> f32 {
        luminance(self.rgb.map(linear))
    }

    /// Whether it makes a dark sheet.
    fn is_dark(self) -> bool {
        self.alpha > 0.5 && self.luminance() < 0.15
    }

    /// The colour that stands for it on dark paper.
    pub(super) fn turned(self) -> Self {
        let from = self.rgb.map(linear);
        let light = luminance(from);
        let wanted = (TURN / (light + 0.05)).min(LIGHTEST) - 0.05;
        let largest = from[0].max(from[1]).max(from[2]);
        // As far as its own hue goes, and from there on towards white.
        let scale = if light > 0.0 { (wanted / light).min(1.0 / largest) } else { 0.0 };
        let scaled = light * scale;
        let white = if wanted > scaled { (wanted - scaled) / (1.0 - scaled) } else { 0.0 };
        let rgb = from.map(|value| gamma(value * scale + (1.0 - value * scale) * white));
        Self { rgb, alpha: self.alpha }
    }

    /// The colour as CSS and, when it is opaque, as an attribute has it.
    pub(super) fn write(self) -> String {
        let [red, green, blue] = self.rgb;
        if self.alpha >= 1.0 {
            format!("#{red:02x}{green:02x}{blue:02x}")
        } else {
            format!("rgba({red}, {green}, {blue}, {:.3})", self.alpha)
        }
    }
}

/// The value of a colour's attribute, turned; none when it is not understood: it must not stay as it is.
pub(in super::super) fn turned_attribute(value: &str) -> Option<String> {
    Some(Colour::legacy(value)?.turned().write())
}

/// Whether an attribute or the value of `background` or `background-color` makes a sheet dark.
pub(in super::super) fn is_dark(value: &str) -> bool {
    let mut parser = Parser::new(value);
    while let Ok(token) = parser.next().cloned() {
        let colour = match &token {
            Token::Ident(name) => Colour::named(name),
            Token::Hash(digits) | Token::IDHash(digits) => Colour::hash(digits),
            Token::Function(name) if is_function(name) => {
                parser.parse_nested_block(|input| Colour::function(name, input)).ok()
            }
            _ => None,
        };
        if let Some(colour) = colour {
            return colour.is_dark();
        }
    }
    false
}

/// Whether a function is a colour.
pub(super) fn is_function(name: &str) -> bool {
    ["rgb", "rgba", "hsl", "hsla"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether a property's names and hashes are colours that are turned. Shadows stay dark.
pub(super) fn is_property(name: &str) -> bool {
    ["background", "border", "color", "outline", "text-decoration"].iter().any(|kind| name.starts_with(kind))
}

fn luminance([red, green, blue]: [f32; 3]) -> f32 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn linear(value: u8) -> f32 {
    let value = f32::from(value) / 255.0;
    if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

fn gamma(value: f32) -> u8 {
    byte(if value <= 0.003_130_8 { value * 12.92 } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped to 0 to 255")]
fn byte(share: f32) -> u8 {
    (share.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// CSS Color 4, section 7.1.
fn hsl(hue: f32, saturation: f32, lightness: f32) -> [u8; 3] {
    let (saturation, lightness) = (saturation.clamp(0.0, 1.0), lightness.clamp(0.0, 1.0));
    [0.0, 8.0, 4.0].map(|step: f32| {
        let k = (step + hue.rem_euclid(360.0) / 30.0).rem_euclid(12.0);
        let a = saturation * lightness.min(1.0 - lightness);
        byte(lightness - a * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn contrast(one: Colour, other: Colour) -> f32 {
        let (one, other) = (one.luminance() + 0.05, other.luminance() + 0.05);
        one.max(other) / one.min(other)
    }

    #[test]
    fn paper_becomes_dark_and_ink_light() {
        assert_eq!(turned_attribute("#ffffff").as_deref(), Some("#191919"));
        assert_eq!(turned_attribute("black").as_deref(), Some("#f1f1f1"));
        assert_eq!(turned_attribute("FFF").as_deref(), Some("#191919"));
        assert_eq!(turned_attribute("#ff"), None);
        assert_eq!(turned_attribute("chucknorris"), None);
    }

    #[test]
    fn dark_sheets_are_recognised() {
        for dark in ["#000", "#1a1a2e", "rgb(20,20,20)", "url(x) #111 no-repeat", "black"] {
            assert!(is_dark(dark), "{dark}");
        }
        for light in ["#fff", "#f4f4f7", "transparent", "", "rgba(0,0,0,.1)", "hsl(0 0% 90%)"] {
            assert!(!is_dark(light), "{light}");
        }
    }

    proptest! {
        #[test]
        fn contrast_that_can_be_read_stays_so(one: [u8; 3], other: [u8; 3]) {
            let (one, other) = (Colour::opaque(one), Colour::opaque(other));
            let (before, after) = (contrast(one, other), contrast(one.turned(), other.turned()));
            // Near black the cap takes some away: no more than what makes a quotient of 4.5.
            let darker = one.luminance().min(other.luminance());
            if darker > 0.02 {
                prop_assert!(after > before * 0.85, "{before} became {after}");
            } else {
                prop_assert!(after > before.min(5.0) * 0.6, "{before} became {after}");
            }
        }

        #[test]
        fn on_white_paper_text_that_was_readable_is(ink: [u8; 3]) {
            let (ink, paper) = (Colour::opaque(ink), Colour::opaque([255, 255, 255]));
            let (before, after) = (contrast(ink, paper), contrast(ink.turned(), paper.turned()));
            prop_assert!(after > before.min(14.0) * 0.9, "{before} became {after}");
        }
    }
}
