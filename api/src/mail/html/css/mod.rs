//! CSS of a mail, written anew: what is on the lists is read, understood and serialised; the rest is gone.
//!
//! Nothing is copied from the source text, so that no spelling (`u\r\l(`, comments, escapes) means one thing to us
//! and another to the browser. Not here: what is a picture and may be loaded, see `images`.

mod colour;
mod declarations;
mod media;
mod properties;
mod selectors;
mod sheet;
mod value;

use super::view::View;

pub(super) use colour::{is_dark, turned_attribute};
pub(super) use sheet::style_sheet;

/// The value of a `style` attribute; none when nothing of it is left.
pub(super) fn style_attribute(css: &str, view: &View) -> Option<String> {
    let declarations = declarations::read(&mut cssparser::Parser::new(css), view);
    (!declarations.is_empty()).then_some(declarations)
}
