//! The people's rows as conditions of modules read them: the columns beside the values.

use std::collections::BTreeMap;

use super::Column;
use crate::event::Cell;
use crate::identity::Subject;
use crate::{ColumnName, Zone};

/// Rows of the `patient` view. Their `Debug` shows how many there are.
#[derive(Clone)]
pub struct PatientRows {
    pub rows: BTreeMap<Subject, BTreeMap<ColumnName, Cell>>,
    /// Dates are days here.
    pub zone: Zone,
}

impl PatientRows {
    /// Nobody's: every column is absent for everyone.
    pub fn none() -> Self {
        Self {
            rows: BTreeMap::new(),
            zone: Zone::UTC,
        }
    }

    /// One cell per subject, in the encoding of `plugins/wit/transform.wit`.
    pub fn column(&self, name: &ColumnName, subjects: &[Subject]) -> Column {
        let mut column = Column::new();
        let mut bytes = Vec::new();
        for subject in subjects {
            let cell = self.rows.get(subject).and_then(|row| row.get(name));
            bytes.clear();
            let known = cell.is_some_and(|cell| encode(cell, self.zone, &mut bytes));
            column.push(known.then_some(bytes.as_slice()));
        }
        column
    }
}

impl std::fmt::Debug for PatientRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PatientRows({})", self.rows.len())
    }
}

/// False where the cell is absent.
fn encode(cell: &Cell, zone: Zone, out: &mut Vec<u8>) -> bool {
    match cell {
        Cell::Missing => return false,
        Cell::Text(text) | Cell::Decimal(text) => out.extend_from_slice(text.as_bytes()),
        Cell::Integer(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Cell::Boolean(yes) => out.push(u8::from(*yes)),
        Cell::Date(date) => {
            let (first, last) = date.days(zone);
            out.extend_from_slice(&first.0.to_le_bytes());
            out.extend_from_slice(&last.0.to_le_bytes());
        }
        Cell::Codes(codings) => {
            for text in codings.iter().flat_map(|c| [&c.system, &c.code]) {
                out.extend_from_slice(&(text.len() as u32).to_le_bytes());
                out.extend_from_slice(text.as_bytes());
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Interval;
    use crate::event::Coding;

    #[test]
    fn a_cell_is_what_the_interface_says() {
        let month = Interval::parse("1970-02", Zone::TOKYO).expect("a month");
        let coding = |system: &str, code: &str| Coding {
            system: system.into(),
            code: code.into(),
        };
        let row = BTreeMap::from([
            ("born".into(), Cell::Date(month)),
            (
                "sex".into(),
                Cell::Codes(vec![coding("s", "女"), coding("", "f")]),
            ),
            ("died".into(), Cell::Boolean(true)),
            ("parity".into(), Cell::Integer(-2)),
            ("job".into(), Cell::Missing),
        ]);
        let people = PatientRows {
            rows: BTreeMap::from([(Subject(1), row)]),
            zone: Zone::TOKYO,
        };
        let cells = |name: &str| {
            let column = people.column(&name.into(), &[Subject(1), Subject(2)]);
            assert_eq!(column.get(1), None, "nobody knows the second");
            column.get(0).map(<[u8]>::to_vec)
        };
        assert_eq!(cells("born"), Some(vec![31, 0, 0, 0, 58, 0, 0, 0]));
        let codes = b"\x01\0\0\0s\x03\0\0\0\xe5\xa5\xb3\0\0\0\0\x01\0\0\0f";
        assert_eq!(cells("sex"), Some(codes.to_vec()));
        assert_eq!(cells("died"), Some(vec![1]));
        assert_eq!(cells("parity"), Some(b"-2".to_vec()));
        assert_eq!((cells("job"), cells("height")), (None, None));
    }
}
