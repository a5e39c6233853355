//! From the password to the first rows: one request, beside a login and a list on a new raw connection.

use std::time::Instant;

use farm::{Farm, Person};

use crate::Outcome;
use crate::figure::{Figure, Goal, Times};
use crate::node::{Node, ROWS};
use crate::raw::{ROW_ITEMS, Raw};

const ROUNDS: usize = 20;

pub(crate) async fn measure(farm: &Farm, node: &Node, person: &Person) -> Outcome<Vec<Figure>> {
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    for _ in 0..ROUNDS {
        let mut browser = node.browser();
        let begun = Instant::now();
        browser.sign_in(&person.name, "?include=mailboxes,identities,inbox").await?;
        ours.push(begun.elapsed());
        // So that the next one begins anew, with a connection of its own.
        browser.sign_out().await?;
        let begun = Instant::now();
        first_rows(farm, person).await?;
        theirs.push(begun.elapsed());
    }
    let what = "sign in, the tree and the first rows in one request";
    Ok(vec![Figure::beside(what, "ms", ours.median(), theirs.median(), Goal::RatioAtMost(1.5))])
}

/// The same by hand: connect, log in, look at the tree, select, fetch.
async fn first_rows(farm: &Farm, person: &Person) -> Outcome<()> {
    let mut raw = Raw::sign_in(farm, person).await?;
    raw.run("LIST \"\" * RETURN (SUBSCRIBED CHILDREN SPECIAL-USE STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ))").await?;
    let selected = raw.run("SELECT INBOX").await?;
    let selected = String::from_utf8_lossy(&selected).into_owned();
    let exists =
        selected.lines().find_map(|line| line.strip_prefix("* ")?.strip_suffix(" EXISTS")?.parse::<usize>().ok());
    let newest = exists.ok_or("no EXISTS")?;
    raw.run(&format!("FETCH {}:{newest} {ROW_ITEMS}", newest.saturating_sub(ROWS - 1).max(1))).await?;
    Ok(())
}
