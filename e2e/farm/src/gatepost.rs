//! gatepost.toml: the configuration of a Gatepost node in front of a farm, for the demo and the browser tests.

use std::fs;
use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error::{Doing, FarmError};
use crate::facts::Facts;
use crate::site;

const KEYS: &str = "session.keys";

/// The configuration of a node in front of this farm, on port 8080. `keys` is the line of `[session]` that says where
/// the key ring is.
pub fn gatepost_toml(facts: &Facts, keys: &str) -> String {
    let Facts { directory, backends, relay, ca, .. } = facts;
    let urls = directory.urls.iter().map(|url| format!("\"{url}\"")).collect::<Vec<_>>().join(", ");
    let ca = ca.display();
    let mut text = format!(
        r#"# Gatepost in front of this farm. `farm up` writes this file anew at every start.
listen = "127.0.0.1:8080"

[session]
{keys}

[directory]
kind = "ldap"
urls = [{urls}]
starttls = true
ca_file = "{ca}"
base = "{}"
bind_dn = "{}"
bind_password = "{}"

[mail]
ca_file = "{ca}"
submission = "smtp+starttls://{}:{}"
submission_tls_name = "{}"
"#,
        directory.base, directory.bind_dn, directory.bind_password, relay.address, relay.submission, relay.tls_name
    );
    for (host, backend) in backends {
        let (address, imaps, sieve) = (backend.address, backend.imaps, backend.sieve);
        text += &format!(
            "\n[backends.\"{host}\"]\nimap = \"imaps://{address}:{imaps}\"\nsieve = \"sieve+starttls://{address}:{sieve}\"\n"
        );
    }
    text
}

/// Writes it beside farm.json, with a key ring that stays the same, so that sessions outlive a restart of node and farm.
pub(crate) fn write(facts: &Facts) -> Result<(), FarmError> {
    let keys = facts.dir.join(KEYS);
    if !keys.exists() {
        let mut key = [0; 32];
        let random = fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut key));
        random.doing(|| "read /dev/urandom".into())?;
        site::write_secret(&keys, &format!("{}\n", STANDARD.encode(key)))?;
    }
    let text = gatepost_toml(facts, &format!("keys_file = \"{KEYS}\""));
    site::write_secret(&facts.dir.join("gatepost.toml"), &text)
}
