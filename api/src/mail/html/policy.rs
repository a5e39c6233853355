//! What mail HTML may consist of: tags and attributes. What is not listed does not exist.
//!
//! Kept out on purpose: everything that runs (script, svg, math), loads by itself (link, iframe, object, embed,
//! video, audio, source, meta), submits (form, input, button, select), changes how the rest is parsed (template,
//! noscript, title, textarea, xmp, plaintext) or moves links (base). Text inside the unlisted is kept where a
//! browser without them would show it.

/// The tags that are kept.
pub(super) const TAGS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "area",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "map",
    "mark",
    "menu",
    "nav",
    "nobr",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Attributes that any tag may carry. Their values pass `attributes::filter`.
pub(super) const GENERIC_ATTRIBUTES: &[&str] = &["align", "class", "dir", "id", "lang", "style", "title"];

/// Attributes that one tag may carry beside the generic ones.
pub(super) const TAG_ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "target"]),
    ("area", &["alt", "coords", "href", "rel", "shape", "target"]),
    ("blockquote", &["type"]),
    ("br", &["clear"]),
    ("col", &["span", "valign", "width"]),
    ("colgroup", &["span", "valign", "width"]),
    ("details", &["open"]),
    ("dir", &["compact"]),
    ("font", &["color", "face", "size"]),
    ("hr", &["color", "noshade", "size", "width"]),
    ("img", &["alt", "border", "height", "hspace", "referrerpolicy", "src", "usemap", "vspace", "width"]),
    ("li", &["type", "value"]),
    ("map", &["name"]),
    ("ol", &["reversed", "start", "type"]),
    (
        "table",
        &[
            "background",
            "bgcolor",
            "border",
            "bordercolor",
            "cellpadding",
            "cellspacing",
            "frame",
            "height",
            "rules",
            "summary",
            "valign",
            "width",
        ],
    ),
    ("tbody", &["bgcolor", "valign"]),
    ("td", CELL),
    ("tfoot", &["bgcolor", "valign"]),
    ("th", CELL),
    ("thead", &["bgcolor", "valign"]),
    ("time", &["datetime"]),
    ("tr", &["background", "bgcolor", "height", "valign"]),
    ("ul", &["compact", "type"]),
];

const CELL: &[&str] =
    &["abbr", "background", "bgcolor", "colspan", "height", "nowrap", "rowspan", "scope", "valign", "width"];

/// Attributes of the mail's `<body>` that the document's own `<body>` takes over.
pub(super) const BODY_ATTRIBUTES: &[&str] =
    &["alink", "background", "bgcolor", "class", "dir", "id", "lang", "link", "style", "text", "vlink"];

/// Whether a tag is kept.
pub(super) fn allows(tag: &str) -> bool {
    TAGS.binary_search(&tag).is_ok()
}

/// Tags without content and without an end tag (HTML Living Standard, section 13.1.2, void elements).
pub(super) fn is_void(tag: &str) -> bool {
    matches!(tag, "area" | "br" | "col" | "hr" | "img" | "wbr")
}

/// Tags that the parser opens again in every following block until they are closed (HTML Living Standard,
/// section 13.2.4.3, the list of active formatting elements): the ones that multiply.
pub(super) fn is_formatting(tag: &str) -> bool {
    matches!(
        tag,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt" | "u"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tags_are_sorted_so_that_they_can_be_searched() {
        assert!(TAGS.is_sorted());
    }

    #[test]
    fn nothing_that_runs_loads_or_submits_is_listed() {
        for tag in [
            "script",
            "svg",
            "math",
            "style",
            "link",
            "meta",
            "base",
            "iframe",
            "object",
            "embed",
            "video",
            "audio",
            "source",
            "track",
            "picture",
            "form",
            "input",
            "button",
            "select",
            "textarea",
            "title",
            "template",
            "noscript",
            "frameset",
            "xmp",
            "plaintext",
            "applet",
            "body",
            "html",
            "head",
        ] {
            assert!(!allows(tag), "{tag}");
        }
    }
}
