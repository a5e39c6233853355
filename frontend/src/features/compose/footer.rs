//! A composer's lower edge: send, attach, format, templates and more, where the text is safe, discard.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;

use crate::dom::files;
use crate::features::compose::desk::use_desk;
use crate::features::compose::more::More;
use crate::features::compose::save_state::SaveStateText;
use crate::features::compose::schedule_dialog::ScheduleDialog;
use crate::features::compose::template_dialog::TemplateDialog;
use crate::i18n::{t, words};
use crate::state::compose::{Compose, Format, Question};
use crate::ui::button::{Button, ButtonVariant, IconButton};
use crate::ui::icon::IconName;
use crate::ui::memo::memo;
use crate::ui::when::When;

/// The commands of the composer.
#[component]
pub fn Footer() -> impl IntoView {
    let desk = use_desk();
    let composition = desk.composition();
    let is_sending: RwSignal<bool> = composition.is_sending.clone().into();
    let question: RwSignal<Option<Question>> = composition.question.clone().into();
    let format: RwSignal<Format> = composition.format.clone().into();
    let is_rich = memo(move || format.get() == Format::Rich);
    let (schedules, names_template) = (RwSignal::new(false), RwSignal::new(false));
    view! {
        <div class="compose-footer">
            <Button
                variant=ButtonVariant::Primary
                icon=IconName::Send
                busy=is_sending
                on_press=move || desk.act(Compose::send)
            >
                {t(words::compose::SEND)}
            </Button>
            <FileButton icon=IconName::Paperclip label=t(words::compose::ATTACH) accept="" on_files=move |files| desk.attach(files) />
            <When is=is_rich>
                <FileButton
                    icon=IconName::Image
                    label=t(words::compose::INSERT_PICTURE)
                    accept="image/*"
                    on_files=move |files| desk.insert_pictures(files)
                />
            </When>
            <IconButton
                icon=IconName::TextFormat
                label=t(words::editor::TOGGLE)
                pressed=Signal::from(is_rich)
                on_press=move || desk.act(Compose::toggle_format)
            />
            <More schedules names_template />
            <SaveStateText />
            <IconButton
                icon=IconName::Trash
                label=t(words::compose::DISCARD)
                disabled=is_sending
                on_press=move || question.set(Some(Question::Discard))
            />
        </div>
        <ScheduleDialog open=schedules />
        <TemplateDialog open=names_template />
    }
    .into_any()
}

/// A button that lets the person choose files.
#[component]
fn FileButton(
    icon: IconName,
    label: &'static str,
    /// Which files the browser shows: `image/*`; empty for all.
    accept: &'static str,
    #[prop(into)] on_files: Callback<(Vec<files::LocalFile>,)>,
) -> impl IntoView {
    let chooser: NodeRef<html::Input> = NodeRef::new();
    let choose = move || {
        if let Some(element) = chooser.get_untracked() {
            element.click();
        }
    };
    view! {
        <IconButton icon label on_press=choose />
        <input
            type="file"
            multiple
            hidden
            accept=accept
            node_ref=chooser
            on:change=move |event: ev::Event| on_files.run((files::chosen(&event),))
        />
    }
}
