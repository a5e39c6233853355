//! Somebody else's server hangs: what bob notices of it.

use std::time::Instant;

use farm::{Farm, Home, Server};

use crate::Outcome;
use crate::figure::{Figure, Goal, Times};
use crate::node::{Browser, Node, bytes, list};

/// Requests before, during and after.
const REQUESTS: usize = 600;
/// Requests of alice's that hang meanwhile.
const HANGING: usize = 30;

pub(crate) async fn measure(farm: &Farm, node: &Node) -> Outcome<Vec<Figure>> {
    let (alice, bob) = (farm.newcomer(Home::Mail01), farm.newcomer(Home::Mail02));
    farm.fill(&bob, "INBOX", 200, 5)?;
    let (alice, bob) = (node.sign_in(&alice).await?, node.sign_in(&bob).await?);
    let path = list("INBOX", "position=0")?;
    bytes(alice.get(&path)).await?;

    lists(&bob, &path).await?;
    let mut untroubled = lists(&bob, &path).await?;
    farm.pause(Server::Mail01);
    let hanging: Vec<_> = (0..HANGING)
        .map(|_| {
            let request = alice.get(&path);
            tokio::spawn(async move { bytes(request).await.is_ok() })
        })
        .collect();
    let meanwhile = lists(&bob, &path).await;
    farm.resume(Server::Mail01);
    for request in hanging {
        request.await?;
    }
    let meanwhile = meanwhile?;
    untroubled.extend(lists(&bob, &path).await?);
    Ok(vec![
        Figure::beside(
            "bob's lists while alice's server hangs, 99 of 100 within",
            "ms",
            meanwhile.percentile(99),
            untroubled.percentile(99),
            Goal::RatioAtMost(1.2),
        ),
        Figure::beside("… median", "ms", meanwhile.median(), untroubled.median(), Goal::None),
    ])
}

async fn lists(browser: &Browser, path: &str) -> Outcome<Times> {
    let mut times = Times::default();
    for _ in 0..REQUESTS {
        let begun = Instant::now();
        bytes(browser.get(path)).await?;
        times.push(begun.elapsed());
    }
    Ok(times)
}
