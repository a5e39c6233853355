//! Makes sure that there is an application to embed. The client is built by Trunk into `dist/`; where that has not
//! happened, the node still compiles, and its page says what is missing.

use std::path::Path;
use std::{fs, io};

const EXPLANATION: &str = "<!doctype html>
<html lang=\"en\">
<title>Gatepost</title>
<p>This Gatepost was built without its client. Build the client with <code>scripts/build-client</code>,
then build Gatepost again. The API is at <a href=\"/api/docs\">/api/docs</a>.
</html>
";

fn main() -> io::Result<()> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist");
    let page = dist.join("index.html");
    if !page.exists() {
        fs::create_dir_all(&dist)?;
        fs::write(page, EXPLANATION)?;
    }
    // Trunk renames its files at every change: without this the old ones would stay embedded.
    println!("cargo::rerun-if-changed={}", dist.display());
    Ok(())
}
