//! Signing in.

crate::i18n::catalogue! {
    TITLE = "Sign in to your mail";
    USERNAME = "Email address";
    PASSWORD = "Password";
    SIGN_IN = "Sign in";
    SHOW_PASSWORD = "Show password";
    USERNAME_MISSING = "Enter your email address.";
    PASSWORD_MISSING = "Enter your password.";
    AGAIN_TITLE = "Sign in again";
    AGAIN_TEXT = "Your session has ended. Everything is still here and goes on as soon as you have signed in.";
    LEAVE = "Leave without signing in";
}
