//! Calendar parts (RFC 5545, RFC 5546): what an invitation says. Only its words: whether one may come is asked elsewhere.

use calcard::common::timezone::Tz;
use calcard::icalendar::timezone::TzResolver;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarParameterName, ICalendarProperty,
    ICalendarValue,
};
use gatepost_shared::address::EmailAddress;
use gatepost_shared::date::UtcDate;
use gatepost_shared::email::{Attendee, CalendarEvent, CalendarTime};

/// The largest calendar part that is read, in bytes.
pub const MAX_CALENDAR: usize = 512 * 1024;

/// The most events of one part.
pub const MAX_EVENTS: usize = 20;

/// The most people of one event.
const MAX_ATTENDEES: usize = 200;

/// The longest line of an event, in bytes.
const MAX_LINE: usize = 1000;

/// The longest description, in bytes.
const MAX_DESCRIPTION: usize = 4000;

/// The events of a calendar part; none when it is no calendar.
pub fn events(part_id: &str, text: &str) -> Option<Vec<CalendarEvent>> {
    let text = &text[..text.floor_char_boundary(MAX_CALENDAR)];
    let calendar = ICalendar::parse(text).ok()?;
    let zones = calendar.build_tz_resolver();
    let method = calendar.components.first().and_then(|whole| line(whole, &ICalendarProperty::Method));
    let is_event = |component: &&ICalendarComponent| component.component_type == ICalendarComponentType::VEvent;
    let events = calendar.components.iter().filter(is_event).take(MAX_EVENTS);
    Some(
        events
            .map(|component| CalendarEvent {
                part_id: part_id.to_owned(),
                method: method.as_deref().map(str::to_ascii_uppercase),
                ..event(component, &zones)
            })
            .collect(),
    )
}

fn event(component: &ICalendarComponent, zones: &TzResolver<&str>) -> CalendarEvent {
    let entry = |property: &ICalendarProperty| component.property(property);
    let start = entry(&ICalendarProperty::Dtstart).and_then(|entry| time(entry, zones));
    let end = entry(&ICalendarProperty::Dtend).and_then(|entry| time(entry, zones));
    let rule = entry(&ICalendarProperty::Rrule).and_then(|entry| match entry.values.first() {
        Some(ICalendarValue::RecurrenceRule(rule)) => Some(cut(&rule.to_string(), MAX_LINE)),
        _ => None,
    });
    let sequence = entry(&ICalendarProperty::Sequence).and_then(|entry| entry.values.first()?.as_integer());
    CalendarEvent {
        uid: line(component, &ICalendarProperty::Uid),
        sequence: sequence.and_then(|number| u32::try_from(number).ok()).unwrap_or(0),
        status: line(component, &ICalendarProperty::Status).map(|status| status.to_ascii_uppercase()),
        summary: line(component, &ICalendarProperty::Summary),
        description: text(component, &ICalendarProperty::Description).map(|text| cut(&text, MAX_DESCRIPTION)),
        location: line(component, &ICalendarProperty::Location),
        end: end.or_else(|| start.as_ref().and_then(|start| after(start, component))),
        start,
        recurrence_id: entry(&ICalendarProperty::RecurrenceId).and_then(|entry| time(entry, zones)),
        is_recurring: component.is_recurrent(),
        recurrence_rule: rule,
        organizer: entry(&ICalendarProperty::Organizer).and_then(person),
        attendees: component
            .properties(&ICalendarProperty::Attendee)
            .take(MAX_ATTENDEES)
            .filter_map(attendee)
            .collect(),
        ..CalendarEvent::default()
    }
}

/// DTSTART or DTEND: on the clock of its zone, and as a moment where that zone is known.
fn time(entry: &ICalendarEntry, zones: &TzResolver<&str>) -> Option<CalendarTime> {
    let written = entry.values.first()?.as_partial_date_time()?;
    let (year, month, day) = (written.year?, written.month?, written.day?);
    let date = format!("{year:04}-{month:02}-{day:02}");
    let (Some(hour), Some(minute)) = (written.hour, written.minute) else {
        return is_plausible(month, day, 0, 0).then_some(CalendarTime { local: date, time_zone: None, utc: None });
    };
    let second = written.second.unwrap_or(0).min(59);
    if !is_plausible(month, day, hour, minute) {
        return None;
    }
    let named = entry.parameter(&ICalendarParameterName::Tzid).and_then(|zone| zone.as_text());
    let zone = if written.tz_hour.is_some() { Some(Tz::UTC) } else { named.and_then(|name| zones.resolve(name)) };
    let zone = zone.filter(|zone| !zone.is_floating());
    let moment = zone.and_then(|zone| written.to_date_time_with_tz(zone));
    let zone_name = zone.and_then(|zone| zone.name()).map(std::borrow::Cow::into_owned);
    Some(CalendarTime {
        local: format!("{date}T{hour:02}:{minute:02}:{second:02}"),
        time_zone: zone_name.or_else(|| named.map(|name| cut(name, 200))),
        utc: moment.map(|moment| UtcDate::from_seconds(moment.timestamp())),
    })
}

fn is_plausible(month: u8, day: u8, hour: u8, minute: u8) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60
}

/// The end that a duration gives: as a moment, on the clock of UTC.
fn after(start: &CalendarTime, component: &ICalendarComponent) -> Option<CalendarTime> {
    let duration = match component.property(&ICalendarProperty::Duration)?.values.first()? {
        ICalendarValue::Duration(duration) => duration.as_seconds(),
        _ => return None,
    };
    let utc = UtcDate::from_seconds(start.utc?.seconds().saturating_add(duration));
    let local = utc.to_string().trim_end_matches('Z').to_owned();
    Some(CalendarTime { local, time_zone: Some("Etc/UTC".to_owned()), utc: Some(utc) })
}

fn person(entry: &ICalendarEntry) -> Option<EmailAddress> {
    let email = clean(entry.calendar_address()?, MAX_LINE);
    let name = entry.parameter(&ICalendarParameterName::Cn).and_then(|name| name.as_text());
    let name = name.map(|name| clean(name, MAX_LINE)).filter(|name| !name.is_empty());
    (!email.is_empty()).then_some(EmailAddress { name, email })
}

fn attendee(entry: &ICalendarEntry) -> Option<Attendee> {
    let word = |name: &ICalendarParameterName| {
        entry.parameter(name).and_then(|value| value.as_text()).map(|word| clean(word, 50).to_ascii_uppercase())
    };
    Some(Attendee {
        address: person(entry)?,
        status: word(&ICalendarParameterName::Partstat),
        role: word(&ICalendarParameterName::Role),
    })
}

fn text(component: &ICalendarComponent, property: &ICalendarProperty) -> Option<String> {
    let text = component.property(property)?.values.first()?.as_text()?;
    let text: String = text.chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect();
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn line(component: &ICalendarComponent, property: &ICalendarProperty) -> Option<String> {
    text(component, property).map(|text| clean(&text, MAX_LINE)).filter(|line| !line.is_empty())
}

/// One line without control characters.
fn clean(text: &str, max: usize) -> String {
    let words: Vec<&str> = text.split(|letter: char| letter.is_control()).map(str::trim).collect();
    cut(words.join(" ").trim(), max)
}

fn cut(text: &str, max: usize) -> String {
    text[..text.floor_char_boundary(max)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const INVITATION: &str = "BEGIN:VCALENDAR\r\nPRODID:-//Microsoft//Outlook\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\n\
        BEGIN:VEVENT\r\nUID:abc@example.org\r\nSEQUENCE:2\r\nSUMMARY:Planning\\, part\r\n  two\r\n\
        DTSTART;TZID=W. Europe Standard Time:20261123T093000\r\nDTEND;TZID=Europe/Berlin:20261123T103000\r\n\
        LOCATION:Room 5\r\nSTATUS:CONFIRMED\r\nRRULE:FREQ=WEEKLY;COUNT=4;BYDAY=MO\r\n\
        ORGANIZER;CN=\"Bob Baker\":MAILTO:bob@example.org\r\n\
        ATTENDEE;CN=Alice;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:alice@example.org\r\n\
        DESCRIPTION:First line\\nsecond\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn an_invitation_says_what_when_where_and_who() {
        let events = events("2", INVITATION).unwrap();
        let event = &events[0];
        assert_eq!((event.part_id.as_str(), event.method.as_deref(), event.sequence), ("2", Some("REQUEST"), 2));
        assert_eq!((event.summary.as_deref(), event.location.as_deref()), (Some("Planning, part two"), Some("Room 5")));
        assert_eq!(event.description.as_deref(), Some("First line\nsecond"));
        let start = event.start.as_ref().unwrap();
        assert_eq!((start.local.as_str(), start.time_zone.as_deref()), ("2026-11-23T09:30:00", Some("Europe/Berlin")));
        assert_eq!(start.utc.unwrap().to_string(), "2026-11-23T08:30:00Z");
        assert_eq!(event.end.as_ref().unwrap().utc.unwrap().to_string(), "2026-11-23T09:30:00Z");
        assert!(event.is_recurring);
        assert_eq!(event.recurrence_rule.as_deref(), Some("FREQ=WEEKLY;COUNT=4;BYDAY=MO"));
        assert_eq!(event.organizer, Some(EmailAddress::named("Bob Baker", "bob@example.org")));
        assert_eq!(event.attendees[0].status.as_deref(), Some("NEEDS-ACTION"));
        assert_eq!(event.attendees[0].address, EmailAddress::named("Alice", "alice@example.org"));
    }

    fn one(lines: &str) -> CalendarEvent {
        let text =
            format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
        events("1", &text).unwrap().remove(0)
    }

    #[test]
    fn times_of_every_kind() {
        let whole_day = one("DTSTART;VALUE=DATE:20261224").start.unwrap();
        assert_eq!((whole_day.local.as_str(), whole_day.utc, whole_day.time_zone), ("2026-12-24", None, None));
        let everywhere = one("DTSTART:20261224T180000").start.unwrap();
        assert_eq!((everywhere.local.as_str(), everywhere.utc), ("2026-12-24T18:00:00", None));
        let universal = one("DTSTART:20261224T180000Z\r\nDURATION:PT90M");
        assert_eq!(universal.start.unwrap().utc.unwrap().to_string(), "2026-12-24T18:00:00Z");
        assert_eq!(universal.end.unwrap().utc.unwrap().to_string(), "2026-12-24T19:30:00Z");
        let unknown = one("DTSTART;TZID=Narnia:20261224T180000").start.unwrap();
        assert_eq!((unknown.time_zone.as_deref(), unknown.utc), (Some("Narnia"), None));
        assert_eq!(one("DTSTART:20269999T996099").start, None);
    }

    #[test]
    fn what_is_no_calendar_is_none() {
        assert_eq!(events("1", ""), None);
        assert_eq!(events("1", "Hello"), None);
        assert_eq!(events("1", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), Some(Vec::new()));
    }

    #[test]
    fn hostile_calendars_are_bounded() {
        let many = format!("BEGIN:VCALENDAR\r\n{}", "BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\n".repeat(5000));
        assert!(events("1", &many).unwrap_or_default().len() <= MAX_EVENTS);
        let crowd = one(&"ATTENDEE:mailto:a@b.example\r\n".repeat(3000));
        assert_eq!(crowd.attendees.len(), MAX_ATTENDEES);
        let _ = events("1", &"BEGIN:VCALENDAR\r\n".repeat(20_000));
        let _ = events("1", &format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY{}", ";X=".repeat(100_000)));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(lines in "((DTSTART|DTEND|DURATION|RRULE|ATTENDEE|SUMMARY|BEGIN|END|[A-Z]{1,4})(;(TZID|VALUE|CN)=[A-Za-z/\"]{0,8})?:.{0,20}\r\n){0,12}", any in ".{0,80}") {
            let _ = events("1", &format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{lines}END:VEVENT\r\nEND:VCALENDAR\r\n"));
            let _ = events("1", &any);
        }
    }
}
