//! Names: what is written first, what is read where the writing does not decide.

use strsim::generic_jaro_winkler;

use super::is_turned;
use crate::level::Level;
use crate::people::{Half, One, People, Symbol};

/// Jaro–Winkler from which two names are near, where they are long enough for it.
const NEAR: f64 = 0.92;

/// Of family and of given name. Changed places are told of the family name alone, so that one slip
/// is not weighed twice; the given name is then compared across.
pub fn levels(people: &People, a: &One, b: &One) -> (Level, Level) {
    let straight = (alike(a.family, b.family), alike(a.given, b.given));
    if let (None, None) = straight
        && let (Some(_), Some(given)) = (alike(a.family, b.given), alike(a.given, b.family))
    {
        return (Level::Swapped, given);
    }
    let level = |alike: Option<Level>, a, b| alike.unwrap_or_else(|| unlike(people, a, b));
    (
        level(straight.0, a.family, b.family),
        level(straight.1, a.given, b.given),
    )
}

/// The level of two halves that agree in some form.
fn alike(a: Half, b: Half) -> Option<Level> {
    let reads_otherwise = a.sound.both(b.sound) && a.sound != b.sound;
    match () {
        () if a.written.is(b.written) && reads_otherwise => Some(Level::Reread),
        () if a.written.is(b.written) => Some(Level::Same),
        () if a.folded.is(b.folded) => Some(Level::Variant),
        () if a.reading.is(b.reading) => Some(Level::Reading),
        () if a.sound.is(b.sound) => Some(Level::Sound),
        () => None,
    }
}

/// The level of two halves that agree in none: by the reading where both have one.
fn unlike(people: &People, a: Half, b: Half) -> Level {
    let near = |a: Symbol, b: Symbol| match is_near(people.text(a), people.text(b)) {
        true => Level::Near,
        false => Level::Different,
    };
    match () {
        () if a.reading.both(b.reading) => near(a.reading, b.reading),
        () if a.folded.both(b.folded) => near(a.folded, b.folded),
        () => Level::Absent,
    }
}

/// One letter more, less or other, or two that changed places, in three letters or more; in six or
/// more what Jaro–Winkler calls near.
fn is_near(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() < 3 {
        return false;
    }
    if long.len() - short.len() <= 1 && is_edit_apart(short, long) {
        return true;
    }
    short.len() >= 6 && generic_jaro_winkler(&Letters(a), &Letters(b)) >= NEAR
}

/// What `strsim` walks over.
struct Letters<'a>(&'a [char]);

impl<'a> IntoIterator for &Letters<'a> {
    type Item = &'a char;
    type IntoIter = std::slice::Iter<'a, char>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

fn is_edit_apart(short: &[char], long: &[char]) -> bool {
    let head = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let short = short.get(head..).unwrap_or_default();
    let long = long.get(head..).unwrap_or_default();
    let (after_short, after_long) = (
        short.get(1..).unwrap_or_default(),
        long.get(1..).unwrap_or_default(),
    );
    match short.len() == long.len() {
        true => after_short == after_long || is_turned(short, long),
        false => short == after_long,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: &str, b: &str) -> bool {
        let letters = |text: &str| text.chars().collect::<Vec<char>>();
        let (a, b) = (letters(a), letters(b));
        assert_eq!(is_near(&a, &b), is_near(&b, &a));
        is_near(&a, &b)
    }

    #[test]
    fn a_letter_apart() {
        for (a, b) in [
            ("ヤマザキ", "ヤマサキ"),
            ("サトウ", "サトオ"),
            ("タナカ", "タナナカ"),
            ("タナカ", "タカナ"),
            ("キヨウコ", "キヨコ"),
            ("アレクサンドロス", "アレクサンドラス"),
        ] {
            assert!(near(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("ユキ", "ユカ"),
            ("サトウ", "カトオ"),
            ("ア", "アイ"),
            ("タナカ", "ヤマダ"),
            ("", "アイウ"),
        ] {
            assert!(!near(a, b), "{a} {b}");
        }
    }
}
