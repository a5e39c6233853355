//! Tag soup at random: no panic, nothing harmful, nothing that a second pass would change.

use proptest::prelude::*;

use super::verdict::{assert_loads_nothing, assert_loads_pictures_only};
use super::{assert_stable, shown, shown_with_pictures};

const TAGS: &[&str] = &[
    "a",
    "b",
    "i",
    "p",
    "div",
    "span",
    "table",
    "tbody",
    "tr",
    "td",
    "th",
    "caption",
    "colgroup",
    "col",
    "ul",
    "li",
    "dl",
    "dd",
    "dt",
    "h1",
    "pre",
    "nobr",
    "font",
    "center",
    "img",
    "br",
    "hr",
    "map",
    "area",
    "ruby",
    "rt",
    "svg",
    "math",
    "mtext",
    "annotation-xml",
    "foreignObject",
    "style",
    "script",
    "title",
    "textarea",
    "xmp",
    "noscript",
    "template",
    "select",
    "option",
    "form",
    "input",
    "button",
    "iframe",
    "plaintext",
    "body",
    "html",
    "head",
    "frameset",
];

const ATTRIBUTES: &[&str] = &[
    "onclick=alert(1)",
    "href=javascript:alert(1)",
    "href='https://x.example/?a=1&b'",
    "src=x onerror=alert(1)",
    "src=https://x.example/p.gif",
    "style='background:url(//x.example/a)'",
    "style=\"font:'</style>'\"",
    "id=body",
    "name=forms",
    "class='a b'",
    "title='</title><img src=x onerror=alert(1)>'",
    "background=//x.example/b",
    "\"",
    "'",
    "=",
    "/",
    "align=center",
    "dir=rtl",
    "xlink:href=javascript:x",
    "is=x",
    "width=1",
];

const TEXTS: &[&str] = &[
    "text",
    " ",
    "\n",
    "&lt;img onerror=x&gt;",
    "&",
    "<",
    ">",
    "<!--",
    "-->",
    "--!>",
    "<![CDATA[",
    "]]>",
    "</",
    "<?x",
    "\u{0}",
    "javascript:",
    "{color:red}",
    "@import 'x';",
    "url(//x.example)",
    "}",
    "/*",
    "*/",
    "é漢\u{202e}\u{200b}",
];

fn piece() -> impl Strategy<Value = String> {
    let open = (prop::sample::select(TAGS), prop::collection::vec(prop::sample::select(ATTRIBUTES), 0..3))
        .prop_map(|(tag, attributes)| format!("<{tag} {}>", attributes.join(" ")));
    let close = prop::sample::select(TAGS).prop_map(|tag| format!("</{tag}>"));
    let text = prop::sample::select(TEXTS).prop_map(str::to_owned);
    prop_oneof![4 => open, 3 => close, 3 => text]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn soup_is_harmless_and_stays_so(pieces in prop::collection::vec(piece(), 0..40)) {
        let mail = pieces.concat();
        let document = shown(&mail).html;
        assert_loads_nothing(&document);
        assert_loads_pictures_only(&shown_with_pictures(&mail).html);
        prop_assert!(document.len() < 20 * mail.len() + 4096);
        assert_stable(&mail);
    }

    #[test]
    fn noise_is_harmless(noise in "\\PC{0,200}") {
        assert_loads_nothing(&shown(&noise).html);
        assert_loads_nothing(&shown(&format!("<style>{noise}</style><p style='{noise}' title=\"{noise}\">")).html);
    }
}
