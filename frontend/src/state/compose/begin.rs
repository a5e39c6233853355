//! How a message begins: empty, as an answer, as a forward, or as a draft that was left.

use std::sync::Arc;

use gatepost_shared::address::EmailAddress;
use gatepost_shared::draft::reply::Audience;
use gatepost_shared::draft::start::{Start, StartAction, StartWords};
use gatepost_shared::draft::{Draft, StoredDraft};
use gatepost_shared::email::Email;
use gatepost_shared::id::EmailId;
use gatepost_shared::identity::Identity;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::dom::lock::Manner;
use crate::dom::{editor, random};
use crate::i18n::{t, words};
use crate::state::compose::composition::{Composition, Format, Origin, Place, Question};
use crate::state::compose::identity::html_of_lines;
use crate::state::compose::{Compose, original};

impl Compose {
    /// A new message.
    pub fn new_message(&self) {
        self.new_message_to(Vec::new());
    }

    /// A new message to these people.
    pub fn new_message_to(&self, to: Vec<EmailAddress>) {
        let place = if to.is_empty() { Place::To } else { Place::Subject };
        self.begin(Draft { to, ..Draft::default() }, place);
    }

    /// A new message that begins with this: its author is the person's usual one.
    pub fn begin(&self, draft: Draft, place: Place) {
        let this = *self;
        self.settings.once_known(move || this.begin_now(draft, place));
    }

    fn begin_now(&self, draft: Draft, place: Place) {
        let identities = self.identities();
        let usual = identities.iter().find(|identity| identity.is_default).or_else(|| identities.first());
        let from = usual.map(Identity::address).unwrap_or_default();
        let composition = Composition::new(random::uuid(), None, Draft { from, ..draft }, place);
        let given = composition.text.get_untracked();
        self.sign(&composition);
        if self.settings_untracked_rich() {
            composition.html.set(html_of_lines(&given) + &self.signature_html(&composition));
            composition.format.set(Format::Rich);
        }
        self.open_new(composition);
    }

    /// An answer to an email.
    pub fn reply(&self, email: &Email, audience: Audience) {
        let (text, attribution, me) = (original::text(email), original::attribution(email), self.identities());
        let draft = Draft::reply(email, &text, &attribution, &me, audience);
        let left_out = original::left_out(email, &me, &draft, audience);
        let action = match audience {
            Audience::Author => StartAction::Reply,
            Audience::Everybody => StartAction::ReplyAll,
            Audience::List => StartAction::ReplyList,
        };
        let composition = Composition::new(random::uuid(), None, draft, Place::Body);
        composition.left_out.set(left_out);
        self.open_made_of(composition, email, action, self.settings_untracked_rich());
    }

    /// An email passed on, its attachments with it. One with formatting keeps it.
    pub fn forward(&self, email: &Email) {
        let draft = original::forward(email, &self.identities());
        let composition = Composition::new(random::uuid(), None, draft, Place::To);
        let is_rich = self.settings_untracked_rich() || original::has_html(email);
        self.open_made_of(composition, email, StartAction::Forward, is_rich);
    }

    /// An email passed on whole, as a file.
    pub fn forward_as_file(&self, email: &Email) {
        let draft = Draft::forward_as_file(email, &self.identities());
        let composition = Composition::new(random::uuid(), None, draft, Place::To);
        self.open_new(composition);
    }

    /// The same message written anew, in plain text. It has whatever signature it had.
    pub fn edit_as_new(&self, email: &Email) {
        let draft = Draft::edit_as_new(email, &original::text(email), &self.identities());
        self.open_new(Composition::new(random::uuid(), None, draft, Place::Body));
    }

    /// Goes on writing a draft.
    pub fn edit(&self, id: &EmailId) {
        let open = self.open.with_untracked(|open| open.iter().find(|one| one.id().as_ref() == Some(id)).cloned());
        if let Some(composition) = open {
            return self.bring(&composition);
        }
        let (this, id) = (*self, id.clone());
        spawn_local(async move {
            match this.api.draft(&id).await {
                Ok(stored) => this.open_stored(stored).await,
                Err(error) => this.toasts.error(&error),
            }
        });
    }

    /// Quotes the original with its formatting, in the place of its plain text. Until it has come the text waits.
    pub(super) fn quote_with_formatting(&self, composition: &Arc<Composition>, origin: Origin) {
        composition.format.set(Format::Rich);
        composition.is_quoting.set(true);
        let (this, composition) = (*self, composition.clone());
        spawn_local(async move {
            let started = this.api.start_draft(&origin.email_id, &start(&origin)).await;
            // The same in this browser, should the node not answer: the quote then has no formatting.
            let html = match started {
                Ok(draft) => {
                    composition.attachments.add_stored(draft.attachments);
                    Some(draft.html_body.unwrap_or_default())
                }
                Err(_) => editor::load().await.ok().and_then(|()| editor::html_of(&origin.text)),
            };
            match html {
                Some(html) => composition.html.set(this.signed_html(&composition, &html)),
                None => composition.format.set(Format::Plain),
            }
            composition.is_quoting.set(false);
        });
    }

    fn settings_untracked_rich(&self) -> bool {
        untrack(|| self.settings.compose_html())
    }

    fn open_made_of(&self, composition: Composition, email: &Email, action: StartAction, is_rich: bool) {
        self.sign(&composition);
        let origin = Origin {
            email_id: email.id.clone(),
            action,
            attribution: original::attribution(email),
            sent_at: original::date(email),
            text: composition.text.get_untracked(),
        };
        let composition = self.open_new(composition.made_of(origin.clone()));
        if is_rich {
            self.quote_with_formatting(&composition, origin);
        }
    }

    /// Shows a message that nobody else can have yet.
    fn open_new(&self, composition: Composition) -> Arc<Composition> {
        let composition = Arc::new(composition);
        self.show(composition.clone());
        let (this, claimed) = (*self, composition.clone());
        spawn_local(async move {
            // Its key was made up a moment ago: it is free.
            let _ = this.claim(&claimed, Manner::IfFree).await;
        });
        composition
    }

    async fn open_stored(self, stored: StoredDraft) {
        let key = stored.idempotency_key.unwrap_or_else(random::uuid);
        let composition = Composition::new(key, Some(stored.id), stored.draft, Place::Body);
        if stored.is_submit_pending {
            composition.ask(Question::Unknown);
        }
        self.open_if_free(Arc::new(composition)).await;
    }

    /// Shows a message unless another tab writes it: then it says so, and offers to take it over.
    pub(super) async fn open_if_free(self, composition: Arc<Composition>) {
        if self.claim(&composition, Manner::IfFree).await {
            return self.show(composition);
        }
        let take_over = move || {
            let key = composition.key().to_owned();
            let composition = composition.clone();
            spawn_local(async move {
                self.claim(&composition, Manner::Take).await;
                // What was typed there last is newer than what the server has.
                self.restore_claimed(&key, composition).await;
            });
        };
        self.toasts.offer(t(words::compose::OPEN_ELSEWHERE), t(words::compose::CONTINUE_HERE), take_over);
    }
}

fn start(origin: &Origin) -> Start {
    let words = StartWords {
        attribution: origin.attribution.clone(),
        heading: t(words::compose::FORWARDED_HEADING).to_owned(),
        from: t(words::compose::FROM).to_owned(),
        date: t(words::compose::DATE).to_owned(),
        subject: t(words::compose::SUBJECT).to_owned(),
        to: t(words::compose::TO).to_owned(),
        cc: t(words::compose::CC).to_owned(),
        sent_at: origin.sent_at.clone(),
    };
    Start { action: origin.action, html: true, words }
}
