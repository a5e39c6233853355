//! Mail that is built to keep a computer busy: bombs against parsers, each near the size limit.

use gatepost_shared::email::WarningKind;

use super::super::to_text;
use super::shown;
use super::verdict::assert_loads_nothing;

fn bombs() -> Vec<(&'static str, String)> {
    let n = 60_000;
    let numbered = |make: fn(usize) -> String| (0..n).map(make).collect::<String>();
    vec![
        ("nested div", "<div>".repeat(n)),
        ("nested ul li", "<ul><li>".repeat(n)),
        ("nested b", "<b>".repeat(n)),
        ("misnested a b", "<a><b>".repeat(n)),
        ("font p", "<font><p>".repeat(n)),
        ("b p /b", "<b><p></b>".repeat(n)),
        ("distinct i", numbered(|i| format!("<i a={i}>"))),
        ("p i left open", numbered(|i| format!("<p><i title={i}>x</p>"))),
        ("nobr", "<nobr>".repeat(n)),
        ("span div /span", "<span><div></span>".repeat(n)),
        ("attributes in one tag", format!("<p {}>x</p>", numbered(|i| format!("a{i}=1 ")))),
        ("short attributes in one tag", format!("<p {}>x</p>", "a b/c'd\"".repeat(n))),
        ("attributes behind a comment", format!("<!-- <a \" --><p {}>x", numbered(|i| format!("a{i} ")))),
        ("table b left open", numbered(|i| format!("<table><tr><td><b title={i}>x</table>"))),
        ("nested table", "<table><tr><td>".repeat(n)),
        ("fostered b", "<table><b>".repeat(n)),
        ("svg g", "<svg><g>".repeat(n)),
        ("select option", "<select><option>".repeat(n)),
        ("end tags", format!("{}{}", "<div>".repeat(200), "</span>".repeat(n * 2))),
        ("div /div at the limit", format!("{}{}", "<div>".repeat(255), "</div><div>".repeat(n))),
        ("end p", "</p>".repeat(n * 3)),
        ("multiplied attribute", format!("<font face='{}'>{}", "x".repeat(60_000), "<p>x".repeat(n))),
        ("style nesting", format!("<style>{}</style>", "a{".repeat(n))),
        ("style brackets", format!("<style>{}</style>", "(".repeat(200_000))),
        ("style media", format!("<style>{}</style>", "@media screen{".repeat(15_000))),
        ("style rules", format!("<style>{}</style>", "a{b:c}".repeat(40_000))),
        ("style functions", format!("<p style='width:{}'>x", "calc(".repeat(12_000))),
        ("style values", format!("<p style='{}'>x", "background:red ".repeat(4_000))),
        ("style attributes", "<p style='color:red;background:#fff;margin:1px'>x</p>".repeat(18_000)),
        ("style open url", format!("<style>{}</style>", "a{b:url(".repeat(30_000))),
        ("style open comment", format!("<style>{}</style>", "/*".repeat(120_000))),
        ("entities", "&amp".repeat(n * 2)),
        ("entities in attributes", format!("<p title='{}'>x</p>", "&".repeat(1_000)).repeat(400)),
        ("no-break spaces", "\u{a0}".repeat(200_000)),
        ("open comment", "<!--".repeat(n * 4)),
        ("open tags", "<a <b ".repeat(n * 3)),
        ("open quote", format!("<p title=\"{}", "x ".repeat(n * 8))),
        ("scripts", "<script><!--<script>".repeat(n)),
        ("one long word", "x".repeat(5_000_000)),
        ("honest paragraphs", "<p>Hello <b>world</b> <a href=\"https://x.example/\">l</a></p>".repeat(17_000)),
    ]
}

// What is not bounded does not come to an end here: the parser alone would take hours for some of these. How long
// they take is measured, not tested: machines are noisy.
#[test]
fn bombs_give_bounded_documents() {
    for (name, bomb) in bombs() {
        let answer = shown(&bomb);
        let text = to_text(&answer.html);
        assert!(answer.html.len() < 12 * 1024 * 1024, "{name}: {} bytes", answer.html.len());
        assert!(text.len() <= 2 * 1024 * 1024, "{name}: {} bytes of text", text.len());
        assert_loads_nothing(&answer.html);
    }
}

#[test]
fn a_mail_that_is_too_long_or_too_deep_says_so() {
    let long = format!("<p>begin</p>{}<p>end</p>", "<p>middle</p>".repeat(100_000));
    let answer = shown(&long);
    assert!(answer.html.contains("begin") && !answer.html.contains("end</p>"));
    assert!(answer.warnings.contains(&WarningKind::HtmlCut));

    let deep = format!("{}heart{}", "<div>".repeat(1000), "</div>".repeat(1000));
    let answer = shown(&deep);
    assert!(answer.html.contains("heart"));
    assert!(answer.warnings.contains(&WarningKind::HtmlFlattened));

    assert!(shown("<p>Hello").warnings.is_empty());
}

#[test]
fn an_inline_picture_may_be_large() {
    let picture = "A".repeat(400_000);
    let answer = shown(&format!("<p>see</p><img src='data:image/png;base64,{picture}'><p>end</p>"));
    assert!(answer.html.contains(&picture));
    assert!(answer.html.contains("end"));
    assert!(answer.warnings.is_empty());
}

#[tokio::test]
async fn many_mails_at_once_wait_for_their_turn() {
    let mails = (0..12).map(|i| super::super::sanitise_bounded(format!("<p>mail {i}"), super::Options::default()));
    for answer in futures::future::join_all(mails).await {
        assert!(answer.expect("a turn within 5 seconds").html.contains("<p>mail "));
    }
}
