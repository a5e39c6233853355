//! Parameters of a part: charset, file name.

use crate::mail::imap::headers::unstructured;
use crate::mail::imap::text;
use crate::mail::imap::value::Value;

/// The most pieces of one parameter.
const MAX_PIECES: usize = 100;

/// Parameters of a type or disposition, with RFC 2231's pieces and charsets, and with the encoded words
/// (RFC 2047) that do not belong in them but are common.
pub(super) struct Parameters<'a>(Vec<(&'a [u8], &'a [u8])>);

impl<'a> Parameters<'a> {
    pub(super) fn new(value: Option<&'a Value>) -> Self {
        let pairs = value.and_then(Value::list).unwrap_or_default().chunks_exact(2);
        Self(pairs.filter_map(|pair| Some((pair[0].bytes()?.as_ref(), pair[1].bytes()?.as_ref()))).collect())
    }

    fn raw(&self, name: &str) -> Option<&'a [u8]> {
        self.0.iter().find(|(found, _)| found.eq_ignore_ascii_case(name.as_bytes())).map(|(_, value)| *value)
    }

    pub(super) fn get(&self, name: &str) -> Option<String> {
        let has_pieces = self.0.iter().any(|(found, _)| found.contains(&b'*'));
        let extended = if has_pieces { self.extended(name) } else { None };
        extended.or_else(|| self.raw(name).map(unstructured))
    }

    /// `name*=utf-8''…`, `name*0*=…`, `name*1=…` (RFC 2231, sections 3 and 4).
    fn extended(&self, name: &str) -> Option<String> {
        if let Some(value) = self.raw(&format!("{name}*")) {
            let (charset, rest) = charset_of(value);
            return Some(text::decode(&percent_decoded(rest), charset.as_deref()).0);
        }
        let mut bytes = Vec::new();
        let mut charset = None;
        for place in 0..MAX_PIECES {
            if let Some(value) = self.raw(&format!("{name}*{place}*")) {
                let (named, rest) = if place == 0 { charset_of(value) } else { (None, value) };
                charset = charset.or(named);
                bytes.extend(percent_decoded(rest));
            } else if let Some(value) = self.raw(&format!("{name}*{place}")) {
                bytes.extend_from_slice(value);
            } else if place == 0 {
                return None;
            } else {
                break;
            }
        }
        Some(text::decode(&bytes, charset.as_deref()).0)
    }
}

/// `charset'language'value`.
fn charset_of(value: &[u8]) -> (Option<String>, &[u8]) {
    let mut fields = value.splitn(3, |byte| *byte == b'\'');
    match (fields.next(), fields.next(), fields.next()) {
        (Some(charset), Some(_), Some(rest)) => (Some(String::from_utf8_lossy(charset).into_owned()), rest),
        _ => (None, value),
    }
}

fn percent_decoded(value: &[u8]) -> Vec<u8> {
    percent_encoding::percent_decode(value).collect()
}
