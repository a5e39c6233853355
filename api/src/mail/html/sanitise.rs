//! The whole way of a body: bounded, cleaned, wrapped.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use ammonia::{Builder, UrlRelative};

use super::cap::{Capped, cap};
use super::images::{Images, Remote};
use super::{attributes, css, document, policy};

/// What sanitising needs to know of a mail and of the person's wishes.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where the parts are served that the HTML names by `cid:`. Key: the Content-ID without angle brackets. Value: a
    /// URL of ours.
    pub cid: HashMap<String, String>,
    /// Whether remote pictures are loaded.
    pub remote: Remote,
}

/// A body that can be shown in a frame of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sanitised {
    /// The whole document.
    pub html: String,
    /// How many remote pictures were held back; loading them would be `Remote::Allowed`.
    pub blocked: u32,
    /// What is missing from the mail as shown, in sentences for the person.
    pub warnings: Vec<&'static str>,
}

/// A cleaned body before it is wrapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fragment {
    /// The attributes of `<body>`.
    pub(super) body_attributes: Vec<(String, String)>,
    /// What stands in `<body>`.
    pub(super) body: String,
    /// The mail's own style sheet.
    pub(super) css: String,
}

/// Makes a document out of the HTML of a mail. Costs time and memory in proportion to the input, of which at most
/// 1 MiB is read; see [`sanitise_bounded`](super::sanitise_bounded) for use in a server.
pub fn sanitise(html: &str, options: &Options) -> Sanitised {
    let images = Arc::new(Images::new(options.cid.clone(), options.remote));
    let capped = cap(html);
    let warnings = warnings(&capped);
    let fragment = clean(capped, &images);
    let blocked = images.held_back();
    Sanitised { html: document::wrap(&fragment, blocked), blocked, warnings }
}

/// Cleans a bounded body.
pub(super) fn clean(capped: Capped, images: &Arc<Images>) -> Fragment {
    let body_attributes = capped
        .body
        .into_iter()
        .filter_map(|(name, value)| Some((attributes::filter(images, "body", &name, &value)?, name)))
        .map(|(value, name)| (name, value))
        .collect();
    let css = css::style_sheet(&capped.css, images);
    let body = cleaner(images).clean(&capped.markup).to_string();
    Fragment { body_attributes, body, css }
}

fn warnings(capped: &Capped) -> Vec<&'static str> {
    let cut = "This message is very long: its end is not shown. Download it to see all of it.";
    let flattened = "This message is built in an unusual way: some of its layout is left out.";
    [(capped.is_cut, cut), (capped.is_flattened, flattened)]
        .into_iter()
        .filter_map(|(applies, sentence)| applies.then_some(sentence))
        .collect()
}

fn cleaner(images: &Arc<Images>) -> Builder<'static> {
    let images = Arc::clone(images);
    let mut builder = Builder::empty();
    builder
        .tags(policy::TAGS.iter().copied().collect())
        .generic_attributes(policy::GENERIC_ATTRIBUTES.iter().copied().collect())
        .tag_attributes(policy::TAG_ATTRIBUTES.iter().map(|(tag, names)| (*tag, set(names))).collect())
        // The schemes that `links` and `images` know how to judge; they judge relative ones too.
        .url_schemes(set(&["http", "https", "mailto", "tel", "cid", "data"]))
        .url_relative(UrlRelative::PassThrough)
        // A page opened from a mail learns neither where it was opened nor gets a handle on us.
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_values(HashMap::from([
            ("a", HashMap::from([("target", "_blank")])),
            ("area", HashMap::from([("target", "_blank"), ("rel", "noopener noreferrer nofollow")])),
            ("img", HashMap::from([("referrerpolicy", "no-referrer")])),
        ]))
        .attribute_filter(move |tag: &str, attribute: &str, value: &str| {
            attributes::filter(&images, tag, attribute, value).map(Cow::<'_, str>::Owned)
        });
    builder
}

fn set(names: &[&'static str]) -> HashSet<&'static str> {
    names.iter().copied().collect()
}
