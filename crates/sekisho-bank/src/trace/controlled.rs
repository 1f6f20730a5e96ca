//! What the control over the whole delivery may have done to a table's cells, as the report of that
//! day says. A row made again alone does not know what others showed.

use std::path::Path;

use sekisho_gate::disclosure::ControlReport;
use sekisho_model::transform::{Holds, TableHead};
use sekisho_model::{Bundle, Text};
use serde::{Deserialize, Serialize};

use crate::bank::Bank;
use crate::error::BankError;
use crate::record;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Acted {
    /// Too few people showed the value: it became absent.
    Suppressed,
    /// It became a range or a set that a whole group shares.
    Generalized,
}

/// The control that made a cell other than its rule would have.
#[derive(Clone, Debug, Serialize)]
pub struct ControlTold {
    /// As a policy writes it.
    pub line: String,
    /// `policies/study.seki:14`; `None`: the report does not say.
    pub place: Option<String>,
}

#[derive(Deserialize)]
struct Reported {
    control: Option<ControlReport>,
}

/// The report of one delivery. `None`: nothing was controlled.
pub(super) fn report(bank: &Bank, out: &Path) -> Result<Option<ControlReport>, BankError> {
    let bytes = record::open(bank, out, "risk.json")?;
    let reported: Result<Reported, _> = serde_json::from_slice(&bytes);
    let reported = reported.map_err(|e| BankError::file(&out.join(record::FOLDER), e))?;
    Ok(reported.control)
}

/// Of each column of a table what was done to some of its cells.
pub(super) fn columns(report: &ControlReport, head: &TableHead) -> Vec<Option<Acted>> {
    let mut before = None;
    let acted = head.columns.iter().map(|column| {
        // The system of a code goes with the code, which stands before it.
        if column.holds != Holds::System {
            before = acted(report, &format!("{}.{}", head.view, column.name));
        }
        before
    });
    acted.collect()
}

fn acted(report: &ControlReport, field: &str) -> Option<Acted> {
    match (report.generalized(field), report.suppressed(field)) {
        (true, _) => Some(Acted::Generalized),
        (false, true) => Some(Acted::Suppressed),
        (false, false) => None,
    }
}

pub(super) fn told(report: &ControlReport, bundle: &Bundle, acted: Acted) -> ControlTold {
    let k = report.k.as_ref().filter(|_| acted == Acted::Generalized);
    let line = k.and_then(|k| bundle.source_line(&k.origin));
    let line = line.map(|line| line.trim().to_owned());
    ControlTold {
        line: line.unwrap_or_else(|| acted.word().to_owned()),
        place: k.map(|k| k.origin.to_string()),
    }
}

impl Acted {
    fn word(self) -> &'static str {
        match self {
            Self::Suppressed => "singular suppress",
            Self::Generalized => "k … generalize",
        }
    }

    pub fn text(self) -> Text {
        match self {
            Self::Suppressed => Text::new(
                "空欄。この値を持つ人が少なすぎるので、提供全体の制御が伏せた",
                "empty: too few people show this value, so the control over the whole delivery left it out",
            ),
            Self::Generalized => Text::new(
                "同じに見える人が揃うまで、提供全体の制御が粗くした値",
                "made coarser by the control over the whole delivery, until enough people look alike",
            ),
        }
    }
}
