//! The document that a cleaned body is shown in.

use super::names::escape;
use super::sanitise::Fragment;

/// What applies where the mail says nothing. `:where()` keeps a rule weaker than any of the mail's; the background stands
/// on `<body>`, from where the mail's own would fill the whole sheet too.
///
/// Mail is written for white paper: it sets dark text without a background, and backgrounds without a text colour. So
/// the sheet stays light in the dark theme too: turning colours round by guess makes some mails unreadable.
const BASE_CSS: &str = "\
:root{color-scheme:light}\
html{color:#1d1f23;font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;\
overflow-wrap:break-word;-webkit-text-size-adjust:100%;text-size-adjust:100%}\
body{margin:16px}\
:where(body:not([bgcolor])){background-color:#fff}\
img{max-width:100%}\
:where(td,th) img{max-width:none}\
img:not([src]){background:#f1f2f4;color:#5c6370;font-size:12px}\
pre{white-space:pre-wrap}\
:where(blockquote[type=cite]){margin:0 0 0 4px;padding-left:12px;border-left:2px solid #c9ced6}\
@media(max-width:600px){body{margin:12px}:where(img[width][height]:not([width='1'],[height='1'])){height:auto}}";

/// The whole document. `data-blocked` on `<html>` tells the page around the frame how many remote pictures are missing.
pub(super) fn wrap(fragment: &Fragment, blocked: u32) -> String {
    let mut out = String::with_capacity(fragment.body.len() + fragment.css.len() + 2048);
    out.push_str("<!doctype html><html data-blocked=\"");
    out.push_str(&blocked.to_string());
    out.push_str("\"><head><meta charset=\"utf-8\">");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    out.push_str("<meta name=\"referrer\" content=\"no-referrer\"><base target=\"_blank\"><style>");
    out.push_str(BASE_CSS);
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
