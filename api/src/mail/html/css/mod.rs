//! CSS of a mail, written anew: what is on the lists is read, understood and serialised; the rest is gone.
//!
//! Nothing is copied from the source text, so that no spelling (`u\r\l(`, comments, escapes) means one thing to us
//! and another to the browser. Not here: what is a picture and may be loaded, see `images`.

mod declarations;
mod media;
mod properties;
mod selectors;
mod sheet;
mod value;

use super::images::Images;

pub(super) use sheet::style_sheet;

/// The value of a `style` attribute; none when nothing of it is left.
pub(super) fn style_attribute(css: &str, images: &Images) -> Option<String> {
    let declarations = declarations::read(&mut cssparser::Parser::new(css), images);
    (!declarations.is_empty()).then_some(declarations)
}
