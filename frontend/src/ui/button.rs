//! Buttons: with a text, or with an icon alone, which then needs a label.

use leptos::ev;
use leptos::prelude::*;

use crate::ui::icon::{Icon, IconName};
use crate::ui::when::When;

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonVariant {
    /// An ordinary choice.
    #[default]
    Standard,
    /// The one thing that the person most likely wants here.
    Primary,
    /// In toolbars and beside other buttons: no frame until it is pointed at.
    Quiet,
    /// Something is lost by it.
    Danger,
}

impl ButtonVariant {
    fn class(self) -> &'static str {
        match self {
            Self::Standard => "button",
            Self::Primary => "button button-primary",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

/// A button with a text. While it is busy it shows a spinner, keeps its width and its focus, and does nothing.
#[component]
pub fn Button(
    /// How much it asks for attention.
    #[prop(optional)]
    variant: ButtonVariant,
    /// A picture before the text.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// Whether it submits the form that it is in.
    #[prop(optional)]
    submit: bool,
    /// Whether it cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Whether what it started is still under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// What it does. A submitting button may leave this out.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// The text.
    children: Children,
) -> impl IntoView {
    let press = move |event: ev::MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(callback) = on_press {
            callback.run(());
        }
    };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=variant.class()
            disabled=disabled
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=move || busy.get().then_some("true")
            on:click=press
        >
            {icon.map(|name| view! { <Icon name /> })}
            <span class="button-text">{children()}</span>
            <When is=busy>
                <span class="button-busy"><Icon name=IconName::Spinner /></span>
            </When>
        </button>
    }
}

/// A square button with an icon. Its label is its name for screen readers and its tooltip.
#[component]
pub fn IconButton(
    /// The picture.
    #[prop(into)]
    icon: Signal<IconName>,
    /// What it does, in words: "Archive".
    #[prop(into)]
    label: Signal<String>,
    /// The key that does the same, shown in the tooltip: "e".
    #[prop(optional, into)]
    shortcut: Signal<String>,
    /// Whether it cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// For a button that stays down: whether it is down. Its label must then not change with its state.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// For a button that shows and hides something: whether that is shown.
    #[prop(optional, into)]
    expanded: Option<Signal<bool>>,
    /// Where focus comes with Tab: -1 inside a toolbar or a grid that moves focus by itself.
    #[prop(optional, into)]
    tabindex: Option<Signal<i32>>,
    /// What it does.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    let tooltip = move || match shortcut.get() {
        key if key.is_empty() => label.get(),
        key => label.get() + " (" + &key + ")",
    };
    view! {
        <button
            type="button"
            class="icon-button"
            disabled=disabled
            aria-label=label
            aria-keyshortcuts=move || Some(shortcut.get()).filter(|key| !key.is_empty())
            aria-pressed=move || pressed.map(|down| down.get().to_string())
            aria-expanded=move || expanded.map(|open| open.get().to_string())
            tabindex=move || tabindex.map(|index| index.get())
            data-tooltip=tooltip
            on:click=move |_| on_press.run(())
        >
            <Icon name=icon />
        </button>
    }
}
