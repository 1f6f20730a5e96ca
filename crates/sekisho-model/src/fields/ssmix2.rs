//! SS-MIX2: segments and fields of its HL7 v2.5 messages.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::KnownField;
use super::load::{cell, class, concept, kind, rows};
use crate::Text;
use crate::profile::{Selector, ValueKind};

const FIELDS: &str = include_str!("../../../../dsl/ssmix2/fields.tsv");
const TYPES: &str = include_str!("../../../../dsl/ssmix2/types.tsv");

/// What a data type is to an action, and how many components it has.
type Types = BTreeMap<&'static str, (ValueKind, u16)>;

fn types() -> &'static Types {
    static ALL: LazyLock<Types> = LazyLock::new(|| {
        rows(TYPES)
            .map(|row| {
                let components = cell(&row, 2).parse().expect("dsl/ssmix2/types.tsv counts");
                (cell(&row, 0), (kind(cell(&row, 1)), components))
            })
            .collect()
    });
    &ALL
}

pub fn fields() -> &'static [KnownField] {
    static ALL: LazyLock<Vec<KnownField>> = LazyLock::new(|| rows(FIELDS).map(field).collect());
    &ALL
}

fn field(row: Vec<&'static str>) -> KnownField {
    let name = cell(&row, 0);
    let kind = types()
        .get(cell(&row, 1))
        .unwrap_or_else(|| panic!("dsl/ssmix2: {name} has an unknown type"));
    KnownField {
        selector: parse(name).unwrap_or_else(|| panic!("dsl/ssmix2: '{name}' is no field")),
        name: name.to_owned(),
        label: Text::new(cell(&row, 4), cell(&row, 5)),
        type_name: cell(&row, 1).to_owned(),
        kind: kind.0,
        identifiability: class(cell(&row, 2)),
        concept: concept(cell(&row, 3)),
    }
}

/// `PID-5`, `PID-11.5`.
pub fn parse(name: &str) -> Option<Selector> {
    let (segment, place) = name.split_once('-')?;
    let (field, component) = match place.split_once('.') {
        Some((field, component)) => (field, Some(component.parse().ok()?)),
        None => (place, None),
    };
    Some(Selector::Segment {
        segment: segment.to_owned(),
        field: field.parse().ok()?,
        component,
    })
}

/// A field by its name; a component without a line of its own is a text of its field's class.
pub fn find(name: &str) -> Option<KnownField> {
    if let Some(known) = fields().iter().find(|field| field.name == name) {
        return Some(known.clone());
    }
    let (whole, _) = name.split_once('.')?;
    let known = fields().iter().find(|field| field.name == whole)?;
    let Some(Selector::Segment {
        component: Some(component),
        ..
    }) = parse(name)
    else {
        return None;
    };
    let (_, components) = types().get(known.type_name.as_str())?;
    (component > 0 && component <= *components).then(|| KnownField {
        selector: parse(name).expect("it was parsed above"),
        name: name.to_owned(),
        type_name: "ST".to_owned(),
        kind: ValueKind::Text,
        ..known.clone()
    })
}
