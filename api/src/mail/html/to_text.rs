//! (begun)
/// x
pub fn to_text(_html: &str) -> String {
    String::new()
}
