//! How the codes of a system are written, as data of the model says it: a shape such as
//! `A99.X{1,4}` and a check digit.
//!
//! `A` is a capital letter, `9` a digit, `X` either; `{m,n}` repeats the sign before it; any other
//! sign stands for itself.

/// One shape, as written in `systems.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    parts: Vec<(char, usize, usize)>,
}

impl Shape {
    /// `None` where braces don't close or hold no two numbers.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = text.chars().peekable();
        while let Some(sign) = rest.next() {
            let (mut least, mut most) = (1, 1);
            if rest.peek() == Some(&'{') {
                let inside: String = rest.by_ref().skip(1).take_while(|c| *c != '}').collect();
                let (low, high) = inside.split_once(',')?;
                (least, most) = (low.parse().ok()?, high.parse().ok()?);
            }
            parts.push((sign, least, most));
        }
        Some(Self { parts })
    }

    /// Is this a whole code of the shape?
    pub fn fits(&self, code: &str) -> bool {
        let signs: Vec<char> = code.chars().collect();
        matches(&self.parts, &signs, false)
    }

    /// Is this a code of the shape, or the beginning of one?
    pub fn begins(&self, code: &str) -> bool {
        let signs: Vec<char> = code.chars().collect();
        matches(&self.parts, &signs, true)
    }
}

fn matches(parts: &[(char, usize, usize)], signs: &[char], beginning: bool) -> bool {
    if signs.is_empty() && beginning {
        return true;
    }
    let Some(((sign, least, most), rest)) = parts.split_first() else {
        return signs.is_empty();
    };
    let run = signs
        .iter()
        .take(*most)
        .take_while(|c| stands_for(*sign, **c))
        .count();
    // A beginning may end inside the run.
    if beginning && run == signs.len() && run < *least {
        return true;
    }
    (*least..=run).any(|taken| matches(rest, &signs[taken..], beginning))
}

fn stands_for(sign: char, found: char) -> bool {
    match sign {
        'A' => found.is_ascii_uppercase(),
        '9' => found.is_ascii_digit(),
        'X' => found.is_ascii_uppercase() || found.is_ascii_digit(),
        other => found == other,
    }
}

/// Luhn's mod 10 over digits and a last check digit, as LOINC writes them: `10230-1`. A code with
/// other signs than digits and one hyphen is not judged.
pub fn luhn(code: &str) -> bool {
    let Some(digits) = digits(code) else {
        return true;
    };
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(n, digit)| match n % 2 {
            0 => *digit,
            _ => digit * 2 % 10 + digit * 2 / 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Verhoeff's check over digits, the last being the check digit, as SNOMED CT identifiers end.
pub fn verhoeff(code: &str) -> bool {
    const PERMUTED: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let Some(digits) = digits(code) else {
        return true;
    };
    let permuted =
        |digit: u32, times: usize| (0..times % 8).fold(digit, |d, _| PERMUTED[d as usize]);
    let check = digits
        .iter()
        .rev()
        .enumerate()
        .fold(0, |check, (n, digit)| dihedral(check, permuted(*digit, n)));
    check == 0
}

/// Multiplication in the dihedral group of ten: 0–4 turn, 5–9 turn and mirror.
fn dihedral(a: u32, b: u32) -> u32 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b - 5) % 5,
        (false, true) => 5 + (a - 5 + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

fn digits(code: &str) -> Option<Vec<u32>> {
    let digits: Option<Vec<u32>> = code
        .chars()
        .filter(|c| *c != '-')
        .map(|c| c.to_digit(10))
        .collect();
    digits.filter(|digits| !digits.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_fits_whole_codes_and_knows_their_beginnings() {
        let icd = Shape::parse("A9X.X{1,4}").unwrap();
        assert!(
            icd.fits("C34.1") && icd.fits("C7A.0092") && icd.begins("C3") && icd.begins("C34.")
        );
        assert!(
            !icd.fits("C34") && !icd.fits("c34.1") && !icd.begins("34") && !icd.fits("C34.12345")
        );
        let atc = Shape::parse("A99A{2,2}99").unwrap();
        assert!(atc.fits("L01EB02") && atc.begins("L01E") && !atc.fits("L01E"));
        assert_eq!(Shape::parse("9{1"), None);
    }

    /// Codes of the published tables; each with a digit changed, or two digits swapped, is refused.
    #[test]
    fn check_digits_hold_for_published_codes_and_for_no_slip_of_them() {
        for code in ["10230-1", "2160-0", "718-7", "85337-4"] {
            assert!(luhn(code) && !luhn(&slip(code)), "{code}");
        }
        for code in ["254637007", "363358000", "73211009", "11000181102"] {
            assert!(verhoeff(code) && !verhoeff(&slip(code)), "{code}");
        }
        assert!(luhn("LP14542-6") && verhoeff("not digits"));
    }

    fn slip(code: &str) -> String {
        let first = code.chars().next().and_then(|c| c.to_digit(10)).unwrap();
        format!("{}{}", (first + 1) % 10, &code[1..])
    }
}
