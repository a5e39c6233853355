//! HTTP Basic: the password with each request, checked once, and braked like a sign-in.

use farm::{Farm, Home, Server};
use gatepost_shared::problem::ProblemType;
use reqwest::Method;

use crate::common::{Answer, Node};
use crate::program::Program;

/// How often somebody has logged in at the Dovecot of mail01, as it says itself.
fn log_ins(farm: &Farm, name: &str) -> usize {
    farm.log(Server::Mail01)
        .lines()
        .filter(|line| line.contains("Login: user=") && line.contains(&format!("<{name}>")))
        .count()
}

#[tokio::test]
async fn twenty_requests_at_once_and_twenty_after_that_cost_one_login() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let person = farm.newcomer(Home::Mail01);
    let before = log_ins(farm, &person.name);
    let program = Program::of(&node, &person);
    let at_once = futures::future::join_all((0..20).map(|_| program.get("/session"))).await;
    assert!(at_once.iter().all(|answer| answer.status == 200), "{}", at_once[0].text);
    for _ in 0..20 {
        assert_eq!(program.get("/mailboxes").await.status, 200);
    }
    assert_eq!(log_ins(farm, &person.name) - before, 1);
}

#[tokio::test]
async fn the_password_works_on_dovecot_and_on_cyrus_and_leaves_no_cookie() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    for home in [Home::Mail02, Home::Mail03] {
        let person = farm.newcomer(home);
        let answer = Program::with_password(&node, &person.address, &person.password).get("/session").await;
        assert_eq!(answer.json()["username"], person.name.as_str());
        assert!(answer.header("set-cookie").is_empty());
    }
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_guessing_is_braked() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let person = farm.newcomer(Home::Mail02);
    let mut refused = 0;
    for guess in 0..8 {
        let answer = Program::with_password(&node, &person.name, &format!("guess {guess}")).get("/mailboxes").await;
        if answer.status == 429 {
            answer.assert_problem(ProblemType::RateLimit);
            assert!(answer.header("retry-after").parse::<u64>().expect("seconds") > 0);
            refused += 1;
        } else {
            answer.assert_problem(ProblemType::WrongCredentials);
        }
    }
    assert_eq!(refused, 3, "five guesses are allowed at once");
}

#[tokio::test]
async fn who_proves_nothing_is_told_how_and_a_browser_is_not_made_to_ask_for_a_password() {
    let node = Node::start(Farm::shared()).await;
    let ways = |answer: &Answer| -> Vec<String> {
        let values = answer.headers.get_all("www-authenticate").iter();
        values.map(|value| value.to_str().expect("text").to_owned()).collect()
    };
    let program = Program::stranger(&node);
    let answer = program.get("/mailboxes").await;
    answer.assert_problem(ProblemType::NotSignedIn);
    assert_eq!(ways(&answer), ["Bearer realm=\"Gatepost\"", "Basic realm=\"Gatepost\", charset=\"UTF-8\""]);

    let old_browser = program.request(Method::GET, "/api/v1/mailboxes").header("user-agent", "Mozilla/5.0 (X11)");
    assert_eq!(ways(&Answer::to(old_browser).await), ["Bearer realm=\"Gatepost\""]);
    assert_eq!(ways(&node.browser().get("/mailboxes").await), ["Bearer realm=\"Gatepost\""]);
}

#[tokio::test]
async fn a_password_that_a_browser_adds_to_the_request_of_another_site_is_worth_nothing() {
    let farm = Farm::shared();
    let node = Node::start(farm).await;
    let program = Program::of(&node, &farm.newcomer(Home::Mail02));
    for site in ["cross-site", "same-site"] {
        for method in [Method::GET, Method::DELETE] {
            let request = program.request(method, "/api/v1/tokens/q3Jk0eT-9sVbXa_2").header("sec-fetch-site", site);
            let answer = Answer::to(request).await;
            assert!(answer.status == 403 || answer.status == 405, "{site}: {}", answer.text);
        }
        let reading = program.request(Method::GET, "/api/v1/mailboxes").header("sec-fetch-site", site);
        Answer::to(reading).await.assert_problem(ProblemType::CrossSite);
    }
    let foreign = program.request(Method::POST, "/api/v1/tokens").header("origin", "https://evil.test").body("{}");
    Answer::to(foreign).await.assert_problem(ProblemType::CrossSite);
    let allowed =
        Answer::to(program.request(Method::GET, "/api/v1/mailboxes").header("origin", "https://evil.test")).await;
    assert!(allowed.header("access-control-allow-origin").is_empty(), "there is no CORS");
}
