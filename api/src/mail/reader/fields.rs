//! Fields of a header as they stand, unfolded (RFC 5322, section 2.2.3): for those that no library reads.

/// The values of all fields of this name, the topmost first. Bytes that are not UTF-8 become U+FFFD.
pub fn values(header: &[u8], name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_wanted = false;
    for line in header.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match line.first() {
            None => break,
            Some(b' ' | b'\t') => {
                if let (true, Some(value)) = (is_wanted, found.last_mut()) {
                    append(value, line);
                }
            }
            Some(_) => {
                let value = after_name(line, name);
                is_wanted = value.is_some();
                found.extend(value.map(|value| String::from_utf8_lossy(value).trim().to_owned()));
            }
        }
    }
    found
}

fn append(value: &mut String, line: &[u8]) {
    value.push(' ');
    value.push_str(String::from_utf8_lossy(line).trim());
}

fn after_name<'a>(line: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let (found, value) = line.split_at_checked(name.len())?;
    if !found.eq_ignore_ascii_case(name.as_bytes()) {
        return None;
    }
    // Blanks before the colon are obsolete, but read (RFC 5322, section 4.5).
    value.trim_ascii_start().strip_prefix(b":")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fields_are_found_from_the_top_and_unfolded() {
        let header = b"X: 1\r\nList-Id: a\r\n\t<b>\r\nx : 2\nXY: 3\r\n\r\nX: body\r\n";
        assert_eq!(values(header, "x"), ["1", "2"]);
        assert_eq!(values(header, "List-ID"), ["a <b>"]);
        assert!(values(b"", "x").is_empty() && values(b" folded nothing", "x").is_empty());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(header in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(&b"Xx: \t\r\n"[..])], 0..200)) {
            values(&header, "x");
        }
    }
}
