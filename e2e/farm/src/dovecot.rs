//! Dovecot: the mail machines mail01 and mail02, and the auth-only instance behind Postfix' submission.

use std::net::SocketAddr;

use crate::address::{IMAP, IMAPS, INSIDE_RELAY, LMTP, SIEVE};
use crate::directory::{MAILSYS, service_password};
use crate::error::FarmError;
use crate::server::{Ready, Recipe, Server};
use crate::site::{BASE, DOMAIN, Site, write, write_secret};
use crate::unix::{self, VMAIL};

/// The roles that every mailbox tree gets at first login (RFC 6154).
const SPECIAL_USE: [&str; 5] = ["Drafts", "Sent", "Junk", "Trash", "Archive"];

/// What every instance here shares. Good passwords are remembered for an hour, so that who signed in before still can while
/// every LDAP replica is down; unknown names are not remembered, because tests add people.
///
/// Dovecot's penalty for wrong passwords counts by client address, so behind a front end one person's errors would slow down
/// everybody: it is off. The client's own address, which a front end sends by IMAP ID, is believed from loopback.
const SHARED: &str = "\
first_valid_uid = 1000
auth_mechanisms = plain login
auth_username_format = %Ln
auth_cache_size = 8M
auth_cache_ttl = 1 hour
auth_cache_negative_ttl = 0
auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
";

/// Writes mail01's or mail02's configuration.
pub(crate) fn configure(site: &Site, server: Server) -> Result<(), FarmError> {
    let name = server.name();
    let homes = site.data(name)?.join("home");
    std::fs::create_dir_all(&homes)
        .map_err(|source| FarmError::Io { doing: format!("make {}", homes.display()), source })?;
    unix::give_to(&homes, VMAIL, VMAIL)?;
    let only_here = format!("(maildrop=*@{name}.{DOMAIN})");
    write_secret(&site.conf(name)?.join("ldap.conf"), &ldap_conf(site, &only_here))?;
    write(&site.conf(name)?.join("dovecot.conf"), &mail_conf(site, server)?)
}

/// Writes the configuration of the instance that knows everybody's password and holds no mail.
pub(crate) fn configure_auth(site: &Site) -> Result<(), FarmError> {
    let name = Server::MxAuth.name();
    let (conf, run, data, log) = (site.conf(name)?, site.run(name)?, site.data(name)?, site.log(name));
    write_secret(&conf.join("ldap.conf"), &ldap_conf(site, ""))?;
    let (ldap, run, data, log) = (conf.join("ldap.conf"), run.display(), data.display(), log.display());
    let (ldap, address) = (ldap.display(), site.block.mx());
    let text = format!(
        "instance_name = {name}
base_dir = {run}
state_dir = {data}
log_path = {log}
protocols =
listen = {address}
ssl = no
{SHARED}
passdb {{
  driver = ldap
  args = {ldap}
}}
userdb {{
  driver = static
  args = uid={VMAIL} gid={VMAIL} home=/nonexistent allow_all_users=yes
}}
service auth {{
  unix_listener postfix {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
"
    );
    write(&conf.join("dovecot.conf"), &text)
}

pub(crate) fn recipe(site: &Site, server: Server) -> Result<Recipe, FarmError> {
    let mut command = unix::command("dovecot");
    command.arg("-F").arg("-c").arg(site.conf(server.name())?.join("dovecot.conf"));
    let ready = match server {
        Server::Mail01 => listening(site, 1),
        Server::Mail02 => listening(site, 2),
        _ => vec![Ready::Exists(site.run(server.name())?.join("postfix"))],
    };
    Ok(Recipe { command, ready })
}

fn listening(site: &Site, number: u8) -> Vec<Ready> {
    [IMAP, LMTP].map(|port| Ready::Listens(SocketAddr::from((site.block.mail(number), port)))).into()
}

/// LDAP questions; Dovecot binds as the person, so it never sees a hash.
fn ldap_conf(site: &Site, only_here: &str) -> String {
    let urls = site.ldap_urls();
    let password = service_password(MAILSYS);
    format!(
        "uris = {urls}
dn = {MAILSYS}
dnpass = {password}
ldap_version = 3
auth_bind = yes
base = {BASE}
scope = subtree
pass_filter = (&(objectClass=postfixUser)(uid=%n){only_here})
pass_attrs = uid=user
user_filter = (&(objectClass=postfixUser)(uid=%n){only_here})
user_attrs = uid=user, mail=sieve_user_email, mailQuota=quota_rule
iterate_filter = (&(objectClass=postfixUser){only_here})
iterate_attrs = uid=user
"
    )
}

fn mail_conf(site: &Site, server: Server) -> Result<String, FarmError> {
    let name = server.name();
    let address = site.block.mail(if server == Server::Mail01 { 1 } else { 2 });
    let relay = site.block.mx();
    let (run, data, log) = (site.run(name)?, site.data(name)?, site.log(name));
    let ldap = site.conf(name)?.join("ldap.conf");
    let (cert, key) = (site.ca(&format!("{name}.pem")), site.ca(&format!("{name}.key")));
    let (run, data, log, ldap) = (run.display(), data.display(), log.display(), ldap.display());
    let (cert, key) = (cert.display(), key.display());
    let is_mdbox = site.mdbox_on_mail02 && server == Server::Mail02;
    let location = if is_mdbox { "mdbox:~/mdbox" } else { "maildir:~/Maildir" };
    let mailboxes: String = SPECIAL_USE.iter().map(|role| special_use(role)).collect();
    Ok(format!(
        "instance_name = {name}
base_dir = {run}
state_dir = {data}
listen = {address}
protocols = imap lmtp sieve
log_path = {log}
hostname = {name}.{DOMAIN}
login_greeting = {name} ready
mail_uid = {VMAIL}
mail_gid = {VMAIL}
mail_home = {data}/home/%Ln
mail_location = {location}
mailbox_list_index = yes
# A farm's mail is made anew in a moment: no fsync.
mail_fsync = never
mail_max_userip_connections = 1000
imap_id_retain = yes
login_trusted_networks = 127.0.0.0/8
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
mail_plugins = quota
submission_host = {relay}:{INSIDE_RELAY}
recipient_delimiter = +
postmaster_address = postmaster@{DOMAIN}
{SHARED}
passdb {{
  driver = ldap
  args = {ldap}
}}
userdb {{
  driver = ldap
  args = {ldap}
}}
namespace inbox {{
  inbox = yes
  separator = /
{mailboxes}}}
protocol imap {{
  mail_plugins = $mail_plugins imap_quota
  imap_hibernate_timeout = 30s
}}
protocol lmtp {{
  mail_plugins = $mail_plugins sieve
}}
plugin {{
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage=4G
  sieve = file:~/sieve;active=~/.dovecot.sieve
  sieve_vacation_send_from_recipient = yes
}}
service imap-login {{
  service_count = 0
  process_min_avail = 1
  client_limit = 4096
  inet_listener imap {{
    port = {IMAP}
  }}
  inet_listener imaps {{
    port = {IMAPS}
    ssl = yes
  }}
}}
service imap {{
  process_limit = 2048
  unix_listener imap-master {{
    user = dovecot
  }}
}}
service imap-hibernate {{
  unix_listener imap-hibernate {{
    mode = 0666
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {LMTP}
  }}
}}
service managesieve-login {{
  inet_listener sieve {{
    port = {SIEVE}
  }}
}}
"
    ))
}

fn special_use(role: &str) -> String {
    format!("  mailbox {role} {{\n    auto = subscribe\n    special_use = \\{role}\n  }}\n")
}
