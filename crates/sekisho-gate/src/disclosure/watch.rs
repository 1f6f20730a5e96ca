//! Which fields the controls of a profile look at.

use std::collections::BTreeMap;

use sekisho_model::catalog::Identifiability;
use sekisho_model::fields::table;
use sekisho_model::oncology::DataModel;
use sekisho_model::profile::{Action, FieldRule, Modality, Profile, ValueKind};
use sekisho_model::release::{ReleasedField, Singular};

use super::survey::Measure;

/// The fields of a survey, each once, and those among which singular values are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watched {
    pub fields: BTreeMap<ReleasedField, Measure>,
    pub singular_on: Vec<ReleasedField>,
}

impl Watched {
    /// Nothing is asked that a survey must answer.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

/// What k and l name, and where singular values matter every column of a table that leaves and
/// says something of a person: quasi-identifiers, sensitive values, codes and what is singular by
/// its nature. Keyed names are singular on purpose; what only says how to read the rest is not asked.
pub fn watched(profile: &Profile, model: &DataModel) -> Watched {
    let release = &profile.release;
    let k = release.k.iter().flat_map(|k| &k.on);
    let counted = k.chain(release.l.iter().map(|l| &l.on));
    let leaving = leaving(profile, model);
    let measure = |on: &ReleasedField| leaving.get(on).map_or(Measure::Word, |left| left.0);
    let mut watched = Watched {
        fields: counted.map(|on| (on.clone(), measure(on))).collect(),
        singular_on: Vec::new(),
    };
    if release.singular.unwrap_or(Singular::Keep) == Singular::Keep {
        return watched;
    }
    for (field, (measure, class)) in leaving {
        if says_of_a_person(class) {
            watched.fields.insert(field.clone(), measure);
            watched.singular_on.push(field);
        }
    }
    watched
}

fn says_of_a_person(class: Identifiability) -> bool {
    match class {
        Identifiability::Code
        | Identifiability::Singular
        | Identifiability::Quasi
        | Identifiability::Sensitive => true,
        Identifiability::Direct
        | Identifiability::Linking
        | Identifiability::Free
        | Identifiability::Pixel
        | Identifiability::Face
        | Identifiability::Technical
        | Identifiability::Open => false,
    }
}

/// The columns that a table block lets out, how their values lie after its actions, and their class.
fn leaving(
    profile: &Profile,
    model: &DataModel,
) -> BTreeMap<ReleasedField, (Measure, Identifiability)> {
    let mut found = BTreeMap::new();
    for block in &profile.blocks {
        let Modality::Table(view) = &block.modality else {
            continue;
        };
        for known in table::fields(model, view) {
            let names = |rule: &&FieldRule| rule.selectors.contains(&known.selector);
            let Some(rule) = block.rules.iter().find(names) else {
                continue;
            };
            let field = ReleasedField {
                view: view.clone(),
                column: known.name.as_str().into(),
            };
            let left = (measure(rule, known.kind), known.identifiability);
            if !drops(rule) {
                found.entry(field).or_insert(left);
            }
        }
    }
    found
}

fn drops(rule: &FieldRule) -> bool {
    rule.when.is_none()
        && rule
            .actions
            .iter()
            .any(|action| matches!(action, Action::Drop | Action::Blank))
}

fn measure(rule: &FieldRule, kind: ValueKind) -> Measure {
    match Action::chain(&rule.actions, kind) {
        Ok(ValueKind::Decimal | ValueKind::Integer) => Measure::Number,
        Ok(ValueKind::Date | ValueKind::Instant) => Measure::Date,
        _ => Measure::Word,
    }
}
