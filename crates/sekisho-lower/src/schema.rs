//! The fixed ASCII Cedar schema: it knows the model's data classes and nothing of the authors.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sekisho_model::DataClass;
use sekisho_model::consent_guard::SLOTS;
use sekisho_model::oncology::DataModel;

use crate::quote::quoted;

/// Names the schema uses itself.
const TAKEN: [&str; 9] = [
    "Action", "Consents", "Profile", "Purpose", "Role", "Slots", "Span", "Study", "Subject",
];

/// Data class -> its Cedar resource type, e.g. `imaging_study` -> `ImagingStudy`.
pub fn resource_types(model: &DataModel) -> BTreeMap<DataClass, String> {
    let mut taken: BTreeSet<String> = TAKEN
        .iter()
        .chain(&["Trained", "User"])
        .map(|t| (*t).to_owned())
        .collect();
    let mut types = BTreeMap::new();
    for class in model.classes.keys() {
        let mut name = camel_case(class.as_str());
        while !taken.insert(name.clone()) {
            name.push_str("Record");
        }
        types.insert(class.clone(), name);
    }
    types
}

pub fn text(types: &BTreeMap<DataClass, String>) -> String {
    let consents: Vec<String> = types
        .keys()
        .map(|c| format!("{}: String", quoted(c.as_str())))
        .collect();
    let slots: Vec<String> = (1..=SLOTS).map(|n| format!("s{n}?: Span")).collect();
    let resources: Vec<&str> = types.values().map(String::as_str).collect();
    let mut text = String::from(FIXED);
    _ = writeln!(text, "type Slots = {{ {} }};", slots.join(", "));
    _ = writeln!(text, "type Consents = {{ {} }};", consents.join(", "));
    _ = writeln!(text, "entity Subject tags Slots;");
    if !resources.is_empty() {
        _ = writeln!(text, "entity {} = {RECORD};", resources.join(", "));
        _ = writeln!(text, "action \"use\";");
        _ = writeln!(
            text,
            "action count, read, extract, trace in [\"use\"] appliesTo {{"
        );
        _ = writeln!(
            text,
            "  principal: [User], resource: [{}],\n  context: {CONTEXT}\n}};",
            resources.join(", ")
        );
    }
    text
}

/// A subject has a tag for each purpose and class, and `Consents` names by class the tag of the
/// purpose at hand. Instants are epoch milliseconds. A slot's open collected window is the least and the greatest
/// Long, and `whenever` says that both sides are open.
const FIXED: &str = r#"entity Purpose in [Purpose];
entity Study;
entity Role in [Study];
entity Profile;
type Trained = { "from": Long, "until": Long };
entity User in [Role] = { org: String, training: Set<String>, training_until?: Long } tags Trained;
type Span = {
  "from": Long, "until": Long, since: Long, to: Long, whenever: Bool,
  acts: Set<String>, recipients: Set<String>, countries: Set<String>, only_as?: String,
  only_under?: Set<String>, permits_before?: Long
};
"#;

const RECORD: &str = "{ subject: Subject, timeless: Bool, collected_from?: Long, collected_until?: Long, sealed?: Bool }";

/// `regime` is what the data are in law, `regimes` what they are at the least: a legal basis asks
/// for the one, a notice's `only as` for the other.
const CONTEXT: &str = r#"{
    now: Long, study: Study, purpose: Purpose, consents: Consents, delivery: String, basis: String,
    profile: String, regime: String, regimes: Set<String>, network: String, country: String,
    recipient: String, act: String, justified: Bool, approvals: Set<String>, permit_issued?: Long
  }"#;

/// `imaging_study` -> `ImagingStudy`; only ASCII letters and digits are carried over.
fn camel_case(id: &str) -> String {
    let words = id
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty());
    let name: String = words
        .map(|w| w[..1].to_ascii_uppercase() + &w[1..])
        .collect();
    match name.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => name,
        _ => format!("Class{name}"),
    }
}
