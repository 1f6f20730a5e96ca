//! Where records come from: the assigner of every id that a source gives.
//!
//! An id is unique within its source only (FHIR R4, resource.html#id). Inside the bank a named
//! source stands before the id, `b:1001`; a FHIR id holds no colon, so no two sources can meet, and
//! whatever keys a record by its type and id keys it by its source, too.

use crate::Text;

/// A source by its name. The default one is that of an ingest that names none.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source(String);

/// The longest name.
const NAME_MAX: usize = 64;

impl Source {
    /// What names the default source where it must be told from others.
    pub const DEFAULT: &'static str = "default";

    /// `[a-z0-9][a-z0-9._-]{0,63}`: no separator of ours, no second way of writing the same name
    /// (case, width, look-alikes), nothing that a terminal or a table would act on.
    pub fn parse(name: &str) -> Option<Self> {
        let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let first = name.bytes().next().is_some_and(letter);
        let holds = name
            .bytes()
            .all(|b| letter(b) || matches!(b, b'.' | b'_' | b'-'));
        match name {
            Self::DEFAULT => Some(Self::default()),
            _ => (first && holds && name.len() <= NAME_MAX).then(|| Self(name.to_owned())),
        }
    }

    /// Why a name is none, and what to write.
    pub fn refused() -> Text {
        Text::new(
            format!(
                "送り元の名前は、小文字の英字・数字・「.」「_」「-」で {NAME_MAX} 字まで、先頭は英字か数字で書いてください（例: osaka-u）"
            ),
            format!(
                "write the name of a source in lower-case letters, digits, '.', '_' and '-', {NAME_MAX} at most, a letter or digit first (for example osaka-u)"
            ),
        )
    }

    pub fn name(&self) -> &str {
        match self.is_default() {
            true => Self::DEFAULT,
            false => &self.0,
        }
    }

    pub fn is_default(&self) -> bool {
        self.0.is_empty()
    }

    /// An id of this source, as the bank keeps it.
    pub fn id(&self, id: &str) -> String {
        match self.is_default() {
            true => id.to_owned(),
            false => format!("{}:{id}", self.0),
        }
    }

    /// `Type/id` of this source, as the bank keeps it.
    pub fn key(&self, key: &str) -> String {
        match key.split_once('/') {
            Some((kind, id)) => format!("{kind}/{}", self.id(id)),
            None => self.id(key),
        }
    }

    /// A name that a Bundle of this source gives one of its entries (`urn:uuid:…`, `https://…`). It
    /// may hold anything, so that it stands behind a bar also where the source has no name.
    pub fn alias(&self, url: &str) -> String {
        format!("{}|{url}", self.0)
    }

    /// Whose id this is, and the id that the source gave. `None`: it is written as no id of ours.
    pub fn split(id: &str) -> Option<(Self, &str)> {
        match id.split_once(':') {
            None => Some((Self::default(), id)),
            Some((source, id)) => Some((Self::parse(source)?, id)),
        }
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_one_way_of_writing_it_and_no_separator() {
        for good in ["a", "osaka-u", "h1.ward_2", "0", "default"] {
            assert!(Source::parse(good).is_some(), "{good}");
        }
        let long = "a".repeat(NAME_MAX + 1);
        for bad in [
            "", "A", "a/b", "a|b", "a:b", "a b", "-a", ".a", "a\n", "a\u{0}", "а", "ａ", "大阪",
            "a\u{301}", &long,
        ] {
            assert!(Source::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn ids_of_two_sources_never_meet_and_the_default_one_is_as_it_came() {
        let of = |name: &str| Source::parse(name).expect("a name");
        assert_eq!(of("default").id("1001"), "1001");
        assert_eq!(of("b").key("Patient/1001"), "Patient/b:1001");
        assert_eq!(Source::split("b:1001"), Some((of("b"), "1001")));
        assert_eq!(Source::split("1001"), Some((Source::default(), "1001")));
        assert_eq!(Source::split("B:1001"), None);
        // A source may be called as a scheme is, and a Bundle may write a bar.
        assert_ne!(of("urn").alias("uuid:1"), of("default").alias("urn:uuid:1"));
        assert_ne!(of("a").alias("x"), of("default").alias("a|x"));
    }
}
