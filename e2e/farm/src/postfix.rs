//! Postfix: the MX that routes by LDAP as the HOW-TO says, and submission with passwords for everybody on the farm.
//!
//! `master` is run directly rather than through the `postfix` script: it keeps the process number that we started, and
//! the script's checks take a second. So the queue's folders are made here.

use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::address::{INSIDE_RELAY, LMTP, SMTP, SUBMISSION, SUBMISSIONS};
use crate::directory::{MAILSYS, service_password};
use crate::error::{Doing, FarmError};
use crate::server::{Ready, Recipe, Server};
use crate::site::{BASE, DOMAIN, Site, write, write_secret};
use crate::unix;

const NAME: &str = "mx";
/// The largest message taken, in bytes: 25 MB of attachments are 34 MB on the wire.
const LARGEST: u32 = 64 << 20;

pub(crate) fn configure(site: &Site) -> Result<(), FarmError> {
    make_queue(site)?;
    let conf = site.conf(NAME)?;
    // The HOW-TO holds the local part in mailAcceptingGeneralId; whole addresses are found as well.
    let accepts = "(|(mailAcceptingGeneralId=%u)(mailAcceptingGeneralId=%s))";
    let routes = format!("(&(objectClass=postfixUser){accepts})");
    let owners = format!("(&(objectClass=postfixUser)(|(mail=%s){accepts}))");
    write_ldap_map(site, &conf.join("maildrop.cf"), &routes, "maildrop")?;
    write_ldap_map(site, &conf.join("owners.cf"), &owners, "uid")?;
    write(&conf.join("main.cf"), &main_cf(site)?)?;
    write(&conf.join("master.cf"), &master_cf(site.block.mx()))
}

pub(crate) fn recipe(site: &Site) -> Result<Recipe, FarmError> {
    let mut command = unix::command("/usr/lib/postfix/sbin/master");
    command.arg("-d").arg("-c").arg(site.conf(NAME)?);
    let ready = [SMTP, SUBMISSION].map(|port| Ready::Listens(SocketAddr::from((site.block.mx(), port)))).into();
    Ok(Recipe { command, ready })
}

/// postfix-files(5): each queue folder with its owner and mode.
fn make_queue(site: &Site) -> Result<(), FarmError> {
    let data = site.data(NAME)?;
    own(&data.join("lib"), "postfix", "postfix", 0o700)?;
    let queue = data.join("queue");
    own(&queue, "root", "root", 0o755)?;
    for name in
        ["active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace"]
    {
        own(&queue.join(name), "postfix", "root", 0o700)?;
    }
    own(&queue.join("pid"), "root", "root", 0o755)?;
    own(&queue.join("maildrop"), "postfix", "postdrop", 0o730)?;
    own(&queue.join("public"), "postfix", "postdrop", 0o710)
}

fn own(folder: &Path, user: &str, group: &str, mode: u32) -> Result<(), FarmError> {
    std::fs::create_dir_all(folder).doing(|| format!("make {}", folder.display()))?;
    unix::give(folder, user, group)?;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(mode))
        .doing(|| format!("set the mode of {}", folder.display()))
}

fn write_ldap_map(site: &Site, file: &Path, filter: &str, result: &str) -> Result<(), FarmError> {
    let urls = site.ldap_urls();
    let password = service_password(MAILSYS);
    write_secret(
        file,
        &format!(
            "server_host = {urls}
version = 3
bind = yes
bind_dn = {MAILSYS}
bind_pw = {password}
search_base = {BASE}
timeout = 3
query_filter = {filter}
result_attribute = {result}
domain = {DOMAIN}
"
        ),
    )?;
    unix::give(file, "postfix", "postfix")
}

fn main_cf(site: &Site) -> Result<String, FarmError> {
    let (conf, data, log) = (site.conf(NAME)?, site.data(NAME)?, site.log(NAME));
    let (ca, cert, key) = (site.ca("ca.pem"), site.ca("mx.pem"), site.ca("mx.key"));
    let auth = site.run(Server::MxAuth.name())?.join("postfix");
    let state = site.state.display();
    let (conf, data, log, ca, cert, key, auth) =
        (conf.display(), data.display(), log.display(), ca.display(), cert.display(), key.display(), auth.display());
    let sink = site.block.sink();
    let transports: String =
        (1..=3).map(|n| format!("  {{ mail0{n}.{DOMAIN} = lmtp:inet:[{}]:{LMTP} }}\n", site.block.mail(n))).collect();
    Ok(format!(
        "compatibility_level = 3.6
queue_directory = {data}/queue
data_directory = {data}/lib
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {log}
maillog_file_prefixes = {state}
# Postfix wants the address of an interface; master.cf names the ones that are listened on.
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.{DOMAIN}
mydomain = {DOMAIN}
myorigin = {DOMAIN}
mynetworks =
mydestination =
local_recipient_maps =
alias_maps =
# The HOW-TO: an address of the domain becomes the person's maildrop, whose domain part is the machine.
virtual_alias_domains = {DOMAIN}
virtual_alias_maps = ldap:{conf}/maildrop.cf
# A site's DNS would know its machines; here a table does.
transport_maps = inline:{{
{transports}  }}
# Everything else goes to the sink: nothing ever leaves loopback.
relayhost = [{sink}]:{SMTP}
smtp_tls_security_level = may
lmtp_tls_security_level = may
lmtp_tls_CAfile = {ca}
disable_dns_lookups = yes
smtp_host_lookup = native
lmtp_host_lookup = native
smtpd_tls_cert_file = {cert}
smtpd_tls_key_file = {key}
smtpd_tls_security_level = may
smtpd_sasl_type = dovecot
smtpd_sasl_path = {auth}
smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated reject_unauth_destination
smtpd_sender_login_maps = ldap:{conf}/owners.cf
recipient_delimiter = +
message_size_limit = {LARGEST}
mailbox_size_limit = 0
lmtp_destination_concurrency_limit = 10
# Tests stop machines and start them again: the next attempt comes soon.
minimal_backoff_time = 2s
maximal_backoff_time = 5s
queue_run_delay = 2s
biff = no
"
    ))
}

/// Options of both submission services: a password first, and nobody writes in another person's name.
const SUBMISSION_OPTIONS: &str = "  -o smtpd_sasl_auth_enable=yes
  -o smtpd_client_restrictions=permit_sasl_authenticated,reject
  -o smtpd_sender_restrictions=reject_sender_login_mismatch
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
";

fn master_cf(address: Ipv4Addr) -> String {
    format!(
        "{address}:{SMTP} inet n - n - - smtpd
{address}:{INSIDE_RELAY} inet n - n - - smtpd
  -o mynetworks=127.0.0.0/8
{address}:{SUBMISSION} inet n - n - - smtpd
  -o syslog_name=postfix/submission
  -o smtpd_tls_security_level=encrypt
{SUBMISSION_OPTIONS}{address}:{SUBMISSIONS} inet n - n - - smtpd
  -o syslog_name=postfix/submissions
  -o smtpd_tls_wrappermode=yes
{SUBMISSION_OPTIONS}pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"
    )
}
