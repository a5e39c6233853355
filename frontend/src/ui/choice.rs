//! A choice of one among a few, each with a picture: radio buttons that look like cards.

use leptos::prelude::*;

use crate::ui::unique_id::unique_id;

/// One card: its word for the program, its text, and the class of its picture.
pub struct Card {
    /// What it is for the program.
    pub word: &'static str,
    /// What it is for the person.
    pub text: &'static str,
}

/// The cards. The style sheet draws the picture of `.choice-{kind}-{word}`.
#[component]
pub fn Choice(
    /// What is chosen: "Colours".
    #[prop(into)]
    label: String,
    /// Which pictures: "theme".
    kind: &'static str,
    /// The cards.
    cards: Vec<Card>,
    /// The word of the one that is chosen.
    #[prop(into)]
    value: Signal<&'static str>,
    /// The person chose another.
    #[prop(into)]
    on_change: Callback<&'static str>,
) -> impl IntoView {
    let name = unique_id("choice");
    let card = |Card { word, text }: Card| {
        let picture = ["choice-picture choice-", kind, "-", word].concat();
        view! {
            <label class="choice-card">
                <input
                    class="choice-radio"
                    type="radio"
                    name=name.clone()
                    value=word
                    prop:checked=move || value.get() == word
                    on:change=move |_| on_change.run(word)
                />
                <span class=picture aria-hidden="true"></span>
                <span class="choice-text">{text}</span>
            </label>
        }
    };
    view! {
        <div class="choice" role="radiogroup" aria-label=label>
            {cards.into_iter().map(card).collect_view()}
        </div>
    }
}
