//! Profiles that satisfy a shipped standard and keep as much as the checker lets them: every field
//! begins as `keep`, and each problem pushes its line back by one step, by chance, until none stands.

use std::collections::BTreeMap;

use sekisho_lang::data_model::oncology;
use sekisho_lang::{Package, check_package};
use sekisho_model::Severity;
use sekisho_tests::chance::{Chance, say};
use sekisho_tests::r4::{R4, Where};
use sekisho_tests::samples::{ours, text_of};

/// One line of a profile: a field, and how far it was pushed back.
#[derive(Clone, Debug)]
struct Field {
    /// `type HumanName`, `"Patient.birthDate"`, or a column.
    selector: String,
    /// `Some`: of this table; `None`: of FHIR.
    view: Option<String>,
    /// What it tries next, the weakest last.
    left: Vec<&'static str>,
    action: &'static str,
}

pub struct Lie {
    pub standard: &'static str,
    pub profile: String,
    pub shifted: bool,
    /// Lines that keep something, of all.
    pub kept: usize,
    pub fields: usize,
}

/// From what tells most to what tells nothing; those between in an order of chance.
const BETWEEN: [&str; 14] = [
    "first 5",
    "first 3",
    "cap 90 years",
    "cap 85 years",
    "round 10",
    "round 100",
    "round 1000",
    "band [5, 10, 15, 20, 25, 30]",
    "band [20, 40, 60, 80]",
    "month",
    "year",
    "shift",
    "pseudonym",
    "remap",
];

pub const STANDARDS: [&str; 10] = [
    "jp_pseudonymized",
    "jp_anonymized",
    "jp_coded_consent",
    "jp_coded_consent_2023",
    "jp_public_anonymized",
    "jp_ngmia_pseudonymized",
    "jp_ngmia_anonymized",
    "hipaa_safe_harbor",
    "gdpr_pseudonymized",
    "gdpr_anonymous",
];

/// The standards that the shipped policies declare, so that a new one is not forgotten.
pub fn shipped_standards() -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["jp-appi", "jp-ngmia", "hipaa", "ehds"] {
        let text = text_of(&ours("policies").join(folder).join("standards.seki"));
        let names = text
            .lines()
            .filter_map(|line| line.strip_prefix("standard "));
        found.extend(
            names
                .filter_map(|rest| rest.split(' ').next())
                .map(str::to_owned),
        );
    }
    found
}

pub fn is_anonymized(standard: &str) -> bool {
    standard.ends_with("anonymized") || standard == "gdpr_anonymous"
}

/// A profile of this standard that the checker accepts; `None` if chance led nowhere.
pub fn lie(standard: &'static str, r4: &R4, places: &[Where], chance: &mut Chance) -> Option<Lie> {
    let shifted = !is_anonymized(standard) && standard != "hipaa_safe_harbor" && !chance.one_in(4);
    let mut fields = start(standard, r4, places, shifted, chance);
    for _ in 0..40 {
        let profile = text(standard, shifted, &fields, &quasi(&fields));
        let lines = complaints(&profile.0);
        if lines.is_empty() {
            let kept = fields.iter().filter(|field| field.action == "keep").count();
            return Some(Lie {
                standard,
                profile: profile.0,
                shifted,
                kept,
                fields: fields.len(),
            });
        }
        let mut pushed = false;
        for line in lines {
            if let Some(at) = profile.1.get(&line) {
                let field = &mut fields[*at];
                pushed |= field.action != "drop";
                field.action = field.left.pop().unwrap_or("drop");
            }
        }
        if !pushed {
            return None;
        }
        fields.retain(|field| field.action != "drop" || field.view.is_none());
    }
    None
}

/// Every data type, columns of every table, and elements by chance.
fn start(
    standard: &str,
    r4: &R4,
    places: &[Where],
    shifted: bool,
    chance: &mut Chance,
) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut add = |selector: String, view: Option<&str>, chance: &mut Chance| {
        let mut left = BETWEEN.to_vec();
        for n in (1..left.len()).rev() {
            left.swap(n, chance.below(n + 1));
        }
        // Long ladders end sooner.
        left.truncate(4 + chance.below(11));
        left.insert(0, "drop");
        fields.push(Field {
            selector,
            view: view.map(str::to_owned),
            left,
            action: "keep",
        });
    };
    for (name, view) in &oncology().views {
        for column in &view.columns {
            // Who shares all of many columns? A group under k needs few of them.
            let few = is_anonymized(standard) && name.as_str() == "patient";
            let taken = match few {
                true => chance.one_in(5),
                false => !chance.one_in(8),
            };
            if taken {
                add(column.name.to_string(), Some(name.as_str()), chance);
            }
        }
    }
    if !is_anonymized(standard) {
        for kind in r4.data_types() {
            add(format!("type {kind}"), None, chance);
        }
        if standard == "hipaa_safe_harbor" {
            issued_names_alone(&mut fields);
        }
        for _ in 0..120 {
            let place = chance.of(places);
            let depth = place.steps.len() == 1 && chance.one_in(6);
            let path = if depth {
                place.record.clone()
            } else {
                place.path()
            };
            let path = plain(&path, place);
            if !fields_has(&fields, &path) {
                let selector = format!("\"{path}\"");
                let mut left = BETWEEN.to_vec();
                left.truncate(6);
                left.insert(0, "drop");
                fields.push(Field {
                    selector,
                    view: None,
                    left,
                    action: "keep",
                });
            }
        }
    }
    // A date that moves and one that does not would tell the shift: the checker has to see it.
    if shifted {
        for field in &mut fields {
            let is_date =
                ["type date", "type dateTime", "type instant"].contains(&field.selector.as_str());
            if is_date {
                field.action = "shift";
                field.left = vec!["drop", "year"];
            }
        }
    }
    fields
}

/// A record's own id and every reference carry a name made from what came from outside; that of the
/// person is made from the bank's own number.
fn issued_names_alone(fields: &mut Vec<Field>) {
    for field in fields.iter_mut() {
        if ["type id", "type Reference"].contains(&field.selector.as_str()) {
            (field.action, field.left) = ("drop", Vec::new());
        }
    }
    for (path, action) in [
        ("Patient.id", "pseudonym"),
        ("Resource.id", "drop"),
        ("Bundle.entry.response.outcome.id", "drop"),
    ] {
        fields.push(Field {
            selector: format!("\"{path}\""),
            view: None,
            left: Vec::new(),
            action,
        });
    }
}

fn fields_has(fields: &[Field], path: &str) -> bool {
    fields
        .iter()
        .any(|field| field.selector == format!("\"{path}\""))
}

/// `valueQuantity` is written `value` in a profile.
fn plain(path: &str, place: &Where) -> String {
    let mut keys = vec![place.record.clone()];
    keys.extend(
        place
            .steps
            .iter()
            .map(|step| step.choice.clone().unwrap_or_else(|| step.key.clone())),
    );
    match path == place.record {
        true => place.record.clone(),
        false => keys.join("."),
    }
}

/// Of the patient table, what k has to count.
fn quasi(fields: &[Field]) -> String {
    let of_patient = fields
        .iter()
        .filter(|f| f.view.as_deref() == Some("patient") && f.action != "drop");
    let names: Vec<String> = of_patient
        .filter(|f| f.selector != "patient_id")
        .map(|f| format!("patient.{}", f.selector))
        .collect();
    names.join(", ")
}

/// The profile, and which of its lines is which field.
fn text(
    standard: &str,
    shifted: bool,
    fields: &[Field],
    quasi: &str,
) -> (String, BTreeMap<u32, usize>) {
    let anonymized = is_anonymized(standard);
    let mut lines: Vec<String> = vec![
        "profile lying {".into(),
        format!("  satisfies {standard}"),
        "  unlisted drop".into(),
    ];
    lines.push(match anonymized {
        true => "  key scope delivery destroyed after delivery".into(),
        false => "  key scope study".into(),
    });
    if shifted {
        lines.push("  dates shift per patient up to 180 days".into());
    }
    if anonymized {
        lines.push("  release {".into());
        if !quasi.is_empty() {
            lines.push(format!("    k {K} on {quasi} suppress"));
        }
        lines.push("    singular suppress".into());
        lines.push("  }".into());
    }
    let mut at = BTreeMap::new();
    let mut open: Option<Option<&str>> = None;
    for (n, field) in fields.iter().enumerate() {
        let view = field.view.as_deref();
        if open != Some(view) {
            if open.is_some() {
                lines.push("  }".into());
            }
            lines.push(match view {
                Some(view) => format!("  table {view} {{"),
                None => "  fhir R4 {".into(),
            });
            open = Some(view);
        }
        lines.push(format!("    {}: {}", field.selector, field.action));
        at.insert(lines.len() as u32 + HEAD_LINES, n);
    }
    if open.is_some() {
        lines.push("  }".into());
    }
    lines.push("}".into());
    (lines.join("\n") + "\n", at)
}

/// The bound that the generated profiles of an anonymized standard state.
pub const K: usize = 5;
const HEAD: &str = "sekisho 1\npackage lying\nuse model oncology 2026.1\n\n";
const HEAD_LINES: u32 = 4;

/// The lines of the errors.
fn complaints(profile: &str) -> Vec<u32> {
    let text = format!("{HEAD}{profile}");
    let files = [
        (
            "sekisho.yaml",
            "name: lying\nversion: \"1.0\"\nmodel: oncology 2026.1\nzone: Asia/Tokyo\ncountry: JP\npolicies: policies\n",
        ),
        ("policies/lying.seki", text.as_str()),
    ];
    let package = Package::of(files).expect("a package");
    let analysis = check_package(&package);
    let errors = analysis
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error);
    let said: Vec<_> = errors.collect();
    if std::env::var_os("SEKISHO_SAY").is_some() {
        for problem in said.iter().take(400) {
            say(format_args!(
                "{} {}: {}",
                problem.code_text(),
                problem.origin.line,
                problem.message.en
            ));
        }
    }
    said.iter().map(|problem| problem.origin.line).collect()
}
