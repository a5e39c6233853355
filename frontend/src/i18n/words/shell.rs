//! The frame around everything.

crate::i18n::catalogue! {
    TITLE = "{place} - Gatepost";
    TITLE_UNREAD = "({n}) {place} - Gatepost";
    STARTING = "Opening your mail";
    UNAVAILABLE = "Your mail cannot be opened now";
    SKIP = "Skip to the messages";
    OPEN_MAILBOXES = "Show folders";
    ACCOUNT = "Account of {name}";
    THEME_SYSTEM = "Colours as the system";
    THEME_LIGHT = "Light colours";
    THEME_DARK = "Dark colours";
    SIGN_OUT = "Sign out";
    NO_NETWORK = "You are offline. What you see may be out of date; it is brought up to date as soon as the network is back.";
    RECONNECTING = "The connection to the server was lost. New mail is not shown until it is back.";
    RETRY_NOW = "Try now";
    NEW_MAIL = "{n} new message" | "{n} new messages";
}
