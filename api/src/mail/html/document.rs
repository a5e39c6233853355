//! The document that a cleaned body is shown in.

use gatepost_shared::email::WarningKind;

use super::names::escape;
use super::sanitise::Fragment;
use super::view::Palette;

/// What applies where the mail says nothing. `:where()` keeps a rule weaker than any of the mail's; the background stands
/// on `<body>`, from where the mail's own would fill the whole sheet too.
///
/// What is wider than the window scrolls sideways in the box that `<body>` is, so that neither the frame nor the page
/// around it does; the mail cannot give that box a height, below which the rest of it would be lost. The margin of 16 px is
/// the one that the client leaves for it on every screen: mail stands in line with the head above it.
const BASE_CSS: &str = "\
html{font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;\
overflow-x:hidden;overflow-wrap:break-word;-webkit-text-size-adjust:100%;text-size-adjust:100%}\
body{margin:16px;overflow-x:auto!important;height:auto!important;min-height:0!important;max-height:none!important}\
img{max-width:100%}\
:where(td,th) img{max-width:none}\
img:not([src]){font-size:12px}\
pre{white-space:pre-wrap}\
:where(blockquote[type=cite]){margin:0 0 0 4px;padding-left:12px;border-left:2px solid #8a929c}\
::highlight(hit){background-color:#fdeaa6;color:#1d1f23}\
@media(max-width:600px){:where(img[width][height]:not([width='1'],[height='1'])){height:auto}}";

/// White paper.
const LIGHT_CSS: &str = "\
:root{color-scheme:light}\
html{color:#1d1f23}\
:where(body:not([bgcolor])){background-color:#fff}\
img:not([src]){background:#f1f2f4;color:#5c6370}";

/// Dark paper: what white becomes when a mail's colours are turned. `color-scheme` gives links, lines and `windowtext`
/// (Outlook's) colours that suit it.
const DARK_CSS: &str = "\
:root{color-scheme:dark}\
html{color:#e7ebed}\
:where(body:not([bgcolor])){background-color:#191919}\
img:not([src]){background:#2a2e32;color:#a4aeb5}";

/// Pictures are never turned. A line of light around them keeps dark signs on transparent ground visible.
const TURNED_CSS: &str = "img{filter:drop-shadow(0 0 1px rgba(255,255,255,.45))}";

/// What the page around the frame is told of the document, in attributes of its `<html>`.
pub(super) struct Facts<'a> {
    /// How many remote pictures are missing: `data-blocked`.
    pub(super) blocked: u32,
    /// What else is missing: `data-warnings`, parted by blanks.
    pub(super) warnings: &'a [WarningKind],
    /// What was done with the colours.
    pub(super) palette: Palette,
    /// Whether the mail suits a dark theme: `data-scheme`.
    pub(super) is_dark: bool,
}

/// The whole document.
pub(super) fn wrap(fragment: &Fragment, facts: &Facts<'_>) -> String {
    let mut out = String::with_capacity(fragment.body.len() + fragment.css.len() + 2048);
    out.push_str("<!doctype html><html data-blocked=\"");
    out.push_str(&facts.blocked.to_string());
    out.push('"');
    if facts.is_dark {
        out.push_str(" data-scheme=\"dark\"");
    }
    if !facts.warnings.is_empty() {
        let kinds: Vec<String> = facts.warnings.iter().map(ToString::to_string).collect();
        out.extend([" data-warnings=\"", &kinds.join(" "), "\""]);
    }
    out.push_str("><head><meta charset=\"utf-8\">");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    out.push_str("<meta name=\"referrer\" content=\"no-referrer\"><base target=\"_blank\"><style>");
    out.push_str(BASE_CSS);
    out.push_str(match facts.palette {
        Palette::Light => LIGHT_CSS,
        Palette::OwnDark | Palette::Turned => DARK_CSS,
    });
    if facts.palette == Palette::Turned {
        out.push_str(TURNED_CSS);
    }
    out.push_str("</style><style>");
    // The sheet was written anew by `css`, which leaves no `<` in it.
    out.push_str(&fragment.css);
    out.push_str("</style></head><body");
    for (name, value) in &fragment.body_attributes {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape(value, &mut out);
        out.push('"');
    }
    out.push('>');
    out.push_str(&fragment.body);
    out.push_str("</body></html>");
    out
}
