//! `gatepost check`: reaches every replica and every mail server, and says in one line each what is well, what is not,
//! and what to do. The exit status says whether all is well.

use std::process::ExitCode;

use super::print;
use crate::config::{self, Config};
use crate::directory::Backend;
use crate::directory::ldap::check_replicas;
use crate::directory::ldap::search::SearchError;
use crate::tls;

use super::probe::{self, Finding};

pub(super) async fn run(config: Config) -> ExitCode {
    let findings = examine(&config).await;
    for finding in &findings {
        print::line(finding);
    }
    let bad = findings.iter().filter(|finding| !finding.is_well()).count();
    if bad == 0 {
        print::line(format_args!("all well: {} checked", findings.len()));
        return ExitCode::SUCCESS;
    }
    print::line(format_args!("{bad} of {} not well", findings.len()));
    ExitCode::FAILURE
}

/// Everything that the configuration names, in its order.
async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![Finding::well("configuration", format!("people will come to {}", config.public.origin))];
    if config.session.keys.is_empty() {
        findings.push(Finding::note(
            "session keys",
            "none: sessions end with the process, and no other node takes them; make one with `openssl rand -base64 32`",
        ));
    }
    let backends = match &config.directory {
        config::Directory::Ldap(ldap) => {
            findings.extend(replicas(ldap).await);
            ldap.backends.known()
        }
        config::Directory::Fixed(fixed) => vec![fixed.backend.clone()],
    };
    findings.extend(mail_servers(config, &backends).await);
    findings
}

async fn replicas(ldap: &config::Ldap) -> Vec<Finding> {
    let outcomes = match check_replicas(ldap).await {
        Ok(outcomes) => outcomes,
        Err(error) => return vec![Finding::bad("directory", error, "see `directory.ca_file`")],
    };
    let finding = |(url, outcome): (String, Result<std::time::Duration, SearchError>)| match outcome {
        Ok(took) => Finding::well(format!("directory {url}"), format!("answers in {} ms", took.as_millis())),
        Err(error) => Finding::bad(format!("directory {url}"), &error, error.advice()),
    };
    outcomes.into_iter().map(finding).collect()
}

async fn mail_servers(config: &Config, backends: &[Backend]) -> Vec<Finding> {
    let tls = match tls::client_config(config.mail_ca.as_deref()) {
        Ok(tls) => tls,
        Err(error) => return vec![Finding::bad("mail servers", error, "see `mail.ca_file`")],
    };
    if backends.is_empty() {
        let what = "none is known by name: `mail.hosts` has patterns only, so nothing was tried";
        return vec![Finding::note("mail servers", what)];
    }
    let mut findings = Vec::new();
    let mut submissions = Vec::new();
    for backend in backends {
        findings.push(probe::imap(&backend.name, &backend.imap, &tls).await);
        match &backend.submission {
            // Often one for the whole farm: once is enough.
            Some(server) if submissions.contains(server) => {}
            Some(server) => {
                findings.push(probe::submission(server, &tls).await);
                submissions.push(server.clone());
            }
            None => findings.push(Finding::note(
                format!("submission for {}", backend.name),
                "none is configured: mail can be read, not sent; see `submission`",
            )),
        }
        match &backend.sieve {
            Some(server) => findings.push(probe::sieve(server, &tls).await),
            None => findings.push(Finding::note(
                format!("rules for {}", backend.name),
                "none is configured: there are no rules and no vacation answers; see `sieve`",
            )),
        }
    }
    findings
}
