//! Leaf by leaf, and column by column: how many values left and how, by which rule.

use std::collections::BTreeMap;

use sekisho_gate::disclosure::ControlReport;
use sekisho_lang::data_model::oncology;
use sekisho_model::catalog::r4;
use sekisho_model::profile::{FieldRule, Profile};
use sekisho_model::transform::{Field, FieldCounts};
use sekisho_model::{Bundle, Text};
use serde::Serialize;

use super::Treatment;

/// What became of one leaf of a record type, or of one column of a table.
#[derive(Clone, Debug, Serialize)]
pub struct FieldReport {
    /// `Observation`, `lab`.
    pub form: String,
    /// `name.family`; `None`: keys that the standard does not know.
    pub element: Option<String>,
    pub label: Text,
    /// How many of its values left; of a table: cells with one.
    pub left: u64,
    /// How many stood in a delivered record and stayed; of a table: empty cells.
    pub stayed: u64,
    /// How often it says `masked` in place of what it said.
    pub masked: u64,
    /// In the order of the rules' actions, each once.
    pub treatment: Vec<Treatment>,
    pub changes: Vec<Change>,
    /// The rule that decides it.
    pub decided_by: Option<String>,
}

impl FieldReport {
    /// Nothing of it is in the delivery, not even that something is missing.
    pub fn never_left(&self) -> bool {
        self.left + self.masked == 0
    }
}

/// Values changed in a field by one rule.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    /// Its number in the profile.
    pub rule: u16,
    /// `policies/02.seki:63`
    pub place: String,
    pub line: Option<String>,
    pub values: u64,
}

/// Of the records that left as FHIR.
pub fn of_records(
    bundle: &Bundle,
    profile: &Profile,
    fields: &BTreeMap<Field, FieldCounts>,
) -> Vec<FieldReport> {
    let rules: BTreeMap<u16, &FieldRule> = profile.rules().collect();
    let report = |(field, counts): (&Field, &FieldCounts)| {
        let decides = counts.rule.and_then(|n| rules.get(&n));
        FieldReport {
            form: field.form.clone(),
            element: field.element.clone(),
            label: label(field),
            left: counts.left,
            stayed: counts.dropped,
            masked: counts.masked,
            treatment: treatment(&rules, counts),
            changes: changes(bundle, &rules, counts),
            decided_by: decides.map(|rule| rule.origin.to_string()),
        }
    };
    fields.iter().map(report).collect()
}

/// A leaf by its Japanese name; its path is what English readers have. A column has a label of its
/// own.
fn label(field: &Field) -> Text {
    match &field.element {
        Some(path) if r4().is_resource(&field.form) => {
            Text::new(r4().path_label(&field.form, path), path.clone())
        }
        _ => Text::default(),
    }
}

/// Of the tables: every column by its rule, and what the control over the whole made of it.
pub fn of_tables(
    bundle: &Bundle,
    profile: &Profile,
    columns: &BTreeMap<Field, FieldCounts>,
    control: Option<&ControlReport>,
) -> Vec<FieldReport> {
    let mut reports = of_records(bundle, profile, columns);
    for report in &mut reports {
        let Some(name) = report.element.clone() else {
            continue;
        };
        let (governed, label) = column(&report.form, &name);
        report.label = label;
        if governed.is_none() && report.decided_by.is_none() {
            report.treatment = vec![Treatment::Counted];
        }
        let field = format!("{}.{}", report.form, governed.unwrap_or(name));
        if let Some(control) = control {
            govern(&mut report.treatment, control, &field);
        }
    }
    reports
}

/// The view's own column behind a delivered one, and what to call it. A code's system stands beside
/// the code, the person beside everything.
fn column(view: &str, name: &str) -> (Option<String>, Text) {
    let label = |view: &str, name: &str| {
        let view = oncology().views.get(view)?;
        Some(view.column(name)?.label.clone())
    };
    if let Some(label) = label(view, name) {
        return (Some(name.to_owned()), label);
    }
    let code = name.strip_suffix("_system");
    if let Some((code, of)) = code.and_then(|code| Some((code, label(view, code)?))) {
        let label = Text::new(format!("{}の体系", of.ja), format!("{}: its system", of.en));
        return (Some(code.to_owned()), label);
    }
    match (name, label("patient", name)) {
        ("coding", _) => (None, Text::new("何番目のコードか", "which of the codes")),
        (_, label) => (None, label.unwrap_or_default()),
    }
}

fn govern(treatment: &mut Vec<Treatment>, control: &ControlReport, field: &str) {
    if control.generalized(field) {
        treatment.retain(|one| *one != Treatment::Kept && *one != Treatment::Generalized);
        treatment.push(Treatment::Generalized);
    } else if control.suppressed(field) {
        treatment.push(Treatment::Suppressed);
    }
}

fn treatment(rules: &BTreeMap<u16, &FieldRule>, counts: &FieldCounts) -> Vec<Treatment> {
    if counts.left + counts.masked == 0 {
        return vec![Treatment::Dropped];
    }
    let mut treatment = Vec::new();
    for rule in counts.changed.keys().filter_map(|n| rules.get(n)) {
        for action in &rule.actions {
            let one = Treatment::of(action);
            if one != Treatment::Kept && !treatment.contains(&one) {
                treatment.push(one);
            }
        }
    }
    // What no rule changed left as it was.
    let changed: u64 = counts.changed.values().sum();
    if changed < counts.left {
        treatment.insert(0, Treatment::Kept);
    }
    if counts.masked > 0 {
        treatment.push(Treatment::Masked);
    }
    treatment
}

fn changes(
    bundle: &Bundle,
    rules: &BTreeMap<u16, &FieldRule>,
    counts: &FieldCounts,
) -> Vec<Change> {
    let change = |(number, values): (&u16, &u64)| {
        let rule = rules.get(number)?;
        Some(Change {
            rule: *number,
            place: rule.origin.to_string(),
            line: bundle.source_line(&rule.origin).map(str::to_owned),
            values: *values,
        })
    };
    counts.changed.iter().filter_map(change).collect()
}
