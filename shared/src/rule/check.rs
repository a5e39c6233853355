//! Whether rules make sense: what a form should say before it asks the server, and what the node refuses.

use super::{MAX_PARTS, MAX_RULES, MAX_TEXT, Rule, RuleAbilities, RuleAction, RuleActionKind, RuleCondition};
use super::{RuleField, RuleTest};
use crate::draft::recipients;

/// Why rules are not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct RuleFault {
    /// Where: `rules[2].conditions[0].value`.
    pub property: String,
    /// What is wrong, in a sentence.
    pub sentence: String,
}

impl RuleFault {
    fn new(property: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self { property: property.into(), sentence: sentence.into() }
    }

    fn within(mut self, place: &str) -> Self {
        self.property.insert_str(0, place);
        self
    }
}

impl Rule {
    /// Whether every rule makes sense on a server that can this.
    ///
    /// # Errors
    /// The first that does not, with its place among the rules.
    pub fn check_all(rules: &[Self], can: &RuleAbilities) -> Result<(), RuleFault> {
        if rules.len() > MAX_RULES {
            return Err(RuleFault::new("rules", format!("There are at most {MAX_RULES} rules.")));
        }
        rules
            .iter()
            .enumerate()
            .try_for_each(|(at, rule)| rule.check(can).map_err(|fault| fault.within(&format!("rules[{at}]."))))
    }

    /// Whether this rule makes sense on a server that can this.
    ///
    /// # Errors
    /// What does not, with its place in the rule.
    pub fn check(&self, can: &RuleAbilities) -> Result<(), RuleFault> {
        line("name", &self.name)?;
        if self.actions.is_empty() {
            return Err(RuleFault::new("actions", "Say what shall be done with this mail."));
        }
        if self.conditions.len() > MAX_PARTS || self.actions.len() > MAX_PARTS {
            let sentence = format!("A rule has at most {MAX_PARTS} conditions and {MAX_PARTS} actions.");
            return Err(RuleFault::new("conditions", sentence));
        }
        for (at, condition) in self.conditions.iter().enumerate() {
            condition.check(*can).map_err(|fault| fault.within(&format!("conditions[{at}].")))?;
        }
        for (at, action) in self.actions.iter().enumerate() {
            action.check(*can).map_err(|fault| fault.within(&format!("actions[{at}].")))?;
        }
        Ok(())
    }
}

impl RuleCondition {
    fn check(&self, can: RuleAbilities) -> Result<(), RuleFault> {
        let is_of_size = matches!(self.test, RuleTest::Over | RuleTest::Under);
        if is_of_size != (self.field == RuleField::Size) {
            return Err(RuleFault::new("test", "A size is over or under a number of bytes, and nothing else is."));
        }
        if self.test == RuleTest::Exists && self.field != RuleField::Header {
            return Err(RuleFault::new("test", "Only a header field can be asked whether it is there."));
        }
        if self.field == RuleField::Body && !can.body {
            return Err(RuleFault::new("field", "This mail server cannot look into the text of a mail."));
        }
        if self.field == RuleField::Header && !self.header.as_deref().is_some_and(is_field_name) {
            let sentence = "Name a header field, for example List-Id: letters, digits and hyphens.";
            return Err(RuleFault::new("header", sentence));
        }
        if self.header.is_some() && self.field != RuleField::Header {
            return Err(RuleFault::new("header", "`header` goes with the field `header`."));
        }
        line("value", &self.value)?;
        match self.test {
            RuleTest::Exists => Ok(()),
            // Sieve's numbers have 31 bits (RFC 5228, section 2.4.1).
            _ if is_of_size && self.bytes().is_none() => {
                Err(RuleFault::new("value", "A size is a number of bytes, at most 2147483647."))
            }
            _ if self.value.is_empty() => Err(RuleFault::new("value", "Say what is looked for.")),
            _ => Ok(()),
        }
    }

    /// The number of bytes that a condition on the size names.
    pub fn bytes(&self) -> Option<u32> {
        let is_number = self.value.bytes().all(|byte| byte.is_ascii_digit());
        self.value.parse().ok().filter(|bytes| is_number && *bytes <= i32::MAX.unsigned_abs())
    }
}

impl RuleAction {
    fn check(&self, can: RuleAbilities) -> Result<(), RuleFault> {
        use RuleActionKind as Kind;
        let wants_mailbox = matches!(self.kind, Kind::FileInto | Kind::CopyInto);
        let wants_address = matches!(self.kind, Kind::Redirect | Kind::RedirectCopy);
        let wants_keyword = self.kind == Kind::AddKeyword;
        let is_possible = match self.kind {
            Kind::FileInto => can.file_into,
            Kind::CopyInto => can.file_into && can.copy,
            Kind::RedirectCopy => can.copy,
            Kind::AddKeyword => can.keywords,
            Kind::Redirect | Kind::Discard | Kind::Keep => true,
        };
        if !is_possible {
            return Err(RuleFault::new("kind", "The rules of this mail server cannot do that."));
        }
        if self.mailbox_id.is_some() != wants_mailbox {
            return Err(RuleFault::new("mailboxId", "A mailbox goes with `fileInto` and `copyInto`, which need one."));
        }
        if self.keyword.is_some() != wants_keyword {
            return Err(RuleFault::new("keyword", "A keyword goes with `addKeyword`, which needs one."));
        }
        if self.keyword.as_ref().is_some_and(crate::keyword::Keyword::is_of_sending) {
            return Err(RuleFault::new("keyword", "This keyword is kept for sending."));
        }
        match &self.address {
            Some(address) if wants_address => recipients::validate(address)
                .map_err(|fault| RuleFault::new("address", format!("\"{address}\" cannot be written to. {fault}"))),
            None if !wants_address => Ok(()),
            _ => Err(RuleFault::new("address", "An address goes with `redirect` and `redirectCopy`, which need one.")),
        }
    }
}

fn line(property: &str, text: &str) -> Result<(), RuleFault> {
    if text.len() > MAX_TEXT {
        return Err(RuleFault::new(property, format!("This has at most {MAX_TEXT} bytes.")));
    }
    if text.contains(char::is_control) {
        return Err(RuleFault::new(property, "This is one line, without control characters."));
    }
    Ok(())
}

/// RFC 5322, section 3.6.8, as narrow as any field that is in use.
fn is_field_name(name: &str) -> bool {
    (1..=100).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERYTHING: RuleAbilities = RuleAbilities {
        file_into: true,
        copy: true,
        keywords: true,
        body: true,
        vacation: true,
        vacation_dates: true,
        include: true,
    };

    fn rule(json: serde_json::Value) -> Rule {
        serde_json::from_value(json).unwrap()
    }

    fn fault(json: serde_json::Value, can: RuleAbilities) -> String {
        Rule::check_all(&[rule(json)], &can).unwrap_err().property
    }

    fn with(condition: &serde_json::Value) -> serde_json::Value {
        serde_json::json!({"conditions": [condition], "actions": [{"kind": "keep"}]})
    }

    #[test]
    fn a_rule_that_makes_sense_is_taken() {
        let inbox = crate::id::MailboxId::new("INBOX").unwrap();
        let rule = rule(serde_json::json!({
            "name": "Invoices", "matches": "any", "stop": true,
            "conditions": [
                {"field": "from", "test": "contains", "value": "billing@"},
                {"field": "size", "test": "over", "value": "1048576", "isNegated": true},
                {"field": "header", "header": "List-Id", "test": "exists"},
            ],
            "actions": [
                {"kind": "fileInto", "mailboxId": inbox}, {"kind": "addKeyword", "keyword": "$flagged"},
                {"kind": "redirectCopy", "address": "bob@example.net"},
            ],
        }));
        assert_eq!(Rule::check_all(&[rule], &EVERYTHING), Ok(()));
    }

    #[test]
    fn what_makes_no_sense_is_named_by_its_place() {
        let place = |condition: serde_json::Value| fault(with(&condition), EVERYTHING);
        assert_eq!(
            place(serde_json::json!({"field": "size", "test": "is", "value": "9"})),
            "rules[0].conditions[0].test"
        );
        assert_eq!(
            place(serde_json::json!({"field": "size", "test": "over", "value": "+9"})),
            "rules[0].conditions[0].value"
        );
        assert_eq!(
            place(serde_json::json!({"field": "from", "test": "is", "value": ""})),
            "rules[0].conditions[0].value"
        );
        assert_eq!(
            place(serde_json::json!({"field": "from", "test": "is", "value": "a\nb"})),
            "rules[0].conditions[0].value"
        );
        assert_eq!(
            place(serde_json::json!({"field": "header", "header": "X\"", "test": "is", "value": "a"})),
            "rules[0].conditions[0].header"
        );
        assert_eq!(fault(serde_json::json!({"actions": []}), EVERYTHING), "rules[0].actions");
        let redirect = serde_json::json!({"actions": [{"kind": "redirect", "address": "a\"b@c\r\n"}]});
        assert_eq!(fault(redirect, EVERYTHING), "rules[0].actions[0].address");
    }

    #[test]
    fn what_the_server_cannot_is_refused() {
        let body = with(&serde_json::json!({"field": "body", "test": "contains", "value": "x"}));
        assert_eq!(fault(body, RuleAbilities::default()), "rules[0].conditions[0].field");
        let mark = serde_json::json!({"actions": [{"kind": "addKeyword", "keyword": "$seen"}]});
        assert_eq!(fault(mark, RuleAbilities::default()), "rules[0].actions[0].kind");
    }
}
