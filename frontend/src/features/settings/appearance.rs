//! Colours, density, layout.

use leptos::prelude::*;

use super::bound::cards;
use super::group::Group;
use crate::i18n::{t, words::settings as say};
use crate::state::settings::Key;

/// The section.
#[component]
pub fn Appearance() -> impl IntoView {
    let themes = [
        ("system", say::THEME_SYSTEM),
        ("light", say::THEME_LIGHT),
        ("dark", say::THEME_DARK),
        ("contrast", say::THEME_CONTRAST),
    ];
    let densities =
        [("comfortable", say::DENSITY_COMFORTABLE), ("cosy", say::DENSITY_COSY), ("compact", say::DENSITY_COMPACT)];
    let layouts = [("right", say::LAYOUT_RIGHT), ("bottom", say::LAYOUT_BOTTOM), ("none", say::LAYOUT_NONE)];
    view! {
        <Group title=t(say::THEME)>
            {cards(Key::Theme, "theme", say::THEME, &themes, |settings| settings.theme().word())}
        </Group>
        <Group title=t(say::DENSITY) hint=t(say::DENSITY_HINT)>
            {cards(Key::Density, "density", say::DENSITY, &densities, |settings| settings.density().word())}
        </Group>
        <Group title=t(say::LAYOUT) hint=t(say::LAYOUT_HINT)>
            {cards(Key::Layout, "layout", say::LAYOUT, &layouts, |settings| settings.layout().word())}
        </Group>
        <p class="hint">{t(say::MOTION_HINT)}</p>
    }
}
