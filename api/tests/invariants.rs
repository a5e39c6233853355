//! The invariants of docs/ARCHITECTURE.md that can be read off the source: what must be absent from where.
//!
//! The others are shown by running: see the table "Which test shows it" there.

use std::fs;
use std::path::{Path, PathBuf};

/// A line of source that is no comment, with the place where it stands.
struct Line {
    place: String,
    text: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_path_buf()
}

/// The lines of all Rust files below a folder of the workspace. At least one file must be there: a test that
/// reads nothing would hold for ever.
fn code_below(folder: &str) -> Vec<Line> {
    let mut files = Vec::new();
    collect(&root().join(folder), &mut files);
    assert!(!files.is_empty(), "{folder} holds no Rust files");
    files.iter().flat_map(|file| code_of(file)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("a folder entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn code_of(file: &Path) -> Vec<Line> {
    let source = fs::read_to_string(file).expect("a source file");
    let name = file.strip_prefix(root()).expect("a file of the workspace").display().to_string();
    let is_code = |line: &str| !line.trim_start().starts_with("//");
    let numbered = source.lines().enumerate().filter(|(_, line)| is_code(line));
    numbered.map(|(number, line)| Line { place: format!("{name}:{}", number + 1), text: line.to_owned() }).collect()
}

/// Fails with every place below `folder` where one of the words stands.
fn assert_absent(folder: &str, words: &[&str], why: &str) {
    let found: Vec<String> = code_below(folder)
        .iter()
        .filter_map(|line| {
            let word = words.iter().find(|word| line.text.contains(**word))?;
            Some(format!("{}: {word}", line.place))
        })
        .collect();
    assert!(found.is_empty(), "{why}:\n{}", found.join("\n"));
}

#[test]
fn shared_does_no_io_reads_no_clock_and_knows_neither_axum_nor_the_browser() {
    let words = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "SystemTime",
        "Instant",
        "println!",
        "axum",
        "tokio",
        "web_sys",
        "js_sys",
        "wasm_bindgen",
        "leptos",
    ];
    assert_absent("shared/src", &words, "shared holds models and rules, and nothing that does anything");
}

#[test]
fn mail_knows_nothing_of_http() {
    let words =
        ["axum", "http::", "tower", "crate::routes", "crate::session", "crate::error", "crate::state", "StatusCode"];
    assert_absent("api/src/mail", &words, "mail speaks protocols and knows nothing of HTTP");
}

#[test]
fn routes_know_no_protocol() {
    let words = ["imap_proto", "async_imap", "run_command", "TcpStream", "UID FETCH", "UID STORE", "RCPT TO", "EHLO"];
    assert_absent("api/src/routes", &words, "routes speak HTTP and know no protocol of mail");
}

#[test]
fn mail_html_never_enters_the_document_of_the_application() {
    let words = ["inner_html", "outer_html", "srcdoc", "insert_adjacent_html", "DomParser", "document.write"];
    assert_absent("frontend/src", &words, "mail HTML is a document of its own, in a sandboxed frame");
}

#[test]
fn the_frame_of_mail_html_never_allows_scripts() {
    assert_absent("frontend/src", &["allow-scripts"], "scripts in the frame would void the sandbox");
    assert_absent("api/src", &["allow-scripts"], "scripts in the frame would void the sandbox");
}

#[test]
fn the_browser_is_touched_in_dom_and_ui_only() {
    for folder in ["features", "state", "commands", "i18n"] {
        assert_absent(&format!("frontend/src/{folder}"), &["web_sys::"], "web_sys is used in dom/ and ui/ only");
    }
}

#[test]
fn the_arrows_of_the_client_run_one_way() {
    let below = |folder: &str, words: &[&str]| {
        assert_absent(&format!("frontend/src/{folder}"), words, "features → commands, state, ui, i18n → api → shared");
    };
    below("ui", &["crate::features", "crate::commands", "crate::state", "crate::api", "gatepost_shared"]);
    below("i18n", &["crate::features", "crate::commands", "crate::state"]);
    below("state", &["crate::features", "crate::commands"]);
    below("api", &["crate::features", "crate::commands", "crate::state", "crate::ui"]);
    below("dom", &["crate::features", "crate::commands", "crate::state", "crate::api", "crate::ui"]);
}

#[test]
fn nothing_is_styled_by_a_string() {
    // `style="…"` is an inline style, which the Content-Security-Policy refuses; `style:name=` is not.
    assert_absent(
        "frontend/src",
        &[" style=\"", " style=move", " style=format"],
        "inline styles are refused by the CSP",
    );
}

#[test]
fn the_environment_is_read_at_the_command_line_only() {
    for folder in ["directory", "mail", "middleware", "routes", "session"] {
        assert_absent(&format!("api/src/{folder}"), &["std::env", "env::var"], "settings are read once, in config");
    }
}
