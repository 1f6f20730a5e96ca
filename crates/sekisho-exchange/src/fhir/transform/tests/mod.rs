//! Stories of the splice rules: a profile, a record, what leaves.

mod bank;
mod contained;
mod explain;
mod hostile;
mod kept;
mod links;
mod modifiers;
mod rules;
mod samples;
mod splice;

use sekisho_model::source::Source;
use std::collections::BTreeSet;

use sekisho_model::catalog::r4;
use sekisho_model::identity::Subject;
use sekisho_model::lexicon::Lexicon;
use sekisho_model::profile::{Action, FhirRules, FieldRule, Selector, Unlisted};
use sekisho_model::record::{Collected, Record, RecordHead};
use sekisho_model::time::Day;
use sekisho_model::transform::{
    Column, Held, Links, RecordTransform, SiteKind, Target, TransformError, Transforms,
};
use sekisho_model::{DataClass, Digest, Origin};

use super::FhirTransform;

/// `type A, "B.c", extension X: action then action`, one rule a line.
pub(super) fn rules(text: &str) -> FhirRules {
    let rule = |line: &str| {
        let (selectors, actions) = line.rsplit_once(": ").expect("a rule has an action");
        FieldRule {
            selectors: selectors.split(", ").map(selector).collect(),
            actions: actions.split(" then ").map(action).collect(),
            when: None,
            origin: Origin::built_in(),
        }
    };
    FhirRules {
        rules: text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(rule)
            .collect(),
    }
}

fn selector(word: &str) -> Selector {
    match word.split_once(' ') {
        Some(("type", name)) => Selector::Type(name.into()),
        Some(("extension", url)) => Selector::Extension(url.into()),
        _ => Selector::Path(word.into()),
    }
}

fn action(word: &str) -> Action {
    match word {
        "keep" => Action::Keep,
        "drop" => Action::Drop,
        "pseudonym" => Action::Pseudonym,
        "remap" => Action::Remap,
        "shift" => Action::Shift,
        "year" => Action::Year,
        "month" => Action::Month,
        _ => Action::First(
            word.strip_prefix("first ")
                .and_then(|n| n.parse().ok())
                .expect("an action"),
        ),
    }
}

/// What most stories use.
pub(super) const RESEARCH: &str = r#"
    type id, type Reference: pseudonym
    type CodeableConcept, type Coding, type Quantity, type code, type boolean, type decimal, type integer, type positiveInt: keep
    type date, type dateTime, type instant: shift
    Patient.birthDate: year
    type HumanName, type ContactPoint, type Address, type Identifier, type Narrative, type Annotation, type Attachment: drop
    Patient.address.state, Patient.address.country: keep
    Patient.address.postalCode: first 3
    Organization.type, Organization.name: keep
"#;

/// Obvious stand-ins for the keyed functions: a person is `pN`, a record `r(Type/id)`, a shift ten days.
pub(super) struct Plain<'a> {
    pub rules: &'a FhirRules,
    /// Values for which every stage gives nothing.
    pub refuse: BTreeSet<Vec<u8>>,
}

impl Transforms for Plain<'_> {
    fn apply(
        &mut self,
        rule: u16,
        stage: u16,
        kind: SiteKind,
        subjects: &[Subject],
        values: &Column,
    ) -> Result<Column, TransformError> {
        let action = &self.rules.rules[usize::from(rule)].actions[usize::from(stage)];
        let mut out = Column::new();
        for (row, subject) in subjects.iter().enumerate() {
            let value = values
                .get(row)
                .filter(|value| !self.refuse.contains(*value));
            let value = value.map(|value| std::str::from_utf8(value).unwrap());
            let result = value.and_then(|value| one(action, kind, *subject, value));
            out.push(result.as_deref().map(str::as_bytes));
        }
        Ok(out)
    }
}

fn one(action: &Action, kind: SiteKind, subject: Subject, value: &str) -> Option<String> {
    match action {
        Action::Keep => Some(value.into()),
        Action::Drop => None,
        Action::Pseudonym if kind == SiteKind::SubjectId => Some(format!("p{}", subject.0)),
        Action::Pseudonym => Some(format!("r({value})")),
        Action::Remap => Some(format!("m({value})")),
        Action::Shift if value.len() == 4 => Some(value.into()),
        Action::Shift if value.len() == 7 => Some(value.into()),
        Action::Shift => Some(format!(
            "{}{}",
            Day(Day::parse(&value[..10])?.0 + 10),
            &value[10..]
        )),
        Action::Year => Some(value.chars().take(4).collect()),
        Action::Month => Some(value.chars().take(7).collect()),
        Action::First(n) => Some(value.chars().take(*n as usize).collect()),
        Action::Blank => Some(String::new()),
        Action::Replace(text) => Some(text.clone()),
        // A number that says it came through here.
        Action::Round(step) => Some(step.clone()),
        other => Some(format!("{}({value})", other.word())),
    }
}

/// `Patient/me` is the person; encounters, organizations and conditions are delivered, but for one
/// of each that is withheld.
pub(super) struct Known;

impl Links for Known {
    fn resolve(&self, _: &Source, reference: &str) -> Target {
        // As the bank does: a version behind a name is of the same record.
        let name = reference.split_once("/_history/");
        match name.map_or(reference, |(name, _)| name).split_once('/') {
            Some(("Patient", "me")) => Target::Subject,
            Some((_, "withheld")) => Target::Absent,
            Some((kind @ ("Encounter" | "Organization" | "Condition"), id)) => Target::Record {
                kind: kind.into(),
                id: id.into(),
            },
            _ if reference == "urn:uuid:me" => Target::Subject,
            _ if reference == "urn:uuid:visit" => Target::Record {
                kind: "Encounter".into(),
                id: "e1".into(),
            },
            _ => Target::Absent,
        }
    }
}

pub(super) fn record(json: &str, subject: Option<i64>) -> Record {
    let word = |key: &str| {
        let from = json
            .rfind(&format!("\"{key}\""))
            .map(|at| &json[at + key.len() + 2..]);
        from.and_then(|rest| rest.split('"').nth(1))
            .unwrap_or_default()
            .to_owned()
    };
    let top: Option<serde_json::Value> = serde_json::from_str(json).ok();
    let of = |key: &str| {
        top.as_ref()
            .and_then(|top| top[key].as_str().map(str::to_owned))
            .unwrap_or_else(|| word(key))
    };
    let (kind, source_id) = (of("resourceType"), of("id"));
    let head = RecordHead {
        row: 1,
        subject: subject.map(Subject),
        kind,
        source_id,
        class: DataClass::new("clinical"),
        collected: Collected::Timeless,
        digest: Digest::of(json.as_bytes()),
        sealed: false,
        withheld: Some(Vec::new()),
    };
    Record {
        beside: Vec::new(),
        head,
        bytes: json.as_bytes().to_vec(),
    }
}

/// What leaves of one record of person 7 under these rules.
pub(super) fn leaves(profile: &str, json: &str) -> Result<String, Held> {
    deliver(profile, json, Some(7), &[])
}

pub(super) fn deliver(
    profile: &str,
    json: &str,
    subject: Option<i64>,
    refuse: &[&str],
) -> Result<String, Held> {
    deliver_reading(Lexicon::believing(), profile, json, subject, refuse)
}

/// What leaves where codes, units and displays are looked up as a bank does that has no table.
#[track_caller]
pub(super) fn looked_up(profile: &str, json: &str, expect: &str) {
    let left = deliver_reading(Lexicon::shipped(), profile, json, Some(7), &[]);
    assert_eq!(left.expect("the record leaves"), expect);
}

fn deliver_reading(
    lexicon: Lexicon,
    profile: &str,
    json: &str,
    subject: Option<i64>,
    refuse: &[&str],
) -> Result<String, Held> {
    let rules = rules(profile);
    let mut transform = FhirTransform::compile(&rules, Unlisted::Drop, r4())
        .expect("the profile compiles")
        .reading(lexicon);
    transform.push(&record(json, subject), &Known)?;
    let refuse = refuse
        .iter()
        .map(|value| value.as_bytes().to_vec())
        .collect();
    let mut lines = Vec::new();
    let mut out = |_: usize, bytes: &[u8]| {
        lines.push(String::from_utf8(bytes.to_vec()).expect("UTF-8 leaves"));
        Ok(())
    };
    transform
        .flush(
            &mut Plain {
                rules: &rules,
                refuse,
            },
            &mut out,
        )
        .expect("the transform runs");
    let line = lines.pop().expect("one record leaves");
    let parsed: Result<serde_json::Value, _> = serde_json::from_str(&line);
    assert!(
        parsed.is_ok() && !line.contains('\n'),
        "not one line of JSON: {line}"
    );
    Ok(line)
}

#[track_caller]
pub(super) fn check(profile: &str, json: &str, expect: &str) {
    assert_eq!(leaves(profile, json).expect("the record leaves"), expect);
}

pub(super) const MASK: &str = r#"{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}"#;
