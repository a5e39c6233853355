//! Rules and a vacation answer as Sieve (RFC 5228 and its extensions). Every text goes through [`script_string`].

use std::collections::BTreeSet;
use std::fmt::Write as _;

use gatepost_shared::date::UtcDate;
use gatepost_shared::id::MailboxId;
use gatepost_shared::rule::{Rule, RuleAction, RuleActionKind as Kind, RuleCondition, RuleField, RuleMatch, RuleTest};
use gatepost_shared::vacation::VacationResponse;

use super::document::Content;
use super::encode::{script_string, script_strings};
use crate::mail::imap::utf7;

/// How this server wants it, and for whom it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style<'a> {
    /// Mailboxes as IMAP spells them, instead of in UTF-8.
    pub(super) spells_as_imap: bool,
    /// The person's addresses: to which a mail must have been sent to be answered, where the answer names none.
    pub(super) addresses: &'a [String],
}

/// The `require` that it needs, and the Sieve.
pub(super) fn print(content: &Content, style: Style<'_>) -> (String, String) {
    let mut printer = Printer { style, needs: BTreeSet::new(), code: String::new() };
    printer.vacation(&content.vacation, &content.rules);
    for rule in content.rules.iter().filter(|rule| rule.is_enabled) {
        printer.rule(rule);
    }
    if let Some(name) = &content.includes {
        printer.needs.insert("include");
        // Optional: a script that another program deletes must not stop the rules (RFC 6609, section 3.2).
        printer.line(&format!("include :personal :optional {};", script_string(name)));
    }
    if printer.needs.is_empty() {
        return (String::new(), printer.code);
    }
    (format!("require {};\r\n", script_strings(printer.needs)), printer.code)
}

struct Printer<'a> {
    style: Style<'a>,
    needs: BTreeSet<&'static str>,
    code: String,
}

impl Printer<'_> {
    fn line(&mut self, text: &str) {
        let _ = write!(self.code, "{text}\r\n");
    }

    fn rule(&mut self, rule: &Rule) {
        let test = self.test(rule);
        self.line(&format!("if {test} {{"));
        // Marks first: what files or keeps the mail takes along those that were set before it (RFC 5232, section 1).
        let rank = |action: &&RuleAction| action.kind != Kind::AddKeyword;
        let mut actions: Vec<_> = rule.actions.iter().collect();
        actions.sort_by_key(rank);
        for action in actions {
            if let Some(action) = self.action(action) {
                self.line(&format!("    {action};"));
            }
        }
        if rule.stop {
            self.line("    stop;");
        }
        self.line("}");
    }

    fn action(&mut self, action: &RuleAction) -> Option<String> {
        Some(match action.kind {
            Kind::FileInto => {
                self.needs.insert("fileinto");
                format!("fileinto {}", self.mailbox(action.mailbox_id.as_ref()?))
            }
            Kind::CopyInto => {
                self.needs.extend(["copy", "fileinto"]);
                format!("fileinto :copy {}", self.mailbox(action.mailbox_id.as_ref()?))
            }
            Kind::AddKeyword => {
                self.needs.insert("imap4flags");
                format!("addflag {}", script_string(action.keyword.as_ref()?.to_imap()))
            }
            Kind::Redirect => format!("redirect {}", script_string(action.address.as_deref()?)),
            Kind::RedirectCopy => {
                self.needs.insert("copy");
                format!("redirect :copy {}", script_string(action.address.as_deref()?))
            }
            Kind::Discard => "discard".to_owned(),
            Kind::Keep => "keep".to_owned(),
        })
    }

    fn mailbox(&self, id: &MailboxId) -> String {
        if self.style.spells_as_imap { script_string(id.name()) } else { script_string(&utf7::decode(id.name())) }
    }

    fn test(&mut self, rule: &Rule) -> String {
        let tests: Vec<_> = rule.conditions.iter().map(|condition| self.condition(condition)).collect();
        let all = match rule.matches {
            RuleMatch::All => "allof",
            RuleMatch::Any => "anyof",
        };
        match tests.as_slice() {
            [] => "true".to_owned(),
            [one] => one.clone(),
            _ => format!("{all} ({})", tests.join(", ")),
        }
    }

    fn condition(&mut self, condition: &RuleCondition) -> String {
        let test = self.positive(condition);
        if condition.is_negated { format!("not {test}") } else { test }
    }

    fn positive(&mut self, condition: &RuleCondition) -> String {
        let value = || script_string(&condition.value);
        let how = match condition.test {
            RuleTest::Contains => ":contains",
            RuleTest::Is => ":is",
            RuleTest::Matches => ":matches",
            RuleTest::Exists => {
                return format!("exists {}", script_string(condition.header.as_deref().unwrap_or_default()));
            }
            RuleTest::Over => return format!("size :over {}", condition.bytes().unwrap_or_default()),
            RuleTest::Under => return format!("size :under {}", condition.bytes().unwrap_or_default()),
        };
        // The address alone is something; name and address as a whole hardly ever.
        let of_people = if condition.test == RuleTest::Is { "address" } else { "header" };
        match condition.field {
            RuleField::From => format!("{of_people} {how} \"from\" {}", value()),
            RuleField::Recipient => format!("{of_people} {how} [\"to\", \"cc\"] {}", value()),
            RuleField::Subject => format!("header {how} \"subject\" {}", value()),
            RuleField::Header => {
                format!("header {how} {} {}", script_string(condition.header.as_deref().unwrap_or_default()), value())
            }
            RuleField::Body => {
                self.needs.insert("body");
                format!("body :text {how} {}", value())
            }
            // Refused before it comes here (`Rule::check`): a size has no text.
            RuleField::Size => "false".to_owned(),
        }
    }

    /// It comes first, since a rule may stop the script; mail that a rule throws away is not answered.
    fn vacation(&mut self, vacation: &VacationResponse, rules: &[Rule]) {
        if !vacation.is_enabled {
            return;
        }
        self.needs.insert("vacation");
        let throws_away =
            |rule: &&Rule| rule.is_enabled && rule.actions.iter().any(|action| action.kind == Kind::Discard);
        let mut tests: Vec<String> =
            rules.iter().filter(throws_away).map(|rule| format!("not {}", self.test(rule))).collect();
        tests.extend(vacation.from_date.map(|from| self.moment("ge", from)));
        tests.extend(vacation.to_date.map(|to| self.moment("lt", to)));
        let test = match tests.as_slice() {
            [] => "true".to_owned(),
            [one] => one.clone(),
            _ => format!("allof ({})", tests.join(", ")),
        };
        let named = if vacation.addresses.is_empty() { self.style.addresses } else { &vacation.addresses };
        let mut answer = format!("vacation :days {}", vacation.days);
        // Always said: Cyrus knows the person by no other name than that of the mailbox.
        if !named.is_empty() {
            let _ = write!(answer, " :addresses {}", script_strings(named.iter().map(String::as_str)));
        }
        if !vacation.subject.is_empty() {
            let _ = write!(answer, " :subject {}", script_string(&vacation.subject));
        }
        self.line(&format!("if {test} {{"));
        self.line(&format!("    {answer} {};", script_string(&vacation.text_body)));
        self.line("}");
    }

    /// Both sides are texts of one form in one zone, so their order is that of time (RFC 5260, section 4). The zone at
    /// the end, which servers spell differently, is left out: a longer text is the greater one.
    fn moment(&mut self, order: &str, moment: UtcDate) -> String {
        self.needs.extend(["date", "relational"]);
        let text = moment.to_string();
        let text = script_string(text.trim_end_matches('Z'));
        format!("currentdate :zone \"+0000\" :value \"{order}\" \"iso8601\" {text}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STYLE: Style<'static> = Style { spells_as_imap: false, addresses: &[] };

    fn rules(json: serde_json::Value) -> Content {
        Content { rules: serde_json::from_value(json).unwrap(), ..Content::default() }
    }

    #[test]
    fn a_rule_reads_as_sieve() {
        let archive = MailboxId::new("Entw&APw-rfe/a\"b").unwrap();
        let content = rules(serde_json::json!([{
            "name": "x", "stop": true,
            "conditions": [
                {"field": "from", "test": "is", "value": "bob@example.org"},
                {"field": "subject", "test": "contains", "value": "say \"hi\"", "isNegated": true},
                {"field": "size", "test": "over", "value": "1000"},
            ],
            "actions": [
                {"kind": "fileInto", "mailboxId": archive}, {"kind": "redirectCopy", "address": "a@example.net"},
                {"kind": "addKeyword", "keyword": "$seen"},
            ],
        }]));
        let (needs, code) = print(&content, STYLE);
        assert_eq!(needs, "require [\"copy\", \"fileinto\", \"imap4flags\"];\r\n");
        let wanted = "if allof (address :is \"from\" \"bob@example.org\", not header :contains \"subject\" \"say \\\"hi\\\"\", size :over 1000) {
    addflag \"\\\\Seen\";
    fileinto \"Entwürfe/a\\\"b\";
    redirect :copy \"a@example.net\";
    stop;
}
";
        assert_eq!(code.replace("\r\n", "\n"), wanted);
        let (_, code) = print(&content, Style { spells_as_imap: true, addresses: &[] });
        assert!(code.contains("Entw&APw-rfe"));
    }

    #[test]
    fn a_rule_that_is_switched_off_is_not_written_and_nothing_needs_nothing() {
        let content = rules(serde_json::json!([{"isEnabled": false, "actions": [{"kind": "discard"}]}]));
        assert_eq!(print(&content, STYLE), (String::new(), String::new()));
    }

    #[test]
    fn a_vacation_answer_has_its_time_and_passes_over_what_is_thrown_away() {
        let mut content = rules(serde_json::json!([{
            "conditions": [{"field": "from", "test": "contains", "value": "spam"}], "actions": [{"kind": "discard"}],
        }]));
        content.vacation = VacationResponse {
            is_enabled: true,
            from_date: Some("2026-12-24T00:00:00Z".parse().unwrap()),
            to_date: Some("2027-01-02T00:00:00Z".parse().unwrap()),
            subject: "Away".to_owned(),
            text_body: "Back soon.\n\".\n".to_owned(),
            ..VacationResponse::default()
        };
        let addresses = ["a@example.org".to_owned(), "b@example.org".to_owned()];
        let (needs, code) = print(&content, Style { spells_as_imap: false, addresses: &addresses });
        assert_eq!(needs, "require [\"date\", \"relational\", \"vacation\"];\r\n");
        let wanted = "if allof (not header :contains \"from\" \"spam\", currentdate :zone \"+0000\" :value \"ge\" \"iso8601\" \"2026-12-24T00:00:00\", currentdate :zone \"+0000\" :value \"lt\" \"iso8601\" \"2027-01-02T00:00:00\") {
    vacation :days 7 :addresses [\"a@example.org\", \"b@example.org\"] :subject \"Away\" \"Back soon.
\\\".
\";
}
";
        assert!(code.replace("\r\n", "\n").starts_with(wanted), "{code}");
    }

    proptest! {
        #[test]
        fn whatever_is_in_a_rule_only_our_own_words_stand_outside_of_strings(
            value in "(?s).{0,40}|[\"\\\\;#\r\n{}]{0,20}|\"; discard; #",
            header in "(?s).{0,20}|\"\\] discard",
            name in "(?s)[^\0-\x1f\x7f-\u{9f}]{1,30}",
            is_negated: bool,
            (field, test) in (0..6_usize, 0..6_usize),
        ) {
            let field = [RuleField::From, RuleField::Recipient, RuleField::Subject, RuleField::Header, RuleField::Body, RuleField::Size][field];
            let test = [RuleTest::Contains, RuleTest::Is, RuleTest::Matches, RuleTest::Exists, RuleTest::Over, RuleTest::Under][test];
            let Ok(mailbox) = MailboxId::new(name) else { return Ok(()) };
            let condition = RuleCondition { field, header: Some(header), test, value: value.clone(), is_negated };
            let file = RuleAction { kind: Kind::FileInto, mailbox_id: Some(mailbox), keyword: None, address: None };
            let redirect = RuleAction { kind: Kind::Redirect, mailbox_id: None, keyword: None, address: Some(value.clone()) };
            let rule = Rule { name: value.clone(), is_enabled: true, conditions: vec![condition], actions: vec![file, redirect], ..Rule::default() };
            let vacation = VacationResponse { is_enabled: true, subject: value.clone(), text_body: value.clone(), addresses: vec![value.clone()], ..VacationResponse::default() };
            let content = Content { rules: vec![rule], vacation, includes: Some(value) };
            let (needs, code) = print(&content, STYLE);
            let allowed = [
                "if", "true", "false", "not", "header", "address", "exists", "size", "body", ":text", ":contains", ":is", ":matches",
                ":over", ":under", "0", "fileinto", "redirect", "vacation", ":days", "7", ":addresses", ":subject", "include",
                ":personal", ":optional", "require",
            ];
            for word in outside_of_strings(&(needs + &code)) {
                let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
                prop_assert!(is_number || allowed.contains(&word.as_str()), "{word:?} in {code}");
            }
        }
    }

    /// The words of a script that stand in no string, without punctuation.
    fn outside_of_strings(code: &str) -> Vec<String> {
        let mut outside = String::new();
        let mut letters = code.chars();
        while let Some(letter) = letters.next() {
            if letter == '"' {
                outside.push(' ');
                while let Some(inside) = letters.next() {
                    match inside {
                        '"' => break,
                        '\\' => drop(letters.next()),
                        _ => {}
                    }
                }
            } else {
                outside.push(letter);
            }
        }
        let words = outside.split(|letter: char| letter.is_whitespace() || "{}[](),;".contains(letter));
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }
}
