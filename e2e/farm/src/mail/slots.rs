//! The blanks of the corpora, `{place}` or `{day}`, and what stands in them this time.

use super::calendar::{DAY, day_name, local, month_name};
use super::dice::Dice;

const PLACES: [&str; 20] = [
    "Harbour Square",
    "Mill Pond Park",
    "St Aubin Gardens",
    "the Orchard Steps",
    "Station Green",
    "Lime Walk",
    "the Old Tannery",
    "Fountain Court",
    "the Weavers’ Yard",
    "Lock Keeper’s Meadow",
    "the Botanic Terrace",
    "Canal Street",
    "the Reading Garden",
    "Bishop’s Field",
    "the Rope Walk",
    "Market Cross",
    "Swan Island",
    "the Cedar Lawn",
    "the Upper Quay",
    "Garrison Park",
];
const CITIES: [&str; 16] = [
    "Lisbon", "Kraków", "Lyon", "Utrecht", "Leipzig", "Bergen", "Graz", "Porto", "Ghent", "Turin", "Malmö", "Bilbao",
    "Zürich", "Tartu", "Galway", "Brno",
];

/// One filling of the blanks.
pub(crate) struct Slots(Vec<(&'static str, String)>);

impl Slots {
    /// What somebody who writes at this moment would say.
    pub(crate) fn at(moment: i64, first_name: &str, dice: &mut Dice) -> Self {
        let then = local(moment + dice.between(2, 12) * DAY, 0);
        let hour = dice.between(8, 17);
        let minute = dice.pick(&["00", "15", "30", "45"]);
        let month = month_name(local(moment, 0).month());
        Self(vec![
            ("{me}", first_name.into()),
            ("{place}", (*dice.pick(&PLACES)).into()),
            ("{city}", (*dice.pick(&CITIES)).into()),
            ("{day}", day_name(then.weekday()).into()),
            ("{date}", format!("{} {}", then.day(), month_name(then.month()))),
            ("{dm}", format!("{:02}.{:02}.", then.day(), u8::from(then.month()))),
            ("{month}", month.into()),
            ("{time}", format!("{hour}:{minute}")),
            ("{time2}", format!("{}:{minute}", hour + 2)),
            ("{n}", dice.between(2, 9).to_string()),
            ("{num}", dice.between(11, 389).to_string()),
            ("{amount}", format!("{},{:03}", dice.between(1, 9), dice.below(1000))),
            ("{big}", dice.between(100_000, 999_999).to_string()),
        ])
    }

    /// The text with every blank filled.
    pub(crate) fn fill(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 32);
        let mut rest = text;
        while let Some((before, blank)) = rest.split_once('{') {
            out += before;
            let Some((slot, word)) = self.0.iter().find(|(slot, _)| blank.starts_with(&slot[1..])) else {
                out.push('{');
                rest = blank;
                continue;
            };
            out += word;
            rest = &blank[slot.len() - 1..];
        }
        out + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_filled_and_other_braces_stay() {
        let slots = Slots::at(1_795_426_200, "Alice", &mut Dice::new(1));
        assert_eq!(slots.fill("Hi {me}, a {brace} and {"), "Hi Alice, a {brace} and {");
        assert!(
            !slots
                .fill("{place} {city} {day} {date} {dm} {month} {time} {time2} {n} {num} {amount} {big}")
                .contains('{')
        );
    }
}
