//! The answer to an invitation as a message (iMIP, RFC 6047): words for the organizer, and METHOD:REPLY (RFC 5546, section
//! 3.2.3) for their calendar. The one encoder of iCalendar (RFC 5545) is here.

use gatepost_shared::address::EmailAddress;
use gatepost_shared::email::invitation::Partstat;
use gatepost_shared::email::{CalendarEvent, CalendarTime};
use time::OffsetDateTime;

use super::compose::{Stamp, date, readable, text};
use super::entity::{Composed, Entity};
use super::header::Header;

/// Where lines are folded, in bytes (RFC 5545, section 3.1).
const WIDTH: usize = 75;

/// Who answers what, to whom.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// The Message-ID of the email that the invitation came by.
    pub message_id: Option<&'a str>,
    /// Its subject.
    pub subject: Option<&'a str>,
    /// The event in it.
    pub event: &'a CalendarEvent,
    /// Who invites.
    pub organizer: &'a EmailAddress,
    /// Who was invited, by the name and address of theirs that was.
    pub attendee: &'a EmailAddress,
    /// Whether they come.
    pub partstat: Partstat,
    /// A word to the organizer; may be empty.
    pub comment: &'a str,
}

/// Writes the answer.
pub fn answer(answer: &Answer<'_>, stamp: &Stamp) -> Composed {
    let Answer { message_id, organizer, attendee, .. } = answer;
    let mut header = Header::default();
    header.addresses("From", std::slice::from_ref(attendee));
    header.addresses("To", std::slice::from_ref(organizer));
    header.text("Subject", &format!("{}: {}", title(answer.partstat), summary(answer)));
    header.text("Date", &date(stamp.date));
    header.message_ids("Message-ID", [stamp.message_id.as_str()]);
    header.message_ids("In-Reply-To", *message_id);
    header.message_ids("References", *message_id);
    header.words("MIME-Version", &["1.0"]);
    let parameters = [("charset", "utf-8"), ("method", "REPLY")];
    let parts = vec![text(&words(answer)), readable("text/calendar", &parameters, calendar(answer, stamp.date))];
    Entity::multipart("multipart/alternative", &stamp.boundary("i"), parts).under(header)
}

fn title(partstat: Partstat) -> &'static str {
    match partstat {
        Partstat::Accepted => "Accepted",
        Partstat::Declined => "Declined",
        Partstat::Tentative => "Tentative",
    }
}

fn summary<'a>(answer: &Answer<'a>) -> &'a str {
    answer.event.summary.as_deref().or(answer.subject).unwrap_or("Invitation")
}

/// For an organizer without a calendar.
fn words(answer: &Answer<'_>) -> String {
    let who = answer.attendee.name.as_deref().unwrap_or(&answer.attendee.email);
    let does = match answer.partstat {
        Partstat::Accepted => "has accepted",
        Partstat::Declined => "has declined",
        Partstat::Tentative => "may come to",
    };
    let said = format!("{who} {does}: {}\n", summary(answer));
    if answer.comment.is_empty() { said } else { format!("{}\n\n{said}", answer.comment) }
}

/// Only what names the event and the answer. Times are said in UTC, so that no zone has to be described.
fn calendar(answer: &Answer<'_>, now: i64) -> String {
    let Answer { event, organizer, attendee, .. } = answer;
    let mut lines = Lines::default();
    lines.add("BEGIN:VCALENDAR");
    lines.add(concat!("PRODID:-//Gatepost//Gatepost ", env!("CARGO_PKG_VERSION"), "//EN"));
    lines.add("VERSION:2.0");
    lines.add("METHOD:REPLY");
    lines.add("BEGIN:VEVENT");
    lines.add(&format!("UID:{}", escaped(event.uid.as_deref().unwrap_or_default())));
    lines.add(&format!("SEQUENCE:{}", event.sequence));
    lines.add(&format!("DTSTAMP:{}", utc(now)));
    for (name, time) in [("RECURRENCE-ID", &event.recurrence_id), ("DTSTART", &event.start), ("DTEND", &event.end)] {
        if let Some(time) = time.as_ref().and_then(moment) {
            lines.add(&format!("{name}{time}"));
        }
    }
    if let Some(summary) = &event.summary {
        lines.add(&format!("SUMMARY:{}", escaped(summary)));
    }
    lines.add(&format!("ORGANIZER{}", person(organizer, "")));
    lines.add(&format!("ATTENDEE{}", person(attendee, &format!(";PARTSTAT={}", answer.partstat.word()))));
    if !answer.comment.is_empty() {
        lines.add(&format!("COMMENT:{}", escaped(answer.comment)));
    }
    lines.add("END:VEVENT");
    lines.add("END:VCALENDAR");
    lines.0
}

/// Content lines, folded between characters.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn add(&mut self, line: &str) {
        let mut rest = line;
        let mut width = WIDTH;
        while rest.len() > width {
            let (piece, more) = rest.split_at(rest.floor_char_boundary(width));
            self.0.push_str(piece);
            self.0.push_str("\r\n ");
            rest = more;
            width = WIDTH - 1;
        }
        self.0.push_str(rest);
        self.0.push_str("\r\n");
    }
}

/// TEXT (RFC 5545, section 3.3.11): nothing in it ends the line or the value.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\n' | '\r' => escaped.push_str("\\n"),
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Parameters and address of somebody. A quoted parameter (section 3.2) has no way to hold a quote, and some programs take
/// a backslash for one.
fn person(address: &EmailAddress, more: &str) -> String {
    let harmless = |letter| match letter {
        '"' => '\'',
        '\\' => '/',
        letter => letter,
    };
    let name = address.name.as_deref().unwrap_or_default();
    let name: String = name.chars().filter(|letter| !letter.is_control()).map(harmless).collect();
    let name = if name.is_empty() { name } else { format!(";CN=\"{name}\"") };
    format!("{name}{more}:mailto:{}", address.email)
}

/// A moment in UTC, a whole day, or a time that is the same everywhere on the clock.
fn moment(time: &CalendarTime) -> Option<String> {
    if let Some(moment) = time.utc {
        return Some(format!(":{}", utc(moment.seconds())));
    }
    let digits: String = time.local.chars().filter(|letter| !"-:".contains(*letter)).collect();
    let is_time = digits.len() == 15
        && digits.bytes().enumerate().all(|(at, byte)| byte.is_ascii_digit() || (at, byte) == (8, b'T'));
    let is_day = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit());
    match () {
        () if is_day => Some(format!(";VALUE=DATE:{digits}")),
        () if is_time => Some(format!(":{digits}")),
        () => None,
    }
}

fn utc(seconds: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (hour, minute, second) = at.to_hms();
    format!("{:04}{:02}{:02}T{hour:02}{minute:02}{second:02}Z", at.year(), u8::from(at.month()), at.day())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::mail::reader::calendar::events;

    fn written(event: &CalendarEvent, comment: &str, name: &str) -> String {
        let (organizer, attendee) =
            (EmailAddress::bare("alice@example.org"), EmailAddress::named(name, "carol@example.org"));
        let answer = Answer {
            message_id: None,
            subject: None,
            event,
            organizer: &organizer,
            attendee: &attendee,
            partstat: Partstat::Accepted,
            comment,
        };
        calendar(&answer, 1_795_426_200)
    }

    fn event(summary: &str) -> CalendarEvent {
        let start = CalendarTime {
            local: "2026-12-01T10:00:00".to_owned(),
            time_zone: Some("Europe/Berlin".to_owned()),
            utc: Some("2026-12-01T09:00:00Z".parse().unwrap()),
        };
        let day = CalendarTime { local: "2026-12-01".to_owned(), time_zone: None, utc: None };
        let (uid, summary) = (Some("x@example.org".to_owned()), Some(summary.to_owned()));
        CalendarEvent { uid, summary, sequence: 2, start: Some(start), end: Some(day), ..CalendarEvent::default() }
    }

    #[test]
    fn a_reply_names_the_event_and_the_answer() {
        let wanted = "BEGIN:VCALENDAR\nPRODID:-//Gatepost//Gatepost 0.1.0//EN\nVERSION:2.0\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:x@example.org\n\
            SEQUENCE:2\nDTSTAMP:20261123T093000Z\nDTSTART:20261201T090000Z\nDTEND;VALUE=DATE:20261201\nSUMMARY:Plan\\, part\\; two\n\
            ORGANIZER:mailto:alice@example.org\nATTENDEE;CN=\"Carol 'C' Cole\";PARTSTAT=ACCEPTED:mailto:carol@example.org\n\
            COMMENT:Gladly\\nC.\nEND:VEVENT\nEND:VCALENDAR\n";
        let written = written(&event("Plan, part; two"), "Gladly\r\nC.", "Carol \"C\" Cole");
        assert_eq!(written.replace("\r\n ", "").replace("\r\n", "\n"), wanted);
    }

    proptest! {
        #[test]
        fn nothing_in_it_ends_a_line_or_begins_another(summary in "(?s).{0,120}|\r\nEND:VEVENT\r\n", name in "(?s).{0,90}") {
            let written = written(&event(&summary), &summary, &name);
            let plain = written.replace("\r\n", "");
            prop_assert!(!plain.contains(['\r', '\n']));
            prop_assert!(written.split("\r\n").all(|line| line.len() <= WIDTH));
            let unfolded = written.replace("\r\n ", "");
            prop_assert_eq!(unfolded.lines().filter(|line| line.starts_with("END:")).count(), 2);
            prop_assert_eq!(unfolded.lines().filter(|line| line.starts_with("ATTENDEE;") || line.starts_with("ATTENDEE:")).count(), 1);
            let read = events("1", &written).unwrap();
            prop_assert_eq!((read.len(), read[0].uid.as_deref()), (1, Some("x@example.org")));
            prop_assert_eq!(read[0].attendees[0].status.as_deref(), Some("ACCEPTED"));
        }
    }
}
