//! The custom section `sekisho:rules`: what each rule of a module is, for a person who inspects it
//! and for a bank that takes it in.

use serde::{Deserialize, Serialize};
use wasmparser::{Parser, Payload};

use sekisho_model::profile::{Action, FieldRule, Profile};
use sekisho_model::{ColumnName, ProfileName};

pub(super) const SECTION: &str = "sekisho:rules";
/// A table longer than this is not read.
const TABLE_BYTES_MAX: usize = 16 << 20;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTable {
    pub interface: String,
    pub profile: ProfileName,
    /// In the order of their numbers.
    pub rules: Vec<RuleEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleEntry {
    pub rule: u16,
    /// `fhir`, or the block's title: `table patient`.
    pub block: String,
    pub selectors: Vec<String>,
    /// One per stage, as a policy writes it: `shift`, `cap 90 years`, `map areas`.
    pub actions: Vec<String>,
    /// The patient columns that its condition reads: `columns[1..]` of its last stage.
    pub condition_columns: Vec<ColumnName>,
    pub conditional: bool,
    /// `policy.seki:12`
    pub origin: String,
}

/// The table of a module.
pub fn rule_table(component: &[u8]) -> Result<RuleTable, String> {
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload.map_err(|e| format!("not a component: {}", e.message()))?;
        let Payload::CustomSection(section) = payload else {
            continue;
        };
        if section.name() == SECTION && section.data().len() <= TABLE_BYTES_MAX {
            return serde_json::from_slice(section.data())
                .map_err(|e| format!("its section {SECTION} is not a rule table: {e}"));
        }
    }
    Err(format!("it has no section {SECTION}"))
}

impl RuleTable {
    /// The table that a module of this profile carries.
    pub fn of(profile: &Profile) -> Self {
        let fhir = profile.fhir.iter().flat_map(|fhir| &fhir.rules);
        let fhir = fhir.map(|_| "fhir".to_owned());
        let blocks = profile
            .blocks
            .iter()
            .flat_map(|block| block.rules.iter().map(|_| block.modality.title()));
        let rules = profile.rules().zip(fhir.chain(blocks));
        Self {
            interface: "sekisho:transform@0.1.0".into(),
            profile: profile.name.clone(),
            rules: rules
                .map(|((number, rule), block)| RuleEntry::of(number, block, rule))
                .collect(),
        }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a rule table is plain data")
    }
}

impl RuleEntry {
    fn of(rule: u16, block: String, is: &FieldRule) -> Self {
        Self {
            rule,
            block,
            selectors: is.selectors.iter().map(ToString::to_string).collect(),
            actions: is.actions.iter().map(written).collect(),
            condition_columns: is.when.as_ref().map_or(Vec::new(), |when| when.columns()),
            conditional: is.when.is_some(),
            origin: format!("{}:{}", is.origin.file, is.origin.line),
        }
    }
}

fn written(action: &Action) -> String {
    let word = action.word();
    match action {
        Action::Cap(cap) => {
            let unit = cap.unit.as_deref().map(|unit| format!(" {unit}"));
            format!("{word} {}{}", cap.bound, unit.unwrap_or_default())
        }
        Action::First(count) => format!("{word} {count}"),
        Action::Round(step) => format!("{word} {step}"),
        Action::Band(bounds) => format!("{word} {}", bounds.join(", ")),
        Action::Map(map) if map.keeps_rest => format!("{word} {} else keep", map.name),
        Action::Map(map) => format!("{word} {}", map.name),
        Action::Replace(text) => format!("{word} {text:?}"),
        Action::Call(call) => format!("{}.{}", call.plugin, call.function),
        Action::Keep
        | Action::Drop
        | Action::Blank
        | Action::Pseudonym
        | Action::Remap
        | Action::Shift
        | Action::Year
        | Action::Month
        | Action::MaskBurnedIn { .. } => word.to_owned(),
    }
}
