//! What stands at the head of the description, in CommonMark.

/// What the API is, in a minute's reading.
pub(super) const DESCRIPTION: &str = "\
The webmail of a mail farm. Shapes and words are those of JMAP for Mail (RFC 8621).

**Ids** are opaque: quote them as they were answered. A mailbox id holds for as long as the mailbox has its name, an email id \
for as long as the email stays in its mailbox: a move answers the new one. An id of a mailbox that was made anew is answered with 410.

**Windows.** A list answers a part of it: `position` and `limit` ask for one, `total` says how long the list is.

**States.** A list carries the state of its mailbox and an ETag: `If-None-Match` answers 304 while nothing has changed.

**Ways in.** Browsers hold a session in a cookie. Programs send HTTP Basic, or better a token with the scopes that they need. \
There is no CORS: pages of other sites cannot use this API.

**Pace.** A person, or a token, may send so many requests a minute to one node; then comes 429 with `Retry-After` in seconds.";
