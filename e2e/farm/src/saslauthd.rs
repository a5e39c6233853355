//! saslauthd: checks for Cyrus that a password binds in LDAP and that the person's mail is on mail03.

use crate::directory::{MAILSYS, service_password};
use crate::error::FarmError;
use crate::server::{Ready, Recipe, Server};
use crate::site::{BASE, DOMAIN, Site, write_secret};
use crate::unix;

pub(crate) fn configure(site: &Site) -> Result<(), FarmError> {
    let run = site.run(Server::Saslauthd.name())?;
    unix::give(&run, "root", "sasl")?;
    let urls = site.ldap_urls();
    let password = service_password(MAILSYS);
    write_secret(
        &site.conf(Server::Saslauthd.name())?.join("saslauthd.conf"),
        &format!(
            "ldap_servers: {urls}
ldap_version: 3
ldap_timeout: 3
ldap_bind_dn: {MAILSYS}
ldap_password: {password}
ldap_search_base: {BASE}
ldap_scope: sub
ldap_auth_method: bind
ldap_filter: (&(objectClass=postfixUser)(uid=%u)(maildrop=*@mail03.{DOMAIN}))
"
        ),
    )
}

pub(crate) fn recipe(site: &Site) -> Result<Recipe, FarmError> {
    let run = site.run(Server::Saslauthd.name())?;
    let mut command = unix::command("saslauthd");
    // `-c` remembers good passwords, as Dovecot does on the other machines: who signed in before still can while every
    // replica is down. `-d` keeps it in the foreground.
    command.args(["-d", "-c", "-t", "3600", "-a", "ldap", "-n", "2", "-O"]);
    command.arg(site.conf(Server::Saslauthd.name())?.join("saslauthd.conf")).arg("-m").arg(&run);
    Ok(Recipe { command, ready: vec![Ready::Exists(run.join("mux"))] })
}
