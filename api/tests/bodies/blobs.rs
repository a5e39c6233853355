//! Parts in pieces: what is broken off goes on where it was, and a film can be wound forward.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gatepost_shared::id::EmailId;
use gatepost_shared::problem::ProblemType;
use reqwest::{Method, StatusCode};

use crate::common::Answer;
use crate::scene::{HOMES, Reader};

/// A file whose every byte says where it stands.
fn file(size: u32) -> Vec<u8> {
    (0..size).map(|place| b"0123456789abcdefghijklmnopqrstuvwxyz-"[place as usize % 37]).collect()
}

fn lines(file: &[u8], width: usize) -> String {
    let encoded = STANDARD.encode(file);
    encoded.as_bytes().chunks(width).map(|line| format!("{}\r\n", String::from_utf8_lossy(line))).collect()
}

/// A message with one file, encoded in this way.
fn letter(encoding: &str, encoded: &str) -> Vec<u8> {
    format!(
        "From: Bob <bob@example.org>\r\nSubject: a file\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nHere it is.\r\n--b\r\nContent-Type: application/x-film; name=f.bin\r\n\
         Content-Transfer-Encoding: {encoding}\r\n\r\n{encoded}\r\n--b--\r\n"
    )
    .into_bytes()
}

impl Reader {
    async fn blob_of(&self, id: &EmailId) -> String {
        let email: gatepost_shared::email::Email = self.read(&format!("/emails/{id}")).await;
        format!("/blobs/{}", email.attachments[0].blob_id.as_ref().expect("a file"))
    }

    async fn piece(&self, path: &str, range: &str) -> Answer {
        Answer::to(self.browser.request(Method::GET, path).header("range", range)).await
    }
}

#[tokio::test]
async fn a_file_can_be_had_in_pieces_however_it_is_encoded() {
    let file = file(700_000);
    let text = String::from_utf8(file.clone()).expect("ASCII");
    // Lines as long as 7bit allows: the file itself has none.
    let plain: String =
        text.as_bytes().chunks(900).map(|line| format!("{}\r\n", String::from_utf8_lossy(line))).collect();
    let soft: String =
        text.as_bytes().chunks(70).map(|line| format!("{}=\r\n", String::from_utf8_lossy(line))).collect();
    let (even, odd) = file.split_at(300_000);
    for home in HOMES {
        let reader = Reader::at(home).await;
        for (encoding, encoded, expected) in [
            ("base64", lines(&file, 76), &text),
            ("base64", lines(even, 76) + &lines(odd, 60), &text),
            ("quoted-printable", soft.clone(), &text),
            ("7bit", plain.clone(), &plain),
        ] {
            let id = reader.receives(&letter(encoding, &encoded)).await;
            let path = reader.blob_of(&id).await;
            let total = expected.len();
            for (range, first, end) in [
                ("bytes=0-0".to_owned(), 0, 1),
                ("bytes=1-4".to_owned(), 1, 5),
                ("bytes=299990-300010".to_owned(), 299_990, 300_011),
                ("bytes=262143-".to_owned(), 262_143, total),
                ("bytes=-7".to_owned(), total - 7, total),
                (format!("bytes={}-{}", total - 1, total + 50), total - 1, total),
            ] {
                let piece = reader.piece(&path, &range).await;
                assert_eq!(piece.status, StatusCode::PARTIAL_CONTENT, "{encoding} {range} {home:?}");
                assert_eq!(
                    piece.header("content-range"),
                    format!("bytes {first}-{}/{total}", end - 1),
                    "{encoding} {home:?}"
                );
                assert_eq!(piece.header("content-length"), (end - first).to_string());
                assert!(piece.text == expected[first..end], "{encoding} {range} {home:?}");
            }
            let beyond = reader.piece(&path, &format!("bytes={total}-")).await;
            beyond.assert_problem(ProblemType::RangeNotSatisfiable);
            assert_eq!(beyond.header("content-range"), format!("bytes */{total}"));
        }
    }
}

#[tokio::test]
async fn bytes_that_the_client_has_are_not_sent_again() {
    let reader = Reader::at(HOMES[0]).await;
    let id = reader.receives(&letter("base64", &lines(&file(5000), 76))).await;
    let path = reader.blob_of(&id).await;
    let whole = reader.browser.get(&path).await;
    let tag = whole.header("etag").to_owned();
    assert!(whole.header("cache-control").contains("immutable") && tag.starts_with('"'));
    assert_eq!((whole.header("accept-ranges"), whole.text.len()), ("bytes", 5000));

    let again = Answer::to(reader.browser.request(Method::GET, &path).header("if-none-match", &tag)).await;
    assert_eq!((again.status, again.text.len()), (StatusCode::NOT_MODIFIED, 0));
    let request = |known: &str| {
        reader.browser.request(Method::GET, &path).header("range", "bytes=10-19").header("if-range", known)
    };
    let same = Answer::to(request(&tag)).await;
    assert_eq!((same.status, same.text.as_str()), (StatusCode::PARTIAL_CONTENT, &whole.text[10..20]));
    let other = Answer::to(request("\"another\"")).await;
    assert_eq!((other.status, other.text.len()), (StatusCode::OK, 5000));
}

#[tokio::test]
async fn a_whole_message_can_be_had_in_pieces() {
    for home in HOMES {
        let reader = Reader::at(home).await;
        let raw = letter("base64", &lines(&file(3000), 76));
        let path = format!("/emails/{}/raw", reader.receives(&raw).await);
        let piece = reader.piece(&path, "bytes=6-8").await;
        assert_eq!((piece.status, piece.text.as_str()), (StatusCode::PARTIAL_CONTENT, "Bob"), "{home:?}");
        assert_eq!(piece.header("content-range"), format!("bytes 6-8/{}", raw.len()));
    }
}
