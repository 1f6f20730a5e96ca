//! The columns of the data model's views as fields of a `table` block.

use super::KnownField;
use crate::oncology::{Column, ColumnType, DataModel};
use crate::profile::{Selector, ValueKind};
use crate::{Text, ViewName};

pub fn fields(model: &DataModel, view: &ViewName) -> Vec<KnownField> {
    let columns = model.views.get(view).map(|view| view.columns.as_slice());
    columns.unwrap_or_default().iter().map(field).collect()
}

pub fn field(column: &Column) -> KnownField {
    let (kind, type_name) = match column.kind {
        ColumnType::Code => (ValueKind::Code, "code"),
        ColumnType::Text => (ValueKind::Text, "text"),
        ColumnType::Decimal => (ValueKind::Decimal, "decimal"),
        ColumnType::Integer => (ValueKind::Integer, "integer"),
        ColumnType::Boolean => (ValueKind::Bool, "boolean"),
        ColumnType::Date => (ValueKind::Date, "date"),
    };
    KnownField {
        selector: Selector::Column(column.name.clone()),
        name: column.name.to_string(),
        label: Text {
            ja: column.label.ja.clone(),
            en: column.label.en.clone(),
        },
        type_name: type_name.to_owned(),
        kind,
        identifiability: column.identifiability,
        concept: column.concept.clone(),
    }
}
