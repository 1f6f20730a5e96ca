//! A person as a source writes one. Every field may be absent, and what is absent says nothing.

/// What one record says of whom it is about, in the source's own writing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The caller's name for this record; unique among those compared.
    pub id: u64,
    pub kanji: Name,
    pub kana: Name,
    /// Any writing that [`crate::normal::date::Birth::parse`] reads, in either calendar.
    pub birth: Option<String>,
    /// A code or word of [`crate::normal::sex::Sex::parse`].
    pub sex: Option<String>,
    pub postal_code: Option<String>,
    pub address: Option<String>,
    pub telephones: Vec<String>,
    pub keys: Vec<Key>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    pub family: Option<String>,
    pub given: Option<String>,
}

/// A number that somebody gave, unique among those of the same assigner only.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub assigner: String,
    pub value: String,
}

impl Name {
    pub fn new(family: impl Into<String>, given: impl Into<String>) -> Self {
        Self {
            family: Some(family.into()),
            given: Some(given.into()),
        }
    }

    /// A name in one field: `山田　太郎`, `山田^太郎` (HL7 XPN, DICOM PN). Without a mark between
    /// them the parts are told apart later, by the names of the other records.
    pub fn parse(text: &str) -> Self {
        let is_mark = |c: char| c.is_whitespace() || matches!(c, '^' | ',' | '，' | '、');
        let mut parts = text.split(is_mark).filter(|part| !part.is_empty());
        let family = parts.next().map(str::to_owned);
        let given: String = parts.collect();
        Self {
            family,
            given: (!given.is_empty()).then_some(given),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_one_field_is_parted_at_its_mark() {
        let parted = Name::new("山田", "太郎");
        for text in ["山田　太郎", "山田 太郎", "山田^太郎", " 山田,  太郎 "] {
            assert_eq!(Name::parse(text), parted, "{text}");
        }
        let whole = Name::parse("山田太郎");
        assert_eq!(
            (whole.family.as_deref(), whole.given),
            (Some("山田太郎"), None)
        );
        assert_eq!(Name::parse(" ^ "), Name::default());
    }
}
