//! The whole way of a body: bounded, cleaned, wrapped.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use ammonia::{Builder, UrlRelative};
use gatepost_shared::email::WarningKind;

use super::cap::{Capped, cap};
use super::document::Facts;
use super::images::{Images, Remote};
use super::view::{Palette, Scheme, View};
use super::{attributes, css, document, policy};

/// What sanitising needs to know of a mail and of the person's wishes.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where the parts are served that the HTML names by `cid:`. Key: the Content-ID without angle brackets. Value: a
    /// URL of ours.
    pub cid: HashMap<String, String>,
    /// Whether remote pictures are loaded.
    pub remote: Remote,
    /// The theme to show it in.
    pub scheme: Scheme,
    /// Whether the HTML is not all of the mail's: it was cut where it was fetched.
    pub is_cut: bool,
}

/// A body that can be shown in a frame of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sanitised {
    /// The whole document.
    pub html: String,
    /// How many remote pictures were held back; loading them would be `Remote::Allowed`.
    pub blocked: u32,
    /// What is missing from the mail as shown.
    pub warnings: Vec<WarningKind>,
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
    let mut capped = cap(html);
    capped.is_cut |= options.is_cut;
    let warnings = warnings(&capped);
    let images = Images::new(options.cid.clone(), options.remote);
    let view = Arc::new(View { images, palette: palette(&capped, options.scheme) });
    let fragment = clean(capped, &view);
    let blocked = view.images.held_back();
    let facts = Facts { blocked, warnings: &warnings, palette: view.palette, is_dark: options.scheme == Scheme::Dark };
    Sanitised { html: document::wrap(&fragment, &facts), blocked, warnings }
}

/// Cleans a bounded body.
pub(super) fn clean(capped: Capped, view: &Arc<View>) -> Fragment {
    let body_attributes = capped
        .body
        .into_iter()
        .filter_map(|(name, value)| Some((attributes::filter(view, "body", &name, &value)?, name)))
        .map(|(value, name)| (name, value))
        .collect();
    let css = css::style_sheet(&capped.css, view);
    let body = cleaner(view).clean(&capped.markup).to_string();
    Fragment { body_attributes, body, css }
}

fn warnings(capped: &Capped) -> Vec<WarningKind> {
    let cut = capped.is_cut.then_some(WarningKind::HtmlCut);
    let flattened = capped.is_flattened.then_some(WarningKind::HtmlFlattened);
    cut.into_iter().chain(flattened).collect()
}

/// What is done with the colours. A mail that says that it knows dark themes, and has rules for them, is shown by those; one
/// on a dark sheet of its own is dark already; all others are turned. (Rules without the saying are not enough: mails have
/// a few for one program and are unreadable by them in another.)
fn palette(capped: &Capped, scheme: Scheme) -> Palette {
    match scheme {
        Scheme::Light => Palette::Light,
        Scheme::Dark if knows_dark(capped) && has_dark_rules(&capped.css) => Palette::OwnDark,
        Scheme::Dark if has_dark_sheet(&capped.body) => Palette::Light,
        Scheme::Dark => Palette::Turned,
    }
}

/// Whether the mail says so, in a `<meta>` or in its style sheet (`:root { color-scheme: light dark }`).
fn knows_dark(capped: &Capped) -> bool {
    let css = capped.css.to_ascii_lowercase();
    let values = css.match_indices("color-scheme").filter(|(at, _)| !css[..*at].ends_with("prefers-"));
    let value =
        |(at, name): (usize, &str)| css[at + name.len()..].split([';', '}']).next().unwrap_or_default().to_owned();
    capped.knows_dark || values.map(value).any(|value| value.contains(':') && value.contains("dark"))
}

fn has_dark_rules(css: &str) -> bool {
    let css = css.to_ascii_lowercase();
    let conditions = css.match_indices("prefers-color-scheme").map(|(at, name)| css[at + name.len()..].trim_start());
    conditions.filter_map(|rest| rest.strip_prefix(':')).any(|value| value.trim_start().starts_with("dark"))
}

fn has_dark_sheet(body: &[(String, String)]) -> bool {
    body.iter().any(|(name, value)| match name.as_str() {
        "bgcolor" => css::is_dark(value),
        "style" => value.split(';').filter_map(|declaration| declaration.split_once(':')).any(|(property, value)| {
            property.trim().to_ascii_lowercase().starts_with("background") && css::is_dark(value)
        }),
        _ => false,
    })
}

fn cleaner(view: &Arc<View>) -> Builder<'static> {
    let view = Arc::clone(view);
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
            attributes::filter(&view, tag, attribute, value).map(Cow::<'_, str>::Owned)
        });
    builder
}

fn set(names: &[&'static str]) -> HashSet<&'static str> {
    names.iter().copied().collect()
}
