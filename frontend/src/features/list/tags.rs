//! The tags of a row: the keywords that the person has given a name and a colour.

use gatepost_shared::keyword::Keywords;
use gatepost_shared::settings::Tag;
use leptos::prelude::*;

use crate::state::mail::Mail;

/// The tags, coloured, in the person's order.
pub fn row_tags(mail: Mail, keywords: &Keywords) -> AnyView {
    let tags = mail.settings.tags();
    tags.into_iter().filter(|(keyword, _)| keywords.has(keyword)).map(|(_, tag)| chip(&tag)).collect_view().into_any()
}

/// A tag's name on its colour.
pub fn chip(tag: &Tag) -> AnyView {
    view! { <span class="tag" dir="auto" data-tag=tag.color.clone() style:--tag=custom(&tag.color)>{tag.name.clone()}</span> }
        .into_any()
}

/// A colour that is none of the theme's names, as other clients may have set it.
pub fn custom(colour: &str) -> Option<String> {
    let digits = colour.strip_prefix('#')?;
    let is_colour = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_colour.then(|| colour.to_owned())
}
