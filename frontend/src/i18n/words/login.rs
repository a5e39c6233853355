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
    AGAIN_TEXT = "Your session has ended. What you were doing is still here, and goes on when you have signed in.";
}
