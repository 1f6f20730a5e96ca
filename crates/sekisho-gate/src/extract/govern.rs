//! The cells of rows on their way out, as the controls decided.

use std::borrow::Cow;

use sekisho_model::oncology::ColumnType;
use sekisho_model::release::ReleasedField;
use sekisho_model::transform::{Holds, TableColumn, TableHead, TableRow};

use crate::disclosure::Control;

/// A delivery's tables under its controls.
pub(super) struct Governed {
    pub control: Control,
    /// As they leave: a generalized column is a text.
    pub heads: Vec<TableHead>,
    columns: Vec<Vec<Cell>>,
}

#[derive(Clone, Copy)]
enum Cell {
    Free,
    Field(usize),
    /// The code system of a governed code: it stands or falls with the code, and beside a set of
    /// codes it would part the group again.
    SystemOf(usize, usize),
}

impl Governed {
    pub fn of(control: Control, heads: &[TableHead]) -> Self {
        let columns: Vec<Vec<Cell>> = heads.iter().map(|head| cells(&control, head)).collect();
        let heads = heads.iter().zip(&columns).map(|(head, cells)| {
            let columns = head.columns.iter().zip(cells);
            let columns = columns.map(|(column, cell)| match cell {
                Cell::Field(field) if control.generalizes(*field) => TableColumn {
                    kind: ColumnType::Text,
                    ..column.clone()
                },
                _ => column.clone(),
            });
            TableHead {
                view: head.view.clone(),
                columns: columns.collect(),
            }
        });
        let heads = heads.collect();
        Self {
            control,
            heads,
            columns,
        }
    }

    /// The row's cells as they leave, for somebody who stays.
    pub fn cells<'c>(&'c self, row: TableRow<'c>) -> Cow<'c, [Option<&'c str>]> {
        let (governs, cells, subject) = (&self.columns[row.table], row.cells, row.subject);
        if governs.iter().all(|cell| matches!(cell, Cell::Free)) {
            return Cow::Borrowed(cells);
        }
        let left = cells
            .iter()
            .zip(governs)
            .map(|(cell, governed)| match *governed {
                Cell::Free => *cell,
                Cell::Field(field) => self.control.cell(field, subject, *cell),
                Cell::SystemOf(field, _) if self.control.generalizes(field) => None,
                Cell::SystemOf(field, code) => {
                    let code = self.control.cell(field, subject, cells[code]);
                    code.and(*cell)
                }
            });
        Cow::Owned(left.collect())
    }
}

fn cells(control: &Control, head: &TableHead) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::with_capacity(head.columns.len());
    for (at, column) in head.columns.iter().enumerate() {
        let field = ReleasedField {
            view: head.view.clone(),
            column: column.name.clone(),
        };
        let cell = match column.holds {
            Holds::Value | Holds::Person => control.field(&field).map(Cell::Field),
            Holds::Coding => None,
            Holds::System => match at.checked_sub(1).map(|code| (code, cells[code])) {
                Some((code, Cell::Field(field))) => Some(Cell::SystemOf(field, code)),
                _ => None,
            },
        };
        cells.push(cell.unwrap_or(Cell::Free));
    }
    cells
}
