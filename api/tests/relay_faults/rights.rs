//! Rights in one mailbox, on a server that has access control lists and does not list them (Dovecot with imap_acl).

use crate::peer::{Peer, inbox, say};

#[tokio::test]
async fn rights_are_asked_of_the_one_mailbox_that_somebody_looks_at() {
    let peer = Peer::start(|_, sent| match sent {
        "the greeting" => say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR ACL LIST-EXTENDED LIST-STATUS] ready\r\n"),
        "CAPABILITY" => say("* CAPABILITY IMAP4rev1 ACL LIST-EXTENDED LIST-STATUS\r\n{tag} OK done\r\n"),
        _ if sent.starts_with("MYRIGHTS") => say("* MYRIGHTS INBOX lrs\r\n{tag} OK done\r\n"),
        _ => None,
    })
    .await;
    let mail = peer.mail();
    let rights = mail.mailbox(&inbox()).await.unwrap().my_rights;
    assert!(rights.may_read_items && rights.may_set_seen && !rights.may_set_keywords && !rights.may_remove_items);
    // For the whole tree that would be a command for each mailbox.
    assert!(mail.mailboxes().await.unwrap()[0].my_rights.may_remove_items);
}
