//! LOGIN (RFC 3501, section 6.2.3): everybody is known whose password is `NAME-secret`.

use crate::reader::Args;
use crate::session::{Answer, Refusal, Session};

pub(crate) fn login(session: &mut Session, args: &mut Args) -> Answer {
    let (name, password) = (args.string()?, args.string()?);
    args.end()?;
    if session.account.is_some() {
        return Err(Refusal::bad("Logged in already"));
    }
    if password != format!("{name}-secret") {
        return Err(Refusal::no("Wrong name or password"));
    }
    session.account = Some(session.people.account(&name));
    Ok("Welcome".to_owned())
}
