//! Attachments that open: a PDF of one page, a PNG of a landscape, a table.

use std::sync::OnceLock;

/// How large the pictures are: a demo is looked at, a mailbox of 100,000 is to be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    Demo,
    Bulk,
}

/// A file with its media type.
pub(crate) struct Attachment {
    pub(crate) name: String,
    pub(crate) media_type: &'static str,
    pub(crate) bytes: Vec<u8>,
}

impl Attachment {
    /// The file of this name about this subject; its kind is told by the end of the name.
    pub(crate) fn of(name: &str, subject: &str, size: Size) -> Self {
        let (media_type, bytes) = match name.rsplit_once('.') {
            Some((_, "pdf")) => ("application/pdf", pdf(subject)),
            Some((_, "png")) => ("image/png", picture(name.len(), size).clone()),
            _ => ("text/csv; charset=utf-8", table(subject).into_bytes()),
        };
        Self { name: name.into(), media_type, bytes }
    }
}

fn table(subject: &str) -> String {
    format!("Item,Quantity,Price\n{},1,1240.00\nHornbeam,40,18.50\nKerb stone,120,9.90\n", subject.replace(',', ";"))
}

/// One A4 page with a heading and a few lines (ISO 32000-1, section 7.5: header, body, cross-reference table, trailer).
fn pdf(subject: &str) -> Vec<u8> {
    let heading: String = subject.chars().filter(|letter| letter.is_ascii() && !"()\\".contains(*letter)).collect();
    let page = format!(
        "BT /F1 20 Tf 72 760 Td ({heading}) Tj /F1 11 Tf 0 -36 Td (Harbour & Field, landscape architects) Tj \
         0 -18 Td (This page was made for the Gatepost demonstration.) Tj ET \
         0.6 w 72 690 m 523 690 l S 72 420 m 523 420 l S 72 420 m 72 690 l S 523 420 m 523 690 l S"
    );
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".into(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".into(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".into(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut offsets = String::new();
    for (number, object) in (1..).zip(&objects) {
        offsets += &format!("{:010} 00000 n \n", file.len());
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let start = file.len();
    file += &format!(
        "xref\n0 6\n0000000000 65535 f \n{offsets}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}

/// One of four landscapes, painted once.
fn picture(choice: usize, size: Size) -> &'static Vec<u8> {
    static DEMO: [OnceLock<Vec<u8>>; 4] = [const { OnceLock::new() }; 4];
    static BULK: [OnceLock<Vec<u8>>; 4] = [const { OnceLock::new() }; 4];
    let variant = choice % 4;
    match size {
        Size::Demo => DEMO[variant].get_or_init(|| landscape(480, 300, variant)),
        Size::Bulk => BULK[variant].get_or_init(|| landscape(72, 45, variant)),
    }
}

/// Sky, a sun and three rows of hills, as an indexed PNG (W3C PNG, sections 5 and 11).
fn landscape(width: u32, height: u32, variant: usize) -> Vec<u8> {
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 3, 0, 0, 0]);
    let mut rows = Vec::new();
    for y in 0..height {
        rows.push(0);
        rows.extend((0..width).map(|x| shade(x, y, width, height, variant)));
    }
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, *b"IHDR", &header);
    chunk(&mut file, *b"PLTE", &palette(variant));
    chunk(&mut file, *b"IDAT", &stored(&rows));
    chunk(&mut file, *b"IEND", &[]);
    file
}

/// Colours: 0..=199 the sky from top to horizon, 200 the sun, 201..=203 the hills from far to near.
fn palette(variant: usize) -> Vec<u8> {
    let (top, low) = [
        ([96, 150, 205], [250, 226, 190]),
        ([120, 170, 190], [235, 240, 235]),
        ([60, 90, 150], [245, 180, 140]),
        ([150, 190, 225], [240, 245, 250]),
    ][variant];
    let mut colours = Vec::new();
    for step in 0..200_u32 {
        colours.extend((0..3).map(|i| mix(top[i], low[i], step)));
    }
    colours.extend([255, 244, 214, 128, 158, 148, 84, 124, 96, 46, 84, 58]);
    colours
}

fn mix(from: u32, to: u32, step: u32) -> u8 {
    u8::try_from((from * (200 - step) + to * step) / 200).unwrap_or(u8::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "a picture's coordinates are small")]
fn shade(x: u32, y: u32, width: u32, height: u32, variant: usize) -> u8 {
    let (across, down) = (x as f32 / width as f32, y as f32 / height as f32);
    let phase = variant as f32;
    for (row, colour) in [(0.86_f32, 203), (0.74, 202), (0.62, 201)] {
        let hill = row + 0.05 * (across * 7.0 + phase + row * 20.0).sin() + 0.02 * (across * 19.0 + phase * 3.0).sin();
        if down > hill {
            return colour;
        }
    }
    let (dx, dy) = ((across - 0.2 - 0.15 * phase) * width as f32, (down - 0.28) * height as f32);
    let sun = dx.hypot(dy) < height as f32 * 0.09;
    if sun { 200 } else { u8::try_from(y * 250 / height).unwrap_or(199).min(199) }
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    file.extend(u32::try_from(data.len()).unwrap_or(0).to_be_bytes());
    let body = [&kind[..], data].concat();
    file.extend(&body);
    file.extend(crc32(&body).to_be_bytes());
}

/// zlib without compression (RFC 1950, and RFC 1951, section 3.2.4).
fn stored(data: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let mut blocks = data.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    out.extend(adler32(data).to_be_bytes());
    out
}

fn adler32(data: &[u8]) -> u32 {
    let (a, b) = data.iter().fold((1, 0), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    (b << 16) | a
}

fn crc32(data: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !data.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }
}
