//! The whole of the mail client's state, and what happens when somebody signs in, goes somewhere, or leaves.

use std::ops::Deref;

use gatepost_shared::id::{EmailId, MailboxId};
use gatepost_shared::mailbox::Role;
use gatepost_shared::problem::ProblemType;
use gatepost_shared::query::Window;
use gatepost_shared::session::Session;
use gatepost_shared::settings::Layout;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::Api;
use crate::api::emails::Wish;
use crate::dom::observe;
use crate::routes::Route;
use crate::state::asking::Asking;
use crate::state::bulk::Bulk;
use crate::state::compose::Compose;
use crate::state::events::Events;
use crate::state::list::List;
use crate::state::mailboxes::Mailboxes;
use crate::state::navigation::Navigation;
use crate::state::reader::Reader;
use crate::state::search::Recent;
use crate::state::selection::Selection;
use crate::state::session::{Phase, SessionState};
use crate::state::session_hint;
use crate::state::settings::Settings;
use crate::state::source::Source;
use crate::state::toasts::Toasts;
use crate::state::waiting::Waiting;

/// A handle on all of it. Copy it out of the context ([`use_mail`]) and use it anywhere, after awaits, too: nearly every
/// closure of the client holds one, so it is small.
#[derive(Clone, Copy)]
pub struct Mail {
    domains: &'static Domains,
    /// What a command given through this copy is about.
    about: About,
}

/// The domains. They live as long as the page.
pub struct Domains {
    /// The client of the API.
    pub api: Api,
    /// Who is signed in.
    pub session: SessionState,
    /// How the person wants their webmail.
    pub settings: Settings,
    /// Where the person is.
    pub navigation: Navigation,
    /// The mailbox tree.
    pub mailboxes: Mailboxes,
    /// The list of the open mailbox.
    pub list: List,
    /// The ticked emails.
    pub selection: Selection,
    /// The open email.
    pub reader: Reader,
    /// What was looked for.
    pub recent: Recent,
    /// The change of everything that is under way.
    pub bulk: Bulk,
    /// The open question.
    pub asking: Asking,
    /// The stream of live updates.
    pub events: Events,
    /// Changes that wait for the network.
    pub waiting: Waiting,
    /// The name and the key of the command that was just given by the mouse.
    pub flash: RwSignal<Option<(String, String)>>,
    /// What is being written.
    pub compose: Compose,
    /// News in passing.
    pub toasts: Toasts,
    /// Whether the window is narrow.
    pub narrow: Signal<bool>,
    /// Whether list and reader take turns: on narrow windows, and wherever the person wants it so.
    pub turns: Signal<bool>,
}

impl Deref for Mail {
    type Target = Domains;

    fn deref(&self) -> &Domains {
        self.domains
    }
}

/// What a command is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The ticked emails; else the row that the keyboard is at; else the open email.
    Keyboard,
    /// The open conversation, wherever the keyboard is: what the buttons above it are about.
    Open,
    /// The one message of it that the person has turned to: what the buttons within it are about.
    Message,
    /// The row at this place, whatever is ticked: what the buttons on it are about.
    Row(u32),
}

/// `style/features/shell.css` says the same.
const NARROW: &str = "(width < 56.25rem)";

/// The mail client's state, anywhere below the application.
pub fn use_mail() -> Mail {
    expect_context()
}

impl Mail {
    /// The state of a page that has just been loaded.
    pub fn new(toasts: Toasts) -> Self {
        let api = Api::new();
        let session = SessionState::new(api);
        let (settings, narrow) = (Settings::new(api, toasts), observe::media(NARROW));
        let domains = Domains {
            api,
            session,
            settings,
            navigation: Navigation::new(),
            mailboxes: Mailboxes::new(api),
            list: List::new(api),
            selection: Selection::new(),
            reader: Reader::new(api),
            recent: Recent::new(),
            bulk: Bulk::new(),
            asking: Asking::new(),
            flash: RwSignal::new(None),
            events: Events::new(),
            waiting: Waiting::new(session),
            compose: Compose::new(api, session, settings, toasts),
            toasts,
            narrow,
            turns: Signal::derive(move || narrow.get() || settings.layout() == Layout::None),
        };
        Self { domains: Box::leak(Box::new(domains)), about: About::Keyboard }
    }

    /// The same state, for commands that are about this.
    #[must_use]
    pub fn about(self, about: About) -> Self {
        Self { about, ..self }
    }

    /// What commands given through this copy are about.
    pub fn is_about(&self) -> About {
        self.about
    }

    /// Whether commands are about the open email: because they were said to be, or because the keyboard is not in the
    /// list.
    pub fn prefers_open(&self) -> bool {
        matches!(self.about, About::Open | About::Message) || !self.list.has_focus().get()
    }

    /// Asks the node who is signed in, and shows their mail. Where this browser knows that nobody is, the sign-in
    /// comes at once.
    pub fn start(&self) {
        if !session_hint::may_exist() {
            return self.session.end();
        }
        let this = *self;
        spawn_local(async move {
            match this.api.session().await {
                Ok(session) => this.begin(session),
                Err(error) if error.kind() == Some(ProblemType::NotSignedIn) => {
                    session_hint::forget();
                    this.session.end();
                }
                Err(error) => this.session.fail(error),
            }
        });
    }

    /// Signs out. A node that cannot be reached still holds the cookie: then the person is told, and stays.
    pub fn sign_out(&self) {
        let this = *self;
        spawn_local(async move {
            this.compose.settle().await;
            this.settings.settle().await;
            // The node ends the stream of events with the session: that is no reason to connect again.
            this.events.stop();
            match this.api.sign_out().await {
                Err(error) if error.kind() != Some(ProblemType::NotSignedIn) => {
                    this.toasts.error(&error);
                    this.listen();
                }
                _ => this.leave(),
            }
        });
    }

    /// Shows the sign-in, and forgets everything that was shown.
    pub fn leave(&self) {
        session_hint::forget();
        self.waiting.forget();
        self.forget();
        self.session.end();
        self.navigation.replace(Route::Inbox);
    }

    /// Asks again who is signed in, after a failure.
    pub fn restart(&self) {
        self.session.ask();
        self.start();
    }

    /// The mailbox that the person is in: the route's, or the inbox. None in a search of all mail.
    pub fn current_mailbox(&self) -> Option<MailboxId> {
        let (mailbox, searches) =
            self.navigation.route().with(|route| (route.mailbox().cloned(), route.search().is_some()));
        match mailbox {
            Some(mailbox) => Some(mailbox),
            None if searches => None,
            None => self.mailboxes.with_role(Role::Inbox).map(|inbox| inbox.id),
        }
    }

    /// What the mailbox that the person is in is for.
    pub fn current_role(&self) -> Option<Role> {
        self.mailboxes.role_of(&self.current_mailbox()?)
    }

    /// The place of an email in the list where the person is: beside its mailbox, or beside what was searched.
    pub fn route_of(&self, email: EmailId) -> Route {
        match self.navigation.route().with_untracked(|route| route.search().cloned()) {
            Some(search) => Route::Search(search, Some(email)),
            None => Route::Email(email),
        }
    }

    /// The place of the list alone.
    pub fn route_of_list(&self) -> Route {
        match self.navigation.route().with_untracked(|route| route.search().cloned()) {
            Some(search) => Route::Search(search, None),
            None => untrack(|| self.current_mailbox()).map_or(Route::Inbox, Route::Mailbox),
        }
    }

    /// The place that the list and the reader show, for the way back from another screen.
    pub fn route_of_shown(&self) -> Route {
        let open = self.reader.open_id().get_untracked();
        match (self.list.source().get_untracked(), open) {
            (Some(Source::Search(search)), open) => Route::Search(search, open),
            (_, Some(open)) => Route::Email(open),
            (Some(Source::Mailbox(mailbox, _)), None) => Route::Mailbox(mailbox),
            (None, None) => Route::Inbox,
        }
    }

    /// What the list shall show.
    fn source(&self) -> Option<Source> {
        if let Some(search) = self.navigation.route().with(|route| route.search().cloned()) {
            return Some(Source::Search(search));
        }
        let mailbox = self.current_mailbox()?;
        let wish = self.list.wish_for(&mailbox);
        Some(Source::Mailbox(mailbox, Wish { conversations: self.settings.conversations(), ..wish }))
    }

    /// How many rows a list has, as far as is known before it is read.
    fn length_of(&self, source: &Source) -> u32 {
        match source {
            Source::Mailbox(mailbox, wish) if wish.is_everything() => {
                self.mailboxes.get(mailbox).map_or(0, |mailbox| mailbox.total_emails)
            }
            Source::Mailbox(..) | Source::Search(_) => 0,
        }
    }

    /// Shows the place where the person is. To be called whenever that changes.
    pub fn follow(&self) {
        let route = self.navigation.route().get();
        let signed_in = self.session.phase().with(|phase| *phase == Phase::SignedIn);
        if !route.is_mail() {
            // What was shown stays as it is below, for the way back.
            return;
        }
        let Some(source) = self.source().filter(|_| signed_in) else { return };
        if self.list.source().with_untracked(|open| open.as_ref() != Some(&source)) {
            self.selection.clear();
            self.list.open(&source, untrack(|| self.length_of(&source)));
        }
        if let Route::Compose(given) = &route
            && !self.compose.is_alone()
        {
            // The composer stands above the inbox: Back must not lead to a second one.
            self.navigation.replace(Route::Inbox);
            self.compose.begin_with(given.clone());
        }
        match route.email() {
            Some(id) => {
                self.reader.open(id, untrack(|| self.reads_conversations()));
                if let Some(place) = untrack(|| self.list.place_of(id)) {
                    self.list.activate(place);
                }
            }
            None => self.reader.close(),
        }
    }

    /// Somebody is signed in: takes what came with the answer, and begins to listen.
    pub fn begin(&self, mut session: Session) {
        let account_before = self.session.account().with_untracked(Option::is_some);
        let inbox = session.inbox.take();
        if let Some(mailboxes) = session.mailboxes.take() {
            if account_before && self.is_other(&session) {
                self.forget();
            }
            self.mailboxes.adopt(mailboxes.list);
        }
        let at = untrack(|| self.current_mailbox());
        let inbox_id = untrack(|| self.mailboxes.with_role(Role::Inbox)).map(|inbox| inbox.id);
        if let (Some(window), Some(inbox_id)) = (inbox, inbox_id)
            && at.as_ref() == Some(&inbox_id)
        {
            self.adopt(&inbox_id, window);
        } else {
            self.list.refresh();
        }
        self.session.begin(&session);
        self.settings.begin(&session.username);
        self.waiting.count();
        session_hint::remember();
        self.reader.retry(untrack(|| self.reads_conversations()));
        self.listen();
    }

    /// Takes the inbox that came with the first paint. One that did not come as the person wants to see it is read anew.
    fn adopt(&self, inbox: &MailboxId, window: Window) {
        let wish = Wish { conversations: untrack(|| self.settings.conversations()), ..Wish::default() };
        let is_collapsed = window.list.is_empty() || window.list.iter().any(|row| row.thread.is_some());
        self.list.adopt(&Source::Mailbox(inbox.clone(), wish), window);
        if wish.conversations != is_collapsed {
            self.list.refresh();
        }
    }

    /// Whether commands are about the ticked emails when there are any.
    pub fn heeds_ticks(&self) -> bool {
        self.about == About::Keyboard
    }

    fn is_other(&self, session: &Session) -> bool {
        self.session
            .account()
            .with_untracked(|before| before.as_ref().is_some_and(|before| before.username != session.username))
    }

    fn forget(&self) {
        self.events.stop();
        self.bulk.stop();
        self.recent.forget();
        self.settings.forget();
        self.compose.forget();
        self.asking.close();
        self.selection.clear();
        self.reader.clear();
        self.list.clear();
        self.mailboxes.clear();
    }
}
