//! `/filters` and `/vacation`: what the mail server does with arriving mail.

use gatepost_shared::rule::{Filters, NewFilters, Script};
use gatepost_shared::vacation::VacationResponse;
use gloo_net::http::Method;

use crate::api::{Api, ApiError};

impl Api {
    /// The rules, and how they stand to what else runs.
    pub async fn filters(&self) -> Result<Filters, ApiError> {
        self.get("/filters").await
    }

    /// Replaces all rules.
    pub async fn replace_filters(&self, wanted: &NewFilters) -> Result<Filters, ApiError> {
        self.with_body(Method::PUT, "/filters", &[], wanted).await
    }

    /// One script as it is.
    pub async fn script(&self, name: &str) -> Result<Script, ApiError> {
        let name = String::from(js_sys::encode_uri_component(name));
        self.get(&("/filters/scripts/".to_owned() + &name)).await
    }

    /// What is answered while the person is away.
    pub async fn vacation(&self) -> Result<VacationResponse, ApiError> {
        self.get("/vacation").await
    }

    /// Changes what is answered.
    pub async fn replace_vacation(&self, wanted: &VacationResponse) -> Result<VacationResponse, ApiError> {
        self.with_body(Method::PUT, "/vacation", &[], wanted).await
    }
}
