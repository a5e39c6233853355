//! Which rows of a long list are in view. Pure arithmetic, in pixels and places.

use std::ops::Range;

/// Rows beyond the edges of the view that are there already when it scrolls.
const OVERSCAN: u32 = 8;

/// The part of the list that is in view.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Viewport {
    /// How far it has been scrolled.
    pub top: f64,
    /// The height of the view.
    pub height: f64,
    /// The height of one row.
    pub row: f64,
}

impl Viewport {
    /// The places to show of so many rows, with some beyond both edges.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "both are clamped to 0..=total first")]
    pub fn places(&self, total: u32) -> Range<u32> {
        let place = |pixels: f64| (pixels / self.row.max(1.0)).clamp(0.0, f64::from(total)) as u32;
        let first = place(self.top).saturating_sub(OVERSCAN);
        let last = place(self.top + self.height).saturating_add(1 + OVERSCAN).min(total);
        first.min(last)..last
    }

    /// Where to scroll so that a row is wholly in view; none when it is.
    pub fn reveal(&self, place: u32) -> Option<f64> {
        let start = f64::from(place) * self.row;
        let end = start + self.row;
        if start < self.top {
            Some(start)
        } else if end > self.top + self.height {
            Some(end - self.height)
        } else {
            None
        }
    }

    /// How many whole rows fit.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a screen has fewer rows than 2^32")]
    pub fn page(&self) -> u32 {
        ((self.height / self.row.max(1.0)).floor() as u32).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(top: f64) -> Viewport {
        Viewport { top, height: 600.0, row: 60.0 }
    }

    #[test]
    fn the_rows_in_view_and_a_few_more_are_shown() {
        assert_eq!(at(0.0).places(100_000), 0..19);
        assert_eq!(at(6000.0).places(100_000), 92..119);
        assert_eq!(at(5_999_400.0).places(100_000), 99_982..100_000);
        assert_eq!(at(0.0).places(0), 0..0);
    }

    #[test]
    fn a_row_outside_the_view_is_brought_to_its_nearer_edge() {
        assert_eq!(at(600.0).reveal(12), None);
        assert_eq!(at(600.0).reveal(9), Some(540.0));
        assert_eq!(at(600.0).reveal(20), Some(660.0));
    }
}
