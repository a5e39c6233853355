//! Signing in at a server in trouble: never mistaken for a wrong password.

use gatepost_shared::problem::ProblemType;
use plain::{Act, Trouble};
use reqwest::StatusCode;

use crate::scene::{NAME, Scene};

#[tokio::test]
async fn a_server_in_trouble_is_not_a_wrong_password() {
    let troubles = [
        ("greeting", Act::Cut),
        ("greeting", Act::FallSilent),
        ("greeting", Act::Bye("[UNAVAILABLE] too many connections".to_owned())),
        ("LOGIN", Act::Cut),
        ("LOGIN", Act::CutInAnswer),
        ("LOGIN", Act::FallSilent),
        ("LOGIN", Act::Bye("not now".to_owned())),
        ("LOGIN", Act::Refuse("NO [UNAVAILABLE] the directory is down".to_owned())),
        ("LOGIN", Act::Refuse("NO [LIMIT] too many connections".to_owned())),
        ("LOGIN", Act::Refuse("NO [INUSE] elsewhere".to_owned())),
        ("CAPABILITY", Act::Cut),
    ];
    for (at, act) in troubles {
        let scene = Scene::new().await;
        let before = scene.plain.connections();
        scene.plain.makes(Trouble::always(at, act.clone()));
        // A password that has just been right is not asked for anew: this is somebody else.
        let answer = scene.node.browser().sign_in("bob", "bob-secret").await;
        answer.assert_problem(ProblemType::BackendUnavailable);
        assert!(answer.problem().retryable && answer.headers.contains_key("retry-after"), "{at} {act:?}");
        assert!(scene.plain.connections() > before);
        // Who is signed in already goes on, on the connection that is warm.
        assert_eq!(scene.list().await.status, StatusCode::OK, "{at} {act:?}");
        scene.plain.calms_down();
        assert_eq!(scene.node.browser().sign_in("bob", "bob-secret").await.status, StatusCode::CREATED, "{at} {act:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_a_wrong_password() {
    let scene = Scene::new().await;
    scene.node.browser().sign_in(NAME, "wrong").await.assert_problem(ProblemType::WrongCredentials);
}

#[tokio::test]
async fn one_who_hangs_in_the_door_keeps_nobody_out() {
    let scene = Scene::new().await;
    scene.plain.makes(Trouble::once("greeting", Act::FallSilent));
    let (bob, carol) = (scene.node.browser(), scene.node.browser());
    let (hung, came_in) = tokio::join!(bob.sign_in("bob", "bob-secret"), async {
        while scene.plain.connections() < 2 {
            tokio::task::yield_now().await;
        }
        carol.sign_in("carol", "carol-secret").await
    });
    hung.assert_problem(ProblemType::BackendUnavailable);
    assert_eq!(came_in.status, StatusCode::CREATED);
}
