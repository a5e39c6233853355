//! How much a program may ask: each person and each token has a budget of their own.

use farm::{Farm, Home};
use gatepost_shared::problem::ProblemType;

use crate::common::{self, Node};
use crate::program::Program;

#[tokio::test]
async fn a_program_that_runs_wild_is_told_when_to_come_back_and_takes_nobody_with_it() {
    let farm = Farm::shared();
    let mut config = common::config(farm);
    (config.limits.requests_per_minute, config.limits.requests_at_once) = (30, 10);
    let node = Node::with(config).await;
    let (wild, calm) = (farm.newcomer(Home::Mail01), farm.newcomer(Home::Mail01));
    let owner = Program::of(&node, &wild);
    let (token, _) = owner.makes_token(&["mail.read"]).await;
    let program = Program::with_token(&node, &token);

    let mut allowed = 0;
    let refusal = loop {
        let answer = program.get("/session").await;
        if answer.status != 200 {
            break answer;
        }
        allowed += 1;
        assert!(allowed < 100, "nobody stopped it");
    };
    refusal.assert_problem(ProblemType::RateLimit);
    let wait: u64 = refusal.header("retry-after").parse().expect("seconds");
    assert!((1..=3).contains(&wait), "{wait}");
    assert!(allowed >= 10, "{allowed}");

    assert_eq!(owner.get("/session").await.status, 200, "the person is not their program");
    assert_eq!(Program::of(&node, &calm).get("/session").await.status, 200);
}
