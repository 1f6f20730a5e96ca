//! Sex as records write it: FHIR `administrative-gender`, HL7 table 0001, 1 and 2 of claims and
//! ISO/IEC 5218. Anything else says nothing.

use super::letters::clean;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    Male,
    Female,
}

impl Sex {
    pub fn parse(text: &str) -> Option<Self> {
        match clean(text)?.as_str() {
            "1" | "M" | "MALE" | "男" | "男性" => Some(Self::Male),
            "2" | "F" | "FEMALE" | "女" | "女性" => Some(Self::Female),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_words() {
        for (text, expect) in [
            ("male", Some(Sex::Male)),
            ("Ｆ", Some(Sex::Female)),
            ("1", Some(Sex::Male)),
            ("女", Some(Sex::Female)),
            ("unknown", None),
            ("9", None),
            ("", None),
        ] {
            assert_eq!(Sex::parse(text), expect, "{text}");
        }
    }
}
