//! Rows of the catalogs' TSV files. A mistake in them is a mistake in the build.

use crate::catalog::Identifiability;
use crate::profile::ValueKind;

/// The cells of every line that is no comment.
pub(super) fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
}

pub(super) fn cell(row: &[&'static str], at: usize) -> &'static str {
    row.get(at).copied().unwrap_or_default()
}

pub(super) fn class(word: &str) -> Identifiability {
    Identifiability::ALL
        .into_iter()
        .find(|class| class.word() == word)
        .unwrap_or_else(|| panic!("'{word}' is no class of identifiability"))
}

pub(super) fn concept(word: &str) -> Option<String> {
    (!word.is_empty()).then(|| word.to_owned())
}

pub(super) fn kind(word: &str) -> ValueKind {
    match word {
        "id" => ValueKind::Id,
        "text" => ValueKind::Text,
        "prose" => ValueKind::Prose,
        "code" => ValueKind::Code,
        "date" => ValueKind::Date,
        "decimal" => ValueKind::Decimal,
        "integer" => ValueKind::Integer,
        "bool" => ValueKind::Bool,
        "whole" | "record" => ValueKind::Opaque,
        _ => panic!("'{word}' is no type of field"),
    }
}
