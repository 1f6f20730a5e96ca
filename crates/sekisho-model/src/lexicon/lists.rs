//! Short lists that ship with Sekisho: languages, media types, URIs that name nobody.

use std::sync::LazyLock;

const LANGUAGES: &str = include_str!("../../../../dsl/fhir-r4/languages.txt");
const MEDIA_TYPES: &str = include_str!("../../../../dsl/fhir-r4/media_types.txt");
const ADDRESSES: &str = include_str!("../../../../dsl/fhir-r4/addresses.txt");

/// A tag of BCP 47: a language, then perhaps a script, then perhaps a country.
pub fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-').peekable();
    let language = parts
        .next()
        .is_some_and(|part| subtags("language").contains(&part));
    if parts
        .peek()
        .is_some_and(|part| subtags("script").contains(part))
    {
        parts.next();
    }
    if parts
        .peek()
        .is_some_and(|part| subtags("country").contains(part))
    {
        parts.next();
    }
    language && parts.next().is_none()
}

pub fn is_media_type(name: &str) -> bool {
    static KNOWN: LazyLock<Vec<&str>> = LazyLock::new(|| sorted(MEDIA_TYPES));
    KNOWN.binary_search(&name).is_ok()
}

/// A URI of a system or of a profile.
pub fn is_address(uri: &str) -> bool {
    static KNOWN: LazyLock<Vec<&str>> = LazyLock::new(|| sorted(ADDRESSES));
    KNOWN.binary_search(&uri).is_ok()
}

fn subtags(kind: &str) -> &'static [&'static str] {
    static KNOWN: LazyLock<Vec<(&str, Vec<&str>)>> = LazyLock::new(|| {
        let line = |line: &'static str| {
            let (kind, tags) = line.split_once(' ')?;
            Some((kind, tags.split(' ').collect()))
        };
        lines(LANGUAGES).filter_map(line).collect()
    });
    let found = KNOWN.iter().find(|(known, _)| *known == kind);
    found.map_or(&[], |(_, tags)| tags)
}

fn sorted(text: &'static str) -> Vec<&'static str> {
    let mut words: Vec<_> = lines(text).collect();
    words.sort_unstable();
    words
}

pub(super) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with("# ") && *line != "#")
}
