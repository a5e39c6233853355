//! The configuration as a person meets it: the printed default, refusals, secrets in files.

use std::collections::BTreeSet;
use std::path::Path;

use secrecy::ExposeSecret;

use super::file::{DirectoryFile, StaticFile};
use super::*;

const FARM: &str =
    "[directory]\nkind = \"ldap\"\nurls = [\"ldap://127.0.0.1\"]\n[mail]\nhosts = [\"mail*.example.org\"]\n";

fn refusal(text: &str) -> String {
    Config::parse(text, Path::new(".")).expect_err(text).to_string()
}

/// What the printed configuration says when the `#` before every `#key = value` is taken away.
fn uncommented() -> String {
    let is_commented_key = |line: &str| {
        line.strip_prefix('#').is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '[')
                && (rest.contains(" = ") || rest.starts_with('['))
        })
    };
    let open = |line: &str| if is_commented_key(line) { line[1..].to_owned() } else { line.to_owned() };
    COMMENTED.lines().map(open).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_printed_configuration_is_valid_as_it_stands_and_with_every_line_taken_in() {
    Config::parse(COMMENTED, Path::new(".")).unwrap();
    toml::from_str::<ConfigFile>(&uncommented()).unwrap();
}

#[test]
fn the_printed_configuration_shows_every_key() {
    let shown: toml::Table = toml::from_str(&uncommented()).unwrap();
    let shown: BTreeSet<String> = keys(&shown, "").into_iter().collect();
    let known = toml::Table::try_from(ConfigFile::default()).unwrap();
    let missing: Vec<_> = keys(&known, "").into_iter().filter(|key| !shown.contains(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let fixed = DirectoryFile::Static(StaticFile { imap: "x".to_owned(), ..StaticFile::default() });
    for key in keys(&toml::Table::try_from(fixed).unwrap(), "") {
        assert!(COMMENTED.contains(&format!("#   {key} = ")), "{key}");
    }
}

#[test]
fn the_printed_defaults_are_the_defaults() {
    let shown: toml::Table = toml::from_str(&uncommented()).unwrap();
    let known = toml::Table::try_from(ConfigFile::default()).unwrap();
    // Lists, names and secrets are examples; figures and switches are what holds without a line.
    for section in ["session", "directory", "limits"] {
        let (shown, known) = (shown[section].as_table().unwrap(), known[section].as_table().unwrap());
        for (key, value) in known.iter().filter(|(_, value)| value.is_integer() || value.is_bool()) {
            assert_eq!(&shown[key], value, "{section}.{key}");
        }
    }
    assert_eq!(shown["directory"]["attributes"], known["directory"]["attributes"]);
    assert_eq!(shown["directory"]["filter"], known["directory"]["filter"]);
    assert_eq!(shown["log"], known["log"]);
    assert_eq!(shown["mail"]["imap"], known["mail"]["imap"]);
    assert_eq!(shown["metrics"], known["metrics"]);
}

fn keys(table: &toml::Table, prefix: &str) -> Vec<String> {
    let path = |key: &str| if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") };
    let below = |(key, value): (&String, &toml::Value)| match value {
        toml::Value::Table(table) => keys(table, &path(key)),
        _ => vec![path(key)],
    };
    table.iter().flat_map(below).collect()
}

#[test]
fn a_key_that_does_not_exist_is_refused_by_name() {
    assert!(refusal("lsiten = \"127.0.0.1:1\"").contains("lsiten"));
    assert!(refusal("[directory]\nkind = \"ldap\"\nurl = \"x\"").contains("url"));
    assert!(refusal("[directory]\nkind = \"sql\"").contains("sql"));
}

#[test]
fn what_makes_no_sense_is_refused_with_its_key() {
    for (text, key) in [
        ("[directory]\nkind = \"ldap\"\n[mail]\nhosts = [\"x\"]", "directory.urls"),
        ("[directory]\nkind = \"ldap\"\nurls = [\"http://x\"]\n[mail]\nhosts = [\"x\"]", "directory.urls"),
        ("[directory]\nkind = \"ldap\"\nurls = [\"ldap://x\"]", "mail.hosts"),
        ("[directory]\nkind = \"static\"", "directory.imap"),
        ("[directory]\nkind = \"static\"\nimap = \"imap://mail.example.org\"", "directory.imap"),
        (&format!("trusted_proxies = [\"x\"]\n{FARM}"), "trusted_proxies"),
        (&format!("{FARM}[session]\nkeys = [\"short\"]"), "session.keys"),
        (&format!("{FARM}[session]\nidle_minutes = 0"), "session.idle_minutes"),
        (&format!("{FARM}[https]\nkey_file = \"x\""), "https"),
        (&format!("{FARM}[log]\nfilter = \"=,=\""), "log.filter"),
        (&FARM.replace("[mail]", "filter = \"(uid=*)\"\n[mail]"), "directory.filter"),
        (&FARM.replace("[mail]", "bind_dn = \"cn=x\"\nbind_password = \"\"\n[mail]"), "directory.bind_password"),
    ] {
        let refusal = refusal(text);
        assert!(refusal.starts_with(&format!("`{key}`")), "{refusal}\n{text}");
    }
}

#[test]
fn passwords_cross_no_network_in_the_clear_unless_somebody_says_so() {
    let public = |listen: &str, url: &str, more: &str| {
        Config::parse(&format!("listen = \"{listen}\"\npublic_url = \"{url}\"\n{more}\n{FARM}"), Path::new("."))
    };
    assert!(public("127.0.0.1:80", "http://127.0.0.1", "").is_ok());
    assert!(public("0.0.0.0:80", "https://webmail.example.org", "").unwrap().public.is_https);
    assert!(public("0.0.0.0:80", "http://webmail.example.org", "").is_err());
    assert!(public("0.0.0.0:80", "http://webmail.example.org", "insecure = true").is_ok());
    assert!(public("127.0.0.1:80", "https://webmail.example.org/mail", "").is_err());
    assert!(refusal(&format!("listen = \"0.0.0.0:80\"\n{FARM}")).starts_with("`public_url`"));
}

#[test]
fn secrets_may_stand_in_files_beside_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ldap"), "secret\n").unwrap();
    std::fs::write(folder.path().join("keys"), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n").unwrap();
    let text = format!(
        "{}[session]\nkeys_file = \"keys\"",
        FARM.replace("[mail]", "bind_dn = \"cn=x\"\nbind_password_file = \"ldap\"\n[mail]")
    );
    let config = Config::parse(&text, folder.path()).unwrap();
    assert_eq!(config.session.keys.len(), 1);
    let Directory::Ldap(ldap) = &config.directory else { panic!("LDAP") };
    assert_eq!(ldap.bind.as_ref().unwrap().1.expose_secret(), "secret");
    assert!(!format!("{config:?}").contains("secret"), "a secret is printed");
}

#[test]
fn four_words_are_enough_for_one_server() {
    let config = Config::fixed(None, "imaps://mail.example.org", Some("smtps://mail.example.org")).unwrap();
    let Directory::Fixed(fixed) = config.directory else { panic!("a static directory") };
    assert_eq!(fixed.domain, "example.org");
    assert_eq!(fixed.backend.submission.unwrap().port, 465);
}
