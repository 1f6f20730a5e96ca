//! Numbers that leave by no consent: 個人番号 (番号法19条・20条) and 被保険者等記号・番号 (健康保険法194条の2,
//! 国民健康保険法111条の2, 高齢者医療確保法161条の2); how fields, identifiers and extensions hold them.
//!
//! Which identifiers and extensions hold one is data (`dsl/numbers`, see its SOURCES.md), embedded
//! and read once.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

const IDENTIFIERS: &str = include_str!("../../../dsl/numbers/identifiers.tsv");
const DIGITS: usize = 12;

/// Whose leaving no standard and no consent can allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedNumber {
    /// 個人番号. A code used in its place counts as the number itself (番号法2条9項).
    Individual,
    /// 被保険者等記号・番号
    Insured,
}

impl ClosedNumber {
    pub const ALL: [Self; 2] = [Self::Individual, Self::Insured];

    /// The concept of a field that holds it, and its word in a standard.
    pub fn word(self) -> &'static str {
        match self {
            Self::Individual => "individual_number",
            Self::Insured => "insured_number",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|number| number.word() == word)
    }

    /// The clauses that close it, as a sentence quotes them.
    pub fn clause(self) -> &'static str {
        match self {
            Self::Individual => "番号法2条9項・19条・20条",
            Self::Insured => "健康保険法194条の2、国民健康保険法111条の2、高齢者医療確保法161条の2",
        }
    }

    /// What an extension with this URL holds.
    pub fn of_extension(url: &str) -> Option<Self> {
        told(What::Extension, url)
    }
}

/// What an identifier says of itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Identified<'a> {
    pub system: Option<&'a str>,
    pub value: Option<&'a str>,
    /// It stands in a `Coverage`, whose identifiers are those of an insured person.
    pub of_coverage: bool,
}

/// What of an identifier's value may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// Whatever the rules say.
    Open,
    /// A keyed name at the most: it is an insured person's number, or nobody says whose number it is.
    Keyed,
    /// 個人番号: nothing, not even a keyed name.
    Nothing,
}

impl Identified<'_> {
    /// `types`: system and code of each coding of `Identifier.type`.
    pub fn leave(&self, types: impl Iterator<Item = (String, String)>) -> Leave {
        let system = self.system.filter(|system| !system.trim().is_empty());
        let of_system = system.and_then(|system| told(What::System, system));
        let of_type = types.filter_map(|(system, code)| of_type(&system, &code));
        let number = match self.value.is_some_and(is_individual_number) {
            true => Some(ClosedNumber::Individual),
            false => of_system.into_iter().chain(of_type).min(),
        };
        match number {
            Some(ClosedNumber::Individual) => Leave::Nothing,
            Some(ClosedNumber::Insured) => Leave::Keyed,
            None if system.is_none() || self.of_coverage => Leave::Keyed,
            None => Leave::Open,
        }
    }
}

/// Twelve digits whose last one is right (平成26年総務省令第85号5条), however they are set.
pub fn is_individual_number(text: &str) -> bool {
    let mut digits = [0; DIGITS];
    let mut count = 0;
    for sign in text.chars() {
        let digit = match sign {
            '0'..='9' => sign as u32 - '0' as u32,
            '０'..='９' => sign as u32 - '０' as u32,
            sign if is_between(sign) => continue,
            _ => return false,
        };
        let Some(place) = digits.get_mut(count) else {
            return false;
        };
        *place = digit;
        count += 1;
    }
    let weighed = (1..DIGITS).map(|n| {
        let weight = if n <= 6 { n + 1 } else { n - 5 };
        digits[DIGITS - 1 - n] * weight as u32
    });
    let rest = weighed.sum::<u32>() % 11;
    let check = if rest <= 1 { 0 } else { 11 - rest };
    count == DIGITS && digits[DIGITS - 1] == check
}

/// What people set between groups of digits.
fn is_between(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(
            sign,
            '-' | '‐' | '‑' | '–' | '—' | '−' | '－' | 'ー' | '.' | ':'
        )
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    System,
    Type,
    Extension,
}

/// A line of the table.
struct Line {
    what: What,
    /// The text, or a branch of it; else anything that holds it.
    exact: bool,
    text: String,
    number: ClosedNumber,
}

fn told(what: What, text: &str) -> Option<ClosedNumber> {
    let text = plain(text);
    let lines = table().iter().filter(|line| line.what == what);
    lines
        .filter(|line| line.meets(&text))
        .map(|line| line.number)
        .min()
}

fn of_type(system: &str, code: &str) -> Option<ClosedNumber> {
    let system = plain(system);
    // `terminology.hl7.org/CodeSystem/v2-0203`, `hl7.org/fhir/v2/0203`, `urn:oid:2.16.840.1.113883.18.108`
    let is_table = system.is_empty()
        || system.ends_with("v2-0203")
        || system.ends_with("v2/0203")
        || system == "2.16.840.1.113883.18.108";
    is_table
        .then(|| told(What::Type, &format!("v2-0203 {}", code.trim())))
        .flatten()
}

impl Line {
    fn meets(&self, text: &str) -> bool {
        if !self.exact {
            return text.contains(&self.text);
        }
        let rest = text.strip_prefix(&self.text);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/', '#', '|', '?', ':']))
    }
}

/// As texts are compared: one letter case, no scheme, no last stroke. A slip such as `http:/` is met.
fn plain(text: &str) -> String {
    let text = text.trim().to_lowercase();
    let text = ["urn:oid:", "oid:", "https:", "http:"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme))
        .unwrap_or(&text);
    text.trim_matches('/').to_owned()
}

fn table() -> &'static [Line] {
    static TABLE: LazyLock<Vec<Line>> = LazyLock::new(|| {
        let lines = IDENTIFIERS.lines().filter(|line| !line.starts_with('#'));
        let read = |line: &str| parsed(line).unwrap_or_else(|| panic!("identifiers.tsv: {line}"));
        lines.map(read).collect()
    });
    &TABLE
}

fn parsed(line: &str) -> Option<Line> {
    let mut cells = line.split('\t');
    Some(Line {
        what: match cells.next()? {
            "system" => What::System,
            "type" => What::Type,
            "extension" => What::Extension,
            _ => return None,
        },
        exact: match cells.next()? {
            "is" => true,
            "holds" => false,
            _ => return None,
        },
        text: plain(cells.next()?),
        number: ClosedNumber::parse(cells.next()?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by the formula; nobody's.
    const NUMBER: &str = "123456789018";

    fn leave(system: Option<&str>, value: &str) -> Leave {
        let identified = Identified {
            system,
            value: Some(value),
            of_coverage: false,
        };
        identified.leave(std::iter::empty())
    }

    #[test]
    fn a_number_of_the_state_is_told_by_its_last_digit() {
        assert!(is_individual_number(NUMBER));
        assert!(
            is_individual_number("1234-5678-9018")
                && is_individual_number("１２３４　５６７８　９０１８")
        );
        for other in [
            "123456789010",
            "12345678901",
            "1234567890180",
            "12345678901x",
            "",
        ] {
            assert!(!is_individual_number(other), "{other}");
        }
        let passing =
            (0..1000).filter(|n| is_individual_number(&format!("{:012}", 98_765_432_000_u64 + n)));
        assert_eq!(passing.count(), 100, "one last digit of ten");
    }

    #[test]
    fn every_spelling_of_an_insured_number_is_met() {
        for system in [
            "urn:oid:1.2.392.100495.20.3.63",
            "OID:1.2.392.100495.20.3.62",
            "urn:oid:1.2.392.100495.20.3.63.06123456",
            "http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID",
            "http:/jpfhir.jp/fhir/ccs/Idsysmem/JP_Insurance_member/00012345",
            "HTTP://JPFHIR.JP/fhir/core/mhlw/IdSystem/InsuredPersonNumber/",
            " https://jpfhir.jp/fhir/core/mhlw/IdSystem/InsuredPersonSymbol",
        ] {
            assert_eq!(leave(Some(system), "187"), Leave::Keyed, "{system}");
        }
        for other in [
            "urn:oid:1.2.392.100495.20.3.630",
            "urn:oid:1.2.392.100495.20.3.51.11311234567",
        ] {
            assert_eq!(leave(Some(other), "187"), Leave::Open, "{other}");
        }
    }

    #[test]
    fn nobodys_number_is_taken_for_one_and_a_number_of_the_state_has_no_way() {
        assert_eq!(leave(None, "187"), Leave::Keyed);
        assert_eq!(leave(Some(" "), "187"), Leave::Keyed);
        assert_eq!(leave(Some("urn:hospital"), NUMBER), Leave::Nothing);
        let typed = |code: &str| {
            let types = [(
                "http://terminology.hl7.org/CodeSystem/v2-0203".to_owned(),
                code.to_owned(),
            )];
            let identified = Identified {
                system: Some("urn:hospital"),
                ..Identified::default()
            };
            identified.leave(types.into_iter())
        };
        assert_eq!(typed("MR"), Leave::Open);
        assert_eq!(typed("MB"), Leave::Keyed);
        assert_eq!(typed("NNJPN"), Leave::Nothing);
    }

    #[test]
    fn extensions_are_told_by_their_url() {
        let url = "http://jpfhir.jp/fhir/core/Extension/StructureDefinition/JP_Coverage_InsuredPersonSymbol";
        assert_eq!(ClosedNumber::of_extension(url), Some(ClosedNumber::Insured));
        assert_eq!(
            ClosedNumber::of_extension(
                "http://hl7.org/fhir/StructureDefinition/patient-citizenship"
            ),
            None
        );
    }
}
