//! The three panes: mailboxes, list, reader. On narrow windows list and reader take turns, and the mailboxes are
//! in a drawer.

use gatepost_shared::settings::Layout;
use leptos::ev;
use leptos::prelude::*;

use crate::commands::deeds;
use crate::dom::effect::effect;
use crate::dom::{focus, storage};
use crate::features::compose_button::ComposeButton;
use crate::features::contacts::ContactsScreen;
use crate::features::list::pane::ListPane;
use crate::features::mailboxes::pane::MailboxesPane;
use crate::features::menus::Menus;
use crate::features::on_demand::OnDemand;
use crate::features::part::Part;
use crate::features::reader::pane::ReaderPane;
use crate::features::settings::SettingsScreen;
use crate::features::shell::connection::ConnectionNotice;
use crate::features::shell::header::Header;
use crate::features::shell::{title, watching};
use crate::i18n::{Message, t, tn, words};
use crate::routes::Route;
use crate::state::calls;
use crate::state::list::ACTIVE_ROW;
use crate::state::mail::use_mail;
use crate::ui::lazy::lazy;
use crate::ui::live_region::LiveRegion;
use crate::ui::memo::memo;
use crate::ui::splitter::Splitter;
use crate::ui::when::When;

/// A pane's width in pixels: where it is kept, what it is at first, what it may be.
struct Width {
    key: &'static str,
    first: i32,
    range: std::ops::RangeInclusive<i32>,
    label: Message,
}

static MAILBOXES: Width =
    Width { key: "width.mailboxes", first: 224, range: 160..=360, label: words::mailboxes::WIDTH };
static LIST: Width = Width { key: "width.list", first: 408, range: 288..=720, label: words::list::WIDTH };

/// Under the list stands the open mail: then this is the list's height.
static LIST_HEIGHT: Width = Width { key: "height.list", first: 320, range: 140..=900, label: words::list::HEIGHT };

impl Width {
    fn kept(&self) -> RwSignal<i32> {
        let kept = storage::get(self.key).and_then(|text| text.parse::<i32>().ok());
        RwSignal::new(kept.filter(|width| self.range.contains(width)).unwrap_or(self.first))
    }
}

lazy! {
    /// The reader comes while the list is being looked at.
    reader in reader => view! { <ReaderPane /> }
}

lazy! {
    /// The settings are opened once in a while.
    settings_screen in settings => view! { <SettingsScreen /> }
}

lazy! {
    /// The address book is a screen of its own.
    contacts_screen in contacts => view! { <ContactsScreen /> }
}

/// What a signed-in person sees.
#[component]
pub fn Shell() -> impl IntoView {
    let mail = use_mail();
    provide_context(Menus::new());
    title::follow(mail);
    deeds::warm();
    calls::warm();
    watching::begin_soon(mail);
    let mailboxes_width = MAILBOXES.kept();
    let (list_width, list_height) = (LIST.kept(), LIST_HEIGHT.kept());
    let is_below = memo(move || mail.settings.layout() == Layout::Bottom && !mail.turns.get());
    let said = Signal::derive(move || match mail.mailboxes.arrived().get() {
        0 => String::new(),
        count => tn(words::shell::NEW_MAIL, count),
    });
    let drawer = RwSignal::new(false);
    let elsewhere = memo(move || mail.navigation.route().with(|route| !route.is_mail()));
    let in_contacts = memo(move || mail.navigation.route().with(|route| matches!(route, Route::Contacts(_))));
    let in_settings = memo(move || mail.navigation.route().with(|route| matches!(route, Route::Settings(_))));
    let reads = memo(move || mail.reader.open_id().with(Option::is_some));

    // Going anywhere closes the drawer.
    effect(move || {
        mail.navigation.route().track();
        drawer.set(false);
    });
    // Where list and reader take turns, the keyboard goes along.
    Effect::new(move |before: Option<bool>| {
        let now = reads.get();
        // (The reader takes it once there is something to read.)
        if mail.turns.get_untracked() && before == Some(true) && !now {
            focus::soon(ACTIVE_ROW);
        }
        now
    });
    let close_drawer = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && drawer.get_untracked() {
            event.prevent_default();
            drawer.set(false);
            focus::soon(".header-drawer-button button");
        }
    };
    view! {
        <div
            class="shell"
            class:shell-reads=reads
            class:shell-turns=mail.turns
            class:shell-below=is_below
            class:shell-elsewhere=move || elsewhere.get()
            class:shell-drawer=drawer
            style:--mailboxes-width=move || format!("{}px", mailboxes_width.get())
            style:--list-width=move || format!("{}px", list_width.get())
            style:--list-height=move || format!("{}px", list_height.get())
        >
            <a class="skip-link" href="#messages" on:click=move |event| {
                event.prevent_default();
                focus::soon(ACTIVE_ROW);
            }>{t(words::shell::SKIP)}</a>
            <Header drawer />
            <ConnectionNotice />
            <div class="panes" inert=elsewhere>
                <nav class="panes-navigation" aria-label=t(words::mailboxes::MAILBOXES)>
                    <div class="pane pane-mailboxes" on:keydown=close_drawer>
                        <MailboxesPane />
                    </div>
                    {divider(&MAILBOXES, mailboxes_width, false)}
                </nav>
                <div class="pane-drawer-backdrop" on:click=move |_| drawer.set(false)></div>
                <main class="panes-main">
                    <div class="pane pane-list" id="messages"><ListPane /></div>
                    {move || if is_below.get() {
                        divider(&LIST_HEIGHT, list_height, true).into_any()
                    } else {
                        divider(&LIST, list_width, false).into_any()
                    }}
                    <div class="pane pane-reader"><Part load=reader patient=true /></div>
                </main>
            </div>
            <When is=in_contacts><Part load=contacts_screen /></When>
            <When is=in_settings><Part load=settings_screen /></When>
            <div class="shell-compose"><ComposeButton /></div>
            <LiveRegion text=said />
            <OnDemand />
        </div>
    }
}

/// The line after a pane, which keeps where the person has moved it.
fn divider(pane: &'static Width, width: RwSignal<i32>, lies: bool) -> impl IntoView {
    view! {
        <Splitter
            label=t(pane.label)
            width
            range=pane.range.clone()
            lies
            // A browser that keeps nothing shows the first widths next time: no harm.
            on_settled=move || {
                let _ = storage::set(pane.key, &width.get_untracked().to_string());
            }
        />
    }
}
