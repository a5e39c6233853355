//! One condition of a rule: what is looked at, how, and for what.

use gatepost_shared::rule::{Rule, RuleAbilities, RuleCondition, RuleField, RuleTest};
use leptos::ev;
use leptos::prelude::*;

use crate::i18n::{Message, t, words::settings as say};
use crate::ui::button::IconButton;
use crate::ui::icon::IconName;
use crate::ui::select::{Options, Select};
use crate::ui::when::When;

/// The fields with their words for the browser's list.
const FIELDS: [(RuleField, &str, Message); 6] = [
    (RuleField::From, "from", say::FIELD_FROM),
    (RuleField::Recipient, "recipient", say::FIELD_RECIPIENT),
    (RuleField::Subject, "subject", say::FIELD_SUBJECT),
    (RuleField::Header, "header", say::FIELD_HEADER),
    (RuleField::Body, "body", say::FIELD_BODY),
    (RuleField::Size, "size", say::FIELD_SIZE),
];

/// The tests, plain and turned round.
const TESTS: [(RuleTest, bool, &str, Message); 10] = [
    (RuleTest::Contains, false, "contains", say::TEST_CONTAINS),
    (RuleTest::Contains, true, "notContains", say::TEST_NOT_CONTAINS),
    (RuleTest::Is, false, "is", say::TEST_IS),
    (RuleTest::Is, true, "notIs", say::TEST_NOT_IS),
    (RuleTest::Matches, false, "matches", say::TEST_MATCHES),
    (RuleTest::Matches, true, "notMatches", say::TEST_NOT_MATCHES),
    (RuleTest::Exists, false, "exists", say::TEST_EXISTS),
    (RuleTest::Exists, true, "notExists", say::TEST_NOT_EXISTS),
    (RuleTest::Over, false, "over", say::TEST_OVER),
    (RuleTest::Under, false, "under", say::TEST_UNDER),
];

/// What a field is called.
pub fn field_name(field: RuleField) -> Message {
    FIELDS.iter().find(|known| known.0 == field).map_or(say::FIELD_FROM, |known| known.2)
}

/// What a test is called.
pub fn test_name(test: RuleTest, is_negated: bool) -> Message {
    TESTS.iter().find(|known| (known.0, known.1) == (test, is_negated)).map_or(say::TEST_CONTAINS, |known| known.3)
}

/// The tests that make sense for a field.
fn suits(field: RuleField, test: RuleTest) -> bool {
    match test {
        RuleTest::Over | RuleTest::Under => field == RuleField::Size,
        RuleTest::Exists => field == RuleField::Header,
        RuleTest::Contains | RuleTest::Is | RuleTest::Matches => field != RuleField::Size,
    }
}

/// The condition at a place of the rule.
#[component]
pub fn ConditionRow(draft: RwSignal<Rule>, at: usize, can: RuleAbilities) -> impl IntoView {
    let condition = Memo::new(move |_| draft.with(|rule| rule.conditions.get(at).cloned().unwrap_or_default()));
    let change = move |act: &dyn Fn(&mut RuleCondition)| {
        draft.update(|rule| {
            if let Some(condition) = rule.conditions.get_mut(at) {
                act(condition);
            }
        });
    };
    let fields: Options = FIELDS
        .iter()
        .filter(|(field, ..)| *field != RuleField::Body || can.body)
        .map(|(_, word, text)| ((*word).to_owned(), t(*text).to_owned()))
        .collect();
    let field = Signal::derive(move || {
        FIELDS.iter().find(|known| known.0 == condition.get().field).map_or("", |known| known.1).to_owned()
    });
    let set_field = move |word: String| {
        let Some((field, ..)) = FIELDS.iter().find(|known| known.1 == word) else { return };
        change(&|condition| {
            condition.field = *field;
            condition.header = (*field == RuleField::Header).then(String::new);
            if !suits(*field, condition.test) {
                condition.test = if *field == RuleField::Size { RuleTest::Over } else { RuleTest::Contains };
                condition.is_negated = false;
            }
        });
    };
    let tests = Signal::derive(move || {
        let field = condition.get().field;
        let suiting = TESTS.iter().filter(|(test, ..)| suits(field, *test));
        suiting.map(|(_, _, word, text)| ((*word).to_owned(), t(*text).to_owned())).collect::<Options>()
    });
    let test = Signal::derive(move || {
        let known = condition.get();
        let of_known = |test: &&(RuleTest, bool, &str, Message)| (test.0, test.1) == (known.test, known.is_negated);
        TESTS.iter().find(of_known).map_or("", |test| test.2).to_owned()
    });
    let set_test = move |word: String| {
        let Some((test, is_negated, ..)) = TESTS.iter().find(|known| known.2 == word) else { return };
        change(&|condition| {
            (condition.test, condition.is_negated) = (*test, *is_negated);
            if *test == RuleTest::Exists {
                condition.value.clear();
            }
        });
    };
    let is_header = Signal::derive(move || condition.get().field == RuleField::Header);
    let has_value = Signal::derive(move || condition.get().test != RuleTest::Exists);
    let value_label =
        move || t(if condition.get().field == RuleField::Size { say::RULE_BYTES } else { say::RULE_VALUE });
    view! {
        <div class="settings-condition">
            <Select label=t(say::RULE_FIELD) options=fields value=field on_change=set_field />
            <When is=is_header>
                <input
                    class="settings-input"
                    type="text"
                    maxlength="100"
                    spellcheck="false"
                    aria-label=t(say::RULE_HEADER)
                    placeholder="List-Id"
                    prop:value=move || condition.get().header.unwrap_or_default()
                    on:input=move |event: ev::Event| {
                        let text = event_target_value(&event);
                        change(&|condition| condition.header = Some(text.clone()));
                    }
                />
            </When>
            <Select label=t(say::RULE_TEST) options=tests value=test on_change=set_test />
            <When is=has_value>
                <input
                    class="settings-input settings-input-wide"
                    type="text"
                    dir="auto"
                    maxlength="500"
                    aria-label=value_label
                    placeholder=value_label
                    prop:value=move || condition.get().value
                    on:input=move |event: ev::Event| {
                        let text = event_target_value(&event);
                        change(&|condition| condition.value.clone_from(&text));
                    }
                />
            </When>
            <IconButton
                icon=IconName::Close
                label=t(say::REMOVE)
                on_press=move || draft.update(|rule| if at < rule.conditions.len() { drop(rule.conditions.remove(at)) })
            />
        </div>
    }
}
