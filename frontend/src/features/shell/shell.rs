//! The three panes: mailboxes, list, reader. On narrow windows list and reader take turns, and the mailboxes are
//! in a drawer.

use leptos::ev;
use leptos::prelude::*;

use crate::dom::effect::effect;
use crate::dom::{focus, storage};
use crate::features::compose_button::ComposeButton;
use crate::features::contacts::ContactsScreen;
use crate::features::help::HelpDialog;
use crate::features::list::destroy_dialog::DestroyDialog;
use crate::features::list::move_dialog::MoveDialog;
use crate::features::list::pane::ListPane;
use crate::features::mailboxes::pane::MailboxesPane;
use crate::features::part::Part;
use crate::features::reader::pane::ReaderPane;
use crate::features::shell::connection::ConnectionNotice;
use crate::features::shell::header::Header;
use crate::features::shell::title;
use crate::i18n::{Message, t, tn, words};
use crate::routes::Route;
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

const MAILBOXES: Width = Width { key: "width.mailboxes", first: 224, range: 160..=360, label: words::mailboxes::WIDTH };
const LIST: Width = Width { key: "width.list", first: 408, range: 288..=720, label: words::list::WIDTH };

impl Width {
    fn kept(&self) -> RwSignal<i32> {
        let kept = storage::get(self.key).and_then(|text| text.parse::<i32>().ok());
        RwSignal::new(kept.filter(|width| self.range.contains(width)).unwrap_or(self.first))
    }
}

lazy! {
    /// The reader comes while the list is being looked at.
    reader => view! { <ReaderPane /> }
}

/// What a signed-in person sees.
#[component]
pub fn Shell() -> impl IntoView {
    let mail = use_mail();
    title::follow(mail);
    let mailboxes_width = MAILBOXES.kept();
    let list_width = LIST.kept();
    // A browser that keeps nothing shows the first widths next time: no harm.
    let keep = |width: &Width, value: RwSignal<i32>| {
        let _ = storage::set(width.key, &value.get_untracked().to_string());
    };
    let news = Signal::derive(move || match mail.mailboxes.arrived().get() {
        0 => String::new(),
        count => tn(words::shell::NEW_MAIL, count),
    });
    let drawer = RwSignal::new(false);
    let elsewhere = memo(move || mail.navigation.route().with(|route| !route.is_mail()));
    let in_contacts = memo(move || mail.navigation.route().with(|route| matches!(route, Route::Contacts(_))));
    let reads = memo(move || mail.reader.open_id().with(Option::is_some));

    // Going anywhere closes the drawer.
    effect(move || {
        mail.navigation.route().track();
        drawer.set(false);
    });
    // Where list and reader take turns, the keyboard goes along.
    Effect::new(move |before: Option<bool>| {
        let now = reads.get();
        if mail.narrow.get_untracked() && before.is_some_and(|before| before != now) {
            focus::soon(if now { ".reader-subject" } else { ACTIVE_ROW });
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
            class:shell-elsewhere=move || elsewhere.get()
            class:shell-drawer=drawer
            style:--mailboxes-width=move || format!("{}px", mailboxes_width.get())
            style:--list-width=move || format!("{}px", list_width.get())
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
                    <Splitter
                        label=t(MAILBOXES.label)
                        width=mailboxes_width
                        range=MAILBOXES.range
                        on_settled=move || keep(&MAILBOXES, mailboxes_width)
                    />
                </nav>
                <div class="pane-drawer-backdrop" on:click=move |_| drawer.set(false)></div>
                <main class="panes-main">
                    <div class="pane pane-list" id="messages"><ListPane /></div>
                    <Splitter
                        label=t(LIST.label)
                        width=list_width
                        range=LIST.range
                        on_settled=move || keep(&LIST, list_width)
                    />
                    <div class="pane pane-reader"><Part load=reader /></div>
                </main>
            </div>
            <When is=in_contacts><ContactsScreen /></When>
            <div class="shell-compose"><ComposeButton /></div>
            <LiveRegion text=news />
            <MoveDialog />
            <DestroyDialog />
            <HelpDialog />
        </div>
    }
}
