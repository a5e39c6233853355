//! Cyrus: the mail machine mail03. It never runs as root, and speaks to saslauthd for passwords.

use std::net::SocketAddr;
use std::process::Command;

use crate::address::{IMAP, IMAPS, INSIDE_RELAY, LMTP, SIEVE};
use crate::error::{Doing, FarmError};
use crate::packages::cyrus_binaries;
use crate::server::{Ready, Recipe, Server};
use crate::site::{DOMAIN, Site, write};
use crate::unix;

const NAME: &str = "mail03";
/// Who may set quotas: a person of the directory who is added when somebody needs one.
pub(crate) const ADMIN: &str = "cyrusadmin";
const FOLDERS: &str = "Drafts|Sent|Junk|Trash|Archive";

pub(crate) fn configure(site: &Site) -> Result<(), FarmError> {
    let conf = site.conf(NAME)?;
    make_folders(site)?;
    write(&conf.join("imapd.conf"), &imapd_conf(site)?)?;
    write(&conf.join("cyrus.conf"), &cyrus_conf(site)?)
}

pub(crate) fn recipe(site: &Site) -> Result<Recipe, FarmError> {
    let conf = site.conf(NAME)?;
    let mut command = tool(site, "master")?;
    command.arg("-M").arg(conf.join("cyrus.conf"));
    command.arg("-p").arg(site.run(NAME)?.join("master.pid"));
    let address = site.block.mail(3);
    let ready = [IMAP, LMTP].map(|port| Ready::Listens(SocketAddr::from((address, port)))).into();
    Ok(Recipe { command, ready })
}

/// One of Cyrus' own tools, as its user.
pub(crate) fn tool(site: &Site, name: &str) -> Result<Command, FarmError> {
    let mut command = as_cyrus(name);
    command.arg("-C").arg(site.conf(NAME)?.join("imapd.conf"));
    Ok(command)
}

/// The user and group who own the spool.
pub(crate) fn owner() -> Result<(u32, u32), FarmError> {
    unix::numbers("cyrus", "mail")
}

fn as_cyrus(name: &str) -> Command {
    let mut command = unix::command("setpriv");
    command.args(["--reuid", "cyrus", "--regid", "mail", "--init-groups", &format!("/usr/lib/cyrus/bin/{name}")]);
    command
}

/// Cyrus makes none of these itself, and says nothing useful when one is missing.
fn make_folders(site: &Site) -> Result<(), FarmError> {
    let (data, run) = (site.data(NAME)?, site.run(NAME)?);
    let below_data = [
        "",
        "mail",
        "sieve",
        "conf",
        "conf/db",
        "conf/user",
        "conf/quota",
        "conf/msg",
        "conf/log",
        "conf/socket",
        "conf/ptclient",
    ];
    let below_run = ["", "proc", "lock", "socket"];
    for folder in below_data.map(|name| data.join(name)).into_iter().chain(below_run.map(|name| run.join(name))) {
        std::fs::create_dir_all(&folder).doing(|| format!("make {}", folder.display()))?;
        unix::give(&folder, "cyrus", "mail")?;
    }
    Ok(())
}

fn imapd_conf(site: &Site) -> Result<String, FarmError> {
    let (data, run, mux) = (site.data(NAME)?, site.run(NAME)?, site.run(Server::Saslauthd.name())?.join("mux"));
    let (cert, key) = (site.ca("mail03.pem"), site.ca("mail03.key"));
    let (data, run, mux, cert, key) = (data.display(), run.display(), mux.display(), cert.display(), key.display());
    let relay = site.block.mx();
    Ok(format!(
        "servername: {NAME}.{DOMAIN}
configdirectory: {data}/conf
defaultpartition: default
partition-default: {data}/mail
sievedir: {data}/sieve
proc_path: {run}/proc
mboxname_lockpath: {run}/lock
lmtpsocket: {run}/socket/lmtp
idlesocket: {run}/socket/idle
notifysocket: {run}/socket/notify
syslog_prefix: cyrus
admins: {ADMIN}
altnamespace: yes
unixhierarchysep: yes
virtdomains: off
lmtp_downcase_rcpt: yes
username_tolower: yes
allowplaintext: no
hashimapspool: yes
umask: 077
sasl_pwcheck_method: saslauthd
sasl_saslauthd_path: {mux}
sasl_mech_list: PLAIN LOGIN
tls_server_cert: {cert}
tls_server_key: {key}
autocreate_inbox_folders: {FOLDERS}
autocreate_subscribe_folders: {FOLDERS}
xlist-Drafts: Drafts
xlist-Sent: Sent
xlist-Junk: Junk
xlist-Trash: Trash
xlist-Archive: Archive
autocreate_quota: 4194304
autocreate_post: yes
specialusealways: yes
imapidlepoll: 60
conversations: yes
conversations_db: twoskip
smtp_backend: host
smtp_host: {relay}:{INSIDE_RELAY}
"
    ))
}

fn cyrus_conf(site: &Site) -> Result<String, FarmError> {
    let binaries = cyrus_binaries()?;
    let options = site.conf(NAME)?.join("imapd.conf");
    let (binaries, options, address) = (binaries.display(), options.display(), site.block.mail(3));
    Ok(format!(
        r#"START {{
  recover cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -C {options} -r"
}}
SERVICES {{
  imap  cmd="{binaries}/imapd -C {options} -U 30" listen="{address}:{IMAP}" prefork=1 maxchild=400
  imaps cmd="{binaries}/imapd -C {options} -s -U 30" listen="{address}:{IMAPS}" prefork=1 maxchild=400
  lmtp  cmd="lmtpd -C {options} -a" listen="{address}:{LMTP}" prefork=0 maxchild=20
  sieve cmd="timsieved -C {options}" listen="{address}:{SIEVE}" prefork=0 maxchild=20
}}
DAEMON {{
  idled cmd="{binaries}/idled -C {options}"
}}
EVENTS {{
  checkpoint cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -C {options} -c" period=30
}}
"#
    ))
}
