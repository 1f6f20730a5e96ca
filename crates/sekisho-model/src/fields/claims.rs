//! レセ電 (UKE): the records of an electronic claim and their fields.

use std::sync::LazyLock;

use super::KnownField;
use super::load::{cell, class, concept, kind, rows};
use crate::Text;
use crate::profile::Selector;

const FIELDS: &str = include_str!("../../../../dsl/claims/fields.tsv");

/// A field with its place in the record's line, the record type being place 1.
#[derive(Debug)]
pub struct ClaimField {
    pub record: &'static str,
    pub position: u16,
    pub field: &'static str,
    pub known: KnownField,
}

pub fn fields() -> &'static [ClaimField] {
    static ALL: LazyLock<Vec<ClaimField>> = LazyLock::new(|| rows(FIELDS).map(field).collect());
    &ALL
}

fn field(row: Vec<&'static str>) -> ClaimField {
    let (record, name) = (cell(&row, 0), cell(&row, 2));
    let position = cell(&row, 1).parse();
    ClaimField {
        record,
        position: position.unwrap_or_else(|_| panic!("dsl/claims: {record}.{name} has no place")),
        field: name,
        known: KnownField {
            selector: Selector::Claim {
                record: record.to_owned(),
                field: name.to_owned(),
            },
            name: format!("{record}.{name}"),
            label: Text::new(cell(&row, 6), cell(&row, 7)),
            type_name: cell(&row, 3).to_owned(),
            kind: kind(cell(&row, 3)),
            identifiability: class(cell(&row, 4)),
            concept: concept(cell(&row, 5)),
        },
    }
}

/// `RE.birth_date`, or `points`: that field of every record that has one.
pub fn find(name: &str) -> Vec<&'static ClaimField> {
    let wanted = name.split_once('.');
    let is_it = |field: &&ClaimField| match wanted {
        Some((record, name)) => field.record == record && field.field == name,
        None => field.field == name,
    };
    fields().iter().filter(is_it).collect()
}
