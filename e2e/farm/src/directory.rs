//! The LDAP tree: services, people, and how one more person gets in while the servers run.

use std::net::Ipv4Addr;
use std::thread;
use std::time::{Duration, Instant};

use crate::address::LDAP;
use crate::error::FarmError;
use crate::person::Person;
use crate::site::{BASE, DOMAIN, Site};
use crate::unix;

/// Gatepost's account: reads people, never passwords.
pub(crate) const WEBMAIL: &str = "cn=gatepost,ou=services,o=example";
/// The mail servers' account.
pub(crate) const MAILSYS: &str = "cn=mailsys,ou=services,o=example";
/// The account that adds and changes people.
pub(crate) const PROVISION: &str = "cn=provision,ou=services,o=example";
/// The replica's account, which reads everything.
pub(crate) const REPLICATOR: &str = "cn=replicator,ou=services,o=example";

/// How long the replica may take to learn of a person.
const REPLICATION: Duration = Duration::from_secs(10);

/// A service's password: its name and `-secret`.
pub(crate) fn service_password(dn: &str) -> String {
    format!("{}-secret", service_name(dn))
}

fn service_name(dn: &str) -> &str {
    dn.trim_start_matches("cn=").split(',').next().unwrap_or(dn)
}

/// The whole tree at the first start, as LDIF.
pub(crate) fn tree() -> Result<String, FarmError> {
    let mut ldif = format!("dn: {BASE}\nobjectClass: organization\no: example\n\n");
    for unit in ["services", "people"] {
        ldif += &format!("dn: ou={unit},{BASE}\nobjectClass: organizationalUnit\nou: {unit}\n\n");
    }
    for dn in [WEBMAIL, MAILSYS, PROVISION, REPLICATOR] {
        ldif += &service_entry(dn, &ssha(&service_password(dn))?);
    }
    for person in Person::demo() {
        ldif += &person_entry(&person, &argon2(&person.password)?);
    }
    Ok(ldif)
}

fn service_entry(dn: &str, hash: &str) -> String {
    let name = service_name(dn);
    format!(
        "dn: {dn}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: {name}\nuserPassword: {hash}\n\n"
    )
}

fn person_entry(person: &Person, hash: &str) -> String {
    let Person { name, display_name, address, maildrop, aliases, quota, .. } = person;
    let dn = dn_of(name);
    let surname = display_name.rsplit(' ').next().unwrap_or(display_name);
    let ids: String = aliases.iter().map(|alias| format!("mailAcceptingGeneralId: {}\n", local_part(alias))).collect();
    // As Dovecot writes it (quota_rule); Cyrus is told by its administrator.
    let quota = quota.map(|kilobytes| format!("mailQuota: *:storage={kilobytes}K\n")).unwrap_or_default();
    format!(
        "dn: {dn}\nobjectClass: inetOrgPerson\nobjectClass: postfixUser\nuid: {name}\ncn: {display_name}\n\
         displayName: {display_name}\nsn: {surname}\nmail: {address}\nuserPassword: {hash}\nmaildrop: {maildrop}\n\
         mailAcceptingGeneralId: {name}\n{ids}{quota}\n"
    )
}

fn dn_of(name: &str) -> String {
    format!("uid={name},ou=people,{BASE}")
}

fn local_part(address: &str) -> &str {
    address.strip_suffix(&format!("@{DOMAIN}")).unwrap_or(address)
}

/// Adds a person to the provider and returns when the replica knows them too.
pub(crate) fn add(site: &Site, person: &Person) -> Result<(), FarmError> {
    // The quicker hash: a test waits for it.
    let entry = person_entry(person, &ssha(&person.password)?);
    unix::run_with_input("ldapadd", as_provision("ldapadd", site.block.ldap(1)).arg("-x"), &entry)?;
    await_replica(site, &person.name)
}

/// Removes a person; their mail stays where it is.
pub(crate) fn remove(site: &Site, name: &str) -> Result<(), FarmError> {
    unix::run("ldapdelete", as_provision("ldapdelete", site.block.ldap(1)).args(["-x", &dn_of(name)])).map(drop)
}

/// Runs LDIF change records against the provider, as an administrator of the site would.
pub(crate) fn modify(site: &Site, ldif: &str) -> Result<(), FarmError> {
    unix::run_with_input("ldapmodify", as_provision("ldapmodify", site.block.ldap(1)).arg("-x"), ldif)
}

fn as_provision(tool: &str, address: Ipv4Addr) -> std::process::Command {
    let mut command = unix::command(tool);
    // A machine's own ldap.conf must not matter.
    command.env("LDAPNOINIT", "1");
    command.args(["-H", &format!("ldap://{address}:{LDAP}"), "-D", PROVISION, "-w", &service_password(PROVISION)]);
    command
}

/// Waits until the replica knows this person.
pub(crate) fn await_replica(site: &Site, name: &str) -> Result<(), FarmError> {
    let deadline = Instant::now() + REPLICATION;
    while !is_known(site.block.ldap(2), name) {
        if Instant::now() >= deadline {
            return Err(FarmError::Tool { tool: "replication", words: format!("ldap02 does not know {name}") });
        }
        thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

/// Whether the replica knows this person.
pub(crate) fn knows(site: &Site, name: &str) -> bool {
    is_known(site.block.ldap(2), name)
}

fn is_known(address: Ipv4Addr, name: &str) -> bool {
    let mut search = as_provision("ldapsearch", address);
    let found = unix::run(
        "ldapsearch",
        search.args(["-x", "-LLL", "-o", "nettimeout=2", "-s", "base", "-b", &dn_of(name), "uid"]),
    );
    found.is_ok_and(|text| text.contains("uid: "))
}

fn ssha(password: &str) -> Result<String, FarmError> {
    slappasswd(&["-h", "{SSHA}", "-s", password])
}

fn argon2(password: &str) -> Result<String, FarmError> {
    slappasswd(&["-o", "module-path=/usr/lib/ldap", "-o", "module-load=argon2", "-h", "{ARGON2}", "-s", password])
}

fn slappasswd(arguments: &[&str]) -> Result<String, FarmError> {
    unix::run("slappasswd", unix::command("slappasswd").args(arguments)).map(|hash| hash.trim().to_owned())
}
