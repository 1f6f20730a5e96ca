//! Reports: their kinds, and the parts each has.

use std::sync::LazyLock;

use super::KnownField;
use super::load::{cell, class, concept, kind, rows};
use crate::Text;
use crate::profile::Selector;

const REPORTS: &str = include_str!("../../../../dsl/text/reports.tsv");

#[derive(Debug)]
pub struct ReportPart {
    pub report: &'static str,
    /// LOINC document code of the report.
    pub loinc: &'static str,
    pub known: KnownField,
}

pub fn parts() -> &'static [ReportPart] {
    static ALL: LazyLock<Vec<ReportPart>> = LazyLock::new(|| rows(REPORTS).map(part).collect());
    &ALL
}

fn part(row: Vec<&'static str>) -> ReportPart {
    ReportPart {
        report: cell(&row, 0),
        loinc: cell(&row, 1),
        known: KnownField {
            selector: Selector::Column(cell(&row, 2).into()),
            name: cell(&row, 2).to_owned(),
            label: Text::new(cell(&row, 6), cell(&row, 7)),
            type_name: cell(&row, 3).to_owned(),
            kind: kind(cell(&row, 3)),
            identifiability: class(cell(&row, 4)),
            concept: concept(cell(&row, 5)),
        },
    }
}

/// The kinds of reports, in the order of the data.
pub fn reports() -> Vec<&'static str> {
    let mut names: Vec<&str> = parts().iter().map(|part| part.report).collect();
    names.dedup();
    names
}

pub fn fields(report: &str) -> Vec<KnownField> {
    let own = parts().iter().filter(|part| part.report == report);
    own.map(|part| part.known.clone()).collect()
}
