//! `/contacts`: the person's address book, and the farm's directory beside it.

use gatepost_shared::contact::{Contact, ContactPage, Imported, MAX_PAGE};
use gloo_net::http::Method;
use wasm_bindgen::JsValue;

use crate::api::client::BASE;
use crate::api::{Api, ApiError};

/// What a file of vCards is called in HTTP.
const VCARD: &str = "text/vcard";

impl Api {
    /// The whole address book, without photos.
    pub async fn contacts(&self) -> Result<Vec<Contact>, ApiError> {
        let mut all = Vec::new();
        loop {
            let path = "/contacts?limit=".to_owned() + &MAX_PAGE.to_string() + "&position=" + &all.len().to_string();
            let page: ContactPage = self.get(&path).await?;
            let came = page.list.len();
            all.extend(page.list);
            if came == 0 || all.len() >= usize::try_from(page.total).unwrap_or(usize::MAX) {
                return Ok(all);
            }
        }
    }

    /// People of the farm whose name or address begins so.
    pub async fn directory(&self, typed: &str) -> Result<Vec<Contact>, ApiError> {
        let page: ContactPage = self.get(&("/contacts?source=directory&q=".to_owned() + &encoded(typed))).await?;
        Ok(page.list)
    }

    /// Whether somebody in the address book has this address.
    pub async fn is_contact(&self, address: &str) -> Result<bool, ApiError> {
        let page: ContactPage = self.get(&("/contacts?limit=20&q=".to_owned() + &encoded(address))).await?;
        let mut addresses = page.list.iter().flat_map(|contact| &contact.emails);
        Ok(addresses.any(|email| email.address.eq_ignore_ascii_case(address)))
    }

    /// One contact with its photo, and the tag that a change of it names.
    pub async fn contact(&self, id: &str) -> Result<(Contact, String), ApiError> {
        self.get_tagged(&path(id)).await
    }

    /// A new contact or group.
    pub async fn create_contact(&self, contact: &Contact) -> Result<Contact, ApiError> {
        self.post("/contacts", contact).await
    }

    /// Changes a contact that still has this tag.
    pub async fn replace_contact(&self, contact: &Contact, tag: &str) -> Result<Contact, ApiError> {
        self.with_body(Method::PUT, &path(&contact.id), &[("if-match", tag)], contact).await
    }

    /// Deletes a contact that still has this tag.
    pub async fn delete_contact(&self, id: &str, tag: &str) -> Result<(), ApiError> {
        self.delete_tagged(&path(id), tag).await
    }

    /// A contact's card, with everything that other programs keep in it.
    pub async fn card(&self, id: &str) -> Result<String, ApiError> {
        self.text(&("/contacts/export?contact=".to_owned() + id)).await
    }

    /// Takes the cards of a file, or of a text.
    pub async fn import_contacts(&self, file: JsValue) -> Result<Imported, ApiError> {
        self.post_as("/contacts/import", VCARD, file).await
    }
}

/// What [`contacts_url`] saves.
pub enum Cards<'a> {
    /// The whole address book.
    All,
    /// A group and its members.
    Group(&'a str),
    /// One contact.
    One(&'a str),
}

/// Where a file of vCards is.
pub fn contacts_url(which: &Cards<'_>) -> String {
    let file = BASE.to_owned() + "/contacts/export";
    match which {
        Cards::All => file,
        Cards::Group(id) => file + "?group=" + id,
        Cards::One(id) => file + "?contact=" + id,
    }
}

fn path(id: &str) -> String {
    "/contacts/".to_owned() + id
}

fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}
