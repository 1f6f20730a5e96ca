//! Every field that leaves under a profile, in any format, and what remains of it: what a regime is
//! proved on. No block of a profile is outside.

use sekisho_model::Origin;
use sekisho_model::catalog::Identifiability;
use sekisho_model::fields::{Decided, decided};
use sekisho_model::numbers::ClosedNumber;
use sekisho_model::plugin::Plugin;
use sekisho_model::profile::{Action, FieldRule, Modality, Profile, Selector, ValueKind, VcfField};
use sekisho_model::remains::Remains;

use super::Analyzer;
use super::decide::{FhirRulebook, Value};

/// A field of some format that leaves under a profile, or leaves changed.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// The block that decides it, as a person names it: `fhir R4`, `table patient`, `dicom`.
    pub block: String,
    /// As a person finds it: `Patient.birthDate`, `patient.age`, `PatientName (0010,0010)`.
    pub field: String,
    pub class: Identifiability,
    /// What the datum means wherever it stands.
    pub concept: Option<String>,
    pub is_date: bool,
    /// A time of day without a date.
    pub is_time: bool,
    /// One value per person, so that it belongs to who it is.
    pub of_person: bool,
    /// A keyed name of it is made from the bank's own number of the person, not from what came.
    pub issued: bool,
    /// The pixels of a series: a head's slices make a volume, and a volume a face.
    pub is_volume: bool,
    pub remains: Remains,
    /// What it is written as.
    pub kind: ValueKind,
    /// The actions that it goes through for sure, in order.
    pub certain: Vec<Action>,
    /// The rule's selector as written, where it speaks for several fields.
    pub selector: String,
    pub origin: Origin,
}

impl Analyzer<'_> {
    pub fn leaving(&self, profile: &Profile) -> Vec<Leaving> {
        let mut found = Vec::new();
        if let Some(fhir) = &profile.fhir {
            self.leaving_fhir(&fhir.rules, &profile.origin, &mut found);
        }
        let decided = decided(profile, self.model);
        found.extend(decided.into_iter().filter_map(|field| {
            let block = profile
                .blocks
                .iter()
                .find(|b| b.modality.title() == field.block)?;
            of_block(field, &block.modality, &self.policy.plugins)
        }));
        found
    }

    /// Every type that can leave, whether or not the data model classes it, and wherever it stands:
    /// by itself, inside another record, in an extension.
    fn leaving_fhir(&self, rules: &[FieldRule], at: &Origin, found: &mut Vec<Leaving>) {
        let book = FhirRulebook::new(self.catalog, rules, &self.policy.plugins);
        for record in self.catalog.resources() {
            book.each_value(record, &mut |value| {
                found.extend(of_value(rules, at, &value, value.path(), record));
            });
        }
        book.each_contained(&mut |record, value| {
            let path = format!("contained {}", value.path());
            let leaving = of_value(rules, at, &value, path, record);
            found.extend(leaving.map(|leaving| Leaving {
                issued: false,
                ..leaving
            }));
        });
        book.each_extension(&mut |url, value| {
            let inside = value.steps[1..].join(".");
            let path = format!("extension \"{url}\" {inside}");
            let number = ClosedNumber::of_extension(url);
            let value = Value {
                concept: number.map(ClosedNumber::word).or(value.concept),
                ..value
            };
            let leaving = of_value(rules, at, &value, path, "Extension");
            found.extend(leaving.map(|leaving| Leaving {
                // Whose data an extension holds nobody knows: what is no date may be a name.
                class: match (number, leaving.is_date) {
                    (Some(_), _) => Identifiability::Code,
                    (None, true) => Identifiability::Quasi,
                    (None, false) => leaving.class.min(Identifiability::Free),
                },
                ..leaving
            }));
        });
    }
}

fn of_value(
    rules: &[FieldRule],
    at: &Origin,
    value: &Value<'_>,
    path: String,
    record: &str,
) -> Option<Leaving> {
    let rule = value.by.and_then(|(r, s)| Some((rules.get(r)?, s)));
    let remains = match rule {
        Some((rule, _)) => shown(value.concept, &rule.actions, value.remains.clone(), || {
            Remains::after(rule, &[])
        }),
        None => value.remains.clone(),
    };
    if remains == Remains::Nothing {
        return None;
    }
    let (selector, origin) = match rule {
        Some((rule, s)) => (rule.selectors[s].to_string(), rule.origin.clone()),
        // A record's own id leaves by the profile's keyed name.
        None => ("id".to_owned(), at.clone()),
    };
    Some(Leaving {
        block: FHIR.to_owned(),
        field: path,
        class: value.class,
        concept: value.concept.map(str::to_owned),
        is_date: matches!(value.field.type_name, "date" | "dateTime" | "instant"),
        is_time: value.field.type_name == "time",
        of_person: record == "Patient",
        issued: is_issued(value, record),
        is_volume: false,
        remains,
        kind: ValueKind::of_fhir(value.field.type_name),
        certain: rule.map(|(rule, _)| certain(rule)).unwrap_or_default(),
        selector,
        origin,
    })
}

/// The last action hangs on the rule's condition, where it has one.
fn certain(rule: &FieldRule) -> Vec<Action> {
    let sure = rule.actions.len() - usize::from(rule.when.is_some());
    rule.actions[..sure].to_vec()
}

/// The block of every FHIR record.
pub const FHIR: &str = "fhir R4";

/// A decided field of a block beside FHIR, if anything of it leaves.
fn of_block(decided: Decided, modality: &Modality, plugins: &[Plugin]) -> Option<Leaving> {
    // A chromosome is which records leave, not what they say.
    if let Selector::Vcf(VcfField::Chromosome(_)) = decided.field.selector {
        return None;
    }
    let remains = remains(&decided, modality, plugins);
    if remains == Remains::Nothing {
        return None;
    }
    let known = &decided.field;
    let selector = match decided.by_basis {
        // One rule for hundreds of tags.
        Some(_) => "basis".to_owned(),
        None if known.kind == ValueKind::Picture => Selector::Pixels.to_string(),
        None => known.selector.to_string(),
    };
    let sure = decided.actions.len() - usize::from(decided.when.is_some());
    Some(Leaving {
        field: name(&decided, modality),
        kind: known.kind,
        certain: decided.actions[..sure].to_vec(),
        class: known.identifiability,
        is_date: matches!(known.kind, ValueKind::Date | ValueKind::Instant),
        is_time: false,
        of_person: is_of_person(&known.selector, modality),
        // As `Column::site_kind` has it: a person's number is the person.
        issued: decided.field.concept.as_deref() == Some("patient_id"),
        is_volume: is_volume(&known.selector) && known.identifiability == Identifiability::Pixel,
        concept: decided.field.concept,
        block: decided.block,
        remains,
        selector,
        origin: decided.origin,
    })
}

/// A patient's own id and identifiers are named by who they are (`SiteKind::SubjectId`); every other
/// id and reference by `Type/id`, as its source wrote it.
fn is_issued(value: &Value<'_>, record: &str) -> bool {
    let own = matches!(
        value.steps,
        ["Patient", "id"] | ["Patient", "identifier", "value"]
    );
    record == "Patient" && own
}

/// Of a number that leaves by no consent a plugin's word for what it leaves is none.
fn shown(
    concept: Option<&str>,
    actions: &[Action],
    believed: Remains,
    unbelieved: impl FnOnce() -> Remains,
) -> Remains {
    let closed = concept.and_then(ClosedNumber::parse).is_some();
    match closed
        && actions
            .iter()
            .any(|action| matches!(action, Action::Call(_)))
    {
        true => unbelieved(),
        false => believed,
    }
}

/// What the actions leave, and no less than what there is evidence for.
fn remains(decided: &Decided, modality: &Modality, plugins: &[Plugin]) -> Remains {
    // PS3.15's `C` asks for cleaning and does none itself: only a rule with a plugin cleans a text.
    let rule = FieldRule {
        selectors: Vec::new(),
        actions: decided.actions.clone(),
        when: decided.when.clone(),
        origin: decided.origin.clone(),
    };
    let concept = decided.field.concept.as_deref();
    let believed = Remains::after(&rule, plugins);
    let remains = shown(concept, &rule.actions, believed, || {
        Remains::after(&rule, &[])
    });
    match modality {
        // Reading a picture misses text; what it can't clear must stay in the bank.
        Modality::Dicom(terms)
            if remains == Remains::Cleaned
                && decided.field.kind == ValueKind::Picture
                && !terms.pixels_else_quarantine =>
        {
            Remains::Itself
        }
        _ => remains,
    }
}

/// The field as a person finds it in that format.
fn name(decided: &Decided, modality: &Modality) -> String {
    let known = &decided.field;
    match (modality, &known.selector) {
        (Modality::Table(view), _) => format!("{view}.{}", known.name),
        (Modality::Text(terms), _) => format!("{}.{}", terms.report, known.name),
        (Modality::Dicom(_), Selector::Tag(tag)) => format!("{} ({tag})", known.name),
        _ => known.name.clone(),
    }
}

/// Pixel data of whatever representation (PS3.3 C.7.6.3, C.7.6.24, C.7.6.25): group 7FE0.
fn is_volume(selector: &Selector) -> bool {
    matches!(selector, Selector::Tag(tag) if tag.starts_with("7FE0,"))
}

/// What a person has once: their row, the patient module of a picture (PS3.3 C.7.1.1), the head of a
/// claim, the patient's segment of a message.
fn is_of_person(selector: &Selector, modality: &Modality) -> bool {
    match (modality, selector) {
        (Modality::Table(view), _) => view.as_str() == "patient",
        (_, Selector::Tag(tag)) => tag.starts_with("0010,"),
        (_, Selector::Claim { record, .. }) => record == "RE",
        (_, Selector::Segment { segment, .. }) => segment == "PID",
        _ => false,
    }
}
