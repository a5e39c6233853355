use super::*;
use proptest::prelude::*;

fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
    let sum = data.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
    let length = u32::try_from(data.len()).unwrap();
    [&[level][..], &id.to_le_bytes(), &length.to_le_bytes(), data, &sum.to_le_bytes()].concat()
}

fn property(kind: u16, id: u16, value: &[u8]) -> Vec<u8> {
    let mut bytes = [&kind.to_le_bytes()[..], &id.to_le_bytes(), &1_u32.to_le_bytes()].concat();
    bytes.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
    bytes.extend(value);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

fn list(properties: &[Vec<u8>]) -> Vec<u8> {
    [&u32::try_from(properties.len()).unwrap().to_le_bytes()[..], &properties.concat()].concat()
}

fn unicode(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

/// What Outlook sends to people without Outlook: a text, and a file with a long name.
fn winmail() -> Vec<u8> {
    let named = [
        &0x0003_u16.to_le_bytes()[..],
        &0x8001_u16.to_le_bytes(),
        &[7; 16],
        &1_u32.to_le_bytes(),
        &6_u32.to_le_bytes(),
        &unicode("ab"),
        &[0, 0],
        &9_u32.to_le_bytes(),
    ]
    .concat();
    let message = list(&[named, property(UNICODE_TYPE, PR_BODY, &unicode("Grüße\r\nBob"))]);
    let file = list(&[
        property(UNICODE_TYPE, PR_ATTACH_LONG_FILENAME, &unicode("Übersicht 2026.pdf")),
        property(0x001E, PR_ATTACH_MIME_TAG, b"Application/PDF\0"),
    ]);
    [
        &SIGNATURE.to_le_bytes()[..],
        &1_u16.to_le_bytes(),
        &attribute(1, 0x0006_9007, &1252_u32.to_le_bytes()),
        &attribute(1, 0x0006_9003, &message),
        &attribute(2, 0x0006_9002, &[0; 14]),
        &attribute(2, 0x0001_8010, b"BERSIC~1.PDF\0"),
        &attribute(2, 0x0006_800F, b"%PDF-1.4"),
        &attribute(2, 0x0006_9005, &file),
        &attribute(2, 0x0006_9002, &[0; 14]),
        &attribute(2, 0x0001_8010, b"caf\xe9.txt\0"),
        &attribute(2, 0x0006_800F, b"two"),
    ]
    .concat()
}

const UNICODE_TYPE: u16 = 0x001F;

#[test]
fn text_and_files_are_unpacked() {
    let items = items(&winmail()).unwrap();
    let seen: Vec<_> = items
        .iter()
        .map(|item| (item.name.as_deref(), item.media_type.as_str(), String::from_utf8_lossy(&item.bytes).into_owned()))
        .collect();
    assert_eq!(
        seen,
        [
            (None, "text/plain", "Grüße\r\nBob".to_owned()),
            (Some("Übersicht 2026.pdf"), "application/pdf", "%PDF-1.4".to_owned()),
            (Some("café.txt"), "application/octet-stream", "two".to_owned()),
        ]
    );
}

#[test]
fn what_is_cut_off_is_read_as_far_as_it_goes() {
    let whole = winmail();
    assert_eq!(items(b"PK"), None);
    assert_eq!(items(&whole[..6]), Some(Vec::new()));
    for length in 6..whole.len() {
        let _ = items(&whole[..length]);
    }
    assert_eq!(items(&whole[..whole.len() - 1]).unwrap().len(), 2, "the last file is not whole");
}

#[test]
fn lengths_that_lie_cost_nothing() {
    let huge =
        [&SIGNATURE.to_le_bytes()[..], &[0, 0, 1], &0x0006_9003_u32.to_le_bytes(), &u32::MAX.to_le_bytes()].concat();
    assert_eq!(items(&huge), Some(Vec::new()));
    let lying = list(&[[&0x1003_u16.to_le_bytes()[..], &1_u16.to_le_bytes(), &u32::MAX.to_le_bytes()].concat()]);
    let bytes = [&SIGNATURE.to_le_bytes()[..], &[0, 0], &attribute(1, 0x0006_9003, &lying)].concat();
    assert_eq!(items(&bytes), Some(Vec::new()));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), place in 0_usize..400, byte: u8) {
        let _ = items(&[&SIGNATURE.to_le_bytes()[..], &bytes].concat());
        let mut damaged = winmail();
        let place = place % damaged.len();
        damaged[place] = byte;
        let _ = items(&damaged);
    }
}
