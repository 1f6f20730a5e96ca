//! VCF: fixed columns, sample names, reserved INFO and FORMAT keys, records of a chromosome.

use std::sync::LazyLock;

use super::KnownField;
use super::load::{cell, class, concept, kind, rows};
use crate::Text;
use crate::catalog::Identifiability;
use crate::profile::{Selector, ValueKind, VcfField};

const FIELDS: &str = include_str!("../../../../dsl/vcf/fields.tsv");

pub fn fields() -> &'static [KnownField] {
    static ALL: LazyLock<Vec<KnownField>> = LazyLock::new(|| rows(FIELDS).map(field).collect());
    &ALL
}

fn field(row: Vec<&'static str>) -> KnownField {
    let name = cell(&row, 1).to_owned();
    let part = match cell(&row, 0) {
        "fixed" => VcfField::Fixed(name),
        "sample" => VcfField::Sample,
        "info" => VcfField::Info(name),
        "format" => VcfField::Format(name),
        "chromosome" => VcfField::Chromosome(name),
        other => panic!("dsl/vcf/fields.tsv: '{other}' is no part of a VCF file"),
    };
    KnownField {
        name: part.to_string(),
        selector: Selector::Vcf(part),
        label: Text::new(cell(&row, 5), cell(&row, 6)),
        type_name: cell(&row, 2).to_owned(),
        kind: kind(cell(&row, 2)),
        identifiability: class(cell(&row, 3)),
        concept: concept(cell(&row, 4)),
    }
}

/// `INFO.AF`, `FORMAT.GT`, `sample`, `chrY`, `POS`; a bare key (`GT`) where only FORMAT or only
/// INFO has it, and FORMAT where both do.
pub fn find(name: &str) -> Option<&'static KnownField> {
    let exact = fields().iter().find(|field| field.name == name);
    exact.or_else(|| {
        ["FORMAT.", "INFO."].iter().find_map(|part| {
            fields()
                .iter()
                .find(|field| field.name.strip_prefix(part) == Some(name))
        })
    })
}

/// A key that the file's own header defines: anything may stand in it.
pub fn own(name: &str) -> Option<KnownField> {
    let (part, key) = name.split_once('.')?;
    let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'.'));
    let part = match part {
        "INFO" if is_key => VcfField::Info(key.to_owned()),
        "FORMAT" if is_key => VcfField::Format(key.to_owned()),
        _ => return None,
    };
    Some(KnownField {
        name: part.to_string(),
        selector: Selector::Vcf(part),
        label: Text::new(name, name),
        type_name: "text".to_owned(),
        kind: ValueKind::Text,
        identifiability: Identifiability::Free,
        concept: None,
    })
}
