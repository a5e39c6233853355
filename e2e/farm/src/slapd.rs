//! slapd: ldap01, the provider, and ldap02, its syncrepl replica.

use std::net::SocketAddr;

use crate::address::{LDAP, LDAPS};
use crate::directory::{MAILSYS, PROVISION, REPLICATOR, WEBMAIL};
use crate::error::FarmError;
use crate::server::{Ready, Recipe, Server};
use crate::site::{BASE, DOMAIN, Site, write};
use crate::unix;

const USER: &str = "openldap";

/// The HOW-TO's two attributes and a limit of one's mail, which Debian's schemas lack, and the class that carries them.
const SCHEMA: &str = "\
attributetype ( 1.3.6.1.4.1.4203.666.1.200 NAME 'mailAcceptingGeneralId' EQUALITY caseIgnoreIA5Match SUBSTR caseIgnoreIA5SubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.26{256} )
attributetype ( 1.3.6.1.4.1.4203.666.1.201 NAME 'maildrop' EQUALITY caseIgnoreIA5Match SUBSTR caseIgnoreIA5SubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.26{256} )
attributetype ( 1.3.6.1.4.1.4203.666.1.202 NAME 'mailQuota' EQUALITY caseIgnoreIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26{64} SINGLE-VALUE )
objectclass ( 1.3.6.1.4.1.4203.666.1.100 NAME 'postfixUser' SUP top AUXILIARY MAY ( mailAcceptingGeneralId $ maildrop $ mailQuota ) )
";

/// Writes the configuration and, for the provider's first start, loads the tree of the demo people.
pub(crate) fn configure(site: &Site, server: Server) -> Result<(), FarmError> {
    let conf = site.conf(server.name())?;
    write(&conf.join("gatepost.schema"), SCHEMA)?;
    write(&conf.join("slapd.conf"), &slapd_conf(site, server)?)?;
    let data = site.data(server.name())?;
    unix::give(&data, USER, USER)?;
    if server == Server::Provider && !data.join("data.mdb").exists() {
        load(site)?;
    }
    Ok(())
}

pub(crate) fn recipe(site: &Site, server: Server) -> Result<Recipe, FarmError> {
    let address = site.block.ldap(number(server));
    let mut command = unix::command("slapd");
    command.arg("-f").arg(site.conf(server.name())?.join("slapd.conf"));
    // `-d none` keeps it in the foreground, where its process number stays the one that we started.
    command.args(["-d", "none", "-u", USER, "-g", USER, "-n", server.name()]);
    command.args(["-h", &format!("ldap://{address}:{LDAP}/ ldaps://{address}:{LDAPS}/")]);
    Ok(Recipe { command, ready: vec![Ready::Listens(SocketAddr::from((address, LDAP)))] })
}

fn number(server: Server) -> u8 {
    if server == Server::Provider { 1 } else { 2 }
}

fn slapd_conf(site: &Site, server: Server) -> Result<String, FarmError> {
    let name = server.name();
    let (conf, data, run) = (site.conf(name)?, site.data(name)?, site.run(name)?);
    unix::give(&run, USER, USER)?;
    let (conf, data, run) = (conf.display(), data.display(), run.display());
    let (ca, cert, key) = (site.ca("ca.pem"), site.ca(&format!("{name}.pem")), site.ca(&format!("{name}.key")));
    let (ca, cert, key) = (ca.display(), cert.display(), key.display());
    let replication = replication(site, server);
    Ok(format!(
        r#"include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include {conf}/gatepost.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload syncprov
moduleload argon2
pidfile {run}/slapd.pid
argsfile {run}/slapd.args
loglevel 0
sizelimit size.soft=500 size.hard=5000
TLSCACertificateFile {ca}
TLSCertificateFile {cert}
TLSCertificateKeyFile {key}
password-hash {{ARGON2}}
disallow bind_anon
require authc

database mdb
suffix "{BASE}"
rootdn "cn=manager,{BASE}"
directory {data}
maxsize 1073741824
# A farm's directory is made anew in a moment: no fsync.
dbnosync
index objectClass,entryCSN,entryUUID eq
index uid,mail,maildrop,mailAcceptingGeneralId eq
limits dn.exact="{REPLICATOR}" size=unlimited time=unlimited
access to attrs=userPassword
  by dn.exact="{REPLICATOR}" read
  by dn.exact="{PROVISION}" =w
  by self =xw
  by anonymous auth
  by * none
access to dn.subtree="ou=services,{BASE}"
  by dn.exact="{REPLICATOR}" read
  by * none
access to *
  by dn.exact="{REPLICATOR}" read
  by dn.exact="{PROVISION}" write
  by dn.exact="{WEBMAIL}" read
  by dn.exact="{MAILSYS}" read
  by self read
  by * none
{replication}"#
    ))
}

fn replication(site: &Site, server: Server) -> String {
    if server == Server::Provider {
        return "overlay syncprov\nsyncprov-checkpoint 100 5\nsyncprov-sessionlog 1000\n".into();
    }
    let provider = format!("ldap://{}:{LDAP}", site.block.ldap(1));
    let password = crate::directory::service_password(REPLICATOR);
    format!(
        r#"syncrepl rid=001 provider={provider} type=refreshAndPersist retry="1 +"
  searchbase="{BASE}" bindmethod=simple binddn="{REPLICATOR}" credentials={password}
  keepalive=30:3:5 network-timeout=2
updateref {provider}
"#
    )
}

/// Loads the tree into the provider before it first runs; the replica fills itself from there.
fn load(site: &Site) -> Result<(), FarmError> {
    let conf = site.conf(Server::Provider.name())?;
    let ldif = conf.join(format!("{DOMAIN}.ldif"));
    crate::site::write_secret(&ldif, &crate::directory::tree()?)?;
    let data = site.data(Server::Provider.name())?;
    unix::run(
        "slapadd",
        unix::command("slapadd").args(["-q", "-b", BASE, "-f"]).arg(conf.join("slapd.conf")).arg("-l").arg(&ldif),
    )?;
    for file in ["data.mdb", "lock.mdb"] {
        unix::give(&data.join(file), USER, USER)?;
    }
    Ok(())
}
