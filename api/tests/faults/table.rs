//! Verb × fault.

use std::time::{Duration, Instant};

use futures::future::join_all;
use gatepost_shared::problem::{Problem, ProblemType};
use plain::{Act, Trouble};
use reqwest::StatusCode;

use crate::common::Answer;
use crate::deed::{DEEDS, Deed};
use crate::scene::Scene;

/// Every cell of a column: what is done, and the command in which it is hit.
fn cells() -> impl Iterator<Item = (Deed, &'static str)> {
    DEEDS.iter().flat_map(|(deed, commands)| commands.iter().map(|command| (*deed, *command)))
}

/// The problem that an answer tells of: as a whole, or of its one email; none when all went well.
fn problem(answer: &Answer) -> Option<Problem> {
    if answer.status != StatusCode::OK && answer.status != StatusCode::CREATED {
        return Some(answer.problem());
    }
    let body: serde_json::Value = serde_json::from_str(&answer.text).unwrap_or_default();
    let of_one = ["notUpdated", "notDestroyed"].iter().find_map(|name| body[*name].as_object()?.values().next());
    of_one.map(|problem| serde_json::from_value(problem.clone()).expect("a problem"))
}

/// A column: every deed meets the fault, once or whenever it tries, and says so in these words; then the server is well
/// again, the same person goes on on a connection that works, and the message is where it can be found.
async fn each_deed_meets(act: Act, told: ProblemType) {
    let is_refusal = matches!(act, Act::Refuse(_));
    // A mailbox whose STATUS is refused stands in the tree without counts: see below.
    let met = cells().filter(|cell| !is_refusal || *cell != (Deed::LooksAtTheTree, "STATUS"));
    let columns = met.map(|(deed, command)| {
        let act = act.clone();
        async move {
            let cell = format!("{deed:?} hit in {command} by {act:?}");
            let scene = Scene::new().await;
            scene.plain.makes(Trouble::always(command, act));
            let problem = problem(&deed.is_done(&scene).await);
            scene.plain.calms_down();
            assert_eq!(problem.as_ref().map(|problem| problem.kind), Some(told), "{cell}: {problem:?}");
            assert_eq!(scene.list().await.status, StatusCode::OK, "{cell}: the next request");
            let kept = scene.copies();
            assert!(kept >= 1, "{cell}: the message is lost");
            assert!(!deed.only_reads() || kept == 1, "{cell}: looking has changed something");
        }
    });
    join_all(columns).await;
}

#[tokio::test]
async fn the_connection_is_cut_before_anything_is_said() {
    each_deed_meets(Act::Cut, ProblemType::BackendUnavailable).await;
}

#[tokio::test]
async fn the_server_says_goodbye() {
    each_deed_meets(Act::Bye("going down".to_owned()), ProblemType::BackendUnavailable).await;
}

#[tokio::test]
async fn the_server_falls_silent() {
    each_deed_meets(Act::FallSilent, ProblemType::BackendUnavailable).await;
}

#[tokio::test]
async fn the_server_is_unavailable_in_its_own_words() {
    each_deed_meets(refusal("NO [UNAVAILABLE] try later"), ProblemType::BackendUnavailable).await;
}

#[tokio::test]
async fn the_server_runs_into_a_fault_of_its_own() {
    each_deed_meets(refusal("NO [SERVERBUG] oh"), ProblemType::BackendUnavailable).await;
}

#[tokio::test]
async fn the_server_allows_it_not() {
    each_deed_meets(refusal("NO [NOPERM] not you"), ProblemType::Forbidden).await;
}

#[tokio::test]
async fn the_server_does_not_understand() {
    each_deed_meets(refusal("BAD what?"), ProblemType::BackendRefused).await;
}

fn refusal(line: &str) -> Act {
    Act::Refuse(line.to_owned())
}

#[tokio::test]
async fn a_mailbox_that_tells_nothing_of_itself_does_not_hide_the_tree() {
    let scene = Scene::new().await;
    scene.plain.makes(Trouble::once("STATUS", refusal("NO [SERVERBUG] damaged")));
    let tree = Deed::LooksAtTheTree.is_done(&scene).await;
    assert_eq!((tree.status, tree.json()["list"].as_array().map(Vec::len)), (StatusCode::OK, Some(4)));
}

#[tokio::test]
async fn a_quota_that_is_full_is_said_of_whatever_stores() {
    let storing = [
        (Deed::CopiesIt, "UID COPY"),
        (Deed::MovesIt, "UID COPY"),
        (Deed::SavesADraft, "APPEND"),
        (Deed::UploadsAFile, "APPEND"),
    ];
    for (deed, command) in storing {
        let scene = Scene::new().await;
        scene.plain.makes(Trouble::once(command, refusal("NO [OVERQUOTA] Quota exceeded")));
        let problem = problem(&deed.is_done(&scene).await).expect("a problem");
        assert_eq!(problem.kind, ProblemType::OverQuota, "{deed:?}");
        assert_eq!(problem.imap_response.as_deref(), Some("[OVERQUOTA] Quota exceeded"));
        assert_eq!(scene.copies(), 1, "{deed:?}: a move that cannot copy deletes nothing");
    }
}

/// The table's other half: a fault that happens once and in the middle of the answer. What only looks is done again and
/// nobody notices; what changes something is not done twice, and says that it does not know.
#[tokio::test]
async fn an_answer_that_is_cut_is_read_again_or_said_to_be_lost() {
    for (deed, command) in cells() {
        let cell = format!("{deed:?} hit in {command}");
        let scene = Scene::new().await;
        scene.plain.makes(Trouble::once(command, Act::CutInAnswer));
        let problem = problem(&deed.is_done(&scene).await);
        if deed.only_reads() {
            assert_eq!(problem, None, "{cell}");
        } else if let Some(problem) = problem {
            assert_eq!(problem.kind, ProblemType::BackendUnavailable, "{cell}");
        }
        let commands = scene.plain.commands();
        let changing = |line: &&String| ["APPEND", "UID COPY", "EXPUNGE"].iter().any(|verb| line.starts_with(verb));
        let changes: Vec<_> = commands.iter().filter(changing).collect();
        let twice = changes.iter().any(|one| changes.iter().filter(|other| other == &one).count() > 1);
        assert!(!twice, "{cell}: {changes:?}");
        assert!(deed == Deed::DeletesIt || scene.copies() >= 1, "{cell}: the message is lost");
    }
}

#[tokio::test]
async fn a_draft_whose_answer_was_lost_is_saved_again_as_one() {
    let scene = Scene::new().await;
    scene.plain.makes(Trouble::once("APPEND", Act::CutInAnswer));
    Deed::SavesADraft.is_done(&scene).await.assert_problem(ProblemType::BackendUnavailable);
    assert_eq!(scene.plain.holds(crate::scene::NAME, "Drafts").len(), 1, "it was stored, which nobody could know");
    assert_eq!(Deed::SavesADraft.is_done(&scene).await.status, StatusCode::CREATED);
    assert_eq!(scene.plain.holds(crate::scene::NAME, "Drafts").len(), 1);
}

#[tokio::test]
async fn a_read_only_mailbox_says_so_and_stays_as_it_is() {
    let scene = Scene::new().await;
    scene.plain.set_read_only(crate::scene::NAME, "INBOX", true);
    for deed in [Deed::MarksIt, Deed::DeletesIt] {
        let problem = problem(&deed.is_done(&scene).await).expect("a problem");
        assert_eq!(problem.kind, ProblemType::Forbidden, "{deed:?}: {problem:?}");
        assert_eq!(problem.imap_response.as_deref(), Some("The mailbox is read-only"));
    }
    assert_eq!(scene.copies(), 1);
    assert_eq!(Deed::OpensAMessage.is_done(&scene).await.status, StatusCode::OK, "it can be read all the same");
}

#[tokio::test]
async fn a_mailbox_deleted_meanwhile_is_said_to_be_gone() {
    for (deed, commands) in DEEDS {
        if !commands.iter().any(|command| command.starts_with("UID")) {
            continue;
        }
        let scene = Scene::new().await;
        scene.plain.delete(crate::scene::NAME, "INBOX");
        let told = problem(&deed.is_done(&scene).await).map(|problem| problem.kind);
        assert_eq!(told, Some(ProblemType::NotFound), "{deed:?}");
    }
}

#[tokio::test]
async fn a_mailbox_made_anew_voids_the_ids_of_the_old_one() {
    for (deed, commands) in DEEDS {
        if !commands.iter().any(|command| command.starts_with("UID")) {
            continue;
        }
        let scene = Scene::new().await;
        scene.plain.recreate(crate::scene::NAME, "INBOX");
        scene.plain.put(crate::scene::NAME, "INBOX", b"Subject: another\r\n\r\n", "");
        let told = problem(&deed.is_done(&scene).await).map(|problem| problem.kind);
        assert_eq!(told, Some(ProblemType::StaleId), "{deed:?}");
        let there = scene.plain.holds(crate::scene::NAME, "INBOX");
        assert!(there.len() == 1 && there[0].flags.is_empty(), "{deed:?}: the new message was not touched");
    }
}

#[tokio::test]
async fn somebody_elses_silence_delays_nobody() {
    let scene = Scene::new().await;
    let bob = scene.node.sign_in("bob").await;
    scene.plain.makes(Trouble::once("LIST", Act::FallSilent));
    let begun = Instant::now();
    let inbox = format!("/mailboxes/{}/emails", crate::scene::mailbox("INBOX"));
    let (silenced, served) = tokio::join!(Deed::LooksAtTheTree.is_done(&scene), async {
        for _ in 0..20 {
            assert_eq!(bob.get(&inbox).await.status, StatusCode::OK);
        }
        begun.elapsed()
    });
    silenced.assert_problem(ProblemType::BackendUnavailable);
    assert!(
        served < Duration::from_secs(1),
        "bob's twenty requests were served while the first one waited: {served:?}"
    );
}
