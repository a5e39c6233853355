//! `/emails` and `/mailboxes/{id}/emails`: lists, single emails, and changes to them.

pub mod get;
pub mod html;
pub mod import;
pub mod invitation;
pub mod list;
pub mod query;
pub mod raw;
pub mod reader;
mod search_box;
pub mod set;
pub mod show;
pub mod thread;
pub mod unsubscribe;

use gatepost_shared::id::MAX_SECTION;

use crate::error::{ApiError, ApiResult};

/// The most text of one part, in bytes, that an answer carries unless less is asked for.
pub const MAX_TEXT: usize = 512 * 1024;

/// The section of a message inside an email, as a client names it.
///
/// # Errors
/// When it is not numbers parted by dots.
fn section(part: String) -> ApiResult<String> {
    let is_number = |part: &str| (1..=9).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_section = part.len() <= MAX_SECTION && part.split('.').all(is_number);
    if is_section { Ok(part) } else { Err(ApiError::invalid("part", "A part is named like 2 or 2.1.")) }
}
