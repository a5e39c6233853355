//! What can go wrong between Gatepost and a mail server, in terms of the protocols.

use gatepost_shared::problem::RecipientReply;

/// Why a mail server did not do what was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum MailError {
    /// The server cannot be connected to, or TLS with it fails.
    #[error("the mail server {server} cannot be reached: {reason}")]
    Unreachable {
        /// The server's name.
        server: String,
        /// What the network or TLS said.
        reason: String,
    },
    /// The server did not answer within the time limit. The connection was dropped.
    #[error("the mail server {server} did not answer {command} in time")]
    TimedOut {
        /// The server's name.
        server: String,
        /// The command's name, without arguments.
        command: &'static str,
    },
    /// The connection ended in the middle of something: end of stream or BYE. The connection was dropped.
    #[error("the mail server {server} ended the connection during {command}: {reason}")]
    Disconnected {
        /// The server's name.
        server: String,
        /// The command's name, without arguments.
        command: &'static str,
        /// The text of BYE, or what the network said.
        reason: String,
    },
    /// The server refused the name or the password (NO, [AUTHENTICATIONFAILED]).
    #[error("the mail server refused the name or the password")]
    WrongCredentials,
    /// The server cannot check passwords now (NO, [UNAVAILABLE], RFC 5530).
    #[error("the mail server cannot check passwords now: {0}")]
    LoginUnavailable(String),
    /// The server answered NO or BAD to a command.
    #[error("the mail server refused {command}: {text}")]
    Refused {
        /// The command's name, without arguments.
        command: &'static str,
        /// The response code without brackets: `OVERQUOTA`, `NOPERM`, `TRYCREATE` (RFC 5530); may be empty.
        code: String,
        /// The server's words.
        text: String,
        /// Whether it was BAD: a fault of ours, or a command that the server does not know.
        is_bad: bool,
    },
    /// The server's answer cannot be understood. The connection was dropped.
    #[error("the mail server's answer to {command} cannot be understood: {reason}")]
    Unintelligible {
        /// The command's name, without arguments.
        command: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no such mailbox, message or part.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The mailbox's UIDVALIDITY is no longer the one in the id (RFC 3501, section 2.3.1.1).
    #[error("the mailbox was made anew: its old ids are void")]
    Stale,
    /// The mailbox is not in the state in which the change was meant.
    #[error("the mailbox has changed since the state that was named")]
    OutOfState,
    /// It may not be done, and why, in a sentence for the person.
    #[error("not allowed: {0}")]
    Forbidden(String),
    /// A property of the request cannot be had on this server, and why, in a sentence for the person.
    #[error("{property}: {sentence}")]
    Invalid {
        /// The property's name in the request.
        property: &'static str,
        /// The sentence.
        sentence: String,
    },
    /// There is a mailbox of this name, or with this role, already; in a sentence for the person.
    #[error("{0}")]
    AlreadyExists(String),
    /// A mailbox that shall be deleted has others inside.
    #[error("the mailbox has mailboxes inside")]
    HasChildren,
    /// A mailbox that shall be deleted has mail inside.
    #[error("the mailbox has mail inside")]
    HasEmails,
    /// What changed since a state cannot be said; why, in a few words.
    #[error("what changed cannot be said: {0}")]
    CannotCalculateChanges(&'static str),
    /// A conditional store found the message changed (RFC 7162, section 3.1.3, MODIFIED).
    #[error("the message was changed by somebody else in the meantime")]
    Modified,
    /// The emails that a cursor hangs on are not in the list any more.
    #[error("the place in the list is lost")]
    PlaceLost,
    /// What was asked for is over a limit of the server or of ours.
    #[error("{0}")]
    TooLarge(String),
    /// What was handed in to be relayed broke off or was wrong: the client's stream, not the server's.
    #[error("the data to store broke off: {0}")]
    Source(String),
    /// The message cannot be sent as it is; what is wrong, in a sentence for the person.
    #[error("the message cannot be sent as it is: {0}")]
    InvalidMessage(String),
    /// The submission server cannot be reached or broke off before it had the whole message: nothing was sent.
    #[error("the submission server {server} cannot be reached: {reason}")]
    SubmissionUnavailable {
        /// The server's name.
        server: String,
        /// What the network, TLS or the server said.
        reason: String,
    },
    /// The submission server refused the sign-in of somebody who is signed in. Postfix says so, too, when it
    /// cannot reach the directory. Nothing was sent.
    #[error("the submission server refused the sign-in: {0}")]
    SubmissionLogin(String),
    /// What was asked for is not to be had from this server, in a sentence for the person.
    #[error("{0}")]
    NotOffered(String),
    /// The ManageSieve server refused the sign-in of somebody who is signed in. Cyrus says so, too, when it cannot reach
    /// the directory.
    #[error("the server for rules refused the sign-in: {0}")]
    SieveLogin(String),
    /// The ManageSieve server answered NO to a command.
    #[error("the server for rules refused {command}: {text}")]
    SieveRefused {
        /// The command's name, without arguments.
        command: &'static str,
        /// The response code without its argument: `QUOTA/MAXSIZE`, `TRYLATER` (RFC 5804, section 1.3); may be empty.
        code: String,
        /// The server's words.
        text: String,
    },
    /// The mail server's compiler refused a script; its words.
    #[error("the mail server cannot use the script: {0}")]
    ScriptRefused(String),
    /// The mail server runs the script, so it cannot be deleted.
    #[error("the script is active")]
    ScriptActive,
    /// Another script is active, and the server cannot run it after ours; its name.
    #[error("the script {0:?} is active and cannot be included")]
    ScriptInTheWay(String),
    /// The person may not write as this address: it is none of theirs.
    #[error("{0} is not an address of this person")]
    ForbiddenFrom(String),
    /// The draft was saved from elsewhere in the meantime; what is there now.
    #[error("another version has taken the draft's place")]
    DraftConflict(gatepost_shared::id::EmailId),
    /// This node has too much to do; the sentence says so.
    #[error("{0}")]
    Busy(String),
    /// The message was sent before: what is written now is another one.
    #[error("this message was sent already")]
    AlreadySent,
    /// This message is being sent right now.
    #[error("this message is being sent")]
    SubmissionInProgress,
    /// The submission server refused the message; what it said of each recipient.
    #[error("the submission server refused the message: {reply}")]
    SubmissionRefused {
        /// The reply that ended it.
        reply: String,
        /// Whether the same message may be accepted later (4xx).
        is_transient: bool,
        /// What it said of each recipient.
        recipients: Vec<RecipientReply>,
    },
    /// The connection to the submission server broke after the whole message was handed over and before
    /// its reply: nobody can know whether it was accepted.
    #[error("the submission server took the message and then fell silent: it is not known whether it was sent")]
    SubmissionUnknown,
}
