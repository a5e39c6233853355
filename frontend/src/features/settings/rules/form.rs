//! One rule as a form: when, then.

use gatepost_shared::rule::{Rule, RuleAbilities, RuleAction, RuleActionKind, RuleCondition, RuleMatch};
use leptos::ev;
use leptos::prelude::*;

use super::action::ActionRow;
use super::condition::ConditionRow;
use super::list::Book;
use crate::dom::focus;
use crate::i18n::{t, words, words::settings as say};
use crate::ui::button::{Button, ButtonVariant};
use crate::ui::field::Field;
use crate::ui::icon::IconName;
use crate::ui::select::Select;
use crate::ui::switch::Switch;

/// The form. It saves the rule when the person says so; what is missing is said first.
#[component]
pub fn RuleForm(
    /// Where the rule is kept.
    book: Book,
    /// Its place there.
    place: usize,
    /// The rule.
    rule: Rule,
    /// What rules can say on this mail server.
    can: RuleAbilities,
) -> impl IntoView {
    let name = RwSignal::new(rule.name.clone());
    let mut rule = rule;
    if rule.actions.is_empty() {
        rule.conditions.push(RuleCondition::default());
        rule.actions.push(new_action(can));
    }
    let draft = RwSignal::new(rule);
    let complaint = RwSignal::new(None::<String>);
    let conditions = Memo::new(move |_| draft.with(|rule| rule.conditions.len()));
    let actions = Memo::new(move |_| draft.with(|rule| rule.actions.len()));
    let matches =
        [("all", say::RULE_ALL), ("any", say::RULE_ANY)].map(|(word, text)| (word.to_owned(), t(text).to_owned()));
    let word = Signal::derive(move || {
        if draft.with(|rule| rule.matches == RuleMatch::All) { "all" } else { "any" }.to_owned()
    });
    let set_matches = move |word: String| {
        draft.update(|rule| rule.matches = if word == "any" { RuleMatch::Any } else { RuleMatch::All });
    };
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let mut rule = draft.get_untracked();
        name.get_untracked().trim().clone_into(&mut rule.name);
        if let Err(fault) = rule.check(&can) {
            return complaint.set(Some(fault.sentence));
        }
        book.edited.set(None);
        book.put(place, rule);
        focus::soon(".settings-page h2");
    };
    view! {
        <form class="settings-form" novalidate on:submit=save>
            <Field label=t(say::RULE_NAME) value=name max_length=200 />
            <fieldset class="settings-fieldset">
                <legend class="field-label">{t(say::RULE_WHEN)}</legend>
                <Select label=t(say::RULE_MATCH) options=matches.to_vec() value=word on_change=set_matches />
                <For each=move || 0..conditions.get() key=|at| *at let:at><ConditionRow draft at can /></For>
                <Button
                    variant=ButtonVariant::Quiet
                    icon=IconName::Plus
                    on_press=move || draft.update(|rule| rule.conditions.push(RuleCondition::default()))
                >
                    {t(say::RULE_ADD_CONDITION)}
                </Button>
            </fieldset>
            <fieldset class="settings-fieldset">
                <legend class="field-label">{t(say::RULE_THEN)}</legend>
                <For each=move || 0..actions.get() key=|at| *at let:at><ActionRow draft at can /></For>
                <Button
                    variant=ButtonVariant::Quiet
                    icon=IconName::Plus
                    on_press=move || draft.update(|rule| rule.actions.push(new_action(can)))
                >
                    {t(say::RULE_ADD_ACTION)}
                </Button>
            </fieldset>
            <Switch
                label=t(say::RULE_STOP)
                on=Signal::derive(move || draft.with(|rule| rule.stop))
                on_change=move |on| draft.update(|rule| rule.stop = on)
            />
            {move || complaint.get().map(|sentence| view! { <p class="field-error" role="alert">{sentence}</p> })}
            <div class="settings-actions">
                <Button on_press=move || book.edited.set(None)>{t(words::common::CANCEL)}</Button>
                <Button variant=ButtonVariant::Primary submit=true>{t(say::SAVE)}</Button>
            </div>
        </form>
    }
}

fn new_action(can: RuleAbilities) -> RuleAction {
    let kind = if can.file_into { RuleActionKind::FileInto } else { RuleActionKind::Keep };
    RuleAction { kind, mailbox_id: None, keyword: None, address: None }
}
